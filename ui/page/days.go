package page

import (
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
)

// DaysUntil is how many days are left until a time, a part of one counted as one.
func DaysUntil(t, now time.Time) int {
	const day = 24 * time.Hour
	return int((t.Sub(now) + day - 1) / day)
}

// Today tells whether a time is on the day of now, where the person is.
func Today(t, now time.Time) bool {
	return t.Local().Format(time.DateOnly) == now.Local().Format(time.DateOnly)
}

// ParseDay reads a day as a person types it, core.NoDay for none. It fails when it is no day.
func ParseDay(env *Env, text string) (core.Day, error) {
	if strings.TrimSpace(text) == "" {
		return core.NoDay, nil
	}
	return env.Words.ParseDate(text)
}

// Day is a day as it is typed into a form.
type Day struct {
	Text string
	err  error // Why it is no day.
}

// DayOf is a day as a field shows it, empty for none.
func DayOf(env *Env, d core.Day) Day { return Day{Text: env.Words.Day(d)} }

// Read takes what was typed and returns the day, core.NoDay for none.
func (d *Day) Read(env *Env, text string) (day core.Day) {
	d.Text = text
	day, d.err = ParseDay(env, text)
	return day
}

// Follow returns the day of a draft that was merged: mine, which is typed into a field, or where
// nothing is, the one that is there now, which is shown then.
func (d *Day) Follow(env *Env, m Merged, field string, mine, there core.Day) core.Day {
	switch {
	case d.IsWrong() || !m.Fresh:
		return mine
	case slices.Contains(m.Typed, field):
		return d.Read(env, d.Text)
	}
	*d = DayOf(env, there)
	return there
}

// IsWrong tells whether what was typed is no day.
func (d Day) IsWrong() bool { return d.err != nil }

// AddTo says of a field that what was typed is no day, if it is none.
func (d Day) AddTo(problems *core.Problems, field string) {
	if d.err != nil {
		problems.AddError(field, d.err)
	}
}
