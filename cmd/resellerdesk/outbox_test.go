package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

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
	s.does("command.outbox")
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

// TestMailsOfWhichOneWasSentMeanwhileStayAsTheyAre lets one of two be sent while the question is
// open.
func TestMailsOfWhichOneWasSentMeanwhileStayAsTheyAre(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	table := s.outbox()
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	s.tap(s.words.T("decision.cancel") + " · 2")
	waiting := func() (list []desk.OutgoingMail) {
		mails, err := s.desk.Outbox(t.Context(), 99)
		require.NoError(t, err)
		decided := func(m desk.OutgoingMail) bool { return m.State != desk.MailQueued }
		return slices.DeleteFunc(mails, decided)
	}
	sent := waiting()[1]
	sent.State, sent.Body = desk.MailSent, nil
	require.NoError(t, s.behind.Store.Write(func(tx desk.Tx) error { return tx.ChangeMail(sent) }))
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.True(t, dialogOpen(s))
	s.says(sent.Recipient, "No mail was changed.")
	require.Len(t, waiting(), 1, "the other one was not withdrawn")
}

func TestMailsOfTheOutboxAreShownAndWithdrawnByKeys(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	table := s.outbox()
	s.search("kai@harbour")
	s.press(fyne.KeyF)
	s.key(fyne.KeyDown, fyne.KeyReturn)
	s.keep("90-outbox-mail")
	require.True(t, dialogOpen(s))
	for _, text := range []string{
		"kai@harbour.example", "Your activation", "smtp.harbour.example", "Tries",
	} {
		require.True(t, s.sees(text), "%s: %s", text, s.reads())
	}
	s.key(fyne.KeyEscape)
	s.key(fyne.KeyDelete)
	require.False(t, dialogOpen(s), "it does not wait")
	s.says(s.words.T("outbox.none_selected.queued"))
	s.press(fyne.KeyF)
	s.key(fyne.KeyEscape)
	s.later[len(s.later)-1]()
	s.key(fyne.KeyDown)
	table.TypedShortcut(&fyne.ShortcutSelectAll{})
	s.key(fyne.KeyDelete)
	require.True(t, dialogOpen(s))
	require.True(t, s.sees("jörg@möwe.example"), s.reads())
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.False(t, dialogOpen(s))
	s.says("Withdrawn 3")
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

// TestMailsThatAreTooOldForTheListAreSaidAndExported has one mail more than are listed.
func TestMailsThatAreTooOldForTheListAreSaidAndExported(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(3)
	rows, err := s.desk.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
	require.NoError(t, err)
	require.NoError(t, s.behind.Store.Write(func(tx desk.Tx) error {
		for i := range 2001 {
			m := newMail(rows[0].ID, desk.MailSent, fmt.Sprintf("nina%d@kranich.example", i), "")
			m.CreatedAt = clock.Add(time.Duration(i) * time.Second)
			if err := tx.AddMail(m); err != nil {
				return err
			}
		}
		return nil
	}))
	s.goTo("email")
	s.does("command.outbox")
	require.Equal(t, 2000, s.table().Count())
	s.says("The newest 2,000 of 2,001 mails are listed")
	s.keep("91-outbox-older")
	s.files.path = filepath.Join(t.TempDir(), "mails.csv")
	s.tap(s.words.T("button.export"))
	s.says("2,001 rows")
	s.tap(s.words.T("export.csv"))
	file, err := os.ReadFile(s.files.path)
	require.NoError(t, err)
	require.Contains(t, string(file), "nina0@kranich.example", "the oldest")
	s.search("nina1@")
	s.says("1 of 2,000")
}
