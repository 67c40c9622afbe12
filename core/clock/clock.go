// Package clock says which times of the computer can be right (docs/domain.md §15).
package clock

import "time"

// How far the clock of the computer may be from the last trusted time (docs/domain.md §15).
const (
	Ahead  = 40 * 24 * time.Hour // After a longer pause the word of a person is asked for.
	Behind = 10 * time.Minute
	Slack  = 24 * time.Hour // A person is warned of a clock that is further behind.
	Step   = time.Hour      // How old the time in the file may become.
)

// Floor is before the first version of this program: no clock that shows an earlier time is
// right.
var Floor = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Wrong is the key of what is wrong with a time, "" for a plausible one.
func Wrong(now, trusted time.Time) string {
	switch {
	case now.Before(Floor):
		return "clock.impossible"
	case trusted.IsZero():
		return ""
	case now.Before(trusted.Add(-Behind)):
		return "clock.behind"
	case now.After(trusted.Add(Ahead)):
		return "clock.ahead"
	}
	return ""
}

// Plausible tells whether a time can be right after the last trusted one, zero for none
// (docs/domain.md §15).
func Plausible(now, trusted time.Time) bool { return Wrong(now, trusted) == "" }
