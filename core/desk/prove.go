package desk

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/permission"
)

// Proof is what proving the ledger came to: everything is recomputed from its transfers, and nothing is written.
type Proof struct {
	Operations int
	Transfers  int
	Accounts   int
	Took       time.Duration
	Head       []byte // Hash of the newest operation; whoever noted it down can tell later whether history was rewritten.
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

// Prove recomputes the hash chain, every balance and the sum of every resource, and names the first row that does not fit.
func (d *Desk) Prove(ctx context.Context) (Proof, error) {
	if _, err := d.may(permission.SubscriptionView); err != nil {
		return Proof{}, err
	}
	start := d.Now()
	proof, err := d.Store.Prove(ctx)
	proof.Took = d.Now().Sub(start)
	return proof, err
}

// ProveAtStart proves the ledger for the program, whoever is signed in, and returns the first row that does not fit, nil when
// everything does. A fault is logged.
func (d *Desk) ProveAtStart(ctx context.Context) (*core.Error, error) {
	proof, err := d.Store.Prove(ctx)
	if err != nil || proof.Fault() == nil {
		return nil, err
	}
	return proof.Fault(), d.Store.Write(func(tx Tx) error {
		return tx.AddLogEntry(LogEntry{
			At: d.Now(), Module: moduleSubscription, Operation: operationProof, Result: string(proof.Fault().Code), Detail: core.ErrorText(proof.Fault()),
		})
	})
}

// operationProof is how the log names that the ledger does not fit.
const operationProof = "ledger.proof"
