package main

import (
	"path/filepath"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/sheet"
)

// setupAnswer is a distributor's workspace that was made.
type setupAnswer struct {
	Company     string `json:"company"`
	Email       string `json:"email"`
	Fingerprint string `json:"fingerprint"`
	Mail        bool   `json:"mail"` // There are settings of outgoing mail.
	// What in them rarely goes together.
	Doubts    []*problem `json:"mail_doubts,omitempty"`
	Resellers int        `json:"resellers"` // Of the example data.
	// Where the recovery kit is and what opens it: it is said here and nowhere else.
	Kit  string `json:"path,omitempty"`
	Code string `json:"recovery_code,omitempty"`
}

func (a setupAnswer) text(p *page) {
	p.line(p.t("ctl.set_up", core.Args{"Company": a.Company, "Email": a.Email}))
	p.line(p.t("exchange.page.fingerprint", core.Args{"Words": a.Fingerprint}))
	if a.Resellers > 0 {
		p.line(p.t("ctl.example_filled", core.Args{"Count": a.Resellers}))
	}
	if !a.Mail {
		p.line(p.t("ctl.no_mail_yet"))
	}
	for _, doubt := range a.Doubts {
		p.line(doubt.Message)
	}
	if a.Kit == "" {
		p.line(p.t("ctl.no_kit_yet"))
		return
	}
	recoveryAnswer{Code: a.Code, Path: a.Kit, made: "recovery.kit_made_text"}.text(p)
}

// mailTexts are the texts about outgoing mail, each with a flag that "mail-" begins.
func mailTexts(s *mail.Settings) map[string]*string {
	return map[string]*string{
		mail.FieldHost: &s.Host, mail.FieldUser: &s.User, mail.FieldFromAddress: &s.FromAddress,
		mail.FieldFromName: &s.FromName, mail.FieldReplyTo: &s.ReplyTo,
		mail.FieldProgramSource: &s.ProgramSource,
		mail.FieldSecurity:      (*string)(&s.Security),
		mail.FieldProvider:      (*string)(&s.Provider), mail.FieldTenant: &s.Tenant,
		mail.FieldClientID: &s.ClientID, mail.FieldAuthURL: &s.AuthURL,
		mail.FieldTokenURL: &s.TokenURL, mail.FieldScopes: &s.Scopes,
	}
}

// mailFlag is the name of the flag of a field of the mail settings.
func mailFlag(field string) string { return "mail-" + flagOf(field) }

func mailFlags(f flags) {
	for field := range mailTexts(&mail.Settings{}) {
		f.text(mailFlag(field))
	}
	f.text(mailFlag(mail.FieldPort))
}

// mailSettings are the settings of outgoing mail that the flags say; wanted is false when none of
// them was given. The port is the usual one of the security, and the sender the owner.
func (c *call) mailSettings(
	owner desk.SetUp, problems *core.Problems,
) (s mail.Settings, wanted bool) {
	s = mail.Settings{
		Security: mail.SecurityTLS, FromAddress: owner.Email, FromName: owner.Company,
	}
	for field, text := range mailTexts(&s) {
		if f := c.flags.Lookup(mailFlag(field)); f.Changed {
			*text, wanted = f.Value.String(), true
		}
	}
	s.Port = mail.DefaultPort(s.Security)
	if wanted && !c.flags.Lookup(mailFlag(mail.FieldSecurity)).Changed {
		s = s.Suggested()
	}
	wanted = wanted || c.flags.Lookup(mailFlag(mail.FieldPort)).Changed
	s = c.atPort(s, problems)
	if wanted {
		*problems = append(*problems, s.Validate()...)
	}
	return s, wanted
}

// setUp makes the workspace of a distributor: with the flag "example" one that is filled with
// example data, of which each flag changes a part. Until everything is good for it nothing is made.
func setUp(f flags) action {
	for name := range ownerTexts(&desk.SetUp{}) {
		f.text(flagOf(name))
	}
	subscriptionFlags(f)
	mailFlags(f)
	kit, example := f.text("kit"), f.onOff("example")
	return func(c *call) (answer, error) {
		if err := c.noWorkspace(); err != nil {
			return nil, err
		}
		var problems core.Problems
		s := c.distributor(*example, &problems)
		settings, withMail := c.mailSettings(s, &problems)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		mailPassword, err := c.setUpSecrets(&s, settings)
		if err != nil {
			return nil, err
		}
		a := setupAnswer{Company: s.Company, Email: s.Email}
		err = c.makeWorkspace(func() error {
			if err := c.desk.SetUp(c.ctx, s); err != nil {
				return err
			}
			return c.furnish(&a, s, settings, withMail, mailPassword, *kit)
		})
		if a.Fingerprint == "" {
			return nil, err
		}
		return a, err
	}
}

// setUpSecrets reads the new password, and that of the mail server when it has a user.
func (c *call) setUpSecrets(s *desk.SetUp, settings mail.Settings) (ofMail string, err error) {
	if s.Password, err = c.newPassword(); err == nil && settings.User != "" && !settings.AtProvider() {
		ofMail, err = c.secret("ctl.mail_password")
	}
	if err == nil {
		err = append(s.ValidateOwner(), s.ValidateSubscription(core.DayOf(c.now()))...).Err()
	}
	return ofMail, err
}

// distributor is the person and the subscription that the flags say; for an example what they leave
// out is made up.
func (c *call) distributor(example bool, problems *core.Problems) desk.SetUp {
	s := desk.SetUp{Subscription: capacity.Subscription{Total: capacity.Amounts{}}}
	if example {
		s = desk.ExampleSetUp()
	}
	s.Language = c.words.Language()
	for name, text := range ownerTexts(&s) {
		c.setText(text, name)
	}
	*problems = append(*problems, slices.DeleteFunc(s.ValidateOwner(), isOfPassword)...)
	c.setTerms(&s.Subscription, problems)
	return s
}

// isOfPassword tells whether a problem is that of a password, which is asked for later.
func isOfPassword(p *core.Error) bool { return p.Field == account.FieldPassword }

// furnish fills a workspace that was just made, and writes its recovery kit. What fails leaves the
// rest as it is.
func (c *call) furnish(
	a *setupAnswer, s desk.SetUp, settings mail.Settings, withMail bool, password, kit string,
) (err error) {
	if a.Fingerprint, err = c.desk.Fingerprint(c.ctx); err != nil {
		return err
	}
	if s.Example {
		if err := c.desk.AddExamples(c.ctx, desk.ExampleResellers, desk.ExamplePBXs); err != nil {
			return err
		}
		a.Resellers = desk.ExampleResellers
	}
	var notKept error
	if withMail {
		if notKept, err = c.desk.SetMailSettings(c.ctx, settings, password); err != nil {
			return err
		}
		a.Mail, a.Doubts = true, c.doubts(settings)
	}
	if kit == "" {
		return notKept
	}
	if err := c.writeKit(kit, &a.Kit, &a.Code); err != nil {
		return err
	}
	return notKept
}

// writeKit makes a recovery kit and writes it into a file. When that cannot be written the kit does
// not count.
func (c *call) writeKit(name string, path, code *string) error {
	whole, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	kit, err := c.desk.NewRecoveryKit(c.ctx)
	if err != nil {
		return err
	}
	if err := sheet.WriteBytes(whole, kit.File); err != nil {
		return err
	}
	*path, *code = whole, kit.Code
	return c.desk.UseRecoveryKit(c.ctx, kit)
}
