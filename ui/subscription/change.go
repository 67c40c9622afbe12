package subscription

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// changeView is the dialog that changes what the subscription holds.
type changeView struct {
	*page.Form
	env      *page.Env
	seen     capacity.Subscription // What is saved over.
	before   capacity.Subscription
	merging  page.Merging[capacity.Subscription]
	terms    capacity.Subscription
	usage    map[capacity.Resource]capacity.Usage
	expires  page.Day
	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
}

// fieldExpires names the field of the date until which the subscription is valid.
const fieldExpires = "expires_at"

// change reads what the subscription holds, and asks what it is to hold.
func (p *Page) change() {
	if p.env.Modals.Open() {
		return
	}
	page.Read(p.env, func(ctx context.Context) (sold, error) {
		return readSold(ctx, p.env)
	}, func(now sold) {
		newChangeView(p.env, now).show()
	})
}

// sold is what the subscription holds, and what is given out of it.
type sold struct {
	terms capacity.Subscription
	usage map[capacity.Resource]capacity.Usage
}

func readSold(ctx context.Context, env *page.Env) (sold, error) {
	s, err := env.Desk.Subscription(ctx)
	if err != nil {
		return sold{}, err
	}
	terms, err := env.Desk.Terms(ctx)
	return sold{terms, s.Usage}, err
}

func newChangeView(env *page.Env, now sold) *changeView {
	v := &changeView{
		env: env, seen: now.terms, before: now.terms, terms: now.terms, usage: now.usage,
		expires: page.DayOf(env, now.terms.Expiry),
		strips:  map[capacity.Resource]*kit.Strip{}, switches: map[string]*kit.Checkbox{},
		merging: page.Merging[capacity.Subscription]{
			Fields: capacity.Subscription.Fields, Draft: capacity.SubscriptionOf,
		},
	}
	v.terms.Total = now.terms.Total.Clone()
	v.Form = page.NewForm(env, page.FormOptions{
		Problems: v.problems,
		AtOnce:   func(p *core.Error) bool { return p.Key == "subscription.given_out" },
		Means:    v.means, Refresh: v.showMeaning,
		Typed: v.typed,
		First: func() fyne.Focusable { return v.Fields[string(capacity.Extensions)].Focusable() },
		Save:  v.save, Saved: v.tellSaved, Reload: v.reload, Fill: v.fill, Closed: func() {},
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
		func(t string) { v.terms.Expiry = v.expires.Read(env, t) },
	).
		SetPlaceholder(env.T(
			"setup.expires_hint", core.Args{"Example": env.Words.Date(env.Now().AddDate(1, 0, 0))},
		))
	boxes := kit.NewStack(
		4, v.box(capacity.FieldHighAvailability, &v.terms.HighAvailability),
		v.box(capacity.FieldWhiteLabel, &v.terms.WhiteLabel),
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
		delete(v.terms.Total, r)
		if digits != "" {
			v.terms.Total[r] = page.Number(digits)
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
		if n, has := v.terms.Total[r]; has {
			text = strconv.FormatInt(n, 10)
		}
		v.FillNumber(string(r), text)
	}
	v.Fields[fieldExpires].SetText(v.expires.Text)
	v.switches[capacity.FieldHighAvailability].SetOn(v.terms.HighAvailability)
	v.switches[capacity.FieldWhiteLabel].SetOn(v.terms.WhiteLabel)
}

func (v *changeView) box(name string, into *bool) fyne.CanvasObject {
	box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
		*into = on
		v.Changed()
	})
	v.switches[name] = box
	return box
}

func (v *changeView) problems() core.Problems {
	problems := v.terms.Validate()
	for _, r := range capacity.Optional() {
		if v.before.Total.Has(r) && !v.terms.Total.Has(r) && v.usage[r].Used() > 0 {
			problems.Add(string(r), "subscription.given_out", core.Args{"Used": v.usage[r].Used()})
		}
	}
	v.expires.AddTo(&problems, fieldExpires)
	return problems
}

// after is what is free and what is missing of a resource once the total is n.
func after(u capacity.Usage, n int64) (free, missing int64) {
	return max(n-u.Used(), 0), max(u.Used()-n, 0)
}

// showMeaning shows what each change means.
func (v *changeView) showMeaning(core.Problems) {
	for r, strip := range v.strips {
		u := v.usage[r]
		free, missing := after(u, v.terms.Total[r])
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
				After: n(v.terms.Total[r]),
			},
		)
		if !v.before.Total.Has(r) && !v.terms.Total.Has(r) {
			strip.Set(kit.Line{}, kit.Line{})
		}
	}
	v.refreshSwitches()
}

func (v *changeView) refreshSwitches() {
	lost := map[string]bool{
		capacity.FieldHighAvailability: v.before.HighAvailability && !v.terms.HighAvailability,
		capacity.FieldWhiteLabel:       v.before.WhiteLabel && !v.terms.WhiteLabel,
	}
	for name, box := range v.switches {
		note := v.env.T("form." + name)
		if lost[name] {
			note = v.env.T("subscription.switch_lost")
		}
		box.SetNote(note)
	}
}

// means says what will be missing once the change is saved.
func (v *changeView) means() (text string, wrong bool) {
	var short []string
	for _, r := range capacity.Resources() {
		if _, missing := after(v.usage[r], v.terms.Total[r]); missing > 0 {
			short = append(short, v.env.T("amount."+string(r), core.Args{"Count": missing}))
		}
	}
	if len(short) == 0 {
		return "", false
	}
	return v.env.T("subscription.will_be_short", core.Args{"What": strings.Join(short, ", ")}), true
}

// save saves the terms as they stand; the function runs beside the UI.
func (v *changeView) save() func(ctx context.Context) error {
	seen, terms, operation := v.seen, v.terms, v.Operation
	terms.Total = v.terms.Total.Clone()
	return func(ctx context.Context) error {
		return v.env.Desk.SetSubscription(ctx, operation, seen, terms)
	}
}

// reload reads what is sold and given out now.
func (v *changeView) reload() page.Reload {
	return func(ctx context.Context) (func(over bool) (wording.Meanwhile, error), error) {
		now, err := readSold(ctx, v.env)
		return func(over bool) (wording.Meanwhile, error) {
			v.usage = now.usage
			if over {
				v.seen = now.terms
			}
			return v.merge(now.terms)
		}, err
	}
}

// merge makes the terms what there is now, with what was typed.
func (v *changeView) merge(now capacity.Subscription) (wording.Meanwhile, error) {
	m, err := v.merging.Merge(v.env.Words, v.before, v.terms, now)
	if err != nil || !m.Fresh {
		return m.Meanwhile, err
	}
	v.before, v.terms = now, m.Draft
	if !v.expires.IsWrong() && !slices.Contains(m.Typed, fieldExpires) {
		v.expires = page.DayOf(v.env, now.Expiry)
	}
	return m.Meanwhile, nil
}

func (v *changeView) tellSaved() {
	v.env.Toasts.Say(
		v.env.T("toast.subscription"), v.env.T("button.undo"), func() { v.env.Undo(v.Operation) },
	)
}

// typed tells whether something was changed.
func (v *changeView) typed() bool {
	fields, _ := v.terms.Fields()
	before, _ := v.before.Fields()
	return v.expires.IsWrong() || len(before.Changed(fields)) > 0
}
