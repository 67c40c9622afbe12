package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
)

// Trust is what the settings trust besides the authorities that the system knows. Certificates are
// public, and are kept as PEM.
type Trust struct {
	Authority   string // Authorities of one's own, "" for none.
	Server      string // The server that only has Certificate; "" for none.
	Certificate string // The one certificate that Server is to show.
}

// Fields of the trust, as problems and the log name them.
const (
	FieldAuthority   = "authority"
	FieldCertificate = "certificate"
)

// MaxAuthority is the most that a file with authorities may have, in bytes.
const MaxAuthority = 64 << 10

// pemCertificate is the type of a PEM block with a certificate.
const pemCertificate = "CERTIFICATE"

// asPEM writes certificates as PEM.
func asPEM(certificates ...*x509.Certificate) string {
	var text bytes.Buffer
	for _, c := range certificates {
		text.Write(pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: c.Raw}))
	}
	return text.String()
}

// parsePEM returns the certificates of a text, without whatever else is in it.
func parsePEM(text []byte) (list []*x509.Certificate, err error) {
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return list, nil
		}
		if block.Type != pemCertificate {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
}

// ReadAuthority reads a file with certificates of authorities, as PEM or one as DER, and returns
// them as Trust keeps them. Whatever else is in the file, as a private key, is left out. It fails
// with Invalid, "mail.authority_unreadable" or, where one certificate is that of no authority,
// "mail.authority_none".
func ReadAuthority(file []byte) (authority string, err error) {
	unreadable := &core.Error{
		Code: core.Invalid, Field: FieldAuthority, Key: "mail.authority_unreadable",
	}
	if len(file) > MaxAuthority {
		return "", unreadable
	}
	list, err := parsePEM(file)
	if one, derErr := x509.ParseCertificate(file); derErr == nil {
		list, err = []*x509.Certificate{one}, nil
	}
	if err != nil || len(list) == 0 {
		return "", unreadable
	}
	for _, c := range list {
		if !c.BasicConstraintsValid || !c.IsCA {
			return "", &core.Error{
				Code: core.Invalid, Field: FieldAuthority, Key: "mail.authority_none",
				Args: core.Args{"Name": NameOf(c)},
			}
		}
	}
	return asPEM(list...), nil
}

// Accept returns the trust with one certificate that is the only one taken from a server.
func (t Trust) Accept(server string, c *x509.Certificate) Trust {
	t.Server, t.Certificate = server, asPEM(c)
	return t
}

// WithoutCertificate returns the trust without a certificate that was accepted.
func (t Trust) WithoutCertificate() Trust { return Trust{Authority: t.Authority} }

// For returns the trust without the certificate of another server.
func (t Trust) For(server string) Trust {
	if t.Server != "" && !strings.EqualFold(t.Server, strings.TrimSpace(server)) {
		return t.WithoutCertificate()
	}
	return t
}

// Authorities are the authorities of one's own.
func (t Trust) Authorities() []*x509.Certificate {
	list, err := parsePEM([]byte(t.Authority))
	if err != nil { // Validate refuses it.
		return nil
	}
	return list
}

// Accepted is the certificate that was accepted, nil for none.
func (t Trust) Accepted() *x509.Certificate {
	list, err := parsePEM([]byte(t.Certificate))
	if err != nil || len(list) != 1 {
		return nil
	}
	return list[0]
}

// Logged are the trust's fields as the log keeps them: names and fingerprints.
func (t Trust) Logged() (authority, certificate string) {
	var names []string
	for _, c := range t.Authorities() {
		names = append(names, NameOf(c)+", SHA-256 "+Fingerprint(c))
	}
	if c := t.Accepted(); c != nil {
		certificate = t.Server + ": " + NameOf(c) + ", SHA-256 " + Fingerprint(c)
	}
	return strings.Join(names, "; "), certificate
}

// check refuses what no dialog and no command makes.
func (t Trust) check(problems *core.Problems) {
	if t.Authority != "" && len(t.Authorities()) == 0 {
		problems.Add(FieldAuthority, "mail.authority_unreadable", nil)
	}
	if (t.Certificate != "" || t.Server != "") && (t.Accepted() == nil || t.Server == "") {
		problems.Add(FieldCertificate, "mail.certificate_unreadable", nil)
	}
}

// Fingerprint is the SHA-256 of a certificate, as "AB:CD:…".
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// IsFingerprint tells whether a text is the fingerprint of a certificate, with or without what is
// between its bytes, in any case.
func IsFingerprint(text string, of *x509.Certificate) bool {
	plain := func(text string) string {
		return strings.ToUpper(strings.NewReplacer(":", "", " ", "", "-", "").Replace(text))
	}
	return plain(text) == plain(Fingerprint(of))
}

// NameOf is whom a certificate is for, on one line.
func NameOf(c *x509.Certificate) string { return nameIn(c.Subject.String(), c) }

// IssuerOf is who signed a certificate, on one line.
func IssuerOf(c *x509.Certificate) string { return nameIn(c.Issuer.String(), c) }

// nameIn is a name of a certificate; without one the names of its servers.
func nameIn(name string, c *x509.Certificate) string {
	if name == "" {
		name = strings.Join(c.DNSNames, ", ")
	}
	return oneLine(name)
}

// changedError is a server that shows another certificate than the one that was accepted.
type changedError struct {
	accepted *x509.Certificate
	shown    []*x509.Certificate
}

func (e *changedError) Error() string { return "the certificate is not the accepted one" }

// roots are the authorities that are trusted; nil for those of the system alone.
func (d *delivery) roots() *x509.CertPool {
	own := d.settings.Trust.Authorities()
	if len(own) == 0 {
		return d.Roots
	}
	pool := x509.NewCertPool()
	if system, err := x509.SystemCertPool(); d.Roots != nil {
		pool = d.Roots.Clone()
	} else if err == nil {
		pool = system
	}
	for _, c := range own {
		pool.AddCert(c)
	}
	return pool
}

// accepted is the only certificate that the server may show, nil for any that is trusted.
func (d *delivery) accepted() *x509.Certificate {
	return d.settings.Trust.For(d.settings.Host).Accepted()
}

// checked keeps what the server shows. Where a certificate was accepted, a comparison with that one
// takes the place of the usual check.
func (d *delivery) checked(config *tls.Config) *tls.Config {
	accepted := d.accepted()
	config.VerifyConnection = func(state tls.ConnectionState) error {
		d.seen = state.PeerCertificates
		if accepted != nil && (len(d.seen) == 0 || !accepted.Equal(d.seen[0])) {
			return &changedError{accepted, d.seen}
		}
		return nil
	}
	config.InsecureSkipVerify = accepted != nil
	return config
}

// distrust tells each reason why the certificate that a server showed first is not trusted now.
func (d *delivery) distrust(chain []*x509.Certificate, now time.Time) (faults []*core.Error) {
	leaf := chain[0]
	add := func(key, arg string, value any) {
		fault := d.fault(key, nil)
		fault.Args[arg] = value
		faults = append(faults, fault)
	}
	during := now
	if now.After(leaf.NotAfter) {
		add("smtp.certificate_expired", "Day", core.DayOf(leaf.NotAfter))
		during = leaf.NotAfter
	}
	if now.Before(leaf.NotBefore) {
		add("smtp.certificate_early", "Day", core.DayOf(leaf.NotBefore))
		during = leaf.NotBefore
	}
	if leaf.VerifyHostname(d.host()) != nil {
		add("smtp.certificate_name", "Names", namesOf(leaf))
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: d.roots(), Intermediates: between, CurrentTime: during,
	})
	key := "smtp.certificate_authority"
	if bytes.Equal(leaf.RawIssuer, leaf.RawSubject) {
		key = "smtp.certificate_self_signed"
	}
	if err != nil {
		add(key, "Issuer", IssuerOf(leaf))
	}
	return faults
}

// namesOf are the names of servers that a certificate is for.
func namesOf(c *x509.Certificate) string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return NameOf(c)
	}
	return oneLine(strings.Join(names, ", "))
}

// ofCertificate is why the certificate of a server was refused, nil when that is not why.
func (d *delivery) ofCertificate(err error) *core.Error {
	var changed *changedError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &changed):
		fault := d.fault("smtp.certificate_changed", err)
		fault.Args["Accepted"] = Fingerprint(changed.accepted)
		if len(changed.shown) > 0 {
			fault.Args["Shown"] = Fingerprint(changed.shown[0])
		}
		return fault
	case errors.As(err, &verify) && len(verify.UnverifiedCertificates) > 0:
		for _, fault := range d.distrust(verify.UnverifiedCertificates, time.Now()) {
			fault.Err, fault.Args["Detail"] = err, oneLine(errorText(err))
			return fault
		}
	}
	return nil
}

// Shown is the certificate that a server shows.
type Shown struct {
	Server      string
	Certificate *x509.Certificate
	Distrusted  []*core.Error // Why it is not trusted without being accepted; none if it is.
	Accepted    bool          // It is the one that was accepted.
	Changed     *core.Error   // Another one was accepted.
}

// Certificate asks a server for its certificate, and says nothing else to it than TLS needs. A
// certificate that is not trusted is no error here; what kept the server from showing one is, as
// Unavailable.
func (s SMTP) Certificate(ctx context.Context, settings Settings) (Shown, error) {
	settings.User = "" // Nobody signs in.
	d := &delivery{SMTP: s, settings: settings}
	defer context.AfterFunc(ctx, d.abort)()
	defer d.abort()
	client, err := d.connect(ctx, "")
	if client != nil {
		_ = client.Close()
	}
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) {
		d.seen = verify.UnverifiedCertificates
	}
	if len(d.seen) == 0 {
		if err == nil {
			err = errors.New("the server shows no certificate")
		}
		return Shown{}, d.failed(ctx, err, stepConnect).Fault
	}
	shown := Shown{
		Server: settings.Host, Certificate: d.seen[0], Distrusted: d.distrust(d.seen, time.Now()),
	}
	if accepted := d.accepted(); accepted != nil {
		shown.Accepted = accepted.Equal(shown.Certificate)
		if !shown.Accepted {
			shown.Changed = d.ofCertificate(&changedError{accepted, d.seen})
		}
	}
	return shown, nil
}
