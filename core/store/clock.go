package store

import "time"

// How far the clock of the computer may be from the last trusted time (docs/domain.md §15).
const (
	ClockAhead  = 40 * 24 * time.Hour // After a longer pause the word of a person is asked for.
	ClockBehind = 10 * time.Minute
	ClockSlack  = 24 * time.Hour // A person is warned of a clock that is further behind.
	ClockStep   = time.Hour      // How old the time in the file may become.
)

// ClockFloor is before the first version of this program: no clock that shows an earlier time is
// right.
var ClockFloor = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// WrongClock is the key of what is wrong with a time, "" for a plausible one.
func WrongClock(now, trusted time.Time) string {
	switch {
	case now.Before(ClockFloor):
		return "clock.impossible"
	case trusted.IsZero():
		return ""
	case now.Before(trusted.Add(-ClockBehind)):
		return "clock.behind"
	case now.After(trusted.Add(ClockAhead)):
		return "clock.ahead"
	}
	return ""
}

// Plausible tells whether a time can be right after the last trusted one, zero for none
// (docs/domain.md §15).
func Plausible(now, trusted time.Time) bool { return WrongClock(now, trusted) == "" }
