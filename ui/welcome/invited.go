package welcome

import (
	"context"
	"errors"
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

// Invited asks for the file that came with the mail, or for the text of the mail.
func (s *Screens) Invited() {
	env := s.Env
	s.Again(s.Invited)
	open := page.NewOpener(env)
	back := kit.NewButton(env.T("button.back"), kit.ButtonSecondary, s.Welcome)
	s.Show(card(560, kit.NewText(env.T("invited.title"), kit.Title), kit.NewParagraph(env.T("invited.text"), kit.Secondary), open.Object,
		kit.NewRow(8, nil, back)), env.T("invited.title"), open.First)
}

// Invitation shows who invites, with which package and features, and asks for a password. file is what text holds.
func (s *Screens) Invitation(text []byte, file activation.File) {
	s.Again(func() { s.Invitation(text, file) })
	v := &invitation{screens: s, env: s.Env, text: text, file: file, failure: kit.NewBanner()}
	v.show()
}

// invitation is the screen of an invitation.
type invitation struct {
	screens         *Screens
	env             *page.Env
	text            []byte
	file            activation.File
	password, again *kit.Field
	stay            *kit.Checkbox
	failure         *kit.Banner
	ok              *kit.Button
	screen          fyne.CanvasObject
	busy            bool
}

func (v *invitation) show() {
	env, i := v.env, *v.file.Invitation
	v.password = kit.NewPasswordField(env.T("field.password")).SetRequired().SetHint(strength(env, ""))
	v.again = kit.NewPasswordField(env.T("invited.again")).SetRequired()
	v.password.OnChanged = func(text string) {
		v.password.SetError("", "", nil)
		v.password.SetHint(strength(env, text, i.Account.Company, i.Account.FirstName, i.Account.LastName, i.Account.Email))
	}
	v.again.OnChanged = func(string) { v.again.SetError("", "", nil) }
	v.password.SetOnEnter(func() { env.Canvas.Focus(v.again.Focusable()) })
	v.again.SetOnEnter(v.submit)
	v.stay = kit.NewCheckbox(env.T("signin.stay"), nil)
	v.ok = kit.NewButton(env.T("invited.open"), kit.ButtonPrimary, v.submit)
	later := kit.NewButton(env.T("invited.later"), kit.ButtonSecondary, v.screens.Welcome)
	choose := kit.NewStack(10, kit.NewText(env.T("invited.choose"), kit.Heading), v.failure, v.password, v.again, v.stay, kit.NewRow(8, nil, later, v.ok))
	v.screen = card(1060, kit.NewColumns(40, 24, 380, 2, kit.NewStack(10, v.said()...), choose))
	v.screens.Show(v.screen, env.T("invited.you"), v.password.Focusable())
}

// said is what the invitation says.
func (v *invitation) said() []fyne.CanvasObject {
	env, i := v.env, *v.file.Invitation
	line := func(name, value string) fyne.CanvasObject {
		return kit.NewColumns(12, 2, 140, 2, kit.NewText(env.T(name), kit.Secondary), kit.NewParagraph(value, kit.Body))
	}
	parts := []fyne.CanvasObject{
		kit.NewText(env.T("invited.you"), kit.Heading),
		line("invited.by", i.Issuer.Company),
		line("invited.contact", strings.Trim(i.Issuer.Name+", "+i.Issuer.Email, ", ")),
		line("invited.fingerprint", activation.Fingerprint(v.file.Signer)),
		kit.NewParagraph(env.T("invited.compare"), kit.Caption),
		line("invited.for", i.Account.Company),
		line("invited.signin", i.Account.Email),
		line("invited.until", env.T("invited.works_once", core.Args{"Until": env.Words.DateTime(i.ExpiresAt)})),
		kit.NewText(env.T("invited.package"), kit.Heading),
	}
	numbers := kit.NewColumns(12, 8, 110, 4)
	number := func(name string, n int64) {
		numbers.Add(kit.NewStack(2, kit.NewText(env.T(name), kit.Caption), kit.NewText(env.Words.Number(n), kit.Title)))
	}
	for _, r := range capacity.Resources() {
		if n, has := i.Package.Resources[string(r)]; has {
			number("column."+string(r), n)
		}
	}
	number("invited.min_extensions", i.Package.MinExtensions)
	parts = append(parts, numbers)
	for name, has := range map[string]bool{"field.high_availability": i.Package.HighAvailability, "field.white_label": i.Package.WhiteLabel} {
		if has {
			parts = append(parts, kit.NewRow(0, kit.NewBadge(kit.OK, kit.IconCheck, env.T(name))))
		}
	}
	if end := i.Package.ValidUntil; end != nil {
		parts = append(parts, line("field.valid_until", env.Words.Date(*end)))
	}
	return append(parts, kit.NewText(env.T("invited.features"), kit.Heading), v.tabs(i.Granted()))
}

// tabs are the tabs in which features were granted, with how many of them.
func (v *invitation) tabs(granted permission.Set) fyne.CanvasObject {
	flow := kit.NewFlow(6)
	for _, tab := range permission.Tabs() {
		n := 0
		for _, f := range permission.Of(tab) {
			if granted[f.Key] {
				n++
			}
		}
		if n > 0 {
			flow.Add(kit.NewBadge(kit.Neutral, "", v.env.T("tab."+string(tab))+" "+v.env.Words.Number(int64(n))))
		}
	}
	return flow
}

func (v *invitation) submit() {
	if v.busy {
		return
	}
	env, own := v.env, v.password.Text()
	if p := desk.ValidateActivation(*v.file.Invitation, own).Of(account.FieldPassword); p != nil {
		v.password.SetError(env.Words.Sentence(p), "", nil)
		env.Canvas.Focus(v.password.Focusable())
		return
	}
	if v.again.Text() != own {
		v.again.SetError(env.T("invited.differs"), "", nil)
		env.Canvas.Focus(v.again.Focusable())
		return
	}
	v.busy = true
	v.ok.Disable("")
	stay := v.stay.IsOn()
	env.Run.Go(func() {
		ctx := context.Background()
		told, err := env.Desk.Activate(ctx, v.text, own)
		var kept error
		if err == nil && stay {
			kept = env.Desk.StaySignedIn(ctx)
		}
		env.Run.UI(func() {
			v.busy = false
			v.ok.Enable()
			if err != nil {
				v.failure.Set(kit.Bad, env.T("form.not_saved"), "", env.Words.Error(err), "", nil)
				v.screen.Refresh()
				return
			}
			v.screens.recovery(told)
			if kept != nil {
				env.Toasts.Say(env.T("signin.not_kept")+" "+env.Words.Error(kept), "", nil)
			}
		})
	})
}

// recovery shows the recovery code, once.
func (s *Screens) recovery(told desk.Activated) {
	env := s.Env
	s.Again(func() { s.recovery(told) })
	next := kit.NewButton(env.T("button.next"), kit.ButtonPrimary, func() { s.tell(told) })
	next.Disable(env.T("recover.keep_first"))
	kept := kit.NewCheckbox(env.T("recover.kept"), func(on bool) {
		if on {
			next.Enable()
		} else {
			next.Disable(env.T("recover.keep_first"))
		}
	})
	copied := kit.NewButton(env.T("button.copy"), kit.ButtonSecondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(told.Recovery)
		env.Toasts.Say(env.T("recover.copied"), "", nil)
	})
	save := kit.NewButton(env.T("recover.save"), kit.ButtonSecondary, func() {
		page.SaveFile(env, env.T("recover.title"), env.T("recover.file"), page.FileKind{Name: env.T("files.text"), Ending: ".txt"}, func() ([]byte, error) {
			return []byte(env.T("recover.page", core.Args{"Code": told.Recovery}) + "\n"), nil
		})
	})
	s.Show(card(560, kit.NewText(env.T("recover.title"), kit.Title), kit.NewParagraph(env.T("recover.text"), kit.Secondary),
		kit.NewText(told.Recovery, kit.Title), kit.NewRow(8, copied, save), kept, kit.NewRow(8, nil, next)), env.T("recover.title"), kept)
}

// tell offers the ways in which the distributor learns that the workspace is open.
func (s *Screens) tell(told desk.Activated) {
	env := s.Env
	s.Again(func() { s.tell(told) })
	save := kit.NewChoice(kit.IconFile, env.T("invited.receipt"), env.T("invited.receipt_text"), func() {
		page.SaveFile(env, env.T("invited.receipt"), env.T("invited.receipt_file"), page.ExchangeFile(env), func() ([]byte, error) {
			_, file, err := env.Desk.SaveWaiting(context.Background(), "")
			return file, err
		})
	})
	done := kit.NewButton(env.T("invited.start"), kit.ButtonPrimary, s.Entered)
	s.Show(card(560, kit.NewText(env.T("invited.tell"), kit.Title), kit.NewParagraph(env.T("invited.tell_text"), kit.Secondary), save,
		kit.NewParagraph(env.T("invited.code_text"), kit.Body), kit.NewText(told.Confirmation, kit.Title), kit.NewRow(8, nil, done)), env.T("invited.tell"), save)
}

// Forgot lets the owner of the workspace choose another password with the recovery code.
func (s *Screens) Forgot(company string) {
	s.Again(func() { s.Forgot(company) })
	env := s.Env
	code := kit.NewTextField(env.T("recover.code")).SetRequired()
	s.newPassword(company, env.T("recover.forgot"), env.T("recover.forgot_text"), code, func(own string) error {
		return env.Desk.Recover(context.Background(), code.Text(), own)
	})
}

// Reset lets the owner of the workspace choose another password with a reset of his distributor, which text holds.
func (s *Screens) Reset(company string, text []byte) {
	s.Again(func() { s.Reset(company, text) })
	env := s.Env
	s.newPassword(company, env.T("recover.reset"), env.T("recover.reset_text"), nil, func(own string) error {
		return env.Desk.ResetPassword(context.Background(), text, own)
	})
}

// newPassword asks for a new password and, when there is one, for a code; then somebody signs in with it.
func (s *Screens) newPassword(company, title, text string, code *kit.Field, change func(own string) error) {
	env, failure := s.Env, kit.NewBanner()
	own := kit.NewPasswordField(env.T("password.new")).SetRequired().SetHint(strength(env, ""))
	own.OnChanged = func(text string) {
		own.SetError("", "", nil)
		own.SetHint(strength(env, text))
	}
	var screen fyne.CanvasObject
	busy := false
	submit := func() {
		if busy {
			return
		}
		busy = true
		password := own.Text()
		env.Run.Go(func() {
			err := change(password)
			env.Run.UI(func() {
				busy = false
				var problems core.Problems
				switch errors.As(err, &problems); {
				case err == nil:
					s.SignIn(company, env.T("recover.done"))
				case problems.Of(account.FieldPassword) != nil:
					own.SetError(env.Words.Sentence(problems.Of(account.FieldPassword)), "", nil)
				default:
					failure.Set(kit.Bad, env.Words.Error(err), "", "", "", nil)
					screen.Refresh()
				}
			})
		})
	}
	own.SetOnEnter(submit)
	parts := []fyne.CanvasObject{kit.NewText(title, kit.Title), kit.NewParagraph(text, kit.Secondary), failure}
	first := own.Focusable()
	if code != nil {
		parts, first = append(parts, code), code.Focusable()
		code.SetOnEnter(func() { env.Canvas.Focus(own.Focusable()) })
	}
	back := kit.NewButton(env.T("button.back"), kit.ButtonSecondary, func() { s.SignIn(company, "") })
	screen = card(460, append(parts, own, kit.NewRow(8, nil, back, kit.NewButton(env.T("button.save"), kit.ButtonPrimary, submit)))...)
	s.Show(screen, title, first)
}
