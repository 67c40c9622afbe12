// Package welcome is what a person meets before the workspace is open: the first minutes of a
// distributor, and the sign-in.
package welcome

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Screens are the screens before the workspace is open. Each is shown in the middle of the window.
type Screens struct {
	Env *page.Env
	// Show puts a screen into the window.
	Show func(screen fyne.CanvasObject, title string, first fyne.Focusable)
	// Again receives what shows the present screen again, in another language and with what was
	// typed.
	Again func(show func())
	// Entered is called when somebody is signed in.
	Entered func()
	// Arrived is called when a workspace came from another computer, or when that failed at the
	// end.
	Arrived func(err error)
	// Example opens a throw-away workspace with example data instead, and signs in.
	Example func() error
	topic   string            // What the help says of the present screen.
	back    func()            // What Escape does on the present screen, nil for nothing.
	submit  func()            // What Ctrl+S and Ctrl+Enter do on it, nil for nothing.
	present fyne.CanvasObject // What is shown.
	kept    bool              // What is typed into it is still there when it is shown again.
	email   string            // What was typed at the sign-in, until somebody is signed in.
	// The first minutes of a distributor, which go on where they were left; nil before them.
	begun *setUp
}

// Topic is what the help says of the present screen.
func (s *Screens) Topic() string { return s.topic }

// show puts a screen into the window from which Escape goes back, unless back is nil; topic is its
// page of the help.
func (s *Screens) show(
	topic string, screen fyne.CanvasObject, title string, first fyne.Focusable, back func(),
) {
	s.topic, s.present, s.back, s.submit, s.kept = topic, screen, back, nil, false
	s.Show(screen, title, first)
}

// Other puts a screen of the window into it, from which Escape leads nowhere.
func (s *Screens) Other(
	topic string, screen fyne.CanvasObject, title string, first fyne.Focusable,
) {
	s.show(topic, screen, title, first, nil)
}

// showKept puts a screen into the window that shows again what was typed into it before.
func (s *Screens) showKept(
	topic string, step *step, title string, first fyne.Focusable, back func(),
) {
	s.show(topic, step.screen, title, first, back)
	s.submit, s.kept = step.submit, true
}

// showForm puts a screen with fields into the window, whose submit Ctrl+S and Ctrl+Enter do.
func (s *Screens) showForm(
	topic string, screen fyne.CanvasObject, title string, first fyne.Focusable, submit, back func(),
) {
	s.show(topic, screen, title, first, back)
	s.submit = submit
}

// Submit does what Ctrl+S stands for on the present screen.
func (s *Screens) Submit() {
	if s.submit != nil {
		s.submit()
	}
}

// Typed tells whether something was typed that would be lost with the window.
func (s *Screens) Typed() bool {
	return s.present != nil && kit.Typed(s.present) || s.begun != nil && s.begun.data.Company != ""
}

// Leaving goes on when nothing that was typed on the present screen would be lost by that, else
// after a question.
func (s *Screens) Leaving(then func()) {
	if s.present != nil && !s.kept && kit.Typed(s.present) {
		s.Env.AskDiscard(then)
		return
	}
	then()
}

// leave is what goes back from a screen whose fields are empty when it is shown again.
func (s *Screens) leave(back func()) func() { return func() { s.Leaving(back) } }

// Escape goes back from the present screen, and tells whether it did.
func (s *Screens) Escape() bool {
	if s.back == nil {
		return false
	}
	s.back()
	return true
}

const cardPadding = 32

// card is a screen of a width. Buttons at its end stay in sight where it does not fit.
func card(width float32, parts ...fyne.CanvasObject) fyne.CanvasObject {
	if last := len(parts) - 1; endsInButton(parts[last]) {
		return kit.NewFootedCard(width, cardPadding, kit.NewStack(10, parts[:last]...), parts[last])
	}
	return container.NewVScroll(kit.NewCentered(
		width, kit.NewCard(cardPadding, kit.NewStack(10, parts...)),
	))
}

// endsInButton tells whether something is a row with a button at its end.
func endsInButton(o fyne.CanvasObject) bool {
	row, is := o.(*fyne.Container)
	if !is || len(row.Objects) == 0 {
		return false
	}
	_, is = row.Objects[len(row.Objects)-1].(*kit.Button)
	return is
}

// Welcome asks what a new user wants to do.
func (s *Screens) Welcome() {
	env := s.Env
	s.Again(s.Welcome)
	distribute := kit.NewChoice(
		kit.IconCard, env.T("welcome.distribute"), env.T("welcome.distribute_text"), s.beginSetUp,
	)
	example := kit.NewChoice(
		kit.IconInfo, env.T("welcome.example"), env.T("welcome.example_text"), s.tryExample,
	)
	invited := kit.NewChoice(
		kit.IconMail, env.T("welcome.invited"), env.T("welcome.invited_text"), s.openInvitation,
	)
	s.show(
		"start",
		card(
			560,
			kit.NewText(env.T("app.name"), kit.Figure),
			kit.NewText(env.T("welcome.what"), kit.Secondary),
			distribute,
			invited,
			example,
			kit.NewFlow(
				16,
				kit.NewLink(env.T("command.open_file"), env.OpenFile),
				s.arriveLink(),
				kit.NewLink(env.T("takeover.link"), func() { s.TakeOver(nil) }),
			),
		),
		env.T("welcome.title"),
		distribute,
		nil,
	)
}

// arriveLink leads to a workspace on another computer, where this one keeps its own.
func (s *Screens) arriveLink() *kit.Link {
	return kit.NewLink(s.Env.T("arrive.link"), func() { s.Arrive("", s.Welcome) })
}

// beginSetUp asks a distributor who they are, with what was typed before.
func (s *Screens) beginSetUp() {
	if s.begun == nil {
		s.begun = newSetUp(s)
	}
	s.begun.owner()
}

func (s *Screens) tryExample() {
	env := s.Env
	s.show(
		"start",
		card(
			400,
			kit.NewText(env.T("welcome.making_example"), kit.Heading),
			kit.NewParagraph(env.T("welcome.making_example_text"), kit.Secondary),
		),
		env.T("welcome.title"),
		nil,
		nil,
	)
	page.TryOr(env, func(context.Context) error { return s.Example() }, func(err error) {
		s.Welcome()
		env.Fail(err)
	}, func() {})
}

// SignIn asks for email and password. notice, which may be empty, says why.
func (s *Screens) SignIn(company, notice string) {
	s.Again(func() { s.SignIn(company, notice) })
	v := &signIn{screens: s, env: s.Env}
	v.show(company, notice)
}

// signIn is the screen that asks for email and password.
type signIn struct {
	screens  *Screens
	env      *page.Env
	email    *kit.Field
	password *kit.Field
	stay     *kit.Checkbox
	button   *kit.Button
	failure  *kit.Banner
	busy     bool
	screen   fyne.CanvasObject
}

func (v *signIn) show(company, notice string) {
	env := v.env
	v.failure = kit.NewBanner()
	v.email = kit.NewTextField(env.T("field.email"))
	v.password = kit.NewPasswordField(env.T("field.password"))
	v.email.SetOnEnter(v.enter)
	v.password.SetOnEnter(v.enter)
	v.stay = kit.NewCheckbox(env.T("signin.stay"), nil)
	v.button = kit.NewButton(env.T("signin.button"), kit.ButtonPrimary, v.submit)
	v.screen = card(
		380,
		kit.NewText(company, kit.Title),
		kit.NewText(env.T("signin.title"), kit.Caption),
		v.failure,
		v.email,
		v.password,
		v.stay,
		v.button,
		kit.NewRow(
			8,
			kit.NewLink(env.T("recover.forgotten"), func() { v.screens.forgotten(company) }),
			nil,
			kit.NewLink(env.T("command.open_file"), env.OpenFile),
		),
	)
	if notice != "" {
		v.failure.Set(kit.Warn, notice, "", "")
	}
	v.email.OnChanged = func(text string) { v.screens.email = text }
	first := v.email
	if known := cmp.Or(v.screens.email, env.Settings.LastEmail(env.Folder)); known != "" {
		v.email.SetText(known)
		first = v.password
	}
	v.screens.showForm("sign_in", v.screen, env.T("signin.title"), first.Focusable(), v.enter, nil)
}

// enter goes to what is still empty, or signs in.
func (v *signIn) enter() {
	for _, f := range []*kit.Field{v.email, v.password} {
		if f.Text() == "" {
			v.env.Canvas.Focus(f.Focusable())
			return
		}
	}
	v.submit()
}

func (v *signIn) submit() {
	if v.busy {
		return
	}
	v.busy = true
	v.button.Disable("")
	email, password, stay := v.email.Text(), v.password.Text(), v.stay.IsOn()
	page.DoOr(v.env, func(ctx context.Context) (unkept, err error) {
		if err = v.env.Desk.SignIn(ctx, email, password); err == nil && stay {
			unkept = v.env.Desk.StaySignedIn(ctx)
		}
		return unkept, err
	}, v.failed, func(unkept error) { v.signedIn(password, unkept) })
}

func (v *signIn) failed(err error) {
	v.busy = false
	v.button.Enable()
	v.failure.Set(kit.Bad, v.env.Words.Error(err), "", "")
	v.screen.Refresh()
	v.password.SetText("")
	v.env.Canvas.Focus(v.password.Focusable())
}

// signedIn goes on with who is signed in by a password; unkept is why that does not last.
func (v *signIn) signedIn(password string, unkept error) {
	v.busy = false
	v.button.Enable()
	if v.env.Desk.MustChoosePassword() {
		v.screens.ChoosePassword(password)
		return
	}
	v.screens.email = ""
	v.screens.Entered()
	if unkept != nil {
		v.env.Toasts.Tell(v.env.T("signin.not_kept") + " " + v.env.Words.Error(unkept))
	}
}

// FillExample makes a throw-away workspace on an empty desk and signs in. Nobody needs to know its
// password.
func FillExample(ctx context.Context, d *desk.Desk, lang string) error {
	s := desk.ExampleSetUp()
	s.Language, s.Password = lang, desk.NewID()+desk.NewID()
	if err := d.SetUp(ctx, s); err != nil {
		return err
	}
	return d.AddExamples(ctx, desk.ExampleResellers, desk.ExamplePBXs)
}
