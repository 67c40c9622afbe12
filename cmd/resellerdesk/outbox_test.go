package main

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// outbox fills the outbox with mails in every state, and shows it.
func (s *screen) outbox() aList {
	for _, m := range []struct {
		state             desk.MailState
		recipient, answer string
	}{
		{desk.MailSent, "ada@hafen.example", ""},
		{desk.MailQueued, "jörg@möwe.example", "smtp.hafen.example"},
		{desk.MailQueued, "nina@kranichtel.example", ""},
		{desk.MailInDoubt, "ute@bridge.example", ""},
		{desk.MailFailed, "kai@harbour.example", "smtp.harbour.example"},
		{desk.MailCancelled, "max@nordlicht.example", ""},
	} {
		s.mail(m.state, m.recipient, m.answer)
	}
	s.goTo("email")
	s.command(s.words.T("command.outbox"))
	return s.table()
}

func TestTheOutboxIsSearchedAndFiltered(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	table := s.outbox()
	all := table.Count()
	require.GreaterOrEqual(t, all, 6)
	for text, hits := range map[string]int{
		"JORG@MOWE": 1, "Your activation": 6, "SMTP.harbour": 1, "nobody": 0,
	} {
		s.search(text)
		require.Equal(t, hits, table.Count(), text)
		s.press(fyne.KeyF)
		s.key(fyne.KeyEscape)
		s.later[len(s.later)-1]()
		require.Equal(t, all, table.Count())
	}
	s.search("example")
	s.says(" of " + s.words.Number(int64(all)))
	s.tap("Waiting 2")
	require.Equal(t, 2, table.Count())
	s.keep("89-outbox-waiting")
}

func TestSelectedMailsOfTheOutboxAreDecidedAbout(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	table := s.outbox()
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	s.tap(s.words.T("decision.cancel") + " · 2")
	s.keep("90-outbox-withdraw")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	require.Len(t, table.Selected(), table.Count(), "it goes on with what is selected")
	s.tap("Withdrawn 3")
	require.Equal(t, 3, table.Count())
	require.NotContains(t, s.reads(), "Waiting 2")
}

func TestTheOutboxIsExportedAsItIsFilteredAndSorted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	s.outbox()
	s.search("hafen")
	path := filepath.Join(t.TempDir(), "mails.csv")
	s.files.path = path
	s.tap(s.words.T("button.export"))
	s.tap(s.words.T("export.csv"))
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(file), "ada@hafen.example")
	require.Contains(t, string(file), "jörg@möwe.example", "the server's name was found")
	require.NotContains(t, string(file), "harbour")
}
