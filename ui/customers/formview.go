package customers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a customer.
type formView struct {
	*page.Form
	env   *page.Env
	form  *form
	texts map[string]*string // What each field is typed into.
	owner *kit.PickField     // nil where it is not asked for.
}

// Add opens the form of a new customer of an owner over whatever is open, with a company that was
// typed already. saved is called with the customer who was added.
func Add(env *page.Env, owner pbx.Ref, company string, saved func(customer pbx.Ref)) {
	f := newForm(env, pbx.Customer{
		Owner: owner, CustomerDraft: pbx.CustomerDraft{Company: company},
	})
	v := newFormView(env, f, func(*formView) { saved(f.customer()) })
	v.build(v.shownOwner())
	v.show()
}

// openForm reads what the form starts from beside the UI, and shows it.
func (p *Page) openForm(id string) {
	if p.env.Modals.Open() {
		return
	}
	page.Read(p.env, func(ctx context.Context) (*form, error) {
		return readForm(ctx, p.env, id)
	}, func(f *form) {
		key := "toast.changed"
		if f.ID == "" {
			key = "toast.added"
		}
		v := newFormView(p.env, f, func(v *formView) { p.tellSaved(key, v) })
		v.build(v.ownerField())
		v.show()
	})
}

// tellSaved says what a save did, with the way back, and shows the customer in the list.
func (p *Page) tellSaved(key string, v *formView) {
	customer := v.form.customer()
	p.env.Toasts.Say(
		p.env.T(key, core.Args{"Company": customer.Name}), p.env.T("button.undo"),
		func() { p.env.Undo(v.Operation) },
	)
	p.list.Show(customer.ID)
}

// newFormView returns the frame of a form that has no fields yet; saved is called after a save.
func newFormView(env *page.Env, f *form, saved func(v *formView)) *formView {
	v := &formView{env: env, form: f, texts: map[string]*string{}}
	v.Form = page.NewForm(env, f, page.FormOptions{
		Problems: f.problems, First: v.first, Outdated: "customers.restored_outdated",
		Save: func() func(context.Context) error {
			save := f.save(v.Operation)
			return func(ctx context.Context) (err error) {
				id, err := save(ctx)
				if err == nil {
					f.ID = id
				}
				return err
			}
		},
		Saved: func() { saved(v) }, Reload: f.reload, Fill: v.fill,
	})
	return v
}

const dialogWidth = 720

func (v *formView) show() {
	env := v.env
	v.fill()
	title := env.T("command.add_customer")
	if v.form.ID != "" {
		title = env.T("form.edit", core.Args{"Company": v.form.Before.Company})
	}
	v.Show(kit.ModalOptions{
		Topic: "customer", Title: title, Width: dialogWidth,
		Height: kit.FormHeight(v.Scroll.Content, dialogWidth),
	})
}

// first is what has the focus at first: the first field that is still empty of those that must be
// there.
func (v *formView) first() fyne.Focusable {
	if v.form.Now.Company != "" && v.form.ID == "" {
		return v.Fields[pbx.FieldEmail].Focusable()
	}
	return v.Fields[pbx.FieldCompany].Focusable()
}

// build makes the fields below the one that says the owner, which may be nil.
func (v *formView) build(owner fyne.CanvasObject) {
	env, d := v.env, &v.form.Now
	var parts []fyne.CanvasObject
	if owner != nil {
		parts = append(parts, owner)
	}
	fields := kit.NewColumns(16, kit.FieldGap, 280, 2,
		v.text(pbx.FieldCompany, &d.Company).SetRequired(),
		v.text(pbx.FieldEmail, &d.Email).SetRequired(),
		v.text(pbx.FieldFirstName, &d.FirstName).SetRequired(),
		v.text(pbx.FieldLastName, &d.LastName),
		v.text(pbx.FieldBusinessNumber, &d.BusinessNumber),
		v.text(pbx.FieldMobileNumber, &d.MobileNumber),
		v.text(pbx.FieldHomeNumber, &d.HomeNumber), v.text(pbx.FieldFaxNumber, &d.FaxNumber),
		v.text(pbx.FieldStreet, &d.Street), v.text(pbx.FieldZipCode, &d.ZipCode),
		v.text(pbx.FieldCity, &d.City), v.text(pbx.FieldProvince, &d.Province),
		v.text(pbx.FieldCountry, &d.Country))
	if len(v.form.pbxs) > 0 {
		names := make([]string, len(v.form.pbxs))
		for i, p := range v.form.pbxs {
			names[i] = p.Name
		}
		fields.Add(kit.NewReadOnlyField(env.T("column.pbxs"), strings.Join(names, ", ")))
	}
	remark := v.add(pbx.FieldRemark, kit.NewMultilineField(env.T("field.remark"), 2), &d.Remark)
	v.Body(kit.FieldGap, append(parts, fields, remark)...)
}

// ownerField says whose customer it is, or asks for it; nil where there is only one who can have
// some.
func (v *formView) ownerField() fyne.CanvasObject {
	env, f := v.env, v.form
	if f.ID != "" || !env.Desk.IsDistributor() {
		return v.shownOwner()
	}
	v.owner = kit.NewPickField(env.T("field.owner"), kit.PickOptions{
		Empty: f.company(), Search: env.T("button.search"), Nothing: env.T("search.nothing"),
		Find: page.FindOwners(env, ""),
	})
	v.owner.OnPicked = func() {
		picked := v.owner.Picked()[0]
		f.Now.Owner = pbx.Ref{ID: picked.Key, Name: picked.Text}
		v.Changed()
	}
	return v.owner.Field
}

// shownOwner says whose customer it is, where there are several who can have some.
func (v *formView) shownOwner() fyne.CanvasObject {
	if !v.env.Desk.IsDistributor() {
		return nil
	}
	return kit.NewReadOnlyField(v.env.T("field.owner"), v.form.owner.Name)
}

func (v *formView) text(name string, into *string) *kit.Field {
	return v.add(name, kit.NewTextField(v.env.T("field."+name)), into)
}

func (v *formView) add(name string, field *kit.Field, into *string) *kit.Field {
	v.texts[name] = into
	return v.Add(name, field, func(text string) { *into = text })
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	for name, into := range v.texts {
		v.Fields[name].SetText(*into)
	}
	if v.owner == nil {
		return
	}
	var picked []kit.Pick
	if owner := v.form.Now.Owner; owner.ID != "" {
		picked = []kit.Pick{{Key: owner.ID, Text: owner.Name}}
	}
	v.owner.SetPicked(picked)
}
