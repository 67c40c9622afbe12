package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

const (
	// sampled is how many rows around those that are seen say how wide the columns are: a page of
	// them.
	sampled = 100
	// mostNatural is how wide a column becomes by itself; a longer text is cut, and shown whole by
	// its tooltip.
	mostNatural = 420
	// squeezed is how much wider than the table its columns may want to be before those leave that
	// matter less.
	squeezed = 1.08
	// mostClaimed is how wide a text may be for which columns leave that matter less.
	mostClaimed = 280
	// inexact is how much wider a text may be than another that is as long by its characters.
	inexact = 4
	// sideStep is how far a key scrolls sideways.
	sideStep = 120
)

// The priorities from which columns leave for the texts of others: at once, and only when much
// would be cut, or what is seen.
const (
	leavesFirst = 5
	leavesLate  = 3
)

// advances are the widths of characters, by size and weight. Adding them up is a thousand times
// quicker than measuring texts.
var advances = map[advance]float32{}

type advance struct {
	r    rune
	size float32
	bold bool
}

// roughWidth is about how wide a text is.
func roughWidth(text string, size float32, bold bool) float32 {
	width := float32(0)
	for _, r := range text {
		key := advance{r, size, bold}
		w, known := advances[key]
		if !known {
			w = fyne.MeasureText(string(r), size, fyne.TextStyle{Bold: bold}).Width
			advances[key] = w
		}
		width += w
	}
	return width
}

// width is how much room a cell wants, with what is around its text.
func (c Cell) width() float32 {
	switch {
	case c.Badge != nil && c.Badge.Icon != IconNone:
		return ceil(roughWidth(c.Badge.Text, 12, false)) + 14 + 17 + 1 + 2*cellPad
	case c.Badge != nil:
		return ceil(roughWidth(c.Badge.Text, 12, false)) + 14 + 1 + 2*cellPad
	case len(c.Icons) > 0:
		return float32(len(c.Icons))*iconStep + 2*cellPad
	}
	return ceil(roughWidth(c.Text, 13, c.Bold)) + 1 + 2*cellPad
}

// slack is how much wider a text is than its characters, with something for those that are about as
// long.
func (c Cell) slack() float32 {
	text, size := c.Text, float32(13)
	if c.Badge != nil {
		text, size = c.Badge.Text, 12
	}
	if text == "" {
		return 0
	}
	exact := fyne.MeasureText(text, size, fyne.TextStyle{Bold: c.Bold}).Width
	return max(ceil(exact-roughWidth(text, size, c.Bold)), 0) + inexact
}

// measure finds how wide the columns have to be for the texts around what is seen, and for those
// that are seen themselves. It is done when rows were read again or the table got another size, not
// while they are scrolled or the header is in use, so that the columns stand still.
func (t *Table[T]) measure() {
	t.unmeasured = t.inHeader() && len(t.natural) > 0
	if t.unmeasured {
		return
	}
	first, count := t.visibleRows()
	around := max(min(first-sampled/4, t.count-sampled), 0)
	if natural, badges := t.longest(around, around+sampled); natural != nil {
		t.seen, _ = t.longest(first, first+count)
		t.natural, t.badges = t.calm(natural), badges
	}
}

// inHeader tells whether a person is about the header, or the filter below it.
func (t *Table[T]) inHeader() bool {
	return t.header >= 0 || t.hover.row == headerRow || t.filter != nil && t.filter.Visible()
}

// longest is how wide the columns are for some rows, nil when none of them is loaded, and which of
// them show badges.
func (t *Table[T]) longest(first, end int) (widths []float32, badges []bool) {
	widths, badges = make([]float32, len(t.columns)), make([]bool, len(t.columns))
	cells, loaded := make([]Cell, len(t.columns)), false
	for i := first; i < min(end, t.count); i++ {
		row, there := t.source.Row(i)
		if !there {
			continue
		}
		loaded = true
		head := -1 // The column that has the headings.
		for n := range t.columns {
			if !t.isWanted(n) {
				continue
			}
			if head < 0 {
				head = n
			}
			if n == head && t.reaches(row, n) {
				continue
			}
			if cell := t.cellOf(row, n, head); cell.width() > widths[n] {
				widths[n], cells[n] = cell.width(), cell
			}
		}
	}
	if !loaded {
		return nil, nil
	}
	for n := range t.columns {
		widths[n] = max(widths[n]+cells[n].slack(), t.titleWidth(n))
		badges[n] = cells[n].Badge != nil
	}
	return widths, badges
}

// calm keeps columns as wide as they were while all of them fit, so that they do not move with each
// letter of a search.
func (t *Table[T]) calm(natural []float32) []float32 {
	if len(t.natural) != len(natural) {
		return natural
	}
	sum, wide := float32(0), make([]float32, len(natural))
	for n := range natural {
		wide[n] = max(natural[n], t.natural[n])
		if t.isWanted(n) {
			sum += min(wide[n], mostNatural)
		}
	}
	if sum > t.room() {
		return natural
	}
	return wide
}

// titleWidth is how much room the title of a column wants. Its text is measured once: the widths
// are asked for with each drawing.
func (t *Table[T]) titleWidth(i int) float32 {
	if t.titles == nil {
		for _, c := range t.columns {
			t.titles = append(t.titles, ceil(roughWidth(c.Title, 12, true))+1+2*cellPad)
		}
	}
	return t.titles[i] + t.iconsWidth(i)
}

// iconsWidth is how much room the icons behind the title of a column want.
func (t *Table[T]) iconsWidth(i int) float32 {
	c, width := t.columns[i], float32(0)
	if c.Sortable || c.Filterable { // For the arrow or the funnel, so that a press moves nothing.
		width += headerIcon
	}
	if c.Key == t.sort && t.filters[c.Key] != "" {
		width += headerIcon
	}
	return width
}

// longWidth is how much room the long title of a column wants, 0 of one that has none.
func (t *Table[T]) longWidth(i int) float32 {
	long := t.columns[i].Long
	if long == "" {
		return 0
	}
	return ceil(roughWidth(long, 12, true)) + 1 + 2*cellPad + t.iconsWidth(i)
}

// isLong tells whether a column has room for its long title.
func (t *Table[T]) isLong(s shownColumn) bool {
	long := t.longWidth(s.index)
	return long > 0 && long <= s.width
}

// whole is the title of a column with no word shortened.
func (c Column[T]) whole() string {
	if c.Long != "" {
		return c.Long
	}
	return c.Title
}

// isWanted tells whether a column is to be shown if there is room.
func (t *Table[T]) isWanted(i int) bool {
	c := t.columns[i]
	return !t.hidden[c.Key] && (!c.Optional || t.chosen[c.Key])
}

// left is where the first column begins, room is what all of them share.
func (t *Table[T]) left() float32 {
	switch {
	case t.Boxes:
		return tickWidth
	case t.Heading != nil:
		return foldWidth
	}
	return cellPad
}

func (t *Table[T]) room() float32 { return t.Size().Width - t.left() - cellPad }

// arrange gives each column its place. Where there is not room for all of them, the least important
// leave that no person chose; the rest is shrunk or stretched; what is still too wide is scrolled
// sideways.
func (t *Table[T]) arrange(width float32) {
	left := t.left()
	room := width - left - cellPad
	var kept []int
	for i := range t.columns {
		if t.isWanted(i) {
			kept = append(kept, i)
		}
	}
	for len(kept) > 1 {
		worst := t.leastImportant(kept)
		if worst < 0 || !t.crowded(kept, t.columns[kept[worst]].Priority, room) {
			break
		}
		kept = slices.Delete(kept, worst, worst+1)
	}
	t.place(kept, left, room)
}

// leastImportant is the place of the column that leaves next, -1 when none does.
func (t *Table[T]) leastImportant(kept []int) int {
	worst := -1
	for place, i := range kept {
		c := t.columns[i]
		_, set := t.widths[c.Key]
		if c.Priority > 0 && !t.chosen[c.Key] && !set &&
			(worst < 0 || c.Priority > t.columns[kept[worst]].Priority) {
			worst = place
		}
	}
	return worst
}

// crowded tells whether there is so little room that a column of a priority leaves.
func (t *Table[T]) crowded(kept []int, priority int, room float32) bool {
	wanted := t.sum(kept, t.wanted)
	switch {
	case t.sum(kept, t.least) > room:
		return true
	case priority >= leavesFirst:
		return wanted > room
	case priority >= leavesLate:
		return wanted > room*squeezed || t.sum(kept, t.claimed) > room
	}
	return false
}

// claimed is for how much of a column others leave: what was seen of it, except texts that are
// longer than most.
func (t *Table[T]) claimed(i int) float32 {
	if !t.flexible(i) {
		return t.wanted(i)
	}
	return min(t.bare(i), max(t.least(i), mostClaimed))
}

// bare is enough for what was seen of a column, and not a unit more.
func (t *Table[T]) bare(i int) float32 {
	if t.flexible(i) {
		return max(t.enough(i)-inexact, t.least(i))
	}
	return t.wanted(i)
}

func (t *Table[T]) sum(kept []int, width func(int) float32) float32 {
	sum := float32(0)
	for _, i := range kept {
		sum += width(i)
	}
	return sum
}

// wanted is how wide a column is to be: as a person set it, else as its texts are.
func (t *Table[T]) wanted(i int) float32 {
	if w, set := t.widths[t.columns[i].Key]; set {
		return max(w, leastWidth)
	}
	if i < len(t.natural) && t.natural[i] > 0 {
		return min(t.natural[i], mostNatural)
	}
	return t.columns[i].Width
}

// least is how wide a column is at least, with its whole title; what a person set stays.
func (t *Table[T]) least(i int) float32 {
	if t.flexible(i) {
		return min(max(t.columns[i].MinWidth, t.titleWidth(i)), t.wanted(i))
	}
	return t.wanted(i)
}

// enough is how wide a column is for what was seen of it when it was measured.
func (t *Table[T]) enough(i int) float32 {
	if i < len(t.seen) && t.flexible(i) {
		return min(max(t.seen[i], t.least(i)), t.wanted(i))
	}
	return t.wanted(i)
}

// flexible tells whether the table may choose the width of a column.
func (t *Table[T]) flexible(i int) bool {
	_, set := t.widths[t.columns[i].Key]
	return !set && t.columns[i].MinWidth > 0
}

// place gives the columns their widths, and those that do not scroll sideways their places: the
// first one, and the icons.
func (t *Table[T]) place(kept []int, left, room float32) {
	widths := make([]float32, len(kept))
	for n, i := range kept {
		widths[n] = t.wanted(i)
	}
	if spare := room - t.sum(kept, t.wanted); spare > 0 {
		t.stretch(kept, widths, t.lengthen(kept, widths, spare))
	} else if !t.scrolls(kept, room) {
		t.fitIn(kept, widths, -spare)
	}
	total := float32(0)
	for n := range widths {
		widths[n] = floor(widths[n])
		total += widths[n]
	}
	t.beyond = max(total-room, 0)
	t.sideways = max(min(t.sideways, t.beyond), 0)
	t.shown = t.shown[:0]
	x := left
	for n, i := range kept {
		s := shownColumn{index: i, x: x - t.sideways, width: widths[n]}
		switch {
		case n == 0:
			s.x, s.fixed = x, true
		case i >= t.fixedFrom():
			s.x, s.fixed = x-t.beyond, true
		}
		t.shown = append(t.shown, s)
		x += widths[n]
	}
}

// scrolls tells whether the table is scrolled sideways for whole texts: when a person chose to see
// more columns than there is room for.
func (t *Table[T]) scrolls(kept []int, room float32) bool {
	chose := slices.ContainsFunc(kept, func(i int) bool { return t.chosen[t.columns[i].Key] })
	return chose && t.sum(kept, t.enough) > room*squeezed
}

// fitIn takes units from what only rows need that are not seen, then from texts, then from badges.
func (t *Table[T]) fitIn(kept []int, widths []float32, units float32) {
	texts := func(i int) float32 {
		if i < len(t.badges) && t.badges[i] {
			return t.bare(i)
		}
		return t.least(i)
	}
	for _, floor := range []func(int) float32{t.enough, t.bare, texts, t.least} {
		floors := make([]float32, len(kept))
		for n, i := range kept {
			floors[n] = floor(i)
		}
		units = shrink(widths, floors, units)
	}
}

// lengthen gives columns what their long titles need of spare units, and returns what is left.
func (t *Table[T]) lengthen(kept []int, widths []float32, spare float32) float32 {
	for n, i := range kept {
		_, set := t.widths[t.columns[i].Key]
		needs := t.longWidth(i) - widths[n]
		if !set && needs > 0 && needs <= spare {
			widths[n] += needs
			spare -= needs
		}
	}
	return spare
}

// stretch shares spare units among the columns that may have any width and were not given one by a
// person.
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

// shrink makes the widest columns narrower, none below its floor, so that the texts of all others
// are seen whole. It returns how many units it could not take.
func shrink(widths, floors []float32, units float32) float32 {
	most := slices.Max(append([]float32{0}, widths...))
	for most > 1 && units > 0 {
		most--
		can := false
		for n, least := range floors {
			if widths[n] > most && least < widths[n] && units > 0 {
				taken := min(widths[n]-max(most, least), units)
				widths[n] -= taken
				units -= taken
			}
			can = can || least < widths[n]
		}
		if !can {
			break
		}
	}
	return units
}

// fixedFrom is the column from which the last ones do not scroll sideways: that of the icons.
func (t *Table[T]) fixedFrom() int {
	last := len(t.columns) - 1
	if last > 0 && t.columns[last].Title == "" {
		return last
	}
	return last + 1
}

// window is the part in which columns scroll sideways.
func (t *Table[T]) window() (left, right float32) {
	left, right = t.left(), t.Size().Width-1
	for n, s := range t.shown {
		switch {
		case !s.fixed:
		case n == 0:
			left = s.x + s.width
		default:
			right = s.x
		}
	}
	return left, right
}

// columnAt returns the shown column at a place, -1 for none.
func (t *Table[T]) columnAt(x float32) int {
	left, right := t.window()
	for _, s := range t.shown {
		if x >= s.x && x < s.x+s.width && (s.fixed || x >= left && x < right) {
			return s.index
		}
	}
	return -1
}

// slide scrolls sideways, and tells whether there was anything to scroll.
func (t *Table[T]) slide(units float32) bool {
	to := max(min(t.sideways+units, t.beyond), 0)
	if to == t.sideways {
		return false
	}
	t.sideways = to
	t.pointAgain()
	t.Refresh()
	return true
}

// revealColumn scrolls sideways as little as needed to show a column.
func (t *Table[T]) revealColumn(index int) {
	left, right := t.window()
	for _, s := range t.shown {
		if s.index != index || s.fixed {
			continue
		}
		if over := s.x + s.width - right; over > 0 {
			t.slide(over)
		} else if under := left - s.x; under > 0 {
			t.slide(-under)
		}
	}
}

// fit gives a column the width of its longest loaded text, for good.
func (t *Table[T]) fit(index int) {
	c := t.columns[index]
	width := t.titleWidth(index)
	for i := range t.count {
		if row, loaded := t.source.Row(i); loaded {
			cell := c.Cell(row)
			width = max(width, cell.width()+cell.slack())
		}
	}
	t.widths[c.Key] = width
	t.Refresh()
	t.columnsChanged()
}

// resize gives a column the width that a person drags it to.
func (t *Table[T]) resize(index int, width float32) {
	t.widths[t.columns[index].Key] = max(width, leastWidth)
	t.Refresh()
}

// sideBarPlace is where the bar is that scrolls sideways, and how long it is.
func (t *Table[T]) sideBarPlace() (x, width float32) {
	left, right := t.window()
	track := right - left - 4
	width = max(track*track/(track+t.beyond), 24)
	return left + 2 + (track-width)*t.sideways/max(t.beyond, 1), width
}
