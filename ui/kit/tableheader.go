package kit

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// headerView draws the header of a column.
type headerView struct {
	title  *canvas.Text
	arrow  *iconImage
	funnel *iconImage
	ring   *canvas.Rectangle
}

func newHeaderView() *headerView {
	h := &headerView{
		title:  canvas.NewText("", transparent),
		arrow:  newIconImage(IconNone, ColorText2, iconSmall),
		funnel: newIconImage(IconNone, ColorText2, iconSmall),
		ring:   focusRing(radiusBadge),
	}
	h.title.TextSize, h.title.TextStyle.Bold = 12, true
	return h
}

func (h *headerView) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{h.title, h.arrow.object, h.funnel.object, h.ring}
}

func (t *Table[T]) drawHeaders() {
	t.headBox.hide()
	if t.Boxes {
		t.headBox.box.Hidden = false
		t.headBox.draw(fyne.NewPos(9, 7), t.allSelected())
	}
	for _, h := range t.headers {
		for _, o := range h.objects() {
			setHidden(o, true)
		}
	}
	for _, s := range t.shown {
		t.drawHeader(t.headers[s.index], s)
		t.keepWithin(s, t.headers[s.index].objects())
	}
}

func (t *Table[T]) drawHeader(h *headerView, s shownColumn) {
	c := t.columns[s.index]
	if c.Title == "" {
		return
	}
	title, whole := t.titleOf(s)
	sorts := c.Key == t.sort
	colour := ColorText2
	if sorts {
		colour = ColorText
	}
	room, icons := s.width-2*cellPad, float32(0)
	if sorts {
		icons += headerIcon
	}
	filtered := t.filters[c.Key] != ""
	pointed := c.Filterable && t.hover.row == headerRow && t.hover.column == s.index
	// A funnel that only shows where filters are cuts no title.
	pointed = pointed && !filtered && whole <= s.width-icons
	if filtered || pointed {
		icons += headerIcon
	}
	h.title.Hidden = false
	h.title.Text = cutText(title, room-icons, 12, fyne.TextStyle{Bold: true})
	h.title.Color = theme.Color(colour)
	text := h.title.MinSize()
	x := s.x + cellPad
	if c.Right {
		x += max(room-text.Width-icons, 0)
	}
	h.title.Move(fyne.NewPos(x, floor((tableHeader-text.Height)/2)))
	h.title.Resize(text)
	t.drawHeaderIcons(h, x+text.Width+4, sorts, filtered, pointed)
	if t.focused && t.header == s.index {
		h.ring.Hidden = false
		outline(h.ring, ColorFocus)
		h.ring.Move(fyne.NewPos(s.x+2, 3))
		h.ring.Resize(fyne.NewSize(s.width-4, tableHeader-6))
	}
}

// titleOf is the title that a column has room for, and how wide it is uncut.
func (t *Table[T]) titleOf(s shownColumn) (title string, width float32) {
	if t.isLong(s) {
		return t.columns[s.index].Long, t.longWidth(s.index)
	}
	return t.columns[s.index].Title, t.titleWidth(s.index)
}

// drawHeaderIcons draws behind a title, at x, an arrow when its column sorts, and a funnel when it
// filters or could.
func (t *Table[T]) drawHeaderIcons(h *headerView, x float32, sorts, filtered, pointed bool) {
	if sorts {
		name := IconArrowUp
		if t.down {
			name = IconArrowDown
		}
		placeHeaderIcon(h.arrow, name, ColorText, x)
		x += headerIcon
	}
	switch {
	case filtered:
		placeHeaderIcon(h.funnel, IconFilter, ColorAccent, x)
	case pointed:
		placeHeaderIcon(h.funnel, IconFilter, ColorText2, x)
	}
}

// headerIcon is the room of an icon beside a title, with the gap before it.
const headerIcon = 16

func placeHeaderIcon(image *iconImage, name IconName, colour fyne.ThemeColorName, x float32) {
	image.set(name, colour)
	image.place(fyne.NewPos(x, 9))
}

// sortBy sorts by a column; again turns the order round.
func (t *Table[T]) sortBy(index int) {
	c := t.columns[index]
	if !c.Sortable || t.OnSort == nil {
		return
	}
	down := t.sort == c.Key && !t.down
	t.SetSort(c.Key, down)
	t.OnSort(c.Key, down)
}

// columnMenu offers to filter and hide a column, and to show all again.
func (t *Table[T]) columnMenu(index int, at fyne.Position) {
	c := t.columns[index]
	var items []*fyne.MenuItem
	if c.Filterable {
		items = append(items, fyne.NewMenuItem(t.words.Filter, func() { t.askFilter(index) }))
	}
	if index > 0 && c.Title != "" {
		items = append(items, fyne.NewMenuItem(t.words.HideColumn, func() { t.hide(c.Key, true) }))
	}
	items = append(
		items, fyne.NewMenuItem(t.words.AllColumns, t.showAll),
		fyne.NewMenuItem(t.words.UsualColumns, t.showUsual),
	)
	if len(items) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	items = append(items, t.columnItems()...)
	if window := canvasOf(t); window != nil {
		menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), window)
		menu.ShowAtPosition(at)
		window.Focus(menu)
	}
}

// columnItems are the columns that a person may show and hide, the first excepted.
func (t *Table[T]) columnItems() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for i, c := range t.columns {
		if i == 0 || c.Title == "" {
			continue
		}
		seen := slices.ContainsFunc(t.shown, func(s shownColumn) bool { return s.index == i })
		item := fyne.NewMenuItem(c.Title, func() { t.hide(c.Key, seen) })
		item.Checked = seen
		items = append(items, item)
	}
	return items
}

// hide hides a column, or shows it for good: what a person chose does not leave where there is
// little room.
func (t *Table[T]) hide(key string, hidden bool) {
	delete(t.hidden, key)
	delete(t.chosen, key)
	if hidden {
		t.hidden[key] = true
	} else {
		t.chosen[key] = true
	}
	t.changeColumns()
}

func (t *Table[T]) showAll() {
	t.hidden = map[string]bool{}
	for _, c := range t.columns {
		t.chosen[c.Key] = true
	}
	t.changeColumns()
}

// showUsual forgets what the person chose.
func (t *Table[T]) showUsual() {
	t.hidden, t.chosen, t.widths = map[string]bool{}, map[string]bool{}, map[string]float32{}
	t.changeColumns()
}

func (t *Table[T]) changeColumns() {
	t.header = -1
	t.measure()
	t.Refresh()
	t.columnsChanged()
}

func (t *Table[T]) columnsChanged() {
	if t.OnColumns == nil {
		return
	}
	choice := ColumnChoice{Widths: maps.Clone(t.widths)}
	for _, c := range t.columns {
		if t.hidden[c.Key] {
			choice.Hidden = append(choice.Hidden, c.Key)
		}
		if t.chosen[c.Key] {
			choice.Shown = append(choice.Shown, c.Key)
		}
	}
	t.OnColumns(choice)
}

// filterWidth has room for the longest mistake in two lines, in every language.
const filterWidth = 300

// askFilter shows the filter of a column below its header; what is typed filters at once. What
// cannot be read changes nothing, and Enter stays at it.
func (t *Table[T]) askFilter(index int) {
	c, window := t.columns[index], canvasOf(t)
	if window == nil || !c.Filterable {
		return
	}
	field := t.filterField(c)
	body := NewPadded(8, 10, 6, 10, NewSized(filterWidth, 0, field.SetRoom(2)))
	popup := widget.NewPopUp(body, window)
	wrong := ""
	field.OnChanged = func(text string) {
		filter := text
		if c.ReadFilter != nil {
			filter, wrong = c.ReadFilter(text)
			field.SetError(wrong)
		}
		if wrong == "" {
			t.setFilter(c.Key, text, filter)
		}
	}
	closes := func() {
		popup.Hide()
		window.Focus(t)
	}
	t.filter = popup
	host := &Host{OnFull: t.sayFull, Key: func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape && e.Name != fyne.KeyReturn && e.Name != fyne.KeyEnter {
			return false
		}
		if wrong == "" || e.Name == fyne.KeyEscape {
			closes()
		}
		return true
	}}
	host.Attach(field)
	t.showBelowHeader(popup, index)
	window.Focus(field.Focusable())
}

// showBelowHeader shows something below the header of a column.
func (t *Table[T]) showBelowHeader(popup *widget.PopUp, index int) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t)
	for _, s := range t.shown {
		if s.index == index {
			popup.ShowAtPosition(at.AddXY(s.x, tableHeader+2))
		}
	}
}

// filterField is what the filter of a column is chosen or typed into.
func (t *Table[T]) filterField(c Column[T]) *Field {
	var field *Field
	switch {
	case c.Options != nil:
		field = NewSelectField(c.Title, append([]Option{{"", t.words.NoFilter}}, c.Options...))
	case c.Dates != nil:
		field = NewDateField(c.Title, *c.Dates).SetPlaceholder(c.FilterHint)
	default:
		field = NewTextField(c.Title).SetPlaceholder(c.FilterHint)
	}
	field.SetText(t.filters[c.Key])
	return field
}

// setFilter filters a column: text is what was typed, filter what it means.
func (t *Table[T]) setFilter(column, text, filter string) {
	t.filters[column] = text
	t.Refresh()
	if t.OnFilter != nil {
		t.OnFilter(column, filter)
	}
}
