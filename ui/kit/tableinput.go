package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// headerRow stands for the header where a row is named.
const headerRow = -2

// place is a part of a table: a row (headerRow for the header, -1 for none), a column and an icon
// (-1 for none). tick says that it is the tick box, fold the chevron of a heading.
type place struct {
	row, column, icon int
	tick, fold        bool
}

var noPlace = place{row: -1, column: -1, icon: -1}

// click remembers the last click, to tell a double one by time: fyne.DoubleTappable delays every
// single click.
type click struct {
	row int
	at  time.Time
}

const doubleClick = 400 * time.Millisecond

// dragging is what the pointer drags.
type dragging struct {
	column int // Whose right edge is dragged, -1 for none.
	bar    bool
	side   bool // The bar that scrolls sideways.
	active bool
}

// at returns what is at a position.
func (t *Table[T]) at(p fyne.Position) place {
	found := noPlace
	found.column = t.columnAt(p.X)
	found.tick = t.Boxes && p.X < tickWidth
	if p.Y < tableHeader {
		found.row = headerRow
		return found
	}
	row := int((float64(p.Y) - tableHeader - 1 + t.offset) / tableRow)
	if row < 0 || row >= t.count {
		return noPlace
	}
	found.row = row
	found.fold = t.Heading != nil && p.X < foldWidth && t.headingAt(row) != nil
	found.icon = t.iconAt(row, found.column, p.X)
	return found
}

func (t *Table[T]) iconAt(row, column int, x float32) int {
	for _, s := range t.shown {
		if s.index != column {
			continue
		}
		icons := t.iconsOf(row, column)
		for i := range icons {
			if left := iconX(
				s.x+cellPad, s.width-2*cellPad, len(icons), i,
			) - 6; x >= left && x < left+iconStep {
				return i
			}
		}
	}
	return -1
}

func (t *Table[T]) iconsOf(row, column int) []CellIcon {
	if data, loaded := t.source.Row(row); loaded && column >= 0 {
		return t.columns[column].Cell(data).Icons
	}
	return nil
}

// rowIcons returns the icons of a row in the column that has some.
func (t *Table[T]) rowIcons(row int) []CellIcon {
	for _, s := range t.shown {
		if icons := t.iconsOf(row, s.index); len(icons) > 0 {
			return icons
		}
	}
	return nil
}

// Tapped is called by Fyne.
func (t *Table[T]) Tapped(e *fyne.PointEvent) {
	if c := canvasOf(t); c != nil {
		c.Focus(t)
	}
	modifiers := t.pressed
	t.pressed = 0
	at := t.at(e.Position)
	switch {
	case at.row == headerRow && at.tick:
		t.toggleAll()
	case at.row == headerRow && at.column >= 0:
		t.tapHeader(at.column, e.Position)
	case at.row < 0:
	case at.tick:
		t.choose(at.row, modifiers|fyne.KeyModifierShortcutDefault, false)
	case at.fold:
		t.point(at.row)
		t.fold(at.row)
	case at.icon >= 0:
		t.point(at.row)
		t.menuAt = -1
		t.press(at.row, at.icon)
	case modifiers != 0:
		t.choose(at.row, modifiers, false)
	default:
		t.choose(at.row, 0, false)
		if t.doubleClicked(at.row) {
			t.open(at.row)
		}
	}
}

// doubleClicked tells whether a click in a place is the second one there.
func (t *Table[T]) doubleClicked(row int) bool {
	now := time.Now()
	if t.clicked.row == row && now.Sub(t.clicked.at) < doubleClick {
		t.clicked = click{row: -1}
		return true
	}
	t.clicked = click{row: row, at: now}
	return false
}

func (t *Table[T]) tapHeader(column int, at fyne.Position) {
	if edge := t.edgeAt(at); edge >= 0 {
		if t.doubleClicked(headerRow - edge) {
			t.fit(edge)
		}
		return
	}
	for _, s := range t.shown {
		c := t.columns[s.index]
		if s.index == column && c.Filterable && t.headers[column].funnel.object.Visible() &&
			at.X >= t.headers[column].funnel.object.Position().X-1 &&
			at.X < t.headers[column].funnel.object.Position().X+15 {
			t.askFilter(column)
			return
		}
	}
	t.sortBy(column)
}

// TappedSecondary is called by Fyne.
func (t *Table[T]) TappedSecondary(e *fyne.PointEvent) {
	at := t.at(e.Position)
	switch {
	case at.row == headerRow && at.column >= 0:
		t.columnMenu(at.column, e.AbsolutePosition)
	case at.row >= 0 && t.OnMenu != nil:
		t.point(at.row)
		t.menuAt = at.column
		t.OnMenu(at.row, e.AbsolutePosition)
	}
}

// point makes a row the current one; alone, unless it is one of those that are selected.
func (t *Table[T]) point(row int) {
	if t.selection.has[t.idOf(row)] {
		t.setCurrent(row)
		t.Refresh()
	} else {
		t.choose(row, 0, false)
	}
}

func (t *Table[T]) press(row, icon int) {
	if icons := t.rowIcons(row); icon < len(icons) && t.OnIcon != nil {
		t.OnIcon(row, icons[icon].Key)
	}
}

// Scrolled is called by Fyne.
func (t *Table[T]) Scrolled(e *fyne.ScrollEvent) {
	if e.Scrolled.DX != 0 {
		t.slide(-e.Scrolled.DX)
	}
	t.scrollBy(float64(-e.Scrolled.DY))
}

func (t *Table[T]) scrollBy(units float64) {
	offset := max(min(t.offset+units, t.maxOffset()), 0)
	if offset != t.offset {
		t.offset = offset
		t.pointAgain()
		t.Refresh()
	}
}

// MouseIn is called by Fyne.
func (t *Table[T]) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved is called by Fyne.
func (t *Table[T]) MouseMoved(e *desktop.MouseEvent) {
	at := t.at(e.Position)
	t.pointer = e.Position
	if at == t.hover {
		return
	}
	redraw := at.row != t.hover.row || at.icon != t.hover.icon || at.row == headerRow
	t.hover, t.tipped = at, at
	t.tipOut()
	t.tipIn(t, e)
	if redraw {
		t.Refresh()
	}
}

// pointAgain finds out what is under the pointer after the rows moved.
func (t *Table[T]) pointAgain() {
	t.tipOut()
	if t.hover != noPlace {
		t.hover = t.at(t.pointer)
		t.tipped = t.hover
	}
}

// MouseOut is called by Fyne.
func (t *Table[T]) MouseOut() {
	t.hover, t.tipped = noPlace, noPlace
	t.tipOut()
	t.Refresh()
}

// Tip returns the tooltip of what is pointed at, or of the icon that has the focus: of an icon its
// words, of a text that was cut the whole of it.
func (t *Table[T]) Tip() string {
	at := t.tipped
	first, count := t.visibleRows()
	switch {
	case at.column < 0:
	case at.row == headerRow && t.headers[at.column].title.Text != t.columns[at.column].whole():
		return t.columns[at.column].whole()
	case at.row >= first && at.row < first+count:
		if row, loaded := t.source.Row(at.row); loaded {
			cell := t.cellOf(row, at.column, t.firstShown())
			return tipOf(cell, t.view(at.row).cells[at.column], at.icon)
		}
	}
	return ""
}

func tipOf(cell Cell, view *cellView, icon int) string {
	switch {
	case icon >= 0 && icon < len(cell.Icons):
		return cell.Icons[icon].Tip
	case cell.Badge != nil && view.badgeText.Text != cell.Badge.Text:
		return cell.Badge.Text
	case cell.Badge == nil && len(cell.Icons) == 0 && view.text.Text != cell.Text:
		return cell.Text
	}
	return ""
}

// Cursor is called by Fyne.
func (t *Table[T]) Cursor() desktop.Cursor {
	if t.drag.active && t.drag.column >= 0 || !t.drag.active && t.hover.row == headerRow &&
		t.edgeAt(t.pointer) >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// edgeAt returns the column whose right edge is at a position of the header, or -1.
func (t *Table[T]) edgeAt(p fyne.Position) int {
	left, right := t.window()
	found := -1
	for _, s := range t.shown {
		edge := s.x + s.width
		seen := s.fixed || edge > left && edge <= right
		if p.Y < tableHeader && p.X > edge-5 && p.X < edge+5 && seen {
			found = s.index
		}
	}
	return found
}

// Dragged is called by Fyne: the edge of a header resizes its column, the bar scrolls.
func (t *Table[T]) Dragged(e *fyne.DragEvent) {
	if !t.drag.active {
		t.tipOut()
		start := e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY)
		t.drag = dragging{
			active: true, column: t.edgeAt(start),
			bar: start.X > t.Size().Width-12 && start.Y > tableHeader,
		}
		t.drag.side = t.beyond > 0 && start.Y > t.Size().Height-barRoom
	}
	switch {
	case t.drag.column >= 0:
		for _, s := range t.shown {
			if s.index == t.drag.column {
				t.resize(s.index, s.width+e.Dragged.DX)
			}
		}
	case t.drag.side:
		left, right := t.window()
		_, long := t.sideBarPlace()
		t.slide(e.Dragged.DX * t.beyond / max(right-left-4-long, 1))
	case t.drag.bar:
		_, long := t.barPlace()
		if room := t.bodyHeight() - float64(long) - 4; room > 0 {
			t.scrollBy(float64(e.Dragged.DY) * t.maxOffset() / room)
		}
	}
}

// DragEnd is called by Fyne.
func (t *Table[T]) DragEnd() {
	if t.drag.column >= 0 && t.drag.active {
		t.columnsChanged()
	}
	t.drag = dragging{column: -1}
}

// FocusGained is called by Fyne.
func (t *Table[T]) FocusGained() {
	t.focused = true
	t.Refresh()
	t.focusIn(t)
}

// FocusLost is called by Fyne.
func (t *Table[T]) FocusLost() {
	t.focused, t.header, t.icon, t.held = false, -1, -1, 0
	t.tipOut()
	t.Refresh()
}

// TypedRune is called by Fyne.
func (t *Table[T]) TypedRune(r rune) {
	switch {
	case t.waits(func() { t.TypedRune(r) }):
	case r == ' ':
	case t.header >= 0 && (r == 'f' || r == 'F'):
		t.askFilter(t.header)
	case t.OnRune != nil:
		t.OnRune(r)
	}
}

// waits tells whether a key waits for rows; it is for nobody when the focus is elsewhere by then.
func (t *Table[T]) waits(key func()) bool {
	return t.Hold != nil && t.Hold(func() {
		if window := canvasOf(t); window != nil && window.Focused() == fyne.Focusable(t) {
			key()
		}
	})
}

// TypedKey is called by Fyne.
func (t *Table[T]) TypedKey(e *fyne.KeyEvent) {
	t.tipOut()
	switch {
	case t.waits(func() { t.TypedKey(e) }):
	case e.Name == fyne.KeyEscape && len(t.selection.list) > t.leftByEscape():
		t.SelectNone()
	case t.handled(e):
	case e.Name == fyne.KeyDelete:
		if t.OnDelete != nil && len(t.selection.list) > 0 {
			t.OnDelete()
		}
	case t.header >= 0:
		t.headerKey(e)
	case t.moveKey(e):
	case t.count > 0 && (t.current >= 0 || t.standsFor(e.Name)):
		t.rowKey(e)
	}
}

// standsFor moves the keyboard, which is on no row, to the first selected one that is seen, else to
// the first that is loaded, when a key is for the selection: Ctrl+A leaves it on none.
func (t *Table[T]) standsFor(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyReturn, fyne.KeyEnter, desktop.KeyMenu, fyne.KeyF10:
	default:
		return false
	}
	first, last := t.Seen()
	row := t.firstSelected(first, last)
	if row < 0 {
		row = t.firstSelected(0, t.count-1)
	}
	if row >= 0 {
		t.SetCurrent(row)
	}
	return row >= 0
}

// firstSelected is the first of some rows that is selected, -1 for none.
func (t *Table[T]) firstSelected(first, last int) int {
	for i := first; i <= last && len(t.selection.list) > 0; i++ {
		if t.selection.has[t.idOf(i)] {
			return i
		}
	}
	return -1
}

// leftByEscape is how many selected rows Escape leaves alone: a table without boxes is a list in a
// dialog, where one row is what is looked at, and Escape closes the dialog.
func (t *Table[T]) leftByEscape() int {
	if t.Boxes {
		return 0
	}
	return 1
}

// moveKey moves the keyboard and the selection, and tells whether the key was one that does.
func (t *Table[T]) moveKey(e *fyne.KeyEvent) bool {
	row, moves := t.target(e.Name)
	modifiers := t.modifiers() & fyne.KeyModifierShift
	switch {
	case !moves && modifiers != 0 && e.Name == fyne.KeyRight:
		return t.slide(sideStep)
	case !moves && modifiers != 0 && e.Name == fyne.KeyLeft:
		return t.slide(-sideStep)
	case !moves:
	case e.Name == fyne.KeyUp && t.current <= 0 && modifiers == 0:
		t.toHeader(0)
	default:
		t.choose(row, modifiers, true)
	}
	return moves
}

func (t *Table[T]) rowKey(e *fyne.KeyEvent) {
	icons := len(t.rowIcons(t.current))
	if t.foldKey(e.Name) {
		return
	}
	switch e.Name {
	case fyne.KeyRight:
		t.toIcon(min(t.icon+1, icons-1))
	case fyne.KeyLeft:
		t.toIcon(max(t.icon-1, -1))
	case fyne.KeySpace:
		if t.OnSpace != nil {
			t.OnSpace()
			return
		}
		t.choose(t.current, fyne.KeyModifierShortcutDefault, true)
	case fyne.KeyReturn, fyne.KeyEnter:
		if t.icon >= 0 {
			t.press(t.current, t.icon)
		} else {
			t.open(t.current)
		}
	case desktop.KeyMenu, fyne.KeyF10:
		if t.OnMenu != nil {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t)
			t.point(t.current)
			t.menuAt = -1
			t.OnMenu(
				t.current,
				at.AddXY(60, tableHeader+float32(float64(t.current+1)*tableRow-t.offset)),
			)
		}
	}
}

// toIcon moves the focus to an icon of the selected row and, in time, shows what it does.
func (t *Table[T]) toIcon(icon int) {
	t.icon = icon
	t.reveal(t.current)
	t.Refresh()
	for _, s := range t.shown {
		if list := t.iconsOf(t.current, s.index); icon >= 0 && len(list) > 0 {
			t.tipped = place{row: t.current, column: s.index, icon: icon}
			at := fyne.NewPos(
				iconX(s.x+cellPad, s.width-2*cellPad, len(list), icon), t.rowY(t.current)+10,
			)
			t.tipAt(t, fyne.CurrentApp().Driver().AbsolutePositionForObject(t).Add(at))
			return
		}
	}
}

// rowY is where a row begins.
func (t *Table[T]) rowY(row int) float32 {
	return tableHeader + 1 + float32(float64(row)*tableRow-t.offset)
}

// toHeader moves the focus to the header of the shown column number place.
func (t *Table[T]) toHeader(place int) {
	if place >= 0 && place < len(t.shown) && t.columns[t.shown[place].index].Title != "" {
		t.header, t.icon = t.shown[place].index, -1
		t.revealColumn(t.header)
		t.Refresh()
	}
}

func (t *Table[T]) headerKey(e *fyne.KeyEvent) {
	at := 0
	for place, s := range t.shown {
		if s.index == t.header {
			at = place
		}
	}
	switch e.Name {
	case fyne.KeyRight:
		t.toHeader(at + 1)
	case fyne.KeyLeft:
		t.toHeader(at - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		t.sortBy(t.header)
	case fyne.KeySpace:
		t.toggleAll()
	case desktop.KeyMenu, fyne.KeyF10:
		position := fyne.CurrentApp().Driver().AbsolutePositionForObject(t)
		t.columnMenu(t.header, position.AddXY(t.shown[at].x, tableHeader))
	case fyne.KeyDown, fyne.KeyEscape:
		t.header = -1
		if t.current < 0 {
			t.choose(0, 0, true)
		}
		t.Refresh()
	}
}
