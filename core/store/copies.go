package store

import (
	"context"
	"time"

	"resellerdesk/core"
)

// OperationRestored is how the log names that a backup was put back.
const OperationRestored = "backup.restored"

// MarkRestored makes a restored copy the newest one, by a higher epoch. backup is the name of what
// was restored.
func MarkRestored(ctx context.Context, tx Tx, epoch int64, backup string, now time.Time) error {
	if err := tx.SetSuccessor(nil); err != nil {
		return err
	}
	if err := MakeNewest(ctx, tx, epoch); err != nil {
		return err
	}
	return tx.AddLogEntry(LogEntry{
		At: now, Module: ModuleExchange, Operation: OperationRestored, Name: backup,
		Result: ResultOK,
	})
}

// MakeNewest gives a copy an epoch that is higher than that of any other one. Nothing is sent
// before somebody says so, since the other one may have sent it; and all partners are due a
// package.
func MakeNewest(ctx context.Context, tx Tx, epoch int64) error {
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
		settings.Stopped = &core.Error{Code: core.Conflict, Key: OutboxRestored}
		if err := tx.SetMailSettings(settings); err != nil {
			return err
		}
	}
	return tx.AllPartnersChanged()
}

// Successor is the copy of a workspace that took the place of this one. Nothing is granted, signed
// or sent here before the owner decides (docs/domain.md §13).
type Successor struct {
	Epoch int64
	At    time.Time // When it was moved, or noticed.
	Moved bool      // To another computer, by this program.
	Name  string    // Of that computer, "" when nobody said it.
}

// Refusal says why nothing is changed in a copy that has the successor.
func (s Successor) Refusal() error {
	key := "workspace.newer_copy"
	switch {
	case s.Moved && s.Name != "":
		key = "workspace.moved_to"
	case s.Moved:
		key = "workspace.moved"
	}
	return &core.Error{Code: core.ReadOnly, Key: key, Args: core.Args{"At": s.At, "Name": s.Name}}
}

// How the log names that a copy with a successor is used again, and that a workspace was moved or
// arrived.
const (
	OperationContinued = "exchange.restored"
	OperationMoved     = "workspace.moved"
	OperationArrived   = "workspace.arrived"
)

// Arrived takes a workspace into use that came from another computer. It fails with Invalid,
// "move.backup", for one that Move did not make, as a backup: another copy may be in use.
func Arrived(ctx context.Context, tx Tx, now time.Time) error {
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
	return tx.AddLogEntry(LogEntry{
		At: now, Module: ModuleExchange, Operation: OperationArrived, Result: ResultOK,
	})
}
