package resellers

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/grants"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// formView is the dialog that adds or edits a reseller: three sections on one page.
type formView struct {
	*page.Form
	page *Page
	env  *page.Env
	form *form

	sections [3]*kit.NavItem
	heads    [3]fyne.CanvasObject
	strips   map[capacity.Resource]*kit.Strip
	switches map[string]*kit.Checkbox
	grants   *grants.View
	chips    map[account.PresetKind]*kit.Chip

	sending bool
	since   time.Time // Before it was saved.
	saved   desk.Saved
	then    func() // What follows a save, instead of showing the reseller in the list.
}

// sectionOf tells in which section a field is.
func sectionOf(field string) int {
	switch field {
	case permission.FieldPermissions:
		return 2
	case capacity.FieldMinExtensions,
		capacity.FieldPBXLimit,
		capacity.FieldHighAvailability,
		capacity.FieldWhiteLabel,
		account.FieldValidUntil:
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
	page.Read(p.env, func(ctx context.Context) (*form, error) {
		return readForm(ctx, p.env, id)
	}, func(f *form) {
		newFormView(p, f).show()
	})
}

func newFormView(p *Page, f *form) *formView {
	v := &formView{page: p, env: p.env, form: f}
	saves, send := v.saves()
	v.Form = page.NewForm(p.env, f, page.FormOptions{
		Problems: f.problems,
		AtOnce:   func(p *core.Error) bool { return p.Key == "capacity.not_enough" },
		About:    f.about, Mend: v.mend,
		Means:   func() (string, bool) { return f.moves(), false },
		Refresh: v.showMeaning, Outdated: "form.restored_outdated",
		First: func() fyne.Focusable { return v.Fields[account.FieldCompany].Focusable() },
		Save: func() func(context.Context) error {
			save := f.save(v.Operation, v.sending)
			v.since = v.env.Desk.Now()
			return func(ctx context.Context) (err error) {
				v.saved, err = save(ctx)
				return err
			}
		},
		Saved: v.tellSaved, Refused: f.noteRefused, Reload: f.reload, Fill: v.fill,
		Saves: saves, Send: send,
	})
	v.build()
	return v
}

const (
	dialogWidth  = 1000
	dialogHeight = 764
	sectionWidth = 212
)

func (v *formView) show() {
	env := v.env
	title := env.T("form.add")
	if v.form.ID != "" {
		title = env.T("form.edit", core.Args{"Company": v.form.Before.Profile.Company})
	}
	v.fill()
	v.Show(kit.ModalOptions{
		Topic: "add_reseller", Title: title, Body: v.body(), Width: dialogWidth,
		Height: dialogHeight, OnFocus: v.markFocused,
	})
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
	return container.NewBorder(nil, nil, container.NewHBox(left, line), nil, v.Frame)
}

func (v *formView) build() {
	v.strips, v.switches = map[capacity.Resource]*kit.Strip{}, map[string]*kit.Checkbox{}
	v.chips = map[account.PresetKind]*kit.Chip{
		account.PermissionPreset: v.presetChip(account.PermissionPreset),
		account.PackagePreset:    v.presetChip(account.PackagePreset),
	}
	v.grants = grants.New(
		v.env, v.form.offered(), v.form.aboutPermissions(),
		func() permission.Set { return v.form.Now.Permissions },
		v.Changed, v.Attach, v.chips[account.PermissionPreset],
	)
	v.heads = [3]fyne.CanvasObject{
		kit.NewText(v.env.T("form.information"), kit.Heading),
		kit.NewFlow(
			8, kit.NewText(v.env.T("form.package"), kit.Heading), nil,
			v.chips[account.PackagePreset],
		),
		v.grants.Head,
	}
	v.Body(
		10, v.heads[0], v.information(), v.heads[1], v.packageFields(), v.switchBoxes(), v.Beside,
		v.heads[2], v.grants.Body,
	)
	v.Scroll.OnScrolled = func(fyne.Position) { v.markSection() }
}

func (v *formView) information() fyne.CanvasObject {
	p, env := &v.form.Now.Profile, v.env
	email := v.emailField()
	text := func(name string, into *string) *kit.Field {
		return v.Add(name, kit.NewTextField(env.T("field."+name)), func(t string) { *into = t })
	}
	lines := func(name string, into *string) *kit.Field {
		return v.Add(
			name, kit.NewMultilineField(env.T("field."+name), 2), func(t string) { *into = t },
		)
	}
	language := v.Add(
		account.FieldLanguage, page.NewLanguageField(env), func(t string) { p.Language = t },
	)
	password := kit.NewReadOnlyField(env.T("field.password"), env.T("form.password_at_activation"))
	if v.form.data.State == account.Active && v.env.May(permission.UserSendActivation) {
		password.SetRoom(3).SetHint(env.T("form.password_reset"))
	}
	return kit.NewStack(
		kit.FieldGap,
		kit.NewColumns(16, kit.FieldGap, 300, 2,
			text(account.FieldCompany, &p.Company).SetRequired(), email,
			text(account.FieldFirstName, &p.FirstName).SetRequired(),
			text(account.FieldLastName, &p.LastName),
		),
		kit.NewColumns(16, kit.FieldGap, 200, 3,
			text(account.FieldPhone, &p.Phone), text(account.FieldMobile, &p.Mobile),
			language, password,
			text(account.FieldTags, &p.Tags).SetPlaceholder(env.T("form.tags_hint")),
			text(account.FieldExternalNumber, &p.ExternalNumber),
		),
		kit.NewColumns(16, kit.FieldGap, 300, 2,
			lines(account.FieldAddress, &p.Address), lines(account.FieldRemark, &p.Remark),
		),
	)
}

// emailField asks for the email, and whether somebody signs in with it already once it was left.
func (v *formView) emailField() *kit.Field {
	email := v.Add(
		account.FieldEmail, kit.NewTextField(v.env.T("label.email")),
		func(t string) { v.form.Now.Profile.Email = t },
	).SetRequired()
	if v.form.ID != "" { // What another one means takes more words.
		email.SetRoom(2)
	}
	left := email.OnLeft
	email.OnLeft = func() {
		left()
		v.checkEmail()
	}
	return email
}

// amountRoom is how many lines an error takes below one of four fields in a row, with its links.
const amountRoom = 2

func (v *formView) packageFields() fyne.CanvasObject {
	env := v.env
	amount := func(r capacity.Resource) *kit.Field {
		f := v.AddNumber(string(r), func(digits string) { v.form.setAmount(r, digits) })
		v.strips[r] = kit.NewStrip(2)
		return f.SetStrip(v.strips[r]).SetRoom(amountRoom)
	}
	least := v.AddNumber(
		capacity.FieldMinExtensions, v.form.setMinExtensions,
	).SetRequired().SetRoom(2 * amountRoom).
		SetHint(env.T("form.max_extensions", core.Args{"Max": capacity.MaxExtensionsPerPBX}))
	minutes := amount(capacity.RecordingMinutes).SetRequired().
		SetHint(env.T("form.free_minutes", core.Args{"Free": capacity.FreeRecordingMinutes}))
	objects := []fyne.CanvasObject{
		amount(capacity.Extensions).SetRequired(), least,
		amount(capacity.ConcurrentCalls).SetRequired(), minutes,
	}
	for _, r := range v.form.data.Offered {
		f := amount(r)
		if !r.IsCountedInPBXs() {
			f.SetHint(env.T("form.not_counted"))
		}
		objects = append(objects, f)
	}
	limit := v.AddNumber(
		capacity.FieldPBXLimit, v.form.setPBXLimit,
	).SetPlaceholder(env.T("form.no_limit")).SetRoom(amountRoom)
	until := v.Add(
		account.FieldValidUntil, page.NewDateField(env, env.T("field.valid_until")),
		v.form.setUntil,
	).SetPlaceholder(env.T("form.no_end")).SetRoom(amountRoom)
	return kit.NewColumns(16, kit.FieldGap, 160, 4, append(objects, limit, until)...)
}

func (v *formView) switchBoxes() fyne.CanvasObject {
	boxes := kit.NewStack(0)
	add := func(name string, offered bool, into *bool) {
		if !offered {
			return
		}
		box := kit.NewCheckbox(v.env.T("field."+name), func(on bool) {
			*into = on
			v.Changed()
		})
		box.SetNote(v.env.T("form." + name))
		v.switches[name] = box
		boxes.Add(box)
	}
	pool, p := v.form.data.Limits.Pool, &v.form.Now.Package
	add(capacity.FieldHighAvailability, pool.HighAvailability, &p.HighAvailability)
	add(capacity.FieldWhiteLabel, pool.WhiteLabel, &p.WhiteLabel)
	if len(boxes.Objects) == 0 {
		boxes.Hide()
	}
	return boxes
}

// maySend tells whether saving can send the activation mail as well: not to whom is active or
// suspended, and not by whom may not.
func (v *formView) maySend() bool {
	s := v.form.data.State
	return v.env.May(permission.UserSendActivation) &&
		(s == account.NotInvited || s == account.Invited)
}

// saves are the buttons that save, with and without the activation mail.
func (v *formView) saves() (buttons []*kit.Button, send *kit.Button) {
	env := v.env
	save := func(kind kit.ButtonKind) *kit.Button {
		return kit.NewButton(
			env.T("button.save"), kind, func() { v.submit(false) },
		).SetTip(v.env.CtrlText("S"))
	}
	if !v.maySend() {
		return []*kit.Button{save(kit.ButtonPrimary)}, nil
	}
	if v.form.data.State == account.Invited {
		again := kit.NewButton(
			env.T("button.save_send_new"), kit.ButtonSecondary, func() { v.submit(true) },
		).SetIcon(kit.IconMail)
		return []*kit.Button{
			again.SetTip(env.CtrlText(env.T("key.enter"))), save(kit.ButtonPrimary),
		}, again
	}
	both := kit.NewButton(
		env.T("button.save_send"), kit.ButtonPrimary, func() { v.submit(true) },
	).SetIcon(kit.IconMail).SetTip(env.CtrlText(env.T("key.enter")))
	return []*kit.Button{save(kit.ButtonSecondary), both}, both
}

// fill puts the draft into the fields.
func (v *formView) fill() {
	d := v.form.Now
	for _, f := range account.TextFields {
		v.Fields[f.Name].SetText(*f.Of(&d.Profile))
	}
	v.Fields[account.FieldValidUntil].SetText(v.form.until.Text)
	for _, r := range capacity.Resources() {
		if _, asked := v.Fields[string(r)]; asked {
			text := ""
			if n, given := d.Package.Amounts[r]; given {
				text = digits(n)
			}
			v.FillNumber(string(r), text)
		}
	}
	v.FillNumber(capacity.FieldMinExtensions, digits(d.Package.MinExtensions))
	limit := ""
	if n := d.Package.PBXLimit; n != nil {
		limit = digits(*n)
	}
	v.FillNumber(capacity.FieldPBXLimit, limit)
	if box := v.switches[capacity.FieldHighAvailability]; box != nil {
		box.SetOn(d.Package.HighAvailability)
	}
	if box := v.switches[capacity.FieldWhiteLabel]; box != nil {
		box.SetOn(d.Package.WhiteLabel)
	}
	v.grants.Refresh()
}

// showMeaning shows in which sections something is wrong, and what follows from what was typed.
func (v *formView) showMeaning(problems core.Problems) {
	wrong := [3]bool{}
	for _, p := range problems {
		if v.Says(p) {
			wrong[sectionOf(p.Field)] = true
		}
	}
	for i, s := range v.sections {
		if s != nil {
			s.SetWrong(wrong[i])
		}
	}
	v.Fields[account.FieldEmail].SetHint(v.emailHint())
	for r, strip := range v.strips {
		poolBefore, poolAfter, before, after := v.form.strip(r)
		n := v.env.Words.Number
		strip.Set(
			kit.Line{
				Name:   v.env.T("strip.pool"),
				Before: n(poolBefore),
				After:  n(poolAfter),
				Unit:   v.env.T("strip.free"),
				Wrong:  poolAfter < 0,
			},
			kit.Line{Name: v.env.T("strip.reseller"), Before: n(before), After: n(after)},
		)
	}
	v.refreshPresets()
}

// emailHint says what a new email means for anyone who signs in with the old one.
func (v *formView) emailHint() string {
	before := v.form.Before.Profile.Email
	if v.form.ID == "" || account.EmailKey(before) == account.EmailKey(v.form.Now.Profile.Email) {
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

// fix is a link to the number that would fit, or to who has the email.
func (v *formView) mend(f *kit.Field, p *core.Error) []kit.Action {
	env := v.env
	switch p.Key {
	case "capacity.not_enough":
		fits := p.Args["Free"].(int64)
		return []kit.Action{{Text: env.T("form.use", core.Args{"Free": fits}), Do: func() {
			f.SetText(digits(fits))
			v.form.setAmount(capacity.Resource(p.Field), digits(fits))
			v.Changed()
			env.Canvas.Focus(f.Focusable())
		}}}
	case "account.email_in_use":
		if id, _ := p.Args["ID"].(string); id != "" {
			return []kit.Action{{
				Text: env.T("form.show_other"),
				Do:   func() { v.Leave(func() { v.page.list.Show(id) }) },
			}}
		}
	}
	return nil
}

// checkEmail asks whether somebody signs in with the email already.
func (v *formView) checkEmail() {
	email, key := v.form.Now.Profile.Email, account.EmailKey(v.form.Now.Profile.Email)
	if strings.TrimSpace(email) == "" {
		return
	}
	var id string
	page.ReadOr(v.env, func(ctx context.Context) (company string, err error) {
		id, company, err = v.env.Desk.EmailOwner(ctx, email)
		return company, err
	}, page.Silently, func(company string) {
		if company == "" || id != "" && id == v.form.ID {
			return
		}
		v.form.inUse[key] = &core.Error{
			Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
			Args: core.Args{"Company": company, "ID": id},
		}
		v.Refresh()
	})
}

func (v *formView) goTo(section int) {
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(
		v.heads[section],
	).Y - driver.AbsolutePositionForObject(
		v.Scroll.Content,
	).Y
	v.Scroll.ScrollToOffset(fyne.NewPos(0, max(y-14, 0)))
	v.choose(section)
	first := []string{account.FieldCompany, string(capacity.Extensions), ""}[section]
	if first != "" {
		v.env.Canvas.Focus(v.Fields[first].Focusable())
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
	if !v.Shown() {
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
	top := driver.AbsolutePositionForObject(v.Scroll).Y
	section := 0
	for i, head := range v.heads {
		if driver.AbsolutePositionForObject(head).Y-top < v.Scroll.Size().Height/2 {
			section = i
		}
	}
	v.choose(section)
}

// submit saves, and sends when asked to.
func (v *formView) submit(send bool) {
	v.sending = false
	if !send {
		v.Submit()
		return
	}
	if v.Ready() {
		v.page.confirmSource(
			v.sendAfterQuestion,
			noMail{v.env.T("mail.set_up_form"), v.env.T("mail.set_up_save"), v.saveThenSetUpMail},
		)
	}
}

// sendAfterQuestion saves and sends, after a question when an invitation is out, which that makes
// void.
func (v *formView) sendAfterQuestion() {
	store := func() {
		v.sending = true
		v.Store()
	}
	if v.form.data.State != account.Invited {
		store()
		return
	}
	env, p := v.env, v.form.Now.Profile
	whom := core.Args{"Company": p.Company, "Email": p.Email}
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("form.invite_again_title", whom), Text: env.T("form.invite_again_text", whom),
		OK:     env.T("command.send"),
		Cancel: env.T("button.cancel"), OnOK: store,
	})
}

// voided says that an invitation is void that was out, "" when none is.
func (v *formView) voided() string {
	before, now := v.form.Before.Profile.Email, v.form.Now.Profile.Email
	if v.form.data.State != account.Invited || v.saved.Queued ||
		account.EmailKey(before) == account.EmailKey(now) {
		return ""
	}
	return " " + v.env.T("toast.invitation_void", core.Args{"Email": now})
}

// saveThenSetUpMail saves without a mail, which cannot be sent yet, and goes on to its settings.
func (v *formView) saveThenSetUpMail() {
	v.then = func() { v.env.Open(page.To(page.KeyEmail, page.PartSettings)) }
	v.Store()
}

// tellSaved says what a save did, and goes on.
func (v *formView) tellSaved() {
	text := v.page.savedText(v.form.ID == "", v.form.Now.Profile.Company, v.saved) + v.voided()
	undo := func() { v.env.Undo(v.Operation) }
	if v.saved.Queued {
		v.env.SayMails(page.Mails{
			Key: "toast.queued", Count: 1, Since: v.since, Before: text + " ",
			Action: v.env.T("button.undo"), Do: undo,
		})
	} else {
		v.env.Toasts.Say(text, v.env.T("button.undo"), undo)
	}
	if v.then != nil {
		v.then()
		return
	}
	v.page.list.Show(v.saved.ID)
}
