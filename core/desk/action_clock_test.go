package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
)

// set puts the clock to a time.
func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// wrongClocks are clocks that are wrong, with what is said about them.
func wrongClocks(right time.Time) map[string]struct {
	now time.Time
	key string
} {
	type wrong = struct {
		now time.Time
		key string
	}
	return map[string]wrong{
		"a day behind":      {right.Add(-24 * time.Hour), ""},
		"two days behind":   {right.Add(-48 * time.Hour), "clock.behind"},
		"a year ahead":      {right.AddDate(1, 0, 0), "clock.ahead"},
		"the year 1969":     {time.Date(1969, 12, 31, 23, 59, 0, 0, time.UTC), "clock.impossible"},
		"the end of 32 bit": {time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), "clock.ahead"},
	}
}

// waiting is a distributor with everything that falls due by itself within 40 days.
type waiting struct {
	*house
	bin, suspended, ending, invited, pbx string
}

func newWaiting(t *testing.T) waiting {
	w := waiting{house: newDistributor(t)}
	ctx := t.Context()
	require.NoError(
		t,
		w.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 900 }),
	)
	w.bin, w.suspended = w.addNamed("Bin"), w.addNamed("Suspended")
	w.ending, w.invited = w.addNamed("Ending"), w.addNamed("Invited")
	require.NoError(t, w.DeleteResellers(ctx, desk.NewID(), []string{w.bin}, false))
	until := w.clock.Now().Add(20 * 24 * time.Hour)
	require.NoError(
		t, w.SuspendResellers(ctx, desk.NewID(), []string{w.suspended}, "Invoice", core.DayOf(until)),
	)
	form, err := w.Reseller(ctx, w.ending)
	require.NoError(t, err)
	end := w.clock.Now().Add(20 * 24 * time.Hour)
	form.Draft.Profile.ValidUntil = core.DayOf(end)
	_, err = w.EditReseller(ctx, desk.NewID(), w.ending, form.Version, form.Draft, false)
	require.NoError(t, err)
	w.pbx, _ = w.harbourOf("", 20)
	require.NoError(t, w.StartPBXs(ctx, desk.NewID(), []string{w.pbx}))
	w.sendDue()
	return w
}

func (w waiting) states() (list []any) {
	for _, id := range []string{w.bin, w.suspended, w.ending, w.invited} {
		a, err := w.store.Account(w.t.Context(), id)
		require.NoError(w.t, err)
		list = append(list, a.State)
	}
	p, err := w.store.PBX(w.t.Context(), w.pbx)
	require.NoError(w.t, err)
	return append(list, p.State)
}

func TestAWrongClockEndsNothingAndLocksNobodyOut(t *testing.T) {
	for name, wrong := range wrongClocks(newClock().Now()) {
		t.Run(name, func(t *testing.T) {
			w := newWaiting(t)
			right, before, mails := w.clock.Now(), w.states(), len(w.mails())
			require.Equal(
				t,
				[]any{
					account.InBin, account.Suspended, account.NotInvited, account.NotInvited,
					pbx.Running,
				},
				before,
			)
			w.clock.set(wrong.now)
			for range 2 { // Also after a restart.
				require.NoError(t, w.RunDue(t.Context()))
				require.Equal(t, before, w.states())
				require.Len(t, w.mails(), mails, "nobody was reminded or told of an alarm")
				require.Equal(t, wrong.key, key(w.ClockWrong(t.Context())))
				w.open()
				require.NoError(t, w.SignIn(t.Context(), ownerEmail, ownerPassword))
			}
			d := w.kranich()
			d.Profile.Email = "uwe@reiher.example"
			saved, err := w.AddReseller(t.Context(), desk.NewID(), d, true)
			require.NoError(t, err, "people work on")
			w.sendDue()
			invitation, err := w.store.OpenInvitation(t.Context(), saved.ID)
			require.NoError(t, err)
			if wrong.key != "" {
				require.WithinDuration(
					t, right.Add(7*24*time.Hour), *invitation.ExpiresAt, 2*time.Hour,
					"it is dated by the trusted time",
				)
			}
			w.clock.set(right.Add(time.Minute))
			require.NoError(t, w.RunDue(t.Context()))
			require.NoError(t, w.ClockWrong(t.Context()))
			require.Equal(t, before, w.states())
			w.clock.set(right.Add(31 * 24 * time.Hour))
			require.NoError(t, w.RunDue(t.Context()))
			require.Equal(
				t,
				[]any{
					account.Closed,
					account.NotInvited,
					account.Suspended,
					account.NotInvited,
					pbx.Stopped,
				},
				w.states(),
				"everything goes on",
			)
			proof, err := w.store.Prove(t.Context())
			require.NoError(t, err)
			require.Empty(t, proof.Faults)
		})
	}
}

func TestTheOwnersWordCountsForAClock(t *testing.T) {
	w := newWaiting(t)
	w.clock.Add(60 * 24 * time.Hour) // A long pause.
	require.NoError(t, w.RunDue(t.Context()))
	require.Equal(t, account.InBin, w.states()[0])
	require.Equal(t, "clock.ahead", key(w.ClockWrong(t.Context())))
	require.NoError(t, w.TrustClock(t.Context()))
	require.NoError(t, w.ClockWrong(t.Context()))
	require.NoError(t, w.RunDue(t.Context()))
	require.Equal(t, account.Closed, w.states()[0])
	w.clock.Add(-20 * 24 * time.Hour) // That clock was wrong after all.
	require.Equal(t, "clock.behind", key(w.ClockWrong(t.Context())))
	w.open()
	require.Equal(
		t, "clock.behind", key(w.ClockWrong(t.Context())), "it is remembered over a restart",
	)
	require.NoError(t, w.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(t, w.TrustClock(t.Context()))
	require.NoError(t, w.ClockWrong(t.Context()))
	w.clock.set(time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC))
	require.Equal(t, "clock.impossible", key(w.TrustClock(t.Context())))
}

func TestAPartnerWhoseClockWasOnceWrongGoesOn(t *testing.T) {
	for name, wrong := range wrongClocks(newClock().Now()) {
		t.Run(name, func(t *testing.T) {
			w := newActiveTwo(t)
			right := w.partner.clock.Now()
			own := &clock{now: wrong.now}
			w.partner.clock = own
			w.partner.open()
			require.NoError(
				t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", partnerPassword),
			)
			require.NoError(t, w.partner.RunDue(t.Context()))
			_, err := w.partner.WorkspaceStatus(t.Context())
			require.NoError(t, err, "its package has not ended")
			require.NoError(t, w.pbx("harbour", 5), "it works on")
			w.distributor.clock.Add(48 * time.Hour)
			w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 121 })
			require.NoError(
				t, w.toPartner(w.due(w.distributor, w.id)), "and hears of its distributor",
			)
			require.NoError(t, w.toDistributor(w.due(w.partner, "")), "who hears of it")
			own.set(right.Add(50 * time.Hour))
			require.NoError(t, w.partner.RunDue(t.Context()))
			require.NoError(t, w.partner.ClockWrong(t.Context()))
			standing, err := w.partner.WorkspaceStatus(t.Context())
			require.NoError(t, err)
			require.Equal(t, desk.WorkspaceGood, standing)
		})
	}
}

func TestANewerFileHealsATimeThatWasSeenInTheFuture(t *testing.T) {
	w := newActiveTwo(t)
	own := &clock{now: w.partner.clock.Now().Add(30 * 24 * time.Hour)} // Plausible, and wrong.
	w.partner.clock = own
	w.partner.open()
	require.NoError(t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", partnerPassword))
	require.NoError(t, w.partner.RunDue(t.Context()))
	w.distributor.clock.Add(time.Hour)
	own.set(w.distributor.clock.Now())
	require.Equal(t, "clock.behind", key(w.partner.ClockWrong(t.Context())))
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 121 })
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, w.partner.ClockWrong(t.Context()))
	at, err := w.partner.TrustedTime(t.Context())
	require.NoError(t, err)
	require.WithinDuration(t, own.Now(), at, time.Second)
}

func TestAMailThatAWrongClockPutOffIsSentWhenTheClockIsRight(t *testing.T) {
	h := newDistributor(t)
	right := h.clock.Now()
	h.clock.set(right.AddDate(1, 0, 0))
	h.server.answers = []mail.Answer{{Outcome: mail.Temporary, Code: 451, Text: "4.3.0 Later"}}
	h.add(true)
	h.sendDue()
	h.clock.set(right.Add(time.Minute))
	h.sendDue()
	require.Len(t, h.server.raw, 2)
	require.Equal(t, desk.MailSent, h.mails()[0].State)
}

func TestNoDayOfTheCalendarIsAWrongClock(t *testing.T) {
	w := newWaiting(t)
	zones := []string{"Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Apia"}
	var places []*time.Location
	for _, name := range zones {
		place, err := time.LoadLocation(name)
		require.NoError(t, err)
		places = append(places, place)
	}
	begin := w.clock.Now()
	lifts := (core.DayOf(begin) + 21).Start()  // After the last day of the suspension.
	for hour := 0; hour < 500*24; hour += 13 { // Over 29 February 2028.
		now := begin.Add(time.Duration(hour) * time.Hour)
		w.clock.set(now.In(places[hour%len(places)]))
		require.NoError(t, w.RunDue(t.Context()))
		require.NoError(t, w.ClockWrong(t.Context()))
		if hour < 40*24 {
			require.Equal(t, now.Before(lifts), w.states()[1] == account.Suspended, now)
		}
	}
}

func TestAWorkspaceThatWasMadeByAWrongClockIsUsedByARightOne(t *testing.T) {
	h := newHouse(t)
	right := h.clock.Now()
	h.clock.set(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	require.NoError(t, h.RunDue(t.Context()))
	h.add(false)
	require.Equal(t, "clock.impossible", key(h.ClockWrong(t.Context())))
	h.clock.set(right)
	require.NoError(t, h.RunDue(t.Context()))
	require.NoError(t, h.ClockWrong(t.Context()))
	at, err := h.TrustedTime(t.Context())
	require.NoError(t, err)
	require.WithinDuration(t, right, at, time.Second)
}

func TestAClockThatWasSetBackIsNoticed(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	require.NoError(t, h.ClockWrong(t.Context()))
	h.clock.Add(-23 * time.Hour)
	require.NoError(t, h.ClockWrong(t.Context()), "a day is nothing: people travel")
	h.clock.Add(-2 * time.Hour)
	require.Equal(t, "clock.behind", key(h.ClockWrong(t.Context())))
}
