package pbxs

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/ui/customers"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a PBX.
type formView struct {
	page   *Page
	env    *page.Env
	form   *form
	kept   *page.Kept
	modal  *kit.Modal
	scroll *container.Scroll
	banner *kit.Banner

	fields   map[string]*kit.Field
	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
	owner    *kit.PickField
	people   *kit.PickField  // The customers.
	heading  *kit.Text       // Out of which package.
	adding   *customers.Form // The form of a customer who is added in place, nil before one was.

	hidden *kit.Paragraph // What is wrong beside the fields.
	foot   *kit.Text
	cancel *kit.Button
	save   *kit.Button
	saving bool
	asking func() // Stops the clock of asking who has the address.
}

// openForm reads what the form starts from beside the UI, and shows it with the focus in a field.
func (p *Page) openForm(id, first string) {
	if p.env.Modals.Open() {
		return
	}
	p.env.Run.Go(func() {
		ctx := context.Background()
		f, err := readForm(ctx, p.env, id)
		v := &formView{page: p, env: p.env, form: f}
		restored := false
		if err == nil {
			v.kept = page.NewKept(p.env, f.name())
			var kept []byte
			kept, err = v.kept.Read(ctx)
			restored = err == nil && f.restore(ctx, kept)
		}
		p.env.Run.UI(func() {
			if err != nil {
				p.env.Fail(err)
				return
			}
			v.show(restored, first)
		})
	})
}

// Size of the dialog: as high as two columns of fields need.
const (
	dialogWidth   = 800
	restHeight    = 196 // All but what follows.
	amountsHeight = 150
	rowHeight     = 62 // Of the information.
	bannerHeight  = 66
)

func (v *formView) height(restored bool) float32 {
	count := 1 // Of a half row.
	for _, name := range order[1 : slices.Index(order, pbx.FieldRemark)+1] {
		if f := v.fields[name]; f != nil && f.Visible() {
			count++
		}
	}
	if v.env.Desk.Sells() {
		count += 2 // The owner has a row of his own.
	}
	height := restHeight + rowHeight*float32(count/2)
	if v.form.mayResize() {
		height += amountsHeight
	}
	if restored {
		height += bannerHeight
	}
	return height
}

func (v *formView) show(restored bool, first string) {
	env := v.env
	v.build()
	v.page.open = v
	v.fill()
	v.refresh()
	title := env.T("command.add_pbx")
	if v.form.id != "" {
		title = env.T("form.edit", core.Args{"Company": v.form.start.PBX.Name})
	}
	v.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: v.scroll, Foot: kit.NewFoot(v.foot, v.cancel, v.save), Width: dialogWidth, Height: v.height(restored), Scroll: v.scroll,
		First: v.first(first), OnCancel: v.askCancel,
	})
	if restored {
		more := ""
		if v.form.outdated {
			more = env.T("pbx.restored_outdated")
		}
		v.say(kit.Info, env.T("form.restored"), more, env.T("form.restored_discard"), v.discard)
	}
	v.checkAddress()
}

// first is what has the focus when the form opens.
func (v *formView) first(field string) fyne.Focusable {
	if f := v.fields[field]; f != nil && f.Visible() {
		return f.Focusable()
	}
	if v.owner != nil {
		return v.owner.Field.Focusable()
	}
	return v.fields[pbx.FieldName].Focusable()
}

// say shows the banner at the top of the form.
func (v *formView) say(tone kit.Tone, title, text, link string, follow func()) {
	v.banner.Set(tone, title, "", text, link, follow)
	v.modal.Attach(v.banner)
	v.scroll.Refresh()
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	d := v.form.draft
	if v.owner != nil {
		v.owner.SetPicked([]kit.Pick{{Key: v.form.owner.ID, Text: v.form.owner.Name}})
	}
	v.fillCustomers()
	v.fillChoices()
	for name, text := range map[string]string{
		pbx.FieldName: d.Name, pbx.FieldPlan: string(d.Plan), pbx.FieldRegion: d.Region, pbx.FieldSubDomain: d.SubDomain,
		pbx.FieldExpiry: v.form.expiry, pbx.FieldType: string(d.Type), pbx.FieldRemark: d.Remark,
	} {
		v.fields[name].SetText(text)
	}
	v.fillAmounts()
	v.fillSwitches()
}

func (v *formView) fillSwitches() {
	d := v.form.draft
	for name, on := range map[string]bool{
		pbx.FieldRecording: d.Recording, pbx.FieldHighAvailability: d.HighAvailability, pbx.FieldRunAfterExpiry: d.RunAfterExpiry,
		fieldActivated: d.Activated,
	} {
		v.switches[name].SetOn(on)
	}
}

func (v *formView) fillAmounts() {
	d := v.form.draft
	for r, n := range map[capacity.Resource]int64{
		capacity.Extensions: d.Extensions, capacity.ConcurrentCalls: d.ConcurrentCalls, capacity.RecordingMinutes: d.RecordingMinutes,
		capacity.TranscriptionMinutes: d.TranscriptionMinutes,
	} {
		text := strconv.FormatInt(n, 10)
		if v.form.blank[string(r)] || r == capacity.TranscriptionMinutes && n == 0 {
			text = ""
		}
		v.fields[string(r)].SetText(text)
	}
}

func (v *formView) fillCustomers() {
	if v.people == nil {
		return
	}
	picked := make([]kit.Pick, len(v.form.draft.Customers))
	for i, c := range v.form.draft.Customers {
		picked[i] = kit.Pick{Key: c.ID, Text: c.Name}
	}
	v.people.SetPicked(picked)
}

// fillChoices offers what the chosen owner and region have.
func (v *formView) fillChoices() {
	f, env := v.form, v.env
	var plans, regions, domains []kit.Option
	for _, p := range []pbx.Plan{pbx.Enterprise, pbx.Ultimate} {
		if p != pbx.Ultimate || f.has(capacity.UltimateExtensions) || f.draft.Plan == p {
			plans = append(plans, kit.Option{Key: string(p), Text: env.T("pbx.plan." + string(p))})
		}
	}
	known := false
	if f.draft.Region == "" { // Of a PBX that its reseller's desktop made.
		regions = append(regions, kit.Option{Text: env.T("pbx.region_unknown")})
	}
	for _, r := range f.limits.Regions {
		regions = append(regions, kit.Option{Key: r.Name, Text: r.Name})
		known = known || r.Name == f.draft.Region
	}
	if !known && f.draft.Region != "" {
		regions = append(regions, kit.Option{Key: f.draft.Region, Text: f.draft.Region})
	}
	for _, domain := range f.domains() {
		domains = append(domains, kit.Option{Key: domain, Text: domain})
	}
	if f.mayResize() && (f.has(capacity.CustomDomains) || f.draft.CustomDomain) {
		domains = append(domains, kit.Option{Text: env.T("pbx.own_domain")})
	}
	v.fields[pbx.FieldPlan].SetOptions(plans)
	v.fields[pbx.FieldRegion].SetOptions(regions)
	choice := v.fields[pbx.FieldCustomDomain]
	choice.SetOptions(domains)
	choice.SetText(f.draft.Domain)
	if f.draft.CustomDomain {
		choice.SetText("")
		v.fields[pbx.FieldDomain].SetText(f.draft.Domain)
	}
	page.SetVisible(choice, len(domains) > 1)
}

// changed shows what a change means, and keeps what was typed.
func (v *formView) changed() {
	v.refresh()
	v.kept.Typed(v.form.kept)
}

// refresh shows what is wrong, the strips and the sentence at the foot.
func (v *formView) refresh() {
	f := v.form
	v.showWhatIs()
	problems := f.problems()
	for name, field := range v.fields {
		v.showProblem(field, problems.Of(name))
	}
	v.showHidden(problems)
	v.refreshStrips()
	text, wrong := f.summary(problems)
	v.foot.SetText(text)
	v.foot.SetStyle(kit.Caption)
	if wrong {
		v.foot.SetStyle(kit.CaptionDanger)
	}
	switch {
	case v.saving:
		v.foot.SetText(v.env.T("form.saving"))
		v.foot.SetStyle(kit.Caption)
		v.save.Disable(v.env.T("form.saving"))
	case len(problems) > 0:
		v.save.Disable(text)
	default:
		v.save.Enable()
	}
}

// showProblem says what is wrong with a field, with a link that mends it when there is a number that would fit.
func (v *formView) showProblem(field *kit.Field, p *core.Error) {
	if p == nil || !v.form.says(p) {
		field.SetError("", "", nil)
		return
	}
	text, link := v.env.Words.Sentence(p), ""
	var follow func()
	if r, n, fits := v.form.fit(p); fits {
		link = v.env.T("form.use", core.Args{"Free": n})
		follow = func() {
			v.form.setAmount(r, strconv.FormatInt(n, 10))
			v.fillAmounts()
			v.changed()
			v.env.Canvas.Focus(v.fields[string(r)].Focusable())
		}
	}
	field.SetError(text, link, follow)
	if v.modal != nil {
		v.modal.Attach(field)
	}
}

// showHidden says below the switches what is wrong with them, and with what the form does not ask for.
func (v *formView) showHidden(problems core.Problems) {
	var hidden core.Problems
	for _, p := range problems {
		if f := v.fields[p.Field]; f == nil || !f.Visible() {
			hidden = append(hidden, p)
		}
	}
	text := ""
	if len(hidden) > 0 {
		text = v.env.Words.Error(hidden)
	}
	v.hidden.SetText(text, "", nil)
	page.SetVisible(v.hidden, text != "")
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
	address, key := v.form.draft.Trim().Address, v.form.address()
	if _, known := v.form.addresses[key]; known || key == "" {
		return
	}
	v.env.Run.Go(func() {
		other, err := v.env.Desk.PBXAt(context.Background(), address)
		v.env.Run.UI(func() {
			if err == nil && v.page.open == v {
				v.form.addresses[key] = other
				v.refresh()
				v.scroll.Refresh()
			}
		})
	})
}

// submit saves.
func (v *formView) submit() {
	if v.saving {
		return
	}
	if problems := v.form.problems(); len(problems) > 0 {
		for _, name := range order {
			v.form.left[name] = true
		}
		v.refresh()
		if f := v.fields[problems[0].Field]; f != nil && f.Visible() && f.Focusable() != nil {
			v.env.Canvas.Focus(f.Focusable())
		}
		return
	}
	v.kept.Stop()
	v.saving = true
	v.refresh()
	save := v.form.save()
	v.env.Run.Go(func() {
		saved, err := save(context.Background())
		if err == nil {
			v.kept.Drop()
		}
		v.env.Run.UI(func() { v.stored(saved, err) })
	})
}

func (v *formView) stored(saved desk.Saved, err error) {
	v.saving = false
	var problems core.Problems
	switch {
	case errors.As(err, &problems):
		v.refused(problems)
	case err != nil:
		v.refresh()
		link, follow := "", func() {}
		if isChanged(err) {
			link, follow = v.env.T("form.save_anyway"), v.saveAnyway
		}
		v.say(kit.Bad, v.env.T("form.not_saved"), v.env.Words.Error(err), link, follow)
		v.scroll.ScrollToTop()
	default:
		v.close()
		operation := v.form.operation
		v.env.Toasts.Say(v.savedText(saved), v.env.T("button.undo"), func() { v.env.Undo(operation) })
		v.page.list.Show(saved.ID)
	}
}

// savedText says what a save did: what was deducted, and what is left of it.
func (v *formView) savedText(saved desk.Saved) string {
	key := "toast.changed"
	if v.form.id == "" {
		key = "toast.added"
	}
	return movedText(v.env, v.env.T(key, core.Args{"Company": v.form.draft.Trim().Name}), saved.Moved, saved.Left)
}

// isChanged tells whether somebody else changed the PBX meanwhile.
func isChanged(err error) bool {
	var e *core.Error
	return errors.As(err, &e) && e.Key == "pbx.changed_meanwhile"
}

// saveAnyway saves what was typed over what somebody else changed meanwhile.
func (v *formView) saveAnyway() {
	v.readAnew(func(now desk.PBXForm) { v.form.start.PBX.Version = now.PBX.Version }, v.submit)
}

// refused shows refusals that only the workspace could know: what was taken meanwhile.
func (v *formView) refused(problems core.Problems) {
	for _, p := range problems {
		v.form.left[p.Field] = true
		if p.Key == "pbx.address_in_use" {
			id, _ := p.Args["ID"].(string)
			name, _ := p.Args["Name"].(string)
			v.form.addresses[v.form.address()] = pbx.Ref{ID: id, Name: name}
		}
	}
	v.readAnew(func(desk.PBXForm) {}, func() {
		v.refresh()
		if len(v.form.problems()) == 0 { // Whatever it was, the form itself does not see it.
			v.say(kit.Bad, v.env.T("form.not_saved"), v.env.Words.Error(problems), "", nil)
			v.scroll.ScrollToTop()
		}
	})
}

// readAnew reads what the package has now, and goes on.
func (v *formView) readAnew(take func(now desk.PBXForm), then func()) {
	f := v.form
	owner := f.owner.ID
	v.env.Run.Go(func() {
		ctx := context.Background()
		now := f.start
		limits, err := v.env.Desk.PBXLimits(ctx, owner, f.id)
		if err == nil && f.id != "" {
			now, err = v.env.Desk.PBX(ctx, f.id)
		}
		v.env.Run.UI(func() {
			if err != nil {
				v.env.Fail(err)
				return
			}
			f.limits, f.operation = limits, desk.NewID()
			take(now)
			then()
		})
	})
}

// askCancel closes, after a question when something was typed.
func (v *formView) askCancel() {
	switch {
	case v.saving:
	case v.form.typed():
		v.env.AskDiscard(v.drop)
	default:
		v.drop()
	}
}

// drop closes the form and forgets what was typed.
func (v *formView) drop() {
	v.close()
	v.env.Run.Go(v.kept.Drop)
}

func (v *formView) close() {
	v.kept.Stop()
	if v.asking != nil {
		v.asking()
	}
	v.page.open = nil
	v.modal.Close()
}

// discard forgets what was restored.
func (v *formView) discard() {
	v.form.reset()
	v.banner.Set(kit.Info, "", "", "", "", nil)
	v.fill()
	v.changed()
	v.scroll.Refresh()
	v.env.Canvas.Focus(v.first(""))
}
