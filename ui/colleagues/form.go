package colleagues

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/ui/grants"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a colleague.
type formView struct {
	view      *View
	env       *page.Env
	id        string // "" for a new colleague.
	version   int64
	operation string // Made before the first try, so that trying again is harmless.
	before    desk.ColleagueDraft
	draft     desk.ColleagueDraft
	fields    map[string]*kit.Field
	left      map[string]bool
	refusals  core.Problems // What only the workspace could know; gone with the next change of the field.
	grants    *grants.View
	banner    *kit.Banner
	foot      *kit.Text
	save      *kit.Button
	scroll    *container.Scroll
	modal     *kit.Modal
	saving    bool
}

// Add opens the form of a colleague who does not exist yet.
func (v *View) Add() {
	if v.env.Modals.Open() || !v.env.May(permission.UserAdd) {
		return
	}
	v.show(&formView{draft: desk.NewColleague(v.env.Words.Language())})
}

func (v *View) editSelected() {
	a, some := v.selected()
	if !some || v.env.Modals.Open() || !v.env.May(permission.UserEdit) {
		return
	}
	v.show(&formView{id: a.ID, version: a.Version, draft: desk.ColleagueDraft{Profile: a.Profile, Permissions: a.Permissions.Clone()}})
}

func (v *View) show(f *formView) {
	f.view, f.env, f.operation = v, v.env, desk.NewID()
	f.before = desk.ColleagueDraft{Profile: f.draft.Profile, Permissions: f.draft.Permissions.Clone()}
	f.fields, f.left, f.banner = map[string]*kit.Field{}, map[string]bool{}, kit.NewBanner()
	v.open = f
	f.build()
}

func (f *formView) build() {
	env := f.env
	actor, err := env.Desk.Actor()
	if err != nil {
		env.Fail(err)
		return
	}
	held := actor.Holds()
	offered := slices.DeleteFunc(permission.OfColleagues(), func(o permission.Feature) bool { return !held[o.Key] })
	f.grants = grants.New(env, offered, func() permission.Set { return f.draft.Permissions }, f.refresh, f.attach)
	content := kit.NewStack(12, f.banner, kit.NewText(env.T("form.information"), kit.Heading), f.information(), f.grants.Head, f.grants.Body)
	f.scroll = container.NewVScroll(kit.NewPadded(14, 20, 20, 20, content))
	f.foot = kit.NewCutText("", kit.Caption, 40)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, f.cancel)
	f.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, f.submit).SetTip(page.CtrlText("S"))
	f.refresh()
	title := env.T("command.add_colleague")
	if f.id != "" {
		title = env.T("form.edit", core.Args{"Company": f.before.Profile.Name()})
	}
	f.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: f.scroll, Foot: kit.NewFoot(f.foot, cancel, f.save), Width: 860, Height: 640, Scroll: f.scroll,
		First: f.fields[account.FieldFirstName].Focusable(), OnCancel: f.cancel,
	})
}

func (f *formView) attach(o fyne.CanvasObject) {
	if f.modal != nil {
		f.modal.Attach(o)
	}
}

func (f *formView) information() fyne.CanvasObject {
	p, env := &f.draft.Profile, f.env
	text := func(name string, into *string) *kit.Field {
		return f.add(name, kit.NewTextField(env.T("field."+name)), *into, func(t string) { *into = t })
	}
	languages := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		languages[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	email := f.add(account.FieldEmail, kit.NewTextField(env.T("label.email")), p.Email, func(t string) { p.Email = t }).SetRequired()
	password := kit.NewReadOnlyField(env.T("field.password"), env.T("colleagues.password_hint"))
	return kit.NewColumns(16, 8, 300, 2,
		text(account.FieldFirstName, &p.FirstName).SetRequired(), text(account.FieldLastName, &p.LastName), email, password,
		text(account.FieldPhone, &p.Phone), text(account.FieldMobile, &p.Mobile),
		f.add(account.FieldLanguage, kit.NewSelectField(env.T("field.language"), languages), p.Language, func(t string) { p.Language = t }))
}

func (f *formView) add(name string, field *kit.Field, text string, set func(string)) *kit.Field {
	f.fields[name] = field
	field.SetText(text)
	field.OnChanged = func(text string) {
		set(text)
		f.refusals = slices.DeleteFunc(f.refusals, func(p *core.Error) bool { return p.Field == name })
		f.refresh()
	}
	field.OnLeft = func() {
		f.left[name] = true
		f.refresh()
	}
	return field
}

func (f *formView) problems() core.Problems {
	problems, err := f.env.Desk.ValidateColleague(f.draft)
	if err != nil {
		return nil // Saving says it.
	}
	return append(slices.Clone(f.refusals), problems...)
}

// refresh shows what is wrong, and what saving waits for.
func (f *formView) refresh() {
	if f.save == nil {
		return
	}
	problems := f.problems()
	for name, field := range f.fields {
		if p := problems.Of(name); p != nil && f.left[name] {
			field.SetError(f.env.Words.Sentence(p), "", nil)
		} else {
			field.SetError("", "", nil)
		}
	}
	text := page.Summary(f.env, problems)
	f.foot.SetText(text)
	if len(problems) > 0 || f.saving {
		f.save.Disable(text)
	} else {
		f.save.Enable()
	}
}

func (f *formView) submit() {
	if f.saving || len(f.problems()) > 0 {
		for name := range f.fields {
			f.left[name] = true
		}
		f.refresh()
		return
	}
	f.saving = true
	f.refresh()
	draft := desk.ColleagueDraft{Profile: f.draft.Profile, Permissions: f.draft.Permissions.Clone()}
	f.env.Run.Go(func() {
		ctx := context.Background()
		var password string
		var err error
		if f.id == "" {
			password, err = f.env.Desk.AddColleague(ctx, f.operation, draft)
		} else {
			err = f.env.Desk.EditColleague(ctx, f.operation, f.id, f.version, draft)
		}
		f.env.Run.UI(func() { f.saved(password, err) })
	})
}

func (f *formView) saved(password string, err error) {
	f.saving = false
	var problems core.Problems
	switch {
	case errors.As(err, &problems):
		f.refusals = problems
		for _, p := range problems {
			f.left[p.Field] = true
		}
		f.refresh()
	case err != nil:
		f.banner.Set(kit.Bad, f.env.T("form.not_saved"), "", f.env.Words.Error(err), "", nil)
		f.scroll.ScrollToTop()
		f.scroll.Refresh()
		f.refresh()
	default:
		f.close()
		name := f.draft.Profile.Name()
		if password != "" {
			showPassword(f.env, name, password)
			return
		}
		f.env.Toasts.Say(f.env.T("toast.changed", core.Args{"Company": name}), f.env.T("button.undo"), func() { f.env.Undo(f.operation) })
	}
}

func (f *formView) close() {
	f.view.open = nil
	f.modal.Close()
}

// cancel closes, after a question when something was typed.
func (f *formView) cancel() {
	if f.saving {
		return
	}
	if reflect.DeepEqual(f.draft, f.before) {
		f.close()
		return
	}
	f.env.AskDiscard(f.close)
}
