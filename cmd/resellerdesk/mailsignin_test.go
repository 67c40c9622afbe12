package main

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/oauth/oauthtest"
	"resellerdesk/ui/kit"
)

// choosesProvider chooses where the user of the mails signs in.
func (s *screen) choosesProvider(p oauth.Provider) {
	field := s.fieldNamed(s.words.T("field.provider"))
	field.Retype(string(p))
	field.OnChanged(string(p))
}

// TestSignInAtAProviderFromTheEmailPage signs in with the browser, and signs out.
func TestSignInAtAProviderFromTheEmailPage(t *testing.T) {
	s, p := newScreen(t, "en", kit.ModeLight, 1280, 900, 1).example(3), oauthtest.New(t)
	var browsers sync.WaitGroup
	s.browser = func(address string) error {
		s.keep("95-mail-waiting")
		s.says(s.words.T("email.copy_address"), oauthtest.User, p.URL)
		browsers.Go(func() { _, _ = p.Browse(address) })
		return nil
	}
	s.goTo("email")
	types := func(field, text string) { s.retypes(s.fieldNamed(s.words.T("field."+field)), text) }
	types(mail.FieldHost, "smtp.nordlicht.example")
	s.choosesProvider(oauth.Other)
	c := p.Client(oauthtest.Confidential)
	for field, text := range map[string]string{
		mail.FieldUser: oauthtest.User, mail.FieldClientID: c.ClientID,
		mail.FieldAuthURL: c.AuthURL, mail.FieldTokenURL: c.TokenURL,
		mail.FieldScopes: c.Scopes, "client_secret": oauthtest.Secret,
	} {
		types(field, text)
	}
	s.tap(s.words.T("email.sign_in"))
	browsers.Wait()
	s.says(
		"Signed in as "+oauthtest.User, s.words.T("email.sign_in_once"), s.words.T("email.sign_in_again"),
		s.words.T("email.saved"),
	)
	require.NotContains(t, s.reads(), s.words.T("email.copy_address"), "the wait is over")
	require.NotContains(t, s.reads(), oauthtest.Secret)
	s.keep("96-mail-signed-in")
	settings, err := s.desk.MailSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, c, settings.Client)
	s.tap(s.words.T("email.sign_out"))
	require.False(t, strings.Contains(s.reads(), "Signed in as"))
}

// TestWithoutABrowserTheAddressIsShownAndTheSignInCanBeCancelled opens none.
func TestWithoutABrowserTheAddressIsShownAndTheSignInCanBeCancelled(t *testing.T) {
	s := newScreen(t, "en", kit.ModeDark, 1280, 900, 1).example(3)
	s.goTo("email")
	s.choosesProvider(oauth.Microsoft)
	s.retypes(s.fieldNamed(s.words.T("field.client_id")), "8f7b1c9a")
	require.Equal(t, "smtp.office365.com", s.fieldNamed(s.words.T("field.host")).Text())
	require.Equal(t, "587", s.fieldNamed(s.words.T("field.port")).Text())
	s.browser = func(string) error { return errors.New("no browser") }
	var said string
	seen := s.seen
	s.seen = func() {
		if seen != nil {
			seen()
		}
		if said == "" && strings.Contains(s.reads(), s.words.T("email.copy_address")) {
			said = s.reads()
			s.keep("98-mail-no-browser")
			s.tap(s.words.T("email.copy_address"))
			s.tap(s.words.T("button.cancel"))
		}
	}
	s.tap(s.words.T("email.sign_in"))
	require.Contains(t, said, s.words.T("error.oauth.no_browser"))
	require.Contains(t, said, "https://login.microsoftonline.com/common/oauth2/v2.0/authorize")
	require.Contains(
		t, fyne.CurrentApp().Clipboard().Content(), "https://login.microsoftonline.com/common",
	)
	require.NotContains(t, s.reads(), s.words.T("email.copy_address"))
}

// TestAKnownProviderIsWarnedOf types the server of Microsoft 365 with a password.
func TestAKnownProviderIsWarnedOf(t *testing.T) {
	s := newScreen(t, "en", kit.ModeDark, 1280, 900, 1).example(3)
	s.goTo("email")
	ends := s.words.T("email.ends.microsoft")
	require.NotContains(t, s.reads(), ends)
	s.retypes(s.fieldNamed(s.words.T("field.host")), "smtp.office365.com")
	s.says(ends)
	s.keep("97-mail-warned")
	s.tap(s.words.T("provider.microsoft"))
	require.NotContains(t, s.reads(), ends)
	s.says(s.words.T("field.tenant"), s.words.T("email.client_id"))
}
