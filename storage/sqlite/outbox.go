package sqlite

import (
	"github.com/gofrs/flock"

	"resellerdesk/core"
)

// TakeOutbox holds a lock of the operating system beside the workspace file, which ends with the
// program however it ends.
func (w *Workspace) TakeOutbox() (release func(), err error) {
	return w.take("-outbox", "outbox.elsewhere")
}

// TakeSignIn holds another such lock.
func (w *Workspace) TakeSignIn() (release func(), err error) {
	return w.take("-signin", "outbox.sign_in_elsewhere")
}

// take holds the lock with a suffix, or fails with Busy and the key.
func (w *Workspace) take(suffix, key string) (release func(), err error) {
	lock := flock.New(w.path+suffix, flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, unavailable(err)
	case !taken:
		return nil, &core.Error{Code: core.Busy, Key: key}
	}
	// The file stays: removing it would let two programs hold locks on two files of one name.
	return func() { _ = lock.Unlock() }, nil
}
