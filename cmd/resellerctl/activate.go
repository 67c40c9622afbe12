package main

import (
	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
)

// fileAndSecrets reads a file and secrets. Somebody at the terminal is asked for secrets after look
// found nothing wrong with the file; on standard input they come first, a line each, and the file
// may follow there.
func (c *call) fileAndSecrets(
	name string, look func(text []byte) error, secrets func() error,
) ([]byte, error) {
	if !c.atTerminal() {
		if err := secrets(); err != nil {
			return nil, err
		}
	}
	text, err := c.incoming(name)
	if err != nil {
		return nil, err
	}
	if err := look(text); err != nil || !c.atTerminal() {
		return text, err
	}
	return text, secrets()
}

// activatedAnswer is what a reseller sees once.
type activatedAnswer struct {
	Company      string `json:"company"`
	Email        string `json:"email"`
	Distributor  string `json:"distributor"`
	Recovery     string `json:"recovery_code"`     // It is said here and nowhere else.
	Confirmation string `json:"confirmation_code"` // To be read out when no file can be sent back.
}

func (a activatedAnswer) text(p *page) {
	p.line(p.t("ctl.activated", core.Args{"Company": a.Company, "Email": a.Email}))
	p.line(p.t("invited.recovery") + ": " + a.Recovery)
	p.line(p.t("invited.recovery_text"))
	p.line(p.t("ctl.tell", core.Args{"Company": a.Distributor, "Code": a.Confirmation}))
}

// activate opens the workspace of a reseller. Until the file and the password are good for it
// nothing is made.
func activate(flags) action {
	return func(c *call) (answer, error) {
		if err := c.noWorkspace(); err != nil {
			return nil, err
		}
		var f activation.File
		var password string
		text, err := c.fileAndSecrets(c.args[0], func(text []byte) (err error) {
			f, err = c.invitation(text)
			return err
		}, func() (err error) {
			password, err = c.newPassword()
			return err
		})
		if err != nil {
			return nil, err
		}
		if err := desk.ValidateActivation(*f.Invitation, password).Err(); err != nil {
			return nil, err
		}
		var told desk.Activated
		err = c.makeWorkspace(func() (err error) {
			told, err = c.desk.Activate(c.ctx, text, password)
			return err
		})
		i := f.Invitation
		return whole(
			activatedAnswer{
				i.Account.Company, i.Account.Email, i.Issuer.Company, told.Recovery,
				told.Confirmation,
			},
			err,
		)
	}
}

// passwordReset lets the owner of a reseller's workspace choose another password with a file of the
// distributor.
func passwordReset(flags) action {
	return withWorkspace(func(c *call) (answer, error) {
		var password string
		text, err := c.fileAndSecrets(c.args[0], func(text []byte) error {
			f, err := c.desk.OpenFile(c.ctx, text)
			if keyOf(err) == "activation.sealed" || err == nil && f.Kind != activation.Reset {
				return &core.Error{Code: core.Invalid, Key: "activation.kind"}
			}
			return err
		}, func() (err error) {
			password, err = c.newPassword()
			return err
		})
		if err != nil {
			return nil, err
		}
		return c.passwordOfOwner(c.desk.ResetPassword(c.ctx, text, password))
	})
}

// passwordRecover lets the owner of the workspace choose another password with the recovery code.
func passwordRecover(flags) action {
	return withWorkspace(func(c *call) (answer, error) {
		code, err := c.secret("recover.code")
		if err != nil {
			return nil, err
		}
		password, err := c.newPassword()
		if err != nil {
			return nil, err
		}
		return c.passwordOfOwner(c.waiting(func() error {
			return c.desk.Recover(c.ctx, code, password)
		}))
	})
}

// passwordOfOwner says whose password was changed.
func (c *call) passwordOfOwner(err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	owner, err := c.desk.Owner(c.ctx)
	return whole(passwordAnswer{owner.Email}, err)
}
