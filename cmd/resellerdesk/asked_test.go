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

// TestTheFirstMinutesKeepWhatCannotBeRead types an ambiguous number and a password, and redraws the
// screens in every way there is.
func TestTheFirstMinutesKeepWhatCannotBeRead(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	s.withPostbox()
	s.window.Start()
	s.key(fyne.KeyReturn)
	s.fields(
		"Nordlicht Distribution", "Ida", "Brandt", "ida@nordlicht.example", distributorPassword,
	)
	s.key(fyne.KeyReturn)
	english, german := s.words.T("language.en"), s.words.T("language.de")
	s.fields("1.000", "1e9")
	extensions, calls := s.words.T("field.extensions"), s.words.T("field.concurrent_calls")
	s.tap(s.words.T("setup.more"))
	added := s.fieldNamed(s.words.T("field.ultimate_extensions"))
	focused := s.window.Fyne().Canvas().Focused()
	require.True(t, added.Focusable() == focused, "the first that was added")
	keeps := func(why string) {
		require.True(t, s.holds(extensions, "1.000") && s.holds(calls, "1e9"), why)
	}
	keeps("more fields")
	s.tap(s.words.T("button.back"))
	s.title(s.words.T("setup.owner"))
	s.tap(s.words.T("button.next"))
	keeps("back and forth")
	s.tap(english)
	s.title(s.desk.Printer("de").T("setup.subscription"))
	require.Equal(t, "1000", s.formFields()[0].Text(), "it is a thousand in German")
	s.tap(german)

	s.retypes(s.fieldNamed(extensions), "4500")
	s.retypes(s.fieldNamed(calls), "620")
	s.retypes(s.fieldNamed(s.words.T("field.recording_minutes")), "120000")
	s.key(fyne.KeyReturn)
	s.title(s.words.T("setup.mail"))
	secret, port := s.words.T("field.mail_password"), s.words.T("field.port")
	s.retypes(s.fieldNamed(secret), "mail secret")
	s.retypes(s.fieldNamed(port), "4x")
	s.tap(english)
	s.tap(german)
	require.True(t, s.holds(secret, "mail secret") && s.holds(port, "4x"), "another language")
	s.tap(s.words.T("button.skip"))
	s.says(s.words.T("form.discard_title"))
}
