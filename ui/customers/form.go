package customers

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Form is the dialog that adds or edits a customer.
type Form struct {
	env       *page.Env
	id        string  // "" for a new customer.
	owner     pbx.Ref // Who owns the customer's PBXs; without an id the workspace's owner.
	operation string  // Made before the first try, so that trying again is harmless.
	version   int64
	before    pbx.CustomerDraft
	draft     pbx.CustomerDraft
	pbxs      []pbx.Ref // What is made for the customer.
	outdated  bool      // What was restored was typed before somebody changed the customer.
	kept      *page.Kept
	saved     func(customer pbx.Ref)
	closed    func()

	texts  map[string]*string
	fields map[string]*kit.Field
	left   map[string]bool
	choose *kit.PickField // Whose customer a new one is, when it can be chosen.
	banner *kit.Banner
	foot   *kit.Text
	save   *kit.Button
	scroll *container.Scroll
	modal  *kit.Modal
	saving bool
}

// Add opens the form of a new customer of an owner over whatever is open, with a company that was typed already. saved is called with
// the customer who was added.
func Add(env *page.Env, owner pbx.Ref, company string, saved func(customer pbx.Ref)) *Form {
	f := &Form{env: env, owner: owner, saved: saved, closed: func() {}, before: pbx.CustomerDraft{Company: company}}
	f.draft = f.before
	f.show(false)
	return f
}

// OnTop tells whether the form is the dialog that is typed into.
func (f *Form) OnTop() bool { return f.modal != nil && f.env.Modals.Top() == f.modal }

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
	f.kept = page.NewKept(f.env, name)
	data, err := f.kept.Read(ctx)
	var k keptForm
	if err != nil || data == nil || json.Unmarshal(data, &k) != nil {
		return false, err
	}
	f.draft, f.owner, f.outdated = k.Draft, k.Owner, k.Version != f.version
	return f.typed(), nil
}

// keptForm is the stored form of what was typed.
type keptForm struct {
	Version int64
	Owner   pbx.Ref
	Draft   pbx.CustomerDraft
}

func (f *Form) stored() ([]byte, error) {
	return json.Marshal(keptForm{Version: f.version, Owner: f.owner, Draft: f.draft})
}

func (f *Form) typed() bool { return f.draft != f.before }

// dialogHeight shows the whole form where the window is high enough; an owner has a row of his own.
const (
	dialogHeight = 625
	ownerHeight  = 62
)

func (f *Form) show(restored bool) {
	env := f.env
	f.operation, f.left = desk.NewID(), map[string]bool{}
	f.build()
	title := env.T("command.add_customer")
	if f.id != "" {
		title = env.T("form.edit", core.Args{"Company": f.before.Company})
	}
	f.fill()
	f.refresh()
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, f.cancel)
	height := float32(dialogHeight)
	if env.Desk.Sells() {
		height += ownerHeight
	}
	f.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: f.scroll, Foot: kit.NewFoot(f.foot, cancel, f.save), Width: 720, Height: height, Scroll: f.scroll,
		First: f.first(), OnCancel: f.cancel,
	})
	if restored {
		more := ""
		if f.outdated {
			more = env.T("customers.restored_outdated")
		}
		f.say(kit.Info, env.T("form.restored"), more, env.T("form.restored_discard"), f.discard)
	}
}

// first is what has the focus at first: the first field that is still empty of those that must be there.
func (f *Form) first() fyne.Focusable {
	if f.draft.Company != "" && f.id == "" {
		return f.fields[pbx.FieldEmail].Focusable()
	}
	return f.fields[pbx.FieldCompany].Focusable()
}

func (f *Form) say(tone kit.Tone, title, text, link string, follow func()) {
	f.banner.Set(tone, title, "", text, link, follow)
	f.modal.Attach(f.banner)
	f.scroll.Refresh()
}

func (f *Form) build() {
	env, d := f.env, &f.draft
	f.banner, f.fields, f.texts = kit.NewBanner(), map[string]*kit.Field{}, map[string]*string{}
	f.foot = kit.NewCutText("", kit.Caption, 40)
	f.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, f.Submit).SetTip(page.CtrlText("S"))
	parts := []fyne.CanvasObject{f.banner}
	if owner := f.ownerField(); owner != nil {
		parts = append(parts, owner)
	}
	fields := kit.NewColumns(16, 8, 280, 2,
		f.text(pbx.FieldCompany, &d.Company).SetRequired(), f.text(pbx.FieldEmail, &d.Email).SetRequired(),
		f.text(pbx.FieldFirstName, &d.FirstName).SetRequired(), f.text(pbx.FieldLastName, &d.LastName),
		f.text(pbx.FieldBusinessNumber, &d.BusinessNumber), f.text(pbx.FieldMobileNumber, &d.MobileNumber),
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
	parts = append(parts, fields, f.add(pbx.FieldRemark, kit.NewMultilineField(env.T("field.remark"), 2), &d.Remark))
	f.scroll = container.NewVScroll(kit.NewPadded(14, 20, 20, 20, kit.NewStack(10, parts...)))
}

// ownerField says whose customer it is, or asks for it; nil where there is only one who can have some.
func (f *Form) ownerField() fyne.CanvasObject {
	env := f.env
	switch {
	case !env.Desk.Sells():
		return nil
	case f.id != "" || f.kept == nil:
		return kit.NewReadOnlyField(env.T("field.owner"), f.owner.Name)
	}
	f.choose = kit.NewPickField(env.T("field.owner"), kit.PickOptions{
		Empty: env.T("pbx.owner_own"), Search: env.T("button.search"), Nothing: env.T("resellers.nothing"), Find: page.FindOwners(env, ""),
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

func (f *Form) text(name string, into *string) *kit.Field {
	return f.add(name, kit.NewTextField(f.env.T("field."+name)), into)
}

func (f *Form) add(name string, field *kit.Field, into *string) *kit.Field {
	f.fields[name], f.texts[name] = field, into
	field.OnChanged = func(text string) {
		*into = text
		f.refresh()
		if f.kept != nil {
			f.kept.Typed(f.stored)
		}
	}
	field.OnLeft = func() {
		f.left[name] = true
		f.refresh()
	}
	return field
}

func (f *Form) fill() {
	for name, field := range f.fields {
		field.SetText(*f.texts[name])
	}
}

func (f *Form) problems() core.Problems { return f.draft.Trim().Validate() }

// refresh shows what is wrong, and what saving waits for.
func (f *Form) refresh() {
	problems := f.problems()
	for name, field := range f.fields {
		if p := problems.Of(name); p != nil && f.left[name] {
			field.SetError(f.env.Words.Sentence(p), "", nil)
		} else {
			field.SetError("", "", nil)
		}
	}
	text := page.Summary(f.env, problems)
	if f.saving {
		text = f.env.T("form.saving")
	}
	f.foot.SetText(text)
	if len(problems) > 0 || f.saving {
		f.save.Disable(text)
	} else {
		f.save.Enable()
	}
}

// Submit saves the customer, or says what keeps it from that.
func (f *Form) Submit() {
	problems := f.problems()
	if f.saving {
		return
	}
	if len(problems) > 0 {
		for name := range f.fields {
			f.left[name] = true
		}
		f.refresh()
		f.env.Canvas.Focus(f.fields[problems[0].Field].Focusable())
		return
	}
	if f.kept != nil {
		f.kept.Stop()
	}
	f.saving = true
	f.refresh()
	id, owner, operation, version, draft := f.id, f.owner.ID, f.operation, f.version, f.draft
	f.env.Run.Go(func() {
		ctx := context.Background()
		var err error
		if id == "" {
			id, err = f.env.Desk.AddCustomer(ctx, operation, owner, draft)
		} else {
			err = f.env.Desk.EditCustomer(ctx, operation, id, version, draft)
		}
		if err == nil && f.kept != nil {
			f.kept.Drop()
		}
		f.env.Run.UI(func() { f.done(id, err) })
	})
}

func (f *Form) done(id string, err error) {
	f.saving = false
	if err == nil {
		f.close()
		f.saved(pbx.Ref{ID: id, Name: f.draft.Trim().Title()})
		return
	}
	f.refresh()
	link, follow := "", func() {}
	var e *core.Error
	if errors.As(err, &e) && e.Key == "customer.changed_meanwhile" {
		link, follow = f.env.T("form.save_anyway"), f.saveAnyway
	}
	f.say(kit.Bad, f.env.T("form.not_saved"), f.env.Words.Error(err), link, follow)
	f.scroll.ScrollToTop()
}

// saveAnyway saves what was typed over what somebody else changed meanwhile.
func (f *Form) saveAnyway() {
	f.env.Run.Go(func() {
		c, _, err := f.env.Desk.Customer(context.Background(), f.id)
		f.env.Run.UI(func() {
			if err != nil {
				f.env.Fail(err)
				return
			}
			f.version, f.operation = c.Version, desk.NewID()
			f.Submit()
		})
	})
}

// cancel closes, after a question when something was typed.
func (f *Form) cancel() {
	switch {
	case f.saving:
	case f.typed():
		f.env.AskDiscard(f.drop)
	default:
		f.drop()
	}
}

func (f *Form) drop() {
	f.close()
	if f.kept != nil {
		f.env.Run.Go(f.kept.Drop)
	}
}

func (f *Form) close() {
	if f.kept != nil {
		f.kept.Stop()
	}
	f.modal.Close()
	f.closed()
}

// discard forgets what was restored.
func (f *Form) discard() {
	f.draft = f.before
	f.banner.Set(kit.Info, "", "", "", "", nil)
	f.fill()
	f.refresh()
	f.scroll.Refresh()
	f.env.Canvas.Focus(f.first())
}
