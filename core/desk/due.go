package desk

import (
	"context"
	"errors"
	"time"

	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/alarms"
	"resellerdesk/core/desk/exchange"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
)

// RunDue does what falls due by itself, also what fell due while the program was closed.
// Suspensions lift, bins empty, packages end, expired PBXs stop, personal data is erased. What
// fails stops nothing else; the error names each of it.
func (d *Desk) RunDue(ctx context.Context) error {
	if plausible, err := d.k.SeeTime(ctx); err != nil || !plausible {
		return err // By a wrong clock nothing is known to be due.
	}
	if d.Superseded(ctx) != nil {
		return nil // The copy that is used does it.
	}
	var failed error
	for _, do := range []func(context.Context, *action.Kernel) error{
		exchange.RenewLeases, runDueAccounts, pbxs.StopOver, accounts.EraseOver, alarms.Remind,
		alarms.MailAlarms,
	} {
		failed = errors.Join(failed, do(ctx, d.k))
	}
	return failed
}

func runDueAccounts(ctx context.Context, k *action.Kernel) error {
	due, err := k.Store.Due(ctx, k.Time())
	if err != nil || len(due) == 0 {
		return err
	}
	err = action.Each(ctx, due, func(id string) error {
		return k.Store.Write(func(tx Tx) error {
			for range 2 { // A suspension that lifts may lay open that the package has ended.
				a, err := tx.Account(ctx, id)
				if err != nil {
					return err
				}
				if err := accounts.FallDue(ctx, k, tx, a); err != nil {
					return err
				}
			}
			return nil
		})
	})
	k.Publish(action.ResellersChanged, action.CapacityChanged)
	return err
}

// clockPause is how often KeepTime looks whether something fell due.
const clockPause = time.Minute

// KeepTime does what falls due by itself, at once and from then on, until the context ends.
func (d *Desk) KeepTime(ctx context.Context) {
	var marked int64
	for {
		if err := d.RunDue(ctx); err != nil {
			d.k.Logger.Warn("due not done", "error", err)
		}
		if n, err := d.k.Store.LastLogEntry(ctx); err == nil && n != marked {
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
