package welcome

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// forgotten asks for the recovery code and a new password; company is whose workspace it is.
func (s *Screens) forgotten(company string) {
	env := s.Env
	s.Again(func() { s.forgotten(company) })
	back := s.leave(func() { s.SignIn(company, "") })
	var code, password string
	var step *step
	do := func() {
		s.renewPassword(
			step, company,
			func(ctx context.Context) error { return env.Desk.Recover(ctx, code, password) },
		)
	}
	step = newStep(
		env, "recover.button", func() core.Problems { return recoveryProblems(code, password) }, do,
	)
	typed := step.add(
		"code", kit.NewTextField(env.T("recover.code")).SetRoom(2), "", func(t string) { code = t },
	).SetRequired()
	parts := step.addPassword("", func(t string) { password = t }, nil)
	step.screen = card(
		520,
		kit.NewText(env.T("recover.title"), kit.Title),
		kit.NewParagraph(env.T("recover.text"), kit.Secondary),
		step.failure,
		typed,
		parts,
		step.foot,
		kit.NewRow(
			8,
			kit.NewLink(env.T("recover.reset"), env.OpenFile),
			nil,
			kit.NewButton(env.T("button.back"), kit.ButtonSecondary, back),
			step.next,
		),
	)
	step.refresh()
	s.showForm("sign_in", step.screen, env.T("recover.title"), typed.Focusable(), step.submit, back)
}

// recoveryProblems are what is wrong with a code and a password before they are tried.
func recoveryProblems(code, password string) core.Problems {
	var problems core.Problems
	var wrong *core.Error
	if _, err := activation.ParseCode(code); code == "" {
		problems.Add("code", "field.required", nil)
	} else if errors.As(err, &wrong) {
		problems.Add("code", wrong.Key, wrong.Args)
	}
	account.CheckPassword(&problems, password)
	return problems
}

// ResetPassword asks for a new password with a password reset of the distributor that was opened.
func (s *Screens) ResetPassword(text []byte, f activation.File) {
	env, i := s.Env, *f.Invitation
	s.Again(func() { s.ResetPassword(text, f) })
	company := i.Account.Company
	back := s.leave(func() { s.SignIn(company, "") })
	var password string
	var step *step
	do := func() {
		s.renewPassword(
			step, company,
			func(ctx context.Context) error { return env.Desk.ResetPassword(ctx, text, password) },
		)
	}
	step = newStep(
		env, "recover.button", func() core.Problems { return desk.ValidateActivation(i, password) },
		do,
	)
	typed := step.addPassword(
		"", func(t string) { password = t }, func() []string { return wordsOf(i) },
	)
	about := core.Args{
		"Company": i.Issuer.Company, "Email": i.Account.Email,
		"Until": env.Words.DateTime(i.ExpiresAt),
	}
	step.screen = card(
		520, kit.NewText(env.T("recover.reset_title"), kit.Title),
		kit.NewParagraph(env.T("recover.reset_text", about), kit.Secondary), step.failure, typed,
		step.foot, step.buttons(back),
	)
	step.refresh()
	s.showForm(
		"sign_in", step.screen, env.T("recover.reset_title"), typed.Focusable(), step.submit, back,
	)
}

// renewPassword sets a new password beside the UI, and then asks for it.
func (s *Screens) renewPassword(step *step, company string, renew func(ctx context.Context) error) {
	env := s.Env
	step.busy = true
	step.refresh()
	page.TryOr(env, renew, step.failed, func() {
		step.busy = false
		s.SignIn(company, "")
		env.Toasts.Say(env.T("recover.done"), "", nil)
	})
}
