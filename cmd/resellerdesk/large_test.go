package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// TestALargeScreenShowsMoreAlarms compares the dashboard of a usual window with that of a large
// one, by the alarms of invitations.
func TestALargeScreenShowsMoreAlarms(t *testing.T) {
	shown := func(name, lang string, mode kit.Mode, width, height float32) int {
		s := newScreen(t, lang, mode, width, height, 1).example(200)
		s.cloud()
		s.goTo("dashboard")
		s.fits("dashboard")
		s.keep("dashboard-" + name)
		rows := 0
		for _, words := range labels[*kit.Button](s.layers()[0]) {
			if words == s.words.T("alarm.do.invitation") {
				rows++
			}
		}
		return rows
	}
	usual := shown("usual", "en", kit.ModeLight, 1280, 800)
	large := shown("large-light", "de", kit.ModeLight, 1920, 1080)
	dark := shown("large-dark", "en", kit.ModeDark, 1920, 1080)
	require.Positive(t, usual)
	require.Greater(t, large, usual)
	require.Equal(t, large, dark)
}
