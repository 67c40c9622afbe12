package welcome

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

var now = time.Date(2026, 12, 1, 15, 30, 0, 0, time.Local)

// later is a Runner whose work is done when the test says so.
type later struct{ work []func() }

func (l *later) Go(work func())                            { l.work = append(l.work, work) }
func (l *later) UI(do func())                              { do() }
func (l *later) After(time.Duration, func()) (stop func()) { return func() {} }

func (l *later) arrive() {
	work := l.work
	l.work = nil
	for _, do := range work {
		do()
	}
}

// begin are the screens before the sign-in, in a window without a workspace.
func begin(t *testing.T) (*Screens, *later) {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	window, run := test.NewTempWindow(t, kit.NewStack(0)), &later{}
	clock := func() time.Time { return now }
	s := &Screens{
		Env: &page.Env{
			Words: words, Now: clock, Run: run, Canvas: window.Canvas(),
			Desk: desk.New(desk.Options{Now: clock}),
		},
		Again: func(func()) {},
	}
	s.Show = func(screen fyne.CanvasObject, _ string, first fyne.Focusable) {
		window.SetContent(screen)
		if first != nil {
			window.Canvas().Focus(first)
		}
	}
	return s, run
}

// field is the one with a label on the present screen.
func (s *Screens) field(t *testing.T, key string) *kit.Field {
	for _, f := range kit.FieldsIn(s.present) {
		if f.Label() == s.Env.T(key) {
			return f
		}
	}
	require.Fail(t, "no field", key)
	return nil
}

// types puts a text into a field as a person does.
func (s *Screens) types(t *testing.T, key, text string) {
	f := s.field(t, key)
	f.SetText(text)
	f.OnChanged(text)
}

// TestTheFirstMinutesKeepWhatWasTyped goes on to the subscription, and back.
func TestTheFirstMinutesKeepWhatWasTyped(t *testing.T) {
	s, _ := begin(t)
	u := newSetUp(s)
	u.owner()
	s.Submit()
	require.NotEmpty(t, s.field(t, "field.company").Error(), "nothing is typed yet")
	require.Equal(t, s.field(t, "field.company").Focusable(), s.Env.Canvas.Focused())

	for key, text := range map[string]string{
		"field.company": "Nordlicht", "field.first_name": "Ida",
		"label.email": "ida@nordlicht.example", "field.password": "nine quiet harbours at night",
	} {
		s.types(t, key, text)
	}
	s.Submit()
	s.types(t, "field.extensions", "4500")
	s.types(t, "field.concurrent_calls", "many")
	require.True(t, s.Escape())
	require.Equal(t, "Nordlicht", s.field(t, "field.company").Text())
	s.Submit()
	require.Equal(t, "4500", s.field(t, "field.extensions").Text())
	require.Equal(
		t,
		"many",
		s.field(t, "field.concurrent_calls").Text(),
		"it waits to be corrected",
	)
	require.EqualValues(t, 4500, u.data.Subscription.Total[capacity.Extensions])
	require.NotContains(t, u.data.Subscription.Total, capacity.ConcurrentCalls)
}

// TestTheEndOfASubscriptionIsADayToCome reads the day as it is typed.
func TestTheEndOfASubscriptionIsADayToCome(t *testing.T) {
	s, _ := begin(t)
	u := newSetUp(s)
	u.data.Subscription.Total = capacity.Amounts{
		capacity.Extensions: 10, capacity.ConcurrentCalls: 2, capacity.RecordingMinutes: 100,
	}
	for text, wrong := range map[string]string{
		"": "", "2027-01-31": "", "2026-11-30": "field.past", "soon": "field.date",
	} {
		u.expires = text
		problems := u.subscriptionProblems()
		if wrong != "" {
			require.Equal(t, wrong, problems.Of("expires_at").Key, text)
			continue
		}
		require.Empty(t, problems, text)
		require.Equal(t, text != "", u.data.Subscription.Expiry != core.NoDay, text)
	}
	u.expires = "soon"
	u.subscriptionProblems()
	require.Zero(t, u.data.Subscription.Expiry, "what is no day is no end")
}

// TestAStepGoesOnOnceAtATime submits while the one before is not done, and again after it failed.
func TestAStepGoesOnOnceAtATime(t *testing.T) {
	s, run := begin(t)
	var err error
	missing, wentTo, works, done := "recovery.no_file", 0, 0, 0
	step := newFileStep(
		s.Env, "button.next", func() string { return missing }, func() { wentTo++ },
		func() (func(), error) {
			works++
			return func() { done++ }, err
		},
	)
	step.submit()
	require.Equal(t, 1, wentTo, "to what is missing")
	require.Empty(t, run.work)

	missing, err = "", &core.Error{Code: core.Invalid, Key: "kit.none"}
	step.submit()
	step.submit()
	require.True(t, step.next.Disabled())
	run.arrive()
	require.Equal(t, 1, works)
	require.Zero(t, done)
	require.False(t, step.next.Disabled(), "it can be tried again")

	err = nil
	step.submit()
	run.arrive()
	require.Equal(t, 1, done)
}

// TestWhatTheWorkspaceRefusesIsSaidAtItsField says it also of a field that nobody left.
func TestWhatTheWorkspaceRefusesIsSaidAtItsField(t *testing.T) {
	s, _ := begin(t)
	var problems core.Problems
	step := newStep(s.Env, "button.next", func() core.Problems { return problems }, func() {})
	name := step.add(
		account.FieldCompany, kit.NewTextField(s.Env.T("field.company")), "", func(string) {},
	)
	step.screen = card(400, name)
	problems.Add(account.FieldCompany, "field.required", nil)
	step.refresh()
	require.Empty(t, name.Error(), "nobody left it")
	step.failed(problems)
	require.NotEmpty(t, name.Error())
	problems = nil
	step.failed(errors.New("disk"))
	require.Empty(t, name.Error())
	require.False(t, step.next.Disabled())
}

func TestACodeAndAPasswordAreCheckedBeforeTheyAreTried(t *testing.T) {
	const password = "nine quiet harbours at night"
	code := activation.NewCode()
	require.Empty(t, recoveryProblems(code, password))
	require.Equal(t, "field.required", recoveryProblems("", password).Of("code").Key)
	require.NotNil(t, recoveryProblems(code[:len(code)-1], password).Of("code"))
	require.NotNil(t, recoveryProblems(code, "short").Of(account.FieldPassword))
}

// TestAPasswordIsNotMadeOfTheInvitation knows all its words.
func TestAPasswordIsNotMadeOfTheInvitation(t *testing.T) {
	require.ElementsMatch(
		t, []string{"Kranich", "Nina", "Albrecht", "nina@kranich.example", "Nordlicht"},
		wordsOf(activation.Invitation{
			Issuer: activation.Issuer{Company: "Nordlicht"},
			Account: activation.Account{
				Company: "Kranich", FirstName: "Nina", LastName: "Albrecht",
				Email: "nina@kranich.example",
			},
		}),
	)
}

// TestEscapeLeadsBackOnlyWhereThereIsAWay leaves a screen with a way back, and one without.
func TestEscapeLeadsBackOnlyWhereThereIsAWay(t *testing.T) {
	s, _ := begin(t)
	s.Other("start", kit.NewStack(0), "", nil)
	require.False(t, s.Escape())
	back := 0
	s.show("start", kit.NewStack(0), "", nil, s.leave(func() { back++ }))
	require.True(t, s.Escape())
	require.Equal(t, 1, back, "nothing was typed")
	require.Equal(t, "start", s.Topic())
}
