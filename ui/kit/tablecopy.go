package kit

// copied are the columns that are copied, in their order: those that are shown and say something.
func (t *Table[T]) copied() []int {
	var list []int
	for _, s := range t.shown {
		if t.columns[s.index].Title != "" {
			list = append(list, s.index)
		}
	}
	return list
}

// Titles are the titles of the columns that are copied.
func (t *Table[T]) Titles() []string {
	var titles []string
	for _, i := range t.copied() {
		titles = append(titles, t.columns[i].Title)
	}
	return titles
}

// Texter returns what writes the texts of a row as they are shown now. It may be called beside the
// UI.
func (t *Table[T]) Texter() func(row T) []string {
	copied, first := t.copied(), t.firstShown()
	return func(row T) []string {
		texts := make([]string, len(copied))
		for n, i := range copied {
			texts[n] = t.cellOf(row, i, first).words()
		}
		return texts
	}
}

// words are what a cell says.
func (c Cell) words() string {
	switch {
	case c.Badge != nil:
		return c.Badge.Text
	case c.caption != "":
		return c.Text + ", " + c.caption
	}
	return c.Text
}

// Pointed is the text of the cell for which the menu of a row was opened, "" when that was by the
// keyboard.
func (t *Table[T]) Pointed() string {
	row, loaded := t.source.Row(t.current)
	if !loaded || t.menuAt < 0 || t.menuAt >= len(t.columns) {
		return ""
	}
	return t.cellOf(row, t.menuAt, t.firstShown()).words()
}

// Copy copies the selected rows, as Ctrl+C does.
func (t *Table[T]) Copy() {
	if t.OnCopy != nil {
		t.OnCopy()
	}
}

// SelectedTexts are the texts of the selected rows; all is false when some are not loaded.
func (t *Table[T]) SelectedTexts() (rows [][]string, all bool) {
	texts := t.Texter()
	t.EachSelected(func(row T) { rows = append(rows, texts(row)) })
	return rows, len(rows) == len(t.selection.list)
}
