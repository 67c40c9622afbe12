package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

func TestAChoiceInSettingsHoldsWhenItIsMade(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("logs")
	s.press(fyne.KeyComma)
	s.says("Settings", "Ida Brandt", "ida@nordlicht.example", "About this program", "Fyne 2.")
	s.keep("50-settings")
	s.key(fyne.KeyDown, fyne.KeyDown)
	require.Equal(t, kit.ModeDark, s.known.Mode(), "the appearance holds at once")
	s.key(fyne.KeyTab, fyne.KeyDown)
	require.Equal(t, "de", s.known.Language())
	german := s.desk.Printer("de")
	s.title(german.T("menu.logs")) // The page stays, in the new language.
	s.says(german.T("command.settings"), german.T("about.title"))
	s.keep("51-settings-de")
	s.key(fyne.KeyUp)
	require.Equal(t, "en", s.known.Language(), "the focus stayed on the language")
	s.key(fyne.KeyEscape)
	require.False(t, dialogOpen(s))
	require.Equal(t, "en", s.known.Language(), "closing changes nothing")
}

func TestSettingsLeadToAnotherPassword(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.press(fyne.KeyComma)
	s.tap("Change password…")
	const next = "copper kettles under the moon"
	s.fields(distributorPassword, next)
	s.key(fyne.KeyReturn)
	s.says("Settings")
	s.key(fyne.KeyEscape)
	require.NoError(t, s.desk.SignIn(t.Context(), "ida@nordlicht.example", next))
}

// signsOut signs out. There is no keyring to forget anything, which a dialog says.
func (s *screen) signsOut() {
	s.does("command.sign_out")
	s.key(fyne.KeyEscape)
}

func TestSignInRemembersTheEmailAndNeverThePassword(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.signsOut()
	s.title("Sign in")
	s.says("ida@nordlicht.example")
	require.NotContains(t, s.reads(), distributorPassword)
	s.keep("52-sign-in")
	s.typed("not the password at all")
	s.key(fyne.KeyReturn)
	s.title("Sign in")
	s.typed(distributorPassword)
	s.key(fyne.KeyReturn)
	s.title("User")
}

// TestThePasswordRuleStays goes to every place where a password is chosen: the rule and its
// strength stay there whatever is typed, and nothing below them moves.
func TestThePasswordRuleStays(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) *screen{
		"set-up": func(t *testing.T) *screen {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			s.window.Start()
			s.key(fyne.KeyReturn)
			s.fields("Nordlicht Distribution", "Ida", "Brandt", "ida@nordlicht.example", "")
			return s
		},
		"change": func(t *testing.T) *screen {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
			s.choose("en", "command.password")
			s.fields(distributorPassword, "")
			return s
		},
		"forgotten": func(t *testing.T) *screen {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
			s.signsOut()
			s.tap(s.words.T("recover.forgotten"))
			s.fields("", "")
			return s
		},
		"activation": func(t *testing.T) *screen {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
			i := newIssuer(t, s)
			s.window.Start()
			s.window.Incoming([]byte(i.activation))
			return s
		},
		"first password": func(t *testing.T) *screen {
			s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
			ctx := t.Context()
			first, err := s.desk.AddColleague(ctx, desk.NewID(), desk.ColleagueDraft{
				Profile: account.Profile{
					FirstName: "Max", Email: "max@nordlicht.example", Language: "en",
				},
				Permissions: permission.NewSet(permission.UserView),
			})
			require.NoError(t, err)
			_ = s.desk.SignOut(ctx) // There is no keyring to forget anything.
			require.NoError(t, s.desk.SignIn(ctx, "max@nordlicht.example", first))
			s.window.Start()
			s.fields(first, "")
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			rule := s.words.T("password.hint", core.Args{"Min": account.MinPassword})
			s.says(rule)
			for _, try := range []struct{ text, says string }{
				{"abc", "12 characters short"},
				{"aaaaaaaaaaaaaaaaaa", "Guessed at once"},
				{"copper kettles under the moon", "Very good"},
			} {
				s.typed(try.text)
				s.says(rule, try.says)
				s.key(fyne.KeyTab)
				s.says(rule, try.says)
				s.window.Fyne().Canvas().FocusPrevious()
			}
			s.keep("53-password-" + name)
		})
	}
}
