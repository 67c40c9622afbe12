package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/storage/sqlite"
	"resellerdesk/ui/kit"
)

// postbox is a mail server that keeps what it gets, and a keyring that keeps nothing but the password of the mailbox.
type postbox struct {
	raw     [][]byte
	secrets map[string]string
}

func (p *postbox) Deliver(_ context.Context, _ mail.Settings, _ string, _ mail.Envelope, raw []byte, beforeDot func() error) mail.Answer {
	p.raw = append(p.raw, raw)
	_ = beforeDot()
	return mail.Answer{Outcome: mail.Sent, Code: 250, Text: "2.0.0 Ok"}
}

func (p *postbox) Get(ctx context.Context, name string) (string, error) {
	if secret, has := p.secrets[name]; has {
		return secret, nil
	}
	return noKeyring{}.Get(ctx, name)
}

func (p *postbox) Set(_ context.Context, name, value string) error {
	p.secrets[name] = value
	return nil
}

func (p *postbox) Delete(_ context.Context, name string) error {
	delete(p.secrets, name)
	return nil
}

// attached is the file in a mail.
func attached(t *testing.T, raw []byte) []byte {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		require.NoError(t, err)
		if !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") {
			continue
		}
		file, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		require.NoError(t, err)
		return file
	}
}

// withPostbox gives a screen a workspace of its own with a mail server.
func (s *screen) withPostbox() *postbox {
	store, err := sqlite.Open(s.t.Context(), s.t.TempDir())
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = store.Close() })
	box := &postbox{secrets: map[string]string{}}
	o := s.desk.Options
	o.Store, o.Keyring, o.Deliverer = store, box, box
	s.desk = desk.New(o)
	return box
}

// twoScreens are a distributor's window and a reseller's, which has activated; only the distributor does not know of it yet.
func twoScreens(t *testing.T, lang string, mode kit.Mode, width, height float32) (d, r *screen, id, code string) {
	d, r = newScreen(t, lang, mode, width, height, 1), newScreen(t, lang, mode, width, height, 1)
	box := d.withPostbox()
	r.withPostbox()
	d.example(0)
	_, err := d.desk.SetMailSettings(t.Context(), mail.Settings{
		Host: "smtp.nordlicht.example", Port: 465, Security: mail.SecurityTLS, User: "ida", FromAddress: "ida@nordlicht.example", FromName: "Nordlicht",
	}, "secret")
	require.NoError(t, err)
	form, err := d.desk.NewReseller(t.Context())
	require.NoError(t, err)
	draft := form.Draft
	draft.Profile.Company, draft.Profile.FirstName, draft.Profile.Email = "Kranich Telefonie GmbH", "Nina", "nina@kranichtel.example"
	draft.Package.Amounts = capacity.Amounts{capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000}
	saved, err := d.desk.AddReseller(t.Context(), desk.NewID(), draft, true)
	require.NoError(t, err)
	_, err = d.desk.SendDue(t.Context())
	require.NoError(t, err)
	told, err := r.desk.Activate(t.Context(), attached(t, box.raw[0]), "nine quiet herons at dawn")
	require.NoError(t, err)
	r.window.Start()
	return d, r, saved.ID, told.Confirmation
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
			d, r, id, code := twoScreens(t, look.lang, look.mode, look.width, look.height)
			r.open("exchange")
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
			d.typed(code)
			d.key(fyne.KeyReturn)
			require.False(t, dialogOpen(d))
			require.Equal(t, account.Active, d.state(id))
			d.open("exchange")
			d.keep("32-exchange-" + name)
			d.press(fyne.KeyM)
			e, err := d.desk.Exchange(t.Context())
			require.NoError(t, err)
			require.Empty(t, e.Waiting)
			require.Equal(t, desk.MessageMailed, e.Passed[0].State)
			d.keep("33-sent-" + name)

			require.NoError(t, d.desk.Suspend(t.Context(), desk.NewID(), []string{id}, "unpaid since June.", nil))
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
