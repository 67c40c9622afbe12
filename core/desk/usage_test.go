package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

// usageOf reads a whole report.
func (h *house) usageOf(t require.TestingT, q desk.UsageQuery) (desk.UsageReport, []desk.UsageRow) {
	report, err := h.Usage(h.t.Context(), q)
	require.NoError(t, err)
	var rows []desk.UsageRow
	for page, err := range report.Pages {
		require.NoError(t, err)
		require.True(t, page.Agrees, "it agrees with the ledger")
		rows = append(rows, page.Rows...)
	}
	return report, rows
}

// usageText is what rows say, a line each.
func usageText(report desk.UsageReport, rows []desk.UsageRow) []string {
	text := []string{}
	for _, r := range rows {
		var lines []string
		for _, l := range r.Lines(report.Period) {
			lines = append(lines, fmt.Sprintf("%s %s %d", l.From, l.To, l.Amount))
		}
		text = append(text, strings.TrimSpace(fmt.Sprintf(
			"%s %s %s: %s, %d consumed", r.Owner.Name, r.PBX.Name, r.Resource,
			strings.Join(lines, ", "), r.Consumed,
		)))
	}
	return text
}

// TestUsageOfAMonth follows a reseller and a PBX that is resized, moved and deleted, from the 24th.
func TestUsageOfAMonth(t *testing.T) {
	h, kranich := newRich(t)
	ctx, day := t.Context(), 24*time.Hour
	d := h.praxis("mill", 20)
	d.TranscriptionMinutes = 100
	ada, err := h.AddCustomer(ctx, desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d.Customers = []pbx.Ref{{ID: ada}}
	id := h.addPBX(kranich, d)
	h.clock.Add(2 * day)
	size := d.Size
	size.Extensions = 30
	_, err = h.resizePBX(ctx, desk.NewID(), id, h.pbx(id).Version, size)
	require.NoError(t, err)
	_, err = h.RecordConsumption(ctx, desk.NewID(), id, 40)
	require.NoError(t, err)
	h.clock.Add(2 * day)
	_, err = h.MovePBXs(ctx, desk.NewID(), []string{id}, "")
	require.NoError(t, err)
	h.clock.Add(day)
	require.NoError(t, h.DeletePBXs(ctx, desk.NewID(), []string{id}))
	h.clock.Add(20 * day)

	november := desk.UsageMonth(core.NewDay(2026, 11, 24))
	q := desk.UsageQuery{By: desk.UsageByPBX, Period: november}
	report, rows := h.usageOf(t, q)
	require.False(t, report.Open)
	require.Equal(t, []string{
		"Kranich Telefonie GmbH mill extensions: 2026-11-24 2026-11-25 20, " +
			"2026-11-26 2026-11-27 30, 0 consumed",
		"Kranich Telefonie GmbH mill transcription_minutes: 2026-11-24 2026-11-25 100, " +
			"2026-11-26 2026-11-27 60, 40 consumed",
		"mill extensions: 2026-11-28 2026-11-28 30, 0 consumed",
		"mill transcription_minutes: 2026-11-28 2026-11-28 60, 0 consumed",
	}, withoutGaps(usageText(report, rows)))
	require.EqualValues(t, 100, rows[0].Stock.UnitDays)
	require.Equal(t, []string{adaWeber().Company}, rows[0].PBX.Customers)
	require.True(t, rows[0].PBX.Gone)

	q.By = desk.UsageByReseller
	report, rows = h.usageOf(t, q)
	const kranichs, whole = "Kranich Telefonie GmbH ", ": 2026-11-24 2026-11-30 "
	require.Equal(t, []string{
		kranichs + "extensions" + whole + "120, 0 consumed",
		kranichs + "concurrent_calls" + whole + "16, 0 consumed",
		kranichs + "recording_minutes" + whole + "2000, 0 consumed",
		kranichs + "ultimate_extensions" + whole + "20, 0 consumed",
		kranichs + "custom_domains" + whole + "2, 0 consumed",
		kranichs + "transcription_minutes: 2026-11-24 2026-11-25 300, " +
			"2026-11-26 2026-11-30 260, 40 consumed",
		"extensions: 2026-11-28 2026-11-28 30, 0 consumed",
		"transcription_minutes: 2026-11-28 2026-11-28 60, 0 consumed",
	}, withoutGaps(usageText(report, rows)))
	require.EqualValues(t, 100, rows[0].InPBXs, "two days of 20 and two of 30 of the package")

	q.Resource = capacity.TranscriptionMinutes
	_, rows = h.usageOf(t, q) // Which compares all resources with the ledger.
	require.Len(t, rows, 2)
	require.EqualValues(t, 40, rows[0].Consumed)
	require.EqualValues(t, 2*300+5*260, rows[0].Stock.UnitDays)
	require.EqualValues(t, 60, rows[1].Stock.UnitDays)
}

// TestUsageOfWhatIsGone asks for a time in which a reseller was there who is closed, and erased.
func TestUsageOfWhatIsGone(t *testing.T) {
	h := newDistributor(t)
	id := h.addNamed("Eule")
	then := core.DayOf(h.clock.Now())
	h.clock.Add(48 * time.Hour)
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), []string{id}, true))
	q := desk.UsageQuery{By: desk.UsageByReseller, Period: desk.UsagePeriod{From: then, To: then}}
	_, rows := h.usageOf(t, q)
	require.Equal(t, "Eule", rows[0].Owner.Name)
	require.True(t, rows[0].Owner.Gone)
	_, err := h.ErasePersonal(t.Context(), id)
	require.NoError(t, err)
	_, rows = h.usageOf(t, q)
	require.EqualValues(t, 10, rows[0].Stock.UnitDays)
	require.NotContains(t, rows[0].Owner.Name, "Eule")
	require.NotEmpty(t, rows[0].Owner.Name)
	q.To += 2
	q.From = q.To
	_, rows = h.usageOf(t, q)
	require.Empty(t, rows, "and nothing after it")
	q.From, q.To = core.NoDay, then
	_, rows = h.usageOf(t, q)
	require.EqualValues(t, 10, rows[0].Stock.Closing, "as of that day")
}

// TestUsageOfDaysToCome ends today, and says that today is not over.
func TestUsageOfDaysToCome(t *testing.T) {
	h := newDistributor(t)
	h.add(false)
	today := core.DayOf(h.clock.Now())
	q := desk.UsageQuery{By: desk.UsageByReseller, Period: desk.UsageMonth(today)}
	report, rows := h.usageOf(t, q)
	require.Equal(t, desk.UsagePeriod{From: today - 23, To: today}, report.Period)
	require.True(t, report.Open)
	require.EqualValues(t, 120, rows[0].Stock.UnitDays)
	q.From, q.To = today+1, today+9
	report, rows = h.usageOf(t, q)
	require.Zero(t, report.Period.Days())
	require.Empty(t, rows)
}

// TestWhoMaySeeNoCustomersIsNotToldOfThem looks as a colleague.
func TestWhoMaySeeNoCustomersIsNotToldOfThem(t *testing.T) {
	h, kranich := newRich(t)
	ada, err := h.AddCustomer(t.Context(), desk.NewID(), kranich, adaWeber())
	require.NoError(t, err)
	d := h.praxis("mill", 20)
	d.Customers = []pbx.Ref{{ID: ada}}
	h.addPBX(kranich, d)
	today := core.DayOf(h.clock.Now())
	q := desk.UsageQuery{By: desk.UsageByPBX, Period: desk.UsagePeriod{From: today, To: today}}
	_, rows := h.usageOf(t, q)
	require.Len(t, rows[0].PBX.Customers, 1)
	_, first := h.addMax(
		permission.SubscriptionView, permission.UsageView, permission.PBXView,
	)
	his := &house{t: t, place: h.place, clock: h.clock, keyring: newKeyring(), server: h.server}
	his.open()
	require.NoError(t, his.SignIn(t.Context(), colleagueEmail, first))
	require.NoError(t, his.ChangePassword(t.Context(), first, ownPassword))
	_, rows = his.usageOf(t, q)
	require.NotEmpty(t, rows)
	require.Empty(t, rows[0].PBX.Customers)
}

// withoutGaps puts one blank where there are several.
func withoutGaps(list []string) []string {
	for i, text := range list {
		list[i] = strings.Join(strings.Fields(text), " ")
	}
	return list
}

// usageMachine drives a desk at random, and keeps what it made.
type usageMachine struct {
	*house
	rt      *rapid.T
	sellers []string
	pbxs    []string
	made    int
	begin   time.Time
}

// TestUsageIsWhatTheStatementsSay does anything at any time, also by a clock that was put back, and
// compares the usage of random days with the statements of each of these days.
func TestUsageIsWhatTheStatementsSay(t *testing.T) {
	template, kranich := newRich(t)
	require.NoError(t, template.store.Close())
	rapid.Check(t, func(rt *rapid.T) {
		m := &usageMachine{
			rt: rt, sellers: []string{kranich}, begin: newClock().now,
			house: &house{
				t: t, place: engine.NewPlace(t), clock: newClock(), keyring: template.keyring,
				server: &scriptedServer{},
			},
		}
		engine.Copy(t, template.place, m.place)
		m.open()
		defer func() {
			require.NoError(rt, m.store.Close())
			engine.RemovePlace(t, m.place)
		}()
		require.NoError(rt, m.SignIn(t.Context(), ownerEmail, ownerPassword))
		for range rapid.IntRange(5, 25).Draw(rt, "commands") {
			m.command()
		}
		for range 3 {
			m.compare()
		}
	})
}

func (m *usageMachine) command() {
	commands := []struct {
		name string
		run  func() error
	}{
		{"wait", m.wait},
		{"new reseller", m.addReseller},
		{"package", m.changePackage},
		{"bin", func() error { return m.deleteReseller(false) }},
		{"close", func() error { return m.deleteReseller(true) }},
		{"restore", m.restore},
		{"new PBX", m.newPBX},
		{"resize", m.resize},
		{"consume", m.consume},
		{"move", m.move},
		{"delete PBX", m.deletePBX},
		{"undo", m.undo},
		{"subscription", m.subscription},
		{"wait", m.wait},
		{"new PBX", m.newPBX},
	}
	i := rapid.IntRange(0, len(commands)-1).Draw(m.rt, "command")
	err := commands[i].run()
	m.rt.Logf("%s %s: %v", m.clock.Now().Format(time.DateTime), commands[i].name, err)
	if core.CodeOf(err) == core.Internal {
		m.rt.Fatal(err)
	}
}

func (m *usageMachine) wait() error {
	m.clock.Add(time.Duration(rapid.IntRange(-30, 24*8).Draw(m.rt, "hours")) * time.Hour)
	return m.RunDue(m.t.Context())
}

func (m *usageMachine) amount(name string, most int64) int64 {
	return rapid.Int64Range(1, most).Draw(m.rt, name)
}

func (m *usageMachine) seller() string { return rapid.SampledFrom(m.sellers).Draw(m.rt, "reseller") }

func (m *usageMachine) addReseller() error {
	m.made++
	d := m.kranich()
	d.Profile.Email = fmt.Sprintf("p%d@partner.example", m.made)
	d.Package.Amounts[capacity.Extensions] = m.amount("extensions", 200)
	saved, err := m.AddReseller(m.t.Context(), desk.NewID(), d, false)
	if err == nil {
		m.sellers = append(m.sellers, saved.ID)
	}
	return err
}

func (m *usageMachine) changePackage() error {
	id := m.seller()
	form, err := m.Reseller(m.t.Context(), id)
	if err != nil {
		return err
	}
	form.Draft.Package.Amounts[capacity.Extensions] = m.amount("extensions", 200)
	form.Draft.Package.Amounts[capacity.TranscriptionMinutes] = m.amount("minutes", 400)
	_, err = m.EditReseller(m.t.Context(), desk.NewID(), id, form.Version, form.Draft, false)
	return err
}

func (m *usageMachine) deleteReseller(now bool) error {
	return m.DeleteResellers(m.t.Context(), desk.NewID(), []string{m.seller()}, now)
}

func (m *usageMachine) restore() error {
	return m.RestoreResellers(m.t.Context(), desk.NewID(), []string{m.seller()})
}

func (m *usageMachine) size() pbx.Size {
	return pbx.Size{
		Plan: pbx.Enterprise, Extensions: m.amount("extensions", 60) + 4,
		TranscriptionMinutes: m.amount("minutes", 90),
	}
}

func (m *usageMachine) newPBX() error {
	m.made++
	d := m.praxis(fmt.Sprint("p", m.made), 1)
	d.Size = m.size()
	owner := rapid.SampledFrom(append([]string{""}, m.sellers...)).Draw(m.rt, "owner")
	saved, err := m.AddPBX(m.t.Context(), desk.NewID(), owner, d)
	if err == nil {
		m.pbxs = append(m.pbxs, saved.ID)
	}
	return err
}

// some draws a PBX that was ever made; one that nobody knows when there is none.
func (m *usageMachine) some() (id string, version int64) {
	if len(m.pbxs) == 0 {
		return "nothing", 1
	}
	id = rapid.SampledFrom(m.pbxs).Draw(m.rt, "pbx")
	p, err := m.store.PBX(m.t.Context(), id)
	require.NoError(m.rt, err)
	return id, p.Version
}

func (m *usageMachine) resize() error {
	id, version := m.some()
	_, err := m.resizePBX(m.t.Context(), desk.NewID(), id, version, m.size())
	return err
}

func (m *usageMachine) consume() error {
	id, _ := m.some()
	_, err := m.RecordConsumption(m.t.Context(), desk.NewID(), id, m.amount("minutes", 40))
	return err
}

func (m *usageMachine) move() error {
	id, _ := m.some()
	to := rapid.SampledFrom(append([]string{""}, m.sellers...)).Draw(m.rt, "to")
	_, err := m.MovePBXs(m.t.Context(), desk.NewID(), []string{id}, to)
	return err
}

func (m *usageMachine) deletePBX() error {
	id, _ := m.some()
	return m.DeletePBXs(m.t.Context(), desk.NewID(), []string{id})
}

func (m *usageMachine) undo() error {
	next, err := m.NextUndo(m.t.Context())
	if err != nil {
		return err
	}
	return m.Undo(m.t.Context(), desk.NewID(), next.ID)
}

func (m *usageMachine) subscription() error {
	return m.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions] = m.amount("total", 800)
	})
}

// sums are what the rows of an owner and a resource add up to.
type sums struct{ unitDays, consumed int64 }

type ownerResource struct {
	owner    string
	resource capacity.Resource
}

func (m *usageMachine) compare() {
	first := core.DayOf(m.begin) + core.Day(rapid.IntRange(-2, 20).Draw(m.rt, "first"))
	period := desk.UsagePeriod{From: first, To: first + core.Day(rapid.IntRange(0, 9).
		Draw(m.rt, "days"))}
	report, rows := m.usageOf(m.rt, desk.UsageQuery{By: desk.UsageByReseller, Period: period})
	said := map[ownerResource]desk.UsageRow{}
	for _, r := range rows {
		said[ownerResource{r.Owner.ID, r.Resource}] = r
	}
	for _, seller := range m.sellers {
		for _, r := range modelled {
			m.compareStatement(report, seller, said[ownerResource{seller, r}], r)
		}
	}
	m.compareLists(period, rows)
}

// compareStatement compares each day of a row with the statement of the reseller on this day.
func (m *usageMachine) compareStatement(
	report desk.UsageReport, seller string, row desk.UsageRow, r capacity.Resource,
) {
	onDay := map[core.Day]int64{}
	for _, line := range row.Stock.Lines {
		for d := line.From; d <= line.To; d++ {
			onDay[d] = line.Amount
		}
	}
	var unitDays int64
	for d := report.Period.From; d <= report.Period.To; d++ {
		s, err := m.Statement(m.t.Context(), desk.StatementQuery{
			Reseller: seller, Resource: r, To: (d + 1).Start(),
		})
		require.NoError(m.rt, err)
		require.Equal(m.rt, s.Closing, onDay[d], "%s on %s", r, d)
		unitDays += s.Closing
	}
	require.Equal(m.rt, unitDays, row.Stock.UnitDays)
	days := report.Period.Days()
	off := 2*desk.UsageMean(unitDays, days)*days - 20*unitDays
	require.LessOrEqual(m.rt, max(off, -off), days, "the mean is off by half a tenth at most")
}

// compareLists compares the three lists with each other, and the last day with its own list.
func (m *usageMachine) compareLists(period desk.UsagePeriod, byReseller []desk.UsageRow) {
	want := map[ownerResource]sums{}
	asOf := map[ownerResource]int64{}
	for _, r := range byReseller {
		key := ownerResource{r.Owner.ID, r.Resource}
		if s := (sums{unitDays: r.InPBXs, consumed: r.Consumed}); s != (sums{}) {
			want[key] = s
		}
		if r.Stock.Closing != 0 {
			asOf[key] = r.Stock.Closing
		}
	}
	for _, by := range []desk.UsageBy{desk.UsageByPBX, desk.UsageByCustomer} {
		got := map[ownerResource]sums{}
		_, rows := m.usageOf(m.rt, desk.UsageQuery{By: by, Period: period})
		for _, r := range rows {
			key := ownerResource{r.Owner.ID, r.Resource}
			s := got[key]
			s.unitDays += r.Stock.UnitDays
			s.consumed += r.Consumed
			if got[key] = s; s == (sums{}) {
				delete(got, key)
			}
		}
		require.Equal(m.rt, want, got, "by %s", by)
	}
	period.From = core.NoDay
	report, rows := m.usageOf(m.rt, desk.UsageQuery{By: desk.UsageByReseller, Period: period})
	if report.Period.To < period.To {
		return // The period of the others had no day, or ended before.
	}
	got := map[ownerResource]int64{}
	for _, r := range rows {
		if r.Stock.Closing != 0 {
			got[ownerResource{r.Owner.ID, r.Resource}] = r.Stock.Closing
		}
	}
	require.Equal(m.rt, asOf, got)
}
