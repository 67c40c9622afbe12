package keys

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// epochGap is by how much the numbers of files to the other side jump when a workspace is restored.
// It is more than can have gone out since the backup, so that no desktop takes the next file for an
// older one (docs/domain.md §13).
const epochGap = 1_000_000

// SequenceBase is the number after which those of files to the other side go on.
func SequenceBase(w store.Workspace) int64 { return w.Epoch * epochGap }

// ReleaseOutbox lets the mails go that wait since a backup was restored: a person has looked at
// them.
func (d *Desk) ReleaseOutbox(ctx context.Context) error {
	entry := store.LogEntry{Module: store.ModuleEmail, Operation: store.OperationReleased}
	do := func(s *action.Session, tx store.Tx) error {
		settings, err := tx.MailSettings(ctx)
		if err != nil {
			return err
		}
		if !settings.HeldBack() {
			return &core.Error{Code: core.Conflict, Key: "outbox.not_held"}
		}
		settings.Stopped = nil
		return errors.Join(tx.SetMailSettings(settings), d.k.LogDone(tx, s, entry))
	}
	err := d.k.PerformWrite(d.k.Holding(permission.EmailOutbox), &entry, do, action.OutboxChanged)
	if err != nil {
		return err
	}
	d.k.WakeOutbox()
	return nil
}

// LogPosition returns the number of the newest entry of the log, 0 while there is none.
func (d *Desk) LogPosition(
	ctx context.Context,
) (int64, error) {
	return d.k.Store.LastLogEntry(ctx)
}
