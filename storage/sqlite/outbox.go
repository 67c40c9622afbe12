package sqlite

import (
	"github.com/gofrs/flock"

	"resellerdesk/core"
)

// TakeOutbox holds a lock of the operating system beside the workspace file, which ends with the
// program however it ends.
func (w *Workspace) TakeOutbox() (release func(), err error) {
	lock := flock.New(w.path+"-outbox", flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, unavailable(err)
	case !taken:
		return nil, &core.Error{Code: core.Busy, Key: "outbox.elsewhere"}
	}
	// The file stays: removing it would let two programs hold locks on two files of one name.
	return func() { _ = lock.Unlock() }, nil
}
