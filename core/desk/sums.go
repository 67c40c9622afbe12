package desk

import (
	"context"

	"resellerdesk/core/permission"
)

// Sums is what several resellers were given, or several PBXs take.
type Sums struct {
	Extensions int64
	Calls      int64 // Concurrent ones.
	InPBXs     int64 // Of the extensions; all of those that PBXs take.
}

// ResellerSums adds up what some resellers were given, and how much of it is in PBXs.
func (d *Desk) ResellerSums(ctx context.Context, ids []string) (Sums, error) {
	if _, err := d.may(permission.UserView); err != nil {
		return Sums{}, err
	}
	return d.store.ResellerSums(ctx, ids)
}

// PBXSums adds up what some PBXs take.
func (d *Desk) PBXSums(ctx context.Context, ids []string) (Sums, error) {
	if _, err := d.may(permission.PBXView); err != nil {
		return Sums{}, err
	}
	return d.store.PBXSums(ctx, ids)
}
