package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"resellerdesk/core/autoconfig/autoconfigtest"
	"resellerdesk/core/mail"
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

// showsCertificate is a server that shows a certificate of its own making by TLS from the start,
// and takes nothing. It returns where it is, and its certificate as PEM.
func showsCertificate(t *testing.T) (port string, shown *x509.Certificate, text []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "our own"},
		DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
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
			_, _ = io.WriteString(conn, "421 later\r\n")
			_ = conn.Close()
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	_, port, err = net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	text = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return port, shown, text
}

// trustsServers does what there is for the certificate of the mail server.
func trustsServers(h *house, run func(path string, args ...string)) {
	port, shown, text := showsCertificate(h.t)
	sum := sha256.Sum256(shown.Raw)
	file := filepath.Join(h.t.TempDir(), "authority.pem")
	require.NoError(h.t, os.WriteFile(file, text, 0o600))
	before := h.ok("mail", "show", "--json")
	run("mail set", "--mail-host", "localhost", "--mail-port", port, "--mail-security", "tls")
	run("mail certificate")
	run("mail set", "--mail-certificate", hex.EncodeToString(sum[:]))
	require.Equal(h.t, true, h.ok("mail", "certificate", "--json").at("accepted"))
	h.servers = autoconfigtest.NameServer{
		Services: map[string]dnsmessage.SRVResource{
			"_submission._tcp.elster.example.": autoconfigtest.Service("mx.provider.example.", 587),
		},
	}.Finder(h.t, nil)
	run("mail find", "ida@elster.example")
	run("mail set", "--mail-certificate", "none", "--mail-authority", file)
	run("mail certificate")
	run("mail show")
	run("mail set", "--mail-authority", "none", "--mail-host", before.at("host").(string),
		"--mail-security", before.at("security").(string),
		"--mail-port", fmt.Sprint(before.at("port")))
}

// TestADomainIsAskedForItsMailServer in its name server, and changes no settings.
func TestADomainIsAskedForItsMailServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.servers = autoconfigtest.NameServer{
		Services: map[string]dnsmessage.SRVResource{
			"_submissions._tcp.elster.example.": autoconfigtest.Service("smtp.elster.example.", 465),
		},
	}.Finder(t, nil)
	before := h.ok("mail", "show", "--json").out
	found := h.ok("mail", "find", "ida@elster.example", "--json")
	require.Equal(t, map[string]any{
		"host": "smtp.elster.example", "port": 465., "security": "tls",
		"user": "ida@elster.example", "elsewhere": false,
	}, found.json())
	h.run("mail", "find", "ida@other.example", "--json").fails(exitNotFound, "mail.no_server_known")
	h.run("mail", "find", "ida", "--json").fails(exitInvalid, "field.email")
	require.Equal(t, before, h.ok("mail", "show", "--json").out)
}

// TestTheCertificateOfTheMailServer accepts one by its fingerprint alone; the log says which was
// accepted before.
func TestTheCertificateOfTheMailServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	port, first, text := showsCertificate(t)
	h.ok("mail", "set", "--mail-host", "localhost", "--mail-port", port, "--mail-security", "tls")
	shown := h.ok("mail", "certificate", "--json")
	require.Equal(t, "CN=our own", shown.at("subject"))
	require.Equal(t, mail.Fingerprint(first), shown.at("sha256"))
	require.Equal(t, false, shown.at("trusted"))
	require.Equal(t, "smtp.certificate_self_signed", shown.at("distrusted.key"))
	require.Contains(t, h.ok("mail", "certificate").out, "signed by itself")

	other, second, _ := showsCertificate(t)
	h.run("mail", "set", "--mail-certificate", mail.Fingerprint(second), "--json").
		fails(exitConflict, "mail.other_certificate")
	require.Nil(t, h.ok("mail", "show", "--json").at("certificate"))
	h.ok("mail", "set", "--mail-certificate", mail.Fingerprint(first))
	kept := h.ok("mail", "show", "--json")
	require.Equal(t, "localhost", kept.at("certificate.server"))
	require.Equal(t, mail.Fingerprint(first), kept.at("certificate.sha256"))

	h.ok("mail", "set", "--mail-port", other)
	changed := h.ok("mail", "certificate")
	require.Contains(t, changed.out, mail.Fingerprint(first))
	require.Contains(t, changed.out, mail.Fingerprint(second))
	h.ok("mail", "set", "--mail-certificate", mail.Fingerprint(second))
	log := h.ok("log", "--limit", "1", "--json").out
	require.Contains(t, log, "localhost: CN=our own, SHA-256 "+mail.Fingerprint(first))
	require.Contains(t, log, "localhost: CN=our own, SHA-256 "+mail.Fingerprint(second))
	h.ok("mail", "set", "--mail-host", "smtp.other.example")
	require.Nil(t, h.ok("mail", "show", "--json").at("certificate"), "it was of another server")

	file := h.file("authority.pem", string(text))
	h.ok("mail", "set", "--mail-authority", file)
	require.Equal(t, mail.Fingerprint(first), h.ok("mail", "show", "--json").at("authorities.sha256"))
	h.run("mail", "set", "--mail-authority", h.file("none.pem", "no"), "--json").
		fails(exitInvalid, "mail.authority_unreadable")
	h.run("mail", "set", "--mail-authority", "/nowhere/at/all.pem", "--json").
		fails(exitUnavailable, "sheet.unreadable")
	h.ok("mail", "set", "--mail-authority", "none")
	require.Empty(t, h.ok("mail", "show", "--json").at("authorities"))
}

// TestTheServerOfAKnownProviderIsFilledIn names only a sender, and is answered with what its
// provider demands.
func TestTheServerOfAKnownProviderIsFilledIn(t *testing.T) {
	t.Parallel()
	h := newHouseWithoutMail(t)
	h.ok("mail", "set", "--mail-from-address", "ida@gmx.de")
	shown := h.ok("mail", "show", "--json")
	require.Equal(t, "mail.gmx.net", shown.at("host"))
	require.EqualValues(t, 465, shown.at("port"))
	require.Equal(t, "tls", shown.at("security"))
	require.Equal(t, "ida@gmx.de", shown.at("user"))
	require.Contains(t, shown.at("demand"), "POP3 and IMAP")
	require.Contains(t, h.ok("mail", "show").out, "GMX sends for programs only after you allow it.")
	h.ok("mail", "set", "--mail-from-address", "ida@web.de")
	require.Equal(t, "mail.gmx.net", h.ok("mail", "show", "--json").at("host"), "it was there")
	h.ok("mail", "set", "--mail-host", "smtp.nordlicht.example")
	require.Empty(t, h.ok("mail", "show", "--json").at("demand"))
	require.Equal(t, "mail.doubt_server", h.ok("mail", "show", "--json").at("doubts.key"))
	require.Contains(t, h.ok("mail", "show").out, "not the server of WEB.DE")
}

// everyTemplateCommand changes the text of the test mail, and uses that of the program again.
func everyTemplateCommand(h *house, both func(path string, args ...string)) {
	h.t.Helper()
	both("mail template list")
	both("mail template show", "test", "en")
	shown := func() result { return h.ok("mail", "template", "show", "test", "en", "--json") }
	text, is := shown().at("text").(string)
	require.True(h.t, is)
	require.Equal(h.t, false, shown().at("changed"))
	file := h.file("test.txt", "Does this arrive?\n\nIt does.\n\n"+text)
	preview := h.ok("mail", "template", "preview", "test", "en", file, "--json")
	require.Equal(h.t, "Does this arrive?", preview.at("subject"))
	require.Contains(h.t, preview.at("text"), "It does.")
	both("mail template preview", "test", "en", file)
	both("mail template set", "test", "en", file)
	require.Equal(h.t, true, shown().at("changed"))
	require.Equal(h.t, "Does this arrive?", shown().at("subject"))
	require.Equal(h.t, "It does.\n\n"+text, shown().at("text"))
	unknown := h.file("unknown.txt", "Hello\n\n{nobody}")
	h.run("mail", "template", "set", "test", "en", unknown, "--json").fails(exitInvalid, "mail_template.unknown")
	both("mail template reset", "test", "en")
	logo := filepath.Join(h.t.TempDir(), "logo.png")
	var picture bytes.Buffer
	require.NoError(h.t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 10))))
	require.NoError(h.t, os.WriteFile(logo, picture.Bytes(), 0o600))
	both("mail looks set", "--logo", logo, "--color", "#1A5CC8")
	both("mail looks show")
	looks := h.ok("mail", "looks", "show", "--json")
	require.Equal(h.t, "#1a5cc8", looks.at("color"))
	require.EqualValues(h.t, picture.Len(), looks.at("logo_bytes"))
	preview = h.ok("mail", "template", "preview", "test", "en", "--json")
	require.Contains(h.t, preview.at("html"), "#1a5cc8")
	require.Contains(h.t, preview.at("html"), "cid:")
	for key, flags := range map[string][]string{
		"mail_brand.contrast":    {"--color", "#ffee00"},
		"mail_brand.logo_format": {"--logo", file},
	} {
		h.run(append([]string{"mail", "looks", "set", "--json"}, flags...)...).
			fails(exitInvalid, key)
	}
	both("mail looks set", "--logo", "none", "--color", "none")
	require.EqualValues(h.t, 0, h.ok("mail", "looks", "show", "--json").at("logo_bytes"))
	require.Equal(h.t, text, shown().at("text"))
}
