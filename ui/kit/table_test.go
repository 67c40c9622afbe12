package kit

import (
	"fmt"
	"image"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// partner is what the tables of these tests list.
type partner struct {
	company, name, email string
	used, total          int64
	tone                 Tone
	icon                 IconName
	state                string
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
		list[i].name, list[i].email = "Jörg Größe", "j.groesse"+strconv.Itoa(
			i,
		)+"@blaue-linie.example"
		list[i].used, list[i].total = int64(i*7%101), 100
	}
	list[min(3, n-1)].company = "Blaue Linie Kommunikationstechnik GmbH"
	return list
}

func partnerColumns() []Column[partner] {
	amount := func(key, title string, width float32) Column[partner] {
		return Column[partner]{
			Key:      key,
			Title:    title,
			Width:    width,
			Right:    true,
			Sortable: true,
			Cell: func(p partner) Cell {
				return Cell{
					Text: fmt.Sprintf("%d / %d", p.used, p.total), Bar: &BarValue{p.used, p.total},
				}
			},
		}
	}
	return []Column[partner]{
		{
			Key: "company", Title: "Company", Width: 168, MinWidth: 120, Sortable: true,
			Filterable: true, Cell: func(p partner) Cell { return Cell{Text: p.company} },
		},
		{
			Key: "name", Title: "Name", Width: 112, MinWidth: 80, Priority: 1, Sortable: true,
			Cell: func(p partner) Cell { return Cell{Text: p.name} },
		},
		{
			Key:        "email",
			Title:      "Email",
			Width:      146,
			MinWidth:   90,
			Priority:   2,
			Sortable:   true,
			Filterable: true,
			Cell: func(p partner) Cell {
				return Cell{Text: p.email, Secondary: true}
			},
		},
		amount("extensions", "Extensions", 92), amount("calls", "Calls", 74),
		amount("minutes", "Recording min", 112),
		{
			Key: "state", Title: "Status", Width: 178, Filterable: true,
			Options: []Option{{"active", "active"}, {"held", "held"}},
			Cell: func(p partner) Cell {
				return Cell{Badge: &BadgeValue{Tone: p.tone, Icon: p.icon, Text: p.state}}
			},
		},
		{Key: "icons", Width: 92, Cell: func(partner) Cell {
			return Cell{Icons: []CellIcon{
				{"send", IconSend, "Send the activation email"},
				{"edit", IconEdit, "Edit"},
				{"more", IconMore, "More"},
			}}
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

// selected are the selected rows by their places.
func (f *fixture) selected() []int {
	places := []int{}
	for i := range f.list {
		if f.table.IsSelected(f.list[i].company) {
			places = append(places, i)
		}
	}
	return places
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
		Row: func(i int) (partner, bool) {
			if i < 0 || i >= len(f.list) {
				return partner{}, false
			}
			return f.list[i], true
		},
		ID:   func(p partner) string { return p.company },
		Need: func(first, last int) { f.say("need %d-%d", first, last) },
	}, Words{HideColumn: "Hide this column", AllColumns: "Show all columns", Filter: "Filter", NoFilter: "All"})
	t := f.table
	t.OnSelected = func() { f.say("selected %v", f.selected()) }
	t.OnCopy = func() { f.say("copy") }
	t.OnOpen = func(row int) { f.say("open %d", row) }
	t.OnDelete = func() { f.say("delete %v", f.selected()) }
	t.OnIcon = func(row int, key string) { f.say("icon %d %s", row, key) }
	t.OnMenu = func(row int, _ fyne.Position) { f.say("menu %d", row) }
	t.OnSort = func(column string, down bool) { f.say("sort %s %v", column, down) }
	t.OnFilter = func(column, text string) { f.say("filter %s %s", column, text) }
	t.OnRune = func(r rune) { f.say("rune %c", r) }
	t.OnColumns = func(c ColumnChoice) {
		f.say("columns %v hidden %v shown %v", c.Widths, c.Hidden, c.Shown)
	}
	t.Boxes = true
	f.window = test.NewTempWindow(tb, t)
	f.window.SetPadded(false)
	f.window.Resize(fyne.NewSize(1064, tableHeader+1+20*tableRow))
	t.SetCount(n)
	return f
}

func key(t *Table[partner], names ...fyne.KeyName) {
	for _, name := range names {
		t.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

// rowAt is the middle of a row, x units from the left.
func (f *fixture) rowAt(row int, x float32) fyne.Position {
	return fyne.NewPos(x, f.table.rowY(row)+tableRow/2)
}

func (f *fixture) tap(at fyne.Position) {
	f.table.Tapped(&fyne.PointEvent{Position: at, AbsolutePosition: at})
}

func (f *fixture) point(at fyne.Position) {
	f.table.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{
		Position: at, AbsolutePosition: at,
	}})
}

// shownKeys are the columns that are shown.
func (f *fixture) shownKeys() []string {
	var keys []string
	for _, s := range f.table.shown {
		keys = append(keys, f.table.columns[s.index].Key)
	}
	return keys
}

func (f *fixture) columnAt(key string) shownColumn {
	for _, s := range f.table.shown {
		if f.table.columns[s.index].Key == key {
			return s
		}
	}
	return shownColumn{index: -1}
}

func TestTable_Keys(t *testing.T) {
	f := newFixture(t, 100)
	f.window.Canvas().Focus(f.table)
	for _, step := range []struct {
		key  fyne.KeyName
		want []string
	}{
		{fyne.KeyDown, []string{"selected [0]"}},
		{fyne.KeyDown, []string{"selected [1]"}},
		{fyne.KeyPageDown, []string{"selected [20]"}},
		{fyne.KeyUp, []string{"selected [19]"}},
		{fyne.KeyEnd, []string{"selected [99]"}},
		{fyne.KeyReturn, []string{"open 99"}},
		{fyne.KeyDelete, []string{"delete [99]"}},
		{fyne.KeySpace, []string{"selected []"}},
		{fyne.KeyDelete, nil},
		{fyne.KeySpace, []string{"selected [99]"}},
		{desktop.KeyMenu, []string{"menu 99"}},
		{fyne.KeyF10, []string{"menu 99"}},
		{fyne.KeyPageUp, []string{"selected [80]"}},
		{fyne.KeyHome, []string{"selected [0]"}},
	} {
		key(f.table, step.key)
		assert.Equal(t, step.want, f.said(), step.key)
	}
	f.table.TypedRune('b')
	assert.Equal(t, []string{"rune b"}, f.said(), "a letter starts the search")
	assert.False(t, acceptsTab(f.table), "Tab leaves the table")
}

func acceptsTab(o fyne.Focusable) bool {
	tabbable, ok := o.(fyne.Tabbable)
	return ok && tabbable.AcceptsTab()
}

func TestTable_IconsByKeyboard(t *testing.T) {
	f := newFixture(t, 3)
	f.window.Canvas().Focus(f.table)
	f.table.Select(1)
	key(f.table, fyne.KeyRight, fyne.KeyRight)
	view := f.table.view(1).cells[7]
	assert.True(t, view.ring.Visible(), "the icon that has the focus has a ring")
	assert.Equal(t, "Edit", f.table.Tip())
	key(f.table, fyne.KeyReturn)
	assert.Equal(t, []string{"icon 1 edit"}, f.said())
	key(f.table, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
	assert.Equal(t, []string{"icon 1 more"}, f.said(), "Right stops at the last icon")
	key(f.table, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyReturn)
	assert.Equal(t, []string{"open 1"}, f.said(), "Left leads back to the row")
	assert.False(t, view.ring.Visible())
}

func TestTable_HeaderByKeyboard(t *testing.T) {
	f := newFixture(t, 3)
	f.window.Canvas().Focus(f.table)
	f.table.Select(0)
	key(f.table, fyne.KeyUp, fyne.KeyRight, fyne.KeyReturn)
	assert.Equal(t, []string{"sort name false"}, f.said())
	key(f.table, fyne.KeyReturn)
	assert.Equal(t, []string{"sort name true"}, f.said())
	key(f.table, fyne.KeySpace)
	assert.Equal(t, []string{"selected [0 1 2]"}, f.said())
	key(f.table, fyne.KeyRight)
	f.table.TypedRune('f')
	require.NotNil(t, f.window.Canvas().Overlays().Top(), "F opens the filter")
	test.Type(f.window.Canvas().Focused(), "bl")
	assert.Equal(t, []string{"filter email b", "filter email bl"}, f.said())
	f.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	assert.Nil(t, f.window.Canvas().Overlays().Top(), "Escape closes the filter")
	assert.Same(t, f.table, f.window.Canvas().Focused())
	assert.True(t, f.table.headers[2].funnel.object.Visible(), "an active filter is marked")
	key(f.table, fyne.KeyDown, fyne.KeyReturn)
	assert.Equal(t, []string{"open 0"}, f.said(), "Down leads back to the rows")
}

func TestTable_Clicks(t *testing.T) {
	f := newFixture(t, 100)
	f.tap(f.rowAt(4, 100))
	assert.Equal(t, []string{"selected [4]"}, f.said())
	assert.Same(t, f.table, f.window.Canvas().Focused())
	f.tap(f.rowAt(4, 100))
	assert.Equal(t, []string{"selected [4]", "open 4"}, f.said(), "the second click opens")
	f.tap(f.rowAt(4, 100))
	assert.Equal(t, []string{"selected [4]"}, f.said(), "a third click begins anew")
	f.table.clicked.at = f.table.clicked.at.Add(-doubleClick)
	f.tap(f.rowAt(4, 100))
	assert.Equal(t, []string{"selected [4]"}, f.said(), "two slow clicks do not open")
	f.tap(f.rowAt(5, 100))
	assert.Equal(t, []string{"selected [5]"}, f.said(), "two rows are not a double click")
	f.tap(f.rowAt(2, 10))
	assert.Equal(t, []string{"selected [2 5]"}, f.said(), "a box adds its row")
	f.tap(fyne.NewPos(10, 10))
	assert.Len(t, f.selected(), 100)
	f.tap(fyne.NewPos(10, 10))
	assert.Empty(t, f.selected())
	f.said()
	icons := f.columnAt("icons")
	f.tap(f.rowAt(6, iconX(icons.x+cellPad, icons.width-2*cellPad, 3, 1)+8))
	assert.Equal(t, []string{"selected [6]", "icon 6 edit"}, f.said())
	at := f.rowAt(7, 100)
	f.table.TappedSecondary(&fyne.PointEvent{Position: at, AbsolutePosition: at})
	assert.Equal(t, []string{"selected [7]", "menu 7"}, f.said())
	f.tap(fyne.NewPos(f.columnAt("calls").x+30, 10))
	assert.Equal(t, []string{"sort calls false"}, f.said())
}

func TestTable_ClickDoesNotMoveTheRow(t *testing.T) {
	f := newFixture(t, 100)
	f.table.scrollBy(10)
	f.tap(f.rowAt(20, 100)) // Only its upper part can be seen.
	f.tap(f.rowAt(20, 100))
	assert.Equal(t, []string{"selected [20]", "selected [20]", "open 20"}, f.said())
}

func TestTable_EndsExactly(t *testing.T) {
	for _, n := range []int{100, 100_000, 1_000_000} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			f := newFixture(t, 100)
			f.table.source.Row = func(i int) (partner, bool) {
				require.Less(t, i, n)
				return partner{company: strconv.Itoa(i)}, true
			}
			f.table.SetCount(n)
			f.table.ScrollTo(n - 1)
			assert.Equal(
				t, f.table.Size().Height, f.table.rowY(n-1)+tableRow,
				"the last row ends where the table ends",
			)
			assert.Equal(t, strconv.Itoa(n-1), f.table.view(n - 1).cells[0].text.Text)
			f.table.scrollBy(1e9)
			first, last := f.table.Seen()
			assert.Equal(t, []int{n - 20, n - 1}, []int{first, last})
			f.table.ScrollTo(n / 2)
			assert.Equal(
				t, float32(tableHeader+1), f.table.rowY(n/2), "going up, a row is shown at the top",
			)
			f.table.ScrollTo(0)
			assert.Zero(t, f.table.offset)
		})
	}
}

func TestTable_AsksForRowsThatAreNotLoaded(t *testing.T) {
	f := newFixture(t, 1000)
	f.table.source.Row = func(i int) (partner, bool) { return partner{}, i < 105 }
	f.table.ScrollTo(109)
	assert.Equal(t, []string{"need 105-109"}, f.said())
	cell := f.table.view(109).cells[0]
	assert.True(t, cell.badge.Visible(), "a grey bar stands for what is not loaded")
	assert.False(t, cell.text.Visible())
	f.table.source.Row = func(int) (partner, bool) { return partner{company: "there"}, true }
	f.table.Refresh()
	assert.Empty(t, f.said())
	assert.Equal(t, "there", cell.text.Text)
	assert.False(t, cell.badge.Visible())
}

func TestTable_FewerRows(t *testing.T) {
	f := newFixture(t, 100)
	f.table.Select(99)
	f.point(f.rowAt(99, 100))
	f.list = f.list[:3]
	f.table.SetCount(3)
	assert.Equal(t, 2, f.table.Current())
	assert.Empty(t, f.table.Selected(), "what is gone is not selected")
	assert.Equal(t, []string{"selected []"}, f.said())
	assert.Zero(t, f.table.offset)
	assert.Empty(t, f.table.Tip())
	f.list = nil
	f.table.SetCount(0)
	assert.Equal(t, -1, f.table.Current())
	key(f.table, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd, fyne.KeySpace, fyne.KeyRight)
	assert.Empty(t, f.said())
}

func TestTable_ColumnsLeaveByPriority(t *testing.T) {
	f := newFixture(t, 3)
	all := []string{"company", "name", "email", "extensions", "calls", "minutes", "state", "icons"}
	assert.Equal(t, all, f.shownKeys())
	f.window.Resize(fyne.NewSize(800, 300))
	assert.Equal(
		t, []string{"company", "name", "extensions", "calls", "minutes", "state", "icons"},
		f.shownKeys(),
	)
	f.window.Resize(fyne.NewSize(720, 300))
	assert.Equal(
		t, []string{"company", "extensions", "calls", "minutes", "state", "icons"}, f.shownKeys(),
	)
	for _, width := range []float32{720, 760, 800, 900, 1064, 1600} {
		f.window.Resize(fyne.NewSize(width, 300))
		last := f.table.shown[len(f.table.shown)-1]
		assert.LessOrEqual(t, last.x+last.width, width-cellPad, "width %v", width)
		assert.Greater(
			t, last.x+last.width, width-2*cellPad-8, "width %v: no room is wasted", width,
		)
	}
}

func TestTable_DragResizes(t *testing.T) {
	f := newFixture(t, 3)
	f.window.Resize(
		fyne.NewSize(1400, 300),
	) // There is spare room, which is shared among the other columns.
	before := f.columnAt("name")
	edge := fyne.NewPos(before.x+before.width, 10)
	f.point(edge)
	assert.Equal(t, desktop.HResizeCursor, f.table.Cursor())
	for range 10 {
		edge.X++
		f.table.Dragged(&fyne.DragEvent{
			PointEvent: fyne.PointEvent{Position: edge}, Dragged: fyne.NewDelta(1, 0),
		})
	}
	f.table.DragEnd()
	assert.InDelta(t, before.width+10, f.columnAt("name").width, 1, "the edge follows the pointer")
	require.Len(t, f.calls, 1)
	assert.Contains(t, f.said()[0], "name:")
	f.table.resize(f.columnAt("name").index, 5000)
	assert.Contains(t, f.shownKeys(), "name")
	assert.NotContains(t, f.shownKeys(), "email", "a wide column drives out what may leave")
	assert.Contains(t, f.shownKeys(), "calls")
	last := f.columnAt("icons")
	assert.LessOrEqual(t, last.x+last.width, float32(1400))
}

func TestTable_HideAndShowColumns(t *testing.T) {
	f := newFixture(t, 3)
	f.table.SetColumns(ColumnChoice{
		Widths: map[string]float32{"name": 200}, Hidden: []string{"email"},
	})
	assert.NotContains(t, f.shownKeys(), "email")
	assert.Equal(t, float32(200), f.columnAt("name").width)
	f.table.hide("name", true)
	assert.Equal(t, []string{"columns map[name:200] hidden [name email] shown []"}, f.said())
	var checked []string
	for _, item := range f.table.columnItems() {
		if item.Checked {
			checked = append(checked, item.Label)
		}
	}
	assert.Equal(t, []string{"Extensions", "Calls", "Recording min", "Status"}, checked)
	f.table.columnItems()[0].Action()
	assert.Contains(t, f.shownKeys(), "name")
	f.table.showAll()
	assert.Contains(t, f.shownKeys(), "email")
}

func TestTable_FiltersAreItsOwn(t *testing.T) {
	f := newFixture(t, 3)
	f.table.SetFilters(nil)
	f.table.askFilter(0)
	test.Type(f.window.Canvas().Focused(), "x")
	assert.Equal(t, []string{"filter company x"}, f.said())
}

func TestTable_Tips(t *testing.T) {
	f := newFixture(t, 30)
	f.point(f.rowAt(3, 60))
	assert.Equal(t, f.list[3].company, f.table.Tip(), "what was cut is told whole")
	f.point(f.rowAt(2, 60))
	assert.Empty(t, f.table.Tip(), "what can be read is not repeated")
	icons := f.columnAt("icons")
	f.point(f.rowAt(2, iconX(icons.x+cellPad, icons.width-2*cellPad, 3, 0)+8))
	assert.Equal(t, "Send the activation email", f.table.Tip())
	f.point(f.rowAt(3, 60))
	f.table.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -tableRow)})
	assert.Equal(t, 4, f.table.hover.row, "the pointer is over another row after scrolling")
	assert.Empty(t, f.table.Tip())
	f.table.MouseOut()
	assert.Equal(t, noPlace, f.table.hover)
}

func TestTable_HeaderTakesTheFocusFromTheIcons(t *testing.T) {
	f := newFixture(t, 3)
	f.window.Canvas().Focus(f.table)
	f.table.Select(0)
	key(f.table, fyne.KeyRight)
	assert.True(t, f.table.view(0).cells[7].ring.Visible())
	key(f.table, fyne.KeyUp)
	assert.False(t, f.table.view(0).cells[7].ring.Visible())
	assert.True(t, f.table.headers[0].ring.Visible())
}

// TestTable_NothingIsDrawnBesideIt scrolls a table sideways, whose columns are wide: beside it, at
// its edge and where its first column is fixed, nothing changes.
func TestTable_NothingIsDrawnBesideIt(t *testing.T) {
	f := newFixture(t, 60)
	f.table.Resize(fyne.NewSize(500, 400))
	f.table.Move(fyne.NewPos(80, 20))
	f.window.SetContent(container.NewWithoutLayout(f.table))
	f.window.Resize(fyne.NewSize(660, 440))
	f.table.showAll()
	for _, c := range f.table.columns[1:] {
		if c.Title != "" {
			f.table.widths[c.Key] = 320
		}
	}
	f.table.Refresh()
	assert.Greater(t, f.table.beyond, float32(900))
	before := f.window.Canvas().Capture()
	left, right := f.table.window()
	same := func(picture image.Image, from, to int) bool {
		for x := from; x < to; x++ {
			for y := range picture.Bounds().Dy() {
				if picture.At(x, y) != before.At(x, y) {
					return false
				}
			}
		}
		return true
	}
	for f.table.slide(37) {
		picture := f.window.Canvas().Capture()
		assert.True(t, same(picture, 0, 80+int(left)-1), "at the left, %v", f.table.sideways)
		assert.True(t, same(picture, 80+int(right), 660), "at the right, %v", f.table.sideways)
	}
}

func TestTable_PointingAtATitleCutsNone(t *testing.T) {
	f := newFixture(t, 30)
	for i, c := range f.table.columns {
		if c.Title == "" || !c.Sortable {
			continue
		}
		f.table.SetSort(c.Key, false)
		for _, s := range f.table.shown {
			if s.index != i {
				continue
			}
			f.table.hover = place{row: headerRow, column: i}
			s.width = f.table.titleWidth(i) // The least that it gets.
			f.table.drawHeader(f.table.headers[i], s)
			assert.Equal(t, c.Title, f.table.headers[i].title.Text)
		}
	}
}
