package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

func temporary(code int) mail.Answer {
	return mail.Answer{
		Outcome: mail.Temporary, Code: code,
		Fault: &core.Error{Code: core.Unavailable, Key: "smtp.temporary"},
	}
}

// whileSending does something at the moment before the end of the next mail is sent, or as the
// server gets it.
func (h *house) whileSending(do func()) {
	done := false
	h.server.onRaw = func() {
		if !done {
			done = true
			do()
		}
	}
}

func (h *house) mails() []desk.OutgoingMail {
	mails, err := h.store.Outbox(h.t.Context(), nil, 100)
	require.NoError(h.t, err)
	return mails
}

func TestAMailThatIsWithdrawnWhileItIsSentStaysWithdrawn(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.whileSending(func() {
		form, err := h.Reseller(t.Context(), saved.ID)
		require.NoError(t, err)
		form.Draft.Profile.Email = "n.albrecht@kranichtel.example"
		_, err = h.EditReseller(
			t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false,
		)
		require.NoError(t, err)
	})
	h.sendDue()
	require.Equal(t, desk.MailCancelled, h.mails()[0].State, "its end was not sent")
	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	h.sendDue()
	require.Equal(t, desk.MailSent, h.mails()[0].State, "the outbox goes on")
	require.Equal(t, desk.MailCancelled, h.mails()[1].State)
}

func TestAResendWhileTheFirstIsSentLeavesOneThatOpens(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.server.answers = []mail.Answer{temporary(451)}
	h.whileSending(func() { require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID})) })
	h.sendDue()
	h.clock.Add(time.Hour)
	h.sendDue()
	require.Len(t, h.mails(), 2)
	_, _, attachment := parts(t, h.server.raw[len(h.server.raw)-1])
	i := h.invitation(attachment)
	open, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.NoError(t, err)
	require.Equal(
		t, open.SecretHash, activation.Hash(i.Secret),
		"the newest mail holds the secret that counts",
	)
	require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
}

func TestCancelEndsTheMailItself(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	require.NoError(t, h.ResolveMails(t.Context(), []string{h.mails()[0].ID}, desk.Cancel))
	require.Equal(t, desk.MailCancelled, h.mails()[0].State)
	_, err := h.store.OpenInvitation(t.Context(), saved.ID)
	require.Equal(t, core.NotFound, core.CodeOf(err))
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()))

	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	h.sendDue()
	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	require.NoError(t, h.ResolveMails(t.Context(), []string{h.mails()[0].ID}, desk.Cancel))
	require.Equal(t, store.StatusNotInvited, h.row().Status(h.clock.Now()))
	n, err := h.CountResellers(t.Context(), desk.ResellerQuery{Chip: desk.ChipInvited})
	require.NoError(t, err)
	require.Zero(t, n, "chip and badge agree")
}

func TestAnUnreadableMailDoesNotHoldUpTheOthers(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	d := h.kranich()
	d.Profile.Email = "other@partner.example"
	h.clock.Add(time.Second)
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, true)
	require.NoError(t, err)
	m, err := h.store.Mail(t.Context(), h.mails()[1].ID)
	require.NoError(t, err)
	m.Body[len(m.Body)-1] ^= 1
	require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.ChangeMail(m) }))
	h.sendDue()
	require.Equal(t, desk.MailSent, h.mails()[0].State)
	require.Equal(t, desk.MailFailed, h.mails()[1].State)
	require.Equal(t, "mail.unreadable", h.mails()[1].Fault.Key)
}

func TestAnEditIsNotLostToTheMailServer(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	h.sendDue() // The reseller is invited now.
	form.Draft.Profile.Phone = "+49 431 555 0142"
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	require.Equal(t, desk.StatusInvited, h.row().Status(h.clock.Now()))
}

// TestSeveralMailsAreDecidedAboutAllOrNone has one among them that is no longer in doubt.
func TestSeveralMailsAreDecidedAboutAllOrNone(t *testing.T) {
	h := newDistributor(t)
	account, now := h.add(false).ID, h.clock.Now()
	mail := func(state desk.MailState) string {
		m := desk.OutgoingMail{
			ID: desk.NewID(), MessageID: desk.NewID(), Kind: desk.MailReset, Account: account,
			Recipient: string(state) + "@kranich.example", State: state,
			CreatedAt: now, NotBefore: now, RenderedAt: now, ChangedAt: now,
		}
		if state.Waits() {
			m.Body = []byte("sealed")
		}
		require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.AddMail(m) }))
		return m.ID
	}
	doubts := []string{mail(desk.MailInDoubt), mail(desk.MailInDoubt)}
	taken := mail(desk.MailFailed)
	state := func(id string) desk.MailState {
		m, err := h.store.Mail(t.Context(), id)
		require.NoError(t, err)
		return m.State
	}
	err := h.ResolveMails(t.Context(), []string{doubts[0], taken, doubts[1]}, desk.MarkSent)
	require.Equal(t, core.Conflict, core.CodeOf(err))
	said := printer("en").Error(err)
	require.Contains(t, said, "failed@kranich.example is not in the state for this (“failed”)")
	require.Equal(t, desk.MailInDoubt, state(doubts[0]), "nothing was done")
	require.Equal(t, "failed@kranich.example", h.lastLogged().Name, "the log names it as well")

	require.NoError(t, h.ResolveMails(t.Context(), append(doubts, doubts[0]), desk.MarkSent))
	for _, id := range doubts {
		require.Equal(t, desk.MailSent, state(id))
	}
	q := desk.LogQuery{Operation: "mail.mark_sent", Result: desk.LogOK, Limit: 9}
	logged, err := h.store.Logs(t.Context(), q)
	require.NoError(t, err)
	require.Len(t, logged, 2)
}

func TestWithoutANetworkAMailWaitsAsLongAsItTakes(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	lost := mail.Answer{
		Outcome: mail.Temporary,
		Fault:   &core.Error{Code: core.Unavailable, Key: "smtp.unknown_host"},
	}
	h.server.answers = []mail.Answer{lost, lost, temporary(451)}
	h.sendDue()
	h.clock.Add(80 * time.Hour) // A long weekend.
	h.sendDue()
	require.Equal(t, desk.MailQueued, h.mails()[0].State)
	h.clock.Add(80 * time.Hour)
	h.sendDue()
	require.Equal(
		t, desk.MailFailed, h.mails()[0].State,
		"a server that keeps turning it away is another thing",
	)
}

func TestAMailThatMayHaveBeenDeliveredIsNeverWrittenAnew(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	h.server.answers = []mail.Answer{
		{Outcome: mail.Unknown, Fault: &core.Error{Code: core.Unavailable, Key: "smtp.unknown"}},
		temporary(451),
	}
	h.sendDue()
	require.NoError(t, h.ResolveMails(t.Context(), []string{h.mails()[0].ID}, desk.SendAgain))
	h.sendDue()
	h.clock.Add(26 * time.Hour)
	h.sendDue()
	require.Len(t, h.server.raw, 3)
	require.Equal(t, h.server.raw[0], h.server.raw[2], "the very same bytes")
}

func TestTwoProgramsDoNotSendOneMailTwice(t *testing.T) {
	h := newDistributor(t)
	other := &house{t: t, place: h.place, clock: h.clock, keyring: h.keyring, server: h.server}
	other.open()
	require.NoError(t, other.SignIn(t.Context(), ownerEmail, ownerPassword))
	h.add(true)
	h.whileSending(func() {
		_, err := other.SendDue(t.Context())
		require.Equal(t, core.Busy, core.CodeOf(err), "one program at a time")
	})
	h.sendDue()
	other.sendDue()
	require.Len(t, h.server.raw, 1)
}

func TestAnAnswerIsRecordedAlsoWhenTheProgramIsBeingEnded(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	for _, c := range []struct {
		answer mail.Answer
		want   desk.MailState
	}{
		{temporary(451), desk.MailQueued},
		{mail.Answer{Outcome: mail.Sent, Code: 250}, desk.MailSent},
	} {
		ctx, end := context.WithCancel(t.Context())
		h.server.answers, h.server.beforeDot = []mail.Answer{c.answer}, end
		_, err := h.SendDue(ctx)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, c.want, h.mails()[0].State)
		h.clock.Add(time.Hour)
	}
}

func TestWhatBecameOfMailsIsSaidOfThoseAlone(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.NoError(t, h.SendActivation(t.Context(), ids[:1]))
	h.sendDue()
	require.NoError(t, h.SendActivation(t.Context(), ids[1:]))
	due := h.clock.Now()
	byAccount := map[string]string{}
	for _, m := range h.mails() {
		byAccount[m.Account] = m.ID
	}
	asked := []string{byAccount[ids[0]], desk.NewID(), byAccount[ids[1]]}
	mails, next, err := h.MailOutcomes(t.Context(), asked)
	require.NoError(t, err)
	require.Len(t, mails, 2, "one is not there, and one is not asked for")
	require.Equal(t, asked[0], mails[0].ID)
	require.Equal(t, desk.MailSent, mails[0].State)
	require.Equal(t, asked[2], mails[1].ID)
	require.Equal(t, desk.MailQueued, mails[1].State)
	require.Nil(t, mails[1].Body, "it holds a secret")
	require.Equal(t, due, next.UTC())

	h.server.answers = []mail.Answer{temporary(451), temporary(451)}
	h.sendDue()
	_, next, err = h.MailOutcomes(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, due.Add(time.Minute), next.UTC(), "the first pause")

	h.clock.Add(time.Hour)
	h.sendDue()
	mails, next, err = h.MailOutcomes(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, mails)
	require.Nil(t, next, "none waits")
}
