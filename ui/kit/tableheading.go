package kit

import "fyne.io/fyne/v2"

// headingOf is what a row says that heads others, nil for one that heads none.
func (t *Table[T]) headingOf(row T) *TableHeading {
	if t.Heading == nil {
		return nil
	}
	return t.Heading(row)
}

// headingAt is headingOf of a row that may not be loaded.
func (t *Table[T]) headingAt(i int) *TableHeading {
	if row, loaded := t.source.Row(i); loaded {
		return t.headingOf(row)
	}
	return nil
}

// cellOf is what a row shows in a column; first is the column that has the headings.
func (t *Table[T]) cellOf(row T, column, first int) Cell {
	if column == first {
		if h := t.headingOf(row); h != nil {
			return Cell{Text: h.Text, Bold: true, caption: h.Caption}
		}
	}
	return t.columns[column].Cell(row)
}

// firstShown is the column that has the headings.
func (t *Table[T]) firstShown() int {
	if len(t.shown) == 0 {
		return 0
	}
	return t.shown[0].index
}

// isEmpty tells whether a cell shows nothing.
func (c Cell) isEmpty() bool {
	return c.Text == "" && c.Bar == nil && c.Badge == nil && len(c.Icons) == 0
}

// drawHeading draws a row that heads others. Its heading reaches over the empty cells behind it,
// unless they are scrolled sideways.
func (t *Table[T]) drawHeading(v *rowView[T], y float32, row T, h TableHeading) {
	icon := IconChevronDown
	if h.Folded {
		icon = IconChevronRight
	}
	v.fold.set(icon, ColorText2)
	v.fold.place(fyne.NewPos(cellPad+1, y+7))
	first := t.firstShown()
	for n, s := range t.shown {
		cell, width := t.cellOf(row, s.index, first), s.width
		if n > 0 && cell.isEmpty() {
			continue // The heading may be there.
		}
		for _, next := range t.shown[n+1:] {
			if n > 0 || t.beyond > 0 || !t.columns[next.index].Cell(row).isEmpty() {
				break
			}
			width += next.width
		}
		column := t.columns[s.index]
		v.cells[s.index].draw(
			cell, fyne.NewPos(s.x+cellPad, y), width-2*cellPad, column.Right && n > 0, -1, -1,
		)
		t.drawMark(v.cells[s.index], column, cell)
		t.keepWithin(s, v.cells[s.index].objects())
	}
}

// reaches tells whether the heading in a column has the room of the next one, too.
func (t *Table[T]) reaches(row T, column int) bool {
	if t.headingOf(row) == nil {
		return false
	}
	for i := column + 1; i < len(t.columns); i++ {
		if t.isWanted(i) {
			return t.columns[i].Cell(row).isEmpty()
		}
	}
	return true
}

// fold hides the rows below a heading, or shows them again, and tells whether the row is one.
func (t *Table[T]) fold(row int) bool {
	if t.headingAt(row) == nil {
		return false
	}
	if t.OnFold != nil {
		t.OnFold(row)
	}
	return true
}

// foldKey folds by Left and unfolds by Right, and tells whether there was something to do.
func (t *Table[T]) foldKey(key fyne.KeyName) bool {
	h := t.headingAt(t.current)
	folds := h != nil && (key == fyne.KeyLeft && !h.Folded || key == fyne.KeyRight && h.Folded)
	return folds && t.fold(t.current)
}

// open does what a double click or Enter does: a heading is folded, another row opened.
func (t *Table[T]) open(row int) {
	if !t.fold(row) && t.OnOpen != nil {
		t.OnOpen(row)
	}
}
