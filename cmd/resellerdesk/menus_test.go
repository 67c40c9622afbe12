package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

// TestAMenuCountsWhatItWorksOn suspends those of several that are not suspended, and resumes the
// one that is.
func TestAMenuCountsWhatItWorksOn(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	ctx := t.Context()
	rows, err := s.desk.Resellers(ctx, desk.ResellerQuery{Sort: desk.ByCompany, Limit: 3})
	require.NoError(t, err)
	for i, r := range rows {
		if r.State == account.Suspended {
			require.NoError(t, s.desk.ResumeResellers(ctx, desk.NewID(), []string{r.ID}))
		}
		if i == 1 {
			require.NoError(
				t, s.desk.SuspendResellers(ctx, desk.NewID(), []string{r.ID}, "unpaid", core.NoDay),
			)
		}
	}
	state := func(i int) account.State { return s.account(rows[i].ID).State }
	before := state(0)
	s.goTo("user")
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown)
	s.key(desktop.KeyMenu)
	s.keep("24-menu-several")
	for _, text := range []string{
		rows[2].Company, "3 selected", "Suspend · 2 of 3…", "Lift the suspension · 1 of 3",
		"Delete · 3…",
	} {
		require.True(t, s.sees(text), "%s: %s", text, s.reads())
	}
	require.False(t, s.sees("Restore"), "what fits none of them is left out")
	s.tap("Suspend · 2 of 3…")
	require.True(t, s.sees("Suspend "+rows[0].Company+" and "+rows[2].Company+"?"), s.reads())
	s.typed("unpaid, too")
	s.tap("Suspend")
	require.Equal(
		t, []account.State{account.Suspended, account.Suspended, account.Suspended},
		[]account.State{state(0), state(1), state(2)},
	)
	s.says("2 resellers are suspended: " + rows[0].Company + " and " + rows[2].Company + ".")
	s.tap("Undo")
	require.Equal(t, before, state(0))
	require.Equal(t, account.Suspended, state(1), "it was before")

	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, desktop.KeyMenu)
	s.tap("Lift the suspension · 1 of 3")
	require.NotEqual(t, account.Suspended, state(1))
	require.Equal(t, before, state(0))
}

// TestManyAreCountedAsFewAre selects more than are looked at one by one: the menu and the buttons
// say for how many of them something is possible, and do it to these.
func TestManyAreCountedAsFewAre(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(250)
	in := func(states ...account.State) (n int) {
		rows, err := s.desk.Resellers(
			t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 300},
		)
		require.NoError(t, err)
		for _, r := range rows {
			if slices.Contains(states, r.State) {
				n++
			}
		}
		return n
	}
	open := []account.State{account.NotInvited, account.Invited, account.Active}
	s.goTo("user")
	s.key(fyne.KeyHome)
	table := s.window.Fyne().Canvas().Focused().(aList)
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	all := len(table.Selected())
	require.Greater(t, all, 200)
	require.Less(t, in(open...), all, "a mix")
	said := func(words string, n int) string { return fmt.Sprintf("%s · %d of %d", words, n, all) }
	s.says(said("Send email", in(open[:2]...)), said("Suspend", in(open...)))
	s.key(desktop.KeyMenu)
	s.keep("24-menu-many")
	suspended := in(account.Suspended)
	s.tap(fmt.Sprintf("Suspend · %d of %d…", in(open...), all))
	s.typed("unpaid")
	s.press(fyne.KeyS)
	require.Equal(t, all, in(account.Suspended), "%d were suspended before", suspended)
	s.says(fmt.Sprintf("Lift the suspension · %d", all))
}

// TestManyThatAreStillCountedAreSaidToBe looks while the rows are read.
func TestManyThatAreStillCountedAreSaidToBe(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(250)
	s.goTo("user")
	table := s.window.Fyne().Canvas().Focused().(aList)
	s.slow.on = true
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	for len(table.Selected()) == 0 {
		step := s.slow.steps[0]
		s.slow.steps = s.slow.steps[1:]
		step()
	}
	s.key(desktop.KeyMenu)
	s.says("Suspend · still counting")
	s.key(fyne.KeyEscape)
	s.slow.arrive()
	s.key(desktop.KeyMenu)
	require.NotContains(t, s.reads(), "still counting")
}

// TestEveryRowMenuTellsWhatAsks presses what the menu of the first row of each list offers: what
// asks first ends in an ellipsis, and nothing stands below what destroys.
func TestEveryRowMenuTellsWhatAsks(t *testing.T) {
	for _, lang := range i18n.Languages {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(12)
		s.cloud()
		s.staff("Eva", "Jan", "Kim")
		s.mail(desk.MailQueued, "ada@hafen.example", "")
		forms := []string{s.words.T("view_as.command")} // Which open something else than a question.
		for _, key := range []string{
			"command.edit", "command.resize_pbx", "command.date_pbx", "alarm.do.package_used",
		} {
			forms = append(forms, s.words.T(key))
		}
		var last []string
		for _, key := range []string{"command.delete", "decision.cancel"} {
			args := core.Args{"Command": s.words.T(key)}
			last = append(last, s.words.T("command.asks", args))
		}
		ended := 0
		for _, l := range lists[:7] { // The others only copy.
			menu := s.menuOf(l.open)
			for i, item := range menu {
				if slices.Contains(last, item) {
					require.Equal(t, len(menu)-1, i, "%s: %v", l.file, menu)
					ended++
				}
				if slices.Contains(forms, item) {
					continue
				}
				if opens, asks := s.inMenu(l.open, item); strings.HasSuffix(item, "…") {
					require.True(t, opens, "%s: %s", l.file, item)
				} else {
					require.False(t, asks, "%s: %s", l.file, item)
				}
			}
		}
		require.Equal(t, 5, ended, "resellers, PBXs, customers, colleagues, mails")
	}
}

// menuOf are the words in the menu of the first row of a list.
func (s *screen) menuOf(open func(s *screen)) (items []string) {
	open(s)
	s.key(fyne.KeyHome, desktop.KeyMenu)
	shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
		items = append(items, withoutKey(text.Text))
		return false
	})
	s.key(fyne.KeyEscape)
	return items
}

// inMenu chooses an item in the menu of the first row of a list, and tells whether that opens a
// dialog, and whether that can be cancelled.
func (s *screen) inMenu(open func(s *screen), item string) (opens, asks bool) {
	open(s)
	s.key(fyne.KeyHome, desktop.KeyMenu)
	if !s.sees(item) {
		return true, false // It was done before.
	}
	s.tap(item)
	opens = dialogOpen(s)
	asks = opens && s.sees(s.words.T("button.cancel"))
	s.leaves()
	return opens, asks
}

// TestButtonsAboveAListActLikeItsMenu suspends and stops what is selected bit by bit.
func TestButtonsAboveAListActLikeItsMenu(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	s.staff("Eva", "Jan", "Kim")
	ctx := t.Context()
	rows, err := s.desk.Resellers(ctx, desk.ResellerQuery{Sort: desk.ByCompany, Limit: 2})
	require.NoError(t, err)
	colleagues, err := s.desk.Colleagues(ctx)
	require.NoError(t, err)
	two := func() {
		s.key(fyne.KeyHome)
		s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	}
	buttons := func() []string { return labels[*kit.Button](s.layers()[0]) }

	s.goTo("user")
	two()
	require.Contains(t, buttons(), "Suspend · 2")
	require.NoError(
		t, s.desk.SuspendResellers(ctx, desk.NewID(), []string{rows[0].ID}, "unpaid", core.NoDay),
	)
	require.Contains(t, buttons(), "Suspend · 1 of 2")
	require.NoError(
		t, s.desk.SuspendResellers(ctx, desk.NewID(), []string{rows[1].ID}, "unpaid", core.NoDay),
	)
	s.keep("24-buttons-lift")
	s.tap("Lift the suspension · 2")
	require.NotEqual(t, account.Suspended, s.account(rows[0].ID).State)
	require.NotEqual(t, account.Suspended, s.account(rows[1].ID).State)
	require.Contains(t, buttons(), "Suspend · 2")

	s.tap(s.words.T("tab.colleague"))
	two()
	suspend := func(id string) error {
		return s.desk.SuspendColleagues(ctx, desk.NewID(), []string{id}, "away")
	}
	require.NoError(t, suspend(colleagues[0].ID))
	require.Contains(t, buttons(), "Suspend · 1 of 2")
	require.NoError(t, suspend(colleagues[1].ID))
	s.tap("Lift the suspension · 2")
	require.NotContains(t, slices.Collect(maps.Values(s.states())), account.Suspended)

	s.goTo("pbx")
	s.window.Fyne().Canvas().Focused().(aList).TypedShortcut(&fyne.ShortcutSelectAll{})
	all := s.window.Fyne().Canvas().Focused().(aList).Count()
	running := 0
	for _, r := range s.pbxs() {
		if r.State == pbx.Running {
			running++
		}
	}
	stop := fmt.Sprintf("Stop · %d of %d", running, all)
	require.Contains(t, buttons(), stop)
	s.tap(stop)
	s.tap("Stop")
	require.Contains(t, buttons(), fmt.Sprintf("Stop · %d", all), "greyed out")
	s.tap(fmt.Sprintf("Stop · %d", all))
	require.False(t, dialogOpen(s))
}

func TestAMenuNamesKeysInItsLanguage(t *testing.T) {
	for lang, keys := range map[string][]string{
		"en": {"Edit Enter", "Copy as a table Ctrl+C", "Delete… Del"},
		"de": {"Bearbeiten Eingabe", "Als Tabelle kopieren Strg+C", "Löschen … Entf"},
	} {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(12)
		s.goTo("user")
		s.key(fyne.KeyHome, desktop.KeyMenu)
		s.keep("24-menu-keys-" + lang)
		for _, text := range keys {
			require.True(t, s.sees(text), "%s: %s", text, s.reads())
		}
	}
}

// TestArrowsGoOnlyToWhatARowMenuDoes opens the menu of a row in each list by keyboard: Down and
// Enter do its first command, and Down behind the last command of the one row leads to the first of
// several.
func TestArrowsGoOnlyToWhatARowMenuDoes(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	for _, place := range []string{"user", "pbx", "customer", "logs"} {
		s.goTo(place)
		s.key(fyne.KeyHome, desktop.KeyMenu, fyne.KeyDown, fyne.KeyReturn)
		require.True(t, dialogOpen(s), place)
		opened := s.reads()
		s.key(fyne.KeyEscape)
		require.False(t, dialogOpen(s), "%s: a menu was open, and no dialog", place)
		s.key(fyne.KeyReturn)
		require.Equal(t, opened, s.reads(), place)
		s.key(fyne.KeyEscape)
	}
	s.goTo("user")
	s.key(fyne.KeyHome)
	s.with(desktop.KeyShiftLeft, fyne.KeyDown)
	s.key(desktop.KeyMenu)
	var items []string
	shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
		items = append(items, withoutKey(text.Text))
		return false
	})
	second := slices.Index(items, s.words.T("list.selected", core.Args{"Count": 2}))
	suspend := slices.IndexFunc(items, func(item string) bool {
		return strings.HasPrefix(item, "Suspend")
	})
	require.Greater(t, suspend, second, items)
	for range suspend - 1 { // Without both headings.
		s.key(fyne.KeyDown)
	}
	s.key(fyne.KeyReturn)
	names, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 2})
	require.NoError(t, err)
	both := core.Args{"Names": names[0].Company, "Last": names[1].Company}
	s.says("Suspend " + s.words.T("names.last", both) + "?")
}
