package desk

import (
	"context"
	"errors"
	"time"
)

// RunDue does what falls due by itself, also what fell due while the program was closed:
// suspensions lift, bins empty, packages end, PBXs whose last day is over stop, personal data is
// erased. What fails stops nothing else; the error names each of it.
func (d *Desk) RunDue(ctx context.Context) error {
	if plausible, err := d.seeTime(ctx); err != nil || !plausible {
		return err // By a wrong clock nothing is known to be due.
	}
	if d.Superseded(ctx) != nil {
		return nil // The copy that is used does it.
	}
	var failed error
	for _, do := range []func(context.Context) error{
		d.renewLeases, d.runDueAccounts, d.stopOver, d.eraseOver, d.remind, d.mailAlarms,
	} {
		failed = errors.Join(failed, do(ctx))
	}
	return failed
}

func (d *Desk) runDueAccounts(ctx context.Context) error {
	due, err := d.store.Due(ctx, d.time())
	if err != nil || len(due) == 0 {
		return err
	}
	err = each(ctx, due, func(id string) error {
		return d.store.Write(func(tx Tx) error {
			for range 2 { // A suspension that lifts may lay open that the package has ended.
				a, err := tx.Account(ctx, id)
				if err != nil {
					return err
				}
				if err := d.fallDue(ctx, tx, a); err != nil {
					return err
				}
			}
			return nil
		})
	})
	d.publish(ResellersChanged, CapacityChanged)
	return err
}

// clockPause is how often KeepTime looks whether something fell due.
const clockPause = time.Minute

// KeepTime does what falls due by itself, at once and from then on, until the context ends.
func (d *Desk) KeepTime(ctx context.Context) {
	var marked int64
	for {
		if err := d.RunDue(ctx); err != nil {
			d.Logger.Warn("due not done", "error", err)
		}
		if n, err := d.store.LastLogEntry(ctx); err == nil && n != marked {
			d.KeepMark(ctx)
			marked = n
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(clockPause):
		}
	}
}
