package subscription

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// changeView is the dialog that changes what the subscription holds.
type changeView struct {
	env       *page.Env
	operation string // Made before the first try, so that trying again is harmless.
	before    capacity.Subscription
	terms     capacity.Subscription
	usage     map[capacity.Resource]capacity.Usage
	expires   string
	fields    map[string]*kit.Field
	strips    map[capacity.Resource]*kit.Strip
	switches  map[string]*kit.Checkbox
	left      map[string]bool
	banner    *kit.Banner
	foot      *kit.Text
	save      *kit.Button
	scroll    *container.Scroll
	modal     *kit.Modal
	saving    bool
}

// fieldExpires names the field of the date until which the subscription is valid.
const fieldExpires = "expires_at"

// change reads what the subscription holds, and asks what it is to hold.
func (p *Page) change() {
	if p.env.Modals.Open() {
		return
	}
	p.env.Run.Go(func() {
		ctx := context.Background()
		s, err := p.env.Desk.Subscription(ctx)
		var terms capacity.Subscription
		if err == nil {
			terms, err = p.env.Desk.Terms(ctx)
		}
		p.env.Run.UI(func() {
			if err != nil {
				p.env.Fail(err)
				return
			}
			newChangeView(p.env, terms, s.Usage).show()
		})
	})
}

func newChangeView(env *page.Env, terms capacity.Subscription, usage map[capacity.Resource]capacity.Usage) *changeView {
	v := &changeView{
		env: env, operation: desk.NewID(), before: terms, terms: terms, usage: usage, fields: map[string]*kit.Field{},
		strips: map[capacity.Resource]*kit.Strip{}, switches: map[string]*kit.Checkbox{}, left: map[string]bool{}, banner: kit.NewBanner(),
	}
	v.terms.Total = terms.Total.Clone()
	if terms.ExpiresAt != nil {
		v.expires = env.Words.Date(*terms.ExpiresAt)
	}
	return v
}

func (v *changeView) show() {
	env := v.env
	always, optional := kit.NewColumns(16, 10, 190, 3), kit.NewColumns(16, 10, 190, 3)
	for _, r := range capacity.Always() {
		always.Add(v.amount(r).SetRequired())
	}
	for _, r := range capacity.Optional() {
		optional.Add(v.amount(r).SetPlaceholder(env.T("subscription.not_included")))
	}
	date := v.add(fieldExpires, kit.NewTextField(env.T("field.expires_at")), v.expires, func(t string) { v.expires = t }).
		SetPlaceholder(env.T("setup.expires_hint", core.Args{"Example": env.Words.Date(env.Now().AddDate(1, 0, 0))}))
	boxes := kit.NewStack(4, v.box(capacity.FieldHighAvailability, &v.terms.HighAvailability), v.box(capacity.FieldWhiteLabel, &v.terms.WhiteLabel))
	v.foot = kit.NewCutText("", kit.Caption, 40)
	cancel := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, v.cancel)
	v.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, v.submit)
	v.refresh()
	v.scroll = container.NewVScroll(kit.NewPadded(14, 20, 20, 20, kit.NewStack(14, v.banner,
		kit.NewParagraph(env.T("subscription.change_text"), kit.Secondary), always, optional, kit.NewColumns(16, 10, 190, 3, date), boxes)))
	v.modal = env.Modals.Show(kit.ModalOptions{
		Title: env.T("subscription.change"), Width: 760, Height: 640, First: v.fields[string(capacity.Extensions)].Focusable(), OnCancel: v.cancel,
		Body: v.scroll, Scroll: v.scroll, Foot: kit.NewFoot(v.foot, cancel, v.save),
	})
}

func (v *changeView) add(name string, f *kit.Field, text string, set func(string)) *kit.Field {
	v.fields[name] = f
	f.SetText(text)
	f.OnChanged = func(text string) {
		set(text)
		v.refresh()
	}
	f.OnLeft = func() {
		v.left[name] = true
		v.refresh()
	}
	return f
}

func (v *changeView) amount(r capacity.Resource) *kit.Field {
	name, text := string(r), ""
	if n, has := v.terms.Total[r]; has {
		text = strconv.FormatInt(n, 10)
	}
	refused := func() {
		v.fields[name].SetError(v.env.T("error.field.range", core.Args{"Min": 0, "Max": int64(capacity.MaxAmount)}), "", nil)
	}
	v.strips[r] = kit.NewStrip()
	f := kit.NewNumberField(v.env.T("field."+name), v.env.Words.Number, refused).SetStrip(v.strips[r])
	return v.add(name, f, text, func(digits string) {
		delete(v.terms.Total, r)
		if digits != "" {
			v.terms.Total[r] = page.Number(digits)
		}
	})
}

func (v *changeView) box(name string, into *bool) fyne.CanvasObject {
	box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
		*into = on
		v.refresh()
	})
	box.SetOn(*into)
	v.switches[name] = box
	return box
}

func (v *changeView) problems() core.Problems {
	v.terms.ExpiresAt = nil
	problems := v.terms.Validate()
	for _, r := range capacity.Optional() {
		if v.before.Total.Has(r) && !v.terms.Total.Has(r) && v.usage[r].Used() > 0 {
			problems.Add(string(r), "subscription.given_out", core.Args{"Used": v.usage[r].Used()})
		}
	}
	if strings.TrimSpace(v.expires) != "" {
		t, err := v.env.Words.ParseDate(v.expires)
		if err != nil {
			problems.Add(fieldExpires, "field.date", core.Args{"Example": v.env.Words.Date(v.env.Now().AddDate(1, 0, 0))})
		}
		v.terms.ExpiresAt = &t
	}
	return problems
}

// after is what is free and what is missing of a resource once the total is n.
func after(u capacity.Usage, n int64) (free, missing int64) {
	return max(n-u.Used(), 0), max(u.Used()-n, 0)
}

// refresh shows what is wrong, what each change means, and what will be missing.
func (v *changeView) refresh() {
	problems := v.problems()
	for name, f := range v.fields {
		if p := problems.Of(name); p != nil && (v.left[name] || p.Key == "subscription.given_out") {
			f.SetError(v.env.Words.Sentence(p), "", nil)
		} else {
			f.SetError("", "", nil)
		}
	}
	var short []string
	for r, strip := range v.strips {
		u := v.usage[r]
		free, missing := after(u, v.terms.Total[r])
		n := v.env.Words.Number
		left := kit.Line{Name: v.env.T("subscription.available"), Before: n(u.Free), After: n(free)}
		if missing > 0 {
			left = kit.Line{Name: v.env.T("subscription.missing"), Before: n(u.Shortfall), After: n(missing), Wrong: true}
			short = append(short, v.env.T("amount."+string(r), core.Args{"Count": missing}))
		}
		strip.Set(left, kit.Line{Name: v.env.T("subscription.total"), Before: n(u.Total()), After: n(v.terms.Total[r])})
		strip.Hidden = !v.before.Total.Has(r) && !v.terms.Total.Has(r)
		v.fields[string(r)].Refresh()
	}
	v.refreshSwitches()
	v.refreshFoot(problems, short)
}

func (v *changeView) refreshSwitches() {
	lost := map[string]bool{
		capacity.FieldHighAvailability: v.before.HighAvailability && !v.terms.HighAvailability,
		capacity.FieldWhiteLabel:       v.before.WhiteLabel && !v.terms.WhiteLabel,
	}
	for name, box := range v.switches {
		note := ""
		if lost[name] {
			note = v.env.T("subscription.switch_lost")
		}
		box.SetNote(note)
	}
}

func (v *changeView) refreshFoot(problems core.Problems, short []string) {
	text := ""
	v.foot.SetStyle(kit.Caption)
	switch {
	case len(problems) > 0:
		text = page.Summary(v.env, problems)
	case len(short) > 0:
		text = v.env.T("subscription.will_be_short", core.Args{"What": strings.Join(short, ", ")})
		v.foot.SetStyle(kit.CaptionDanger)
	}
	v.foot.SetText(text)
	if len(problems) > 0 || v.saving {
		v.save.Disable(text)
	} else {
		v.save.Enable()
	}
}

func (v *changeView) submit() {
	if v.saving || len(v.problems()) > 0 {
		for name := range v.fields {
			v.left[name] = true
		}
		v.refresh()
		return
	}
	v.saving = true
	v.refresh()
	terms := v.terms
	terms.Total = v.terms.Total.Clone()
	v.env.Run.Go(func() {
		err := v.env.Desk.SetSubscription(context.Background(), v.operation, v.before, terms)
		v.env.Run.UI(func() { v.saved(err) })
	})
}

func (v *changeView) saved(err error) {
	v.saving = false
	if err == nil {
		v.modal.Close()
		v.env.Toasts.Say(v.env.T("toast.subscription"), v.env.T("button.undo"), func() { v.env.Undo(v.operation) })
		return
	}
	var problems core.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			v.left[p.Field] = true
		}
	}
	v.banner.Set(kit.Bad, v.env.T("form.not_saved"), "", v.env.Words.Error(err), "", nil)
	v.scroll.ScrollToTop()
	v.scroll.Refresh()
	v.refresh()
}

// cancel closes, after a question when something was changed.
func (v *changeView) cancel() {
	fields, _ := v.terms.Fields()
	before, _ := v.before.Fields()
	if v.saving {
		return
	}
	if len(before.Changed(fields)) == 0 {
		v.modal.Close()
		return
	}
	v.env.AskDiscard(v.modal.Close)
}
