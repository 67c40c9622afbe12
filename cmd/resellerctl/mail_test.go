package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/oauth/oauthtest"
)

// openedBy is the standard error of a program, at which somebody opens the address that it says.
type openedBy struct {
	io.Writer
	mu    sync.Mutex
	said  bytes.Buffer
	open  func(address string)
	begun bool
}

// Write looks for a whole line that is an address.
func (o *openedBy) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said.Write(p)
	for line := range strings.Lines(o.said.String()) {
		if !o.begun && strings.HasPrefix(line, "http") && strings.HasSuffix(line, "\n") {
			o.begun = true
			o.open(strings.TrimSpace(line))
		}
	}
	return o.Writer.Write(p)
}

// signsInAtProvider does what there is for the sign-in of the mails.
func signsInAtProvider(h *house, run func(path string, args ...string)) {
	p := oauthtest.New(h.t)
	c := p.Client(oauthtest.Public)
	var browsers sync.WaitGroup
	h.seesErr = func(w io.Writer) io.Writer {
		return &openedBy{Writer: w, open: func(address string) {
			browsers.Go(func() { _, _ = p.Browse(address) })
		}}
	}
	defer func() { h.seesErr = nil }()
	run("mail set", "--mail-provider", "other", "--mail-client-id", c.ClientID,
		"--mail-auth-url", c.AuthURL, "--mail-token-url", c.TokenURL, "--mail-scopes", c.Scopes,
		"--mail-user", oauthtest.User)
	run("mail sign-in")
	browsers.Wait()
	run("mail show")
	shown := h.ok("mail", "show", "--json")
	require.Equal(h.t, oauthtest.User, shown.at("signed_in.user"))
	require.Equal(h.t, "other", shown.at("provider"))
	run("mail sign-out")
	run("mail set", "--mail-provider", "password")
}

// TestNoSecretOfAProviderIsInAFile signs in, renews and fails, and looks for the secrets where they
// must not be: noSecrets does so for what is in the keyring when a test ends, this one for those
// before.
func TestNoSecretOfAProviderIsInAFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := oauthtest.New(t)
	c := p.Client(oauthtest.Confidential)
	h.kranich("--send")
	var browsers sync.WaitGroup
	h.seesErr = func(w io.Writer) io.Writer {
		return &openedBy{Writer: w, open: func(address string) {
			browsers.Go(func() { _, _ = p.Browse(address) })
		}}
	}
	h.ok("mail", "set", "--mail-provider", "other", "--mail-client-id", c.ClientID,
		"--mail-auth-url", c.AuthURL, "--mail-token-url", c.TokenURL, "--mail-scopes", c.Scopes,
		"--mail-user", oauthtest.User)
	said := h.runWith(t.Context(), oauthtest.Secret+"\n", "mail", "sign-in", "--ask-secret")
	require.Zero(t, said.code, said.err)
	browsers.Wait()
	sent := h.run("reseller", "send", "nina@kranichtel.example", "--json")
	require.Contains(t, sent.out, "smtp.no_token_sign_in", "the server takes passwords alone")
	h.clock.now = h.clock.now.Add(time.Hour)
	h.run("outbox", "send", "--json")
	p.Revoke()
	h.clock.now = h.clock.now.Add(time.Hour)
	h.run("reseller", "send", "nina@kranichtel.example")
	h.run("mail", "show")
	h.ok("export", "log", filepath.Join(t.TempDir(), "log.csv"))
	secrets := append(p.Given(), oauthtest.Secret, oauthtest.Password)
	for _, form := range p.Requests() {
		for _, name := range []string{"code", "code_verifier", "refresh_token"} {
			if value := form.Get(name); value != "" {
				secrets = append(secrets, value)
			}
		}
	}
	require.GreaterOrEqual(t, len(secrets), 6)
	h.noneInFiles(secrets...)
	for _, secret := range secrets {
		require.NotContains(t, h.said.String(), secret)
	}
}
