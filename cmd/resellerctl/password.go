package main

import (
	"resellerdesk/core"
	"resellerdesk/core/account"
)

// passwordAnswer says whose password was changed.
type passwordAnswer struct {
	Email string `json:"email"`
}

func (a passwordAnswer) text(p *page) { p.line(p.t("toast.password")) }

// changePassword replaces the password of the person who signs in. The present one is not asked for
// again when it was the one to sign in with.
func changePassword(flags) action {
	return withDesk(func(c *call) (answer, error) {
		old, err := c.known.Reveal(), error(nil)
		if old == "" {
			old, err = c.secret("password.old")
		}
		if err != nil {
			return nil, err
		}
		own, err := c.newPassword()
		if err != nil {
			return nil, err
		}
		actor, err := c.desk.Actor()
		if err != nil {
			return nil, err
		}
		return whole(
			passwordAnswer{actor.Profile.Email},
			c.waiting(func() error { return c.desk.ChangePassword(c.ctx, old, own) }),
		)
	})
}

// newPassword reads a new password, from the terminal twice, since there it is typed unseen.
func (c *call) newPassword() (string, error) {
	own, err := c.secret("password.new")
	if err != nil || !c.atTerminal() {
		return own, err
	}
	again, err := c.secret("ctl.password_again")
	if err == nil && again != own {
		err = core.Problems{{
			Code: core.Invalid, Field: account.FieldPassword, Key: "ctl.password_differs",
		}}
	}
	return own, err
}

// secret reads a password from the terminal, or the next line of standard input.
func (c *call) secret(prompt string) (string, error) {
	if c.atTerminal() {
		return c.ask(prompt)(c.ctx)
	}
	return c.readLine(c.ctx)
}

func (c *call) atTerminal() bool { return !c.fromStdin && c.terminal.present() }
