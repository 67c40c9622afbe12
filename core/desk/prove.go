package desk

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/permission"
)

// Proof is what proving the ledger came to: everything is recomputed from its transfers, and
// nothing is written.
type Proof struct {
	Operations int
	Transfers  int
	Accounts   int
	Took       time.Duration
	Head       []byte // Hash of the newest operation; the person who noted it down can tell later whether history was rewritten.
	// Faults are what does not fit: the first row that each check found. None when everything does.
	Faults []*core.Error
}

// Fault is the first of the faults, nil when everything fits.
func (p Proof) Fault() *core.Error {
	if len(p.Faults) == 0 {
		return nil
	}
	return p.Faults[0]
}

// Prove recomputes the hash chain, every balance and the sum of every resource, and names the first
// row that does not fit.
func (d *Desk) Prove(ctx context.Context) (Proof, error) {
	if _, err := d.may(permission.SubscriptionView); err != nil {
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

// Damaged says that a workspace does not hold what the program wrote. It is never written to.
type Damaged struct {
	Path   string
	Faults []*core.Error // What does not fit: the first row that each check found.
}

func (e *Damaged) Error() string { return e.Unwrap().Error() }

// Unwrap is the sentence for a person, which names the file and the first fault.
func (e *Damaged) Unwrap() error {
	return &core.Error{Code: core.Corrupt, Key: "workspace.damaged", Args: core.Args{"Path": e.Path}, Err: e.Faults[0]}
}
