package welcome

import (
	"context"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// passwordForm asks for a new password, and for the present one unless it is known.
type passwordForm struct {
	env      *page.Env
	known    string
	old, own *kit.Field
	failure  *kit.Banner
	done     func()
	busy     bool
	object   fyne.CanvasObject
}

func newPasswordForm(env *page.Env, known string, done func()) *passwordForm {
	f := &passwordForm{env: env, known: known, failure: kit.NewBanner(), done: done}
	f.old = kit.NewPasswordField(env.T("password.old")).SetRequired()
	own, rule := page.NewPasswordField(
		env, env.T("password.new"), func() []string { return ownWords(env) },
	)
	f.own = own
	f.own.OnChanged = func(text string) {
		f.own.SetError("")
		rule.Rate(text)
	}
	f.old.SetOnEnter(f.submit)
	f.own.SetOnEnter(f.submit)
	f.old.OnChanged = func(string) { f.old.SetError("") }
	parts := []fyne.CanvasObject{f.failure, f.old, f.own}
	if known != "" {
		parts = []fyne.CanvasObject{f.failure, f.own}
	}
	f.object = kit.NewStack(10, parts...)
	return f
}

// ownWords are the words of the person who is signed in, which a password must not be made of.
func ownWords(env *page.Env) []string {
	actor, err := env.Desk.Actor()
	if err != nil {
		return nil
	}
	p := actor.Profile
	return []string{p.Company, p.FirstName, p.LastName, p.Email}
}

// first is the field that gets the focus.
func (f *passwordForm) first() fyne.Focusable {
	if f.known != "" {
		return f.own.Focusable()
	}
	return f.old.Focusable()
}

func (f *passwordForm) submit() {
	if f.busy {
		return
	}
	old := f.known
	if old == "" {
		old = f.old.Text()
	}
	if old == "" {
		f.old.SetError(f.env.Words.Sentence(&core.Error{Key: "field.required"}))
		f.env.Canvas.Focus(f.old.Focusable())
		return
	}
	f.busy = true
	own := f.own.Text()
	page.TryOr(f.env, func(ctx context.Context) error {
		return f.env.Desk.ChangePassword(ctx, old, own)
	}, f.changed, func() { f.changed(nil) })
}

func (f *passwordForm) changed(err error) {
	f.busy = false
	problems, _ := err.(core.Problems)
	switch p := problems.Of(account.FieldPassword); {
	case err == nil:
		f.done()
	case p != nil:
		f.own.SetError(f.env.Words.Sentence(p))
		f.env.Canvas.Focus(f.own.Focusable())
	default:
		f.failure.Set(kit.Bad, f.env.Words.Error(err), "", "")
		f.object.Refresh()
		f.env.Canvas.Focus(f.first())
	}
}

// ChoosePassword asks somebody who came with a first password for one of their own.
func (s *Screens) ChoosePassword(first string) {
	env := s.Env
	s.Again(func() { s.ChoosePassword(first) })
	f := newPasswordForm(env, first, s.Entered)
	s.showForm(
		"sign_in",
		card(
			460,
			kit.NewText(env.T("password.choose"), kit.Title),
			kit.NewParagraph(env.T("password.choose_text"), kit.Secondary),
			f.object,
			kit.NewRow(
				8,
				nil,
				kit.NewButton(env.T("button.next"), kit.ButtonPrimary, f.submit),
			),
		),
		env.T("password.choose"),
		f.first(),
		f.submit,
		nil,
	)
}

// ChangePassword asks in a dialog for the present password and a new one.
func ChangePassword(env *page.Env) {
	var modal *kit.Modal
	f := newPasswordForm(env, "", func() {
		modal.Close()
		env.Toasts.Say(env.T("toast.password"), "", nil)
	})
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { modal.Cancel() })
	save := kit.NewButton(env.T("button.save"), kit.ButtonPrimary, f.submit)
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "sign_in",
		Title: env.T("command.password"), Width: 440, Body: f.object,
		Foot: kit.NewRow(8, nil, cancel, save), First: f.first(), Primary: save,
	})
}
