package pbxs

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a PBX.
type formView struct {
	*page.Form
	page *Page
	env  *page.Env
	form *form

	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
	owner    *kit.PickField
	people   *kit.PickField // The customers.
	heading  *kit.Text      // Out of which package.
	asking   func()         // Stops the clock of asking who has the address.
	limits   page.Latest[pbx.Limits]
	saved    desk.Saved
}

// openForm reads what the form starts from beside the UI, and shows it with the focus in a field.
func (p *Page) openForm(id, first string) {
	if p.env.Modals.Open() {
		return
	}
	page.Read(p.env, func(ctx context.Context) (*form, error) {
		return readForm(ctx, p.env, id)
	}, func(f *form) {
		newFormView(p, f, first).show()
	})
}

func newFormView(p *Page, f *form, first string) *formView {
	v := &formView{page: p, env: p.env, form: f}
	v.Form = page.NewForm(p.env, f, page.FormOptions{
		Problems: f.problems, AtOnce: atOnce, About: f.about, Mend: v.mend,
		Means:   func() (string, bool) { return f.moves(), false },
		Refresh: v.showMeaning, Outdated: "pbx.restored_outdated",
		First: func() fyne.Focusable { return v.first(first) },
		Save: func() func(context.Context) error {
			save := f.save(v.Operation)
			return func(ctx context.Context) (err error) {
				v.saved, err = save(ctx)
				return err
			}
		},
		Saved: v.tellSaved, Refused: f.noteRefused, Reload: f.reload, Fill: v.fill,
		Closed: v.closed,
	})
	v.build()
	return v
}

// Size of the dialog: as high as the form, with room for the banner of a restored one.
const (
	dialogWidth  = 800
	bannerHeight = 72
)

func (v *formView) height() float32 {
	height := kit.FormHeight(v.Scroll.Content, dialogWidth)
	if v.form.Restored {
		height += bannerHeight
	}
	return height
}

func (v *formView) show() {
	env := v.env
	v.page.open = v
	v.fill()
	v.Refresh()
	title := env.T("command.add_pbx")
	if v.form.ID != "" {
		title = env.T("form.edit", core.Args{"Company": v.form.start.PBX.Name})
	}
	v.Show(kit.ModalOptions{
		Topic: "add_pbx", Title: title, Width: dialogWidth, Height: v.height(),
	})
	v.checkAddress()
}

// first is what has the focus when the form opens.
func (v *formView) first(field string) fyne.Focusable {
	if f := v.Fields[field]; f != nil && f.Visible() {
		return f.Focusable()
	}
	if v.owner != nil {
		return v.owner.Field.Focusable()
	}
	return v.Fields[pbx.FieldName].Focusable()
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	d := v.form.Now
	if v.owner != nil {
		v.owner.SetPicked([]kit.Pick{{Key: v.form.owner().ID, Text: v.form.owner().Name}})
	}
	v.fillCustomers()
	v.fillChoices()
	for name, text := range map[string]string{
		pbx.FieldName: d.Name, pbx.FieldPlan: string(d.Plan), pbx.FieldRegion: d.Region,
		pbx.FieldSubDomain: d.SubDomain, pbx.FieldExpiry: v.form.expiry.Text,
		pbx.FieldMadeAt: v.form.made.Text,
		pbx.FieldType:   string(d.Type), pbx.FieldRemark: d.Remark,
	} {
		v.Fields[name].SetText(text)
	}
	v.fillAmounts()
	v.fillSwitches()
}

func (v *formView) fillSwitches() {
	d := v.form.Now
	for name, on := range map[string]bool{
		pbx.FieldRecording: d.Recording, pbx.FieldHighAvailability: d.HighAvailability,
		pbx.FieldRunAfterExpiry: d.RunAfterExpiry,
		fieldActivated:          d.Activated,
	} {
		v.switches[name].SetOn(on)
	}
}

func (v *formView) fillAmounts() {
	d := v.form.Now
	for r, n := range map[capacity.Resource]int64{
		capacity.Extensions: d.Extensions, capacity.ConcurrentCalls: d.ConcurrentCalls,
		capacity.RecordingMinutes:     d.RecordingMinutes,
		capacity.TranscriptionMinutes: d.TranscriptionMinutes,
	} {
		text := strconv.FormatInt(n, 10)
		if v.form.Now.Blank[string(r)] || r == capacity.TranscriptionMinutes && n == 0 {
			text = ""
		}
		v.FillNumber(string(r), text)
	}
}

func (v *formView) fillCustomers() {
	if v.people == nil {
		return
	}
	picked := make([]kit.Pick, len(v.form.Now.Customers))
	for i, c := range v.form.Now.Customers {
		picked[i] = kit.Pick{Key: c.ID, Text: c.Name}
	}
	v.people.SetPicked(picked)
}

// fillChoices offers what the chosen owner and region have.
func (v *formView) fillChoices() {
	f, env := v.form, v.env
	var plans, regions, domains []kit.Option
	for _, p := range []pbx.Plan{pbx.Enterprise, pbx.Ultimate} {
		if p != pbx.Ultimate || f.has(capacity.UltimateExtensions) || f.Now.Plan == p {
			plans = append(plans, kit.Option{Key: string(p), Text: env.T("pbx.plan." + string(p))})
		}
	}
	known := false
	if f.Now.Region == "" { // Of a PBX that its reseller's desktop made.
		regions = append(regions, kit.Option{Text: env.T("pbx.region_unknown")})
	}
	for _, r := range f.limits.Regions {
		regions = append(regions, kit.Option{Key: r.Name, Text: r.Name})
		known = known || r.Name == f.Now.Region
	}
	if !known && f.Now.Region != "" {
		regions = append(regions, kit.Option{Key: f.Now.Region, Text: f.Now.Region})
	}
	for _, domain := range f.domains() {
		domains = append(domains, kit.Option{Key: domain, Text: domain})
	}
	if f.mayResize() && (f.has(capacity.CustomDomains) || f.Now.CustomDomain) {
		domains = append(domains, kit.Option{Text: env.T("pbx.own_domain")})
	}
	v.Fields[pbx.FieldPlan].SetOptions(plans)
	v.Fields[pbx.FieldRegion].SetOptions(regions)
	choice := v.Fields[pbx.FieldCustomDomain]
	choice.SetOptions(domains)
	choice.SetText(f.Now.Domain)
	if f.Now.CustomDomain {
		choice.SetText("")
		v.Fields[pbx.FieldDomain].SetText(f.Now.Domain)
	}
	page.SetVisible(choice, len(domains) > 1)
}

// showMeaning shows what follows from what was typed.
func (v *formView) showMeaning(core.Problems) {
	v.showWhatIs()
	v.refreshStrips()
}

// fix is a link to the number that would fit, if there is one.
func (v *formView) mend(_ *kit.Field, p *core.Error) []kit.Action {
	r, n, fits := v.form.fit(p)
	if !fits {
		return nil
	}
	return []kit.Action{{Text: v.env.T("form.use", core.Args{"Free": n}), Do: func() {
		v.form.setAmount(r, strconv.FormatInt(n, 10))
		v.fillAmounts()
		v.Changed()
		v.env.Canvas.Focus(v.Fields[string(r)].Focusable())
	}}}
}

// addressPause is how long typing rests before it is asked who has the address.
const addressPause = 300 * time.Millisecond

// addressTyped asks who has the address as soon as the typing rests.
func (v *formView) addressTyped() {
	if v.asking != nil {
		v.asking()
	}
	v.asking = v.env.Run.After(addressPause, v.checkAddress)
}

// checkAddress asks beside the UI who has the address.
func (v *formView) checkAddress() {
	address, key := v.form.Now.Trim().Address, v.form.address()
	if _, known := v.form.addresses[key]; known || key == "" {
		return
	}
	page.ReadOr(v.env, func(ctx context.Context) (pbx.Ref, error) {
		return v.env.Desk.PBXAt(ctx, address)
	}, page.Silently, func(other pbx.Ref) {
		if v.page.open == v {
			v.form.addresses[key] = other
			v.Refresh()
			v.Scroll.Refresh()
		}
	})
}

// tellSaved says what a save did: what was deducted, and what is left of it.
func (v *formView) tellSaved() {
	key := "toast.changed"
	if v.form.ID == "" {
		key = "toast.added"
	}
	env := v.env
	text := movedText(
		env, env.T(key, core.Args{"Company": v.form.Now.Trim().Name}), v.saved.Moved,
		v.saved.Left,
	)
	env.Toasts.Say(text, env.T("button.undo"), func() { env.Undo(v.Operation) })
	v.page.list.Show(v.saved.ID)
}

func (v *formView) closed() {
	if v.asking != nil {
		v.asking()
	}
	v.limits.Drop()
	v.page.open = nil
}
