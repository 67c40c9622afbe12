package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/mail"
)

// mailAnswer is the outgoing mail of the workspace, and who is signed in at its provider.
type mailAnswer struct {
	Host          string        `json:"host"`
	Port          int           `json:"port"`
	Security      mail.Security `json:"security"`
	User          string        `json:"user"`
	FromAddress   string        `json:"from_address"`
	FromName      string        `json:"from_name"`
	ReplyTo       string        `json:"reply_to"`
	ProgramSource string        `json:"program_source"`
	TextInside    bool          `json:"text_inside"`
	Copy          bool          `json:"copy_to_sender"`
	PerMinute     int64         `json:"per_minute"` // 0 for what is known of the provider.
	PerDay        int64         `json:"per_day"`
	Provider      string        `json:"provider"` // "" for a password.
	Tenant        string        `json:"tenant"`
	ClientID      string        `json:"client_id"`
	AuthURL       string        `json:"auth_url"`
	TokenURL      string        `json:"token_url"`
	Scopes        string        `json:"scopes"`
	// Those of one's own that are trusted besides what the system trusts.
	Authorities []certificate        `json:"authorities"`
	Certificate *acceptedCertificate `json:"certificate"` // nil for any that is trusted.
	SignedIn    *mailSignedIn        `json:"signed_in"`   // nil for nobody.
	Demand      string               `json:"demand"`      // Of the provider, in words.
	Doubts      []*problem           `json:"doubts"`      // What rarely goes together.
	Stopped     *problem             `json:"stopped"`     // Why nothing is sent with these settings.
	said        [][2]string          // The settings in words.
}

// mailSignedIn is who is signed in at the provider on this computer.
type mailSignedIn struct {
	User  string    `json:"user"`
	Since time.Time `json:"since"`
}

func (a mailAnswer) text(p *page) {
	for _, one := range a.said {
		if one[1] != "" {
			p.line(one[0] + ": " + one[1])
		}
	}
	for _, one := range a.Authorities {
		one.text(p, "trust.authority")
	}
	if a.Certificate != nil {
		a.Certificate.text(p, "trust.accepted")
	}
	if a.TextInside {
		p.line(p.t("field.text_inside"))
	}
	if a.Copy {
		p.line(p.t("field.copy_to_sender"))
	}
	if a.PerMinute > 0 {
		p.line(p.t("field.per_minute") + ": " + p.words.Number(a.PerMinute))
	}
	if a.PerDay > 0 {
		p.line(p.t("field.per_day") + ": " + p.words.Number(a.PerDay))
	}
	switch {
	case a.SignedIn != nil:
		p.line(p.t("email.signed_in_as", core.Args{
			"User": a.SignedIn.User, "When": p.words.DateTime(a.SignedIn.Since),
		}))
	case a.Provider != "":
		p.line(p.t("error.oauth.missing"))
	}
	if a.Demand != "" {
		p.line(a.Demand)
	}
	for _, doubt := range a.Doubts {
		p.line(doubt.Message)
	}
	if a.Stopped != nil {
		p.line(a.Stopped.Message)
	}
}

// mailOrder is the order in which the settings are said.
var mailOrder = []string{
	mail.FieldFromAddress, mail.FieldFromName, mail.FieldHost, mail.FieldPort,
	mail.FieldSecurity, mail.FieldUser, mail.FieldProvider, mail.FieldTenant,
	mail.FieldClientID, mail.FieldAuthURL, mail.FieldTokenURL, mail.FieldScopes,
	mail.FieldReplyTo, mail.FieldProgramSource,
}

// mailNow is the outgoing mail as it is now.
func (c *call) mailNow() (answer, error) {
	s, err := c.desk.MailSettings(c.ctx)
	if err != nil {
		return nil, err
	}
	at, err := c.desk.MailSignIn(c.ctx)
	if err != nil {
		return nil, err
	}
	a := mailAnswer{
		Host: s.Host, Port: s.Port, Security: s.Security, User: s.User,
		FromAddress: s.FromAddress, FromName: s.FromName, ReplyTo: s.ReplyTo,
		ProgramSource: s.ProgramSource, TextInside: s.TextInside, Copy: s.CopyToSender,
		PerMinute: s.PerMinute, PerDay: s.PerDay, Provider: string(s.Provider), Tenant: s.Tenant,
		ClientID: s.ClientID, AuthURL: s.AuthURL, TokenURL: s.TokenURL, Scopes: s.Scopes,
	}
	a.Authorities, a.Certificate = trusted(s.Trust)
	a.Demand, a.Doubts = c.demand(s.Settings), c.doubts(s.Settings)
	texts := mailTexts(&s.Settings)
	for _, field := range mailOrder {
		text := strconv.Itoa(s.Port)
		if t := texts[field]; t != nil {
			text = *t
		}
		if field == mail.FieldProvider && text != "" {
			text = c.words.T("provider." + text)
		}
		a.said = append(a.said, [2]string{c.words.T("field." + field), text})
	}
	if at.User != "" {
		a.SignedIn = &mailSignedIn{at.User, utc(at.Since)}
	}
	if s.Stopped != nil {
		a.Stopped = c.fault(s.Stopped)
	}
	return a, nil
}

func mailShow(flags) action {
	return withDesk(func(c *call) (answer, error) { return c.mailNow() })
}

// mailSet changes what the flags say. A password, or the secret of a client, is asked for.
func mailSet(f flags) action {
	mailFlags(f)
	ask := f.onOff("ask-secret")
	f.onOff(flagOf(mail.FieldTextInside))
	f.onOff(flagOf(mail.FieldCopy))
	f.text(flagOf(mail.FieldPerMinute))
	f.text(flagOf(mail.FieldPerDay))
	authority, fingerprint := f.text("mail-authority"), f.text("mail-certificate")
	return withDesk(func(c *call) (answer, error) {
		before, err := c.desk.MailSettings(c.ctx)
		if err != nil {
			return nil, err
		}
		if err := c.setSending(&before.Settings); err != nil {
			return nil, err
		}
		to, err := c.changedMail(before.Settings)
		if err == nil {
			to, err = c.changedTrust(to, *authority, *fingerprint)
		}
		if err != nil {
			return nil, err
		}
		secret := ""
		if *ask {
			prompt := "ctl.mail_password"
			if to.AtProvider() {
				prompt = "field.client_secret"
			}
			if secret, err = c.secret(prompt); err != nil {
				return nil, err
			}
		}
		notKept, err := c.desk.SetMailSettings(c.ctx, to, secret)
		return c.mailKept(notKept, err)
	})
}

// setSending changes how mails are sent, as the flags say.
func (c *call) setSending(s *mail.Settings) error {
	var problems core.Problems
	c.setBool(&s.TextInside, mail.FieldTextInside)
	c.setBool(&s.CopyToSender, mail.FieldCopy)
	c.setInteger(&s.PerMinute, mail.FieldPerMinute, &problems)
	c.setInteger(&s.PerDay, mail.FieldPerDay, &problems)
	return problems.Err()
}

// mailKept shows the settings after they were saved, and what the keyring did not keep.
func (c *call) mailKept(notKept, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	a, err := c.mailNow()
	if err == nil {
		err = notKept
	}
	return a, err
}

// changedMail is settings with what the flags say. Another security or provider has its own port or
// server, unless that is said too.
func (c *call) changedMail(s mail.Settings) (mail.Settings, error) {
	if s.Host == "" {
		s.Security = mail.SecurityTLS
	}
	texts := mailTexts(&s)
	set := func(field string) bool {
		f := c.flags.Lookup(mailFlag(field))
		if t := texts[field]; t != nil && f.Changed {
			*t = f.Value.String()
		}
		return f.Changed
	}
	if set(mail.FieldProvider) {
		if s.Provider == byPassword {
			s.Provider = ""
		}
		s = s.Of(s.Provider)
		texts = mailTexts(&s)
	}
	if set(mail.FieldFromAddress); !c.flags.Lookup(mailFlag(mail.FieldHost)).Changed {
		s = s.Suggested()
		texts = mailTexts(&s)
	}
	if set(mail.FieldSecurity) || s.Port == 0 {
		s.Port = mail.DefaultPort(s.Security)
	}
	for field := range texts {
		if field != mail.FieldProvider {
			set(field)
		}
	}
	var problems core.Problems
	s = c.atPort(s, &problems)
	return s, append(problems, s.Validate()...).Err()
}

// atPort is settings with the port that the flags say, alone or behind the server. Unless they say
// another security, it is the one that goes with the port.
func (c *call) atPort(s mail.Settings, problems *core.Problems) mail.Settings {
	typed := strings.TrimSpace(s.Host)
	s = s.Trim()
	behind, port := s.Host != typed, c.flags.Lookup(mailFlag(mail.FieldPort))
	if port.Changed {
		n, _ := strconv.Atoi(port.Value.String()) // What is no number is no port.
		if behind && n != s.Port {
			problems.Add(mail.FieldPort, "mail.two_ports", core.Args{
				"One": strconv.Itoa(s.Port), "Other": port.Value.String(),
			})
		}
		s.Port = n
	}
	if (behind || port.Changed) && s.Security != mail.SecurityNone &&
		!c.flags.Lookup(mailFlag(mail.FieldSecurity)).Changed {
		if fits, known := mail.SecurityAt(s.Port); known {
			s.Security = fits
		}
	}
	return s
}

// byPassword is the provider of a sign-in with a password.
const byPassword = "password"

// mailSignIn lets the person sign in at the provider: it says the address to open, on standard
// error, and waits for the browser.
func mailSignIn(f flags) action {
	ask := f.onOff("ask-secret")
	return withDesk(func(c *call) (answer, error) {
		s, err := c.desk.MailSettings(c.ctx)
		if err != nil {
			return nil, err
		}
		secret := ""
		if *ask {
			if secret, err = c.secret("field.client_secret"); err != nil {
				return nil, err
			}
		}
		notKept, err := c.desk.SignInMail(c.ctx, s.Settings, secret, func(address string) {
			fmt.Fprintln(c.err, c.words.T("ctl.open_address"))
			fmt.Fprintln(c.err, address)
		})
		return c.mailKept(notKept, err)
	})
}

func mailSignOut(flags) action {
	return withDesk(func(c *call) (answer, error) {
		return whole(doneAnswer{"email.signed_out"}, c.desk.SignOutMail(c.ctx))
	})
}
