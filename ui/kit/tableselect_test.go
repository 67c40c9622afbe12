package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
)

// with presses keys while others are held down.
func (f *fixture) with(held fyne.KeyName, names ...fyne.KeyName) {
	f.table.KeyDown(&fyne.KeyEvent{Name: held})
	key(f.table, names...)
	f.table.KeyUp(&fyne.KeyEvent{Name: held})
}

func (f *fixture) control(name fyne.KeyName, also ...fyne.KeyModifier) {
	s := &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
	for _, m := range also {
		s.Modifier |= m
	}
	f.table.TypedShortcut(s)
}

func (f *fixture) tapWith(at fyne.Position, modifiers fyne.KeyModifier) {
	f.table.MouseDown(&desktop.MouseEvent{Modifier: modifiers})
	f.tap(at)
}

func TestTable_SelectionByKeyboard(t *testing.T) {
	f := newFixture(t, 100)
	f.window.Canvas().Focus(f.table)
	key(f.table, fyne.KeyDown, fyne.KeyDown)
	f.with(desktop.KeyShiftLeft, fyne.KeyDown, fyne.KeyDown)
	assert.Equal(t, []int{1, 2, 3}, f.selected())
	f.with(desktop.KeyShiftLeft, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp)
	assert.Equal(t, []int{0, 1}, f.selected(), "the anchor stays where selecting began")
	f.with(desktop.KeyShiftRight, fyne.KeyPageDown)
	assert.Len(t, f.selected(), 19)
	f.with(desktop.KeyShiftLeft, fyne.KeyHome)
	assert.Equal(t, []int{0, 1}, f.selected())
	f.with(desktop.KeyShiftLeft, fyne.KeyEnd)
	assert.Len(t, f.selected(), 99)
	f.with(desktop.KeyShiftLeft, fyne.KeyPageUp)
	assert.Len(t, f.selected(), 80)
	key(f.table, fyne.KeyHome)
	f.control(fyne.KeyDown)
	f.control(fyne.KeyDown)
	assert.Equal(t, []int{0}, f.selected(), "Control moves the keyboard only")
	assert.Equal(t, 2, f.table.Current())
	assert.True(t, f.table.view(2).ring.Visible(), "where the keyboard is, is seen")
	key(f.table, fyne.KeySpace)
	f.control(fyne.KeyDown)
	f.control(fyne.KeyDown)
	f.control(fyne.KeySpace)
	assert.Equal(t, []int{0, 2, 4}, f.selected())
	f.control(fyne.KeyDown, fyne.KeyModifierShift)
	assert.Equal(t, []int{0, 2, 4, 5}, f.selected(), "Shift and Control add")
	key(f.table, fyne.KeyEscape)
	assert.Empty(t, f.selected())
	assert.Equal(t, 5, f.table.Current())
	f.table.TypedShortcut(&fyne.ShortcutSelectAll{})
	assert.Len(t, f.selected(), 100)
	assert.Equal(t, On, f.table.allSelected())
	key(f.table, fyne.KeySpace)
	assert.Len(t, f.selected(), 99)
	assert.Equal(t, Some, f.table.allSelected())
	f.said()
	f.table.TypedShortcut(&fyne.ShortcutCopy{})
	assert.Equal(t, []string{"copy"}, f.said())
}

func TestTable_SelectionByPointer(t *testing.T) {
	f := newFixture(t, 100)
	f.tap(f.rowAt(3, 100))
	f.tapWith(f.rowAt(6, 100), fyne.KeyModifierShortcutDefault)
	assert.Equal(t, []int{3, 6}, f.selected())
	f.tapWith(f.rowAt(9, 100), fyne.KeyModifierShift)
	assert.Equal(t, []int{6, 7, 8, 9}, f.selected())
	f.tapWith(f.rowAt(1, 100), fyne.KeyModifierShift|fyne.KeyModifierShortcutDefault)
	assert.Equal(t, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, f.selected())
	at := f.rowAt(4, 100)
	f.table.TappedSecondary(&fyne.PointEvent{Position: at, AbsolutePosition: at})
	assert.Len(t, f.selected(), 9, "the menu of a selected row is about all of them")
	at = f.rowAt(12, 100)
	f.table.TappedSecondary(&fyne.PointEvent{Position: at, AbsolutePosition: at})
	assert.Equal(t, []int{12}, f.selected(), "the menu of another row is about that one")
	f.tapWith(f.rowAt(12, 100), fyne.KeyModifierShortcutDefault)
	assert.Empty(t, f.selected())
}

func TestTable_SelectionStaysWithItsRows(t *testing.T) {
	f := newFixture(t, 100)
	f.tap(f.rowAt(5, 100))
	f.tapWith(f.rowAt(8, 100), fyne.KeyModifierShortcutDefault)
	f.list = append([]partner{{company: "Another"}}, f.list...)
	f.table.SetCount(101)
	assert.Equal(t, []int{6, 9}, f.selected())
	assert.Equal(t, 9, f.table.Current(), "the keyboard stays with its row, too")
	f.said()
	f.list = append(f.list[:6], f.list[7:]...)
	f.table.SetCount(100)
	assert.Equal(t, []int{8}, f.selected())
	assert.Equal(t, []string{"selected [8]"}, f.said(), "a row that left leaves the selection")
}

func TestTable_SelectsWhatIsNotLoaded(t *testing.T) {
	f := newFixture(t, 1000)
	row := f.table.source.Row
	f.table.source.Row = func(i int) (partner, bool) {
		p, there := row(i)
		return p, there && i < 100
	}
	var answer func([]string)
	f.table.source.IDs = func(then func([]string)) { answer = then }
	ids := make([]string, 1000)
	for i, p := range f.list {
		ids[i] = p.company
	}
	f.window.Canvas().Focus(f.table)
	key(f.table, fyne.KeyHome)
	f.with(desktop.KeyShiftLeft, fyne.KeyEnd)
	assert.Equal(t, []int{0}, f.selected(), "nothing waits for what is read")
	answer(ids)
	assert.Len(t, f.selected(), 1000)
	f.tap(f.rowAt(999, 100))
	late := answer
	f.table.ScrollToTop()
	f.tap(f.rowAt(2, 100))
	late(ids)
	assert.Equal(t, []int{2}, f.selected(), "what a person did last counts")
	f.table.TypedShortcut(&fyne.ShortcutSelectAll{})
	answer(ids)
	f.table.SetCount(1000)
	answer(ids[:500])
	assert.Len(t, f.selected(), 500, "rows beyond what is loaded leave the selection, too")
}

func TestTable_KeysWorkOnASelectionWithoutACurrentRow(t *testing.T) {
	f := newFixture(t, 60)
	f.window.Canvas().Focus(f.table)
	f.table.TypedShortcut(&fyne.ShortcutSelectAll{})
	assert.Equal(t, -1, f.table.Current())
	f.said()
	key(f.table, fyne.KeyDelete)
	assert.Equal(t, []string{fmt.Sprintf("delete %v", f.selected())}, f.said())
	f.table.scrollBy(10 * tableRow)
	f.said()
	key(f.table, desktop.KeyMenu)
	assert.Equal(t, []string{"menu 10"}, f.said(), "of the first one that is seen")
	assert.Len(t, f.selected(), 60)
	f.table.SetCurrent(-1)
	key(f.table, fyne.KeyReturn)
	assert.Equal(t, []string{"open 10"}, f.said())
	key(f.table, fyne.KeyHome)
	f.table.SetCurrent(-1)
	f.table.scrollBy(30 * tableRow)
	f.said()
	key(f.table, fyne.KeyF10)
	assert.Equal(t, []string{"menu 0"}, f.said(), "the selected row comes into sight")
	key(f.table, fyne.KeyEscape)
	f.table.SetCurrent(-1)
	f.said()
	key(f.table, fyne.KeyReturn, desktop.KeyMenu, fyne.KeyDelete)
	assert.Empty(t, f.said(), "nothing is selected")
	f.table.toHeader(0)
	key(f.table, fyne.KeySpace)
	f.said()
	key(f.table, fyne.KeyDelete)
	assert.Len(t, f.said(), 1, "what the header selected is deleted, too")
}

func TestTable_RowsStandWhenOthersComeOrGo(t *testing.T) {
	f := newFixture(t, 60)
	seen := func() (company string, y float32) {
		first, _ := f.table.Seen()
		return f.list[first].company, f.table.rowY(first)
	}
	stands := func(why string, change func()) {
		company, y := seen()
		change()
		f.table.SetCount(len(f.list))
		again, yAgain := seen()
		assert.Equal(t, company, again, why)
		assert.Equal(t, y, yAgain, why)
	}
	add := func() {
		f.list = append([]partner{{company: fmt.Sprint("0 ", len(f.list))}}, f.list...)
	}
	f.table.scrollBy(10*tableRow + 7)
	stands("one came before", add)
	stands("one went before", func() { f.list = f.list[1:] })
	f.table.scrollBy(1000 * tableRow)
	stands("at the end", add)
	stands("one came behind", func() { f.list = append(f.list, partner{company: "z"}) })
	first, _ := f.table.Seen()
	second := f.list[first+1].company
	y := f.table.rowY(first + 1)
	f.list = slices.Delete(slices.Clone(f.list), first, first+1)
	f.list = append(f.list, partner{company: "zz"})
	f.table.SetCount(len(f.list))
	at := slices.IndexFunc(f.list, func(p partner) bool { return p.company == second })
	assert.Equal(t, y, f.table.rowY(at), "the first one is gone")
	f.table.ScrollToTop()
	add()
	f.table.SetCount(len(f.list))
	first, _ = f.table.Seen()
	assert.Equal(t, 0, first, "at the top new ones are seen")
}
