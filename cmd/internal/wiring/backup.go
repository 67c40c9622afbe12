package wiring

import (
	"context"
	"sync"
	"time"

	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
)

// BackUp makes a backup of an open workspace, and copies the newest to the second place. With
// ifChanged it makes none when the newest good one holds everything that was written; made tells
// whether it did, one is the newest in either case. Second says what became of the copy; copying is
// as CopyToSecond has it.
func BackUp(
	ctx context.Context,
	d *desk.Desk,
	backups Backups,
	why backup.Reason,
	now time.Time,
	ifChanged bool,
	copying *sync.Mutex,
) (made bool, one backup.Backup, err error) {
	list, err := backups.List()
	if err != nil {
		return false, one, err
	}
	held, err := d.Holds(ctx)
	if err != nil {
		return false, one, err
	}
	if one = backup.NewestGood(list); !ifChanged || one.Made.IsZero() || one.Holds != held {
		if one, err = d.BackUp(ctx, why, now); err != nil {
			return false, one, err
		}
		made = true
	}
	CopyToSecond(ctx, d, backups, one, now, copying)
	return made, one, nil
}

// BackUpWhenDue makes a backup of an open workspace when one is due for a reason and something
// changed since the newest; by hand always. size is how long the workspace file is. It makes none
// of a workspace that was not set up. What it returns, and copying, are as BackUp has them.
func BackUpWhenDue(
	ctx context.Context,
	d *desk.Desk,
	backups Backups,
	why backup.Reason,
	now time.Time,
	size int64,
	copying *sync.Mutex,
) (made bool, one backup.Backup, err error) {
	list, err := backups.List()
	if err != nil {
		return false, one, err
	}
	newest := backup.NewestGood(list)
	if why != backup.ByHand && !backup.Due(why, newest.Made, now, size) {
		CopyToSecond(ctx, d, backups, newest, now, copying)
		return false, newest, nil
	}
	held, err := d.Holds(ctx)
	if err != nil || held.Workspace == "" {
		return false, one, err
	}
	return BackUp(ctx, d, backups, why, now, why != backup.ByHand, copying)
}

// secondPatience is how long a copy is waited for. A folder on a network may never answer.
const secondPatience = 2 * time.Minute

// CopyToSecond copies a backup to the second place, unless it is there or there is none. It waits
// no longer than secondPatience, and not beyond the end of ctx. copying is locked until the folder
// has answered; while it is, no other copy begins.
func CopyToSecond(
	ctx context.Context,
	d *desk.Desk,
	backups Backups,
	one backup.Backup,
	now time.Time,
	copying *sync.Mutex,
) {
	if !copying.TryLock() {
		return
	}
	copied := inTime(ctx, secondPatience, func() {
		defer copying.Unlock()
		copyToSecond(ctx, d, backups, one, now)
	})
	if copied || ctx.Err() != nil {
		return
	}
	if err := backups.SecondIsSlow(); err != nil {
		d.Logger.Warn("the second place does not answer", "error", err)
	}
}

// inTime does work beside, and tells whether it was done before ctx ended and within a limit.
func inTime(ctx context.Context, limit time.Duration, work func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	select {
	case <-done:
		return true
	case <-ctx.Done():
	case <-time.After(limit):
	}
	return false
}

func copyToSecond(
	ctx context.Context, d *desk.Desk, backups Backups, one backup.Backup, now time.Time,
) {
	s, err := backups.Second()
	if err != nil || s.Folder == "" || s.Name == one.Name && s.Fault == "" ||
		d.Superseded(ctx) != nil {
		return
	}
	trusted, err := d.TrustedTime(ctx)
	thin := err == nil && desk.Plausible(now, trusted) // A clock that is wrong takes no copy away.
	err = backups.CopyToSecond(ctx, one, d.BackupCode, now, thin)
	if err != nil {
		d.Logger.Warn("the backup is not in the second place", "error", err)
	}
}
