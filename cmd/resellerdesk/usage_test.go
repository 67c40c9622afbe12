package main

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// TestUsageFitsEachWindow goes through the lists and the months. With SHOTS=folder the
// pictures are kept.
func TestUsageFitsEachWindow(t *testing.T) {
	for _, look := range []struct {
		lang          string
		mode          kit.Mode
		width, height float32
		picture       bool // It differs in colours and room alone.
	}{
		{"en", kit.ModeLight, 1280, 800, false},
		{"en", kit.ModeDark, 1280, 800, true},
		{"de", kit.ModeLight, 1024, 640, false},
	} {
		if look.picture && !keepsPictures() {
			continue
		}
		name := fmt.Sprintf("usage-%v-%.0f", look.mode, look.width)
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1).example(200)
			s.cloud()
			s.resizedLater("", "Autohaus", 10, 25)
			s.goTo("usage")
			s.says(s.words.T("usage.agrees"), s.words.T("usage.open"))
			s.checks(name)
			for _, by := range []string{"usage.by.pbx", "usage.by.customer"} {
				s.tap(s.words.T(by))
				s.says(s.words.T("usage.caption_now"), s.words.T("usage.agrees"))
				s.checks(name + "-" + by)
			}
			s.command(s.words.T("command.previous_month"))
			s.says(s.words.T("usage.none"), s.words.T("usage.over"))
			s.checks(name + "-before")
		})
	}
}

// resizedLater makes a PBX, and resizes it two days later.
func (s *screen) resizedLater(owner, name string, before, after int64) {
	ctx := s.t.Context()
	id := s.plan(owner, name, before, nil)
	s.now = s.now.AddDate(0, 0, 2)
	form, err := s.desk.PBX(ctx, id)
	require.NoError(s.t, err)
	d := form.PBX.Form()
	d.Extensions = after
	_, err = s.desk.ChangePBX(ctx, desk.NewID(), id, form.PBX.Version, d)
	require.NoError(s.t, err)
}

// TestUsageOfAPBXThatWasResized reads its lines and totals, and those of a day.
func TestUsageOfAPBXThatWasResized(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(0)
	s.resizedLater("", "Autohaus", 10, 25)
	s.plan("", "Hotel", 7, nil)
	s.goTo("usage")
	s.tap("By PBX")
	s.says("24 Nov 2026", "25 Nov 2026", "26 Nov 2026")
	s.says("2 PBXs", "November 2026")
	// Of 26 days two had 10 extensions, and one 25 and 7 more.
	s.says("2.0 mean")

	s.says("Own PBXs", "Extensions, mean")
	s.focus(s.inFront()[0])
	s.key(fyne.KeyReturn, fyne.KeyHome, fyne.KeyLeft) // Enter goes to the table.
	require.NotContains(t, s.reads(), "Autohaus", "it is folded")
	s.key(fyne.KeyRight)
	s.says("Autohaus")
	s.command(s.words.T("command.fold_groups"))
	require.NotContains(t, s.reads(), "Autohaus")
	s.command(s.words.T("command.unfold_groups"))
	s.says("Autohaus")

	calls := s.inFront()[2]
	s.focus(calls)
	calls.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	calls.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.says("Concurrent Calls, mean", "agrees with the ledger")
	require.NotContains(t, s.reads(), "Extensions, mean")
	calls.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	calls.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	s.says("Extensions, mean")

	s.search("hot")
	require.Contains(t, s.reads(), "Hotel")
	require.NotContains(t, s.reads(), "Autohaus")
	s.search("")

	from := s.inFront()[0]
	s.retypes(from, "")
	s.says("As of 30 Nov 2026")
	s.retypes(s.inFront()[1], "24 Nov 2026")
	s.says("As of 24 Nov 2026", "10.0 mean")
	require.NotContains(t, s.reads(), "Hotel")
	s.retypes(s.inFront()[1], "no day")
	s.says("Not a date.")
	s.command(s.words.T("command.previous_month"))
	s.says("No usage")
}
