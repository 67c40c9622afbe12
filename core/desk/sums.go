package desk

import (
	"context"

	"resellerdesk/core/permission"
)

// ResellerSums adds up what some resellers were given, and how much of it is in PBXs.
func (d *Desk) ResellerSums(ctx context.Context, ids []string) (Sums, error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return Sums{}, err
	}
	return d.store.ResellerSums(ctx, ids)
}

// PBXSums adds up what some PBXs take.
func (d *Desk) PBXSums(ctx context.Context, ids []string) (Sums, error) {
	if _, err := d.authorize(permission.PBXView); err != nil {
		return Sums{}, err
	}
	return d.store.PBXSums(ctx, ids)
}
