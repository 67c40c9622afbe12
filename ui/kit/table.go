package kit

import (
	"maps"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Heights of a table in units. They are whole numbers, and rows are counted, not added up, so that a list of a million rows
// ends where it ends.
const (
	tableHeader = 30
	tableRow    = 30
	tickWidth   = 34
	cellPad     = 8
	leastWidth  = 40 // Of a column that a person makes narrower.
)

// BarValue is a thin bar under a number: used of total.
type BarValue struct{ Used, Total int64 }

// BadgeValue is a badge in a cell.
type BadgeValue struct {
	Tone Tone
	Icon IconName
	Text string

	selected bool // It stands on a selected row.
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

// colours are those of its tone; on a selected row, which has the ground of an accent badge, that stands on the surface.
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
}

// Column is a column of a table of T.
type Column[T any] struct {
	Key        string
	Title      string
	Width      float32 // Wanted.
	MinWidth   float32 // May be shrunk to this before other columns have to leave.
	Right      bool    // Numbers stand right.
	Priority   int     // The largest leaves first when the table is narrow; 0 never leaves.
	Sortable   bool
	Filterable bool
	Options    []Option // Of the filter; nil for a text.
	FilterHint string   // What can be typed into the filter.
	// ReadFilter returns what OnFilter is called with for a text that was typed, and what is wrong with it, "" for nothing;
	// nil is for any text.
	ReadFilter func(text string) (filter, wrong string)
	Cell       func(row T) Cell
}

// Source is where a table gets its rows. All functions run on the UI goroutine and return at once.
type Source[T any] struct {
	// Row returns a row, or false while it is not loaded; grey bars stand in its place then.
	Row func(i int) (T, bool)
	// Need asks for rows that are drawn and not loaded. The caller loads them elsewhere and then calls Table.Refresh.
	Need func(first, last int)
}

// Words are what a table says itself.
type Words struct {
	HideColumn string
	AllColumns string
	Filter     string
	NoFilter   string
}

// Table is a list of records: rows are selected, ticked, sorted, filtered and opened as a whole. It draws only what is seen.
type Table[T any] struct {
	widget.BaseWidget
	hosted
	// OnSelected is called when another row is selected by a person.
	OnSelected func(row int)
	// OnOpen is called by a double click or Enter.
	OnOpen func(row int)
	// OnDelete is called by the Delete key.
	OnDelete func(row int)
	// OnIcon is called when an icon of a row is pressed.
	OnIcon func(row int, key string)
	// OnMenu is called by a right click, Shift+F10 or the menu key, with the place for a menu.
	OnMenu func(row int, at fyne.Position)
	// OnSort is called when a header is pressed.
	OnSort func(column string, down bool)
	// OnFilter is called when the filter of a column changes; "" is no filter.
	OnFilter func(column, text string)
	// OnTick and OnTickAll are called when a person ticks a row, or the header's box.
	OnTick    func(row int)
	OnTickAll func(on bool)
	// OnColumns is called when widths or hidden columns were changed by a person.
	OnColumns func(widths map[string]float32, hidden []string)
	// OnRune is called with a letter that is typed while the table has the focus.
	OnRune func(r rune)
	// IsTicked tells which rows are ticked; nil shows no boxes.
	IsTicked func(row T) bool

	columns []Column[T]
	source  Source[T]
	words   Words
	widths  map[string]float32
	hidden  map[string]bool
	filters map[string]string
	sort    string
	down    bool
	allTick Ticked

	count    int
	offset   float64 // Units above the first row that is seen.
	selected int     // -1 for none.
	focused  bool
	header   int // Column of the header that has the focus, -1 while the rows have it.
	icon     int // Icon of the selected row that has the focus, -1 for none.
	hover    place
	tipped   place         // What the tooltip is about.
	pointer  fyne.Position // Where the pointer is while hover is a place.
	clicked  click
	drag     dragging

	shown    []shownColumn
	ground   *canvas.Rectangle
	headers  []*headerView
	headBox  *tickView
	rows     []*rowView[T]
	line     *canvas.Rectangle
	bar      *canvas.Rectangle
	ring     *canvas.Rectangle
	headFill *canvas.Rectangle // Covers rows that are scrolled under the header; being fyne.Scrollable clips them below.
}

// shownColumn is where a column stands.
type shownColumn struct {
	index    int // In Table.columns.
	x, width float32
}

// NewTable returns an empty table.
func NewTable[T any](columns []Column[T], source Source[T], words Words) *Table[T] {
	t := &Table[T]{
		columns: columns, source: source, words: words, widths: map[string]float32{}, hidden: map[string]bool{},
		filters: map[string]string{}, selected: -1, header: -1, icon: -1, hover: noPlace, tipped: noPlace,
		clicked: click{row: -1},
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetCount says how many rows there are.
func (t *Table[T]) SetCount(n int) {
	t.count = n
	if t.selected >= n {
		t.selected, t.icon = n-1, -1
	}
	t.offset = min(t.offset, t.maxOffset())
	t.pointAgain()
	t.Refresh()
}

// Count returns how many rows there are.
func (t *Table[T]) Count() int { return t.count }

// Selected returns the selected row, or -1.
func (t *Table[T]) Selected() int { return t.selected }

// Select selects a row and scrolls to it, without calling OnSelected; -1 selects none.
func (t *Table[T]) Select(row int) {
	t.selected, t.icon = min(row, t.count-1), -1
	if t.selected >= 0 {
		t.bring(t.selected)
	}
	t.Refresh()
}

// bring scrolls to a row that is not seen, or stands so low that a message about it covers it: into the middle.
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

// SetColumns sets widths and hidden columns that were remembered.
func (t *Table[T]) SetColumns(widths map[string]float32, hidden []string) {
	maps.Copy(t.widths, widths)
	t.hidden = map[string]bool{}
	for _, key := range hidden {
		t.hidden[key] = true
	}
	t.Refresh()
}

// SetFilters shows which columns are filtered.
func (t *Table[T]) SetFilters(filters map[string]string) {
	t.filters = map[string]string{}
	maps.Copy(t.filters, filters)
	t.Refresh()
}

// SetAllTicked sets the box in the header.
func (t *Table[T]) SetAllTicked(state Ticked) {
	t.allTick = state
	t.Refresh()
}

func (t *Table[T]) bodyHeight() float64 { return max(float64(t.Size().Height)-tableHeader-1, 0) }

func (t *Table[T]) maxOffset() float64 { return max(float64(t.count)*tableRow-t.bodyHeight(), 0) }

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

// arrange gives each column its place: hidden ones leave, then the least important until the rest fits, then the rest is
// shrunk or stretched.
func (t *Table[T]) arrange(width float32) {
	left := float32(cellPad)
	if t.IsTicked != nil {
		left = tickWidth
	}
	room := width - left - cellPad
	var kept []int
	for i, c := range t.columns {
		if !t.hidden[c.Key] {
			kept = append(kept, i)
		}
	}
	for len(kept) > 1 && t.sum(kept, true) > room {
		worst := -1
		for place, i := range kept {
			if p := t.columns[i].Priority; p > 0 && (worst < 0 || p > t.columns[kept[worst]].Priority) {
				worst = place
			}
		}
		if worst < 0 {
			break
		}
		kept = append(kept[:worst:worst], kept[worst+1:]...)
	}
	t.place(kept, left, room)
}

func (t *Table[T]) sum(kept []int, least bool) float32 {
	sum := float32(0)
	for _, i := range kept {
		if least {
			sum += t.least(i)
		} else {
			sum += t.wanted(i)
		}
	}
	return sum
}

func (t *Table[T]) wanted(i int) float32 {
	if w, set := t.widths[t.columns[i].Key]; set {
		return max(w, leastWidth)
	}
	return t.columns[i].Width
}

func (t *Table[T]) least(i int) float32 {
	if least := t.columns[i].MinWidth; least > 0 {
		return min(least, t.wanted(i))
	}
	return t.wanted(i)
}

// place gives the columns their widths: those that can are shrunk, first the ones whose width no person has set, or the
// spare room is shared among the latter.
func (t *Table[T]) place(kept []int, left, room float32) {
	widths := make([]float32, len(kept))
	for n, i := range kept {
		widths[n] = t.wanted(i)
	}
	if spare := room - t.sum(kept, false); spare > 0 {
		t.stretch(kept, widths, spare)
	} else {
		missing := t.shrink(kept, widths, -spare, false)
		t.shrink(kept, widths, missing, true)
	}
	t.shown = t.shown[:0]
	x := left
	for n, i := range kept {
		width := floor(widths[n])
		t.shown = append(t.shown, shownColumn{index: i, x: x, width: width})
		x += width
	}
}

// stretch shares spare units among the columns that may have any width and were not given one by a person.
func (t *Table[T]) stretch(kept []int, widths []float32, spare float32) {
	sum := float32(0)
	for n, i := range kept {
		if t.flexible(i) {
			sum += widths[n]
		}
	}
	for n, i := range kept {
		if t.flexible(i) {
			widths[n] += spare * widths[n] / sum
		}
	}
}

// shrink takes units from columns, each by its share, down to their least widths; it returns what it could not take.
func (t *Table[T]) shrink(kept []int, widths []float32, units float32, all bool) float32 {
	can := float32(0)
	for n, i := range kept {
		if all || t.flexible(i) {
			can += widths[n] - t.least(i)
		}
	}
	if can <= 0 || units <= 0 {
		return max(units, 0)
	}
	share := min(units/can, 1)
	for n, i := range kept {
		if all || t.flexible(i) {
			widths[n] -= (widths[n] - t.least(i)) * share
		}
	}
	return max(units-can, 0)
}

// flexible tells whether the table may choose the width of a column.
func (t *Table[T]) flexible(i int) bool {
	_, set := t.widths[t.columns[i].Key]
	return !set && t.columns[i].MinWidth > 0
}

// resize gives a column the width that a person drags it to, as far as the other columns can make room.
func (t *Table[T]) resize(index int, width float32) {
	room := t.Size().Width - cellPad - tickWidth
	for _, s := range t.shown {
		if s.index != index {
			room -= t.least(s.index)
		}
	}
	t.widths[t.columns[index].Key] = max(min(width, room), leastWidth)
	t.Refresh()
}

// Seen returns the first and the last row that are seen.
func (t *Table[T]) Seen() (first, last int) {
	first, count := t.visibleRows()
	return first, first + max(count-1, 0)
}

// IconPosition is where a menu for the icons of a row goes, in the window.
func (t *Table[T]) IconPosition(row int) fyne.Position {
	y := tableHeader + float32(float64(row+1)*tableRow-t.offset)
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(max(t.Size().Width-160, 0), y)
}
