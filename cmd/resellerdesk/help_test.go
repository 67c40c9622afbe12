package main

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// TestHelpOpensOverAFormAndLeavesItsTyping presses F1 in the form of a reseller.
func TestHelpOpensOverAFormAndLeavesItsTyping(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.press(fyne.KeyN)
	s.typed("Kranich Tele")
	field := s.window.Fyne().Canvas().Focused()
	s.key(fyne.KeyF1)
	s.says("Help", "Keys here", "Ctrl+S", "Save")
	s.keep("60-help-add")
	s.typed("minutes")
	s.says("hits")
	s.keep("61-help-search")
	s.key(fyne.KeyF1)
	s.says("hits")
	s.key(fyne.KeyEscape)
	require.True(t, dialogOpen(s), "the form is still open")
	require.Same(t, field, s.window.Fyne().Canvas().Focused(), "the focus is where it was")
	s.typed("fonie")
	s.says("Kranich Telefonie")
}

// TestHelpOpensWhereSomebodyIs presses F1 on every page and before the sign-in, and reads the page
// that opens.
func TestHelpOpensWhereSomebodyIs(t *testing.T) {
	fresh := newScreen(t, "de", kit.ModeDark, 1024, 600, 1)
	fresh.window.Start()
	for _, title := range []string{
		"Einen Arbeitsbereich einrichten", "Einen Arbeitsbereich einrichten",
	} {
		fresh.key(fyne.KeyF1)
		fresh.says(title)
		fresh.keep("62-help-welcome")
		fresh.key(fyne.KeyEscape)
		require.False(t, dialogOpen(fresh))
		fresh.key(fyne.KeyReturn)
	}
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	for page, title := range map[string]string{
		"dashboard": "The first look of the day", "subscription": "Parts of a bar",
		"usage": "What a line says",
		"pbx":   "Who keeps them", "customer": "A customer is",
		"alarm": "most urgent first", "user": "What you do here", "logs": "Every attempt is listed",
		"email":    "Outgoing mail",
		"exchange": "Two desktops", "backups": "restored into a copy and checked before it counts",
	} {
		s.goTo(page)
		s.does("command.help")
		require.True(t, dialogOpen(s), page)
		s.says(title)
		s.key(fyne.KeyEscape)
	}
	s.goTo("user")
	s.does("command.help")
	s.keep("63-help-user")
	for range 40 {
		s.key(fyne.KeyDown)
	}
	s.says("All keys", "Ctrl+Shift+Z")
	s.keep("64-help-keys")
	s.typed("535")
	s.says("A mail is not sent", "Signing in at the mail provider", "2 hits")
	s.key(fyne.KeyEscape)
	s.signsOut()
	s.key(fyne.KeyF1)
	s.says("Sign in and passwords")
	s.key(fyne.KeyEscape)
	s.typed(distributorPassword)
	s.key(fyne.KeyReturn)
	s.title("User")
}

// TestHelpOverADialogNamesTheKeysThatItHas presses F1 in every form: what sends is named only where
// the form has that.
func TestHelpOverADialogNamesTheKeysThatItHas(t *testing.T) {
	walked, sending := 0, 0
	eachForm(t, func(t *testing.T, s *screen) {
		if !dialogOpen(s) {
			return
		}
		here, sends := s.words.T("help.keys_here"), s.words.T("command.save_send")
		has := s.sees(sends)
		s.key(fyne.KeyF1)
		require.True(t, s.sees(here))
		_, keys, _ := strings.Cut(s.reads(), here)
		keys, _, _ = strings.Cut(keys, s.words.T("key.f1_does"))
		require.Equal(t, has, strings.Contains(keys, sends), keys)
		s.key(fyne.KeyEscape)
		walked++
		if has {
			sending++
		}
	})
	require.Greater(t, walked, 12)
	require.Positive(t, sending)
}
