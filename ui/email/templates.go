package email

import (
	"context"
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/letter"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// templatesView is the tab of the texts of the mails: their kinds, the text of one, and what a mail
// of it looks like.
type templatesView struct {
	env      *page.Env
	list     []desk.MailTemplate
	kind     letter.Kind
	lang     string
	saved    desk.MailTemplate
	shown    desk.MailPreview
	checked  letter.Template // What the preview shows.
	brand    brandSight
	paper    *kit.Paper // Of the preview.
	busy     bool
	of       string // Whose data the preview shows, "" for the newest.
	previews []desk.PreviewFor

	langs, forms *kit.Tabs
	kinds        map[letter.Kind]*kit.NavItem
	menu         *fyne.Container
	head         *kit.Text
	banner       *kit.Banner
	subject      *kit.Field
	text         *kit.Field
	chips        *fyne.Container
	about        *fyne.Container
	preview      *fyne.Container
	foot         *kit.Paragraph
	save         *kit.Button
	discard      *kit.Button
	reset        *kit.Button
	left, right  *container.Scroll
	object       fyne.CanvasObject

	drafts  *page.DraftStore
	reading page.Latest[[]desk.MailTemplate]
	keeping page.Latest[[]byte]
	showing page.Latest[desk.MailPreview]
	naming  page.Latest[[]desk.PreviewFor]
}

// Of the preview.
const (
	formHTML = "html"
	formText = "text"
)

func newTemplatesView(env *page.Env) *templatesView {
	v := &templatesView{
		env: env, lang: env.Words.Language(), kinds: map[letter.Kind]*kit.NavItem{},
		banner: kit.NewBanner(), head: kit.NewText("", kit.Heading), foot: kit.NewFootWords(),
		menu: kit.NewStack(0), chips: kit.NewFlow(6), about: kit.NewStack(0),
		preview: kit.NewStack(10), paper: kit.NewPaper(),
	}
	if env.Desk.IsView() { // They are kept on the computer of the reseller.
		unknown := kit.NewParagraph(env.T("email.settings_unknown"), kit.Secondary)
		v.object = container.NewVScroll(kit.NewPadded(12, 12, 16, 0, unknown))
		return v
	}
	var langs []kit.TabItem
	for _, l := range i18n.Languages {
		langs = append(langs, kit.TabItem{Key: l, Title: env.T("language." + l)})
	}
	v.langs = kit.NewTabs(langs, func(lang string) { v.leave(v.kind, lang) })
	v.langs.Choose(v.lang)
	v.forms = kit.NewTabs([]kit.TabItem{
		{Key: formHTML, Title: env.T("email.preview_html")},
		{Key: formText, Title: env.T("email.preview_text")},
	}, func(string) { v.showPreview() })
	v.subject = kit.NewTextField(env.T("field.subject")).SetRequired().
		SetLimit(letter.MaxSubject).SetRoom(2)
	v.text = kit.NewMultilineField(env.T("field.text"), 14).SetRequired().
		SetLimit(letter.MaxText).SetRoom(2)
	v.subject.SetOnEnter(v.submit)
	for _, f := range []*kit.Field{v.subject, v.text} {
		f.OnChanged = func(string) { v.changed() }
	}
	v.save = kit.NewButton(
		env.T("button.save"), kit.ButtonPrimary, v.submit,
	).SetTip(env.CtrlText("S"))
	v.discard = kit.NewButton(env.T("button.discard"), kit.ButtonSecondary, v.forget)
	v.reset = kit.NewButton(env.T("email.template_reset"), kit.ButtonSecondary, v.askReset)
	v.object = v.layout()
	return v
}

func (v *templatesView) layout() fyne.CanvasObject {
	insert := kit.NewParagraph(v.env.T("email.template_insert"), kit.Caption)
	editor := kit.NewStack(8, v.banner, v.head, v.subject, v.text, insert, v.chips, v.foot)
	asks := v.env.T("command.asks", core.Args{"Command": v.env.T("mail_brand.short")})
	brand := kit.NewButton(asks, kit.ButtonSecondary, v.askBrand)
	left := kit.NewStack(8, v.langs, v.menu, kit.NewRow(0, brand))
	shown := kit.NewStack(8, v.forms, v.about, kit.NewCard(14, v.preview))
	columns := kit.NewColumns(16, 12, 300, 2, editor, shown)
	v.left = container.NewVScroll(left)
	v.right = container.NewVScroll(kit.NewPadded(0, 12, 16, 16, columns))
	buttons := kit.NewPadded(8, 8, 16, 0, kit.NewFlow(8, v.save, v.discard, v.reset))
	body := container.NewBorder(
		nil, nil, kit.NewSized(250, 0, v.left), nil,
		container.NewBorder(nil, buttons, nil, nil, v.right),
	)
	return kit.NewPadded(12, 0, 0, 0, body)
}

// reload reads the texts, unless somebody is typing.
func (v *templatesView) reload() {
	if v.text == nil || len(v.list) > 0 && v.typed() {
		return
	}
	v.reading.Read(v.env, v.env.Desk.MailTemplates, v.env.Fail, func(list []desk.MailTemplate) {
		if len(v.list) > 0 && v.typed() || len(list) == 0 {
			return
		}
		v.list = list
		if v.kind == "" {
			v.kind = list[0].Kind
		}
		v.fillMenu()
		v.open(v.kind, v.lang)
	})
}

// fillMenu lists the kinds.
func (v *templatesView) fillMenu() {
	if len(v.kinds) == 0 {
		for _, t := range v.list {
			if v.kinds[t.Kind] != nil {
				continue
			}
			title := v.env.T("mail_kind." + string(t.Kind))
			item := kit.NewNavItem(kit.IconNone, title, func() { v.leave(t.Kind, v.lang) })
			v.kinds[t.Kind] = item
			v.menu.Add(item)
		}
		v.env.Host.Attach(v.left)
	}
	for _, t := range v.list {
		if t.Language == v.lang {
			v.kinds[t.Kind].SetChosen(t.Kind == v.kind)
			v.kinds[t.Kind].SetWrong(len(t.Outdated) > 0)
		}
	}
	v.menu.Refresh()
}

// leave goes to another text, after a question when this one is not saved.
func (v *templatesView) leave(kind letter.Kind, lang string) {
	if kind == v.kind && lang == v.lang || len(v.list) == 0 {
		return
	}
	if v.typed() {
		v.langs.Choose(v.lang) // Until it is answered.
		v.env.AskDiscard(func() {
			v.forget()
			v.open(kind, lang)
		})
		return
	}
	v.open(kind, lang)
}

// open shows a text, and what was typed into it before and is not saved.
func (v *templatesView) open(kind letter.Kind, lang string) {
	if kind != v.kind {
		v.of = ""
	}
	v.kind, v.lang = kind, lang
	for _, t := range v.list {
		if t.Kind == kind && t.Language == lang {
			v.saved = t
		}
	}
	v.langs.Choose(lang)
	v.fillMenu()
	v.fillChips()
	v.fill(v.saved.Template)
	v.sayState()
	v.drafts = page.NewDraftStore(v.env, "mail_template/"+string(kind)+"."+lang)
	v.keeping.Read(v.env, v.drafts.Read, page.Silently, func(kept []byte) {
		var t letter.Template
		if kept != nil && json.Unmarshal(kept, &t) == nil && t.Kind == kind && !v.typed() {
			v.subject.Retype(t.Subject)
			v.text.Retype(t.Text)
			v.check()
		}
	})
	v.naming.Read(v.env, func(ctx context.Context) ([]desk.PreviewFor, error) {
		return v.env.Desk.PreviewsFor(ctx, kind)
	}, page.Silently, func(list []desk.PreviewFor) {
		v.previews = list
		v.fillAbout()
	})
}

func (v *templatesView) fill(t letter.Template) {
	v.subject.SetText(t.Subject)
	v.text.SetText(t.Text)
	if t.Kind.HasSubject() {
		v.subject.Show()
	} else {
		v.subject.Hide()
	}
	v.check()
}

// sayState says who changed the text, and whether it is used.
func (v *templatesView) sayState() {
	v.head.SetText(v.env.T("mail_kind." + string(v.kind)))
	by := v.env.T("email.template_of_program")
	if v.saved.Changed {
		by = v.env.T("email.template_changed_by", core.Args{
			"Name": v.saved.ChangedBy, "When": v.env.Words.DateTime(v.saved.ChangedAt),
		})
	}
	if len(v.saved.Outdated) > 0 {
		v.banner.Set(
			kit.Warn, v.env.T("email.template_outdated"), by,
			v.env.T("email.template_outdated_text"),
		)
	} else {
		v.banner.Set(kit.Info, by, "", "")
	}
	v.object.Refresh()
}

// fillChips offers the variables of the text.
func (v *templatesView) fillChips() {
	v.chips.RemoveAll()
	for _, one := range v.saved.Variables {
		title := one.Word
		if one.Required {
			title += " *"
		}
		v.chips.Add(kit.NewChip(title, func() { v.insert("{" + one.Word + "}") }))
	}
	v.env.Host.Attach(v.right)
	v.chips.Refresh()
}

// insert puts a text where the cursor is.
func (v *templatesView) insert(text string) {
	v.text.Insert(text)
	v.env.Canvas.Focus(v.text.Focusable())
}

// typedNow is the text as it is typed.
func (v *templatesView) typedNow() letter.Template {
	t := v.saved.Template
	t.Text = v.text.Text()
	if t.Kind.HasSubject() {
		t.Subject = v.subject.Text()
	}
	return t
}

// typed tells whether something was typed that is not saved.
func (v *templatesView) typed() bool {
	return v.text != nil && len(v.list) > 0 && v.typedNow().Trim() != v.saved.Template
}

func (v *templatesView) changed() {
	v.drafts.Typed(func() ([]byte, error) {
		if !v.typed() {
			return nil, nil
		}
		return json.Marshal(struct{ Form letter.Template }{v.typedNow()})
	})
	v.check()
}

// check asks what is wrong with what is typed, and what a mail of it looks like.
func (v *templatesView) check() {
	t, of := v.typedNow(), v.of
	v.refresh()
	v.showing.Read(v.env, func(ctx context.Context) (desk.MailPreview, error) {
		return v.env.Desk.PreviewMail(ctx, t, of)
	}, v.env.Fail, func(shown desk.MailPreview) {
		v.shown, v.checked = shown, t
		v.refresh()
		v.showPreview()
	})
}

// refresh says what is wrong, and what can be done.
func (v *templatesView) refresh() {
	v.say(v.subject, letter.FieldSubject)
	v.say(v.text, letter.FieldText)
	summary := page.Summary(v.env, v.shown.Problems)
	v.foot.SetText(summary)
	v.foot.SetStyle(kit.CaptionDanger)
	switch {
	case len(v.shown.Problems) > 0:
		v.save.Disable(summary)
	case v.busy || v.typedNow() != v.checked || !v.typed():
		v.save.Disable("")
	default:
		v.save.Enable()
	}
	if v.typed() && !v.busy {
		v.discard.Enable()
	} else {
		v.discard.Disable("")
	}
	if v.saved.Changed && !v.busy {
		v.reset.Enable()
	} else {
		v.reset.Disable("")
	}
}

// say says what is wrong with a field; what is missing is put in by a link.
func (v *templatesView) say(field *kit.Field, name string) {
	p := v.shown.Problems.Of(name)
	if p == nil {
		field.SetError("")
		return
	}
	var links []kit.Action
	if word, is := p.Args["Name"].(string); is && p.Key == "mail_template.missing" {
		links = append(links, kit.Action{Text: v.env.T("email.template_insert_end"), Do: func() {
			v.text.Retype(v.text.Text() + "\n\n{" + word + "}")
			v.changed()
		}})
	}
	field.SetError(v.env.Words.Sentence(p), links...)
}

// submit saves the text.
func (v *templatesView) submit() {
	t := v.typedNow()
	if v.busy || len(v.shown.Problems) > 0 || t != v.checked || !v.typed() {
		return
	}
	v.carryOut("email.template_saved", func(ctx context.Context) error {
		return v.env.Desk.SetMailTemplate(ctx, t)
	})
}

// askReset asks before the text of the program takes the place of this one.
func (v *templatesView) askReset() {
	kind, lang := v.kind, v.lang
	v.env.Modals.Confirm(kit.Confirmation{
		Title: v.env.T("email.template_reset_ask"), Text: v.env.T("email.template_reset_text"),
		OK: v.env.T("email.template_reset_do"), Cancel: v.env.T("button.cancel"), Danger: true,
		OnOK: func() {
			v.carryOut("email.template_was_reset", func(ctx context.Context) error {
				return v.env.Desk.ResetMailTemplate(ctx, kind, lang)
			})
		},
	})
}

// carryOut changes the text that is shown, and shows it as it is then.
func (v *templatesView) carryOut(done string, do func(ctx context.Context) error) {
	v.busy = true
	v.refresh()
	v.drafts.Stop()
	drafts := v.drafts
	page.DoOr(v.env, func(ctx context.Context) ([]desk.MailTemplate, error) {
		if err := do(ctx); err != nil {
			return nil, err
		}
		drafts.Drop()
		return v.env.Desk.MailTemplates(ctx)
	}, func(err error) {
		v.busy = false
		v.refresh()
		v.env.Fail(err)
	}, func(list []desk.MailTemplate) {
		v.busy, v.list = false, list
		v.open(v.kind, v.lang)
		v.env.Toasts.Say(v.env.T(done), "", nil)
	})
}

// askBrand asks for logo and colour, and shows them in the preview.
func (v *templatesView) askBrand() { askBrand(v.env, v.check) }

// forget goes back to what is saved.
func (v *templatesView) forget() {
	if !v.typed() {
		return
	}
	v.drafts.Stop()
	v.env.Run.Go(v.drafts.Drop)
	v.fill(v.saved.Template)
}
