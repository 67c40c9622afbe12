package kit

import (
	"maps"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Heights of a table in units. They are whole numbers, and rows are counted, not added up, so that
// a list of a million rows ends where it ends.
const (
	tableHeader = 30
	tableRow    = 30
	tickWidth   = 34
	cellPad     = 6
	foldWidth   = 24 // Left of the rows, where some are headed.
	leastWidth  = 40 // Of a column that a person makes narrower.
	barRoom     = 10 // Of the bar that scrolls sideways.
)

// BarValue is a thin bar under a number: used of total.
type BarValue struct{ Used, Total int64 }

// BadgeValue is a badge in a cell.
type BadgeValue struct {
	Tone Tone
	Icon IconName
	Text string

	selected bool // It is on a selected row.
}

// on is the badge on a row that is selected or not, nil for none.
func (b *BadgeValue) on(selected bool) *BadgeValue {
	if b == nil || !selected {
		return b
	}
	marked := *b
	marked.selected = true
	return &marked
}

// colours are those of its tone; on a selected row, which has the ground of an accent badge, that
// is on the surface.
func (b BadgeValue) colours() (ground, words fyne.ThemeColorName) {
	ground, words = b.Tone.colours()
	if b.selected && ground == ColorSoft {
		ground = ColorSurface
	}
	return ground, words
}

// CellIcon is an icon in a row that does something.
type CellIcon struct {
	Key  string
	Icon IconName
	Tip  string
}

// Cell is what a table shows in one place.
type Cell struct {
	Text      string
	Bold      bool
	Secondary bool
	Bar       *BarValue
	Badge     *BadgeValue
	Icons     []CellIcon

	caption string // Behind the text, in a smaller size.
}

// TableHeading is what a row says that heads the ones below it.
type TableHeading struct {
	Text    string
	Caption string // Behind it, "" for nothing.
	Folded  bool   // Those below are not shown.
}

// Column is a column of a table of T.
type Column[T any] struct {
	Key        string
	Title      string
	Long       string  // The title where there is room for it; "" where no word of it is shortened.
	Width      float32 // Wanted before there are rows to measure.
	MinWidth   float32 // May be shrunk to this before other columns have to leave.
	Right      bool    // Numbers stand right.
	Priority   int     // The largest leaves first when the table is narrow; 0 never leaves.
	Optional   bool    // Is shown only to whom chose it.
	Sortable   bool
	Filterable bool
	Options    []Option     // Of the filter; nil for a text.
	FilterHint string       // What can be typed into the filter.
	Dates      *DateOptions // Of the filter when it is for days.
	// ReadFilter returns what OnFilter is called with for a text that was typed, and what is wrong
	// with it, "" for nothing; nil is for any text.
	ReadFilter func(text string) (filter, wrong string)
	Cell       func(row T) Cell
}

// Source is where a table gets its rows. All functions run on the UI goroutine and return at once.
type Source[T any] struct {
	// Row returns a row, or false while it is not loaded; grey bars stand in its place then.
	Row func(i int) (T, bool)
	// Need asks for rows that are drawn and not loaded. The caller loads them elsewhere and then
	// calls Table.Refresh.
	Need func(first, last int)
	// ID names a row, so that it stays selected when others come or go; nil when rows keep their
	// places.
	ID func(row T) string
	// IDs reads the ids of all rows in their order elsewhere, and calls then on the UI goroutine;
	// nil when all rows are loaded.
	IDs func(then func(ids []string))
}

// Words are what a table says itself.
type Words struct {
	HideColumn   string
	AllColumns   string
	UsualColumns string
	Filter       string
	NoFilter     string
}

// Table is a list of records: rows are selected, copied, sorted, filtered and opened as a whole. It
// draws only what is seen.
type Table[T any] struct {
	widget.BaseWidget
	hosted
	// OnSelected is called when other rows are selected, or the keyboard moved to another one.
	OnSelected func()
	// OnCopy is called by Ctrl+C.
	OnCopy func()
	// OnOpen is called by a double click or Enter.
	OnOpen func(row int)
	// OnDelete is called by the Delete key while rows are selected.
	OnDelete func()
	// OnIcon is called when an icon of a row is pressed.
	OnIcon func(row int, key string)
	// OnMenu is called by a right click, Shift+F10 or the menu key, with the place for a menu.
	OnMenu func(row int, at fyne.Position)
	// OnSort is called when a header is pressed.
	OnSort func(column string, down bool)
	// OnFilter is called when the filter of a column changes; "" is no filter.
	OnFilter func(column, text string)
	// OnColumns is called when widths, hidden or shown columns were changed by a person.
	OnColumns func(ColumnChoice)
	// Mark finds in the text of a column what was searched for, as offsets; nil marks nothing.
	Mark func(column, text string) (from, to int)
	// Hold keeps a key until the rows are those that were asked for, and tells whether it did; nil
	// never does.
	Hold func(key func()) bool
	// OnSpace is called by the space bar; nil selects the current row alone.
	OnSpace func()
	// OnRune is called with a letter that is typed while the table has the focus.
	OnRune func(r rune)
	// One leaves only the row selected on which the keyboard works.
	One bool

	// Boxes shows a box before each row, which is ticked while the row is selected.
	Boxes bool
	// Heading is what a row says in its first column when it heads others, nil for one that heads
	// none. A table that has it has no Boxes.
	Heading func(row T) *TableHeading
	// OnFold is called when the rows below a heading are to be hidden, or shown again.
	OnFold func(row int)

	columns []Column[T]
	source  Source[T]
	words   Words
	widths  map[string]float32
	hidden  map[string]bool
	chosen  map[string]bool // Columns that a person chose to see.
	filters map[string]string
	sort    string
	down    bool

	count    int
	offset   float64   // Units above the first row that is seen.
	sideways float32   // Units left of the first column that is seen.
	beyond   float32   // How much wider the columns are than the table.
	natural  []float32 // How wide the columns are by their texts.
	titles   []float32 // How wide their titles are.
	seen     []float32 // The same of the rows that were seen when they were measured.
	badges   []bool    // Which columns show badges.
	stood    []string  // The ids of the rows that are seen, as they were drawn.
	// unmeasured says that there is something to measure as soon as the header is left.
	unmeasured bool
	filter     *widget.PopUp // The filter that was asked for last, nil for none.
	selection  selection
	current    int    // The row that the keyboard works on, -1 for none.
	anchor     int    // From where Shift selects, -1 for none.
	currentID  string // Of the current row, "" while it is not loaded.
	anchorID   string
	asked      int              // Tells what a person selected last from what was asked for before.
	held       fyne.KeyModifier // Keys that are held down, for a driver that does not tell.
	pressed    fyne.KeyModifier // Keys that were held down when the pointer was pressed.
	menuAt     int              // The column for which the menu of a row was opened, -1 for none.
	focused    bool
	header     int // Column of the header that has the focus, -1 while the rows have it.
	icon       int // Icon of the current row that has the focus, -1 for none.
	hover      place
	tipped     place         // What the tooltip is about.
	pointer    fyne.Position // Where the pointer is while hover is a place.
	clicked    click
	drag       dragging

	shown   []shownColumn
	ground  *plate
	headers []*headerView
	headBox *tickView
	rows    []*rowView[T]
	line    *canvas.Rectangle
	bar     *canvas.Rectangle
	sideBar *canvas.Rectangle
	covers  [2]*canvas.Rectangle // Of the header, above what is scrolled sideways.
	edges   [2]*canvas.Rectangle // Lines beside what scrolls sideways.
	ring    *ring
	// Covers rows that are scrolled under the header; being fyne.Scrollable clips them below.
	headFill *canvas.Rectangle
}

// shownColumn is where a column is.
type shownColumn struct {
	index    int // In Table.columns.
	x, width float32
	fixed    bool // Does not scroll sideways.
}

// ColumnChoice is what a person chose about the columns of a table.
type ColumnChoice struct {
	Widths map[string]float32
	Hidden []string
	Shown  []string // Chosen to be shown, and so never leave.
}

// NewTable returns an empty table.
func NewTable[T any](columns []Column[T], source Source[T], words Words) *Table[T] {
	t := &Table[T]{
		columns: columns, source: source, words: words, widths: map[string]float32{},
		hidden: map[string]bool{},
		chosen: map[string]bool{}, filters: map[string]string{}, selection: newSelection(nil),
		current: -1, anchor: -1, menuAt: -1, header: -1, icon: -1, hover: noPlace, tipped: noPlace,
		clicked: click{row: -1},
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetCount says how many rows there are, after they were read. What is selected and still there
// stays selected.
func (t *Table[T]) SetCount(n int) {
	t.count = n
	t.follow()
	t.hold()
	t.offset = min(t.offset, t.maxOffset())
	t.measure()
	t.pointAgain()
	t.prune()
	t.Refresh()
}

// Count returns how many rows there are.
func (t *Table[T]) Count() int { return t.count }

// bring scrolls to a row that is not seen, or is so low that a message about it covers it: into the
// middle.
func (t *Table[T]) bring(row int) {
	const covered = 3 // Rows.
	top := float64(row) * tableRow
	if top < t.offset || top+covered*tableRow > t.offset+t.bodyHeight() {
		t.offset = max(min(top-(t.bodyHeight()-tableRow)/2, t.maxOffset()), 0)
	}
}

// ScrollTo scrolls as little as needed to show a row.
func (t *Table[T]) ScrollTo(row int) {
	t.reveal(row)
	t.Refresh()
}

// ScrollToTop shows the first rows.
func (t *Table[T]) ScrollToTop() {
	t.offset = 0
	t.Refresh()
}

// SetSort shows which column sorts the rows.
func (t *Table[T]) SetSort(column string, down bool) {
	t.sort, t.down = column, down
	t.Refresh()
}

// SetColumns sets what was remembered of a person's choice.
func (t *Table[T]) SetColumns(c ColumnChoice) {
	maps.Copy(t.widths, c.Widths)
	t.hidden, t.chosen = map[string]bool{}, map[string]bool{}
	for _, key := range c.Hidden {
		t.hidden[key] = true
	}
	for _, key := range c.Shown {
		t.chosen[key] = true
	}
	t.Refresh()
}

// SetFilters shows which columns are filtered.
func (t *Table[T]) SetFilters(filters map[string]string) {
	t.filters = map[string]string{}
	maps.Copy(t.filters, filters)
	t.Refresh()
}

// TableState is how a person left a table: what is selected, seen, sorted and filtered.
type TableState struct {
	selected  []string
	current   int
	currentID string
	offset    float64
	sideways  float32
	sort      string
	down      bool
	filters   map[string]string
}

// State returns how the table is now.
func (t *Table[T]) State() TableState {
	return TableState{
		t.selection.list, t.current, t.currentID, t.offset, t.sideways, t.sort, t.down,
		maps.Clone(t.filters),
	}
}

// SetState makes the table what another one of the same rows was, as soon as SetCount is called.
func (t *Table[T]) SetState(s TableState) {
	t.selection = newSelection(s.selected)
	t.setCurrent(s.current)
	t.currentID, t.anchorID = s.currentID, s.currentID
	t.offset, t.sideways, t.sort, t.down = s.offset, s.sideways, s.sort, s.down
	t.SetFilters(s.filters)
}

func (t *Table[T]) bodyHeight() float64 {
	height := float64(t.Size().Height) - tableHeader - 1
	if t.beyond > 0 {
		height -= barRoom
	}
	return max(height, 0)
}

func (t *Table[T]) maxOffset() float64 { return max(float64(t.count)*tableRow-t.bodyHeight(), 0) }

// Unseen is how much higher the table would be with all its rows.
func (t *Table[T]) Unseen() float32 { return float32(t.maxOffset()) }

func (t *Table[T]) reveal(row int) {
	top := float64(row) * tableRow
	if bottom := top + tableRow; bottom > t.offset+t.bodyHeight() {
		t.offset = bottom - t.bodyHeight()
	}
	t.offset = max(min(t.offset, top, t.maxOffset()), 0)
}

// visibleRows returns the first row that is seen and how many are, a part of one counted as one.
func (t *Table[T]) visibleRows() (first, count int) {
	first = int(t.offset / tableRow)
	last := int(math.Ceil((t.offset+t.bodyHeight())/tableRow)) - 1
	return first, min(last, t.count-1) - first + 1
}

// Seen returns the first and the last row that are seen.
func (t *Table[T]) Seen() (first, last int) {
	first, count := t.visibleRows()
	return first, first + max(count-1, 0)
}

// IconPosition is where a menu for the icons of a row goes, in the window.
func (t *Table[T]) IconPosition(row int) fyne.Position {
	y := tableHeader + float32(float64(row+1)*tableRow-t.offset)
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(
		max(t.Size().Width-160, 0), y,
	)
}
