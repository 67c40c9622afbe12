package sqlite

import (
	"github.com/gofrs/flock"

	"resellerdesk/core"
)

// useSuffix names the file beside a workspace that every program locks together as long as it has
// it open. Who puts another file in its place holds it alone.
const useSuffix = "-use"

func useLock(path string) *flock.Flock {
	return flock.New(path+useSuffix, flock.SetPermissions(0o600))
}

// takeTogether is what a program that opens the workspace holds.
func takeTogether(path string) (release func() error, err error) {
	lock := useLock(path)
	taken, err := lock.TryRLock()
	if err != nil {
		return nil, unavailable(err)
	}
	if !taken {
		return nil, &core.Error{Code: core.Busy, Key: "backup.restoring"}
	}
	return lock.Unlock, nil
}

// takeAlone fails with Busy while any program has the workspace of a data folder open.
func takeAlone(data string) (release func(), err error) {
	path, err := FileOf(data)
	if err != nil {
		return nil, err
	}
	lock := useLock(path)
	taken, err := lock.TryLock()
	if err != nil {
		return nil, unavailable(err)
	}
	if !taken {
		return nil, &core.Error{Code: core.Busy, Key: "backup.in_use"}
	}
	return func() { _ = lock.Unlock() }, nil
}
