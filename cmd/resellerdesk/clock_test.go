package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// at puts the clock of the computer to a time for a test, and looks at the window again.
func (s *screen) at(now time.Time) {
	s.now = now
	s.window.Start()
}

func TestTheWindowSaysThatTheClockMayBeWrong(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(3)
		right := clock
		require.NotContains(t, s.reads(), s.words.T("clock.banner"))
		for _, wrong := range []time.Time{
			right.Add(-48 * time.Hour), right.AddDate(1, 0, 0),
			time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
		} {
			s.at(wrong)
			s.says(s.words.T("clock.banner"), s.words.T("clock.right"))
		}
		s.at(time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC))
		s.says(s.words.T("clock.banner"))
		require.NotContains(t, s.reads(), s.words.T("clock.right"), "no word makes that one right")
		s.at(right.Add(-48 * time.Hour))
		s.tap(s.words.T("clock.right"))
		require.NotContains(t, s.reads(), s.words.T("clock.banner"))
		require.NoError(t, s.desk.ClockWrong(t.Context()))
	}
}
