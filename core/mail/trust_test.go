package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/mail"
)

// issued is a certificate with its key.
type issued struct {
	*x509.Certificate
	key *ecdsa.PrivateKey
}

// issue makes a certificate that by signs, or itself without one.
func issue(t *testing.T, by *issued, edit func(c *x509.Certificate)) *issued {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "mail of Nordlicht"},
		DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-48 * time.Hour),
		NotAfter: time.Now().Add(48 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	edit(template)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &issued{parsed, key}
}

func (i *issued) pair() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{i.Raw}, PrivateKey: i.key}
}

func (i *issued) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Raw})
}

// sum is the fingerprint as other programs say it.
func (i *issued) sum() string {
	sum := sha256.Sum256(i.Raw)
	return hex.EncodeToString(sum[:])
}

// authority makes a certificate of an authority.
func authority(t *testing.T, name string) *issued {
	return issue(t, nil, func(c *x509.Certificate) {
		c.Subject, c.DNSNames = pkix.Name{CommonName: name}, nil
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	})
}

var protected = []mail.Security{mail.SecurityTLS, mail.SecuritySTARTTLS}

// untouched demands that a server was told nothing that a certificate is to protect.
func untouched(t *testing.T, s *server) {
	for _, line := range s.words() {
		require.NotContains(t, strings.ToUpper(line), "AUTH")
		require.NotContains(t, strings.ToUpper(line), "MAIL")
	}
	require.Zero(t, s.accepted.Load())
}

// deliverTrusting sends a mail to a server of which no system knows an authority.
func deliverTrusting(t *testing.T, s *server, trust mail.Trust) mail.Answer {
	with := s.settings()
	with.Trust = trust
	return once(mail.SMTP{Timeouts: patience, Roots: s.roots})(
		t.Context(), with, canary, envelope, []byte(raw), fine,
	)
}

// TestWhyACertificateIsNotTrusted connects to servers whose certificates are not trusted, each for
// other reasons; all of them are shown, and the first is the fault of the mail.
func TestWhyACertificateIsNotTrusted(t *testing.T) {
	known, unknown := authority(t, "known"), authority(t, "Unknown CA")
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate)
	day := func(at time.Time) core.Args { return core.Args{"Day": core.DayOf(at)} }
	past, coming := time.Now().Add(-24*time.Hour), time.Now().Add(24*time.Hour)
	asIs := func(*x509.Certificate) {}
	for name, c := range map[string]struct {
		by   *issued
		edit func(c *x509.Certificate)
		want []string
		args core.Args // Of the first fault.
	}{
		"self-signed": {nil, asIs, []string{"smtp.certificate_self_signed"}, nil},
		"unknown": {
			unknown, asIs,
			[]string{"smtp.certificate_authority"},
			core.Args{"Issuer": "CN=Unknown CA"},
		},
		"name": {
			known, func(c *x509.Certificate) {
				c.DNSNames, c.IPAddresses = []string{"mail.example"}, []net.IP{{192, 0, 2, 1}}
			},
			[]string{"smtp.certificate_name"},
			core.Args{"Names": "mail.example, 192.0.2.1"},
		},
		"expired": {
			known, func(c *x509.Certificate) { c.NotAfter = past },
			[]string{"smtp.certificate_expired"},
			day(past),
		},
		"early": {
			known, func(c *x509.Certificate) { c.NotBefore = coming },
			[]string{"smtp.certificate_early"},
			day(coming),
		},
		"everything": {
			nil, func(c *x509.Certificate) { c.NotAfter, c.DNSNames = past, []string{"a.example"} },
			[]string{
				"smtp.certificate_expired", "smtp.certificate_name", "smtp.certificate_self_signed",
			},
			day(past),
		},
		"nothing": {known, asIs, nil, nil},
	} {
		for _, security := range protected {
			t.Run(name+" "+string(security), func(t *testing.T) {
				shows := issue(t, c.by, c.edit)
				s := serverWith(t, shows.pair(), roots, security, "", "")
				shown, err := mail.SMTP{Timeouts: patience, Roots: roots}.Certificate(
					t.Context(), s.settings(),
				)
				require.NoError(t, err)
				require.Equal(t, shows.Raw, shown.Certificate.Raw)
				require.False(t, shown.Accepted)
				require.Nil(t, shown.Changed)
				var have []string
				for _, fault := range shown.Distrusted {
					have = append(have, fault.Key)
				}
				require.Equal(t, c.want, have)
				untouched(t, s)
				answer := deliverTrusting(t, s, mail.Trust{})
				if len(c.want) == 0 {
					require.Equal(t, mail.Sent, answer.Outcome)
					return
				}
				require.Equal(t, c.want[0], answer.Fault.Key)
				require.Equal(t, mail.Temporary, answer.Outcome)
				require.True(t, answer.StopsProfile())
				for arg, want := range c.args {
					require.Equal(t, want, answer.Fault.Args[arg])
				}
				untouched(t, s)
			})
		}
	}
}

// TestOneCertificateIsAccepted accepts that of a server. No other one is taken from it then, not
// even a trusted one; another server shows what it likes.
func TestOneCertificateIsAccepted(t *testing.T) {
	known := authority(t, "known")
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate)
	past := func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }
	accepted := issue(t, nil, past)
	trust := mail.Trust{}.Accept("LOCALHOST", accepted.Certificate)
	for _, security := range protected {
		s := serverWith(t, accepted.pair(), roots, security, "", "")
		require.Equal(t, mail.Sent, deliverTrusting(t, s, trust).Outcome)
		for _, other := range []*issued{
			issue(t, nil, past), issue(t, known, func(*x509.Certificate) {}),
		} {
			s := serverWith(t, other.pair(), roots, security, "", "")
			answer := deliverTrusting(t, s, trust)
			require.Equal(t, "smtp.certificate_changed", answer.Fault.Key)
			require.True(t, answer.StopsProfile())
			require.True(t, mail.IsFingerprint(accepted.sum(), accepted.Certificate))
			require.Equal(
				t, mail.Fingerprint(accepted.Certificate), answer.Fault.Args["Accepted"],
			)
			require.Equal(t, mail.Fingerprint(other.Certificate), answer.Fault.Args["Shown"])
			untouched(t, s)
			with := s.settings()
			with.Trust = trust
			shown, err := mail.SMTP{Timeouts: patience, Roots: roots}.Certificate(
				t.Context(), with,
			)
			require.NoError(t, err)
			require.Equal(t, other.Raw, shown.Certificate.Raw)
			require.Equal(t, "smtp.certificate_changed", shown.Changed.Key)
		}
		elsewhere := mail.Trust{}.Accept("other.example", accepted.Certificate)
		require.Equal(
			t, "smtp.certificate_expired", deliverTrusting(t, s, elsewhere).Fault.Key,
		)
	}
}

// TestAnAuthorityOfOnesOwn sends to a server whose certificate an authority signed that only the
// settings know; the authorities of the system stay good.
func TestAnAuthorityOfOnesOwn(t *testing.T) {
	known, own := authority(t, "known"), authority(t, "own")
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate)
	text, err := mail.ReadAuthority(own.pem())
	require.NoError(t, err)
	for _, by := range []*issued{own, known} {
		s := serverWith(
			t, issue(t, by, func(*x509.Certificate) {}).pair(), roots, mail.SecurityTLS, "", "",
		)
		require.Equal(
			t, mail.Sent, deliverTrusting(t, s, mail.Trust{Authority: text}).Outcome,
		)
	}
	wrong := issue(t, own, func(c *x509.Certificate) { c.DNSNames = []string{"a.example"} })
	s := serverWith(t, wrong.pair(), roots, mail.SecurityTLS, "", "")
	answer := deliverTrusting(t, s, mail.Trust{Authority: text})
	require.Equal(t, "smtp.certificate_name", answer.Fault.Key)
	untouched(t, s)
}

// TestTheCertificateOfNoServer asks where nobody listens, and a server without TLS.
func TestTheCertificateOfNoServer(t *testing.T) {
	s := newServer(t, mail.SecuritySTARTTLS, "", "")
	s.noTLS = true
	_, err := mail.SMTP{Timeouts: patience}.Certificate(t.Context(), s.settings())
	require.Equal(t, "smtp.no_tls", err.(*core.Error).Key)
	nobody := s.settings()
	nobody.Port = 1
	_, err = mail.SMTP{Timeouts: patience}.Certificate(t.Context(), nobody)
	require.Equal(t, "smtp.refused", err.(*core.Error).Key)
}

func TestReadAuthority(t *testing.T) {
	one, two := authority(t, "one"), authority(t, "two")
	leaf := issue(t, one, func(*x509.Certificate) {})
	secret, err := x509.MarshalECPrivateKey(one.key)
	require.NoError(t, err)
	private := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})
	broken := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("no")})
	for name, c := range map[string]struct {
		file []byte
		want string
		key  string
	}{
		"one":           {one.pem(), string(one.pem()), ""},
		"DER":           {one.Raw, string(one.pem()), ""},
		"two":           {slices.Concat(one.pem(), two.pem()), string(one.pem()) + string(two.pem()), ""},
		"with a key":    {slices.Concat(private, one.pem()), string(one.pem()), ""},
		"with words":    {slices.Concat([]byte("Our CA\n"), one.pem()), string(one.pem()), ""},
		"of a server":   {leaf.pem(), "", "mail.authority_none"},
		"one of two":    {slices.Concat(one.pem(), leaf.pem()), "", "mail.authority_none"},
		"a key alone":   {private, "", "mail.authority_unreadable"},
		"empty":         {nil, "", "mail.authority_unreadable"},
		"no file of it": {[]byte("hello"), "", "mail.authority_unreadable"},
		"broken":        {slices.Concat(one.pem(), broken), "", "mail.authority_unreadable"},
		"too big": {
			slices.Concat(one.pem(), make([]byte, mail.MaxAuthority)), "",
			"mail.authority_unreadable",
		},
	} {
		have, err := mail.ReadAuthority(c.file)
		require.Equal(t, c.want, have, name)
		if c.key == "" {
			require.NoError(t, err, name)
			continue
		}
		require.Equal(t, c.key, err.(*core.Error).Key, name)
	}
}

// TestWhatIsAcceptedBelongsToItsServer types another server.
func TestWhatIsAcceptedBelongsToItsServer(t *testing.T) {
	own := authority(t, "own")
	s := settings()
	s.Trust = mail.Trust{Authority: string(own.pem())}.Accept(s.Host, own.Certificate)
	require.Empty(t, s.Validate())
	require.Equal(t, s.Trust, s.Trim().Trust)
	s.Host = "SMTP.nordlicht.example:465"
	require.Equal(t, s.Trust, s.Trim().Trust)
	s.Host = "smtp.other.example"
	require.Equal(t, mail.Trust{Authority: string(own.pem())}, s.Trim().Trust)
	for field, broken := range map[string]mail.Trust{
		mail.FieldAuthority:   {Authority: "no"},
		mail.FieldCertificate: {Server: "a.example", Certificate: "no"},
	} {
		s.Trust = broken
		require.NotNil(t, s.Validate().Of(field))
	}
	s.Trust = mail.Trust{Certificate: string(own.pem())}
	require.NotNil(t, s.Validate().Of(mail.FieldCertificate), "of no server")
}

func TestAFingerprintAsItIsTyped(t *testing.T) {
	c := authority(t, "one")
	text := mail.Fingerprint(c.Certificate)
	require.Len(t, text, 32*3-1)
	for _, same := range []string{
		text, c.sum(), strings.ToLower(text), strings.ReplaceAll(text, ":", " "),
	} {
		require.True(t, mail.IsFingerprint(same, c.Certificate), same)
	}
	for _, other := range []string{"", text[:len(text)-1], c.sum() + "0"} {
		require.False(t, mail.IsFingerprint(other, c.Certificate), other)
	}
}
