package page

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
)

// Backups are the backups of the workspace of this window, and the ways back from a damaged one.
// They need no open workspace; all of it runs beside the UI.
type Backups interface {
	// List returns the backups, the newest first.
	List() ([]backup.Backup, error)
	// Make makes one when it is due for a reason and something changed since the newest; by hand
	// always.
	Make(ctx context.Context, why backup.Reason) (made bool, one backup.Backup, err error)
	// Verify takes a backup out again and checks everything in it. What it found is part of the
	// answer, not an error.
	Verify(ctx context.Context, name string) (backup.Backup, error)
	// Restore closes the workspace and puts a backup in its place. The file that was there gets
	// another name, which it returns.
	Restore(ctx context.Context, name string) (aside string, err error)
	// VerifyFile and RestoreFile do so with a backup in a file anywhere; code opens one that is
	// encrypted. RestoreFile closes the workspace once everything in the file was checked.
	VerifyFile(ctx context.Context, path, code string) (backup.Backup, error)
	RestoreFile(ctx context.Context, path, code string) (aside string, err error)
	// Leave closes a workspace that is damaged, unless another one was opened since.
	Leave(d *desk.Desk) error
	// WhatIsWhole closes the workspace and says what Salvage would save of it, by table.
	WhatIsWhole(ctx context.Context) ([]desk.SalvagedTable, error)
	// Salvage closes the workspace and saves what can be read of it beside it.
	Salvage(ctx context.Context) (desk.Salvaged, error)
	// UseSalvaged puts a workspace that was salvaged in the place of the damaged one, which gets
	// another name; that is returned.
	UseSalvaged(ctx context.Context, saved desk.Salvaged) (aside string, err error)
	// Second says where the second place is, and what became of the last copy; SetSecond says where
	// it is from now on, and copies the newest backup there.
	Second() (backup.Second, error)
	SetSecond(ctx context.Context, s backup.Second) error
	// Arrive puts a workspace that came in a file from another computer in the place of one that
	// was not set up. After an error IsOpen tells whether that one is still open.
	Arrive(ctx context.Context, path, code string) error
	IsOpen() bool
	// File is how long the workspace file is, and when it was changed; 0 and zero when there is
	// none.
	File() (size int64, changed time.Time)
	// Folder is where the backups are.
	Folder() string
}

// slowBackup is after which time the window says that a backup is being made.
const slowBackup = 300 * time.Millisecond

// Secure makes a backup, if one is due, before something is done to so many things; one thing is
// undone without. It is called beside the UI. That the backup failed is said in the status line,
// and keeps nobody from working; only the end of ctx is an error.
func (e *Env) Secure(ctx context.Context, why backup.Reason, count int) error {
	if count < 2 || e.Backups == nil || e.Desk.IsView() {
		return nil
	}
	stop := e.Run.After(slowBackup, func() { e.Toasts.Tell(e.T("backup.making")) })
	defer stop()
	e.BackUp(ctx, why)
	return ctx.Err()
}

// Deleting makes a backup before so many things are deleted.
func (e *Env) Deleting(
	count int, remove func(ctx context.Context, operationID string) error,
) func(ctx context.Context, operationID string) error {
	return func(ctx context.Context, operationID string) error {
		if err := e.Secure(ctx, backup.BeforeDelete, count); err != nil {
			return err
		}
		return remove(ctx, operationID)
	}
}

// When is a time as people say it: today without the date.
func (e *Env) When(t time.Time) string {
	y, m, d := t.Local().Date()
	if ny, nm, nd := e.Now().Local().Date(); y == ny && m == nm && d == nd {
		return e.T("when.today", core.Args{"Time": t.Local().Format("15:04")})
	}
	return e.Words.DateTime(t)
}

// Megabytes is a number of bytes in MB, with one digit behind the point.
func (e *Env) Megabytes(bytes int64) string {
	tenths := max((bytes+50_000)/100_000, 1)
	return e.Words.Tenths(tenths)
}
