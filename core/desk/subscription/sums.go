package subscription

import (
	"context"

	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// ResellerSums adds up what some resellers were given, and how much of it is in PBXs.
func (d *Desk) ResellerSums(ctx context.Context, ids []string) (store.Sums, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return store.Sums{}, err
	}
	return d.k.Store.ResellerSums(ctx, ids)
}

// PBXSums adds up what some PBXs take.
func (d *Desk) PBXSums(ctx context.Context, ids []string) (store.Sums, error) {
	if _, err := d.k.Authorize(permission.PBXView); err != nil {
		return store.Sums{}, err
	}
	return d.k.Store.PBXSums(ctx, ids)
}
