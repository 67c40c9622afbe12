package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// TestMessagesAboutSeveralNameThem suspends two until a day, lifts it, and sends mails to both.
func TestMessagesAboutSeveralNameThem(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 3})
	require.NoError(t, err)
	both := rows[0].Company + " and " + rows[1].Company
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	s.does("command.suspend")
	s.fields("unpaid", "1 Feb 2027")
	s.key(fyne.KeyReturn)
	s.says("2 resellers are suspended until 1 Feb 2027: " + both)
	s.waits() // One message after the other.
	s.does("command.resume")
	s.says("The suspension of 2 resellers is lifted: " + both)
}

func TestTheProgramEndsOnlyByIntent(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.press(fyne.KeyN)
	s.typed("Kranich")
	s.press(fyne.KeyQ)
	s.says("Close the program?", "other typing is lost")
	s.key(fyne.KeyReturn) // The answer that loses nothing has the focus.
	s.says("Kranich")
	require.NotContains(t, s.reads(), "Close the program?")
}
