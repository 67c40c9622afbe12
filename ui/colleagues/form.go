package colleagues

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/grants"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a colleague.
type formView struct {
	*page.Form
	view    *View
	env     *page.Env
	id      string // "" for a new colleague.
	version int64
	before  desk.ColleagueDraft
	draft   desk.ColleagueDraft
	opened  core.Fields // What stood when the form was opened, once somebody else changed it.
	granted *grants.View
	// What only the workspace could know; gone with the next change of the field.
	refusals core.Problems
	password string // The first one of a colleague who was added.
}

// Add opens the form of a colleague who does not exist yet.
func (v *View) Add() {
	if v.env.Modals.Open() || !v.env.May(permission.UserAdd) {
		return
	}
	v.show(&formView{draft: desk.NewColleague(v.env.Words.Language())})
}

func (v *View) edit(id string) {
	a, loaded := v.list.Find(id)
	if !loaded || v.env.Modals.Open() || !v.env.May(permission.UserEdit) {
		return
	}
	v.show(&formView{
		id: a.ID, version: a.Version,
		draft: desk.ColleagueDraft{Profile: a.Profile, Permissions: a.Permissions.Clone()},
	})
}

func (v *View) show(f *formView) {
	f.view, f.env = v, v.env
	f.before = desk.ColleagueDraft{
		Profile: f.draft.Profile, Permissions: f.draft.Permissions.Clone(),
	}
	actor, err := v.env.Desk.Actor()
	if err != nil {
		v.env.Fail(err)
		return
	}
	f.Form = page.NewForm(v.env, page.FormOptions{
		Problems: f.problems, Typed: func() bool { return !reflect.DeepEqual(f.draft, f.before) },
		First: func() fyne.Focusable { return f.Fields[account.FieldFirstName].Focusable() },
		Save:  f.save, Saved: f.tellSaved,
		Refused: func(problems core.Problems) { f.refusals = problems }, Reload: f.reload,
		Fill:   f.fill,
		Closed: func() { v.open = nil },
	})
	v.open = f
	f.build(actor.Holds())
}

// build shows the form to somebody who holds features that he can give.
func (f *formView) build(held permission.Set) {
	env := f.env
	offered := slices.DeleteFunc(
		permission.OfColleagues(), func(o permission.Feature) bool { return !held[o.Key] },
	)
	f.granted = grants.New(
		env, offered, env.T("permission.what"),
		func() permission.Set { return f.draft.Permissions }, f.Changed, f.Attach,
	)
	f.Body(
		12, kit.NewText(env.T("form.information"), kit.Heading), f.information(), f.granted.Head,
		f.granted.Body, f.Beside,
	)
	f.fill()
	title := env.T("command.add_colleague")
	if f.id != "" {
		title = env.T("form.edit", core.Args{"Company": f.before.Profile.Name()})
	}
	f.Show(kit.ModalOptions{Topic: "colleagues", Title: title, Width: 860, Height: 640})
}

func (f *formView) information() fyne.CanvasObject {
	p, env := &f.draft.Profile, f.env
	text := func(name string, into *string) *kit.Field {
		return f.add(name, kit.NewTextField(env.T("field."+name)), func(t string) { *into = t })
	}
	languages := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		languages[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	email := f.add(
		account.FieldEmail, kit.NewTextField(env.T("label.email")), func(t string) { p.Email = t },
	).SetRequired()
	password := kit.NewReadOnlyField(env.T("field.password"), env.T("colleagues.password_hint"))
	return kit.NewColumns(
		16,
		kit.FieldGap,
		300,
		2,
		text(account.FieldFirstName, &p.FirstName).SetRequired(),
		text(account.FieldLastName, &p.LastName),
		email,
		password,
		text(account.FieldPhone, &p.Phone),
		text(account.FieldMobile, &p.Mobile),
		f.add(
			account.FieldLanguage,
			kit.NewSelectField(env.T("field.language"), languages),
			func(t string) { p.Language = t },
		),
	)
}

func (f *formView) add(name string, field *kit.Field, set func(string)) *kit.Field {
	return f.Add(name, field, func(text string) {
		set(text)
		f.refusals = slices.DeleteFunc(
			f.refusals, func(p *core.Error) bool { return p.Field == name },
		)
	})
}

func (f *formView) problems() core.Problems {
	problems, err := f.env.Desk.ValidateColleague(f.draft)
	if err != nil {
		return nil // Saving says it.
	}
	return append(slices.Clone(f.refusals), problems...)
}

// save saves the draft as it is; the function runs beside the UI.
func (f *formView) save() func(ctx context.Context) error {
	id, version, operation := f.id, f.version, f.Operation
	draft := desk.ColleagueDraft{Profile: f.draft.Profile, Permissions: f.draft.Permissions.Clone()}
	return func(ctx context.Context) (err error) {
		if id != "" {
			return f.env.Desk.EditColleague(ctx, operation, id, version, draft)
		}
		f.password, err = f.env.Desk.AddColleague(ctx, operation, draft)
		return err
	}
}

// reload reads the colleague as it is.
func (f *formView) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		list, err := f.env.Desk.Colleagues(ctx)
		i := slices.IndexFunc(list, func(a account.Account) bool { return a.ID == f.id })
		if err != nil || i < 0 {
			return page.NothingElse, err
		}
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = list[i].Version
			}
			return f.merge(desk.ColleagueDraft{
				Profile: list[i].Profile, Permissions: list[i].Permissions.Clone(),
			})
		}, nil
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *formView) merge(now desk.ColleagueDraft) (wording.Meanwhile, error) {
	fields := func(d desk.ColleagueDraft) (core.Fields, error) {
		return account.Draft{Profile: d.Profile, Permissions: d.Permissions}.Fields()
	}
	before, errBefore := fields(f.before)
	mine, errMine := fields(f.draft)
	stands, errNow := fields(now)
	if f.opened == nil {
		f.opened = before
	}
	m := wording.Merge(f.env.Words, f.opened, before, mine, stands)
	draft, err := account.DraftOf(m.Merged)
	if err = errors.Join(errBefore, errMine, errNow, err); err == nil && m.Fresh {
		f.before, f.draft = now, desk.ColleagueDraft{
			Profile: draft.Profile, Permissions: draft.Permissions,
		}
	}
	return m, err
}

// fill puts the draft into the fields.
func (f *formView) fill() {
	p := f.draft.Profile
	for name, text := range map[string]string{
		account.FieldFirstName: p.FirstName, account.FieldLastName: p.LastName,
		account.FieldEmail: p.Email, account.FieldPhone: p.Phone,
		account.FieldMobile: p.Mobile, account.FieldLanguage: p.Language,
	} {
		f.Fields[name].SetText(text)
	}
	f.granted.Refresh()
}

// tellSaved says that it is done, and the first password of a colleague who was added.
func (f *formView) tellSaved() {
	name := f.draft.Profile.Name()
	if f.password != "" {
		// Whose id the colleague takes.
		showPassword(f.env, name, f.password, func() { f.view.list.Show(f.Operation) })
		return
	}
	f.env.Toasts.Say(
		f.env.T("toast.changed", core.Args{"Company": name}), f.env.T("button.undo"),
		func() { f.env.Undo(f.Operation) },
	)
}
