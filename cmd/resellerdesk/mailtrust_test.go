package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/ui/kit"
)

// showsCertificate is a mail server that shows a certificate of its own making, and is busy.
func showsCertificate(t *testing.T) (port string, shown *x509.Certificate) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{
			CommonName: "mail.nordlicht.example", Organization: []string{"Nordlicht Distribution"},
		},
		DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(1, 0, 0), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	shown, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
	})
	require.NoError(t, err)
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "421 busy\r\n")
			_ = conn.Close()
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	_, port, err = net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port, shown
}

// trusts is what the saved settings of mails trust.
func (s *screen) trusts() mail.Trust {
	settings, err := s.desk.MailSettings(s.t.Context())
	require.NoError(s.t, err)
	return settings.Trust
}

// saysFingerprint demands the fingerprint of a certificate, as the window wraps it.
func (s *screen) saysFingerprint(c *x509.Certificate) {
	s.t.Helper()
	sum, said := mail.Fingerprint(c), strings.ReplaceAll(s.reads(), " ", "")
	require.Contains(s.t, said, sum)
}

func (s *screen) typesServer(port string) {
	for field, text := range map[string]string{
		mail.FieldHost: "localhost", mail.FieldPort: port,
	} {
		s.retypes(s.fieldNamed(s.words.T("field."+field)), text)
	}
}

// TestACertificateIsLookedAtAndAccepted sends a test mail to a server whose certificate is not
// trusted, looks at it, accepts it, meets another one, and takes the acceptance back.
func TestACertificateIsLookedAtAndAccepted(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 900, 1).example(3)
	port, first := showsCertificate(t)
	s.goTo("email")
	s.typesServer(port)
	s.retypes(s.fieldNamed(s.words.T("field.mail_password")), "mail secret")
	s.does("command.test_mail")
	s.says("The certificate of localhost is signed by itself")
	s.keep("101-mail-untrusted")
	s.tap(s.words.T("trust.look"))
	s.says(
		s.words.T("trust.not_trusted"), mail.NameOf(first), s.words.Date(first.NotAfter),
	)
	s.saysFingerprint(first)
	s.keep("102-mail-certificate")
	s.tap(s.words.T("trust.accept"))
	s.says(s.words.T("trust.unsaved"))
	s.saysFingerprint(first)
	require.Equal(t, mail.Trust{}, s.trusts(), "nothing is saved yet")
	s.does("command.save_email")
	s.says("Only this certificate is taken from localhost.")
	require.Equal(t, mail.Trust{}.Accept("localhost", first), s.trusts())
	s.keep("103-mail-accepted")
	s.does("command.test_mail")
	s.says("421 busy")

	other, second := showsCertificate(t)
	s.typesServer(other)
	s.does("command.test_mail")
	s.says("localhost shows another certificate than the one that was accepted.")
	s.saysFingerprint(first)
	s.saysFingerprint(second)
	s.tap(s.words.T("trust.look"))
	s.says(s.words.T("trust.accept"))
	s.keep("104-mail-changed")
	s.tap(s.words.T("button.cancel"))
	s.tap(s.words.T("trust.forget"))
	s.says(s.words.T("trust.unsaved"))
	s.does("command.save_email")
	s.says(s.words.T("trust.usual"))
	require.Equal(t, mail.Trust{}, s.trusts())
	entries, err := s.desk.Logs(t.Context(), desk.LogQuery{Limit: 1})
	require.NoError(t, err)
	require.Contains(t, entries[0].Before, "localhost: "+mail.NameOf(first))
	require.Contains(t, entries[0].Before, mail.Fingerprint(first))
	require.NotContains(t, entries[0].After, mail.Fingerprint(first))
}

// TestAnAuthorityIsChosenReplacedAndRemoved chooses files of authorities.
func TestAnAuthorityIsChosenReplacedAndRemoved(t *testing.T) {
	s := newScreen(t, "en", kit.ModeDark, 1280, 900, 1).example(3)
	_, first := showsCertificate(t)
	_, second := showsCertificate(t)
	s.goTo("email")
	s.retypes(s.fieldNamed(s.words.T("field.host")), "smtp.nordlicht.example")
	choose := func(button string, text []byte) {
		s.chooses("authority.pem", string(text))
		s.tap(s.words.T(button))
	}
	asPEM := func(c *x509.Certificate) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	choose("trust.choose", []byte("hello"))
	s.says(s.words.T("error.mail.authority_unreadable"))
	s.tap(s.words.T("button.close"))
	choose("trust.choose", asPEM(first))
	s.says(s.words.T("trust.authority_title"))
	s.saysFingerprint(first)
	s.keep("105-mail-authority")
	s.tap(s.words.T("trust.take"))
	s.does("command.save_email")
	require.Equal(t, string(asPEM(first)), s.trusts().Authority)
	choose("trust.replace", asPEM(second))
	s.tap(s.words.T("trust.take"))
	s.does("command.save_email")
	require.Equal(t, string(asPEM(second)), s.trusts().Authority)
	s.saysFingerprint(second)
	s.tap(s.words.T("trust.without_authority"))
	s.tap(s.words.T("button.discard"))
	s.saysFingerprint(second)
	s.tap(s.words.T("trust.without_authority"))
	s.does("command.save_email")
	require.Equal(t, mail.Trust{}, s.trusts())
}
