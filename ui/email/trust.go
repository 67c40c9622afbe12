package email

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/mail"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// trustView is what is trusted besides what the computer trusts, below the form: an authority of
// one's own, or one certificate. It is one of the settings, and saved with them.
type trustView struct {
	view      *settingsView
	object    *fyne.Container
	text      *kit.Paragraph
	authority *kit.Paragraph
	accepted  *kit.Paragraph
	look      *kit.Button
	choose    *kit.Button
	without   *kit.Button // The authority.
	forget    *kit.Button // The accepted certificate.
	row       *fyne.Container
	asking    bool
	said      string // What the paragraphs were laid out for.
}

func newTrustView(v *settingsView) *trustView {
	env := v.env
	t := &trustView{
		view: v, text: kit.NewParagraph("", kit.Secondary),
		authority: kit.NewParagraph("", kit.Body), accepted: kit.NewParagraph("", kit.Body),
	}
	button := func(key string, do func()) *kit.Button {
		return kit.NewButton(env.T(key), kit.ButtonSecondary, do)
	}
	t.look = button("trust.look", t.ask)
	t.choose = button("trust.choose", t.chooseFile)
	t.without = button("trust.without_authority", func() {
		trust := v.form.trust
		trust.Authority = ""
		t.set(trust)
	})
	t.forget = button("trust.forget", func() { t.set(v.form.trust.WithoutCertificate()) })
	t.row = kit.NewRow(8, t.look, t.choose, t.without, t.forget)
	t.object = kit.NewStack(
		8, kit.NewText(env.T("trust.title"), kit.BodyBold), t.text, t.authority, t.accepted, t.row,
	)
	return t
}

// set changes what is trusted, as a person who types does.
func (t *trustView) set(trust mail.Trust) {
	t.view.form.trust = trust
	t.view.hideBanner()
	t.view.form.refresh()
}

// refresh shows what is trusted with what is typed.
func (t *trustView) refresh() {
	v, env := t.view, t.view.env
	typed, _ := v.form.Settings()
	typed = typed.Trim()
	if typed.Security == mail.SecurityNone {
		t.object.Hide()
		return
	}
	text := "trust.usual"
	switch {
	case typed.Trust != v.saved.Trust:
		text = "trust.unsaved"
	case typed.Trust.Server != "":
		text = "trust.only"
	}
	t.text.SetText(env.T(text, core.Args{"Host": typed.Trust.Server}))
	var list []string
	for _, c := range typed.Trust.Authorities() {
		list = append(list, describe(env, "trust.authority", c))
	}
	show(t.authority, strings.Join(list, "\n"))
	one := ""
	if accepted := typed.Trust.Accepted(); accepted != nil {
		one = describe(env, "trust.accepted", accepted)
	}
	show(t.accepted, one)
	t.buttons(typed.Trust)
	t.object.Show()
	t.object.Refresh()
	if said := text + t.authority.Text() + t.accepted.Text(); said != t.said {
		t.said = said
		v.object.Refresh() // It has another height.
	}
}

// buttons offers what can be done with what is trusted.
func (t *trustView) buttons(trust mail.Trust) {
	shows(t.without, trust.Authority != "")
	shows(t.forget, trust.Certificate != "")
	choose := "trust.choose"
	if trust.Authority != "" {
		choose = "trust.replace"
	}
	t.choose.SetText(t.view.env.T(choose))
	t.look.Enable()
	if t.asking {
		t.look.Disable("")
	}
}

// show shows a text, or hides its place.
func show(p *kit.Paragraph, text string) {
	p.SetText(text)
	shows(p, text != "")
}

// shows shows or hides something.
func shows(o fyne.CanvasObject, shown bool) {
	if shown {
		o.Show()
	} else {
		o.Hide()
	}
}

// describe is a certificate in one sentence.
func describe(env *page.Env, key string, c *x509.Certificate) string {
	return env.T(key, core.Args{
		"Name": mail.NameOf(c), "From": c.NotBefore, "Until": c.NotAfter,
		"Fingerprint": mail.Fingerprint(c),
	})
}

// ask asks the server for its certificate.
func (t *trustView) ask() {
	v := t.view
	s, _ := v.form.Settings()
	if problems := s.Trim().ValidateServer(); len(problems) > 0 {
		v.form.ShowAll()
		return
	}
	if t.asking {
		return
	}
	t.asking = true
	t.refresh()
	page.DoOr(v.env, func(ctx context.Context) (mail.Shown, error) {
		return v.env.Desk.MailCertificate(ctx, s)
	}, func(err error) {
		t.asking = false
		t.refresh()
		var fault *core.Error
		if errors.As(err, &fault) && fault.Code == core.Unavailable {
			v.showFault(fault, nextAfterTest(v.env, fault))
			return
		}
		v.env.Fail(err)
	}, func(shown mail.Shown) {
		t.asking = false
		t.refresh()
		t.showCertificate(shown)
	})
}

// showCertificate shows what a server showed, and lets a person accept it.
func (t *trustView) showCertificate(shown mail.Shown) {
	env := t.view.env
	body := kit.NewStack(12, t.judgement(shown), facts(env, shown.Certificate))
	accept := func() {
		t.set(t.view.form.trust.Accept(shown.Server, shown.Certificate))
	}
	if shown.Accepted || len(shown.Distrusted) == 0 && shown.Changed == nil {
		accept = nil
	} else {
		body.Add(kit.NewParagraph(
			env.T("trust.compare", core.Args{"Host": shown.Server}), kit.Body,
		))
	}
	title := env.T("trust.certificate_of", core.Args{"Host": shown.Server})
	t.confirm(title, "trust.accept", body, accept)
}

// judgement says whether a certificate is trusted, and each reason why not.
func (t *trustView) judgement(shown mail.Shown) fyne.CanvasObject {
	env, banner := t.view.env, kit.NewBanner()
	var reasons []string
	for _, fault := range shown.Distrusted {
		reasons = append(reasons, env.Words.Sentence(fault))
	}
	switch {
	case shown.Changed != nil:
		banner.Set(
			kit.Bad, env.Words.Sentence(shown.Changed), "", strings.Join(reasons, "\n"),
		)
	case shown.Accepted:
		banner.Set(kit.OK, env.T("trust.is_accepted"), "", strings.Join(reasons, "\n"))
	case len(reasons) > 0:
		banner.Set(kit.Warn, env.T("trust.not_trusted"), "", strings.Join(reasons, "\n"))
	default:
		banner.Set(kit.OK, env.T("trust.is_trusted"), "", "")
	}
	return banner
}

// facts are what a person compares of a certificate.
func facts(env *page.Env, c *x509.Certificate) fyne.CanvasObject {
	fact := func(key, value string, style kit.TextStyle) fyne.CanvasObject {
		label := kit.NewText(env.T(key), kit.Caption)
		return kit.NewStack(2, label, kit.NewParagraph(value, style))
	}
	valid := env.T("trust.valid", core.Args{"From": c.NotBefore, "Until": c.NotAfter})
	return kit.NewStack(
		10, fact("trust.subject", mail.NameOf(c), kit.Body),
		fact("trust.issuer", mail.IssuerOf(c), kit.Body),
		fact("trust.validity", valid, kit.Body),
		fact("trust.fingerprint", mail.Fingerprint(c), kit.Mono),
	)
}

// chooseFile asks for the file of an authority, and shows it before it is taken.
func (t *trustView) chooseFile() {
	env := t.view.env
	kind := page.FileKind{
		Name: env.T("files.certificate"), Ending: ".pem", Also: []string{".crt", ".cer"},
	}
	page.OpenFile(env, env.T("trust.choose_file"), kind, mail.MaxAuthority,
		func(_ string, file []byte) {
			authority, err := mail.ReadAuthority(file)
			if err != nil {
				env.Fail(err)
				return
			}
			t.showAuthority(authority)
		})
}

// showAuthority shows an authority, and lets a person trust it.
func (t *trustView) showAuthority(authority string) {
	env, trust := t.view.env, t.view.form.trust
	trust.Authority = authority
	body := kit.NewStack(16)
	for _, c := range trust.Authorities() {
		body.Add(facts(env, c))
	}
	body.Add(kit.NewParagraph(env.T("trust.authority_text"), kit.Body))
	t.confirm(env.T("trust.authority_title"), "trust.take", body, func() { t.set(trust) })
}

// confirm shows certificates, and a button for what is done with them; nil is nothing.
func (t *trustView) confirm(title, key string, body fyne.CanvasObject, do func()) {
	env := t.view.env
	var modal *kit.Modal
	closes := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	foot := kit.NewRow(8, nil, closes)
	if do != nil {
		closes.SetText(env.T("button.cancel"))
		foot.Add(kit.NewButton(env.T(key), kit.ButtonPrimary, func() {
			modal.Close()
			do()
		}))
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "mail_certificate", Title: title, Width: 560, Body: body, First: closes, Foot: foot,
	})
}

// isOfCertificate tells whether a fault can end by looking at the certificate of the server.
func isOfCertificate(key string) bool { return strings.HasPrefix(key, "smtp.certificate") }
