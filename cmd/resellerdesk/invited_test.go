package main

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

const (
	partnerEmail    = "nina@kranichtel.example"
	partnerPassword = "nine quiet herons at dawn"
	otherPassword   = "eleven boats under a bridge"
)

// issuer is the desk of a distributor who has invited a reseller.
type issuer struct {
	*desk.Desk
	id         string
	sent       *sentMails
	activation string // The file of the first mail.
}

// newIssuer makes the activation as a file: an outbox holds the mail, and the file in it is what is
// sent.
func newIssuer(t *testing.T, s *screen) *issuer {
	store, err := sqlite.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	sent := &sentMails{}
	d := desk.New(desk.Options{
		Store: store, Keyring: noKeyring{}, Deliverer: sent, Printer: s.desk.Printer,
		Now: s.desk.Now, Cost: account.Cost{Time: 1, Memory: 64, Threads: 1},
	})
	require.NoError(t, d.SetUp(t.Context(), desk.SetUp{
		Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt",
		Email: "ida@nordlicht.example", Password: distributorPassword,
		Language: "en", Subscription: desk.ExampleSubscription(3),
	}))
	_, err = d.SetMailSettings(t.Context(), mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS,
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "")
	require.NoError(t, err)
	form, err := d.NewReseller(t.Context())
	require.NoError(t, err)
	draft := form.Draft
	draft.Profile.Company, draft.Profile.FirstName, draft.Profile.LastName = "Kranich Telefonie GmbH", "Nina", "Albrecht"
	draft.Profile.Email, draft.Profile.Language = partnerEmail, "en"
	draft.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
	}
	saved, err := d.AddReseller(t.Context(), desk.NewID(), draft, true)
	require.NoError(t, err)
	_, err = d.SendDue(t.Context())
	require.NoError(t, err)
	require.Len(t, sent.raw, 1)
	return &issuer{Desk: d, id: saved.ID, sent: sent, activation: attachment(t, sent.raw[0])}
}

func TestAResellerBeginsByKeyboard(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1)
	from := newIssuer(t, s)
	s.window.Start()
	s.keep("60-welcome")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Open your invitation")
	s.key(fyne.KeyEscape)
	require.Contains(t, s.window.Fyne().Title(), "Welcome")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	s.keep("61-open")
	s.paste("no file at all")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
	require.True(t, dialogOpen(s), "it says why")
	s.key(fyne.KeyReturn)
	_, err := s.desk.Workspace(t.Context())
	require.Equal(t, core.NotFound, core.CodeOf(err), "nothing was made")
	s.press(fyne.KeyO)
	require.True(t, dialogOpen(s))
	s.paste(from.activation)
	require.False(t, dialogOpen(s))
	require.Contains(t, s.window.Fyne().Title(), "You are invited")
	s.typed(partnerPassword)
	s.keep("62-invitation")
	s.key(fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Your recovery code")
	s.key(fyne.KeySpace)
	s.keep("63-recovery")
	s.key(fyne.KeyTab, fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Inform Nordlicht")
	s.keep("64-receipt")
	s.files.path = filepath.Join(t.TempDir(), "receipt.resellerdesk")
	s.key(fyne.KeyReturn)
	require.NotContains(t, s.window.Fyne().Title(), "Inform")
	require.Equal(
		t, "Kranich Telefonie GmbH receipt.resellerdesk", s.files.name,
		"the distributor gets those of many",
	)
	receipt, err := os.ReadFile(s.files.path)
	require.NoError(t, err)
	r, err := from.Receive(t.Context(), desk.NewID(), receipt)
	require.NoError(t, err)
	require.Equal(t, desk.MessageTaken, r.State)
	_, file, err := from.SaveWaiting(t.Context(), from.id)
	require.NoError(t, err)
	s.press(fyne.KeyO)
	s.paste(string(file))
	require.False(t, dialogOpen(s))
	e, err := s.desk.Exchange(t.Context())
	require.NoError(t, err)
	require.True(t, e.Upstream.Confirmed, "the package was taken over")
	s.keep("65-taken")
}

func TestAForgottenPasswordIsRecovered(t *testing.T) {
	s := newScreen(t, "de", kit.ModeDark, 1000, 640, 1)
	from := newIssuer(t, s)
	told, err := s.desk.Activate(t.Context(), []byte(from.activation), partnerPassword)
	require.NoError(t, err)
	_ = s.desk.SignOut(t.Context()) // There is no keyring to forget anything.
	s.window.Start()
	s.keep("70-sign-in")
	s.key(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Passwort vergessen")
	s.typed(told.Recovery)
	s.key(fyne.KeyTab)
	s.typed(otherPassword)
	s.keep("71-recover")
	s.key(fyne.KeyReturn)
	require.Contains(t, s.window.Fyne().Title(), "Anmelden")
	require.NoError(t, s.desk.SignIn(t.Context(), partnerEmail, otherPassword))
}
