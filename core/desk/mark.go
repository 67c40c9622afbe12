package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"resellerdesk/core"
)

// markName is the keyring entry of the newest entry of the log that this computer has seen.
const markName = "newest"

// LogPosition returns the number of the newest entry of the log, 0 while there is none.
func (d *Desk) LogPosition(ctx context.Context) (int64, error) { return d.store.LastLogEntry(ctx) }

// KeepMark writes down in the keyring how far the workspace has come, so that an older copy of its
// file is noticed. Programs call it after their work. While the file is an older copy, until
// Continue, the mark stays. Without a keyring nothing is noticed.
func (d *Desk) KeepMark(ctx context.Context) {
	if d.Restored(ctx) == nil {
		d.writeMark(ctx)
	}
}

func (d *Desk) writeMark(ctx context.Context) {
	name, err := d.keyringName(ctx, markName)
	if err != nil {
		return
	}
	n, err := d.store.LastLogEntry(ctx)
	if err != nil {
		return
	}
	digest, err := d.store.LogEntryDigest(ctx, n)
	if err != nil {
		return
	}
	w, err := d.store.Workspace(ctx)
	if err == nil {
		err = d.keyring.Set(ctx, name, fmt.Sprintf("%d %s %d", n, digest, w.Epoch))
	}
	if err != nil {
		d.Logger.Info("how far the workspace has come is not in the keyring", "error", err)
	}
}

// readMark returns the parts of the mark, nil when this computer has none.
func (d *Desk) readMark(ctx context.Context) []string {
	name, err := d.keyringName(ctx, markName)
	if err != nil {
		return nil
	}
	text, err := d.keyring.Get(ctx, name)
	if err != nil {
		return nil
	}
	return strings.Fields(text)
}

// Restored tells whether the file of this workspace is another one than this computer saw last: a
// backup was put back, or a copy. The error says what that means; it is nil when nothing is known.
// Continue ends it.
func (d *Desk) Restored(ctx context.Context) error {
	mark := d.readMark(ctx)
	if len(mark) < 2 {
		return nil
	}
	n, err := strconv.ParseInt(mark[0], 10, 64)
	if err != nil || d.restoredOnPurpose(ctx, mark) {
		return nil
	}
	digest, err := d.store.LogEntryDigest(ctx, n)
	if err != nil && !core.IsNotFound(err) || err == nil && digest == mark[1] {
		return nil
	}
	key := "restored.distributor"
	if upstream, err := isUpstream(ctx, d.store); err == nil && upstream {
		key = "restored.reseller"
	}
	return &core.Error{Code: core.Conflict, Key: key}
}

// restoredOnPurpose tells whether the program itself put a backup back since the mark was written:
// then the epoch is a higher one.
func (d *Desk) restoredOnPurpose(ctx context.Context, mark []string) bool {
	w, err := d.store.Workspace(ctx)
	return err == nil && w.Epoch > epochOf(mark)
}

// epochOf is that of the copy that left a mark; one of an earlier version has none.
func epochOf(mark []string) (epoch int64) {
	if len(mark) > 2 {
		epoch, _ = strconv.ParseInt(mark[2], 10, 64)
	}
	return epoch
}
