package welcome

import (
	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// recoveryKit offers to make the recovery kit, unless the workspace was made with one.
func (u *setUp) recoveryKit() {
	env := u.env
	if u.kit != nil {
		u.screens.Entered()
		return
	}
	u.screens.Again(u.recoveryKit)
	failure := kit.NewBanner()
	later := kit.NewButton(env.T("recovery.later"), kit.ButtonSecondary, u.screens.Entered)
	var now *kit.Button
	now = kit.NewButton(env.T("recovery.kit_ok"), kit.ButtonPrimary, func() {
		now.Disable("")
		page.DoOr(env, env.Desk.NewRecoveryKit, func(err error) {
			now.Enable()
			failure.Set(kit.Bad, env.T("recovery.not_made"), "", env.Words.Error(err))
		}, u.kitMade)
	}).SetIcon(kit.IconKey)
	screen := card(
		620, kit.NewText(env.T("recovery.setup_title"), kit.Title),
		kit.NewParagraph(env.T("recovery.setup_text"), kit.Body),
		kit.NewParagraph(env.T("recovery.setup_without"), kit.Secondary), failure,
		kit.NewRow(8, nil, later, now),
	)
	u.screens.show("recovery", screen, env.T("recovery.setup_title"), now, nil)
}

// kitMade shows the code of the kit, this once, and goes on when both are kept.
func (u *setUp) kitMade(made desk.RecoveryKit) {
	env := u.env
	u.screens.Again(func() { u.kitMade(made) })
	used := false
	use := func() {
		if !used {
			used = true
			recovery.Use(env, made)
		}
	}
	next := kit.NewButton(env.T("button.next"), kit.ButtonPrimary, func() {
		use()
		u.screens.Entered()
	})
	next.Disable(env.T("recovery.not_kept"))
	kept := kit.NewCheckbox(env.T("recovery.kept"), func(on bool) {
		if on {
			next.Enable()
		} else {
			next.Disable(env.T("recovery.not_kept"))
		}
	})
	save := recovery.SaveButton(env, made, func() {
		use()
		env.Canvas.Focus(kept)
	})
	screen := card(
		680, kit.NewText(env.T("recovery.kit_made_title"), kit.Title),
		kit.NewParagraph(env.T("recovery.kit_made_text"), kit.Body),
		kit.NewText(made.Code, kit.Figure),
		kit.NewFlow(
			8, save, recovery.PrintButton(env, made), recovery.CopyButton(env, made.Code),
		),
		kept, kit.NewRow(8, nil, next),
	)
	u.screens.show("recovery", screen, env.T("recovery.kit_made_title"), save, nil)
}

// takenKit is a recovery kit with the code that opened it.
type takenKit struct {
	text []byte
	code string
}

// TakeOver asks for the recovery kit of a distributor whose workspace is lost, and goes on as for a
// new one. text is the kit, when it is known.
func (s *Screens) TakeOver(text []byte) {
	env := s.Env
	s.Again(func() { s.TakeOver(text) })
	input := recovery.NewKitInput(env, text)
	var code string
	missing := func() (what string) {
		text, code, what = input.Kit()
		return what
	}
	do := func() (done func(), err error) {
		opened, err := activation.OpenKit(text, code)
		return func() {
			u := newSetUp(s)
			u.kit = &takenKit{text: text, code: code}
			u.data.Company, u.data.Email = opened.Company, opened.Email
			u.owner()
		}, err
	}
	step := newFileStep(env, "button.next", missing, input.GoToMissing, do)
	input.OnEnter(step.submit)
	back := s.leave(s.Welcome)
	step.screen = card(
		620,
		kit.NewText(env.T("takeover.title"), kit.Title),
		kit.NewParagraph(env.T("takeover.text"), kit.Body),
		kit.NewParagraph(env.T("takeover.copy", core.Args{"Folder": env.Folder}), kit.Secondary),
		step.failure,
		input.Object,
		step.foot,
		step.buttons(back),
	)
	step.refresh()
	s.showForm("recovery", step.screen, env.T("takeover.title"), input.First(), step.submit, back)
}
