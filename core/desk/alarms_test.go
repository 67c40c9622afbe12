package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
	"resellerdesk/core/wording"
)

// alarm is the alarm of a kind, nil when there is none.
func (h *house) alarm(kind desk.AlarmKind) *desk.Alarm {
	list, err := h.Alarms(h.t.Context())
	require.NoError(h.t, err)
	var found *desk.Alarm
	for _, a := range list {
		if a.Kind == kind {
			require.Nil(h.t, found, "one of %s", kind)
			found = &a
		}
	}
	return found
}

func TestAnAlarmStandsWhileItsCauseDoes(t *testing.T) {
	h := newDistributor(t)
	h.add(false) // 120 of 500 extensions, 16 of 84 calls, 2000 of 31000 minutes.
	require.Nil(t, h.alarm(desk.AlarmGivenOut))
	for _, c := range []struct {
		total   int64
		level   store.AlarmLevel
		percent int64
	}{{150, desk.AlarmInfo, 80}, {126, store.AlarmWarning, 95}, {120, desk.AlarmAlert, 100}} {
		require.NoError(
			t,
			h.changeSubscription(
				func(s *capacity.Subscription) { s.Total[capacity.Extensions] = c.total },
			),
		)
		a := h.alarm(desk.AlarmGivenOut)
		require.NotNil(t, a, "%d of %d", 120, c.total)
		require.Equal(t, c.level, a.Level)
		require.EqualValues(t, c.percent, a.Args["Percent"])
	}
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100 }),
	)
	require.Nil(t, h.alarm(desk.AlarmGivenOut))
	require.EqualValues(t, 20, h.alarm(desk.AlarmShortfall).Args["Missing"])
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 500 }),
	)
	require.Nil(t, h.alarm(desk.AlarmShortfall))
}

func TestThresholdsAreSetPerResource(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int64{80, 95, 100}, s.Thresholds[capacity.ConcurrentCalls])
	s.Thresholds[capacity.Extensions] = []int64{20}
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	a := h.alarm(desk.AlarmGivenOut)
	require.Equal(t, core.Key("field.extensions"), a.Args["Resource"])
	require.Equal(t, store.AlarmWarning, a.Level, "the only one is a warning")
	s.Thresholds[capacity.Extensions] = nil
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	require.Nil(t, h.alarm(desk.AlarmGivenOut), "no threshold, no alarm")
	for _, wrong := range [][]int64{{0}, {101}, {90, 80}, {80, 80}, {1, 2, 3, 4, 5, 6}} {
		s.Thresholds[capacity.Extensions] = wrong
		var problems core.Problems
		require.ErrorAs(t, h.SetAlarmSettings(t.Context(), s), &problems)
		require.NotNil(t, problems.Of(string(capacity.Extensions)), wrong)
	}
	s.Thresholds[capacity.Extensions], s.MailTo = nil, "nobody"
	var problems core.Problems
	require.ErrorAs(t, h.SetAlarmSettings(t.Context(), s), &problems)
	require.NotNil(t, problems.Of(desk.FieldMailTo))
}

func TestAResellerThatUsesAllItsPackageIsAnAlarm(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(false)
	h.addPBX(saved.ID, h.praxis("harbour", 90))
	require.Nil(t, h.alarm(desk.AlarmPackageUsed))
	h.addPBX(saved.ID, h.praxis("bridge", 30))
	a := h.alarm(desk.AlarmPackageUsed)
	require.Equal(t, desk.AlarmAlert, a.Level)
	require.Equal(t, saved.ID, a.Object)
	require.EqualValues(t, 120, a.Args["Used"])
}

func TestAMailThatFailedIsAnAlarmUntilAnotherIsMade(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.server.answers = []mail.Answer{{
		Outcome: mail.Permanent, Code: 550, Text: "5.1.1 no such mailbox",
		Fault: &core.Error{Code: core.Invalid, Key: "smtp.recipient"},
	}}
	h.sendDue()
	a := h.alarm(desk.AlarmMailFailed)
	require.Equal(t, "nina@kranichtel.example", a.Args["Recipient"])
	require.Contains(t, a.Text(printer("en")), "was not delivered")
	h.clock.Add(time.Minute)
	require.NoError(t, h.SendActivation(t.Context(), []string{saved.ID}))
	require.Nil(t, h.alarm(desk.AlarmMailFailed))
	h.server.answers = []mail.Answer{{Outcome: mail.Unknown}}
	h.sendDue()
	require.Nil(t, h.alarm(desk.AlarmMailInDoubt), "a slow server is nothing to decide about yet")
	h.clock.Add(16 * time.Minute)
	require.NotNil(t, h.alarm(desk.AlarmMailInDoubt))
}

// TestWhatBecomesWorseIsNotSnoozed makes snoozed alarms worse: a shortfall that grows, an end that
// comes near.
func TestWhatBecomesWorseIsNotSnoozed(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	h.add(false)
	snooze := func(kind desk.AlarmKind) {
		until := h.clock.Now().Add(desk.SnoozeFor)
		require.NoError(t, h.Snooze(ctx, []string{h.alarm(kind).ID}, &until))
		require.NotNil(t, h.alarm(kind).Snoozed)
	}
	ends := h.clock.Now().AddDate(0, 0, 8)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) {
			s.Expiry, s.Total[capacity.Extensions] = core.DayOf(ends), 119
		}),
	)
	snooze(desk.AlarmShortfall)
	snooze(desk.AlarmSubscription)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 60 }),
	)
	require.Nil(t, h.alarm(desk.AlarmShortfall).Snoozed)
	require.NotNil(t, h.alarm(desk.AlarmSubscription).Snoozed)
	h.clock.Add(2 * 24 * time.Hour)
	require.Equal(t, store.AlarmWarning, h.alarm(desk.AlarmSubscription).Level)
	require.Nil(t, h.alarm(desk.AlarmSubscription).Snoozed)
}

// TestAMailAboutAPBXIsNotMadeGoodByOneToSomebodyElse fails to reach one customer, and then writes
// to another of the same owner.
func TestAMailAboutAPBXIsNotMadeGoodByOneToSomebodyElse(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	mill, kai := h.harbourOf("", 0)
	ute, err := h.AddCustomer(
		ctx, desk.NewID(), "",
		pbx.CustomerDraft{FirstName: "Ute", Company: "Bridge Ltd", Email: "ute@bridge.example"},
	)
	require.NoError(t, err)
	d := h.praxis("bridge", 5)
	d.Customers = []pbx.Ref{{ID: ute}}
	bridge := h.addPBX("", d)
	fails := func() {
		h.server.answers = []mail.Answer{{
			Outcome: mail.Permanent, Code: 550,
			Fault: &core.Error{Code: core.Invalid, Key: "smtp.recipient"},
		}}
		require.NoError(t, sendPBX(ctx, h.Desk, mill, []string{kai}))
		h.sendDue()
		h.clock.Add(time.Minute)
	}
	fails()
	require.NoError(t, sendPBX(ctx, h.Desk, bridge, []string{ute}))
	h.sendDue()
	require.Equal(t, "kai@harbour.example", h.alarm(desk.AlarmMailFailed).Args["Recipient"])
	require.NoError(t, sendPBX(ctx, h.Desk, mill, []string{kai}))
	require.Nil(t, h.alarm(desk.AlarmMailFailed))
	h.sendDue()

	fails()
	c, _, err := h.Customer(ctx, kai)
	require.NoError(t, err)
	c.Email = "kai@port.example"
	require.NoError(t, h.EditCustomer(ctx, desk.NewID(), kai, c.Version, c.CustomerDraft))
	require.NotNil(t, h.alarm(desk.AlarmMailFailed))
	require.NoError(t, sendPBX(ctx, h.Desk, mill, []string{kai}))
	require.Nil(t, h.alarm(desk.AlarmMailFailed), "the address was put right")
}

func TestAnInvitationThatRunsOutIsAnAlarm(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	h.sendDue()
	require.Nil(t, h.alarm(desk.AlarmInvitation))
	h.clock.Add(5*24*time.Hour + time.Hour)
	a := h.alarm(desk.AlarmInvitation)
	require.Equal(t, saved.ID, a.Object)
	until := h.clock.Now().Add(24 * time.Hour)
	require.NoError(t, h.Snooze(t.Context(), []string{a.ID}, &until))
	require.NotNil(t, h.alarm(desk.AlarmInvitation).Snoozed)
	n, err := h.AlarmCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n, "the recovery kit is still missing")
	h.clock.Add(2 * 24 * time.Hour)
	require.Nil(t, h.alarm(desk.AlarmInvitation))
	require.Nil(t, h.alarm(desk.AlarmInvitationOut).Snoozed, "what became worse is shown")
	h.clock.Add(30 * 24 * time.Hour)
	a = h.alarm(desk.AlarmNeverActivated)
	require.EqualValues(t, 120, a.Args["Extensions"])
	require.EqualValues(t, 1, a.Args["Count"])
}

// TestSeveralAlarmsAreSnoozedAllOrNone snoozes two alarms and one that is over, then the two.
func TestSeveralAlarmsAreSnoozedAllOrNone(t *testing.T) {
	h := newDistributor(t)
	ctx := t.Context()
	h.add(false)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100 }),
	)
	ids := []string{h.alarm(desk.AlarmShortfall).ID, h.alarm(desk.AlarmNoKit).ID}
	until := h.clock.Now().Add(desk.SnoozeFor)
	snoozed := func() (n int) {
		list, err := h.Alarms(ctx)
		require.NoError(t, err)
		for _, a := range list {
			if a.Snoozed != nil {
				n++
			}
		}
		return n
	}
	entries := func(operation, result string) int {
		list, err := h.store.Logs(ctx, desk.LogQuery{Limit: 100})
		require.NoError(t, err)
		return len(slices.DeleteFunc(list, func(r desk.LogRow) bool {
			return r.Operation != operation || r.Result != result
		}))
	}
	err := h.Snooze(ctx, append([]string{"asleep/1/120/0"}, ids...), &until)
	require.Equal(t, core.Conflict, core.CodeOf(err), "nobody sleeps")
	require.Zero(t, snoozed())
	require.Zero(t, entries("alarm.snoozed", "ok"))
	require.Equal(t, 1, entries("alarm.snoozed", "conflict"))

	require.NoError(t, h.Snooze(ctx, append(ids, ids[0]), &until))
	require.Equal(t, 2, snoozed())
	require.Equal(
		t, 2, entries("alarm.snoozed", "ok"), "one for each, also for one that is named twice",
	)
	for _, language := range i18n.Languages { // In the log they have the words that the list has.
		words := printer(language)
		q := desk.LogQuery{Operation: "alarm.snoozed", Result: desk.LogOK, Limit: 2}
		list, err := h.store.Logs(ctx, q)
		require.NoError(t, err)
		for i, kind := range []desk.AlarmKind{desk.AlarmNoKit, desk.AlarmShortfall} {
			require.Equal(t, h.alarm(kind).Text(words), wording.LogTextOf(words, list[i]).Object)
		}
	}
	require.NoError(
		t, h.Snooze(ctx, append([]string{"asleep/1/120/0"}, ids...), nil),
		"the end of one stands in no way",
	)
	require.Zero(t, snoozed())
	require.Equal(t, 2, entries("alarm.woken", "ok"))
}

func TestPBXsThatExpireAreAnAlarm(t *testing.T) {
	h := newDistributor(t)
	ends := func(name string, days int, runOn bool) {
		d := h.praxis(name, 5)
		at := h.clock.Now().AddDate(0, 0, days)
		d.Term = pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(at), RunAfterExpiry: runOn}
		h.addPBX("", d)
	}
	ends("soon", 3, false)
	ends("later", 20, false)
	ends("never", 3, true)
	ends("far", 90, false)
	require.EqualValues(t, 1, h.alarm(desk.AlarmPBXWeek).Args["Count"])
	require.EqualValues(t, 1, h.alarm(desk.AlarmPBXMonth).Args["Count"])
	week := *h.alarm(desk.AlarmPBXWeek)
	until := h.clock.Now().Add(24 * time.Hour)
	require.NoError(t, h.Snooze(t.Context(), []string{week.ID}, &until))
	ends("another", 4, false)
	require.Nil(t, h.alarm(desk.AlarmPBXWeek).Snoozed, "another PBX wakes it")
	h.clock.Add(5 * 24 * time.Hour)
	require.EqualValues(t, 2, h.alarm(desk.AlarmPBXOver).Args["Count"])
}

func TestWhoMaySeeLessHasFewerAlarms(t *testing.T) {
	h := newDistributor(t)
	_, password := h.addMax(permission.AlarmView, permission.UserView)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 120 }),
	)
	h.add(true)
	h.server.answers = []mail.Answer{{Outcome: mail.Permanent, Code: 550}}
	h.sendDue()
	require.NotNil(t, h.alarm(desk.AlarmGivenOut))
	require.NotNil(t, h.alarm(desk.AlarmMailFailed))
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	list, err := h.Alarms(t.Context())
	require.NoError(t, err)
	require.Empty(t, list, "neither the subscription nor the outbox is his")
	require.Equal(t, core.Forbidden, core.CodeOf(h.Snooze(t.Context(), []string{"asleep"}, nil)))
	require.Equal(
		t, core.Forbidden, core.CodeOf(h.SetAlarmSettings(t.Context(), desk.AlarmSettings{})),
	)
}

func TestEachAlarmIsMailedOnce(t *testing.T) {
	h := newDistributor(t)
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.MailTo = "ops@nordlicht.example"
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	_, err = h.makeKit()
	require.NoError(t, err)
	require.NoError(t, h.RunDue(t.Context()))
	h.sendDue()
	require.Empty(t, h.server.raw, "nothing needs attention")

	h.add(false)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 120 }),
	)
	require.NoError(t, h.RunDue(t.Context()))
	h.sendDue()
	require.Len(t, h.server.raw, 1)
	require.Contains(t, string(h.server.raw[0]), "ops@nordlicht.example")
	require.NoError(t, h.RunDue(t.Context()))
	h.clock.Add(2 * time.Hour)
	require.NoError(t, h.RunDue(t.Context()))
	h.sendDue()
	require.Len(t, h.server.raw, 1, "it was told once")
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100 }),
	)
	require.NoError(t, h.RunDue(t.Context()))
	h.sendDue()
	require.Len(t, h.server.raw, 2, "a shortfall is another thing")
}

func TestAResellersDesktopWarnsOfASilentDistributor(t *testing.T) {
	w := newActiveTwo(t)
	require.Nil(t, w.partner.alarm(desk.AlarmLease))
	w.partner.clock.Add(29 * 24 * time.Hour)
	a := w.partner.alarm(desk.AlarmLease)
	require.Equal(t, store.AlarmWarning, a.Level)
	require.Equal(
		t, account.Owner,
		func() account.Kind { actor, _ := w.partner.Actor(); return actor.Kind }(),
	)
}
