package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
)

// TestDaysUntil counts what is left: 30 days are 30 at their beginning, and a part of a day is one.
func TestDaysUntil(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.Local)
	for left, days := range map[time.Duration]int{
		30 * day: 30, 30*day - time.Millisecond: 30, 29*day + time.Millisecond: 30, 29 * day: 29,
		day: 1, time.Second: 1,
	} {
		require.Equal(t, days, DaysUntil(now.Add(left), now), left)
	}
	require.True(t, Today(now.Add(8*time.Hour), now))
	require.False(t, Today(now.Add(10*time.Hour), now))
}

// TestADayIsReadAsItIsTyped types into a field what is a day, no day, or nothing.
func TestADayIsReadAsItIsTyped(t *testing.T) {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	env := &Env{Words: words}
	last := core.NewDay(2027, time.March, 31)
	d := DayOf(env, last)
	require.Equal(t, last, d.Read(env, d.Text))
	require.False(t, d.IsWrong())

	require.Equal(t, core.NoDay, d.Read(env, "the day after"))
	require.True(t, d.IsWrong())
	require.Equal(t, "the day after", d.Text)
	var problems core.Problems
	d.AddTo(&problems, "until")
	require.Equal(t, "field.date", problems.Of("until").Key)

	require.Equal(t, core.NoDay, d.Read(env, " "), "it may be without one")
	require.False(t, d.IsWrong())
	d.AddTo(&problems, "other")
	require.Nil(t, problems.Of("other"))
	require.Equal(t, Day{}, DayOf(env, core.NoDay))
}
