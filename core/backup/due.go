package backup

import "time"

// Large is the size of a workspace file in bytes above which copying it takes so long that it is
// done once a day only, and not while a program ends.
const Large = 100 << 20

// How long after the newest backup another one is due.
const (
	regularPause = 30 * time.Minute
	largePause   = 24 * time.Hour
	closePause   = 5 * time.Minute
)

// Due tells whether a backup is due for a reason when the newest good one was made at a time, zero
// when there is none, and the workspace file is size bytes long. Whether anything changed since is
// another question. A newest one that was made in the future, by a clock that was wrong, counts as
// none.
func Due(why Reason, newest, now time.Time, size int64) bool {
	age := now.Sub(newest)
	if newest.IsZero() || age < 0 {
		age = largePause
	}
	switch why {
	case Regular:
		return age >= pauseFor(size)
	case OnClose:
		return size <= Large && age >= closePause
	case AtStart, BeforeDelete:
		return size <= Large || age >= largePause
	}
	return true
}

func pauseFor(size int64) time.Duration {
	if size > Large {
		return largePause
	}
	return regularPause
}
