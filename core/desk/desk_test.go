package desk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

func TestSetUpMakesTheOwnerAndThePool(t *testing.T) {
	h := newHouse(t)
	_, err := h.Workspace(t.Context())
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	actor, err := h.Actor()
	require.NoError(t, err)
	require.Equal(t, "Nordlicht Distribution", actor.Profile.Company)
	s, err := h.Subscription(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 500, s.Usage[capacity.Extensions].Total())
	require.EqualValues(t, 84, s.Usage[capacity.ConcurrentCalls].Free)
	require.True(t, s.Workspace.HighAvailability)
	require.NotContains(
		t, s.Usage, capacity.CustomDomains, "what was not bought is not included, which is not 0",
	)
	require.Equal(
		t, core.Conflict, core.CodeOf(h.SetUp(t.Context(), setUp())), "a workspace is set up once",
	)
}

func TestSetUpRefusesAWeakPassword(t *testing.T) {
	for _, password := range []string{
		"", "short", "aaaaaaaaaaaaaaaaaaaa", "nordlicht distribution", "passwordpassword",
		"abcdefghijklmnopqrstuvw", "Ida Brandt Password 1", strings.Repeat("x y ", 100),
	} {
		h := newHouse(t)
		s := setUp()
		s.Password = password
		var problems core.Problems
		require.ErrorAs(t, h.SetUp(t.Context(), s), &problems, "password %q", password)
		require.NotNil(t, problems.Of(account.FieldPassword), "password %q", password)
		_, err := h.Workspace(t.Context())
		require.Equal(t, core.NotFound, core.CodeOf(err), "nothing is half-written")
	}
}

func TestSignIn(t *testing.T) {
	h := newDistributor(t)
	h.open()
	_, err := h.Actor()
	require.Equal(t, core.Unauthenticated, core.CodeOf(err))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")))
	require.NoError(
		t, h.SignIn(t.Context(), "  IDA@Nordlicht.example ", ownerPassword),
		"case and spaces do not matter",
	)
	actor, err := h.Actor()
	require.NoError(t, err)
	require.Equal(t, ownerEmail, actor.Profile.Email)
}

func TestSignInSlowsDownGuessing(t *testing.T) {
	h := newDistributor(t)
	h.open()
	wrong := func() core.Code { return core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")) }
	for range 3 {
		require.Equal(t, core.Unauthenticated, wrong())
	}
	require.Equal(t, core.Throttled, wrong(), "after three failures it waits a second")
	require.Equal(
		t, core.Throttled, core.CodeOf(h.SignIn(t.Context(), ownerEmail, ownerPassword)),
		"also with the right password",
	)
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Unauthenticated, wrong())
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Throttled, wrong(), "the wait doubles")

	h.open() // A restart keeps the count and starts the wait again.
	require.Equal(t, core.Throttled, wrong())
	h.clock.Add(3 * time.Second)
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(
		t, h.SignIn(t.Context(), ownerEmail, ownerPassword), "success forgets the failures",
	)
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), "nobody@else.example", "wrong")),
		"same answer for an unknown email",
	)
}

func TestChangingThePasswordIsNoWayToGuess(t *testing.T) {
	h := newDistributor(t)
	wrong := func() core.Code {
		return core.CodeOf(h.ChangePassword(t.Context(), "wrong", ownPassword))
	}
	for range 2 {
		require.Equal(t, core.Unauthenticated, wrong())
	}
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.SignIn(t.Context(), ownerEmail, "wrong")),
		"it is one count",
	)
	require.Equal(t, core.Throttled, wrong(), "after three failures it waits a second")
	require.Equal(
		t, core.Throttled, core.CodeOf(h.ChangePassword(t.Context(), ownerPassword, ownPassword)),
		"also with the right password",
	)
	require.Equal(
		t, core.Throttled, core.CodeOf(h.SignIn(t.Context(), ownerEmail, ownerPassword)),
		"also to sign in",
	)
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Unauthenticated, wrong())
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Throttled, wrong(), "the wait doubles")
	require.Equal(t, "signin.wrong", core.ParseErrors(h.lastLogged().Detail)[0].Key)
	require.Equal(
		t, []string{"password.changed", "Ida Brandt"},
		[]string{h.lastLogged().Operation, h.lastLogged().Person},
	)

	h.clock.Add(time.Second)
	require.NoError(t, h.ChangePassword(t.Context(), ownerPassword, ownPassword))
	require.Equal(t, core.Unauthenticated, wrong(), "success forgets the failures")
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownPassword))
}

func TestStaySignedIn(t *testing.T) {
	h := newDistributor(t)
	fresh := h.Desk
	h.open()
	require.Equal(
		t, core.Unauthenticated, core.CodeOf(h.ResumeSession(t.Context())),
		"nobody stays signed in",
	)
	require.NoError(t, fresh.StaySignedIn(t.Context()))
	h.open()
	require.NoError(t, h.ResumeSession(t.Context()))
	h.add(true)
	h.sendDue()
	require.Len(t, h.server.raw, 1, "the resumed session can sign and send")

	h.open()
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	require.Equal(t, core.Unavailable, core.CodeOf(h.ResumeSession(t.Context())))
	h.keyring.fail = nil
	require.NoError(t, h.ResumeSession(t.Context()))
	require.NoError(t, h.SignOut(t.Context()))
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.ResumeSession(t.Context())))
}

func TestAddResellerDeductsThePackage(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		},
		saved.Moved,
	)
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 380, capacity.ConcurrentCalls: 68,
			capacity.RecordingMinutes: 29000,
		},
		saved.Left,
	)
	row := h.row()
	require.Equal(t, "Kranich Telefonie GmbH", row.Company)
	require.EqualValues(t, 120, row.Total[capacity.Extensions])
	require.EqualValues(t, 0, row.Used[capacity.Extensions])
	require.Equal(t, store.StatusNotInvited, row.Status(h.clock.Now()))

	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	want := h.kranich()
	require.Equal(t, want, form.Draft, "everything comes back as it was typed")

	s, err := h.Subscription(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 500, s.Usage[capacity.Extensions].Total())
	require.EqualValues(t, 120, s.Usage[capacity.Extensions].Used())
	require.Len(t, s.Movements, 2)
	require.Equal(t, capacity.ResellerAdded, s.Movements[0].Verb)
	require.EqualValues(t, -120, s.Movements[0].Moved[capacity.Extensions])
	require.EqualValues(t, 380, s.Movements[0].FreeAfter[capacity.Extensions])
	require.EqualValues(t, 500, s.Movements[1].FreeAfter[capacity.Extensions])
}

func TestARepeatedSaveIsOneSave(t *testing.T) {
	h := newDistributor(t)
	id := desk.NewID()
	_, err := h.AddReseller(t.Context(), id, h.kranich(), false)
	require.NoError(t, err)
	_, err = h.AddReseller(t.Context(), id, h.kranich(), false)
	require.NoError(t, err)
	require.EqualValues(t, 380, h.free(capacity.Extensions))
	n, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestMoreThanIsFreeIsRefusedWithTheNumberThatFits(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	d := h.kranich()
	d.Profile.Email = "other@partner.example"
	d.Package.Amounts[capacity.Extensions] = 381
	var problems core.Problems
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.ErrorAs(t, err, &problems)
	require.Equal(t, core.Args{"Free": int64(380)}, problems.Of("extensions").Args)
	require.EqualValues(t, 380, h.free(capacity.Extensions), "nothing was changed")
	mails, err := h.Outbox(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, mails)
	d.Package.Amounts[capacity.Extensions] = 380
	_, err = h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	require.EqualValues(t, 0, h.free(capacity.Extensions))
}

func TestAnEmailInUseIsRefusedWithItsReseller(t *testing.T) {
	h := newDistributor(t)
	first := h.add(false)
	for _, email := range []string{"nina@kranichtel.example", " NINA@Kranichtel.Example "} {
		d := h.kranich()
		d.Profile.Email = email
		_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.Equal(
			t, core.Args{"Company": "Kranich Telefonie GmbH", "ID": first.ID},
			problems.Of(account.FieldEmail).Args,
		)
	}
	id, company, err := h.EmailOwner(t.Context(), "Nina@KRANICHTEL.example")
	require.NoError(t, err)
	require.Equal(t, []string{first.ID, "Kranich Telefonie GmbH"}, []string{id, company})
	_, company, err = h.EmailOwner(t.Context(), ownerEmail)
	require.NoError(t, err)
	require.Equal(t, "Nordlicht Distribution", company, "the staff's emails count too")
}

func TestTwoProgramsCannotOversell(t *testing.T) {
	h := newDistributor(t)
	other := &house{t: t, place: h.place, clock: h.clock, keyring: h.keyring, server: h.server}
	other.open()
	require.NoError(t, other.SignIn(t.Context(), ownerEmail, ownerPassword))
	var wg sync.WaitGroup
	results := make(chan error, 40)
	for i := range 40 {
		program := h
		if i%2 == 1 {
			program = other
		}
		d := h.kranich()
		d.Profile.Email = fmt.Sprintf("p%d@partner.example", i)
		d.Package.Amounts = capacity.Amounts{
			capacity.Extensions: 70, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
		}
		wg.Go(func() {
			_, err := program.AddReseller(t.Context(), desk.NewID(), d, false)
			results <- err
		})
	}
	wg.Wait()
	close(results)
	added := 0
	for err := range results {
		if err == nil {
			added++
			continue
		}
		var problems core.Problems
		require.ErrorAs(t, err, &problems)
		require.NotNil(t, problems.Of("extensions"))
	}
	require.Equal(t, 7, added, "500 / 70")
	require.EqualValues(t, 10, h.free(capacity.Extensions))
}

func TestEditMovesTheDifference(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	d := form.Draft
	d.Package.Amounts[capacity.Extensions] = 200
	d.Package.Amounts[capacity.RecordingMinutes] = 500
	d.Profile.Phone = "+49 431 555 0142"
	edited, err := h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, d, false)
	require.NoError(t, err)
	require.Equal(
		t, capacity.Amounts{capacity.Extensions: 80, capacity.RecordingMinutes: -1500},
		edited.Moved,
	)
	require.EqualValues(t, 300, h.free(capacity.Extensions))
	require.EqualValues(t, 30500, h.free(capacity.RecordingMinutes))

	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, d, false)
	require.Equal(t, core.Conflict, core.CodeOf(err), "the form started from an older version")
	require.EqualValues(t, 300, h.free(capacity.Extensions))
}

func TestPermissionsNeedWhatTheyNeed(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	d.Permissions = permission.NewSet(permission.PBXDelete)
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	var problems core.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, "permission.needs", problems.Of(permission.FieldPermissions).Key)
}

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

func TestThePasswordIsNowhereInTheFolder(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.failed"}
	_, err := h.SetMailSettings(t.Context(), mailSettings(), "another mail secret")
	require.NoError(t, err)
	for _, secret := range []string{
		"mail secret", ownerPassword, "BEGIN RESELLER DESK ACTIVATION",
	} {
		require.NotContains(t, h.content(), secret)
	}
}

func TestASignedOutDeskRefusesEverything(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	require.NoError(t, h.SignOut(t.Context()))
	calls := map[string]func() error{
		"form":     func() error { _, err := h.NewReseller(t.Context()); return err },
		"reseller": func() error { _, err := h.Reseller(t.Context(), saved.ID); return err },
		"add": func() error {
			_, err := h.AddReseller(t.Context(), desk.NewID(), account.Draft{}, false)
			return err
		},
		"edit": func() error {
			_, err := h.EditReseller(t.Context(), desk.NewID(), saved.ID, 1, account.Draft{}, false)
			return err
		},
		"list": func() error {
			_, err := h.Resellers(t.Context(), desk.ResellerQuery{Limit: 1})
			return err
		},
		"count": func() error {
			_, err := h.CountResellers(t.Context(), desk.ResellerQuery{})
			return err
		},
		"subscription": func() error { _, err := h.Subscription(t.Context()); return err },
		"send":         func() error { return h.SendActivation(t.Context(), []string{saved.ID}) },
		"settings": func() error {
			_, err := h.SetMailSettings(t.Context(), mailSettings(), "")
			return err
		},
		"test": func() error {
			_, err := h.SendTest(t.Context(), mailSettings(), "")
			return err
		},
		"outbox": func() error { _, err := h.Outbox(t.Context(), 1); return err },
		"decide": func() error { return h.ResolveMails(t.Context(), []string{"x"}, desk.SendNow) },
	}
	for name, call := range calls {
		require.Equal(t, core.Unauthenticated, core.CodeOf(call()), name)
	}
}

func TestTheFormIsKept(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.KeepForm("reseller", []byte("typed")))
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	data, err := h.KeptForm(t.Context(), "reseller")
	require.NoError(t, err)
	require.Equal(t, "typed", string(data))
	require.NoError(t, h.DropForm("reseller"))
	data, err = h.KeptForm(t.Context(), "reseller")
	require.NoError(t, err)
	require.Nil(t, data)
}

func TestAClockThatWasSetBackIsNoticed(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	require.NoError(t, h.ClockWrong(t.Context()))
	h.clock.Add(-23 * time.Hour)
	require.NoError(t, h.ClockWrong(t.Context()), "a day is nothing: people travel")
	h.clock.Add(-2 * time.Hour)
	require.Equal(t, "clock.behind", key(h.ClockWrong(t.Context())))
}
