package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

func TestTheLogCountsItsHits(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.busyDay()
	s.goTo("logs")
	all, err := s.desk.CountLogs(t.Context(), desk.LogQuery{})
	require.NoError(t, err)
	number := s.words.Number(int64(all))
	s.says("All "+number, "Refused 1", "Alarm 0")
	require.NotContains(t, s.reads(), "of "+number)

	s.search("october")
	s.says("1 of "+number, "All 1", "Refused 0", "User 1", "Email 0")
	s.tap("User 1")
	s.says("1 of " + number)
	s.tap("Email 0")
	s.says("0 of "+number, "No entry matches the search and the filters.")
	s.tap("Show all")
	s.says("All " + number)
	require.NotContains(t, s.reads(), "of "+number)
	s.tap("Refused 1")
	s.says("1 of "+number, "not possible")
}

func TestTheLogSaysWhatIsNoDay(t *testing.T) {
	for lang, wrong := range map[string]string{
		"en": "Write a day like 31 Dec 2027, or two of them with – between.",
		"de": "Schreiben Sie einen Tag wie 31.12.2027 oder zwei mit – dazwischen.",
	} {
		s := newScreen(t, lang, kit.ModeLight, 1024, 700, 1).example(3)
		s.goTo("logs")
		all, err := s.desk.CountLogs(t.Context(), desk.LogQuery{})
		require.NoError(t, err)
		number := s.words.Number(int64(all))
		s.key(fyne.KeyHome, fyne.KeyUp) // The header of the first column.
		s.typed("f")
		s.typed("soon")
		require.True(t, s.sees(wrong), s.reads())
		s.keep("19-logs-day-" + lang)
		focused := s.window.Fyne().Canvas().Focused().(fyne.Shortcutable)
		focused.TypedShortcut(&fyne.ShortcutSelectAll{})
		s.typed(s.words.Date(clock.AddDate(1, 0, 0)))
		require.False(t, s.sees(wrong))
		s.says(s.words.T("list.hits", core.Args{"Hits": "0", "All": number}))
		s.typed(" – ")
		require.True(t, s.sees(wrong), "the last day is missing")
	}
}

func TestTheDayOfTheLogIsTakenFromACalendar(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("logs")
	s.key(fyne.KeyHome, fyne.KeyUp)
	s.typed("f")
	field := s.window.Fyne().Canvas().Focused()
	field.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{
		KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierAlt,
	})
	require.NotEqual(t, field, s.window.Fyne().Canvas().Focused(), "the calendar has the focus")
	s.keep("19-logs-calendar")
	s.key(fyne.KeyRight, fyne.KeyReturn)
	require.Equal(t, field, s.window.Fyne().Canvas().Focused())
	s.says(s.words.Date(clock.AddDate(0, 0, 1)), "0 of 4")
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
}
