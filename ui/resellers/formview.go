package resellers

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/ui/grants"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a reseller: three sections on one page.
type formView struct {
	page   *Page
	env    *page.Env
	form   *form
	modal  *kit.Modal
	scroll *container.Scroll
	banner *kit.Banner

	sections [3]*kit.NavItem
	heads    [3]fyne.CanvasObject
	fields   map[string]*kit.Field
	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
	grants   *grants.View
	chips    map[account.PresetKind]*kit.Chip

	foot    *kit.Text
	cancel  *kit.Button
	save    *kit.Button
	both    *kit.Button
	saving  bool
	sending bool
	then    func() // What follows a save, instead of showing the reseller in the list.
	kept    *page.Kept
}

// sectionOf tells in which section a field stands.
func sectionOf(field string) int {
	switch field {
	case permission.FieldPermissions:
		return 2
	case capacity.FieldMinExtensions, capacity.FieldPBXLimit, capacity.FieldHighAvailability, capacity.FieldWhiteLabel, account.FieldValidUntil:
		return 1
	}
	for _, r := range capacity.Resources() {
		if field == string(r) {
			return 1
		}
	}
	return 0
}

// openForm reads what the form starts from beside the UI, and shows it.
func (p *Page) openForm(id string) {
	if p.env.Modals.Open() {
		return
	}
	p.env.Run.Go(func() {
		ctx := context.Background()
		data, err := p.formData(ctx, id)
		var kept []byte
		f := newForm(p.env, id, data)
		v := &formView{page: p, env: p.env, form: f, kept: page.NewKept(p.env, f.name())}
		if err == nil {
			kept, err = v.kept.Read(ctx)
		}
		p.env.Run.UI(func() {
			if err != nil {
				p.env.Fail(err)
				return
			}
			v.show(f.restore(kept))
		})
	})
}

func (p *Page) formData(ctx context.Context, id string) (desk.FormData, error) {
	if id == "" {
		return p.env.Desk.NewReseller(ctx)
	}
	return p.env.Desk.Reseller(ctx, id)
}

const (
	dialogWidth  = 1000
	dialogHeight = 764
	sectionWidth = 184
)

func (v *formView) show(restored bool) {
	env := v.env
	v.build()
	title := env.T("form.add")
	if v.form.id != "" {
		title = env.T("form.edit", core.Args{"Company": v.form.data.Draft.Profile.Company})
	}
	v.page.open = v
	v.fill()
	v.refresh()
	v.modal = env.Modals.Show(kit.ModalOptions{
		Title: title, Body: v.body(), Foot: v.footer(), Width: dialogWidth, Height: dialogHeight, Scroll: v.scroll,
		First: v.fields[account.FieldCompany].Focusable(), OnCancel: v.askCancel, OnFocus: v.markFocused,
	})
	if restored {
		more := ""
		if v.form.outdated {
			more = env.T("form.restored_outdated")
		}
		v.banner.Set(kit.Info, env.T("form.restored"), "", more, env.T("form.restored_discard"), v.discard)
		v.modal.Attach(v.banner)
		v.scroll.Refresh()
	}
}

func (v *formView) body() fyne.CanvasObject {
	titles := []string{"form.information", "form.package", "form.permission"}
	nav := kit.NewStack(0)
	for i := range v.sections {
		v.sections[i] = kit.NewNavItem(kit.IconNone, v.env.T(titles[i]), func() { v.goTo(i) })
		nav.Add(v.sections[i])
	}
	v.sections[0].SetChosen(true)
	left := kit.NewSized(sectionWidth, 0, kit.NewPadded(12, 8, 0, 8, nav))
	line := kit.NewSized(1, 0, kit.NewGround(kit.ColorLine, "", 0))
	return container.NewBorder(nil, nil, container.NewHBox(left, line), nil, v.scroll)
}

func (v *formView) build() {
	v.banner = kit.NewBanner()
	v.fields, v.strips, v.switches = map[string]*kit.Field{}, map[capacity.Resource]*kit.Strip{}, map[string]*kit.Checkbox{}
	v.chips = map[account.PresetKind]*kit.Chip{
		account.PermissionPreset: v.presetChip(account.PermissionPreset), account.PackagePreset: v.presetChip(account.PackagePreset),
	}
	v.grants = grants.New(v.env, v.form.offered(), func() permission.Set { return v.form.draft.Permissions }, v.changed, v.modalAttach, v.chips[account.PermissionPreset])
	v.heads = [3]fyne.CanvasObject{
		kit.NewText(v.env.T("form.information"), kit.Heading), kit.NewRow(8, kit.NewText(v.env.T("form.package"), kit.Heading), nil, v.chips[account.PackagePreset]), v.grants.Head,
	}
	content := kit.NewStack(10, v.banner, v.heads[0], v.information(), v.heads[1], v.packageFields(), v.switchBoxes(), v.heads[2], v.grants.Body)
	v.scroll = container.NewVScroll(kit.NewPadded(14, 20, 20, 20, content))
	v.scroll.OnScrolled = func(fyne.Position) { v.markSection() }
}

// add makes a field's mistakes known when it is left, and its text part of the draft.
func (v *formView) add(name string, f *kit.Field, set func(text string)) *kit.Field {
	v.fields[name] = f
	f.OnChanged = func(text string) {
		set(text)
		v.changed()
	}
	f.OnLeft = func() {
		v.form.left[name] = true
		v.refresh()
		if name == account.FieldEmail {
			v.checkEmail()
		}
	}
	return f
}

func (v *formView) information() fyne.CanvasObject {
	p, env := &v.form.draft.Profile, v.env
	text := func(name string, into *string) *kit.Field {
		return v.add(name, kit.NewTextField(env.T("field."+name)), func(t string) { *into = t })
	}
	lines := func(name string, into *string) *kit.Field {
		return v.add(name, kit.NewMultilineField(env.T("field."+name), 2), func(t string) { *into = t })
	}
	email := v.add(account.FieldEmail, kit.NewTextField(env.T("label.email")), func(t string) { p.Email = t }).SetRequired()
	languages := make([]kit.Option, len(i18n.Languages))
	for i, l := range i18n.Languages {
		languages[i] = kit.Option{Key: l, Text: env.T("language." + l)}
	}
	language := v.add(account.FieldLanguage, kit.NewSelectField(env.T("field.language"), languages), func(t string) { p.Language = t })
	password := kit.NewReadOnlyField(env.T("field.password"), env.T("form.password_at_activation"))
	if v.form.data.State == account.Active && v.env.May(permission.UserSendActivation) {
		password.SetHint(env.T("form.password_reset"))
	}
	v.fields[account.FieldPassword] = password
	return kit.NewColumns(16, 8, 300, 2,
		text(account.FieldCompany, &p.Company).SetRequired(), email,
		text(account.FieldFirstName, &p.FirstName).SetRequired(), text(account.FieldLastName, &p.LastName),
		text(account.FieldPhone, &p.Phone), text(account.FieldMobile, &p.Mobile),
		language, password,
		text(account.FieldTags, &p.Tags).SetPlaceholder(env.T("form.tags_hint")), text(account.FieldExternalNumber, &p.ExternalNumber),
		lines(account.FieldAddress, &p.Address), lines(account.FieldRemark, &p.Remark))
}

func (v *formView) packageFields() fyne.CanvasObject {
	env := v.env
	amount := func(r capacity.Resource) *kit.Field {
		f := v.number(string(r), func(digits string) { v.form.setAmount(r, digits) })
		v.strips[r] = kit.NewStrip()
		return f.SetStrip(v.strips[r])
	}
	least := v.number(capacity.FieldMinExtensions, v.form.setMinExtensions).SetRequired().
		SetHint(env.T("form.max_extensions", core.Args{"Max": capacity.MaxExtensionsPerPBX}))
	minutes := amount(capacity.RecordingMinutes).SetRequired().
		SetHint(env.T("form.free_minutes", core.Args{"Free": capacity.FreeRecordingMinutes}))
	objects := []fyne.CanvasObject{
		amount(capacity.Extensions).SetRequired(), least, amount(capacity.ConcurrentCalls).SetRequired(), minutes,
	}
	for _, r := range v.form.data.Offered {
		objects = append(objects, amount(r))
	}
	limit := v.number(capacity.FieldPBXLimit, v.form.setPBXLimit).SetPlaceholder(env.T("form.no_limit"))
	until := v.add(account.FieldValidUntil, kit.NewTextField(env.T("field.valid_until")), v.form.setUntil).SetPlaceholder(env.T("form.no_end"))
	return kit.NewColumns(16, 8, 160, 4, append(objects, limit, until)...)
}

func (v *formView) number(name string, set func(digits string)) *kit.Field {
	refused := func() {
		v.env.Toasts.Say(v.env.T("form.not_a_number", core.Args{"Field": v.env.T("field." + name)}), "", nil)
		v.fields[name].SetError(v.env.T("error.field.range", core.Args{"Min": 0, "Max": int64(capacity.MaxAmount)}), "", nil)
	}
	return v.add(name, kit.NewNumberField(v.env.T("field."+name), v.env.Words.Number, refused), set)
}

func (v *formView) switchBoxes() fyne.CanvasObject {
	boxes := kit.NewStack(0)
	add := func(name string, offered bool, into *bool) {
		if !offered {
			return
		}
		box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
			*into = on
			v.changed()
		})
		box.SetNote(v.env.T("form." + name))
		v.switches[name] = box
		boxes.Add(box)
	}
	pool, p := v.form.data.Limits.Pool, &v.form.draft.Package
	add(capacity.FieldHighAvailability, pool.HighAvailability, &p.HighAvailability)
	add(capacity.FieldWhiteLabel, pool.WhiteLabel, &p.WhiteLabel)
	if len(boxes.Objects) == 0 {
		boxes.Hide()
	}
	return boxes
}

func (v *formView) footer() fyne.CanvasObject {
	v.modalButtons()
	if !v.maySend() {
		return kit.NewFoot(v.foot, v.cancel, v.save)
	}
	return kit.NewFoot(v.foot, v.cancel, v.save, v.both)
}

// maySend tells whether saving can send the activation mail as well: not to whom is active or suspended, and not by whom may not.
func (v *formView) maySend() bool {
	s := v.form.data.State
	return v.env.May(permission.UserSendActivation) && (s == account.NotInvited || s == account.Invited)
}

func (v *formView) modalButtons() {
	env := v.env
	if v.foot != nil {
		return
	}
	v.foot = kit.NewCutText("", kit.Caption, 40)
	v.cancel = kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, v.askCancel)
	kind := kit.ButtonPrimary
	if v.maySend() {
		kind = kit.ButtonSecondary
	}
	v.save = kit.NewButton(env.T("button.save"), kind, func() { v.submit(false) }).SetTip(page.CtrlText("S"))
	v.both = kit.NewButton(env.T("button.save_send"), kit.ButtonPrimary, func() { v.submit(true) }).SetIcon(kit.IconMail).SetTip(page.CtrlText("Enter"))
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	d := v.form.draft
	for name, text := range map[string]string{
		account.FieldCompany: d.Profile.Company, account.FieldFirstName: d.Profile.FirstName, account.FieldLastName: d.Profile.LastName,
		account.FieldEmail: d.Profile.Email, account.FieldPhone: d.Profile.Phone, account.FieldMobile: d.Profile.Mobile,
		account.FieldAddress: d.Profile.Address, account.FieldRemark: d.Profile.Remark, account.FieldLanguage: d.Profile.Language,
		account.FieldTags: d.Profile.Tags, account.FieldExternalNumber: d.Profile.ExternalNumber, account.FieldValidUntil: v.form.until,
	} {
		v.fields[name].SetText(text)
	}
	for _, r := range capacity.Resources() {
		if f, asked := v.fields[string(r)]; asked {
			f.SetText("")
			if n, given := d.Package.Amounts[r]; given {
				f.SetText(digits(n))
			}
		}
	}
	v.fields[capacity.FieldMinExtensions].SetText(digits(d.Package.MinExtensions))
	v.fields[capacity.FieldPBXLimit].SetText("")
	if limit := d.Package.PBXLimit; limit != nil {
		v.fields[capacity.FieldPBXLimit].SetText(digits(*limit))
	}
	if box := v.switches[capacity.FieldHighAvailability]; box != nil {
		box.SetOn(d.Package.HighAvailability)
	}
	if box := v.switches[capacity.FieldWhiteLabel]; box != nil {
		box.SetOn(d.Package.WhiteLabel)
	}
	v.grants.Refresh()
}

// changed shows what a change means, and keeps what was typed.
func (v *formView) changed() {
	v.refresh()
	v.kept.Typed(v.form.kept)
}

// refresh shows what is wrong, the strips and the sentence at the foot.
func (v *formView) refresh() {
	problems := v.form.problems()
	wrong := [3]bool{}
	for _, p := range problems {
		if v.form.left[p.Field] {
			wrong[sectionOf(p.Field)] = true
		}
	}
	for i, s := range v.sections {
		if s != nil {
			s.SetWrong(wrong[i])
		}
	}
	for name, f := range v.fields {
		v.showProblem(name, f, problems.Of(name))
	}
	v.fields[account.FieldEmail].SetHint(v.emailHint())
	for r, strip := range v.strips {
		poolBefore, poolAfter, before, after := v.form.strip(r)
		n := v.env.Words.Number
		strip.Set(kit.Line{Name: v.env.T("strip.pool"), Before: n(poolBefore), After: n(poolAfter), Unit: v.env.T("strip.free"), Wrong: poolAfter < 0},
			kit.Line{Name: v.env.T("strip.reseller"), Before: n(before), After: n(after)})
	}
	v.refreshPresets()
	v.modalButtons()
	v.refreshFoot(problems)
}

// emailHint says what a new email means for whoever signs in with the old one.
func (v *formView) emailHint() string {
	before := v.form.data.Draft.Profile.Email
	if v.form.id == "" || account.EmailKey(before) == account.EmailKey(v.form.draft.Profile.Email) {
		return ""
	}
	switch v.form.data.State {
	case account.Active, account.Suspended:
		return v.env.T("form.email_active", core.Args{"Email": before})
	case account.Invited:
		return v.env.T("form.email_invited")
	}
	return ""
}

func (v *formView) refreshFoot(problems core.Problems) {
	text, wrong := v.form.summary(problems)
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
		v.both.Disable(v.env.T("form.saving"))
	case len(problems) > 0:
		v.save.Disable(text)
		v.both.Disable(text)
	default:
		v.save.Enable()
		v.both.Enable()
	}
}

// showProblem says what is wrong with a field that was left. Too much is said at once: it would be typed on in vain.
func (v *formView) showProblem(name string, f *kit.Field, p *core.Error) {
	if p == nil || !v.form.left[name] && p.Key != "capacity.not_enough" {
		f.SetError("", "", nil)
		return
	}
	text, env := v.env.Words.Sentence(p), v.env
	switch p.Key {
	case "capacity.not_enough":
		fits := p.Args["Free"].(int64)
		f.SetError(text, env.T("form.use", core.Args{"Free": fits}), func() {
			f.SetText(digits(fits))
			v.form.setAmount(capacity.Resource(name), digits(fits))
			v.changed()
			v.env.Canvas.Focus(f.Focusable())
		})
	case "account.email_in_use":
		id, _ := p.Args["ID"].(string)
		link := ""
		if id != "" {
			link = env.T("form.show_other")
		}
		f.SetError(text, link, func() { v.leave(func() { v.page.list.Show(id) }) })
	default:
		f.SetError(text, "", nil)
	}
	v.modalAttach(f)
}

func (v *formView) modalAttach(o fyne.CanvasObject) {
	if v.modal != nil {
		v.modal.Attach(o)
	}
}

// checkEmail asks whether somebody signs in with the email already.
func (v *formView) checkEmail() {
	email, key := v.form.draft.Profile.Email, account.EmailKey(v.form.draft.Profile.Email)
	if strings.TrimSpace(email) == "" {
		return
	}
	v.env.Run.Go(func() {
		id, company, err := v.env.Desk.EmailOwner(context.Background(), email)
		v.env.Run.UI(func() {
			if err != nil || company == "" || id != "" && id == v.form.id {
				return
			}
			v.form.inUse[key] = &core.Error{
				Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use", Args: core.Args{"Company": company, "ID": id},
			}
			v.refresh()
		})
	})
}

func (v *formView) goTo(section int) {
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(v.heads[section]).Y - driver.AbsolutePositionForObject(v.scroll.Content).Y
	v.scroll.ScrollToOffset(fyne.NewPos(0, max(y-14, 0)))
	v.choose(section)
	first := []string{account.FieldCompany, string(capacity.Extensions), ""}[section]
	if first != "" {
		v.env.Canvas.Focus(v.fields[first].Focusable())
	} else {
		v.env.Canvas.Focus(v.grants.First())
	}
}

func (v *formView) choose(section int) {
	for i, s := range v.sections {
		s.SetChosen(i == section)
	}
}

// markFocused shows in the list at the left in which section the focus is.
func (v *formView) markFocused(o fyne.CanvasObject) {
	if v.modal == nil {
		return // Nothing has its place yet; the form opens at its top.
	}
	driver := fyne.CurrentApp().Driver()
	y, section := driver.AbsolutePositionForObject(o).Y, 0
	for i, head := range v.heads {
		if driver.AbsolutePositionForObject(head).Y <= y {
			section = i
		}
	}
	v.choose(section)
}

// markSection shows in the list at the left which section is seen.
func (v *formView) markSection() {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(v.scroll).Y
	section := 0
	for i, head := range v.heads {
		if driver.AbsolutePositionForObject(head).Y-top < v.scroll.Size().Height/2 {
			section = i
		}
	}
	v.choose(section)
}

// submit saves, and sends when asked to.
func (v *formView) submit(send bool) {
	problems := v.form.problems()
	if v.saving {
		return
	}
	if len(problems) > 0 {
		for name := range v.fields {
			v.form.left[name] = true
		}
		v.refresh()
		if f := v.fields[problems[0].Field]; f != nil && f.Focusable() != nil {
			v.env.Canvas.Focus(f.Focusable())
		}
		return
	}
	if send {
		v.page.confirmSource(func() { v.store(true) }, noMail{v.env.T("mail.set_up_form"), v.env.T("mail.set_up_save"), v.saveThenSetUpMail})
		return
	}
	v.store(false)
}

// saveThenSetUpMail saves without a mail, which cannot be sent yet, and goes on to its settings.
func (v *formView) saveThenSetUpMail() {
	v.then = func() { v.env.Open("email/settings") }
	v.store(false)
}

// saveAnyway saves what was typed over what somebody else changed meanwhile.
func (v *formView) saveAnyway() {
	v.env.Run.Go(func() {
		data, err := v.page.formData(context.Background(), v.form.id)
		v.env.Run.UI(func() {
			if err != nil {
				v.env.Fail(err)
				return
			}
			v.form.data.Version, v.form.data.Limits, v.form.operation = data.Version, data.Limits, desk.NewID()
			v.submit(v.sending)
		})
	})
}

func (v *formView) store(send bool) {
	v.saving, v.sending = true, send
	v.kept.Stop()
	v.refresh()
	f, draft := v.form, copyOf(v.form.draft)
	v.env.Run.Go(func() {
		ctx := context.Background()
		var saved desk.Saved
		var err error
		if f.id == "" {
			saved, err = v.env.Desk.AddReseller(ctx, f.operation, draft, send)
		} else {
			saved, err = v.env.Desk.EditReseller(ctx, f.operation, f.id, f.data.Version, draft, send)
		}
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
		link := ""
		if isChanged(err) {
			link = v.env.T("form.save_anyway")
		}
		v.banner.Set(kit.Bad, v.env.T("form.not_saved"), "", v.env.Words.Error(err), link, v.saveAnyway)
		v.modal.Attach(v.banner)
		v.scroll.ScrollToTop()
		v.scroll.Refresh()
		v.refresh()
	default:
		v.close()
		operation := v.form.operation
		v.env.Toasts.Say(v.page.savedText(v.form.id == "", v.form.draft.Profile.Company, saved), v.env.T("button.undo"), func() { v.env.Undo(operation) })
		if v.then != nil {
			v.then()
			return
		}
		v.page.list.Show(saved.ID)
	}
}

// isChanged tells whether somebody else changed the reseller meanwhile.
func isChanged(err error) bool {
	var e *core.Error
	return errors.As(err, &e) && e.Key == "changed_meanwhile"
}

// refused shows refusals that only the workspace could know: capacity or an email that was taken meanwhile.
func (v *formView) refused(problems core.Problems) {
	for _, p := range problems {
		v.form.left[p.Field] = true
		if p.Key == "account.email_in_use" {
			v.form.inUse[account.EmailKey(v.form.draft.Profile.Email)] = p
		}
	}
	v.env.Run.Go(func() {
		data, err := v.page.formData(context.Background(), v.form.id)
		v.env.Run.UI(func() {
			if err == nil {
				v.form.data.Limits = data.Limits
			}
			v.refresh()
		})
	})
}

// askCancel closes, after a question when something was typed.
func (v *formView) askCancel() { v.leave(func() {}) }

func (v *formView) leave(then func()) {
	if v.saving {
		return
	}
	drop := func() {
		v.close()
		v.env.Run.Go(v.kept.Drop)
		then()
	}
	if !v.form.typed() {
		drop()
		return
	}
	v.env.AskDiscard(drop)
}

func (v *formView) close() {
	v.kept.Stop()
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
	v.env.Canvas.Focus(v.fields[account.FieldCompany].Focusable())
}
