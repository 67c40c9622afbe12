package main

import (
	"crypto/x509"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/mail"
)

// certificate is one of a server or of an authority.
type certificate struct {
	Subject string    `json:"subject"`
	Issuer  string    `json:"issuer"`
	From    time.Time `json:"not_before"`
	Until   time.Time `json:"not_after"`
	SHA256  string    `json:"sha256"`
}

// acceptedCertificate is the only one that is taken from a server.
type acceptedCertificate struct {
	Server string `json:"server"`
	certificate
}

// trusted is what is trusted besides what the system trusts.
func trusted(t mail.Trust) (authorities []certificate, accepted *acceptedCertificate) {
	authorities = []certificate{}
	for _, one := range t.Authorities() {
		authorities = append(authorities, certificateOf(one))
	}
	if one := t.Accepted(); one != nil {
		accepted = &acceptedCertificate{t.Server, certificateOf(one)}
	}
	return authorities, accepted
}

func certificateOf(c *x509.Certificate) certificate {
	return certificate{
		mail.NameOf(c), mail.IssuerOf(c), utc(c.NotBefore), utc(c.NotAfter), mail.Fingerprint(c),
	}
}

func (c certificate) text(p *page, key string) {
	p.line(p.t(key, core.Args{
		"Name": c.Subject, "From": c.From, "Until": c.Until, "Fingerprint": c.SHA256,
	}))
}

// shownAnswer is the certificate that the mail server shows.
type shownAnswer struct {
	Host string `json:"host"`
	certificate
	Trusted    bool       `json:"trusted"` // Without being accepted.
	Accepted   bool       `json:"accepted"`
	Distrusted []*problem `json:"distrusted"` // Each reason.
	Changed    *problem   `json:"changed"`    // Another one was accepted.
}

func (a shownAnswer) text(p *page) {
	for _, fact := range [][2]string{
		{"trust.subject", a.Subject},
		{"trust.issuer", a.Issuer},
		{"trust.validity", p.t("trust.valid", core.Args{"From": a.From, "Until": a.Until})},
		{"trust.fingerprint", a.SHA256},
	} {
		p.line(p.t(fact[0]) + ": " + fact[1])
	}
	switch {
	case a.Changed != nil:
		p.line(a.Changed.Message)
	case a.Accepted:
		p.line(p.t("trust.is_accepted"))
	case a.Trusted:
		p.line(p.t("trust.is_trusted"))
	}
	for _, why := range a.Distrusted {
		p.line(why.Message)
	}
}

// mailCertificate asks the server of the settings for its certificate.
func mailCertificate(flags) action {
	return withDesk(func(c *call) (answer, error) {
		s, err := c.desk.MailSettings(c.ctx)
		if err != nil {
			return nil, err
		}
		shown, err := c.desk.MailCertificate(c.ctx, s.Settings)
		if err != nil {
			return nil, err
		}
		a := shownAnswer{
			Host: shown.Server, certificate: certificateOf(shown.Certificate),
			Trusted: len(shown.Distrusted) == 0, Accepted: shown.Accepted,
			Distrusted: []*problem{},
		}
		for _, fault := range shown.Distrusted {
			a.Distrusted = append(a.Distrusted, c.fault(fault))
		}
		if shown.Changed != nil {
			a.Changed = c.fault(shown.Changed)
		}
		return a, nil
	})
}

// demand is what the provider asks of a person who signs in by password, "" for nothing.
func (c *call) demand(s mail.Settings) string {
	p, _ := s.Preset()
	key := p.Notice()
	if key == "" || s.AtProvider() {
		return ""
	}
	name := core.Args{"Name": p.Name}
	return c.words.T("email.ends."+key, name) + " " + c.words.T("email.ends_text."+key, name)
}

// doubts are what in the settings rarely goes together.
func (c *call) doubts(s mail.Settings) []*problem {
	list := []*problem{}
	for _, doubt := range s.Doubts() {
		list = append(list, c.fault(doubt))
	}
	return list
}

// changedTrust is settings with the authority and the certificate that the flags say.
func (c *call) changedTrust(
	s mail.Settings, authority, fingerprint string,
) (to mail.Settings, err error) {
	switch authority {
	case "":
	case none:
		s.Trust.Authority = ""
	default:
		file, err := c.read(authority, mail.MaxAuthority)
		if err != nil {
			return s, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
		}
		if s.Trust.Authority, err = mail.ReadAuthority([]byte(file)); err != nil {
			return s, err
		}
	}
	switch fingerprint {
	case "":
	case none:
		s.Trust = s.Trust.WithoutCertificate()
	default:
		s.Trust, err = c.accepting(s, fingerprint)
	}
	return s, err
}

// accepting is the trust with the certificate that the server shows now, if it has that
// fingerprint.
func (c *call) accepting(s mail.Settings, fingerprint string) (mail.Trust, error) {
	shown, err := c.desk.MailCertificate(c.ctx, s)
	if err != nil {
		return s.Trust, err
	}
	if !mail.IsFingerprint(fingerprint, shown.Certificate) {
		return s.Trust, &core.Error{
			Code: core.Conflict, Field: mail.FieldCertificate, Key: "mail.other_certificate",
			Args: core.Args{"Shown": mail.Fingerprint(shown.Certificate)},
		}
	}
	return s.Trust.Accept(shown.Server, shown.Certificate), nil
}
