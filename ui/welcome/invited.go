package welcome

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// openInvitation asks for the file or the text of an activation mail.
func (s *Screens) openInvitation() {
	env := s.Env
	s.Again(s.openInvitation)
	input := NewFileInput(env, env.Incoming)
	back := s.leave(s.Welcome)
	s.showForm(
		"invitation",
		card(
			640,
			kit.NewText(env.T("invited.open"), kit.Title),
			kit.NewParagraph(env.T("invited.open_text"), kit.Secondary),
			input.Object,
			kit.NewRow(
				8,
				nil,
				kit.NewButton(env.T("button.back"), kit.ButtonSecondary, back),
				kit.NewButton(env.T("button.next"), kit.ButtonPrimary, input.Submit),
			),
		),
		env.T("invited.open"),
		input.First(),
		input.Submit,
		back,
	)
}

// Invitation shows an invitation that was opened, and asks for the password of the workspace that
// it opens.
func (s *Screens) Invitation(text []byte, f activation.File) {
	(&invited{screens: s, env: s.Env, text: text, file: f, invitation: *f.Invitation}).show()
}

// invited are the first minutes of a reseller.
type invited struct {
	screens    *Screens
	env        *page.Env
	text       []byte
	file       activation.File
	invitation activation.Invitation
	password   string
	told       desk.Activated
}

func (v *invited) show() {
	env, i := v.env, v.invitation
	v.screens.Again(v.show)
	s := newStep(
		env, "invited.activate",
		func() core.Problems { return desk.ValidateActivation(i, v.password) }, nil,
	)
	s.goOn = func() { v.activate(s) }
	password := s.addPassword(
		v.password, func(t string) { v.password = t }, func() []string { return wordsOf(i) },
	)
	back := func() {
		if v.password != "" {
			env.AskDiscard(v.screens.openInvitation)
			return
		}
		v.screens.openInvitation()
	}
	choice := kit.NewStack(
		10,
		kit.NewText(env.T("password.choose"), kit.Heading),
		kit.NewParagraph(env.T("invited.password_text"), kit.Secondary),
		password,
		s.failure,
		s.foot,
		s.buttons(back),
	)
	s.screen = card(
		1060,
		kit.NewColumns(
			36, 24, 340, 2, kit.NewStack(20, v.issuer(), v.capacity(), v.features()), choice,
		),
	)
	s.refresh()
	v.screens.showKept("invitation", s, env.T("invited.title"), password.Focusable(), back)
}

// fact is a name and beside it what it is, in as many lines as it takes.
func fact(name string, value ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewOver(
		kit.NewParagraph(name, kit.Secondary),
		kit.NewPadded(0, 0, 0, 132, kit.NewStack(2, value...)),
	)
}

// issuer says who invites whom, and until when.
func (v *invited) issuer() fyne.CanvasObject {
	env, i := v.env, v.invitation
	body := func(text string) fyne.CanvasObject { return kit.NewParagraph(text, kit.Body) }
	return kit.NewStack(
		8,
		kit.NewText(env.T("invited.title"), kit.Heading),
		fact(env.T("invited.by"), kit.NewParagraph(i.Issuer.Company, kit.BodyBold)),
		fact(env.T("invited.contact"), body(strings.Trim(i.Issuer.Name+", "+i.Issuer.Email, ", "))),
		fact(
			env.T("invited.fingerprint"),
			kit.NewParagraph(activation.Fingerprint(v.file.Signer), kit.BodyBold),
			kit.NewParagraph(
				env.T("invited.compare", core.Args{"Company": i.Issuer.Company}),
				kit.Caption,
			),
		),
		fact(env.T("invited.for"), body(i.Account.Company)),
		fact(env.T("invited.sign_in_with"), body(i.Account.Email)),
		fact(env.T("invited.until"), body(env.Words.DateTime(i.ExpiresAt))),
	)
}

// capacity says what the package holds and its rules.
func (v *invited) capacity() fyne.CanvasObject {
	env, p := v.env, v.invitation.Package
	figures := kit.NewColumns(16, 10, 160, 2)
	add := func(name string, n int64) {
		figures.Add(kit.NewStack(
			2, kit.NewText(env.T("field."+name), kit.Caption),
			kit.NewText(env.Words.Number(n), kit.Title),
		))
	}
	for _, r := range capacity.Resources() {
		if n, has := p.Resources[string(r)]; has {
			add(string(r), n)
		}
	}
	if p.MinExtensions > 0 {
		add("min_extensions", p.MinExtensions)
	}
	if p.PBXLimit != nil {
		add("pbx_limit", *p.PBXLimit)
	}
	parts := kit.NewStack(8, kit.NewText(env.T("invited.package"), kit.Heading), figures)
	given := kit.NewFlow(6)
	if p.HighAvailability {
		given.Add(kit.NewBadge(kit.OK, kit.IconCheck, env.T("field.high_availability")))
	}
	if p.WhiteLabel {
		given.Add(kit.NewBadge(kit.OK, kit.IconCheck, env.T("field.white_label")))
	}
	if len(given.Objects) > 0 {
		parts.Add(given)
	}
	if p.ValidUntil != core.NoDay {
		parts.Add(fact(
			env.T("field.valid_until"), kit.NewParagraph(env.Words.Day(p.ValidUntil), kit.Body),
		))
	}
	return parts
}

// features says in which tabs something may be seen and done, and how much.
func (v *invited) features() fyne.CanvasObject {
	env, granted := v.env, v.invitation.Granted().ForReseller()
	tabs := kit.NewFlow(6)
	for _, g := range permission.Groups(permission.Offered()) {
		n := granted.Count(g.Features)
		name := env.T("tab." + string(g.Tab))
		if g.Heading != permission.NoHeading {
			name = env.T("heading." + string(g.Heading))
		}
		if n > 1 {
			name += " " + env.Words.Number(int64(n))
		}
		if n > 0 {
			tabs.Add(kit.NewBadge(kit.Neutral, kit.IconNone, name))
		}
	}
	return kit.NewStack(8, kit.NewText(env.T("invited.features"), kit.Heading), tabs)
}

// activate opens the workspace beside the UI.
func (v *invited) activate(s *step) {
	s.busy = true
	s.refresh()
	password := v.password
	page.DoOr(v.env, func(ctx context.Context) (desk.Activated, error) {
		return v.env.Desk.Activate(ctx, v.text, password)
	}, s.failed, func(told desk.Activated) {
		s.busy, v.told = false, told
		v.recovery()
	})
}

// recovery shows the recovery code, this once.
func (v *invited) recovery() {
	env := v.env
	v.screens.Again(v.recovery)
	next := kit.NewButton(env.T("button.next"), kit.ButtonPrimary, v.receipt)
	next.Disable(env.T("invited.not_kept"))
	kept := kit.NewCheckbox(env.T("invited.kept"), func(on bool) {
		if on {
			next.Enable()
		} else {
			next.Disable(env.T("invited.not_kept"))
		}
	})
	copied := kit.NewButton(env.T("button.copy"), kit.ButtonSecondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(v.told.Recovery)
		env.Toasts.Say(env.T("invited.copied"), "", nil)
	}).SetIcon(kit.IconCopy)
	saved := kit.NewButton(
		env.T("invited.save_text"), kit.ButtonSecondary, v.saveCode,
	).SetIcon(kit.IconFile)
	v.screens.show(
		"invitation",
		card(
			680,
			kit.NewText(env.T("invited.recovery"), kit.Title),
			kit.NewParagraph(env.T("invited.recovery_text"), kit.Secondary),
			kit.NewText(
				v.told.Recovery,
				kit.Figure,
			),
			kit.NewRow(8, copied, saved),
			kept,
			kit.NewRow(8, nil, next),
		),
		env.T("invited.recovery"),
		kept,
		nil,
	)
}

func (v *invited) saveCode() {
	env, i := v.env, v.invitation
	text := env.T("invited.code_file", core.Args{
		"Code": v.told.Recovery, "Company": i.Account.Company, "Email": i.Account.Email,
		"Issuer": i.Issuer.Company, "At": env.Now(),
	}) + "\n"
	page.SaveFile(
		env,
		env.T("invited.save_text"),
		env.T("invited.recovery_name"),
		page.FileKind{Name: env.T("files.text"), Ending: ".txt"},
		func(context.Context) ([]byte, error) { return []byte(text), nil },
		nil,
	)
}

// receipt asks how the distributor learns of the activation.
func (v *invited) receipt() {
	env, company := v.env, v.invitation.Issuer.Company
	v.screens.Again(v.receipt)
	later := kit.NewButton(env.T("invited.later"), kit.ButtonSecondary, v.screens.Entered)
	save := kit.NewButton(
		env.T("invited.save_receipt"), kit.ButtonPrimary, v.saveReceipt,
	).SetIcon(kit.IconFile)
	v.screens.show(
		"invitation",
		card(
			680,
			kit.NewText(env.T("invited.tell", core.Args{"Company": company}), kit.Title),
			kit.NewParagraph(
				env.T("invited.tell_file", core.Args{"Email": v.invitation.Issuer.Email}), kit.Body,
			),
			kit.NewRow(0, save),
			kit.NewParagraph(env.T("invited.tell_code"), kit.Body),
			kit.NewText(v.told.Confirmation, kit.Figure),
			kit.NewParagraph(
				env.T("invited.tell_later"),
				kit.Secondary,
			),
			kit.NewRow(8, nil, later),
		),
		env.T("invited.tell", core.Args{"Company": company}),
		save,
		nil,
	)
}

// saveReceipt saves the receipt, and then shows the pages.
func (v *invited) saveReceipt() {
	env := v.env
	page.SaveFile(
		env,
		env.T("invited.save_receipt"),
		activation.FileName(v.invitation.Account.Company)+" "+env.T("invited.receipt_name"),
		page.FileKind{Name: env.T("files.exchange"), Ending: desk.FileExtension},
		func(ctx context.Context) ([]byte, error) {
			_, file, err := env.Desk.SaveWaiting(ctx, "")
			return file, err
		},
		func(string) { v.screens.Entered() },
	)
}

// addPassword adds a field for a new password, with the rule below it.
func (s *step) addPassword(text string, set func(string), personal func() []string) *kit.Field {
	field, rule := page.NewPasswordField(s.env, s.env.T("field.password"), personal)
	rule.Rate(text)
	s.add(account.FieldPassword, field, text, func(t string) {
		set(t)
		rule.Rate(t)
	})
	return field
}

// wordsOf are the words of an invitation that a password must not be made of.
func wordsOf(i activation.Invitation) []string {
	a := i.Account
	return []string{a.Company, a.FirstName, a.LastName, a.Email, i.Issuer.Company}
}
