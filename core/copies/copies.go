// Package copies is what happens to a copy of a workspace that is restored or moved: of several
// copies one is the newest (docs/domain.md §13).
package copies

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// MarkRestored makes a restored copy the newest one, by a higher epoch. backup is the name of what
// was restored.
func MarkRestored(
	ctx context.Context, tx store.Tx, epoch int64, backup string, now time.Time,
) error {
	if err := tx.SetSuccessor(nil); err != nil {
		return err
	}
	if err := MakeNewest(ctx, tx, epoch); err != nil {
		return err
	}
	return tx.AddLogEntry(store.LogEntry{
		At: now, Module: store.ModuleExchange, Operation: store.OperationRestored, Name: backup,
		Result: store.ResultOK,
	})
}

// MakeNewest gives a copy an epoch that is higher than that of any other one. Nothing is sent
// before somebody says so, since the other one may have sent it; and all partners are due a
// package.
func MakeNewest(ctx context.Context, tx store.Tx, epoch int64) error {
	if err := tx.SetEpoch(epoch); err != nil {
		return err
	}
	settings, err := tx.MailSettings(ctx)
	if err != nil {
		return err
	}
	waiting, err := tx.CountWaiting(ctx)
	if err != nil {
		return err
	}
	if waiting > 0 && settings.Complete() {
		settings.Stopped = &core.Error{Code: core.Conflict, Key: store.OutboxRestored}
		if err := tx.SetMailSettings(settings); err != nil {
			return err
		}
	}
	return tx.AllPartnersChanged()
}

// Arrived takes a workspace into use that came from another computer. It fails with Invalid,
// "move.backup", for one that Move did not make, as a backup: another copy may be in use.
func Arrived(ctx context.Context, tx store.Tx, now time.Time) error {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	by, err := tx.Successor(ctx)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	if err != nil || !by.Moved || by.Epoch != w.Epoch {
		return &core.Error{Code: core.Invalid, Key: "move.backup"}
	}
	if err := tx.SetSuccessor(nil); err != nil {
		return err
	}
	return tx.AddLogEntry(store.LogEntry{
		At: now, Module: store.ModuleExchange, Operation: store.OperationArrived,
		Result: store.ResultOK,
	})
}
