package email

import (
	"bytes"
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
	env   *page.Env
	now   letter.Brand
	sight brandSight
	color *kit.Field
	logo  *kit.Paragraph // How large it is, or what is wrong with it.
	none  *kit.Button
	paper *kit.Paper
	body  *fyne.Container
	save  *kit.Button
	modal *kit.Modal
	saved func()
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
		env: env, now: b, saved: saved, paper: kit.NewPaper(),
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
	v.none = kit.NewButton(
		env.T("mail_brand.remove"), kit.ButtonSecondary, func() { v.setLogo(nil) },
	)
	v.body = kit.NewStack(
		10, kit.NewParagraph(env.T("mail_brand.text"), kit.Secondary), v.color,
		kit.NewText(env.T("field.logo"), kit.BodyBold), v.logo, kit.NewRow(8, choose, v.none),
		kit.NewSized(0, sampleHeight, v.paper),
	)
	cancel := kit.NewButton(
		env.T("button.cancel"), kit.ButtonSecondary, func() { v.modal.Cancel() },
	)
	v.save = kit.NewButton(env.T("button.save"), kit.ButtonPrimary, v.submit)
	v.setLogo(b.Logo)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "email", Title: env.T("mail_brand.title"), Width: 520, Body: v.body,
		First: v.color.Focusable(), Primary: v.save, Foot: kit.NewRow(8, nil, cancel, v.save),
	})
}

func (v *brandView) setLogo(logo []byte) {
	v.now.Logo = logo
	v.refresh()
}

// problems are what is wrong with what is chosen.
func (v *brandView) problems() core.Problems {
	problems := letter.Brand{Color: v.now.Trim().Color}.Validate()
	if _, _, err := v.sight.size(v.now.Logo); err != nil {
		problems.AddError(letter.FieldLogo, err)
	}
	return problems
}

// refresh shows what is chosen and what is wrong with it.
func (v *brandView) refresh() {
	problems := v.problems()
	say := func(field string) string {
		if p := problems.Of(field); p != nil {
			return v.env.Words.Sentence(p)
		}
		return ""
	}
	v.color.SetError(say(letter.FieldColor))
	text, style := v.env.T("mail_brand.no_logo_yet", core.Args{
		"Width": letter.MaxLogoWidth, "Height": letter.MaxLogoHeight,
		"Size": letter.MaxLogoBytes / 1000,
	}), kit.Caption
	if wrong := say(letter.FieldLogo); wrong != "" {
		text, style = wrong, kit.CaptionDanger
	} else if len(v.now.Logo) > 0 {
		text = v.env.T("mail_brand.logo_size", core.Args{"Size": (len(v.now.Logo) + 999) / 1000})
	}
	v.logo.SetText(text)
	v.logo.SetStyle(style)
	shows(v.none, len(v.now.Logo) > 0)
	v.sight.show(v.paper, v.now.Trim(), v.env.T("mail_brand.sample"))
	v.save.Enable()
	if len(problems) > 0 {
		v.save.Disable(page.Summary(v.env, problems))
	}
	v.body.Refresh()
}

// brandSight remembers how large the logo is that was shown last: to read a picture takes longer
// than to draw a letter that is typed.
type brandSight struct {
	logo          []byte
	width, height int
	wrong         error
}

func (s *brandSight) size(logo []byte) (width, height int, wrong error) {
	if !bytes.Equal(logo, s.logo) {
		s.logo = logo
		s.width, s.height, s.wrong = letter.Brand{Logo: logo}.LogoSize()
	}
	return s.width, s.height, s.wrong
}

// show shows a logo and a colour that are good as a mail does.
func (s *brandSight) show(paper *kit.Paper, b letter.Brand, words string) {
	width, height, wrong := s.size(b.Logo)
	if wrong != nil {
		b.Logo = nil
	}
	var tint color.Color
	if b.Color != "" && len(letter.Brand{Color: b.Color}.Validate()) == 0 {
		tint = rgb(b.Color)
	}
	paper.Set(b.Logo, fyne.NewSize(float32(width), float32(height)), tint, words)
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
		func(_ string, file []byte) { v.setLogo(file) })
}

func (v *brandView) submit() {
	now := v.now.Trim()
	if len(v.problems()) > 0 {
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
