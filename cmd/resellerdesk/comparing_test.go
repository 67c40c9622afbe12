package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// compares lays a list beside the workspace, by keyboard.
func (s *screen) compares(list string) {
	s.chooses("vendor.csv", list)
	s.does("command.compare")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn) // Past the kind and the encoding.
	require.True(s.t, dialogOpen(s))
}

// TestAListOfTheVendorIsCompared decides each difference in one of three ways. With SHOTS=folder
// the pictures are kept.
func TestAListOfTheVendorIsCompared(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
		scale         float32
	}{
		{"light", "en", kit.ModeLight, 1280, 800, 1},
		{"dark", "de", kit.ModeDark, 1280, 800, 1},
		{"scale15", "de", kit.ModeLight, 1280 / 1.5, 800 / 1.5, 1.5},
		{"least", "de", kit.ModeLight, 640, 400, 1},
	} {
		t.Run(look.name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, look.scale).example(3)
			rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 10})
			require.NoError(t, err)
			require.Len(t, rows, 3)
			extensions := rows[0].Total[capacity.Extensions]
			list := "Company;Email;Extensions\n" +
				fmt.Sprintf("%s;%s;%d\n", rows[0].Company, rows[0].Email, extensions+1) +
				fmt.Sprintf("Anders GmbH;%s;%d\n", rows[1].Email, rows[1].Total[capacity.Extensions]) +
				"Neu GmbH;neu@there.example;5\n"
			s.goTo("handover")
			s.compares(list)
			s.keep("98-compare-" + look.name)
			s.fits("compare")
			s.says(s.words.T("compare.to_decide") + " 4")
			if look.width < 1280 {
				return // Columns are beyond the edge there.
			}

			s.press(fyne.KeyF)
			s.typed("NEU@there")
			s.says("Neu GmbH")
			require.NotContains(t, s.reads(), "Anders GmbH")
			s.keep("98-compare-search-" + look.name)
			s.key(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace,
				fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace,
				fyne.KeyBackspace)
			s.says("Anders GmbH")
			s.key(fyne.KeyDown) // To the table.

			s.key(fyne.KeyHome)
			s.tap(s.words.T("compare.take"))
			require.Equal(t, extensions+1, s.resellerOf(rows[0].Email).Total[capacity.Extensions])
			s.says(s.words.T("compare.to_decide") + " 3")

			s.key(fyne.KeyHome)
			s.tap(s.words.T("compare.hand_over"))
			s.says(s.words.T("compare.listed"))

			s.key(fyne.KeyHome)
			s.tap(s.words.T("compare.mark_meant"))
			s.says(s.words.T("compare.to_decide") + " 2")
			s.keep("99-compared-" + look.name)
			s.tap(s.words.T("compare.meant") + " 1")
			s.key(fyne.KeyHome)
			s.tap(s.words.T("compare.unmark_meant"))
			s.says(s.words.T("compare.to_decide") + " 3")

			s.key(fyne.KeyEscape)
			require.False(t, dialogOpen(s))
			s.window.Press(&fyne.ShortcutUndo{})
			s.tap(s.words.T("undo.older.ok")) // What was decided after it cannot be undone.
			require.Equal(t, extensions, s.resellerOf(rows[0].Email).Total[capacity.Extensions])
			require.Equal(t, rows[1].Company, s.resellerOf(rows[1].Email).Company, "nothing else changed")
		})
	}
}

// TestALongListIsComparedAgainInSight decides a difference of a long list: how far the further
// comparison is stands in the window, and who cancels it goes back to the page.
func TestALongListIsComparedAgainInSight(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	var list strings.Builder
	list.WriteString("Company;Email;Extensions\n")
	for i := range 2500 {
		fmt.Fprintf(&list, "Neu %d GmbH;neu%d@there.example;5\n", i, i)
	}
	s.goTo("handover")
	s.compares(list.String())
	marks := func(then func()) (saw []string) {
		s.seen = func() {
			reads := s.reads()
			if !strings.Contains(reads, s.words.T("compare.running", core.Args{"Name": "vendor.csv"})) {
				return
			}
			for _, done := range []int{500, 1000, 1500, 2000} {
				text := s.words.T("compare.comparing", core.Args{"Done": done, "Total": 2500})
				if strings.Contains(reads, text) && !slices.Contains(saw, text) {
					saw = append(saw, text)
					then()
				}
			}
		}
		defer func() { s.seen = nil }()
		s.key(fyne.KeyHome)
		s.tap(s.words.T("compare.mark_meant"))
		return saw
	}
	require.Len(t, marks(func() {}), 4, "each step stands in the window")
	require.True(t, dialogOpen(s))
	s.says(s.words.T("compare.meant") + " 1")

	escape := func() {
		s.window.Fyne().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
	require.Len(t, marks(escape), 1, "it ends where it is cancelled")
	require.False(t, dialogOpen(s))
	cancelled := s.words.T("toast.cancelled_compare")
	for range 3 { // What was said before it goes first.
		if !strings.Contains(s.reads(), cancelled) {
			s.waits()
		}
	}
	s.says(cancelled)
}
