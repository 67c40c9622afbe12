package subscription

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Prove recomputes the hash chain, every balance and the sum of every resource, and names the first
// row that does not fit.
func (d *Desk) Prove(ctx context.Context) (store.Proof, error) {
	if _, err := d.k.Authorize(permission.SubscriptionView); err != nil {
		return store.Proof{}, err
	}
	start := d.k.Now()
	proof, err := d.k.Store.Prove(ctx)
	proof.Took = d.k.Now().Sub(start)
	return proof, err
}

// CheckFile checks everything in the workspace, once; writing waits for it. Unless it is nil, step
// receives how many of the checks are done. It fails with *Damaged.
func (d *Desk) CheckFile(ctx context.Context, step func(done, all int)) error {
	return d.k.Store.CheckFile(ctx, step)
}

// Notices are what a person should know of the place of the workspace, each a sentence.
func (d *Desk) Notices() []*core.Error { return d.k.Store.Notices() }
