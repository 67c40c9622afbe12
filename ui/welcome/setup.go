package welcome

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/email"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// setUp is the first minutes of a distributor: who it is, what the subscription holds, how mails
// are sent, the recovery kit.
type setUp struct {
	screens *Screens
	env     *page.Env
	data    desk.SetUp
	kit     *takenKit                    // Whose keys the workspace gets, nil for new ones.
	form    *email.Form                  // Of outgoing mail, once it was shown.
	amounts map[capacity.Resource]string // As they were typed, if they are no numbers, too.
	added   fyne.Focusable               // The first field that more adds.
	expires string
	more    bool
}

func newSetUp(s *Screens) *setUp {
	amounts := map[capacity.Resource]string{}
	return &setUp{screens: s, env: s.Env, amounts: amounts, data: desk.SetUp{
		Language:     s.Env.Words.Language(),
		Subscription: capacity.Subscription{Total: capacity.Amounts{}},
	}}
}

// step is one screen of the first minutes: fields, what is wrong with them, and a button that goes
// on.
type step struct {
	env      *page.Env
	fields   map[string]*kit.Field
	left     map[string]bool
	problems func() core.Problems
	next     *kit.Button
	foot     *kit.Paragraph
	failure  *kit.Banner
	goOn     func()
	missing  func() // Says all that is wrong, and goes to the first of it.
	screen   fyne.CanvasObject
	busy     bool
}

func newStep(env *page.Env, button string, problems func() core.Problems, goOn func()) *step {
	s := &step{
		env: env, fields: map[string]*kit.Field{}, left: map[string]bool{}, problems: problems,
		goOn: goOn,
		foot: kit.NewParagraph("", kit.Caption).SetRoom(2), failure: kit.NewBanner(),
	}
	s.missing = s.sayMissing
	s.next = kit.NewButton(env.T(button), kit.ButtonPrimary, s.submit)
	return s
}

// buttons lead back, and on to the next step.
func (s *step) buttons(back func()) fyne.CanvasObject {
	return kit.NewRow(
		8, nil, kit.NewButton(s.env.T("button.back"), kit.ButtonSecondary, back), s.next,
	)
}

// newFileStep makes a step that asks for a file and its code. missing reads both, and returns the
// key of what is not there yet, to which goToMissing goes. work is done beside the UI, and what it
// returns on it.
func newFileStep(
	env *page.Env,
	button string,
	missing func() string,
	goToMissing func(),
	work func() (done func(), err error),
) *step {
	var s *step
	s = newStep(env, button, func() core.Problems { return nil }, func() {
		if what := missing(); what != "" {
			s.failed(&core.Error{Code: core.Invalid, Key: what})
			goToMissing()
			return
		}
		s.busy = true
		s.refresh()
		page.DoOr(env, func(context.Context) (func(), error) {
			return work()
		}, s.failed, func(done func()) {
			s.busy = false
			done()
		})
	})
	return s
}

func (s *step) add(name string, f *kit.Field, text string, set func(string)) *kit.Field {
	s.fields[name] = page.Limit(name, f)
	f.SetText(text)
	f.SetOnEnter(s.submit)
	f.OnChanged = func(text string) {
		set(text)
		s.refresh()
	}
	f.OnLeft = func() {
		s.left[name] = true
		s.refresh()
	}
	return f
}

// wrong is what is wrong now, in the order of the fields.
func (s *step) wrong() core.Problems {
	return page.InOrder(s.screen, s.fields, page.Unread(s.fields, s.problems()))
}

func (s *step) refresh() {
	problems := s.wrong()
	for name, f := range s.fields {
		if p := problems.Of(name); p != nil && s.left[name] {
			f.SetError(s.env.Words.Sentence(p))
		} else {
			f.SetError("")
		}
	}
	text := page.Summary(s.env, problems)
	s.foot.SetText(text)
	if len(problems) > 0 || s.busy {
		s.next.Disable(text)
	} else {
		s.next.Enable()
	}
	if s.screen != nil {
		s.screen.Refresh()
	}
}

func (s *step) submit() {
	switch {
	case s.busy:
	case len(s.wrong()) > 0:
		s.missing()
	default:
		s.goOn()
	}
}

// sayMissing says all that is wrong, and goes to the first field of it.
func (s *step) sayMissing() {
	for name := range s.fields {
		s.left[name] = true
	}
	s.refresh()
	for _, p := range s.wrong() {
		if f := s.fields[p.Field]; f != nil {
			s.env.Canvas.Focus(f.Focusable())
			return
		}
	}
}

// owner asks who the distributor is.
func (u *setUp) owner() {
	env, d := u.env, &u.data
	u.screens.Again(u.owner)
	d.Language = env.Words.Language()
	s := newStep(
		env, "button.next", func() core.Problems { return d.ValidateOwner() }, u.subscription,
	)
	text := func(name string, into *string) *kit.Field {
		return s.add(
			name, kit.NewTextField(env.T("field."+name)), *into, func(t string) { *into = t },
		)
	}
	back := u.screens.Welcome
	if u.kit != nil { // The next beginning is another one.
		back = u.screens.leave(back)
	}
	company := text(account.FieldCompany, &d.Company).SetRequired()
	password := s.addPassword(d.Password, func(t string) { d.Password = t },
		func() []string { return []string{d.Company, d.FirstName, d.LastName, d.Email} })
	s.screen = card(
		560,
		kit.NewText(env.T("setup.owner"), kit.Title),
		kit.NewParagraph(env.T("setup.owner_text"), kit.Secondary),
		company,
		kit.NewColumns(
			16, kit.FieldGap, 180, 2, text(account.FieldFirstName, &d.FirstName).SetRequired(),
			text(account.FieldLastName, &d.LastName),
		),
		s.add(
			account.FieldEmail, kit.NewTextField(env.T("label.email")), d.Email,
			func(t string) { d.Email = t },
		).SetRequired(),
		password,
		s.foot,
		s.buttons(back),
	)
	s.refresh()
	u.screens.showKept("start", s, env.T("setup.owner"), company.Focusable(), back)
}

// subscription asks what the subscription holds.
func (u *setUp) subscription() {
	env, sub := u.env, &u.data.Subscription
	u.screens.Again(u.subscription)
	var s *step
	s = newStep(env, "setup.create", u.subscriptionProblems, func() { u.create(s) })
	amount := func(r capacity.Resource) *kit.Field { return u.amount(s, r) }
	first := amount(capacity.Extensions).SetRequired()
	availability := kit.NewCheckbox(
		env.T("field.high_availability"), func(on bool) { sub.HighAvailability = on },
	)
	availability.SetOn(sub.HighAvailability)
	expires := s.add(
		"expires_at", page.NewDateField(env, env.T("field.expires_at")), u.expires,
		func(t string) { u.expires = t },
	).
		SetPlaceholder(env.T(
			"setup.expires_hint", core.Args{"Example": env.Words.Date(env.Now().AddDate(1, 0, 0))},
		))
	s.screen = card(
		560, kit.NewText(env.T("setup.subscription"), kit.Title),
		kit.NewParagraph(env.T("setup.subscription_text"), kit.Secondary),
		kit.NewColumns(
			16, kit.FieldGap, 140, 3, first, amount(capacity.ConcurrentCalls).SetRequired(),
			amount(capacity.RecordingMinutes).SetRequired(),
		),
		availability, expires, u.optional(amount), s.failure, s.foot, s.buttons(u.owner),
	)
	s.refresh()
	u.screens.showKept("start", s, env.T("setup.subscription"), first.Focusable(), u.owner)
}

// amount asks how much of a resource the subscription has.
func (u *setUp) amount(s *step, r capacity.Resource) *kit.Field {
	name, total := string(r), u.data.Subscription.Total
	field := page.NewNumberField(u.env, u.env.T("field."+name)).SetRoom(2)
	set := func(digits string) {
		u.amounts[r] = digits
		delete(total, r)
		if digits != "" && field.Unread() == nil {
			total[r] = page.Number(digits)
		}
	}
	s.add(name, field, u.amounts[r], set)
	set(field.Text()) // Another language may read it in another way.
	return field
}

// optional are the resources that few subscriptions have; they are shown when asked for.
func (u *setUp) optional(amount func(capacity.Resource) *kit.Field) fyne.CanvasObject {
	if !u.more {
		return kit.NewRow(0, kit.NewLink(u.env.T("setup.more"), func() {
			u.more = true
			u.subscription()
			u.env.Canvas.Focus(u.added)
		}))
	}
	fields := kit.NewColumns(16, kit.FieldGap, 180, 2)
	for _, r := range capacity.Optional() {
		fields.Add(amount(r))
	}
	u.added = kit.FieldsIn(fields)[0].Focusable()
	label := kit.NewCheckbox(
		u.env.T("field.white_label"), func(on bool) { u.data.Subscription.WhiteLabel = on },
	)
	label.SetOn(u.data.Subscription.WhiteLabel)
	return kit.NewStack(8, fields, label)
}

func (u *setUp) subscriptionProblems() core.Problems {
	var expires page.Day
	u.data.Subscription.Expiry = expires.Read(u.env, u.expires)
	problems := u.data.ValidateSubscription(core.DayOf(u.env.Now()))
	expires.AddTo(&problems, "expires_at")
	return problems
}

// create makes the workspace.
func (u *setUp) create(s *step) {
	s.busy = true
	s.refresh()
	data := u.data
	page.TryOr(u.env, func(ctx context.Context) error {
		if u.kit != nil {
			return u.env.Desk.TakeOver(ctx, u.kit.text, u.kit.code, data)
		}
		return u.env.Desk.SetUp(ctx, data)
	}, s.failed, func() {
		s.busy = false
		u.screens.begun = nil
		u.mail()
	})
}

// failed says why nothing was done.
func (s *step) failed(err error) {
	var problems core.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			s.left[p.Field] = true
		}
	}
	s.busy = false
	s.failure.Set(kit.Bad, s.env.T("form.not_saved"), "", s.env.Words.Error(err))
	s.refresh()
}

// mail asks how mails are sent; it can be skipped.
func (u *setUp) mail() {
	env := u.env
	u.screens.Again(u.mail)
	var form *email.Form
	problems := func() core.Problems { return form.Problems() }
	s := newStep(env, "button.save", problems, func() {})
	var notice *email.Notice
	form = email.NewForm(env, func() {
		notice.Refresh()
		s.refresh()
	})
	notice = email.NewNotice(form)
	form.Fill(email.Suggested(env.Desk))
	if u.form != nil {
		form.Continue(u.form)
	}
	form.OnEnter = s.submit
	u.form = form
	notice.Refresh()
	s.goOn, s.missing = func() { u.saveMail(s, form) }, form.ShowAll
	skip := func() {
		if kit.Typed(form.Object) {
			env.AskDiscard(u.recoveryKit)
			return
		}
		u.recoveryKit()
	}
	s.screen = card(
		720,
		kit.NewText(env.T("setup.mail"), kit.Title),
		kit.NewParagraph(env.T("setup.mail_text"), kit.Secondary),
		notice.Banner,
		form.Object,
		s.failure,
		s.foot,
		kit.NewRow(8, nil, kit.NewButton(env.T("button.skip"), kit.ButtonSecondary, skip), s.next),
	)
	s.refresh()
	u.screens.showKept("mail_trouble", s, env.T("setup.mail"), form.First(), nil)
}

func (u *setUp) saveMail(s *step, form *email.Form) {
	s.busy = true
	s.refresh()
	settings, password := form.Settings()
	page.DoOr(u.env, func(ctx context.Context) (unkept, err error) {
		return u.env.Desk.SetMailSettings(ctx, settings, password)
	}, s.failed, func(unkept error) {
		s.busy = false
		u.recoveryKit()
		if unkept != nil {
			u.env.Toasts.Tell(u.env.Words.Error(unkept))
		}
	})
}
