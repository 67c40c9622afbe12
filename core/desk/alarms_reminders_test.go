package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// harbourOf adds a PBX for a new customer that expires in some days.
func (h *house) harbourOf(owner string, days int) (id, customer string) {
	customer, err := h.AddCustomer(
		h.t.Context(), desk.NewID(), owner,
		pbx.CustomerDraft{FirstName: "Kai", Company: "Harbour Ltd", Email: "kai@harbour.example"},
	)
	require.NoError(h.t, err)
	d := h.praxis("harbour", 10)
	d.Customers = []pbx.Ref{{ID: customer, Name: "Harbour Ltd"}}
	if days > 0 {
		at := h.clock.Now().AddDate(0, 0, days)
		d.Term = pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(at)}
	}
	return h.addPBX(owner, d), customer
}

// sentTo are the subjects of the mails that went to an address, in their order.
func (h *house) sentTo(address string) []string {
	h.sendDue()
	var subjects []string
	list := h.mails()
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Recipient == address {
			require.Equal(h.t, desk.MailSent, list[i].State)
			subjects = append(subjects, list[i].Subject)
		}
	}
	return subjects
}

func TestTheActivationOfAPBXGoesToTheChosenCustomers(t *testing.T) {
	h := newDistributor(t)
	id, customer := h.harbourOf("", 0)
	require.Equal(t, "pbx.no_customers", key(sendPBX(t.Context(), h.Desk, id, nil)))
	other, err := h.AddCustomer(
		t.Context(), desk.NewID(), "",
		pbx.CustomerDraft{FirstName: "Ute", Company: "Bridge Ltd", Email: "ute@bridge.example"},
	)
	require.NoError(t, err)
	require.Equal(
		t, "pbx.other_customer", key(sendPBX(t.Context(), h.Desk, id, []string{customer, other})),
	)
	require.Empty(t, h.mails(), "all or none")
	require.NoError(t, sendPBX(t.Context(), h.Desk, id, []string{customer}))
	require.Len(t, h.sentTo("kai@harbour.example"), 1)
	raw := string(h.server.raw[0])
	require.Contains(t, raw, "harbour.")
	require.Contains(t, raw, "Nordlicht Distribution")
	renamed := h.pbx(id)
	renamed.Name = "quay"
	_, err = h.editPBX(t.Context(), desk.NewID(), id, renamed.Version, renamed.Draft)
	require.NoError(t, err)
	require.NoError(t, sendPBX(t.Context(), h.Desk, id, []string{customer}))
	require.Equal(t, "quay", h.loggedName("pbx.activation_sent"), "as it is called then")
	contacts, err := h.PBXContacts(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, contacts, 1)
}

// loggedName is what the newest entry of an operation says that it was about.
func (h *house) loggedName(operation string) string {
	log, err := h.Logs(h.t.Context(), desk.LogQuery{Operation: operation, Limit: 1})
	require.NoError(h.t, err)
	require.Len(h.t, log, 1)
	return log[0].Name
}

// TestTheActivationOfAPBXSaysWhatItHolds, and nothing of what it does not have.
func TestTheActivationOfAPBXSaysWhatItHolds(t *testing.T) {
	h, _ := newRich(t)
	id, customer := h.harbourOf("", 0)
	both := []string{"Concurrent Calls: 4", "Call Recording (mins): 600", "Expiry date: "}
	text := func(id string) string {
		sent := len(h.server.raw)
		require.NoError(t, sendPBX(t.Context(), h.Desk, id, []string{customer}))
		h.sendDue()
		require.Len(t, h.server.raw, sent+1)
		_, byType, _ := parts(t, h.server.raw[sent])
		return byType["text/plain"]
	}
	said := text(id)
	require.Contains(t, said, "Extensions: 10")
	for _, line := range both {
		name, _, _ := strings.Cut(line, ":")
		require.NotContains(t, said, name)
	}
	d := h.large("large")
	d.Customers = []pbx.Ref{{ID: customer}}
	said = text(h.addPBX("", d))
	require.Contains(t, said, "Extensions: 15")
	for _, line := range both {
		require.Contains(t, said, line)
	}
}

func TestCustomersAreRemindedThirtySevenDaysBeforeAndOnTheDay(t *testing.T) {
	h := newDistributor(t)
	h.harbourOf("", 40)
	tick := func(days int) []string {
		h.clock.Add(time.Duration(days) * 24 * time.Hour)
		require.NoError(t, h.RunDue(t.Context()))
		require.NoError(t, h.RunDue(t.Context()), "again a minute later")
		return h.sentTo("kai@harbour.example")
	}
	require.Empty(t, tick(15), "nobody asked for it")
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.RemindCustomers = true
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	require.Len(t, tick(0), 1, "25 days before")
	require.Len(t, tick(10), 1)
	require.Len(t, tick(10), 2, "5 days before")
	require.Len(t, tick(5), 3, "the day itself")
	require.Len(t, tick(3), 3)
	subjects := h.sentTo("kai@harbour.example")
	require.True(
		t, strings.Contains(subjects[0], "expires on") && strings.Contains(subjects[2], "expires:"),
		subjects,
	)
}

func TestWhoWasAwayForAMonthSendsTheLastReminderOnly(t *testing.T) {
	h := newDistributor(t)
	id, _ := h.harbourOf("", 60)
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.RemindCustomers = true
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	h.clock.Add(59*24*time.Hour + time.Hour)
	require.NoError(t, h.TrustClock(t.Context()))
	require.NoError(t, h.RunDue(t.Context()))
	require.Len(t, h.sentTo("kai@harbour.example"), 1)
	form, err := h.PBX(t.Context(), id)
	require.NoError(t, err)
	later := h.clock.Now().AddDate(0, 0, 20)
	_, err = h.changeTerm(
		t.Context(), desk.NewID(), id, form.PBX.Version,
		pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(later)},
	)
	require.NoError(t, err)
	require.NoError(t, h.RunDue(t.Context()))
	require.Len(t, h.sentTo("kai@harbour.example"), 2, "another end has reminders of its own")
}

func TestAResellerIsRemindedOfTheEndOfItsPackage(t *testing.T) {
	h := newDistributor(t)
	d := h.kranich()
	ends := h.clock.Now().AddDate(0, 0, 6)
	d.Profile.ValidUntil = core.DayOf(ends)
	_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
	require.NoError(t, err)
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.RemindResellers = true
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	for range 3 {
		require.NoError(t, h.RunDue(t.Context()))
	}
	require.Len(t, h.sentTo("nina@kranichtel.example"), 1)
	require.Equal(t, account.NotInvited, h.row().State)
}

// TestMoreResellersThanAreShownAreReminded has more packages that ended long ago than a list of
// alarms shows.
func TestMoreResellersThanAreShownAreReminded(t *testing.T) {
	h := newDistributor(t)
	add := func(name string, days int) {
		d := h.kranich()
		ends := h.clock.Now().AddDate(0, 0, days)
		d.Profile.Company, d.Profile.Email = name, name+"@reseller.example"
		d.Profile.ValidUntil = core.DayOf(ends)
		d.Package.Amounts, d.Package.MinExtensions = capacity.Amounts{
			capacity.Extensions: 1, capacity.ConcurrentCalls: 0, capacity.RecordingMinutes: 0,
		}, 1
		_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
		require.NoError(t, err)
	}
	for i := range 201 {
		add(fmt.Sprintf("ended-%d", i), 1)
	}
	h.clock.Add(60 * 24 * time.Hour)
	require.NoError(t, h.TrustClock(t.Context()))
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.RemindResellers = true
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	add("ends", 5)
	require.NoError(t, h.RunDue(t.Context()))
	require.NoError(t, h.RunDue(t.Context()))
	require.Len(t, h.mails(), 1)
	require.Len(t, h.sentTo("ends@reseller.example"), 1)
	alarms, err := h.Alarms(t.Context())
	require.NoError(t, err)
	require.True(
		t,
		slices.ContainsFunc(alarms, func(a desk.Alarm) bool { return a.Args["Company"] == "ends" }),
		"nor do they hide one that ends next",
	)
}

// TestAPBXWithoutAnAddressIsNotActivated writes to the customer of a PBX that a lost desktop had
// reported.
func TestAPBXWithoutAnAddressIsNotActivated(t *testing.T) {
	w := newRichTwo(t)
	d, ctx := w.distributor, t.Context()
	mill := w.partner.addPBX("", w.partner.praxis("mill", 12))
	w.report()
	require.NoError(t, d.KeepPBXsHere(ctx, desk.NewID(), w.id))
	ada, err := d.AddCustomer(ctx, desk.NewID(), w.id, adaWeber())
	require.NoError(t, err)
	edit := func(change func(f *pbx.Draft)) {
		p := d.pbx(mill)
		form := p.Form()
		change(&form)
		_, err = d.ChangePBX(ctx, desk.NewID(), mill, p.Version, form)
		require.NoError(t, err)
	}
	soon := core.DayOf(d.clock.Now()) + 5
	edit(func(f *pbx.Draft) { f.Customers, f.Expiry = []pbx.Ref{{ID: ada}}, soon })
	require.Equal(t, "pbx.no_address", key(sendPBX(ctx, d.Desk, mill, []string{ada})))
	s, err := d.AlarmSettings(ctx)
	require.NoError(t, err)
	s.RemindCustomers = true
	require.NoError(t, d.SetAlarmSettings(ctx, s))
	require.NoError(t, d.RunDue(ctx))
	require.Len(t, d.sentTo(adaWeber().Email), 1)
	require.NotContains(t, string(d.server.raw[len(d.server.raw)-1]), "https://")

	edit(func(f *pbx.Draft) { f.Address = d.praxis("mill", 5).Address })
	require.NoError(t, sendPBX(ctx, d.Desk, mill, []string{ada}))
	require.Len(t, d.sentTo(adaWeber().Email), 2)
	require.Contains(t, string(d.server.raw[len(d.server.raw)-1]), "https://mill.")
}

// TestACustomerWhoseMailCannotBeMadeKeepsNoOtherWaiting has the store refuse the mail to one of
// three.
func TestACustomerWhoseMailCannotBeMadeKeepsNoOtherWaiting(t *testing.T) {
	h := newDistributor(t)
	s, err := h.AlarmSettings(t.Context())
	require.NoError(t, err)
	s.RemindCustomers = true
	require.NoError(t, h.SetAlarmSettings(t.Context(), s))
	draft := h.praxis("praxis", 5)
	end := h.clock.Now().AddDate(0, 0, 5)
	draft.Term = pbx.Term{Type: pbx.Commercial, Expiry: core.DayOf(end)}
	var first string
	for _, name := range []string{"ada", "bo", "cleo"} {
		id, err := h.AddCustomer(t.Context(), desk.NewID(), "", pbx.CustomerDraft{
			FirstName: name, Company: "Praxis", Email: name + "@hafen.example",
		})
		require.NoError(t, err)
		draft.Customers = append(draft.Customers, pbx.Ref{ID: id})
		if first == "" {
			first = id
		}
	}
	h.addPBX("", draft)
	require.NoError(t, engine.Exec(
		t, h.place, `CREATE TRIGGER stuck BEFORE INSERT ON outbox WHEN NEW.recipient LIKE 'ada@%'
			BEGIN SELECT RAISE(ABORT, 'stuck'); END`,
	))
	require.ErrorContains(t, h.RunDue(t.Context()), first)
	h.sendDue()
	require.Len(t, h.server.raw, 2)
	require.NoError(t, h.RunDue(t.Context()), "once")
	h.sendDue()
	require.Len(t, h.server.raw, 2)
}
