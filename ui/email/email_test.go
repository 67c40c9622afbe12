package email

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

func environment(t *testing.T) *page.Env {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return &page.Env{Words: words}
}

// newForm is the form of outgoing mail, in which nobody is signed in.
func newForm(t *testing.T) (f *Form, changes *int) {
	test.NewTempApp(t)
	env, changes := environment(t), new(int)
	env.Desk = desk.New(desk.Options{Now: time.Now})
	return NewForm(env, func() { *changes++ }), changes
}

func settings() mail.Settings {
	return mail.Settings{
		FromAddress: "ida@nordlicht.example", FromName: "Nordlicht", ReplyTo: "help@nordlicht.example",
		Host: "smtp.nordlicht.example", Port: 2525, Security: mail.SecuritySTARTTLS, User: "ida",
		ProgramSource: "https://nordlicht.example/desk",
		TextInside:    true, CopyToSender: true, PerMinute: 20, PerDay: 3000,
	}
}

func TestTheFormReturnsTheSettingsThatItShows(t *testing.T) {
	f, _ := newForm(t)
	f.Fill(settings())
	got, password := f.Settings()
	require.Equal(t, settings(), got)
	require.Empty(t, password)
	require.Empty(t, f.Problems())
}

// TestALimitThatIsNoNumberIsRefused: it is not taken for none.
func TestALimitThatIsNoNumberIsRefused(t *testing.T) {
	f, _ := newForm(t)
	for _, name := range []string{mail.FieldPerMinute, mail.FieldPerDay} {
		f.Fill(settings())
		f.fields[name].Retype("many")
		require.NotNil(t, f.Problems().Of(name), name)
		f.fields[name].Retype("9999999")
		require.NotNil(t, f.Problems().Of(name), name)
		f.fields[name].Retype("")
		require.Empty(t, f.Problems(), name)
	}
}

// TestThePortFollowsTheSecurity chooses another security, with a port that was typed and without.
func TestThePortFollowsTheSecurity(t *testing.T) {
	f, _ := newForm(t)
	choose := func(s mail.Security) string {
		f.fields[mail.FieldSecurity].SetText(string(s))
		f.fields[mail.FieldSecurity].OnChanged(string(s))
		return f.fields[mail.FieldPort].Text()
	}
	require.Equal(t, strconv.Itoa(mail.DefaultPort(mail.SecurityTLS)), choose(mail.SecurityTLS))
	require.Equal(
		t, strconv.Itoa(mail.DefaultPort(mail.SecuritySTARTTLS)), choose(mail.SecuritySTARTTLS),
	)
	f.fields[mail.FieldPort].SetText("2525")
	require.Equal(t, "2525", choose(mail.SecurityTLS), "what was typed stays")
}

func TestWhatIsWrongIsSaidOnceTheFieldWasLeft(t *testing.T) {
	f, _ := newForm(t)
	s := settings()
	s.FromAddress = "ida"
	f.Fill(s)
	field := f.fields[mail.FieldFromAddress]
	require.NotNil(t, f.Problems().Of(mail.FieldFromAddress))
	require.Empty(t, field.Error())
	field.OnLeft()
	require.NotEmpty(t, field.Error())
	f.Fill(s)
	require.Empty(t, field.Error(), "nobody left it since")
}

func TestAPasswordIsForgottenUnlessAnotherWasTyped(t *testing.T) {
	f, _ := newForm(t)
	for typed, left := range map[string]string{"as saved": "", "another one": "another one"} {
		f.fields[account.FieldPassword].SetText(typed)
		f.ForgetPassword("as saved")
		_, password := f.Settings()
		require.Equal(t, left, password)
	}
}

// TestAFormOfAnotherLanguageGoesOn shows what was typed into the one before, with what was left.
func TestAFormOfAnotherLanguageGoesOn(t *testing.T) {
	earlier, _ := newForm(t)
	earlier.Fill(settings())
	earlier.fields[mail.FieldHost].SetText("")
	earlier.fields[mail.FieldHost].OnLeft()
	earlier.fields[account.FieldPassword].SetText("typed")
	f, _ := newForm(t)
	f.Continue(earlier)
	got, password := f.Settings()
	want, _ := earlier.Settings()
	require.Equal(t, want, got)
	require.Equal(t, "typed", password)
	require.NotEmpty(t, f.fields[mail.FieldHost].Error())
}

// TestAWayOnIsOfferedForWhatMailsWaitFor offers what helps, and nothing where nothing does.
func TestAWayOnIsOfferedForWhatMailsWaitFor(t *testing.T) {
	for name, c := range map[string]struct {
		blocked error
		way     string
	}{
		"a restored backup": {&core.Error{Code: core.Conflict, Key: "outbox.restored"}, wayRelease},
		"refused settings":  {&core.Error{Code: core.Invalid, Key: "smtp.auth"}, waySettings},
		"no such server":    {&core.Error{Code: core.Unavailable, Key: "smtp.unknown_host"}, waySettings},
		"a locked keyring":  {&core.Error{Code: core.Unavailable, Key: "keyring.locked"}, wayAsk},
		"no password":       {&core.Error{Code: core.NotFound, Key: "keyring.not_found"}, wayAsk},
		"too long for it":   {&core.Error{Code: core.Invalid, Key: "keyring.too_long"}, ""},
		"anything else":     {errors.New("disk"), ""},
	} {
		require.Equal(t, c.way, wayOn(c.blocked), name)
	}
}

// TestATestMailHasItsOwnNextStep says another one than of a mail in the outbox, where there is one.
func TestATestMailHasItsOwnNextStep(t *testing.T) {
	env := environment(t)
	lost := nextAfterTest(env, &core.Error{Key: "smtp.lost"})
	require.NotContains(t, lost, "The mail waits", "a test mail is in no outbox")
	require.NotContains(t, lost, "next.")
	require.Contains(t, nextAfterTest(env, &core.Error{Key: "smtp.auth"}), "app password")
}

// TestAMailSaysWhyItWasNotSent says nothing of one that was sent in the end.
func TestAMailSaysWhyItWasNotSent(t *testing.T) {
	v := &outboxView{env: environment(t)}
	m := desk.OutgoingMail{State: desk.MailFailed}
	require.Empty(t, v.reason(m))
	m.Fault = &core.Error{Key: "smtp.unknown_host", Args: core.Args{"Host": "smtp.example"}}
	require.Contains(t, v.reason(m), "no server named smtp.example")
	require.Contains(t, v.reason(m), "Check the spelling", "and what to do about it")
	m.State = desk.MailSent
	require.Empty(t, v.reason(m))
}

// TestEachStateOfAMailIsInOneFilterAndInTheOrder walks the states: none is left out.
func TestEachStateOfAMailIsInOneFilterAndInTheOrder(t *testing.T) {
	env := environment(t)
	in := map[desk.MailState]int{}
	for _, c := range chips {
		for _, s := range c.states {
			in[s]++
		}
	}
	require.Len(t, in, len(states))
	for _, s := range states {
		require.Equal(t, 1, in[s], s)
		badge := stateBadge(env, desk.OutgoingMail{State: s})
		require.NotContains(t, badge.Text, "mailstate.", s)
		require.Equal(t, s == desk.MailFailed, badge.Tone == kit.Bad, s)
	}
}
