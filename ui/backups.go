package ui

import (
	"context"
	"path/filepath"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/ui/backups"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// How backups are made beside the window.
const (
	backupLook   = time.Minute     // How often the window looks whether one is due.
	typingPause  = 3 * time.Second // None is begun before nothing was typed for so long.
	closingLimit = 4 * time.Second // The window closes after so long, whatever the backup does.
	closingShown = 150 * time.Millisecond
)

// keeping is how backups are made beside the window. It is used on the UI goroutine.
type keeping struct {
	stop   func()     // Ends the waiting for the next one; nil while none is made.
	desk   *desk.Desk // Of which they are made.
	fault  error      // Why the last one failed, nil when it did not.
	ending bool       // The window closes.
}

// keepBackups makes the first backup of a checked workspace when nothing is typed, and then one
// whenever it is due.
func (w *Window) keepBackups(d *desk.Desk) {
	if w.Backups == nil || w.trial {
		return
	}
	w.stopBackups()
	w.keeping.desk = d
	w.backUpLater(typingPause, backup.AtStart)
}

func (w *Window) stopBackups() {
	if w.keeping.stop != nil {
		w.keeping.stop()
	}
	w.keeping.stop, w.keeping.desk = nil, nil
}

// backUpLater looks after a time in which nobody typed whether a backup is due, and again after it.
func (w *Window) backUpLater(pause time.Duration, why backup.Reason) {
	of, typed := w.keeping.desk, kit.KeysTyped()
	w.keeping.stop = w.Run.After(pause, func() {
		switch {
		case w.keeping.desk != of || of == nil:
		case kit.KeysTyped() != typed:
			w.backUpLater(typingPause, why)
		default:
			w.Run.Go(func() {
				w.backUp(context.Background(), why)
				w.Run.UI(func() {
					if w.keeping.desk == of {
						w.backUpLater(backupLook, backup.Regular)
					}
				})
			})
		}
	})
}

// backUp makes a backup if one is due, beside the UI, and says in the status line and on the page
// of backups what came of it.
func (w *Window) backUp(ctx context.Context, why backup.Reason) {
	before, _ := w.Backups.Second()
	made, _, err := w.Backups.Make(ctx, why)
	if ctx.Err() != nil {
		return
	}
	after, _ := w.Backups.Second()
	if made || err != nil || before != after {
		w.Run.UI(func() { w.backedUp(err) })
	}
}

// backedUp shows what came of a backup.
func (w *Window) backedUp(err error) {
	w.keeping.fault = err
	if w.frame != nil {
		w.frame.backupsChanged()
	}
}

// lastBackup makes a backup before the window closes, if one is due, and says so when it takes a
// while.
func (w *Window) lastBackup(then func()) {
	if w.keeping.desk == nil {
		then()
		return
	}
	w.stopBackups()
	w.keeping.ending = true
	ended := false
	end := func() {
		if !ended {
			ended = true
			then()
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), closingLimit-time.Second)
	stopWords := w.Run.After(closingShown, func() {
		w.env.Modals.CloseAll()
		making := w.env.T("backup.making")
		w.showScreen(kit.NewCentered(320, kit.NewText(making, kit.Secondary)), making, nil)
	})
	stopLimit := w.Run.After(closingLimit, end)
	w.Run.Go(func() {
		defer cancel()
		// That it failed is seen at the next start: the status line says when the last one was
		// made.
		_, _, _ = w.Backups.Make(ctx, backup.OnClose)
		w.Run.UI(func() {
			stopWords()
			stopLimit()
			end()
		})
	})
}

// restore puts a backup in the place of the workspace, and opens it.
func (w *Window) restore(one backup.Backup) {
	w.restoreBy(one, func(ctx context.Context) (aside string, err error) {
		return w.Backups.Restore(ctx, one.Name)
	})
}

// restoreFile does so with a backup in a file anywhere, which code opens.
func (w *Window) restoreFile(one backup.Backup, path, code string) {
	w.restoreBy(one, func(ctx context.Context) (aside string, err error) {
		return w.Backups.RestoreFile(ctx, path, code)
	})
}

func (w *Window) restoreBy(
	one backup.Backup, work func(ctx context.Context) (aside string, err error),
) {
	working := w.env.T("backup.restoring", core.Args{"When": backups.Called(w.env, one)})
	restored := w.env.T("backup.restored_file", core.Args{"Name": one.Name})
	if !one.Made.IsZero() {
		when := core.Args{"When": w.env.Words.DateTime(one.Made)}
		restored = w.env.T("backup.restored", when)
	}
	w.replace(working, restored, work)
}

// arrived opens the workspace that came from another computer.
func (w *Window) arrived(err error) {
	env := w.env
	env.Desk = nil
	w.Start()
	if err != nil {
		env.Fail(err)
		return
	}
	env.Toasts.Tell(env.T("move.arrived"))
}

// replace lets work put another workspace in the place of the present one, and opens it.
func (w *Window) replace(
	working, done string, work func(ctx context.Context) (aside string, err error),
) {
	env := w.env
	w.leavePages()
	w.screens.Other(
		"backups", kit.NewCentered(400, kit.NewText(working, kit.Secondary)), working, nil,
	)
	w.Run.Go(func() {
		aside, err := work(context.Background())
		w.Run.UI(func() {
			w.keeping.fault = nil
			w.env.Desk = nil
			w.Start()
			if err != nil {
				env.Fail(err)
				return
			}
			if aside != "" {
				done += " " + env.T("backup.aside", core.Args{"Path": filepath.Base(aside)})
			}
			env.Toasts.Tell(done)
		})
	})
}

// showFolder shows a folder in the platform's own program. It says where the folder is as well: a
// desktop that has no such program does not tell.
func (w *Window) showFolder(path string) {
	if err := page.OpenOutside(w.App, path); err != nil {
		w.env.Fail(&core.Error{
			Code: core.Unavailable, Key: "backup.no_folder", Args: core.Args{"Path": path},
			Err: err,
		})
	}
	w.env.SayPath("toast.folder", path)
}

// ownsBackups tells whether the page of backups is for the person: it is for the owner of the
// workspace.
func (f *frame) ownsBackups() bool {
	owner := f.actor.Kind == account.Distributor || f.actor.Kind == account.Owner
	return owner && f.env.Backups != nil && !f.env.Desk.IsView()
}

func (f *frame) newBackups() page.Page {
	return backups.New(f.env, func() error { return f.window.keeping.fault })
}

// backupsChanged shows a new backup, or why there is none.
func (f *frame) backupsChanged() {
	f.refreshBackup()
	for _, e := range f.entries {
		if e.key == "backups" && e.page != nil {
			e.page.Changed(nil)
		}
	}
}

// refreshBackup says in the status line when the last good backup was made.
func (f *frame) refreshBackup() {
	if !f.ownsBackups() {
		f.backup.Hide()
		return
	}
	env := f.env
	f.copies.Read(env.Afterwards(), func(context.Context) (copies, error) {
		list, err := env.Backups.List()
		second, failed := env.Backups.Second()
		return copies{backup.NewestGood(list).Made, failed != nil || second.Fault != ""}, err
	}, func(error) {
		f.backup.SetText(env.T("status.backup_failed"))
		f.object.Refresh()
	}, func(c copies) {
		f.backup.SetText(f.backupText(c))
		f.object.Refresh()
	})
}

// copies is when the newest good backup was made, zero for none, and whether its copy in the second
// place failed.
type copies struct {
	made         time.Time
	secondFailed bool
}

func (f *frame) backupText(c copies) string {
	env := f.env
	switch {
	case f.window.keeping.fault != nil:
		return env.T("status.backup_failed")
	case c.made.IsZero():
		return env.T("status.no_backup")
	case c.secondFailed:
		return env.T("status.second_failed", core.Args{"When": env.When(c.made)})
	}
	return env.T("status.backup", core.Args{"When": env.When(c.made)})
}
