package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
)

func limited(says string) mail.Answer {
	return mail.Answer{Outcome: mail.Temporary, Code: 421, Text: says, Fault: &core.Error{
		Code: core.Unavailable, Key: "smtp.sending_limit", Args: core.Args{"Answer": says},
	}}
}

// TestTheOutboxPausesAsLongAsTheProviderSays: nothing goes meanwhile, nothing is given up, and no
// try is counted, however often it happens.
func TestTheOutboxPausesAsLongAsTheProviderSays(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.SendActivation(t.Context(), h.three()))
	const says = "4.7.0 rate limit exceeded, try again in 20 minutes"
	for range 200 { // More than two days.
		h.server.answers = []mail.Answer{limited(says)}
		tried := len(h.server.passwords)
		next, err := h.SendDue(t.Context())
		require.NoError(t, err)
		require.Len(t, h.server.passwords, tried+1, "the other mails are not tried")
		require.Equal(t, h.clock.Now().Add(20*time.Minute), next.UTC())
		h.clock.Add(19 * time.Minute)
		h.sendDue()
		require.Len(t, h.server.passwords, tried+1)
		h.clock.Add(time.Minute)
	}
	for _, m := range h.mails() {
		require.Equal(t, desk.MailQueued, m.State)
		require.Zero(t, m.Attempts)
	}
	h.server.answers = []mail.Answer{limited(says)}
	h.sendDue()
	state, err := h.OutboxState(t.Context())
	require.NoError(t, err)
	said := printer("en").Error(state.Blocked)
	require.Contains(t, said, "smtp.nordlicht.example takes no more mails until")
	require.Contains(t, printer("en").Error(state.Blocked), says)
	until := printer("en").DateTime(h.clock.Now().Add(20 * time.Minute))
	require.Contains(t, printer("en").Error(state.Blocked), until, "with the hour")

	require.NoError(t, h.ResolveMails(t.Context(), []string{h.mails()[0].ID}, desk.SendNow))
	h.sendDue()
	for _, m := range h.mails() {
		require.Equal(t, desk.MailSent, m.State, "a person ended the pause")
	}
	state, err = h.OutboxState(t.Context())
	require.NoError(t, err)
	require.NoError(t, state.Blocked)
}

// TestNoMoreMailsGoThanMay lets two go a minute, and three a day.
func TestNoMoreMailsGoThanMay(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	d := h.kranich()
	d.Profile.Email = "fourth@partner.example"
	saved, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	s, err := h.MailSettings(t.Context())
	require.NoError(t, err)
	s.PerMinute, s.PerDay = 2, 3
	_, err = h.SetMailSettings(t.Context(), s.Settings, "")
	require.NoError(t, err)
	require.NoError(t, h.SendActivation(t.Context(), append(ids, saved.ID)))
	begun := h.clock.Now()
	next, err := h.SendDue(t.Context())
	require.NoError(t, err)
	require.Len(t, h.server.raw, 2)
	require.Equal(t, begun.Add(time.Minute), next.UTC())
	state, err := h.OutboxState(t.Context())
	require.NoError(t, err)
	require.NoError(t, state.Blocked, "a minute is soon over")
	h.clock.Add(time.Minute)
	next, err = h.SendDue(t.Context())
	require.NoError(t, err)
	require.Len(t, h.server.raw, 3)
	require.Equal(t, begun.Add(24*time.Hour), next.UTC())
	state, err = h.OutboxState(t.Context())
	require.NoError(t, err)
	require.Contains(t, printer("en").Error(state.Blocked), "3 mails went within a day")
	h.clock.Add(24 * time.Hour)
	h.sendDue()
	require.Len(t, h.server.raw, 4)
}

// TestTheSenderGetsACopy by a setting; that it is refused is said with the mail that was sent.
func TestTheSenderGetsACopy(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	s, err := h.MailSettings(t.Context())
	require.NoError(t, err)
	s.CopyToSender = true
	_, err = h.SetMailSettings(t.Context(), s.Settings, "")
	require.NoError(t, err)
	refused := &core.Error{Code: core.Unavailable, Key: "smtp.copy_refused"}
	h.server.answers = []mail.Answer{{Outcome: mail.Sent, Code: 250, Copy: refused}}
	h.sendDue()
	require.Equal(t, s.FromAddress, h.server.to[0].Copy)
	require.Equal(t, []string{"nina@kranichtel.example"}, h.server.to[0].To)
	m := h.mails()[0]
	require.Equal(t, desk.MailSent, m.State)
	require.Equal(t, refused.Key, m.CopyFault.Key)
}
