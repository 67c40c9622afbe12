package desk

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// epochGap is by how much the numbers of files to the other side jump when a workspace is restored:
// by more than what can have gone out since the backup, so that no desktop takes what comes next
// for something older (docs/domain.md §13).
const epochGap = 1_000_000

// sequenceBase is the number after which those of files to the other side go on.
func sequenceBase(w Workspace) int64 { return w.Epoch * epochGap }

// ReleaseOutbox lets the mails go that wait since a backup was restored: a person has looked at
// them.
func (d *Desk) ReleaseOutbox(ctx context.Context) error {
	entry := LogEntry{Module: store.ModuleEmail, Operation: store.OperationReleased}
	err := d.performWrite(d.holding(permission.EmailOutbox), &entry, func(s *session, tx Tx) error {
		settings, err := tx.MailSettings(ctx)
		if err != nil {
			return err
		}
		if !settings.HeldBack() {
			return &core.Error{Code: core.Conflict, Key: "outbox.not_held"}
		}
		settings.Stopped = nil
		return errors.Join(tx.SetMailSettings(settings), d.logDone(tx, s, entry))
	}, OutboxChanged)
	if err != nil {
		return err
	}
	d.wakeOutbox()
	return nil
}
