package main

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// quick types a search, and presses Enter twice before anything of it was read.
func (s *screen) quick(text string) {
	s.press(fyne.KeyF)
	s.slow.on = true
	s.typed(text)
	s.key(fyne.KeyReturn, fyne.KeyReturn)
}

// TestEnterWaitsForTheSearchInEveryList looks in each list for its last row: by the time Enter is
// pressed twice, the rows before the search are still shown.
func TestEnterWaitsForTheSearchInEveryList(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	s.cloud()
	s.staff("Eva", "Jan", "Kim", "Max")
	for _, recipient := range []string{"ada@hafen.example", "ute@bridge.example"} {
		s.mail(desk.MailSent, recipient, "")
	}
	walked := 0
	for _, l := range lists {
		if l.file != "ui/page/list.go" {
			continue
		}
		l.open(s)
		table := s.window.Fyne().Canvas().Focused().(aList)
		if table.Count() < 2 {
			continue
		}
		s.press(fyne.KeyF)
		if s.window.Fyne().Canvas().Focused() == fyne.Focusable(table) {
			s.title("Backups") // The only list without a search.
			continue
		}
		s.window.Fyne().Canvas().Focus(table)
		walked++
		s.key(fyne.KeyEnd)
		table.TypedShortcut(&fyne.ShortcutCopy{})
		cells := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n")[1]
		var wanted, before []string
		var text string
		for _, cell := range strings.Split(cells, "\t") {
			if cell == "" {
				continue
			}
			s.window.Fyne().Canvas().Focus(table)
			s.key(fyne.KeyHome)
			before = table.Selected()
			s.search(cell)
			s.key(fyne.KeyReturn)
			wanted, text = table.Selected(), cell
			s.press(fyne.KeyF)
			s.key(fyne.KeyEscape)
			s.later[len(s.later)-1]()
			if table.Count() > 0 && len(wanted) == 1 && wanted[0] != before[0] {
				break
			}
		}
		require.NotEqual(t, before, wanted, "no cell finds another row than the first: %q", cells)
		s.window.Fyne().Canvas().Focus(table)
		s.key(fyne.KeyHome)
		before = table.Selected()
		s.quick(text)
		require.False(t, dialogOpen(s), "%s was opened before the search was read", text)
		require.Equal(t, before, table.Selected())
		s.slow.arrive()
		require.Equal(t, wanted, table.Selected(), text)
		for dialogOpen(s) {
			s.key(fyne.KeyEscape)
		}
	}
	require.GreaterOrEqual(t, walked, 6)
}

// TestKeysBehindASearchMeanWhatItFinds does the same with what edits, deletes and sends.
func TestKeysBehindASearchMeanWhatItFinds(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(12)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Sort: desk.ByCompany, Limit: 12})
	require.NoError(t, err)
	i := slices.IndexFunc(rows[1:], func(r desk.ResellerRow) bool {
		return r.State == account.NotInvited
	})
	require.GreaterOrEqual(t, i, 0)
	wanted := rows[1+i]
	for name, press := range map[string]func(){
		"Enter":  func() { s.key(fyne.KeyReturn, fyne.KeyReturn) },
		"Delete": func() { s.key(fyne.KeyReturn, fyne.KeyDelete) },
		"Ctrl+M": func() { s.key(fyne.KeyReturn); s.press(fyne.KeyM) },
	} {
		s.goTo("user")
		table := s.window.Fyne().Canvas().Focused().(aList)
		s.key(fyne.KeyHome)
		s.press(fyne.KeyF)
		s.typed(wanted.Company)
		s.slow.on = true
		press()
		require.False(t, dialogOpen(s), name)
		s.slow.arrive()
		require.True(t, dialogOpen(s), name)
		require.Equal(t, []string{wanted.ID}, table.Selected(), name)
		require.NotContains(t, s.reads(), rows[0].Company, name)
		for dialogOpen(s) {
			s.key(fyne.KeyEscape)
		}
		s.press(fyne.KeyF)
		s.key(fyne.KeyEscape)
		s.later[len(s.later)-1]()
	}
}

// TestACommandIsFoundByAnotherWord looks for commands by words that are not in their titles.
func TestACommandIsFoundByAnotherWord(t *testing.T) {
	for lang, words := range map[string]map[string]string{
		"de": {
			"Empfang": "command.open_file", "ausloggen": "command.sign_out",
			"Sprache": "command.settings",
		},
		"en": {
			"receipt": "command.open_file", "logout": "command.sign_out",
			"language": "command.settings",
		},
	} {
		s := newScreen(t, lang, kit.ModeLight, 1280, 800, 1).example(3)
		for typed, command := range words {
			s.press(fyne.KeyK)
			s.typed(typed)
			require.Contains(t, labels[*kit.NavItem](s.front()), s.words.T(command), typed)
			s.keep("found-" + lang + "-" + typed)
			s.key(fyne.KeyEscape)
		}
		s.press(fyne.KeyK)
		s.typed("a")
		found := labels[*kit.NavItem](s.front())
		require.NotContains(t, found, s.words.T("button.quit"), "a letter begins too many words")
		s.key(fyne.KeyEscape)
	}
}
