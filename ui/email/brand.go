package email

import (
	"context"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/letter"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// brandView is the dialog of the logo and the colour of the mails.
type brandView struct {
	env    *page.Env
	now    letter.Brand
	color  *kit.Field
	logo   *kit.Paragraph // How large it is, or what is wrong with it.
	none   *kit.Button
	paper  *kit.Paper
	body   *fyne.Container
	save   *kit.Button
	modal  *kit.Modal
	before letter.Brand
	saved  func()
}

// sampleHeight has room for the largest logo, with the words below it.
const sampleHeight = 128

// askBrand reads how mails look and shows the dialog; saved is called after a change.
func askBrand(env *page.Env, saved func()) {
	page.DoOr(env, env.Desk.MailBrand, env.Fail, func(b letter.Brand) {
		newBrandView(env, b, saved)
	})
}

func newBrandView(env *page.Env, b letter.Brand, saved func()) {
	v := &brandView{
		env: env, now: b, before: b, saved: saved, paper: kit.NewPaper(),
		color: kit.NewTextField(env.T("field.color")).SetPlaceholder("#1a5cc8"),
		logo:  kit.NewParagraph("", kit.Caption),
	}
	v.color.SetText(b.Color)
	v.color.OnChanged = func(text string) {
		v.now.Color = text
		v.refresh()
	}
	v.color.SetOnEnter(v.submit)
	choose := kit.NewButton(env.T("mail_brand.choose"), kit.ButtonSecondary, v.chooseLogo)
	v.none = kit.NewButton(env.T("mail_brand.remove"), kit.ButtonSecondary, func() {
		v.now.Logo = nil
		v.refresh()
	})
	v.body = kit.NewStack(
		10, kit.NewParagraph(env.T("mail_brand.text"), kit.Secondary), v.color,
		kit.NewText(env.T("field.logo"), kit.BodyBold), v.logo, kit.NewRow(8, choose, v.none),
		kit.NewSized(0, sampleHeight, v.paper),
	)
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	v.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, v.submit)
	v.refresh()
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "email", Title: env.T("mail_brand.title"), Width: 520, Body: v.body,
		First: v.color.Focusable(), Primary: v.save, Foot: kit.NewRow(8, nil, cancel, v.save),
	})
}

// refresh shows what is chosen and what is wrong with it.
func (v *brandView) refresh() {
	now := v.now.Trim()
	problems := now.Validate()
	say := func(field string) string {
		if p := problems.Of(field); p != nil {
			return v.env.Words.Sentence(p)
		}
		return ""
	}
	v.color.SetError(say(letter.FieldColor))
	v.logo.SetStyle(kit.Caption)
	v.logo.SetText(v.env.T("mail_brand.no_logo_yet", core.Args{
		"Width": letter.MaxLogoWidth, "Height": letter.MaxLogoHeight,
		"Size": letter.MaxLogoBytes / 1000,
	}))
	if wrong := say(letter.FieldLogo); wrong != "" {
		v.logo.SetText(wrong)
		v.logo.SetStyle(kit.CaptionDanger)
	} else if now.Logo != nil {
		v.logo.SetText(v.env.T("mail_brand.logo_size", core.Args{
			"Size": (len(now.Logo) + 999) / 1000,
		}))
	}
	shows(v.none, now.Logo != nil)
	showBrand(v.paper, now, v.env.T("mail_brand.sample"))
	v.save.Enable()
	if len(problems) > 0 {
		v.save.Disable(page.Summary(v.env, problems))
	}
	v.body.Refresh()
}

// showBrand shows a logo and a colour that are good as a mail does.
func showBrand(paper *kit.Paper, b letter.Brand, words string) {
	var logo []byte
	width, height := b.LogoSize()
	if width > 0 {
		logo = b.Logo
	}
	var tint color.Color
	if b.Color != "" && b.Validate().Of(letter.FieldColor) == nil {
		tint = rgb(b.Color)
	}
	paper.Set(logo, fyne.NewSize(float32(width), float32(height)), tint, words)
}

// rgb is the colour that #rrggbb writes.
func rgb(text string) color.Color {
	n, _ := strconv.ParseUint(text[1:], 16, 32) // It was checked.
	return color.NRGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 0xff}
}

func (v *brandView) chooseLogo() {
	kind := page.FileKind{
		Name: v.env.T("files.picture"), Ending: ".png", Also: []string{".jpg", ".jpeg"},
	}
	page.OpenFile(v.env, v.env.T("mail_brand.choose_file"), kind, letter.MaxLogoBytes,
		func(_ string, file []byte) {
			v.now.Logo = file
			v.refresh()
		})
}

func (v *brandView) submit() {
	now := v.now.Trim()
	if len(now.Validate()) > 0 {
		return
	}
	v.save.Disable("")
	page.DoOr(v.env, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.env.Desk.SetMailBrand(ctx, now)
	}, func(err error) {
		v.refresh()
		v.env.Fail(err)
	}, func(struct{}) {
		v.modal.Close()
		v.env.Toasts.Say(v.env.T("mail_brand.saved"), "", nil)
		v.saved()
	})
}
