package desk

import (
	"context"
	"errors"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/permission"
)

// epochGap is by how much the numbers of files to the other side jump when a workspace is restored:
// by more than what can have gone out since the backup, so that no desktop takes what comes next
// for something older (docs/domain.md §13).
const epochGap = 1_000_000

// sequenceBase is the number after which those of files to the other side go on.
func sequenceBase(w Workspace) int64 { return w.Epoch * epochGap }

// OutboxRestored is why mails of a restored workspace wait: until ReleaseOutbox.
const OutboxRestored = "outbox.restored"

// HeldBack tells whether the mails wait since a backup was restored.
func (s MailSettings) HeldBack() bool { return s.Stopped != nil && s.Stopped.Key == OutboxRestored }

// ReleaseOutbox lets the mails go that wait since a backup was restored: a person has looked at
// them.
func (d *Desk) ReleaseOutbox(ctx context.Context) error {
	entry := LogEntry{Module: moduleEmail, Operation: operationReleased}
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

// operationReleased is how the log names that mails of a restored workspace may go.
const operationReleased = "mail.released"

// operationRestored is how the log names that a backup was put back.
const operationRestored = "backup.restored"

// MarkRestored writes into a copy that was restored what must be other than in the one that went
// on: it is the newest one, by an epoch that is higher. backup is the name of what was restored.
func MarkRestored(ctx context.Context, tx Tx, epoch int64, backup string, now time.Time) error {
	if err := tx.SetSuccessor(nil); err != nil {
		return err
	}
	if err := makeNewest(ctx, tx, epoch); err != nil {
		return err
	}
	return tx.AddLogEntry(
		LogEntry{
			At:        now,
			Module:    moduleExchange,
			Operation: operationRestored,
			Name:      backup,
			Result:    ResultOK,
		},
	)
}

// makeNewest gives a copy an epoch that is higher than that of any other one. Nothing is sent before
// somebody says so, since the other one may have sent it; and all partners are due a package.
func makeNewest(ctx context.Context, tx Tx, epoch int64) error {
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
