package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

// change changes a reseller by name, as somebody else would meanwhile.
func (s *screen) change(name string, change func(d *account.Draft)) {
	form, err := s.desk.Reseller(s.t.Context(), s.owner(name))
	require.NoError(s.t, err)
	change(&form.Draft)
	_, err = s.desk.EditReseller(
		s.t.Context(), desk.NewID(), s.owner(name), form.Version, form.Draft, false,
	)
	require.NoError(s.t, err)
}

// back goes to what has the focus before what has it now.
func (s *screen) back(times int) {
	for range times {
		s.window.Fyne().Canvas().FocusPrevious()
	}
}

func TestWhyStandsBesideTheFieldsOfAPBX(t *testing.T) {
	s := partner(t)
	s.plan("", "Hotel Seeblick", 10, nil)
	s.goTo("pbx")
	s.press(fyne.KeyN)
	s.typed("Hotel am See")
	s.tab(4)
	s.typed("hotel-seeblick")
	s.tab(1)
	require.True(
		t, s.sees("Hotel Seeblick has this address already. Choose another sub-domain. Why?"),
	)
	s.back(1)
	s.key(fyne.KeyReturn)
	require.True(
		t,
		s.sees("Hotel Seeblick belongs to Kranich Telefonie GmbH and has had this address since"),
		s.reads(),
	)

	s.back(1)
	s.typed("hotel-am-see")
	require.False(t, s.sees("belongs to Kranich"), "it is another one now")
	s.waits()

	const limit = "Extensions: 120. That is the limit of Kranich Telefonie GmbH; Nordlicht Distribution set it on"
	s.tab(4)
	s.typed("121")
	require.True(t, s.sees("Only 110 are free. Use 110 Why?"))
	require.False(t, s.sees(limit))
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeySpace)
	require.True(t, s.sees(limit))
	s.key(fyne.KeySpace)
	require.False(t, s.sees(limit), "asked again it says it no more")
	s.key(fyne.KeySpace)
	s.back(1)
	s.key(fyne.KeyReturn)
	require.False(t, s.sees(limit), "the number that fits is right")
	s.key(fyne.KeyBackspace)
	s.typed("501")
	s.tab(2)
	require.True(t, s.sees("At most 500 extensions per PBX. Why?"))
	s.back(1)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("fixed rule of the vendor"))
	require.False(t, s.sees("Please fill this in. Why?"))
}

func TestWhyStandsBesideTheFieldsOfAReseller(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.change("Aurora", func(d *account.Draft) { d.Package.HighAvailability = true })
	s.plan(
		s.owner("Aurora"), "Hotel Seeblick", 10, func(d *pbx.Draft) { d.HighAvailability = true },
	)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Search: "Aurora", Limit: 1})
	require.NoError(t, err)
	s.goTo("user")
	s.press(fyne.KeyN)
	s.typed("Kranich")
	s.tab(1)
	s.typed(rows[0].Email)
	s.tab(1)
	require.True(t, s.sees("Why?"))
	s.back(1)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Aurora Telecom GmbH has had this email since"))
	s.key(fyne.KeyEscape, fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))

	s.search("Aurora")
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, fyne.KeyReturn)
	s.tab(18)
	s.key(fyne.KeySpace)
	require.True(
		t, s.sees("High Availability: PBXs have it: Hotel Seeblick. Take it from them first. Why?"),
		"a box has no place for it",
	)
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.True(t, s.sees("Hotel Seeblick: created on"), s.reads())
	require.True(t, s.sees("1 thing to fix: High Availability"))
	s.keep("88-why-box")
	s.key(fyne.KeyEscape, fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	s.press(fyne.KeyN)
	s.tab(12)
	s.typed("999999")
	require.True(t, s.sees("are free. Use"), s.reads())
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
	require.True(t, s.sees("That is the limit of Nordlicht Distribution; Ida Brandt set it on"))
	s.keep("89-why-reseller")
}

func TestWhoChangedItMeanwhileIsSaid(t *testing.T) {
	s := partner(t)
	id := s.plan("", "Hotel Seeblick", 10, nil)
	s.goTo("pbx")
	s.row(0)
	s.key(fyne.KeyReturn)
	s.typed("Hotel am See")
	require.NoError(t, s.desk.StartPBXs(t.Context(), desk.NewID(), []string{id}))
	s.press(fyne.KeyS)
	require.True(t, s.sees("Save my version anyway Why?"))
	s.back(1)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("PBX set to running on"))
	s.back(1)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Equal(t, "Hotel am See", s.pbxs()[0].Name)
}

// TestSeveralThatCannotBeDeletedAreListed lists the PBXs of both, before anything is asked, and
// leads to moving all of them at once.
func TestSeveralThatCannotBeDeletedAreListed(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 3})
	require.NoError(t, err)
	for _, r := range rows[:2] {
		s.plan(r.ID, "PBX of "+r.Company, 5, func(d *pbx.Draft) { d.SubDomain = "of-" + r.ID })
	}
	s.plan(rows[1].ID, "PBX of nobody", 10, func(d *pbx.Draft) { d.SubDomain = "of-nobody" })
	s.goTo("user")
	s.row(0)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	s.key(fyne.KeyDelete)
	require.True(t, s.sees("2 resellers cannot be deleted"), s.reads())
	require.True(t, s.sees("PBX of "+rows[0].Company[:6]), s.reads())
	require.True(t, s.sees("PBX of "+rows[1].Company[:6]), s.reads())
	s.key(fyne.KeyReturn)
	s.title("PBX")
	s.says("Move 3 PBXs", "20 extensions", rows[0].Company+" and "+rows[1].Company)
	s.key(fyne.KeySpace)
	s.typed(rows[2].Company)
	s.key(fyne.KeyReturn)
	s.tap(s.words.T("pbx.move_button"))
	s.says("3 PBXs now belong to " + rows[2].Company)
	for _, p := range s.pbxs() {
		require.Equal(t, rows[2].ID, p.Owner.ID)
	}
	s.window.Press(&fyne.ShortcutUndo{})
	for i, p := range s.pbxs() {
		require.Equal(t, rows[min(i, 1)].ID, p.Owner.ID)
	}
}

// TestWhyIsSeenInASmallWindow asks for the longest answer where there is least room: all of it is
// seen.
func TestWhyIsSeenInASmallWindow(t *testing.T) {
	for name, mode := range map[string]kit.Mode{"light": kit.ModeLight, "dark": kit.ModeDark} {
		s := newScreen(t, "de", mode, 820, 560, 1).example(3)
		s.change(
			"Aurora", func(d *account.Draft) { d.Package.Amounts[capacity.ConcurrentCalls] = 4 },
		)
		s.goTo("pbx")
		s.press(fyne.KeyN)
		s.key(fyne.KeySpace)
		s.typed("Aurora")
		s.key(fyne.KeyReturn)
		s.tab(10)
		s.typed("5000")
		s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
		require.True(t, s.sees("Das ist die Grenze von Aurora Telecom GmbH"), s.reads())
		s.keep("87-why-" + name)
	}
}

func TestSomebodyElseChangedAColleagueMeanwhile(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	draft := desk.ColleagueDraft{
		Profile: account.Profile{
			FirstName: "Max", LastName: "Ohm", Email: "max@nordlicht.example", Language: "en",
		},
		Permissions: permission.NewSet(permission.UserView),
	}
	id := desk.NewID()
	_, err := s.desk.AddColleague(t.Context(), id, draft)
	require.NoError(t, err)
	s.does("command.tab", core.Args{"Tab": s.words.T("tab.colleague")})
	s.key(fyne.KeyDown, fyne.KeyReturn)
	s.typed("Maximilian")
	draft.Profile.Phone = "+49 431 555 0142"
	require.NoError(t, s.desk.EditColleague(t.Context(), desk.NewID(), id, 1, draft))
	s.press(fyne.KeyS)
	require.True(t, s.sees("Save my version anyway Why?"), s.reads())
	s.back(1)
	s.key(fyne.KeyReturn)
	require.True(t, s.sees("Colleague changed on"))
	s.back(1)
	s.key(fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	list, err := s.desk.Colleagues(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Maximilian", list[0].Profile.FirstName)
	s.press(fyne.KeyN)
	s.typed("Ada")
	s.tab(2)
	s.typed(list[0].Profile.Email)
	s.press(fyne.KeyS)
	require.True(t, dialogOpen(s))
	require.True(t, s.sees("Already used by Nordlicht Distribution."), s.reads())
}
