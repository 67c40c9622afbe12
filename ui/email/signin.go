package email

import (
	"context"
	"errors"
	"net/url"
	"time"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// signInView is the sign-in at a provider, below the form: who is signed in, and the wait for the
// browser.
type signInView struct {
	view    *settingsView
	object  *fyne.Container
	state   *kit.Paragraph
	start   *kit.Button
	out     *kit.Button
	wait    *fyne.Container // Shown while the browser is waited for.
	how     *kit.Paragraph
	shown   *kit.Paragraph // The address.
	address string
	cancel  context.CancelFunc // Ends the wait; nil without one.
	at      desk.SignedIn
	fits    oauth.Provider // The provider for which the form was laid out.
	unkept  error          // Why the keyring did not take the sign-in.
	reading page.Latest[desk.SignedIn]
}

func newSignInView(v *settingsView) *signInView {
	env := v.env
	s := &signInView{
		view: v, state: kit.NewParagraph("", kit.Body), how: kit.NewParagraph("", kit.Body),
		shown: kit.NewParagraph("", kit.Mono),
	}
	s.start = kit.NewButton(env.T("email.sign_in"), kit.ButtonSecondary, s.begin).
		SetIcon(kit.IconKey)
	s.out = kit.NewButton(env.T("email.sign_out"), kit.ButtonSecondary, s.signOut)
	copyIt := kit.NewButton(env.T("email.copy_address"), kit.ButtonSecondary, s.copyAddress).
		SetIcon(kit.IconCopy)
	again := kit.NewButton(env.T("email.open_again"), kit.ButtonSecondary, s.open)
	end := kit.NewButton(env.T("button.cancel"), kit.ButtonSecondary, func() { s.cancel() })
	s.wait = kit.NewStack(
		8, s.how, kit.NewParagraph(env.T("email.nothing_opened"), kit.Secondary), s.shown,
		kit.NewRow(8, copyIt, again, nil, end),
	)
	s.wait.Hide()
	s.object = kit.NewStack(8, s.state, kit.NewRow(8, s.start, s.out), s.wait)
	s.object.Hide()
	return s
}

// reload reads who is signed in.
func (s *signInView) reload() {
	env := s.view.env
	s.reading.Read(env, env.Desk.MailSignIn, func(err error) {
		s.unkept = err
		s.view.refresh()
	}, func(at desk.SignedIn) {
		s.at = at
		s.view.form.ShowClientSecret(at.Secret)
		s.view.refresh()
	})
}

// refresh shows what fits what is typed.
func (s *signInView) refresh() {
	env := s.view.env
	typed, _ := s.view.form.Settings()
	if s.fits != typed.Provider {
		s.fits = typed.Provider
		defer s.view.object.Refresh() // Other fields have another height.
	}
	if !typed.AtProvider() {
		s.object.Hide()
		return
	}
	saved := s.view.saved.Settings
	isIn := s.at.User != "" && s.at.User == saved.User && typed.Issuer() == saved.Issuer() &&
		typed.User == saved.User
	button := "email.sign_in"
	if isIn {
		button = "email.sign_in_again"
		s.out.Enable()
	} else {
		s.out.Disable("")
	}
	s.state.SetText(s.text(isIn))
	s.start.SetText(env.T(button))
	if s.view.busy {
		s.start.Disable("")
		s.out.Disable("")
	} else {
		s.start.Enable()
	}
	s.object.Show()
	s.object.Refresh()
}

// text says who is signed in, and what became of it.
func (s *signInView) text(isIn bool) string {
	env := s.view.env
	text := env.T("email.not_signed_in")
	if isIn {
		kept := "email.sign_in_kept"
		if s.at.Once {
			kept = "email.sign_in_once"
		}
		text = env.T("email.signed_in_as", core.Args{
			"User": s.at.User, "When": env.Words.DateTime(s.at.Since),
		}) + " " + env.T(kept)
	}
	if s.unkept != nil {
		text += " " + env.Words.Error(s.unkept)
	}
	return text
}

// begin lets the person sign in with what is typed.
func (s *signInView) begin() {
	v := s.view
	to, clientSecret := v.form.Settings()
	if len(v.form.Problems()) > 0 || v.busy {
		v.form.ShowAll()
		return
	}
	ctx, cancel := context.WithCancel(v.env.Context())
	s.cancel = cancel
	v.reading.Drop()
	v.busy, v.saving, v.sent = true, true, to
	v.hideBanner()
	v.refresh()
	page.DoOr(v.env, func(context.Context) (unkept, err error) {
		return v.env.Desk.SignInMail(ctx, to, clientSecret, func(address string) {
			v.env.Run.UI(func() { s.waitFor(to, address) })
		})
	}, func(err error) {
		s.ended(cancel)
		s.sayFailed(err)
	}, func(unkept error) {
		s.ended(cancel)
		s.unkept = unkept
		v.stored(to, clientSecret, nil)
		s.reload()
	})
}

// waitFor opens the browser, and shows the wait for it.
func (s *signInView) waitFor(to mail.Settings, address string) {
	env := s.view.env
	s.address = address
	s.how.SetText(env.T("email.waiting_browser", core.Args{
		"User": to.User, "When": env.Words.DateTime(time.Now().Add(oauth.Patience)),
	}))
	s.shown.SetText(address)
	s.wait.Show()
	s.view.object.Refresh()
	s.view.scroll.ScrollToBottom() // Also where the form is higher than the window.
	s.open()
}

// open opens the browser.
func (s *signInView) open() {
	env := s.view.env
	link, err := url.Parse(s.address)
	if err == nil {
		err = env.Browse(link)
	}
	if err != nil {
		s.how.SetText(env.T("error.oauth.no_browser") + " " + env.T("next.oauth.no_browser"))
		s.view.object.Refresh()
	}
}

func (s *signInView) copyAddress() {
	fyne.CurrentApp().Clipboard().SetContent(s.address)
	s.view.env.Toasts.Say(s.view.env.T("email.address_copied"), "", nil)
}

// ended takes the wait away.
func (s *signInView) ended(cancel context.CancelFunc) {
	cancel()
	s.address = ""
	s.wait.Hide()
	s.view.busy, s.view.saving = false, false
	s.view.refresh()
	s.view.object.Refresh()
}

// sayFailed says why nobody signed in; who cancelled it knows.
func (s *signInView) sayFailed(err error) {
	v := s.view
	var fault *core.Error
	switch {
	case errors.As(err, &fault) && fault.Key == "oauth.cancelled":
		v.hideBanner()
	case errors.As(err, &fault) && fault.Code == core.Unavailable:
		v.showFault(fault, v.env.T("next."+fault.Key, fault.Args))
	default:
		v.banner.Set(kit.Bad, v.env.T("email.not_signed_in"), "", v.env.Words.Error(err))
		v.object.Refresh()
	}
}

func (s *signInView) signOut() {
	v := s.view
	page.Try(v.env, v.env.Desk.SignOutMail, func() {
		s.unkept = nil
		v.env.Toasts.Say(v.env.T("email.signed_out"), "", nil)
		s.reload()
	})
}
