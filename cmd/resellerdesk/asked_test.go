package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// dismisses answers no to every question, and closes what is open.
func (s *screen) dismisses() {
	c := s.window.Fyne().Canvas()
	for range 8 {
		if !dialogOpen(s) {
			return
		}
		c.Unfocus()
		c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
	require.False(s.t, dialogOpen(s))
}

// holds tells whether a field with a label is in front and has a text.
func (s *screen) holds(label, text string) bool {
	return slices.ContainsFunc(s.formFields(), func(f *kit.Field) bool {
		return f.Label() == label && f.Text() == text
	})
}

// TestNoCommandDropsWhatIsTypedOnAPage types into the fields that stand on a page, does each thing
// that the palette offers there, also with a reseller, and answers no to what is asked.
func TestNoCommandDropsWhatIsTypedOnAPage(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	p := &permitted{screen: s}
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(t, err)
	s.goTo("email")
	label := s.words.T("field.from_address")
	var asked []string
	for _, search := range []string{"", rows[0].Company} {
		for i, title := range p.found(search) {
			text := fmt.Sprintf("somebody%d@else.example", i)
			s.retypes(s.fieldNamed(label), text)
			s.press(fyne.KeyK)
			s.paste(search)
			for range i {
				s.key(fyne.KeyDown)
			}
			s.key(fyne.KeyReturn)
			if strings.Contains(s.reads(), s.words.T("form.discard_title")) {
				asked = append(asked, title)
			}
			s.dismisses()
			require.Contains(t, s.window.Fyne().Title(), s.words.T("menu.email"), title)
			s.tap(s.words.T("email.settings")) // A command may lead to the other tab.
			assert.True(t, s.holds(label, text), "%s drops it", title)
		}
	}
	for _, key := range []string{"view_as.command", "command.sign_out"} {
		require.True(t, slices.ContainsFunc(asked, func(title string) bool {
			return strings.HasPrefix(title, s.words.T(key))
		}), "%s in %s", key, asked)
	}
}

func TestAnotherLanguageAsksBeforeTypingIsLost(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.goTo("email")
	label := s.words.T("field.from_address")
	s.retypes(s.fieldNamed(label), "somebody@else.example")
	for _, discard := range []bool{false, true} {
		s.press(fyne.KeyComma)
		s.key(fyne.KeyTab, fyne.KeyDown)
		s.says(s.words.T("form.discard_title"))
		if discard {
			break
		}
		s.key(fyne.KeyReturn)
		require.Equal(t, "en", s.known.Language())
		require.Equal(t, "en", s.fieldNamed(s.words.T("settings.language")).Text())
		s.dismisses()
		require.True(t, s.holds(label, "somebody@else.example"))
	}
	s.tap(s.words.T("form.discard"))
	require.Equal(t, "de", s.known.Language())
	s.says(s.desk.Printer("de").T("command.settings"))
}
