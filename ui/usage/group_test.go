package usage

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// day is a day of a month of 30 days.
func day(n int) core.Day { return core.NewDay(2026, 11, n) }

// had is what a PBX of a reseller had of extensions, from a day until the end of November.
func had(owner, pbx string, from int, amount int64, customers ...string) desk.UsageRow {
	days := int64(30 - from + 1)
	r := desk.UsageRow{
		Owner: desk.UsageSubject{ID: owner, Name: "Company " + owner},
		PBX: desk.UsageSubject{
			ID: pbx, Name: "PBX " + pbx, Customers: customers, CustomerIDs: customers,
		},
		Resource: capacity.Extensions,
	}
	r.Stock.Lines = []desk.UsageLine{{From: day(from), To: day(30), Amount: amount}}
	r.Stock.UnitDays = days * amount
	return r
}

// consumed is what it consumed of minutes, of which none are left.
func consumed(owner, pbx string, minutes int64) desk.UsageRow {
	r := had(owner, pbx, 1, 0)
	r.Resource, r.Stock.Lines, r.Consumed = capacity.TranscriptionMinutes, nil, minutes
	return r
}

// opened is the page of a distributor, or of a reseller, who asks for something of which parts were
// read. The table is wide enough for all columns.
func opened(t *testing.T, below bool, q desk.UsageQuery, parts ...[]desk.UsageRow) *Page {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	q.Period = desk.UsagePeriod{From: day(1), To: day(30)}
	env := &page.Env{Words: words}
	l := &list{env: env, by: q.By, below: below, folds: newFolds(false)}
	l.table = l.newTable()
	p := &Page{
		env: env, lists: map[desk.UsageBy]*list{q.By: l}, query: q,
		tabs:   kit.NewTabs([]kit.TabItem{{Key: string(q.By)}}, func(string) {}),
		search: kit.NewSearch("", "", func(string) {}), none: kit.NewText("", kit.Body),
	}
	window := test.NewTempWindow(t, l.table)
	window.SetPadded(false)
	window.Resize(fyne.NewSize(1600, 900))
	report := desk.UsageReport{Query: q, Period: q.Period}
	p.reading.report, p.reading.groups = report, newGroups(q)
	for _, rows := range parts {
		p.reading.groups.add(linesOf(report, rows), l.folds)
	}
	p.show()
	return p
}

// reads are the rows of the table as they are copied, without the cells that say nothing.
func (p *Page) reads() []string {
	l := p.list()
	l.table.Refresh()
	texts := l.table.Texter()
	var rows []string
	for _, x := range l.lines {
		said := slices.DeleteFunc(texts(x), func(text string) bool { return text == "" })
		rows = append(rows, strings.Join(said, " | "))
	}
	return rows
}

// TestPBXsAreBelowTheResellerThatHadThem has one that was moved, so that its rows come between
// those of others, and a reseller of whom a part is read later.
func TestPBXsAreBelowTheResellerThatHadThem(t *testing.T) {
	p := opened(
		t, true, desk.UsageQuery{By: desk.UsageByPBX},
		[]desk.UsageRow{
			had("amsel", "mill", 1, 200, "Mill AG"), had("kauz", "mill", 16, 50),
			had("kauz", "inn", 1, 20), consumed("kauz", "inn", 412),
		},
		[]desk.UsageRow{had("amsel", "port", 21, 30)},
	)
	require.Equal(t, []string{
		// 200 on 30 days and 30 on 10 days are 6,300 of 30.
		"Company amsel, 2 PBXs | Extensions, mean | 210.0",
		"PBX mill | Mill AG | Extensions | 1 Nov 2026 | 30 Nov 2026 | 30 | 200 | 200.0",
		"PBX port | Extensions | 21 Nov 2026 | 30 Nov 2026 | 10 | 30 | 10.0",
		// 50 on 15 days and 20 on 30 days are 1,350 of 30.
		"Company kauz, 2 PBXs | Extensions, mean | 45.0 | 412",
		"PBX mill | Extensions | 16 Nov 2026 | 30 Nov 2026 | 15 | 50 | 25.0",
		"PBX inn | Extensions | 1 Nov 2026 | 30 Nov 2026 | 30 | 20 | 20.0",
		"AI Transcription (mins) | 1 Nov 2026 | 30 Nov 2026 | 30 | 0 | 0.0 | 412",
	}, p.reads())
}

// TestTheMeanOfAGroupIsRoundedOnce has three PBXs that were there for a day of 30.
func TestTheMeanOfAGroupIsRoundedOnce(t *testing.T) {
	one := func(pbx string) desk.UsageRow {
		return had("amsel", pbx, 30, 1)
	}
	p := opened(
		t, true, desk.UsageQuery{By: desk.UsageByPBX},
		[]desk.UsageRow{one("a"), one("b"), one("c")},
	)
	require.Equal(t, "Company amsel, 3 PBXs | Extensions, mean | 0.1", p.reads()[0])
	require.Contains(t, p.reads()[1], "| 0.0", "each of them")
}

// TestCustomersOfOneNameAreTwoGroups has PBXs for one customer, for two of the same name, for both
// of them and for nobody.
func TestCustomersOfOneNameAreTwoGroups(t *testing.T) {
	named := func(r desk.UsageRow, names ...string) desk.UsageRow {
		r.PBX.Customers = names
		return r
	}
	p := opened(t, true, desk.UsageQuery{By: desk.UsageByCustomer}, []desk.UsageRow{
		named(had("amsel", "a", 1, 1, "c1"), "Ahorn"), named(had("kauz", "b", 1, 2, "c2"), "Ahorn"),
		named(had("amsel", "c", 1, 4, "c1"), "Ahorn"),
		named(had("amsel", "d", 1, 8, "c1", "c3"), "Ahorn", "Zeder"), had("amsel", "e", 1, 16),
	})
	heads := []string{}
	for _, row := range p.reads() {
		if !strings.HasPrefix(row, "PBX ") {
			heads = append(heads, row)
		}
	}
	require.Equal(t, []string{
		"Ahorn, 2 PBXs | Extensions, mean | 5.0", "Ahorn, 1 PBX | Extensions, mean | 2.0",
		"Ahorn, Zeder, 1 PBX | Extensions, mean | 8.0",
		"Without a customer, 1 PBX | Extensions, mean | 16.0",
	}, heads)
}

// TestAResellerHeadsItsPackage says also how much of it is in PBXs, and marks who is closed.
func TestAResellerHeadsItsPackage(t *testing.T) {
	amsel := had("amsel", "", 1, 100)
	amsel.PBX, amsel.InPBXs, amsel.Owner.Gone = desk.UsageSubject{}, 600, true
	own := had("", "", 1, 5)
	own.PBX, own.Owner.Name = desk.UsageSubject{}, ""
	p := opened(
		t, true, desk.UsageQuery{By: desk.UsageByReseller}, []desk.UsageRow{amsel, own},
	)
	require.Equal(t, []string{
		"Company amsel (deleted) | Extensions, mean | 100.0 | 20.0",
		"Extensions | 1 Nov 2026 | 30 Nov 2026 | 30 | 100 | 100.0 | 20.0",
		"Own PBXs | Extensions, mean | 5.0",
		"Extensions | 1 Nov 2026 | 30 Nov 2026 | 30 | 5 | 5.0",
	}, p.reads())
}

// TestTheHeadingIsOfTheResourceThatIsAskedFor has no mean of minutes that are used up.
func TestTheHeadingIsOfTheResourceThatIsAskedFor(t *testing.T) {
	calls := had("amsel", "mill", 1, 3)
	calls.Resource = capacity.ConcurrentCalls
	p := opened(t, true, desk.UsageQuery{
		By: desk.UsageByPBX, Resource: capacity.ConcurrentCalls,
	}, []desk.UsageRow{calls})
	require.Equal(t, "Company amsel, 1 PBX | Concurrent Calls, mean | 3.0", p.reads()[0])

	p = opened(t, true, desk.UsageQuery{By: desk.UsageByPBX}, []desk.UsageRow{calls})
	require.Equal(t, "Company amsel, 1 PBX", p.reads()[0], "it has no extensions")

	minutes := consumed("amsel", "mill", 7)
	minutes.Stock.UnitDays = 300
	p = opened(t, true, desk.UsageQuery{
		By: desk.UsageByPBX, Resource: capacity.TranscriptionMinutes,
	}, []desk.UsageRow{minutes})
	require.Equal(t, "Company amsel, 1 PBX | 7", p.reads()[0])
}

// TestTheOwnPBXsOfAResellerHaveNoHeading lists them by PBX; by customer they have headings.
func TestTheOwnPBXsOfAResellerHaveNoHeading(t *testing.T) {
	rows := []desk.UsageRow{had("", "mill", 1, 2), had("", "inn", 1, 3)}
	p := opened(t, false, desk.UsageQuery{By: desk.UsageByPBX}, rows)
	require.Len(t, p.reads(), 2)
	require.Nil(t, p.list().table.Heading)
	p = opened(t, false, desk.UsageQuery{By: desk.UsageByCustomer}, rows)
	require.Equal(t, "Without a customer, 2 PBXs | Extensions, mean | 5.0", p.reads()[0])
}

// TestAGroupIsFolded folds one, all, and keeps it when the usage is read again.
func TestAGroupIsFolded(t *testing.T) {
	rows := []desk.UsageRow{had("amsel", "mill", 1, 2), had("kauz", "inn", 1, 3)}
	p := opened(t, true, desk.UsageQuery{By: desk.UsageByPBX}, rows)
	heads := []string{
		"Company amsel, 1 PBX | Extensions, mean | 2.0",
		"Company kauz, 1 PBX | Extensions, mean | 3.0",
	}
	p.foldOne(0)
	require.Len(t, p.reads(), 3)
	require.Equal(t, heads, p.reads()[:2])
	p.reading.groups = newGroups(p.query)
	p.reading.groups.add(linesOf(p.reading.report, rows), p.list().folds)
	p.show()
	require.Len(t, p.reads(), 3, "also when it is read again")
	p.foldOne(0)
	require.Len(t, p.reads(), 4)
	p.fold(true)
	require.Equal(t, heads, p.reads())
	p.fold(false)
	require.Len(t, p.reads(), 4)
}

// TestAGroupThatIsReadLaterIsFoldedAsAll reads a part before all is folded, and one behind it.
func TestAGroupThatIsReadLaterIsFoldedAsAll(t *testing.T) {
	first := []desk.UsageRow{had("amsel", "mill", 1, 2)}
	later := []desk.UsageRow{had("amsel", "inn", 1, 1), had("kauz", "port", 1, 3)}
	p := opened(t, true, desk.UsageQuery{By: desk.UsageByPBX}, first)
	p.fold(true)
	p.reading.groups.add(linesOf(p.reading.report, later), p.list().folds)
	p.show()
	require.Equal(t, []string{
		"Company amsel, 2 PBXs | Extensions, mean | 3.0",
		"Company kauz, 1 PBX | Extensions, mean | 3.0",
	}, p.reads())
	p.foldOne(1)
	p.reading.groups = newGroups(p.query)
	p.reading.groups.add(linesOf(p.reading.report, append(first, later...)), p.list().folds)
	p.show()
	require.Len(t, p.reads(), 3, "one is unfolded")
}

// TestASearchLeavesTheHeadingsOfWhatItFinds finds a PBX, and all of a reseller.
func TestASearchLeavesTheHeadingsOfWhatItFinds(t *testing.T) {
	p := opened(t, true, desk.UsageQuery{By: desk.UsageByPBX}, []desk.UsageRow{
		had("amsel", "mill", 1, 2, "Wind AG"), had("amsel", "inn", 1, 3), had("kauz", "port", 1, 4),
	})
	for text, want := range map[string]int{"MILL ": 2, "wind": 2, "amsel": 3, "nobody": 0, "": 5} {
		p.search.SetText(text)
		p.show()
		require.Len(t, p.reads(), want, text)
	}
	heading := "Company amsel, 1 PBX | Extensions, mean | 2.0"
	p.search.SetText("mill")
	p.show()
	require.Equal(t, heading, p.reads()[0], "of what is found")
	p.foldOne(0)
	require.Equal(t, []string{heading}, p.reads())
	p.search.SetText("")
	p.show()
	require.Equal(t, "Company amsel, 2 PBXs | Extensions, mean | 5.0", p.reads()[0])
}

// TestTotalsCountEachOnce adds up two pages; the workspace's own PBXs are no reseller.
func TestTotalsCountEachOnce(t *testing.T) {
	sum := newTotals()
	amsel, own := had("amsel", "", 1, 2), had("", "", 1, 5)
	amsel.PBX, own.PBX = desk.UsageSubject{}, desk.UsageSubject{}
	minutes := consumed("amsel", "", 7)
	minutes.PBX = desk.UsageSubject{}
	sum.add(desk.UsagePage{Rows: []desk.UsageRow{amsel, minutes}, Agrees: true})
	require.True(t, sum.agrees)
	sum.add(desk.UsagePage{Rows: []desk.UsageRow{own}})
	require.Len(t, sum.subjects, 1)
	require.EqualValues(t, 30*7, sum.unitDays["extensions"])
	require.EqualValues(t, 7, sum.consumed["transcription_minutes"])
	require.False(t, sum.agrees, "the second one did not")
}
