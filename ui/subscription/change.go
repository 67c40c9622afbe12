package subscription

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// changeView is the dialog that changes what the subscription holds.
type changeView struct {
	*page.Form
	env      *page.Env
	form     *form
	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
}

// change reads what the subscription holds, and asks what it is to hold.
func (p *Page) change() {
	if p.env.Modals.Open() {
		return
	}
	page.Read(p.env, func(ctx context.Context) (*form, error) {
		return readForm(ctx, p.env)
	}, func(f *form) {
		newChangeView(p.env, f).show()
	})
}

func newChangeView(env *page.Env, f *form) *changeView {
	v := &changeView{
		env: env, form: f, strips: map[capacity.Resource]*kit.Strip{},
		switches: map[string]*kit.Checkbox{},
	}
	v.Form = page.NewForm(env, f, page.FormOptions{
		Problems: f.problems,
		AtOnce:   func(p *core.Error) bool { return p.Key == "subscription.given_out" },
		Means:    f.means, Refresh: v.showMeaning, Outdated: "subscription.restored_outdated",
		First: func() fyne.Focusable { return v.Fields[string(capacity.Extensions)].Focusable() },
		Save:  func() func(context.Context) error { return f.save(v.Operation) },
		Saved: v.tellSaved, Reload: f.reload, Fill: v.fill,
	})
	return v
}

func (v *changeView) show() {
	env := v.env
	always, optional := kit.NewColumns(
		16, kit.FieldGap, 190, 3,
	), kit.NewColumns(16, kit.FieldGap, 190, 4)
	for _, r := range capacity.Always() {
		always.Add(v.amount(r).SetRequired())
	}
	for _, r := range capacity.Optional() {
		optional.Add(v.amount(r).SetPlaceholder(env.T("subscription.not_included")))
	}
	date := v.Add(
		fieldExpires, page.NewDateField(env, env.T("field.expires_at")),
		v.form.setExpires,
	).
		SetPlaceholder(env.T(
			"setup.expires_hint", core.Args{"Example": env.Words.Date(env.Now().AddDate(1, 0, 0))},
		))
	boxes := kit.NewStack(
		4, v.box(capacity.FieldHighAvailability, &v.form.Now.HighAvailability),
		v.box(capacity.FieldWhiteLabel, &v.form.Now.WhiteLabel),
	)
	v.Body(
		14, kit.NewParagraph(env.T("subscription.change_text"), kit.Secondary), always, optional,
		kit.NewColumns(16, kit.FieldGap, 190, 3, date), boxes,
	)
	v.fill()
	const width = 900
	v.Show(kit.ModalOptions{
		Topic: "subscription", Title: env.T("subscription.change"), Width: width,
		Height: kit.FormHeight(v.Scroll.Content, width),
	})
}

func (v *changeView) amount(r capacity.Resource) *kit.Field {
	v.strips[r] = kit.NewStrip(2)
	f := v.AddNumber(string(r), func(digits string) {
		delete(v.form.Now.Total, r)
		if digits != "" {
			v.form.Now.Total[r] = page.Number(digits)
		}
	}).SetStrip(v.strips[r]).SetRoom(2)
	if !r.IsCountedInPBXs() {
		f.SetHint(v.env.T("form.not_counted"))
	}
	return f
}

// fill puts the terms into the fields.
func (v *changeView) fill() {
	for r := range v.strips {
		text := ""
		if n, has := v.form.Now.Total[r]; has {
			text = strconv.FormatInt(n, 10)
		}
		v.FillNumber(string(r), text)
	}
	v.Fields[fieldExpires].SetText(v.form.expires.Text)
	v.switches[capacity.FieldHighAvailability].SetOn(v.form.Now.HighAvailability)
	v.switches[capacity.FieldWhiteLabel].SetOn(v.form.Now.WhiteLabel)
}

func (v *changeView) box(name string, into *bool) fyne.CanvasObject {
	box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
		*into = on
		v.Changed()
	})
	v.switches[name] = box
	return box
}

// showMeaning shows what each change means.
func (v *changeView) showMeaning(core.Problems) {
	for r, strip := range v.strips {
		u := v.form.usage[r]
		free, missing := after(u, v.form.Now.Total[r])
		n := v.env.Words.Number
		left := kit.Line{Name: v.env.T("subscription.available"), Before: n(u.Free), After: n(free)}
		if missing > 0 {
			left = kit.Line{
				Name: v.env.T("subscription.missing"), Before: n(u.Shortfall), After: n(missing),
				Wrong: true,
			}
		}
		strip.Set(
			left,
			kit.Line{
				Name: v.env.T("subscription.total"), Before: n(u.Total()),
				After: n(v.form.Now.Total[r]),
			},
		)
		if !v.form.Before.Total.Has(r) && !v.form.Now.Total.Has(r) {
			strip.Set(kit.Line{}, kit.Line{})
		}
	}
	v.refreshSwitches()
}

func (v *changeView) refreshSwitches() {
	lost := map[string]bool{
		capacity.FieldHighAvailability: v.form.Before.HighAvailability &&
			!v.form.Now.HighAvailability,
		capacity.FieldWhiteLabel: v.form.Before.WhiteLabel && !v.form.Now.WhiteLabel,
	}
	for name, box := range v.switches {
		note := v.env.T("form." + name)
		if lost[name] {
			note = v.env.T("subscription.switch_lost")
		}
		box.SetNote(note)
	}
}

func (v *changeView) tellSaved() {
	v.env.Toasts.Say(
		v.env.T("toast.subscription"), v.env.T("button.undo"), func() { v.env.Undo(v.Operation) },
	)
}
