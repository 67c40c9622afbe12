package wiring

import (
	"context"
	"sync"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
)

// Workspace is the workspace of a data folder while a window has it open: it makes its backups when
// they are due, and puts one back. It opens the workspace at most once at a time. Its functions
// wait for the disk.
type Workspace struct {
	dir     string
	now     func() time.Time
	open    Opener
	backups Backups

	mu    sync.Mutex // Of what follows.
	desk  *desk.Desk // nil while none is open.
	close func() error
	stop  context.CancelFunc // Ends the backup that is being made.

	making  sync.Mutex // Held while a backup is made, or the workspace is closed.
	copying sync.Mutex // Held while one is copied to the second place.
}

// Opener opens the workspace of a data folder. close may be called once.
type Opener func(ctx context.Context, dir string) (d *desk.Desk, close func() error, err error)

// NewWorkspace keeps the workspace of a data folder, which open opens.
func NewWorkspace(dir string, now func() time.Time, open Opener) *Workspace {
	return &Workspace{
		dir: dir, now: now, open: open, backups: Chosen.Backups(dir), stop: func() {},
	}
}

// Open opens the workspace, after it closed the one that was open.
func (k *Workspace) Open(ctx context.Context) (*desk.Desk, error) {
	if err := k.Close(); err != nil {
		return nil, err
	}
	d, closeStore, err := k.open(ctx, k.dir)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.desk, k.close = d, closeStore
	return d, nil
}

// Close closes the workspace, if it is open. A backup that is being made ends.
func (k *Workspace) Close() error { return k.closeIf(func(*desk.Desk) bool { return true }) }

// Leave closes a workspace that is damaged, unless another one was opened since. What SQLite keeps
// beside the file goes with it.
func (k *Workspace) Leave(d *desk.Desk) error {
	return k.closeIf(func(open *desk.Desk) bool { return open == d })
}

func (k *Workspace) closeIf(is func(open *desk.Desk) bool) error {
	k.mu.Lock()
	if is(k.desk) {
		k.stop()
	}
	k.mu.Unlock()
	k.making.Lock()
	defer k.making.Unlock()
	k.mu.Lock()
	if !is(k.desk) {
		k.mu.Unlock()
		return nil
	}
	closeStore := k.close
	k.desk, k.close = nil, nil
	k.mu.Unlock()
	if closeStore == nil {
		return nil
	}
	return closeStore()
}

// IsOpen tells whether the workspace is open.
func (k *Workspace) IsOpen() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.desk != nil
}

// begin returns the open workspace and a context that ends when it is to be closed; nil when none
// is open.
func (k *Workspace) begin(ctx context.Context) (context.Context, context.CancelFunc, *desk.Desk) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx, k.stop = context.WithCancel(ctx)
	return ctx, k.stop, k.desk
}

// Make makes a backup when one is due for a reason and something changed since the newest; by hand
// always. made tells whether it did. It makes none of a workspace that was not set up.
func (k *Workspace) Make(
	ctx context.Context, why backup.Reason,
) (made bool, one backup.Backup, err error) {
	k.making.Lock()
	defer k.making.Unlock()
	ctx, end, d := k.begin(ctx)
	defer end()
	if d == nil {
		return false, one, nil
	}
	return BackUpWhenDue(ctx, d, k.backups, why, k.now(), k.size(), &k.copying)
}

func (k *Workspace) size() int64 {
	size, _ := k.File()
	return size
}

// File is how long the workspace is in bytes, and when it was changed; 0 and zero when there is
// none.
func (k *Workspace) File() (size int64, changed time.Time) { return Chosen.Size(k.dir) }

// List returns the backups, the newest first.
func (k *Workspace) List() ([]backup.Backup, error) { return k.backups.List() }

// Folder is where the backups are.
func (k *Workspace) Folder() string { return k.backups.Folder() }

// Verify takes a backup out again and checks everything in it.
func (k *Workspace) Verify(ctx context.Context, name string) (backup.Backup, error) {
	return k.backups.Verify(ctx, name, k.now())
}

// Restore closes the workspace and puts a backup in its place. The file that was there gets another
// name, which it returns.
func (k *Workspace) Restore(ctx context.Context, name string) (aside string, err error) {
	if err := k.closeDamaged(); err != nil {
		return "", err
	}
	return k.backups.Restore(ctx, name, k.now())
}

// VerifyFile is Verify for a backup in a file anywhere; code opens one that is encrypted.
func (k *Workspace) VerifyFile(ctx context.Context, path, code string) (backup.Backup, error) {
	return k.backups.VerifyFile(ctx, path, code, k.now())
}

// RestoreFile is Restore for a backup in a file anywhere. The workspace is closed once everything
// in the file was checked.
func (k *Workspace) RestoreFile(ctx context.Context, path, code string) (aside string, err error) {
	return k.backups.RestoreFile(ctx, path, code, k.now(), k.closeDamaged)
}

// closeDamaged is Close for what is replaced: that it is damaged keeps nobody from it.
func (k *Workspace) closeDamaged() error {
	if err := k.Close(); err != nil && core.CodeOf(err) != core.Corrupt {
		return err
	}
	return nil
}

// Arrive puts a workspace that came from another computer in the place of one that was not set up,
// which is closed before; a backup is put there as Restore does.
func (k *Workspace) Arrive(ctx context.Context, path, code string) error {
	if is, _ := backup.IsFile(path); is {
		_, err := k.RestoreFile(ctx, path, code)
		return err
	}
	return Chosen.Arrive(ctx, k.dir, path, code, k.now(), k.Close)
}

// Second says where the second place is, and what became of the last copy.
func (k *Workspace) Second() (backup.Second, error) { return k.backups.Second() }

// SetSecond says where the second place is, and copies the newest good backup there.
func (k *Workspace) SetSecond(ctx context.Context, s backup.Second) error {
	if err := k.backups.SetSecond(s); err != nil {
		return err
	}
	k.making.Lock()
	defer k.making.Unlock()
	ctx, end, d := k.begin(ctx)
	defer end()
	list, err := k.backups.List()
	newest := backup.NewestGood(list)
	if err != nil || d == nil || newest.Made.IsZero() {
		return err
	}
	CopyToSecond(ctx, d, k.backups, newest, k.now(), &k.copying)
	return nil
}

// UseSalvaged puts a workspace that was salvaged in the place of the damaged one. The file that was
// there gets another name, which it returns.
func (k *Workspace) UseSalvaged(_ context.Context, saved desk.Salvaged) (aside string, err error) {
	if err := k.closeDamaged(); err != nil {
		return "", err
	}
	return Chosen.UseSalvaged(k.dir, saved, k.now())
}

// WhatIsWhole closes the workspace and says what Salvage would save of it.
func (k *Workspace) WhatIsWhole(ctx context.Context) ([]desk.SalvagedTable, error) {
	if err := k.closeDamaged(); err != nil {
		return nil, err
	}
	return Chosen.WhatIsWhole(ctx, k.dir, k.now())
}

// Salvage closes the workspace and saves what can be read of it beside it.
func (k *Workspace) Salvage(ctx context.Context) (desk.Salvaged, error) {
	if err := k.closeDamaged(); err != nil {
		return desk.Salvaged{}, err
	}
	return Chosen.Salvage(ctx, k.dir, k.now())
}
