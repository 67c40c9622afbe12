package desk

import (
	"context"
	"time"

	"resellerdesk/core"
)

// epochGap is by how much the numbers of files to the other side jump when a workspace is restored: by more than what can have gone
// out since the backup, so that no desktop takes what comes next for something older (docs/domain.md §13).
const epochGap = 1_000_000

// sequenceBase is the number after which those of files to the other side go on.
func sequenceBase(w Workspace) int64 { return w.Epoch * epochGap }

// operationRestored is how the log names that a backup was put back.
const operationRestored = "backup.restored"

// MarkRestored writes into a copy that was restored what must be other than in the one that went on: its epoch, which must be
// higher; that nothing is sent before somebody says so; and that all partners are due a package. backup is the name of what was
// restored.
func MarkRestored(ctx context.Context, tx Tx, epoch int64, backup string, now time.Time) error {
	if err := tx.SetEpoch(epoch); err != nil {
		return err
	}
	settings, err := tx.MailSettings(ctx)
	if err != nil {
		return err
	}
	if settings.Complete() {
		settings.Stopped = &core.Error{Code: core.Conflict, Key: "outbox.restored"}
		if err := tx.SetMailSettings(settings); err != nil {
			return err
		}
	}
	if err := tx.AllPartnersChanged(); err != nil {
		return err
	}
	return tx.AddLogEntry(LogEntry{At: now, Module: moduleExchange, Operation: operationRestored, Name: backup, Result: resultOK})
}
