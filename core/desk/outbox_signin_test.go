package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/oauth/oauthtest"
	"resellerdesk/core/store"
)

// atProvider are settings with a sign-in at a provider.
func atProvider(p *oauthtest.Provider) mail.Settings {
	s := mailSettings()
	s.Client, s.User = p.Client(oauthtest.Confidential), oauthtest.User
	return s
}

// signInMail signs in at a provider, with the person at the browser.
func (h *house) signInMail(p *oauthtest.Provider) (kept error) {
	h.t.Helper()
	var browser sync.WaitGroup
	kept, err := h.SignInMail(
		h.t.Context(), atProvider(p), oauthtest.Secret, func(address string) {
			browser.Go(func() { _, _ = p.Browse(address) })
		})
	browser.Wait()
	require.NoError(h.t, err)
	return kept
}

func (h *house) given() []string {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	return append([]string(nil), h.server.passwords...)
}

// otherProgram is another program on the same workspace and keyring, with the same person.
func (h *house) otherProgram() *house {
	other := &house{
		t: h.t, place: h.place, clock: h.clock, keyring: h.keyring, server: &scriptedServer{},
	}
	other.open()
	require.NoError(h.t, other.SignIn(h.t.Context(), ownerEmail, ownerPassword))
	return other
}

func (h *house) sendTest(p *oauthtest.Provider) error {
	answer, err := h.SendTest(h.t.Context(), atProvider(p), "")
	if err == nil && answer.Fault != nil {
		err = answer.Fault
	}
	return err
}

func TestMailsAreSentWithTheTokenOfAProvider(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.Equal(t, "oauth.missing", key(h.sendTest(p)))
	require.NoError(t, h.signInMail(p))
	at, err := h.MailSignIn(t.Context())
	require.NoError(t, err)
	require.Equal(
		t, desk.SignedIn{User: oauthtest.User, Since: h.clock.Now(), Secret: true}, at,
	)
	require.NoError(t, h.sendTest(p))
	require.NoError(t, h.sendTest(p))
	given := h.given()
	require.Len(t, given, 2)
	require.NotEmpty(t, given[0])
	require.Equal(t, given[0], given[1], "one that still counts is used again")
	require.Len(t, p.Requests(), 1)

	h.clock.Add(5 * time.Minute)
	require.NoError(t, h.sendTest(p))
	require.NotEqual(t, given[0], h.given()[2])
	require.Len(t, p.Requests(), 2)

	require.NoError(t, h.SignOutMail(t.Context()))
	require.Equal(t, "oauth.missing", key(h.sendTest(p)))
	for name, kept := range h.keyring.secrets {
		require.NotContains(t, kept, oauthtest.User, name)
	}
}

func TestAnotherClientOrUserNeedsAnotherSignIn(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	for _, edit := range []func(s *mail.Settings){
		func(s *mail.Settings) { s.User = "other@example.test" },
		func(s *mail.Settings) { s.ClientID = "other" },
		func(s *mail.Settings) { s.Client = oauthtest.New(t).Client(oauthtest.Confidential) },
	} {
		s := atProvider(p)
		edit(&s)
		_, err := h.SendTest(t.Context(), s, "")
		require.Equal(t, "oauth.missing", key(err))
	}
}

// TestATokenThatTheServerRefusesIsRenewedOnce checks that the mail goes out, and goes out once.
func TestATokenThatTheServerRefusesIsRenewedOnce(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	h.invite("Möwe", "ole@moewe.example")
	h.server.refuse = 1
	_, err := h.SendDue(t.Context())
	require.NoError(t, err)
	given := h.given()
	require.Len(t, given, 2)
	require.NotEqual(t, given[0], given[1])
	require.Len(t, h.server.raw, 1, "the server was given one mail")
	require.Equal(t, store.MailSent, h.newestMail().State)

	h.invite("Kai", "kai@moewe.example")
	h.server.refuse = 2
	_, err = h.SendDue(t.Context())
	require.NoError(t, err)
	require.Len(t, h.given(), 4, "it is renewed once")
	require.Equal(t, "smtp.token_refused", h.stopped())
	require.Equal(t, store.MailQueued, h.newestMail().State)
}

// TestASignInThatEndedStopsTheOutbox checks that no mail is given up, and that all of them go once
// somebody signed in again.
func TestASignInThatEndedStopsTheOutbox(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	h.invite("Möwe", "ole@moewe.example")
	h.clock.Add(72 * time.Hour)
	p.Revoke()
	_, err := h.SendDue(t.Context())
	require.NoError(t, err)
	require.Empty(t, h.given())
	require.Equal(t, "oauth.revoked", h.stopped())
	require.Equal(t, store.MailQueued, h.newestMail().State)
	require.Zero(t, h.newestMail().Attempts)
	require.NoError(t, h.signInMail(p))
	require.Empty(t, h.stopped())
	_, err = h.SendDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.MailSent, h.newestMail().State)
}

func TestAProviderThatFailsForAWhileHoldsTheMails(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	h.invite("Möwe", "ole@moewe.example")
	h.clock.Add(time.Hour)
	p.Instead(oauthtest.TokenPath, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	_, err := h.SendDue(t.Context())
	require.Equal(t, "oauth.busy", key(err))
	require.Empty(t, h.stopped())
	state, err := h.OutboxState(t.Context())
	require.NoError(t, err)
	require.Equal(t, "oauth.busy", key(state.Blocked))
	require.Zero(t, h.newestMail().Attempts)
	p.Instead(oauthtest.TokenPath, nil)
	_, err = h.SendDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.MailSent, h.newestMail().State)
}

// TestTwoProgramsRenewTheSignInAtOnce lets two programs renew at the same time, again and again, at
// a provider that takes each refresh token once: the newest one is never lost.
func TestTwoProgramsRenewTheSignInAtOnce(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	programs := []*house{h, h.otherProgram()}
	for range 5 {
		h.clock.Add(time.Hour)
		var both sync.WaitGroup
		errs := make([]error, len(programs))
		for i, program := range programs {
			both.Go(func() { errs[i] = program.sendTest(p) })
		}
		both.Wait()
		require.Equal(t, []error{nil, nil}, errs)
	}
	require.Len(t, p.Requests(), 11)
}

// TestARenewedSignInIsKeptBeforeItIsUsed lets the keyring fail at that moment.
func TestARenewedSignInIsKeptBeforeItIsUsed(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	h.clock.Add(time.Hour)
	h.keyring.failSet = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	require.Equal(t, "oauth.keyring", key(h.sendTest(p)))
	require.Empty(t, h.given())
	require.Equal(t, "oauth.keyring", key(h.sendTest(p)))
	h.keyring.failSet = nil
	require.NoError(t, h.sendTest(p), "the one that was not kept is not lost")
	require.NoError(t, h.otherProgram().sendTest(p), "and is in the keyring now")
}

func TestWithoutAKeyringASignInIsForThisRun(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.absent"}
	require.Equal(t, "keyring.absent", key(h.signInMail(p)))
	require.NoError(t, h.sendTest(p))
	h.clock.Add(time.Hour)
	require.NoError(t, h.sendTest(p), "it is renewed in memory")
	at, err := h.MailSignIn(t.Context())
	require.NoError(t, err)
	require.Equal(t, oauthtest.User, at.User)
	require.True(t, at.Once)
	require.False(t, at.Secret)
}

// TestWithoutAKeyringNorASecretASignInIsForThisRun is that of a client which has no secret.
func TestWithoutAKeyringNorASecretASignInIsForThisRun(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.absent"}
	s := atProvider(p)
	s.ClientID = oauthtest.Public
	var browser sync.WaitGroup
	kept, err := h.SignInMail(t.Context(), s, "", func(address string) {
		browser.Go(func() { _, _ = p.Browse(address) })
	})
	browser.Wait()
	require.NoError(t, err)
	require.Equal(t, "keyring.absent", key(kept))
	h.clock.Add(time.Hour)
	answer, err := h.SendTest(t.Context(), s, "")
	require.NoError(t, err)
	require.Nil(t, answer.Fault)
}

// TestALongSignInIsKeptInParts uses refresh tokens of different lengths, as some providers give.
func TestALongSignInIsKeptInParts(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	require.NoError(t, h.signInMail(p))
	last := ""
	for _, length := range []int{1500, 5000, 3000, 9000, 100} {
		h.clock.Add(time.Hour)
		next := strings.Repeat(fmt.Sprint(length%7), length)
		p.Instead(oauthtest.TokenPath, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{
				"access_token": "canary", "token_type": "Bearer", "expires_in": 300,
				"refresh_token": next,
			})
		})
		require.NoError(t, h.sendTest(p))
		if last != "" {
			require.Equal(t, last, p.Requests()[len(p.Requests())-1].Get("refresh_token"))
		}
		last = next
		h = h.otherProgram()
	}
	require.NoError(t, h.SignOutMail(t.Context()))
	for name := range h.keyring.secrets {
		require.NotContains(t, name, "mail-sign-in")
	}
}

func TestASignInCanBeCancelled(t *testing.T) {
	h, p := newDistributor(t), oauthtest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := h.SignInMail(ctx, atProvider(p), "", func(string) { cancel() })
	require.Equal(t, "oauth.cancelled", key(err))
	settings, err := h.MailSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, oauth.None, settings.Provider, "nothing was changed")
}

// invite adds a reseller and sends its activation, which waits in the outbox.
func (h *house) invite(company, email string) {
	h.t.Helper()
	draft := h.kranich()
	draft.Profile.Company, draft.Profile.Email = company, email
	_, err := h.AddReseller(h.t.Context(), desk.NewID(), draft, true)
	require.NoError(h.t, err)
}

func (h *house) newestMail() store.OutgoingMail {
	h.t.Helper()
	mails, err := h.Outbox(h.t.Context(), 1)
	require.NoError(h.t, err)
	require.Len(h.t, mails, 1)
	return mails[0]
}

// stopped is the key of why the outbox is stopped, "" when it is not.
func (h *house) stopped() string {
	h.t.Helper()
	s, err := h.MailSettings(h.t.Context())
	require.NoError(h.t, err)
	if s.Stopped == nil {
		return ""
	}
	return s.Stopped.Key
}
