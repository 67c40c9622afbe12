package desk_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// invitation opens the file of a mail, which can be used now.
func (h *house) invitation(attachment string) *activation.Invitation {
	file, err := activation.Open([]byte(attachment), nil)
	require.NoError(h.t, err)
	require.NoError(h.t, file.Invitation.Usable(h.clock.Now()))
	return file.Invitation
}

// parts reads a rendered mail as a mail program does.
func parts(
	t testing.TB, raw []byte,
) (header netmail.Header, byType map[string]string, attachment string) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	byType = map[string]string{}
	var walk func(contentType, encoding, disposition string, body io.Reader)
	walk = func(contentType, encoding, disposition string, body io.Reader) {
		kind, params, err := mime.ParseMediaType(contentType)
		require.NoError(t, err)
		if strings.HasPrefix(kind, "multipart/") {
			for r := multipart.NewReader(body, params["boundary"]); ; {
				p, err := r.NextRawPart()
				if err == io.EOF {
					return
				}
				require.NoError(t, err)
				walk(
					p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"),
					p.Header.Get("Content-Disposition"), p,
				)
			}
		}
		switch strings.ToLower(encoding) {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		content, err := io.ReadAll(body)
		require.NoError(t, err)
		if strings.HasPrefix(disposition, "attachment") {
			attachment = string(content)
			return
		}
		byType[kind] = string(content)
	}
	walk(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
	return m.Header, byType, attachment
}

func TestTheActivationMail(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	require.True(t, saved.Queued)
	require.Equal(t, desk.StatusQueued, h.row().Status(h.clock.Now()))
	h.sendDue()
	require.Equal(t, []string{"mail secret"}, h.server.passwords)
	header, byType, attachment := parts(t, h.server.raw[0])
	to, err := header.AddressList("To")
	require.NoError(t, err)
	require.Equal(t, "nina@kranichtel.example", to[0].Address)
	require.Contains(
		t, byType["text/plain"], "Guten Tag Nina Albrecht", "in the reseller's language",
	)
	require.Contains(t, byType["text/plain"], "https://nordlicht.example/desk")
	require.Contains(t, byType["text/html"], "Kranich Telefonie GmbH")
	require.Empty(t, header.Get("User-Agent"))

	w, err := h.Workspace(t.Context())
	require.NoError(t, err)
	for name, text := range map[string]string{
		"attachment": attachment, "text to paste": byType["text/plain"],
		"html": byType["text/html"],
	} {
		file, err := activation.Open([]byte(text), nil)
		require.NoError(t, err, name)
		require.EqualValues(t, w.Public, file.Signer)
		i := file.Invitation
		require.Equal(t, "Nordlicht Distribution", i.Issuer.Company)
		require.Equal(t, saved.ID, i.Account.ID)
		require.EqualValues(t, 120, i.Package.Resources["extensions"])
		require.EqualValues(t, 500, i.Package.MaxExtensions)
		require.Equal(t, permission.Default(), i.Granted())
		require.Equal(t, h.clock.Now().Add(7*24*time.Hour), i.ExpiresAt)
		open, err := h.store.OpenInvitation(t.Context(), saved.ID)
		require.NoError(t, err)
		require.Equal(t, activation.Hash(i.Secret), open.SecretHash)
	}
	require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
	h.clock.Add(7*24*time.Hour - time.Second)
	require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
	h.clock.Add(time.Second)
	require.Equal(t, desk.StatusExpired, h.row().Status(h.clock.Now()))
}

func TestTheClockOfAnInvitationStartsWhenTheServerTakesIt(t *testing.T) {
	h := newDistributor(t)
	h.server.answers = []mail.Answer{{
		Outcome: mail.Temporary, Fault: &core.Error{Key: "smtp.no_network"},
	}}
	saved := h.add(true)
	h.sendDue()
	require.Equal(t, desk.StatusQueued, h.row().Status(h.clock.Now()))
	h.clock.Add(26 * time.Hour) // The network was away.
	h.sendDue()
	_, _, attachment := parts(t, h.server.raw[1])
	i := h.invitation(attachment)
	require.Equal(
		t, h.clock.Now().Add(7*24*time.Hour), i.ExpiresAt, "rendered anew, with the same secret",
	)
	first := h.invitation(func() string { _, _, a := parts(t, h.server.raw[0]); return a }())
	require.Equal(t, first.Secret, i.Secret)
	open, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.NoError(t, err)
	require.Equal(t, h.clock.Now(), open.AcceptedAt.UTC())
}

func TestAResendVoidsTheOneBefore(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.sendDue()
	before, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.NoError(t, err)
	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	require.NoError(
		t, h.SendActivation(t.Context(), []string{saved.ID}), "also while the mail still waits",
	)
	h.sendDue()
	require.Len(t, h.server.raw, 2, "the mail that waited was withdrawn")
	after, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.NoError(t, err)
	require.NotEqual(t, before.ID, after.ID)
	require.EqualValues(t, 3, after.Sequence)
}

func TestANewEmailVoidsTheInvitation(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.sendDue()
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Profile.Email = "n.albrecht@kranichtel.example"
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	_, err = h.store.OpenInvitation(t.Context(), saved.ID)
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()))
	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	h.sendDue()
	again, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.NoError(t, err)
	require.EqualValues(
		t, 2, again.Sequence, "only the newest file is valid, also after one that was voided",
	)
}

// TestANewEmailIsInvitedAtOnce saves another email of somebody who was invited, and sends.
func TestANewEmailIsInvitedAtOnce(t *testing.T) {
	h := newDistributor(t)
	first := h.add(true)
	h.sendDue()
	form, err := h.Reseller(t.Context(), first.ID)
	require.NoError(t, err)
	form.Draft.Profile.Email = "n.albrecht@kranichtel.example"
	saved, err := h.EditReseller(
		t.Context(), desk.NewID(), first.ID, form.Version, form.Draft, true,
	)
	require.NoError(t, err)
	require.Equal(t, []any{first.ID, true}, []any{saved.ID, saved.Queued})
	h.sendDue()
	require.Contains(t, string(h.server.raw[1]), "n.albrecht@kranichtel.example")
	open, err := h.store.OpenInvitation(t.Context(), first.ID)
	require.NoError(t, err)
	require.EqualValues(t, 2, open.Sequence)
	require.Equal(t, store.StatusInvited, h.row().Status(h.clock.Now()))
}

func TestWhatBecomesOfAMail(t *testing.T) {
	fault := &core.Error{
		Code: core.Unavailable, Key: "smtp.rejected", Args: core.Args{"Host": "smtp.example"},
	}
	cases := []struct {
		name   string
		answer mail.Answer
		state  desk.MailState
		status store.Status
	}{
		{"taken", mail.Answer{Outcome: mail.Sent}, desk.MailSent, desk.StatusInvited},
		{
			"refused for now",
			mail.Answer{Outcome: mail.Temporary, Fault: fault, Code: 451},
			desk.MailQueued, desk.StatusQueued,
		},
		{
			"refused for good",
			mail.Answer{Outcome: mail.Permanent, Fault: fault, Code: 550},
			desk.MailFailed, desk.StatusFailed,
		},
		{
			"no answer",
			mail.Answer{Outcome: mail.Unknown, Fault: fault},
			desk.MailInDoubt,
			desk.StatusUnsure,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newDistributor(t)
			h.server.answers = []mail.Answer{c.answer}
			h.add(true)
			h.sendDue()
			mails, err := h.Outbox(t.Context(), 10)
			require.NoError(t, err)
			require.Equal(t, c.state, mails[0].State)
			require.Equal(t, c.status, h.row().Status(h.clock.Now()))
			require.Equal(t, c.answer.Fault, mails[0].Fault)
			h.sendDue()
			require.Len(t, h.server.raw, 1, "nothing is sent again by itself at once")
		})
	}
}

func TestAMailInDoubtIsForAPersonToDecide(t *testing.T) {
	unsure := mail.Answer{
		Outcome: mail.Unknown, Fault: &core.Error{Code: core.Unavailable, Key: "smtp.unknown"},
	}
	start := func(t *testing.T) (*house, string) {
		h := newDistributor(t)
		h.server.answers = []mail.Answer{unsure}
		h.add(true)
		h.sendDue()
		h.clock.Add(time.Hour)
		mails, err := h.Outbox(t.Context(), 1)
		require.NoError(t, err)
		return h, mails[0].ID
	}
	t.Run("it arrived", func(t *testing.T) {
		h, id := start(t)
		require.NoError(t, h.ResolveMails(t.Context(), []string{id}, desk.MarkSent))
		require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
		require.Equal(
			t, core.Conflict,
			core.CodeOf(h.ResolveMails(t.Context(), []string{id}, desk.SendAgain)),
		)
	})
	t.Run("send it again", func(t *testing.T) {
		h, id := start(t)
		require.NoError(t, h.ResolveMails(t.Context(), []string{id}, desk.SendAgain))
		h.sendDue()
		require.Equal(
			t, h.server.raw[0], h.server.raw[1],
			"the very same message, so that a double does no harm",
		)
		require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
	})
}

func TestTheProgramEndsInTheMiddleOfAMail(t *testing.T) {
	t.Run("before the end of the mail was sent", func(t *testing.T) {
		h := newDistributor(t)
		h.add(true)
		m, _, err := h.store.NextMail(t.Context(), h.clock.Now())
		require.NoError(t, err)
		m.State = desk.MailSending
		require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.ChangeMail(m) }))
		h.open()
		require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
		require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.RequeueSending() }))
		h.sendDue()
		require.Len(t, h.server.raw, 1)
	})
	t.Run("after it", func(t *testing.T) {
		h := newDistributor(t)
		h.add(true)
		h.server.beforeDot = func() { panic("the power fails") }
		require.Panics(t, func() { _, _ = h.SendDue(t.Context()) })
		h.server.mu.TryLock()
		h.server.mu.Unlock()
		h.server.beforeDot = nil
		h.open()
		require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
		require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.RequeueSending() }))
		h.sendDue()
		require.Len(
			t, h.server.raw, 1, "it may have been delivered: nobody sends it a second time unasked",
		)
		require.Equal(t, desk.StatusUnsure, h.row().Status(h.clock.Now()))
	})
}

func TestRefusedSettingsStopTheOutbox(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	state, err := h.OutboxState(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, state.Waiting)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	_, err = h.SendDue(t.Context())
	require.Equal(t, core.Unavailable, core.CodeOf(err))
	state, err = h.OutboxState(t.Context())
	require.NoError(t, err)
	require.Equal(t, core.Unavailable, core.CodeOf(state.Blocked))
	require.NoError(t, h.UsePasswordOnce("typed"))
	h.sendDue()
	require.Equal(t, []string{"typed"}, h.server.passwords)
}

func TestWithoutMailSettingsNothingIsQueued(t *testing.T) {
	h := newHouse(t)
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	_, err := h.AddReseller(t.Context(), desk.NewID(), h.kranich(), true)
	require.Equal(t, core.Invalid, core.CodeOf(err))
	require.EqualValues(t, 500, h.free(capacity.Extensions), "and nothing was deducted")
}

// TestAMailThatCannotBeSignedHoldsUpNoOther has an invitation without the key that signs it in
// front of a mail that needs none.
func TestAMailThatCannotBeSignedHoldsUpNoOther(t *testing.T) {
	h := newDistributor(t)
	customer, err := h.AddCustomer(t.Context(), desk.NewID(), "", pbx.CustomerDraft{
		FirstName: "Ada", Company: "Praxis", Email: "ada@hafen.example",
	})
	require.NoError(t, err)
	draft := h.praxis("praxis", 5)
	draft.Customers = []pbx.Ref{{ID: customer}}
	id := h.addPBX("", draft)
	h.add(true)
	h.clock.Add(2 * time.Minute) // It is rendered again.
	require.NoError(t, sendPBX(t.Context(), h.Desk, id, []string{customer}))
	for name := range h.keyring.secrets {
		if strings.Contains(name, "signing") {
			delete(h.keyring.secrets, name)
		}
	}
	require.NoError(t, h.store.Close())
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	_, err = h.SendDue(t.Context())
	require.Equal(t, "signing.missing", key(err))
	require.Len(t, h.server.raw, 1)
	require.Contains(t, string(h.server.raw[0]), "ada@hafen.example")
}
