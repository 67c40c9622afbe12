package customers

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Form is the dialog that adds or edits a customer.
type Form struct {
	*page.Form
	env      *page.Env
	id       string  // "" for a new customer.
	inPlace  bool    // A new one over another form, which says whose it is.
	owner    pbx.Ref // Who owns the customer's PBXs; without an id the workspace's owner.
	version  int64
	before   pbx.CustomerDraft
	draft    pbx.CustomerDraft
	opened   core.Fields // What stood when the form was opened, once somebody else changed it.
	pbxs     []pbx.Ref   // What is made for the customer.
	outdated bool        // What was restored was typed before somebody changed the customer.
	kept     *page.DraftStore
	saved    func(customer pbx.Ref)
	closed   func()

	texts  map[string]*string
	choose *kit.PickField // Whose customer a new one is, when it can be chosen.
}

// Add opens the form of a new customer of an owner over whatever is open, with a company that was
// typed already. saved is called with the customer who was added.
func Add(env *page.Env, owner pbx.Ref, company string, saved func(customer pbx.Ref)) *Form {
	f := &Form{
		env: env, inPlace: true, owner: owner, saved: saved, closed: func() {},
		before: pbx.CustomerDraft{Company: company},
	}
	f.draft = f.before
	f.show(false)
	return f
}

// readForm reads what the form of a customer starts from; it runs beside the UI.
func (f *Form) readForm(ctx context.Context) (restored bool, err error) {
	name := "customer/new"
	if f.id != "" {
		name = "customer/" + f.id
		c, pbxs, err := f.env.Desk.Customer(ctx, f.id)
		if err != nil {
			return false, err
		}
		f.before, f.version, f.pbxs, f.owner = c.CustomerDraft, c.Version, pbxs, c.Owner
	}
	f.draft = f.before
	f.kept = page.NewDraftStore(f.env, name)
	data, err := f.kept.Read(ctx)
	var k keptForm
	if err != nil || data == nil || json.Unmarshal(data, &k) != nil {
		return false, err
	}
	f.draft, f.owner, f.outdated = k.Draft, k.Owner, k.Version != f.version
	if now := f.before; f.outdated {
		f.before = k.Before
		_, err = f.merge(now)
	}
	if err != nil {
		return false, err
	}
	return f.typed(), nil
}

// keptForm is the stored form of what was typed.
type keptForm struct {
	Version int64
	Owner   pbx.Ref
	Before  pbx.CustomerDraft // What stood then.
	Draft   pbx.CustomerDraft
}

func (f *Form) stored() ([]byte, error) {
	return json.Marshal(keptForm{
		Version: f.version, Owner: f.owner, Before: f.before, Draft: f.draft,
	})
}

func (f *Form) typed() bool { return f.draft != f.before }

const dialogWidth = 720

func (f *Form) show(restored bool) {
	env := f.env
	f.Form = page.NewForm(env, page.FormOptions{
		Problems: func() core.Problems { return f.draft.Trim().Validate() }, Typed: f.typed,
		First:  f.first,
		Drafts: f.kept, Stored: f.stored, Reset: f.reset, Save: f.save,
		Saved:  func() { f.saved(pbx.Ref{ID: f.id, Name: f.draft.Trim().Title()}) },
		Reload: f.reload, Fill: f.fill, Closed: f.closed,
	})
	f.build()
	f.fill()
	title := env.T("command.add_customer")
	if f.id != "" {
		title = env.T("form.edit", core.Args{"Company": f.before.Company})
	}
	f.Show(kit.ModalOptions{
		Topic: "customer", Title: title, Width: dialogWidth,
		Height: kit.FormHeight(f.Scroll.Content, dialogWidth),
	})
	if restored {
		outdated := ""
		if f.outdated {
			outdated = env.T("customers.restored_outdated")
		}
		f.TellRestored(outdated)
	}
}

// first is what has the focus at first: the first field that is still empty of those that must be
// there.
func (f *Form) first() fyne.Focusable {
	if f.draft.Company != "" && f.id == "" {
		return f.Fields[pbx.FieldEmail].Focusable()
	}
	return f.Fields[pbx.FieldCompany].Focusable()
}

func (f *Form) build() {
	env, d := f.env, &f.draft
	f.texts = map[string]*string{}
	var parts []fyne.CanvasObject
	if owner := f.ownerField(); owner != nil {
		parts = append(parts, owner)
	}
	fields := kit.NewColumns(16, kit.FieldGap, 280, 2,
		f.text(pbx.FieldCompany, &d.Company).SetRequired(),
		f.text(pbx.FieldEmail, &d.Email).SetRequired(),
		f.text(pbx.FieldFirstName, &d.FirstName).SetRequired(),
		f.text(pbx.FieldLastName, &d.LastName),
		f.text(pbx.FieldBusinessNumber, &d.BusinessNumber),
		f.text(pbx.FieldMobileNumber, &d.MobileNumber),
		f.text(pbx.FieldHomeNumber, &d.HomeNumber), f.text(pbx.FieldFaxNumber, &d.FaxNumber),
		f.text(pbx.FieldStreet, &d.Street), f.text(pbx.FieldZipCode, &d.ZipCode),
		f.text(pbx.FieldCity, &d.City), f.text(pbx.FieldProvince, &d.Province),
		f.text(pbx.FieldCountry, &d.Country))
	if len(f.pbxs) > 0 {
		names := make([]string, len(f.pbxs))
		for i, p := range f.pbxs {
			names[i] = p.Name
		}
		fields.Add(kit.NewReadOnlyField(env.T("column.pbxs"), strings.Join(names, ", ")))
	}
	f.Body(
		kit.FieldGap,
		append(
			parts, fields,
			f.add(pbx.FieldRemark, kit.NewMultilineField(env.T("field.remark"), 2), &d.Remark),
		)...,
	)
}

// ownerField says whose customer it is, or asks for it; nil where there is only one who can have
// some.
func (f *Form) ownerField() fyne.CanvasObject {
	env := f.env
	switch {
	case !env.Desk.IsDistributor():
		return nil
	case f.id != "" || f.inPlace:
		return kit.NewReadOnlyField(env.T("field.owner"), f.owner.Name)
	}
	f.choose = kit.NewPickField(env.T("field.owner"), kit.PickOptions{
		Empty: f.company(), Search: env.T("button.search"), Nothing: env.T("search.nothing"),
		Find: page.FindOwners(env, ""),
	})
	if f.owner.ID != "" {
		f.choose.SetPicked([]kit.Pick{{Key: f.owner.ID, Text: f.owner.Name}})
	}
	f.choose.OnPicked = func() {
		picked := f.choose.Picked()[0]
		f.owner = pbx.Ref{ID: picked.Key, Name: picked.Text}
	}
	return f.choose.Field
}

// company is what the workspace's owner is called.
func (f *Form) company() string {
	if actor, err := f.env.Desk.Actor(); err == nil && actor.Profile.Company != "" {
		return actor.Profile.Company
	}
	return f.env.T("pbx.owner_own")
}

func (f *Form) text(name string, into *string) *kit.Field {
	return f.add(name, kit.NewTextField(f.env.T("field."+name)), into)
}

func (f *Form) add(name string, field *kit.Field, into *string) *kit.Field {
	f.texts[name] = into
	return f.Add(name, field, func(text string) { *into = text })
}

func (f *Form) fill() {
	for name, into := range f.texts {
		f.Fields[name].SetText(*into)
	}
}

// reset forgets what was typed.
func (f *Form) reset() {
	f.draft = f.before
	f.fill()
}

// save saves the draft as it is; the function runs beside the UI.
func (f *Form) save() func(ctx context.Context) error {
	owner, operation, version, draft := f.owner.ID, f.Operation, f.version, f.draft
	return func(ctx context.Context) error {
		if f.id != "" {
			return f.env.Desk.EditCustomer(ctx, operation, f.id, version, draft)
		}
		id, err := f.env.Desk.AddCustomer(ctx, operation, owner, draft)
		if err == nil {
			f.id = id
		}
		return err
	}
}

// reload reads the customer as it is.
func (f *Form) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		if f.id == "" {
			return page.NothingElse, nil
		}
		c, _, err := f.env.Desk.Customer(ctx, f.id)
		return func(over bool) (wording.Meanwhile, error) {
			if over {
				f.version = c.Version
			}
			return f.merge(c.CustomerDraft)
		}, err
	}
}

// merge makes the draft what there is now, with what was typed.
func (f *Form) merge(now pbx.CustomerDraft) (wording.Meanwhile, error) {
	before, errBefore := core.FieldsOf(f.before)
	mine, errMine := core.FieldsOf(f.draft)
	stands, errNow := core.FieldsOf(now)
	if f.opened == nil {
		f.opened = before
	}
	m := wording.Merge(f.env.Words, f.opened, before, mine, stands)
	f.before = now
	return m, errors.Join(errBefore, errMine, errNow, m.Merged.Into(&f.draft))
}
