package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// asLeft is how somebody left a list.
type asLeft struct {
	selected       []string
	current, count int
}

func (s *screen) asLeft() asLeft {
	table := s.window.Fyne().Canvas().Focused().(aList)
	return asLeft{table.Selected(), table.Current(), table.Count()}
}

// loses takes a feature from somebody who holds all.
func (p *permitted) loses(feature permission.Key) {
	less := permission.All()
	less.Take(feature)
	p.gives(less)
}

// TestListsMadeAgainShowTheSame searches and selects in every list, lets menu and pages be made
// again in another language and with other permissions, and finds the lists as they were.
func TestListsMadeAgainShowTheSame(t *testing.T) {
	p := newPermitted(t)
	p.gives(permission.All())
	before := map[string]asLeft{}
	for _, page := range []string{"customer", "pbx", "user"} {
		p.goTo(page)
		p.search("2")
		p.key(fyne.KeyDown)
		if p.window.Fyne().Canvas().Focused().(aList).Count() == 0 {
			p.search("") // Takes away nothing; Escape does.
			p.key(fyne.KeyEscape)
			p.later[len(p.later)-1]()
			p.key(fyne.KeyDown)
		}
		p.key(fyne.KeyEnd)
		p.with(desktop.KeyShiftLeft, fyne.KeyUp)
		before[page] = p.asLeft()
		require.NotEmpty(t, before[page].selected, page)
	}
	same := func(how string) {
		require.Equal(t, before["user"], p.asLeft(), how)
		for page, was := range before {
			p.goTo(page)
			require.Equal(t, was, p.asLeft(), "%s: %s", how, page)
		}
		p.goTo("user")
	}
	p.loses(permission.LogsView)
	same("other permissions")
	p.press(fyne.KeyComma)
	p.key(fyne.KeyTab, fyne.KeyDown)
	require.Equal(t, "de", p.known.Language())
	p.key(fyne.KeyEscape)
	p.words = p.desk.Printer("de")
	same("another language")
}

func TestASearchThatIsTypedGoesOnWithOtherPermissions(t *testing.T) {
	p := newPermitted(t)
	p.gives(permission.All())
	p.goTo("user")
	p.search("1")
	p.loses(permission.LogsView)
	for _, r := range ".р" {
		p.window.Fyne().Canvas().Focused().TypedRune(r)
	}
	p.later[len(p.later)-1]()
	p.says("1.р 3 of 3")
}

// TestSettingsThatAreTypedStayWithOtherPermissions types into a page that is no dialog.
func TestSettingsThatAreTypedStayWithOtherPermissions(t *testing.T) {
	p := newPermitted(t)
	p.gives(permission.All())
	p.goTo("email")
	p.typed("half")
	p.loses(permission.LogsView)
	p.typed("way")
	p.says("halfway")
	p.press(fyne.Key1)
	p.tap("Discard")
	p.title("Dashboard")
	p.goTo("email")
	require.NotContains(t, p.reads(), "halfway")
}

// TestCtrlQEndsTheProgramFromEverywhere asks first where something is open.
func TestCtrlQEndsTheProgramFromEverywhere(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	for name, open := range map[string]func(){
		"a form": func() { s.press(fyne.KeyN) },
		"help":   func() { s.key(fyne.KeyF1) },
	} {
		open()
		s.press(fyne.KeyQ)
		s.says("Close the program?")
		s.press(fyne.KeyQ)
		s.key(fyne.KeyEscape)
		require.NotContains(t, s.reads(), "Close the program?", "%s: it is asked once", name)
		s.key(fyne.KeyEscape)
		require.False(t, dialogOpen(s), name)
	}
	s.signsOut()
	s.typed("a password")
	s.press(fyne.KeyQ)
	s.says("Close the program?")
	s.key(fyne.KeyEscape)
}

// TestWhoForgotThePasswordComesBackToTheTypedEmail goes to the recovery code and back.
func TestWhoForgotThePasswordComesBackToTheTypedEmail(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.signsOut()
	s.window.Fyne().Canvas().FocusPrevious()
	s.typed("max@nordlicht.example")
	s.tap("Forgot password?")
	s.key(fyne.KeyEscape)
	s.title("Sign in")
	s.says("max@nordlicht.example")
}

// TestCtrlZAsksBeforeItTakesAnOlderAction changes settings, which cannot be undone, behind what
// can.
func TestCtrlZAsksBeforeItTakesAnOlderAction(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 1})
	require.NoError(t, err)
	suspend := func() {
		require.NoError(
			t,
			s.desk.SuspendResellers(t.Context(), desk.NewID(), []string{rows[0].ID}, "unpaid", core.NoDay),
		)
	}
	undo := func() { s.window.Press(&fyne.ShortcutUndo{}) }
	suspend()
	undo()
	require.False(t, dialogOpen(s), "what was done last is undone at once")
	s.says("Undone: Suspended")
	suspend()
	settings, err := s.desk.AlarmSettings(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.desk.SetAlarmSettings(t.Context(), settings))
	undo()
	require.True(t, dialogOpen(s))
	s.keep("95-undo-older")
	s.says("“Alarm settings changed”", rows[0].Company)
	s.key(fyne.KeyEscape)
	after, err := s.desk.Reseller(t.Context(), rows[0].ID)
	require.NoError(t, err)
	require.Equal(t, account.Suspended, after.State, "nothing was undone")
	undo()
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	after, err = s.desk.Reseller(t.Context(), rows[0].ID)
	require.NoError(t, err)
	require.Equal(t, account.Suspended, after.State, "Enter undoes nothing older")
	undo()
	s.tap("Undo the older one")
	after, err = s.desk.Reseller(t.Context(), rows[0].ID)
	require.NoError(t, err)
	require.NotEqual(t, account.Suspended, after.State)
}
