package action

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"resellerdesk/core"
)

// markName is the keyring entry of the newest entry of the log that this computer has seen.
const markName = "newest"

// KeepMark writes down in the keyring how far the workspace has come, so that an older copy of its
// file is noticed. Programs call it after their work. While the file is an older copy, until
// Continue, the mark stays. Without a keyring nothing is noticed.
func (f *Face) KeepMark(ctx context.Context) {
	if f.Restored(ctx) == nil {
		f.k.WriteMark(ctx)
	}
}

// WriteMark writes down in the keyring how far the workspace has come, without a look back.
func (k *Kernel) WriteMark(ctx context.Context) {
	name, err := k.KeyringName(ctx, markName)
	if err != nil {
		return
	}
	n, err := k.Store.LastLogEntry(ctx)
	if err != nil {
		return
	}
	digest, err := k.Store.LogEntryDigest(ctx, n)
	if err != nil {
		return
	}
	w, err := k.Store.Workspace(ctx)
	if err == nil {
		err = k.Keyring.Set(ctx, name, fmt.Sprintf("%d %s %d", n, digest, w.Epoch))
	}
	if err != nil {
		k.Logger.Info("how far the workspace has come is not in the keyring", "error", err)
	}
}

// ReadMark returns the parts of the mark, nil when this computer has none.
func (k *Kernel) ReadMark(ctx context.Context) []string {
	w, err := k.Store.Workspace(ctx)
	if err != nil {
		return nil
	}
	return k.MarkOf(ctx, w.ID)
}

// MarkOf returns the parts of the mark of a workspace that may be somewhere else by now, nil when
// this computer has none.
func (k *Kernel) MarkOf(ctx context.Context, workspace string) []string {
	text, err := k.Keyring.Get(ctx, workspace+"/"+markName)
	if err != nil {
		return nil
	}
	return strings.Fields(text)
}

// Restored tells whether the file of this workspace is another one than this computer saw last: a
// backup was put back, or a copy. The error says what that means; it is nil when nothing is known.
// Continue ends it.
func (f *Face) Restored(ctx context.Context) error {
	mark := f.k.ReadMark(ctx)
	if len(mark) < 2 {
		return nil
	}
	n, err := strconv.ParseInt(mark[0], 10, 64)
	if err != nil || f.k.restoredOnPurpose(ctx, mark) {
		return nil
	}
	digest, err := f.k.Store.LogEntryDigest(ctx, n)
	if err != nil && !core.IsNotFound(err) || err == nil && digest == mark[1] {
		return nil
	}
	key := "restored.distributor"
	if upstream, err := IsUpstream(ctx, f.k.Store); err == nil && upstream {
		key = "restored.reseller"
	}
	return &core.Error{Code: core.Conflict, Key: key}
}

// restoredOnPurpose tells whether the program itself put a backup back since the mark was written:
// then the epoch is a higher one.
func (k *Kernel) restoredOnPurpose(ctx context.Context, mark []string) bool {
	w, err := k.Store.Workspace(ctx)
	return err == nil && w.Epoch > EpochOf(mark)
}

// EpochOf is that of the copy that left a mark; one of an earlier version has none.
func EpochOf(mark []string) (epoch int64) {
	if len(mark) > 2 {
		epoch, _ = strconv.ParseInt(mark[2], 10, 64)
	}
	return epoch
}

// KeyringName is the entry of this workspace for a kind of secret.
func (k *Kernel) KeyringName(ctx context.Context, what string) (string, error) {
	w, err := k.Store.Workspace(ctx)
	return w.ID + "/" + what, err
}
