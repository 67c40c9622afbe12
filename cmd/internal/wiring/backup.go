package wiring

import (
	"context"
	"time"

	"resellerdesk/core/backup"
	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// BackUp makes a backup of an open workspace. With ifChanged it makes none when the newest good one holds everything that was
// written; made tells whether it did, one is the newest in either case.
func BackUp(
	ctx context.Context,
	store desk.Store,
	backups sqlite.Backups,
	why backup.Reason,
	now time.Time,
	ifChanged bool,
) (
	made bool, one backup.Backup, err error,
) {
	if ifChanged {
		list, err := backups.List()
		if err != nil {
			return false, one, err
		}
		held, err := store.Holds(ctx)
		if err != nil {
			return false, one, err
		}
		for _, newest := range list {
			if newest.Good() {
				if newest.Holds == held {
					return false, newest, nil
				}
				break
			}
		}
	}
	one, err = store.Backup(ctx, why, now)
	return err == nil, one, err
}
