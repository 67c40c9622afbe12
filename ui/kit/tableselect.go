package kit

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// selection is which rows of a table are selected, by their ids, so that sorting and reading again
// keep it.
type selection struct {
	list []string // In the order of selecting; a range is in the order of its rows.
	has  map[string]bool
}

func newSelection(ids []string) selection {
	s := selection{list: ids, has: make(map[string]bool, len(ids))}
	for _, id := range ids {
		s.has[id] = true
	}
	return s
}

func (s *selection) add(ids ...string) {
	s.list = slices.Clip(s.list) // A list that was handed out does not change.
	for _, id := range ids {
		if !s.has[id] {
			s.has[id] = true
			s.list = append(s.list, id)
		}
	}
}

func (s *selection) toggle(id string) {
	if !s.has[id] {
		s.add(id)
		return
	}
	delete(s.has, id)
	kept := make([]string, 0, len(s.list))
	for _, other := range s.list {
		if other != id {
			kept = append(kept, other)
		}
	}
	s.list = kept
}

// Selected returns the ids of the selected rows. The caller does not change them.
func (t *Table[T]) Selected() []string { return t.selection.list }

// IsSelected tells whether the row with an id is selected.
func (t *Table[T]) IsSelected(id string) bool { return t.selection.has[id] }

// Current returns the row that the keyboard works on, or -1; it may be another than the selected
// ones.
func (t *Table[T]) Current() int { return t.current }

// Select selects one row and scrolls to it, without calling OnSelected; -1 selects none.
func (t *Table[T]) Select(row int) {
	t.setCurrent(min(row, t.count-1))
	t.selection = newSelection(nil)
	if t.current >= 0 {
		t.selection.add(t.idOf(t.current))
		t.bring(t.current)
	}
	t.Refresh()
}

// SetCurrent moves the keyboard to a row without selecting it; -1 to none.
func (t *Table[T]) SetCurrent(row int) {
	t.setCurrent(min(row, t.count-1))
	if t.current >= 0 {
		t.reveal(t.current)
	}
	t.Refresh()
}

// SelectNone ends the selection, as Escape does.
func (t *Table[T]) SelectNone() {
	t.asked++
	if len(t.selection.list) > 0 {
		t.selection = newSelection(nil)
		t.selectionChanged()
	}
}

// SelectAll selects all rows, also those that are not loaded.
func (t *Table[T]) SelectAll() {
	if t.One {
		return
	}
	t.withIDs(0, t.count-1, func(ids []string) {
		t.selection = newSelection(ids)
		t.selectionChanged()
	})
}

// allSelected is the state of the box in the header.
func (t *Table[T]) allSelected() Ticked {
	switch n := len(t.selection.list); {
	case n == 0:
		return Off
	case n < t.count:
		return Some
	}
	return On
}

func (t *Table[T]) toggleAll() {
	if t.allSelected() == On {
		t.SelectNone()
	} else {
		t.SelectAll()
	}
}

// idOf returns the id of a row; a table without ids knows its rows by their places.
func (t *Table[T]) idOf(i int) string {
	row, loaded := t.source.Row(i)
	switch {
	case !loaded:
		return ""
	case t.source.ID == nil:
		return strconv.Itoa(i)
	}
	return t.source.ID(row)
}

func (t *Table[T]) setCurrent(row int) {
	t.current, t.anchor, t.icon, t.header = row, row, -1, -1
	t.currentID, t.anchorID = "", ""
	if row >= 0 {
		t.currentID = t.idOf(row)
		t.anchorID = t.currentID
	}
}

func (t *Table[T]) selectionChanged() {
	t.Refresh()
	if t.OnSelected != nil {
		t.OnSelected()
	}
}

// withIDs calls do with the ids of the rows first to last, now when all of them are loaded, else
// when they were read. What a person did meanwhile counts more.
func (t *Table[T]) withIDs(first, last int, do func(ids []string)) {
	t.asked++
	ids := make([]string, 0, max(last-first+1, 0))
	for i := first; i <= last; i++ {
		id := t.idOf(i)
		if id == "" {
			break
		}
		ids = append(ids, id)
	}
	if len(ids) == last-first+1 {
		do(ids)
		return
	}
	if t.source.IDs == nil {
		return
	}
	asked := t.asked
	t.source.IDs(func(all []string) {
		if asked == t.asked && first < len(all) {
			do(all[first:min(last+1, len(all)):min(last+1, len(all))])
		}
	})
}

// choose selects a row as a person does: alone; with Control it is toggled, with Shift all from the
// anchor to it are selected. Keys reveal the whole row; a click does not, for the row would move
// away from under a double click.
func (t *Table[T]) choose(row int, modifiers fyne.KeyModifier, reveal bool) {
	if t.count == 0 {
		return
	}
	if t.One {
		modifiers = 0
	}
	row = max(min(row, t.count-1), 0)
	anchor, anchorID := t.anchor, t.anchorID
	t.setCurrent(row)
	if reveal {
		t.reveal(row)
		t.pointAgain()
	}
	toggles := modifiers&fyne.KeyModifierShortcutDefault != 0
	if modifiers&fyne.KeyModifierShift != 0 {
		t.anchor, t.anchorID = max(anchor, 0), anchorID
		t.extend(row, toggles)
		return
	}
	if toggles {
		t.toggle(row)
		return
	}
	t.Refresh()
	t.withIDs(row, row, func(ids []string) {
		t.selection = newSelection(ids)
		t.selectionChanged()
	})
}

// extend selects the rows from the anchor to a row, in addition to what is selected or instead of
// it.
func (t *Table[T]) extend(row int, keep bool) {
	t.Refresh()
	t.withIDs(min(t.anchor, row), max(t.anchor, row), func(ids []string) {
		if !keep {
			t.selection = newSelection(nil)
		}
		t.selection.add(ids...)
		t.selectionChanged()
	})
}

func (t *Table[T]) toggle(row int) {
	t.Refresh()
	t.withIDs(row, row, func(ids []string) {
		t.selection.toggle(ids[0])
		t.selectionChanged()
	})
}

// moveFocus moves the keyboard to another row and leaves the selection as it is.
func (t *Table[T]) moveFocus(row int) {
	if t.One {
		t.choose(row, 0, true)
		return
	}
	if t.count == 0 {
		return
	}
	anchor, anchorID := t.anchor, t.anchorID
	t.setCurrent(max(min(row, t.count-1), 0))
	t.anchor, t.anchorID = anchor, anchorID
	t.reveal(t.current)
	t.pointAgain()
	t.selectionChanged()
}

// follow keeps the keyboard on the row where it was, when rows before it came or went.
func (t *Table[T]) follow() {
	t.current = t.placeOf(t.currentID, min(t.current, t.count-1))
	t.anchor = t.placeOf(t.anchorID, min(t.anchor, t.count-1))
	if t.current < 0 {
		t.icon = -1
	}
	if t.currentID == "" && t.current >= 0 {
		t.currentID = t.idOf(t.current)
	}
}

// remember notes which rows are seen.
func (t *Table[T]) remember(first, count int) {
	t.stood = t.stood[:0]
	for i := first; i < first+count; i++ {
		t.stood = append(t.stood, t.idOf(i))
	}
}

// hold scrolls so that the first of the rows that were seen, and are still there, stands where it
// stood when rows before it came or went. At the top new ones are shown.
func (t *Table[T]) hold() {
	first, _ := t.visibleRows()
	for n, id := range t.stood {
		place := t.placeOf(id, min(first+n, t.count-1))
		if t.offset > 0 && id != "" && place >= 0 && t.idOf(place) == id {
			t.offset = max(t.offset+float64(place-first-n)*tableRow, 0)
			return
		}
	}
}

// nearby is how many rows around its old place a row is looked for: about as many as are loaded.
const nearby = 300

func (t *Table[T]) placeOf(id string, place int) int {
	if id == "" || place < 0 || t.idOf(place) == id {
		return place
	}
	for i := max(place-nearby, 0); i < min(place+nearby, t.count); i++ {
		if t.idOf(i) == id {
			return i
		}
	}
	return place
}

// prune takes rows out of the selection that are not in the list any more.
func (t *Table[T]) prune() {
	missing := len(t.selection.list)
	if missing == 0 {
		return
	}
	var found []string
	for i := 0; i < t.count && missing > 0; i++ {
		if id := t.idOf(i); id != "" && t.selection.has[id] {
			missing--
			found = append(found, id)
		}
	}
	switch {
	case missing == 0:
	case t.source.IDs == nil || t.count == 0:
		t.keep(found)
	default:
		asked := t.asked
		t.source.IDs(func(all []string) {
			if asked == t.asked {
				t.keep(all)
			}
		})
	}
}

// keep leaves only the given rows in the selection.
func (t *Table[T]) keep(ids []string) {
	there := newSelection(ids).has
	var kept []string
	for _, id := range t.selection.list {
		if there[id] {
			kept = append(kept, id)
		}
	}
	if len(kept) != len(t.selection.list) {
		t.selection = newSelection(kept)
		t.selectionChanged()
	}
}

// KeyDown is called by Fyne.
func (t *Table[T]) KeyDown(e *fyne.KeyEvent) { t.held |= modifierOf(e.Name) }

// KeyUp is called by Fyne.
func (t *Table[T]) KeyUp(e *fyne.KeyEvent) { t.held &^= modifierOf(e.Name) }

func modifierOf(key fyne.KeyName) fyne.KeyModifier {
	switch key {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		return fyne.KeyModifierShift
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		return fyne.KeyModifierControl
	case desktop.KeySuperLeft, desktop.KeySuperRight:
		return fyne.KeyModifierSuper
	}
	return 0
}

// modifiers are the keys that are held down: as the driver says, who knows what was pressed
// elsewhere, too.
func (t *Table[T]) modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return t.held
}

// MouseDown is called by Fyne: the click that follows knows no modifiers.
func (t *Table[T]) MouseDown(e *desktop.MouseEvent) {
	t.pressed = e.Modifier
	buttonDown()
}

// MouseUp is called by Fyne.
func (t *Table[T]) MouseUp(*desktop.MouseEvent) { buttonUp() }

// TypedShortcut is called by Fyne. What is not about rows goes to the window.
func (t *Table[T]) TypedShortcut(s fyne.Shortcut) {
	if t.waits(func() { t.TypedShortcut(s) }) {
		return
	}
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		t.SelectAll()
		return
	case *fyne.ShortcutCopy:
		t.Copy()
		return
	case *desktop.CustomShortcut:
		if t.modifiedKey(s) {
			return
		}
	}
	if window, ok := canvasOf(t).(fyne.Shortcutable); ok {
		window.TypedShortcut(s)
	}
}

// modifiedKey does what a key does with Control, and tells whether it does anything.
func (t *Table[T]) modifiedKey(s *desktop.CustomShortcut) bool {
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierShortcutDefault {
		return false
	}
	if s.KeyName == fyne.KeySpace {
		if t.current >= 0 {
			t.choose(t.current, s.Modifier, true)
		}
		return true
	}
	switch s.KeyName {
	case fyne.KeyRight:
		t.slide(sideStep)
		return true
	case fyne.KeyLeft:
		t.slide(-sideStep)
		return true
	}
	row, moves := t.target(s.KeyName)
	if moves && s.Modifier&fyne.KeyModifierShift != 0 {
		t.choose(row, s.Modifier, true)
	} else if moves {
		t.moveFocus(row)
	}
	return moves
}

// target is the row to which a key leads.
func (t *Table[T]) target(key fyne.KeyName) (row int, moves bool) {
	page := max(int(t.bodyHeight()/tableRow)-1, 1)
	switch key {
	case fyne.KeyDown:
		return t.current + 1, true
	case fyne.KeyUp:
		return t.current - 1, true
	case fyne.KeyPageDown:
		return t.current + page, true
	case fyne.KeyPageUp:
		return t.current - page, true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return t.count - 1, true
	}
	return 0, false
}

// EachSelected calls do with each selected row that is loaded, in the order of the rows.
func (t *Table[T]) EachSelected(do func(row T)) {
	left := len(t.selection.list)
	for i := 0; i < t.count && left > 0; i++ {
		if row, loaded := t.source.Row(i); loaded && t.selection.has[t.idOf(i)] {
			left--
			do(row)
		}
	}
}
