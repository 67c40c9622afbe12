package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
)

func TestHandoverScreens(t *testing.T) {
	for name, look := range map[string]struct {
		lang          string
		mode          kit.Mode
		width, height float32
	}{
		"light": {"en", kit.ModeLight, 1280, 800}, "dark": {"de", kit.ModeDark, 1280, 800},
		"small": {"en", kit.ModeLight, 1024, 640}, "least": {"de", kit.ModeLight, 640, 400},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(12)
			s.plan("", "Praxis Lund", 12, func(d *pbx.Draft) { d.Expiry = 20790 })
			s.goTo("handover")
			s.key(fyne.KeyHome)
			s.keep("95-handover-" + name)
			s.fits("handover")
			s.key(fyne.KeySpace)
			s.key(fyne.KeyEnd)
			s.keep("96-handover-ticked-" + name)
			s.command(s.words.T("handover.tick_all"))
			s.keep("97-handover-all-" + name)
			s.key(fyne.KeyEscape)
		})
	}
}

// ticks are how many entries are done.
func (s *screen) ticks() int {
	s.t.Helper()
	list, err := s.desk.Handover(s.t.Context(), desk.HandoverQuery{Show: desk.ShowDone})
	require.NoError(s.t, err)
	return list.Found
}

func TestEntriesAreTickedByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.plan("", "Hafen", 5, nil)
	s.plan("", "Werft", 5, nil)
	s.goTo("handover")
	s.search("Create PBX")
	s.key(fyne.KeyDown, fyne.KeyHome)
	s.says("Made at the vendor on")
	s.key(fyne.KeySpace)
	require.Equal(t, 1, s.ticks())
	s.says("1 entry is ticked.")
	s.tap(s.words.T("button.undo"))
	require.Zero(t, s.ticks())
	s.key(fyne.KeyHome, fyne.KeySpace, fyne.KeySpace)
	require.Equal(t, 2, s.ticks(), "the keyboard goes on to the next one")
	s.key(fyne.KeyHome)
	s.tap(s.words.T("chip.handover_today") + " 2")
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, fyne.KeyHome, fyne.KeySpace)
	require.Equal(t, 1, s.ticks(), "the space bar takes a tick back, too")
}

func TestTheValuesOfAnEntryAreCopied(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.goTo("handover")
	s.key(fyne.KeyHome)
	s.shortcut(&fyne.ShortcutCopy{})
	list, err := s.desk.Handover(t.Context(), desk.HandoverQuery{Show: desk.ShowOpen})
	require.NoError(t, err)
	text := fyne.CurrentApp().Clipboard().Content()
	require.Contains(t, text, "Company\t"+list.Entries[0].Name+"\n")
	s.key(fyne.KeyReturn, fyne.KeySpace)
	require.Equal(
		t, list.Entries[0].Values(s.words)[0].Plain, fyne.CurrentApp().Clipboard().Content(),
	)
}

// shortcut gives a shortcut to what has the focus.
func (s *screen) shortcut(keys fyne.Shortcut) {
	s.t.Helper()
	focused, is := s.window.Fyne().Canvas().Focused().(fyne.Shortcutable)
	require.True(s.t, is)
	focused.TypedShortcut(keys)
}

// TestTheMailOfAPBXThatIsNotMadeWarns sends it all the same.
func TestTheMailOfAPBXThatIsNotMadeWarns(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	ada, err := s.desk.AddCustomer(t.Context(), desk.NewID(), "", pbx.CustomerDraft{
		FirstName: "Ada", Company: "Hafen", Email: "ada@hafen.example",
	})
	require.NoError(t, err)
	id := s.plan("", "Hafen", 5, func(d *pbx.Draft) { d.Customers = []pbx.Ref{{ID: ada}} })
	s.goTo("pbx")
	s.key(fyne.KeyHome)
	s.command(s.words.T("command.start_pbx"))
	s.says("It was never activated")
	s.tap(s.words.T("command.send"))
	require.True(t, dialogOpen(s))
	s.says("Nobody has entered yet when Hafen was made at the vendor.")
	s.keep("97-send-not-made")
	s.key(fyne.KeyEscape)

	p, err := s.desk.PBX(t.Context(), id)
	require.NoError(t, err)
	d := p.PBX.Form()
	d.MadeAt = p.Limits.Today
	_, err = s.desk.ChangePBX(t.Context(), desk.NewID(), id, p.PBX.Version, d)
	require.NoError(t, err)
	s.command(s.words.T("command.send"))
	require.True(t, dialogOpen(s))
	require.False(t, s.sees("Nobody has entered yet"))
}

func TestAllIsTickedAfterAQuestion(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.plan("", "Hafen", 5, nil)
	s.goTo("handover")
	list, err := s.desk.Handover(t.Context(), desk.HandoverQuery{Show: desk.ShowOpen})
	require.NoError(t, err)
	count := core.Args{"Count": list.Open}
	s.command(s.words.T("handover.tick_all"))
	require.True(t, dialogOpen(s))
	s.says(s.words.T("handover.tick_all_text", count))
	s.key(fyne.KeyEscape)
	require.Zero(t, s.ticks())
	s.command(s.words.T("handover.tick_all"))
	s.tap(s.words.T("handover.tick_all_do", count))
	require.Equal(t, list.Open, s.ticks())
	s.tap(s.words.T("button.undo"))
	require.Zero(t, s.ticks())

	s.search("Create PBX Hafen")
	s.key(fyne.KeyDown, fyne.KeyHome)
	s.command(s.words.T("handover.tick_reseller"))
	owner := core.Args{"Company": list.Entries[0].Owner.Name}
	s.says(s.words.T("handover.tick_reseller_title", owner))
	s.tap(s.words.T("handover.tick_all_do", core.Args{"Count": 1}))
	require.Equal(t, 1, s.ticks())
	s.key(fyne.KeyHome)
	s.tap(s.words.T("chip.handover_recent", core.Args{"Count": 7}) + " 0")
	s.says(s.words.T("search.nothing"))
}
