package colleagues

import (
	"context"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
	"resellerdesk/ui/grants"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a colleague.
type formView struct {
	*page.Form
	view     *View
	env      *page.Env
	form     *form
	grants   *grants.View
	password string // The first one of a colleague who was added.
}

// Add opens the form of a colleague who does not exist yet.
func (v *View) Add() {
	if v.env.May(permission.UserAdd) {
		v.openForm("")
	}
}

func (v *View) edit(id string) {
	if v.env.May(permission.UserEdit) {
		v.openForm(id)
	}
}

// openForm reads what the form starts from beside the UI, and shows it with the features that the
// person can give.
func (v *View) openForm(id string) {
	if v.env.Modals.Open() {
		return
	}
	page.Read(v.env, func(ctx context.Context) (*form, error) {
		return readForm(ctx, v.env, id)
	}, func(f *form) {
		actor, err := v.env.Desk.Actor()
		if err != nil {
			v.env.Fail(err)
			return
		}
		newFormView(v, f, actor.Holds()).show()
	})
}

// newFormView returns the form for somebody who holds some features.
func newFormView(view *View, f *form, held permission.Set) *formView {
	v := &formView{view: view, env: view.env, form: f}
	v.Form = page.NewForm(v.env, f, page.FormOptions{
		Problems: f.problems, Outdated: "colleagues.restored_outdated",
		First: func() fyne.Focusable { return v.Fields[account.FieldFirstName].Focusable() },
		Save: func() func(context.Context) error {
			save := f.save(v.Operation)
			return func(ctx context.Context) (err error) {
				v.password, err = save(ctx)
				return err
			}
		},
		Saved: v.tellSaved, Refused: f.noteRefused, Reload: f.reload, Fill: v.fill,
	})
	v.grants = grants.New(
		v.env, offered(held), v.env.T("permission.what"),
		func() permission.Set { return f.Now.Permissions }, v.Changed, v.Attach,
	)
	v.Body(
		12, kit.NewText(v.env.T("form.information"), kit.Heading), v.information(), v.grants.Head,
		v.grants.Body, v.Beside,
	)
	return v
}

func (v *formView) show() {
	v.fill()
	title := v.env.T("command.add_colleague")
	if v.form.ID != "" {
		title = v.env.T("form.edit", core.Args{"Company": v.form.Before.Profile.Name()})
	}
	v.Show(kit.ModalOptions{Topic: "colleagues", Title: title, Width: 860, Height: 640})
}

func (v *formView) information() fyne.CanvasObject {
	p, env := &v.form.Now.Profile, v.env
	text := func(name string, into *string) *kit.Field {
		return v.add(name, kit.NewTextField(env.T("field."+name)), into)
	}
	email := v.add(account.FieldEmail, kit.NewTextField(env.T("label.email")), &p.Email)
	password := kit.NewReadOnlyField(env.T("field.password"), env.T("colleagues.password_hint"))
	return kit.NewColumns(
		16, kit.FieldGap, 300, 2,
		text(account.FieldFirstName, &p.FirstName).SetRequired(),
		text(account.FieldLastName, &p.LastName), email.SetRequired(), password,
		text(account.FieldPhone, &p.Phone), text(account.FieldMobile, &p.Mobile),
		v.add(account.FieldLanguage, page.NewLanguageField(env), &p.Language),
	)
}

func (v *formView) add(name string, field *kit.Field, into *string) *kit.Field {
	return v.Add(name, field, func(text string) {
		*into = text
		v.form.forgetRefused(name)
	})
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	p := v.form.Now.Profile
	for name, text := range map[string]string{
		account.FieldFirstName: p.FirstName, account.FieldLastName: p.LastName,
		account.FieldEmail: p.Email, account.FieldPhone: p.Phone,
		account.FieldMobile: p.Mobile, account.FieldLanguage: p.Language,
	} {
		v.Fields[name].SetText(text)
	}
	v.grants.Refresh()
}

// tellSaved says that it is done, and the first password of a colleague who was added.
func (v *formView) tellSaved() {
	name := v.form.Now.Profile.Name()
	if v.password != "" {
		// Whose id the colleague takes.
		showPassword(v.env, name, v.password, func() { v.view.list.Show(v.Operation) })
		return
	}
	v.env.Toasts.Say(
		v.env.T("toast.changed", core.Args{"Company": name}), v.env.T("button.undo"),
		func() { v.env.Undo(v.Operation) },
	)
}
