package wiring

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// Engine is what programs do with workspaces besides the actions of a desk. Each engine of the
// store is one value of it; dir is always a data folder.
type Engine struct {
	// Files is the pattern of the names that the files of a workspace have.
	Files string
	// Open opens a workspace, and makes it when there is none.
	Open func(ctx context.Context, dir string) (Store, error)
	// Exists tells whether there is a workspace, or is about to be one. Of a folder that cannot be
	// looked into nobody says that there is none: opening it says why.
	Exists func(dir string) bool
	// Size is how long a workspace is in bytes, and when it was changed; 0 and zero when there is
	// none.
	Size func(dir string) (size int64, changed time.Time)
	// Backups are the backups of a data folder. They need no open workspace.
	Backups func(dir string) Backups
	// Arrive puts the workspace of a file that another computer made into a data folder that has
	// none, or an older copy of it. free closes before that what the program itself has open there.
	Arrive func(
		ctx context.Context, dir, path, code string, now time.Time, free func() error,
	) error
	// WhatIsWhole says what Salvage would save of a damaged workspace, by table.
	WhatIsWhole func(
		ctx context.Context, dir string, now time.Time,
	) ([]desk.SalvagedTable, error)
	// Salvage saves what is whole in a damaged workspace beside it.
	Salvage func(ctx context.Context, dir string, now time.Time) (desk.Salvaged, error)
	// UseSalvaged puts what was saved in the place of the damaged workspace, whose new name it
	// returns.
	UseSalvaged func(dir string, saved desk.Salvaged, now time.Time) (aside string, err error)
}

// Store is an open workspace.
type Store interface {
	desk.Store
	Close() error
}

// Backups are the backups of a data folder. Names are those of backups; paths may be anywhere, and
// code opens a file that is encrypted. What replaces the workspace returns the new name of the one
// that was there, and fails with Busy while a program has it open.
type Backups interface {
	// Folder is where they are.
	Folder() string
	// List returns them, the newest first.
	List() ([]backup.Backup, error)
	// Verify and VerifyFile take one out again and check everything in it. What they found is part
	// of the answer, not an error.
	Verify(ctx context.Context, name string, now time.Time) (backup.Backup, error)
	VerifyFile(ctx context.Context, path, code string, now time.Time) (backup.Backup, error)
	// Restore and RestoreFile put one in the place of the workspace. free closes what the program
	// itself has open, once everything in the file was checked.
	Restore(ctx context.Context, name string, now time.Time) (aside string, err error)
	RestoreFile(
		ctx context.Context, path, code string, now time.Time, free func() error,
	) (aside string, err error)
	// Second says where the second place is, and what became of the last copy.
	Second() (backup.Second, error)
	SetSecond(s backup.Second) error
	// CheckSecond fails with Invalid for a folder that cannot be a second place.
	CheckSecond(folder string) error
	// SecondIsSlow keeps for Second that the folder did not answer.
	SecondIsSlow() error
	// CopyToSecond copies a backup to the second place, and with thin removes what is not kept any
	// more. askCode returns the code that encrypts it, where that is wanted.
	CopyToSecond(
		ctx context.Context, one backup.Backup,
		askCode func(context.Context) (string, error), now time.Time, thin bool,
	) error
}

// Chosen is the engine of every program.
var Chosen = Engine{
	Files: sqlite.FileName + "*",
	Open: func(ctx context.Context, dir string) (Store, error) {
		opened, err := sqlite.Open(ctx, dir)
		if err != nil {
			return nil, err // A nil workspace would be a Store that is not nil.
		}
		return opened, nil
	},
	Exists:      sqliteExists,
	Size:        sqliteSize,
	Backups:     func(dir string) Backups { return sqlite.NewBackups(dir) },
	Arrive:      sqlite.Arrive,
	WhatIsWhole: sqlite.WhatIsWhole,
	Salvage:     sqlite.Salvage,
	UseSalvaged: sqlite.UseSalvaged,
}

// sqliteExists also says yes to a link that leads nowhere.
func sqliteExists(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, sqlite.FileName))
	return !errors.Is(err, fs.ErrNotExist) || sqlite.Replacing(dir)
}

func sqliteSize(dir string) (size int64, changed time.Time) {
	path, err := sqlite.FileOf(dir)
	if err != nil {
		return 0, time.Time{}
	}
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			continue
		}
		size += info.Size()
		if info.ModTime().After(changed) {
			changed = info.ModTime()
		}
	}
	return size, changed
}
