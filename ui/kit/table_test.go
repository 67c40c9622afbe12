package kit

import (
	"fmt"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// partner is what the tables of these tests list.
type partner struct {
	company, name, email string
	used, total          int64
	tone                 Tone
	icon                 IconName
	state                string
	ticked               bool
}

func partners(n int) []partner {
	states := []partner{
		{tone: OK, icon: IconCheck, state: "active"},
		{tone: Info, icon: IconMail, state: "invited · 4 days left"},
		{tone: Warn, icon: IconClock, state: "expires tomorrow"},
		{tone: Bad, icon: IconAlert, state: "failed: mailbox unknown"},
		{tone: Held, icon: IconPause, state: "suspended until 1 Dec"},
		{tone: Neutral, state: "not invited"},
	}
	list := make([]partner, n)
	for i := range list {
		list[i] = states[i%len(states)]
		list[i].company = "Company " + strconv.Itoa(i)
		list[i].name, list[i].email = "Jörg Größe", "j.groesse"+strconv.Itoa(i)+"@blaue-linie.example"
		list[i].used, list[i].total = int64(i*7%101), 100
	}
	list[min(3, n-1)].company = "Blaue Linie Kommunikationstechnik GmbH"
	return list
}

func partnerColumns() []Column[partner] {
	amount := func(key, title string, width float32) Column[partner] {
		return Column[partner]{Key: key, Title: title, Width: width, Right: true, Sortable: true, Cell: func(p partner) Cell {
			return Cell{Text: fmt.Sprintf("%d / %d", p.used, p.total), Bar: &BarValue{p.used, p.total}}
		}}
	}
	return []Column[partner]{
		{Key: "company", Title: "Company", Width: 168, MinWidth: 120, Sortable: true, Filterable: true, Cell: func(p partner) Cell { return Cell{Text: p.company} }},
		{Key: "name", Title: "Name", Width: 112, MinWidth: 80, Priority: 1, Sortable: true, Cell: func(p partner) Cell { return Cell{Text: p.name} }},
		{Key: "email", Title: "Email", Width: 146, MinWidth: 90, Priority: 2, Sortable: true, Filterable: true, Cell: func(p partner) Cell {
			return Cell{Text: p.email, Secondary: true}
		}},
		amount("extensions", "Extensions", 92), amount("calls", "Calls", 74), amount("minutes", "Recording min", 112),
		{
			Key: "state", Title: "Status", Width: 178, Filterable: true, Options: []Option{{"active", "active"}, {"held", "held"}},
			Cell: func(p partner) Cell { return Cell{Badge: &BadgeValue{p.tone, p.icon, p.state}} },
		},
		{Key: "icons", Width: 92, Cell: func(partner) Cell {
			return Cell{Icons: []CellIcon{{"send", IconSend, "Send the activation email"}, {"edit", IconEdit, "Edit"}, {"more", IconMore, "More"}}}
		}},
	}
}

// fixture is a table in a window, and what it asked for.
type fixture struct {
	table  *Table[partner]
	window fyne.Window
	list   []partner
	calls  []string
}

func (f *fixture) say(format string, args ...any) {
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

// said returns what the table called since the last time.
func (f *fixture) said() []string {
	calls := f.calls
	f.calls = nil
	return calls
}

// newFixture shows n rows in a table of 20 rows' height.
func newFixture(tb testing.TB, n int) *fixture {
	tb.Helper()
	app := test.NewTempApp(tb)
	app.Settings().SetTheme(NewTheme(ModeLight))
	f := &fixture{list: partners(n)}
	f.table = NewTable(partnerColumns(), Source[partner]{
		Row:  func(i int) (partner, bool) { return f.list[i], true },
		Need: func(first, last int) { f.say("need %d-%d", first, last) },
	}, Words{HideColumn: "Hide this column", AllColumns: "Show all columns", Filter: "Filter", NoFilter: "All"})
	t := f.table
	t.OnSelected = func(row int) { f.say("selected %d", row) }
	t.OnOpen = func(row int) { f.say("open %d", row) }
	t.OnDelete = func(row int) { f.say("delete %d", row) }
	t.OnIcon = func(row int, key string) { f.say("icon %d %s", row, key) }
	t.OnMenu = func(row int, _ fyne.Position) { f.say("menu %d", row) }
	t.OnSort = func(column string, down bool) { f.say("sort %s %v", column, down) }
	t.OnFilter = func(column, text string) { f.say("filter %s %s", column, text) }
	t.OnTick = func(row int) { f.list[row].ticked = !f.list[row].ticked; f.say("tick %d", row) }
	t.OnTickAll = func(on bool) { f.say("tick all %v", on) }
	t.OnRune = func(r rune) { f.say("rune %c", r) }
	t.OnColumns = func(widths map[string]float32, hidden []string) { f.say("columns %v hidden %v", widths, hidden) }
	t.IsTicked = func(p partner) bool { return p.ticked }
	f.window = test.NewTempWindow(tb, t)
	f.window.SetPadded(false)
	f.window.Resize(fyne.NewSize(1064, tableHeader+1+20*tableRow))
	t.SetCount(n)
	return f
}
