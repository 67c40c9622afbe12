package page

import "time"

// DaysUntil is how many days are left until a time, a part of one counted as one.
func DaysUntil(t, now time.Time) int {
	const day = 24 * time.Hour
	return int((t.Sub(now) + day - 1) / day)
}

// Today tells whether a time is on the day of now, where the person is.
func Today(t, now time.Time) bool {
	return t.Local().Format(time.DateOnly) == now.Local().Format(time.DateOnly)
}
