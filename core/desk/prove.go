package desk

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/permission"
)

// Prove recomputes the hash chain, every balance and the sum of every resource, and names the first
// row that does not fit.
func (d *Desk) Prove(ctx context.Context) (Proof, error) {
	if _, err := d.authorize(permission.SubscriptionView); err != nil {
		return Proof{}, err
	}
	start := d.Now()
	proof, err := d.store.Prove(ctx)
	proof.Took = d.Now().Sub(start)
	return proof, err
}

// CheckFile checks everything in the workspace, once: what is written waits for it. step, when
// there is one, receives how many of the checks are done. It fails with *Damaged.
func (d *Desk) CheckFile(ctx context.Context, step func(done, all int)) error {
	return d.store.CheckFile(ctx, step)
}

// Notices are what a person should know of the place of the workspace, each a sentence.
func (d *Desk) Notices() []*core.Error { return d.store.Notices() }
