package main

import (
	"context"
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

// postbox is a mail server that keeps what it gets, and a keyring in memory.
type postbox struct {
	sentMails
	secrets map[string]string
}

func (p *postbox) Get(_ context.Context, name string) (string, error) {
	if secret, has := p.secrets[name]; has {
		return secret, nil
	}
	return "", &core.Error{Code: core.NotFound, Key: "keyring.not_found"}
}

func (p *postbox) Set(_ context.Context, name, value string) error {
	p.secrets[name] = value
	return nil
}

func (p *postbox) Delete(_ context.Context, name string) error {
	delete(p.secrets, name)
	return nil
}

// withPostbox gives a screen a workspace of its own with a mail server and a keyring.
func (s *screen) withPostbox() *postbox {
	box := &postbox{secrets: map[string]string{}}
	s.useFolder(s.t.TempDir(), box)
	return box
}

// useFolder lets the window open the workspace of a folder when it starts; without a box it has
// neither keyring nor mail server.
func (s *screen) useFolder(dir string, box *postbox) {
	store, err := sqlite.Open(s.t.Context(), dir)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = store.Close() })
	o := s.behind
	o.Store = store
	if box != nil {
		o.Keyring, o.Deliverer = box, box
	}
	s.desk, s.behind, s.folder = desk.New(o), o, dir
}

// ends closes the workspace, as the end of the program does.
func (s *screen) ends() { require.NoError(s.t, s.behind.Store.(*sqlite.Workspace).Close()) }

// pair are a distributor's window and a reseller's, which has activated; only the distributor does
// not know of it yet.
type pair struct {
	d, r       *screen
	id         string // Of the reseller.
	activation string // The file that it activated with.
	code       string // That it can read out.
}

func twoScreens(t *testing.T, lang string, mode kit.Mode, width, height float32) pair {
	d, r := newScreen(t, lang, mode, width, height, 1), newScreen(t, lang, mode, width, height, 1)
	box := d.withPostbox()
	r.withPostbox()
	d.example(0)
	_, err := d.desk.SetMailSettings(t.Context(), mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida",
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "secret")
	require.NoError(t, err)
	form, err := d.desk.NewReseller(t.Context())
	require.NoError(t, err)
	draft := form.Draft
	draft.Profile.Company, draft.Profile.FirstName, draft.Profile.Email = "Kranich Telefonie GmbH", "Nina", partnerEmail
	draft.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
	}
	saved, err := d.desk.AddReseller(t.Context(), desk.NewID(), draft, true)
	require.NoError(t, err)
	_, err = d.desk.SendDue(t.Context())
	require.NoError(t, err)
	w := pair{d: d, r: r, id: saved.ID, activation: attachment(t, box.raw[0])}
	told, err := r.desk.Activate(t.Context(), []byte(w.activation), partnerPassword)
	require.NoError(t, err)
	w.code = told.Confirmation
	r.window.Start()
	return w
}

func (s *screen) state(id string) account.State {
	form, err := s.desk.Reseller(s.t.Context(), id)
	require.NoError(s.t, err)
	return form.State
}

func TestConfirmByCodeAndSendThePackageByKeyboard(t *testing.T) {
	for name, look := range map[string]struct {
		lang          string
		mode          kit.Mode
		width, height float32
	}{"light": {"en", kit.ModeLight, 1280, 800}, "dark": {"de", kit.ModeDark, 1280, 800}, "small": {"de", kit.ModeLight, 900, 600}} {
		t.Run(name, func(t *testing.T) {
			w := twoScreens(t, look.lang, look.mode, look.width, look.height)
			d, r, id := w.d, w.r, w.id
			r.goTo("exchange")
			r.keep("30-reseller-unconfirmed-" + name)
			d.key(fyne.KeyDown)
			d.choose(look.lang, "confirm_code.command")
			d.typed("wrong")
			d.key(fyne.KeyReturn)
			require.True(t, dialogOpen(d), "the dialog says what is wrong")
			d.keep("31-confirm-" + name)
			for range "wrong" {
				d.key(fyne.KeyBackspace)
			}
			d.typed(w.code)
			d.key(fyne.KeyReturn)
			require.False(t, dialogOpen(d))
			require.Equal(t, account.Active, d.state(id))
			d.goTo("exchange")
			d.keep("32-exchange-" + name)
			d.press(fyne.KeyM)
			e, err := d.desk.Exchange(t.Context())
			require.NoError(t, err)
			require.Empty(t, e.Waiting)
			require.Equal(t, desk.MessageMailed, e.Passed[0].State)
			d.keep("33-sent-" + name)

			require.NoError(
				t,
				d.desk.SuspendResellers(
					t.Context(), desk.NewID(), []string{id}, "unpaid since June.", core.NoDay,
				),
			)
			d.files.path = ""
			d.press(fyne.KeyS)
			require.Equal(t, 1, d.count(desk.ChipSuspended))
			e, err = d.desk.Exchange(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, e.Count, "no name was chosen: nothing counts as sent")
			d.files.path = filepath.Join(t.TempDir(), "package.resellerdesk")
			d.press(fyne.KeyS)
			file, err := os.ReadFile(d.files.path)
			require.NoError(t, err)
			_, err = r.desk.Receive(t.Context(), desk.NewID(), file)
			require.NoError(t, err)
			r.keep("34-suspended-" + name)
		})
	}
}

func TestARecoveryKitIsSaved(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(1)
	s.files.path = filepath.Join(t.TempDir(), "kit.age")
	s.choose("en", "recovery.kit")
	s.key(fyne.KeyReturn)
	s.keep("35-kit")
	require.True(t, dialogOpen(s), "the code is shown")
	s.key(fyne.KeyReturn)
	file, err := os.ReadFile(s.files.path)
	require.NoError(t, err)
	require.NotEmpty(t, file)
}
