package main

import (
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// recoveryAnswer is a recovery code, and where the kit is that it opens.
type recoveryAnswer struct {
	Code string `json:"recovery_code"` // It is said here and nowhere else.
	Path string `json:"path,omitempty"`
	made string // Key of the sentence that says where to keep it.
}

func (a recoveryAnswer) text(p *page) {
	p.line(p.t("recover.code") + ": " + a.Code)
	if a.Path != "" {
		p.line(p.t("toast.file_saved", core.Args{"Path": a.Path}))
	}
	p.line(p.t(a.made))
}

// recoveryCode makes a new recovery code of a reseller's workspace. A distributor's belongs to its
// kit.
func recoveryCode(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if c.desk.IsDistributor() {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.has_kit"}
		}
		code, err := c.desk.NewRecoveryCode(c.ctx)
		return whole(recoveryAnswer{Code: code, made: "recovery.code_made_text"}, err)
	})
}

// recoveryKit writes the recovery kit of a distributor. When its file cannot be written nothing is
// changed.
func recoveryKit(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if !c.desk.IsDistributor() {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.for_distributor"}
		}
		a := recoveryAnswer{made: "recovery.kit_made_text"}
		err := c.writeKit(c.args[0], &a.Path, &a.Code)
		return whole(a, err)
	})
}

// takenOverAnswer says whose workspace was made again.
type takenOverAnswer struct {
	Company     string `json:"company"`
	Email       string `json:"email"`
	Fingerprint string `json:"fingerprint"`
}

func (a takenOverAnswer) text(p *page) {
	p.line(p.t("ctl.taken_over", core.Args{"Company": a.Company, "Email": a.Email}))
	p.line(p.t("exchange.page.fingerprint", core.Args{"Words": a.Fingerprint}))
}

// ownerTexts are the texts about a distributor that has no workspace yet, each with a flag.
func ownerTexts(s *desk.SetUp) map[string]*string {
	return map[string]*string{
		account.FieldCompany: &s.Company, account.FieldFirstName: &s.FirstName,
		account.FieldLastName: &s.LastName, account.FieldEmail: &s.Email,
		account.FieldLanguage: &s.Language,
	}
}

// recoveryTakeOver makes the workspace of a distributor again on this computer. Until kit, code and
// what the flags say are good for it nothing is made.
func recoveryTakeOver(f flags) action {
	for name := range ownerTexts(&desk.SetUp{}) {
		f.text(flagOf(name))
	}
	subscriptionFlags(f)
	return func(c *call) (answer, error) {
		if err := c.noWorkspace(); err != nil {
			return nil, err
		}
		s := desk.SetUp{
			Language:     c.words.Language(),
			Subscription: capacity.Subscription{Total: capacity.Amounts{}},
		}
		var problems core.Problems
		if c.setTerms(&s.Subscription, &problems); problems != nil {
			return nil, problems
		}
		var code string
		file, err := c.fileAndSecrets(c.args[0], kitHere, func() (err error) {
			if code, err = c.secret("recover.code"); err == nil {
				s.Password, err = c.newPassword()
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		kit, err := activation.OpenKit(file, code)
		if err != nil {
			return nil, err
		}
		if err := c.setOwner(&s, kit); err != nil {
			return nil, err
		}
		a := takenOverAnswer{Company: s.Company, Email: s.Email}
		err = c.makeWorkspace(func() (err error) {
			if err = c.desk.TakeOver(c.ctx, file, code, s); err == nil {
				a.Fingerprint, err = c.desk.Fingerprint(c.ctx)
			}
			return err
		})
		return whole(a, err)
	}
}

// setOwner takes company and email from a kit, and what else was given about the owner.
func (c *call) setOwner(s *desk.SetUp, kit activation.Kit) error {
	s.Company, s.Email = kit.Company, kit.Email
	for name, text := range ownerTexts(s) {
		c.setText(text, name)
	}
	return append(s.ValidateOwner(), s.ValidateSubscription(core.DayOf(c.now()))...).Err()
}

// keyAnswer is a signing key in words that two people compare.
type keyAnswer struct {
	Company     string `json:"company"` // Whose key it is.
	Fingerprint string `json:"fingerprint"`
	said        string // Key of the sentence.
}

func (a keyAnswer) text(p *page) {
	p.line(a.Fingerprint)
	p.line(p.t(a.said, core.Args{"Company": a.Company}))
}

func keysFingerprint(flags) action {
	return withDesk(func(c *call) (answer, error) { return c.key("ctl.key_of") })
}

// key says which key signs for this workspace.
func (c *call) key(said string) (answer, error) {
	words, err := c.desk.Fingerprint(c.ctx)
	if err != nil {
		return nil, err
	}
	company, err := c.desk.Distributor(c.ctx)
	return whole(keyAnswer{company, words, said}, err)
}

func keysReplace(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if !c.desk.IsDistributor() {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.for_distributor"}
		}
		if err := c.desk.ReplaceSigningKey(c.ctx); err != nil {
			return nil, err
		}
		return c.key("ctl.key_replaced")
	})
}

// keysRestore brings the signing key back to a computer whose keyring does not have it.
func keysRestore(flags) action {
	return withDesk(func(c *call) (answer, error) {
		if !c.desk.IsDistributor() {
			return nil, &core.Error{Code: core.Conflict, Key: "ctl.for_distributor"}
		}
		var code string
		kit, err := c.fileAndSecrets(c.args[0], kitHere, func() (err error) {
			code, err = c.secret("recover.code")
			return err
		})
		if err != nil {
			return nil, err
		}
		if err := c.desk.RestoreSigningKey(c.ctx, kit, code); err != nil {
			return nil, err
		}
		return c.key("recovery.restored")
	})
}

// kitHere refuses a file without a recovery kit.
func kitHere(text []byte) error {
	if !activation.HoldsKit(text) {
		return &core.Error{Code: core.Invalid, Key: "kit.none"}
	}
	return nil
}
