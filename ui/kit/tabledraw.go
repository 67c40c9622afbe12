package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// tickView is a tick box drawn in a table.
type tickView struct {
	box, dash *canvas.Rectangle
	mark      *iconImage
}

func newTickView() *tickView {
	v := &tickView{
		box: canvas.NewRectangle(transparent), dash: canvas.NewRectangle(transparent),
		mark: newIconImage(IconCheck, ColorOnAccent, iconSmall),
	}
	v.box.CornerRadius, v.box.StrokeWidth = 3, 2
	return v
}

func (v *tickView) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{v.box, v.mark.object, v.dash}
}

func (v *tickView) draw(at fyne.Position, state Ticked) {
	v.box.Move(at)
	v.box.Resize(fyne.NewSize(boxSize, boxSize))
	v.mark.place(at.AddXY(2, 2))
	v.dash.Move(at.AddXY(4, 7))
	v.dash.Resize(fyne.NewSize(8, 2))
	v.box.FillColor, v.box.StrokeColor = theme.Color(ColorField), theme.Color(ColorFieldBorder)
	if state != Off {
		v.box.FillColor, v.box.StrokeColor = theme.Color(ColorAccent), theme.Color(ColorAccent)
	}
	v.dash.FillColor = theme.Color(ColorOnAccent)
	v.mark.object.Hidden, v.dash.Hidden = state != On, state != Some
}

func (v *tickView) hide() { v.box.Hidden, v.mark.object.Hidden, v.dash.Hidden = true, true, true }

// rowView draws one row.
type rowView[T any] struct {
	ground, edge, line *canvas.Rectangle
	covers             [2]*canvas.Rectangle // Above what is scrolled sideways.
	ring               *canvas.Rectangle
	fixed              int // From where the cells do not scroll sideways.
	tick               *tickView
	fold               *iconImage
	cells              []*cellView
}

func newRowView[T any](columns, fixed int) *rowView[T] {
	v := &rowView[T]{
		ground: canvas.NewRectangle(transparent), edge: canvas.NewRectangle(transparent),
		line:  canvas.NewRectangle(transparent),
		fixed: fixed, covers: newCovers(), ring: focusRing(0), tick: newTickView(),
		fold: newIconImage(IconNone, ColorText2, iconUsual),
	}
	for range columns {
		v.cells = append(v.cells, newCellView())
	}
	return v
}

func newCovers() [2]*canvas.Rectangle {
	return [2]*canvas.Rectangle{canvas.NewRectangle(transparent), canvas.NewRectangle(transparent)}
}

// objects are in the order of drawing: with layers, what does not scroll sideways covers what does.
func (v *rowView[T]) objects(layers bool) []fyne.CanvasObject {
	objects := []fyne.CanvasObject{v.ground}
	if !layers {
		objects = append(objects, v.cells[0].objects()...)
	}
	for _, c := range v.cells[1:v.fixed] {
		objects = append(objects, c.objects()...)
	}
	objects = append(objects, v.covers[0], v.covers[1])
	if layers {
		objects = append(objects, v.cells[0].objects()...)
	}
	for _, c := range v.cells[v.fixed:] {
		objects = append(objects, c.objects()...)
	}
	objects = append(objects, v.edge, v.line, v.fold.object)
	return append(append(objects, v.tick.objects()...), v.ring)
}

// most icons of a cell.
const cellIcons = 3

// cellView draws one cell. Its text is cut once and kept until text, width or weight change.
type cellView struct {
	mark              *canvas.Rectangle // Behind what was searched for.
	text              *canvas.Text
	barGround, bar    *canvas.Rectangle
	badge             *canvas.Rectangle
	badgeIcon         *iconImage
	badgeText         *canvas.Text
	icons             [cellIcons]*iconImage
	ring              *canvas.Rectangle
	full              string
	width             float32
	bold              bool
	badgeFull         string
	badgeWidth        float32
	shown, badgeShown string
}

func newCellView() *cellView {
	c := &cellView{
		mark: canvas.NewRectangle(transparent), text: canvas.NewText("", transparent),
		barGround: canvas.NewRectangle(transparent), bar: canvas.NewRectangle(transparent),
		badge:     canvas.NewRectangle(transparent),
		badgeIcon: newIconImage(IconNone, ColorText, iconSmall),
		badgeText: canvas.NewText("", transparent),
		ring:      focusRing(radiusBadge),
	}
	c.text.TextSize, c.badgeText.TextSize = 13, 12
	c.barGround.CornerRadius, c.bar.CornerRadius, c.badge.CornerRadius = 2, 2, radiusBadge
	for i := range c.icons {
		c.icons[i] = newIconImage(IconNone, ColorText2, iconUsual)
	}
	return c
}

func (c *cellView) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{
		c.mark, c.text, c.barGround, c.bar, c.badge, c.badgeIcon.object, c.badgeText, c.ring,
	}
	for _, i := range c.icons {
		objects = append(objects, i.object)
	}
	return objects
}

func (c *cellView) hide() {
	for _, o := range c.objects() {
		setHidden(o, true)
	}
}

func setHidden(o fyne.CanvasObject, hidden bool) {
	switch o := o.(type) {
	case *canvas.Text:
		o.Hidden = hidden
	case *canvas.Rectangle:
		o.Hidden = hidden
	case *canvas.Raster:
		o.Hidden = hidden
	}
}

// draw shows a cell at a place; focus is the icon that has the focus, hover the one that is pointed
// at, -1 for none.
func (c *cellView) draw(cell Cell, at fyne.Position, width float32, right bool, focus, hover int) {
	c.hide()
	if cell.Badge != nil {
		c.drawBadge(*cell.Badge, at, width)
		return
	}
	if len(cell.Icons) > 0 {
		c.drawIcons(cell.Icons, at, width, focus, hover)
		return
	}
	c.drawText(cell, at, width, right)
	c.drawCaption(cell, at, width)
	if cell.Bar != nil {
		c.drawBar(*cell.Bar, at, width)
	}
}

func (c *cellView) drawText(cell Cell, at fyne.Position, width float32, right bool) {
	if c.full != cell.Text || c.width != width || c.bold != cell.Bold {
		c.full, c.width, c.bold = cell.Text, width, cell.Bold
		c.shown = cutText(cell.Text, width, 13, fyne.TextStyle{Bold: cell.Bold})
	}
	colour := ColorText
	if cell.Secondary {
		colour = ColorText2
	}
	c.text.Hidden = false
	c.text.Text, c.text.Color, c.text.TextStyle.Bold = c.shown, theme.Color(colour), cell.Bold
	c.text.Alignment = fyne.TextAlignLeading
	if right {
		c.text.Alignment = fyne.TextAlignTrailing
	}
	y := float32(5)
	if cell.Bar != nil {
		y = 2
	}
	c.text.Move(at.AddXY(0, y))
	c.text.Resize(fyne.NewSize(width, 18))
}

// drawCaption draws what follows a text, where there is room for the whole of it.
func (c *cellView) drawCaption(cell Cell, at fyne.Position, width float32) {
	if cell.caption == "" || c.shown != cell.Text {
		return
	}
	from := fyne.MeasureText(c.shown, 13, fyne.TextStyle{Bold: cell.Bold}).Width + 6
	long := fyne.MeasureText(cell.caption, 12, fyne.TextStyle{}).Width
	if from+long > width {
		return
	}
	c.badgeText.Hidden = false
	c.badgeText.Text, c.badgeText.Color = cell.caption, theme.Color(ColorText2)
	c.badgeText.Move(at.AddXY(from, 6))
	c.badgeText.Resize(fyne.NewSize(long, 17))
}

func (c *cellView) drawBar(b BarValue, at fyne.Position, width float32) {
	c.barGround.Hidden = false
	c.barGround.FillColor = theme.Color(ColorFree)
	c.barGround.Move(at.AddXY(0, 22))
	c.barGround.Resize(fyne.NewSize(width, 4))
	if b.Used <= 0 || b.Total <= 0 {
		return
	}
	c.bar.Hidden = false
	c.bar.FillColor = theme.Color(fullness(b.Used, b.Total))
	c.bar.Move(at.AddXY(0, 22))
	c.bar.Resize(fyne.NewSize(
		max(floor(width*float32(min(float64(b.Used)/float64(b.Total), 1))), 2), 4,
	))
}

func (c *cellView) drawBadge(b BadgeValue, at fyne.Position, width float32) {
	ground, words := b.colours()
	room := width - 14
	if b.Icon != IconNone {
		room -= 17
	}
	if c.badgeFull != b.Text || c.badgeWidth != room {
		c.badgeFull, c.badgeWidth = b.Text, room
		c.badgeShown = cutText(b.Text, room, 12, fyne.TextStyle{})
	}
	c.badge.Hidden, c.badgeText.Hidden = false, false
	c.badge.FillColor = theme.Color(ground)
	c.badgeText.Text, c.badgeText.Color = c.badgeShown, theme.Color(words)
	c.badgeIcon.set(b.Icon, words)
	layoutBadge(
		c.badge, c.badgeIcon, c.badgeText, b.Icon, at.AddXY(0, 5),
		fyne.NewSize(min(badgeWidth(b.Icon, c.badgeShown), width), badgeHeight),
	)
}

// drawPlaceholder draws a bar over a part of the cell.
func (c *cellView) drawPlaceholder(at fyne.Position, width, part float32, right bool) {
	long := floor(width * part)
	if right {
		at.X += width - long
	}
	c.badge.Hidden = false
	c.badge.FillColor = theme.Color(ColorLine)
	c.badge.Move(at.AddXY(0, 11))
	c.badge.Resize(fyne.NewSize(long, 8))
}

const iconStep = 28

func (c *cellView) drawIcons(list []CellIcon, at fyne.Position, width float32, focus, hover int) {
	for i := range min(len(list), cellIcons) {
		colour := ColorText2
		if i == focus || i == hover {
			colour = ColorText
		}
		c.icons[i].set(list[i].Icon, colour)
		x := iconX(at.X, width, len(list), i)
		c.icons[i].place(fyne.NewPos(x, at.Y+7))
		if i == focus {
			c.ring.Hidden = false
			outline(c.ring, ColorFocus)
			c.ring.Move(fyne.NewPos(x-5, at.Y+2))
			c.ring.Resize(fyne.NewSize(26, 26))
		}
	}
}

// iconX is where the icon number i of n is in a cell; icons end at its right edge.
func iconX(x, width float32, n, i int) float32 { return x + width - float32(n-i)*iconStep + 8 }

// tableRenderer draws a Table.
type tableRenderer[T any] struct {
	t       *Table[T]
	objects []fyne.CanvasObject
	layers  bool // The objects are in the order for scrolling sideways.
}

// CreateRenderer is called by Fyne.
func (t *Table[T]) CreateRenderer() fyne.WidgetRenderer {
	t.ground, t.line = newPlate(radiusCard, 1), canvas.NewRectangle(transparent)
	t.bar = canvas.NewRectangle(transparent)
	t.headFill, t.sideBar = canvas.NewRectangle(transparent), canvas.NewRectangle(transparent)
	t.covers, t.edges = newCovers(), newCovers()
	t.sideBar.CornerRadius = 3
	t.headFill.TopLeftCornerRadius = radiusCard
	t.headFill.TopRightCornerRadius = radiusCard
	t.bar.CornerRadius = 3
	t.ring = newRing(radiusCard)
	t.headBox = newTickView()
	t.headers = nil // Fyne makes a new renderer for what was not shown for a while.
	for range t.columns {
		t.headers = append(t.headers, newHeaderView())
	}
	r := &tableRenderer[T]{t: t}
	r.Refresh()
	return r
}

func (r *tableRenderer[T]) Destroy()                     {}
func (r *tableRenderer[T]) Objects() []fyne.CanvasObject { return r.objects }
func (r *tableRenderer[T]) MinSize() fyne.Size           { return fyne.NewSize(300, 120) }

func (r *tableRenderer[T]) Layout(fyne.Size) {
	r.t.offset = min(r.t.offset, r.t.maxOffset())
	r.t.measure()
	r.Refresh()
}

func (r *tableRenderer[T]) Refresh() {
	t := r.t
	size := t.Size()
	if size.Height <= tableHeader {
		return
	}
	if t.unmeasured && !t.inHeader() {
		t.measure()
	}
	t.arrange(size.Width)
	first, count := t.visibleRows()
	r.ensureRows(count)
	t.remember(first, count)
	t.drawFrame(size)
	t.drawHeaders()
	missing := [2]int{-1, -1}
	for i := first; i < first+len(t.rows); i++ {
		if i >= first+count {
			for _, o := range t.view(i).objects(true) {
				setHidden(o, true)
			}
			continue
		}
		if !t.drawRow(t.view(i), i) {
			if missing[0] < 0 {
				missing[0] = i
			}
			missing[1] = i
		}
	}
	if missing[0] >= 0 && t.source.Need != nil {
		t.source.Need(missing[0], missing[1])
	}
	canvas.Refresh(t)
}

// view returns the view of a row that is seen. A row keeps its view while it is scrolled, so that
// only the texts of new rows are measured.
func (t *Table[T]) view(row int) *rowView[T] { return t.rows[row%len(t.rows)] }

// ensureRows makes as many row views as are seen at the most.
func (r *tableRenderer[T]) ensureRows(count int) {
	t := r.t
	layers := t.beyond > 0
	if count <= len(t.rows) && r.objects != nil && r.layers == layers {
		return
	}
	r.layers = layers
	for len(t.rows) < count {
		t.rows = append(t.rows, newRowView[T](len(t.columns), t.fixedFrom()))
	}
	r.objects = t.ground.objects()
	for _, row := range t.rows {
		r.objects = append(r.objects, row.objects(layers)...)
	}
	r.objects = append(r.objects, t.headFill)
	for _, h := range t.headers[1:t.fixedFrom()] {
		r.objects = append(r.objects, h.objects()...)
	}
	r.objects = append(r.objects, t.covers[0], t.covers[1])
	r.objects = append(r.objects, t.headers[0].objects()...)
	for _, h := range t.headers[t.fixedFrom():] {
		r.objects = append(r.objects, h.objects()...)
	}
	r.objects = append(r.objects, t.headBox.objects()...)
	r.objects = append(r.objects, t.edges[0], t.edges[1], t.line, t.bar, t.sideBar)
	r.objects = append(r.objects, t.ring.objects()...)
}

func (t *Table[T]) drawFrame(size fyne.Size) {
	t.ground.paint(theme.Color(ColorSurface), theme.Color(ColorBorder))
	t.ground.place(fyne.Position{}, size)
	t.headFill.FillColor = theme.Color(ColorSurface)
	t.headFill.Move(fyne.NewPos(1, 1))
	t.headFill.Resize(fyne.NewSize(size.Width-2, tableHeader-1))
	t.line.FillColor = theme.Color(ColorBorder)
	t.line.Move(fyne.NewPos(1, tableHeader))
	t.line.Resize(fyne.NewSize(size.Width-2, 1))
	t.ring.place(fyne.Position{}, size)
	t.ring.paint(theme.Color(ColorFocus))
	t.ring.show(t.focused && t.current < 0 && t.header < 0)
	most := t.maxOffset()
	t.bar.Hidden = most == 0
	if most > 0 {
		at, height := t.barPlace()
		t.bar.FillColor = theme.Color(theme.ColorNameScrollBar)
		t.bar.Move(fyne.NewPos(size.Width-8, at))
		t.bar.Resize(fyne.NewSize(6, height))
	}
	t.drawSideways(size)
}

// drawSideways draws what belongs to scrolling sideways, while there is anything to scroll.
func (t *Table[T]) drawSideways(size fyne.Size) {
	for _, r := range []*canvas.Rectangle{
		t.covers[0], t.covers[1], t.edges[0], t.edges[1], t.sideBar,
	} {
		r.Hidden = t.beyond == 0
	}
	if t.beyond == 0 {
		return
	}
	left, right := t.window()
	t.placeCovers(t.covers, 1, tableHeader-1, theme.Color(ColorSurface))
	for i, x := range []float32{left, right} {
		t.edges[i].FillColor = theme.Color(ColorLine)
		t.edges[i].Move(fyne.NewPos(x-1, 1))
		t.edges[i].Resize(fyne.NewSize(1, size.Height-2))
	}
	x, width := t.sideBarPlace()
	t.sideBar.FillColor = theme.Color(theme.ColorNameScrollBar)
	t.sideBar.Move(fyne.NewPos(x, size.Height-barRoom+2))
	t.sideBar.Resize(fyne.NewSize(width, 6))
}

// placeCovers covers what is scrolled out at the left and at the right.
func (t *Table[T]) placeCovers(covers [2]*canvas.Rectangle, y, height float32, colour color.Color) {
	left, right := t.window()
	covers[0].Move(fyne.NewPos(1, y))
	covers[0].Resize(fyne.NewSize(left-1, height))
	covers[1].Move(fyne.NewPos(right, y))
	covers[1].Resize(fyne.NewSize(max(t.Size().Width-right, 0), height))
	covers[0].FillColor, covers[1].FillColor = colour, colour
}

// barPlace is where the scroll bar is and how long it is.
func (t *Table[T]) barPlace() (y, height float32) {
	body := t.bodyHeight()
	long := max(body*body/(float64(t.count)*tableRow), 24)
	return tableHeader + 2 + float32((body-long-4)*t.offset/t.maxOffset()), float32(long)
}

// drawPlaceholders draws grey bars where the texts of a row will stand.
func (t *Table[T]) drawPlaceholders(v *rowView[T], i int, y float32) {
	for n, s := range t.shown {
		if column := t.columns[s.index]; column.Title != "" {
			part := 0.45 + 0.1*float32((i+2*n)%4)
			v.cells[s.index].drawPlaceholder(
				fyne.NewPos(s.x+cellPad, y), s.width-2*cellPad, part, column.Right,
			)
		}
	}
}

// rowColour is the ground of a row.
func (t *Table[T]) rowColour(i int, selected, heads bool) color.Color {
	switch {
	case selected:
		return theme.Color(ColorSoft)
	case t.hover.row == i:
		return theme.Color(ColorHover)
	case heads:
		return theme.Color(ColorSide)
	}
	return theme.Color(ColorSurface)
}

// keepWithin cuts what is drawn of a column at the edges of the table: what is scrolled out of it
// is covered only within.
func (t *Table[T]) keepWithin(s shownColumn, objects []fyne.CanvasObject) {
	from, to := float32(1), t.Size().Width-1
	if s.fixed || s.x >= from && s.x+s.width <= to {
		return
	}
	for _, o := range objects {
		switch o := o.(type) {
		case *canvas.Text:
			cutAt(o, from, to)
		case *canvas.Rectangle:
			at, size := o.Position(), o.Size()
			x := max(at.X, from)
			width := min(at.X+size.Width, to) - x
			o.Hidden = o.Hidden || width <= 0
			o.Move(fyne.NewPos(x, at.Y))
			o.Resize(fyne.NewSize(max(width, 0), size.Height))
		case *canvas.Raster:
			at := o.Position().X + pictureMargin
			width := o.Size().Width - 2*pictureMargin
			o.Hidden = o.Hidden || at < from || at+width > to
		}
	}
}

// cutAt takes the letters from a text that are outside of a part of the table.
func cutAt(text *canvas.Text, from, to float32) {
	width := func(runes []rune) float32 {
		return fyne.MeasureText(string(runes), text.TextSize, text.TextStyle).Width
	}
	runes, x := []rune(text.Text), text.Position().X
	if text.Alignment == fyne.TextAlignTrailing {
		x += text.Size().Width - width(runes)
	}
	for len(runes) > 0 && x < from {
		x += width(runes[:1])
		runes = runes[1:]
	}
	for len(runes) > 0 && x+width(runes) > to {
		runes = runes[:len(runes)-1]
	}
	text.Text, text.Alignment = string(runes), fyne.TextAlignLeading
	text.Move(fyne.NewPos(x, text.Position().Y))
}

// drawMark marks what was searched for, where it is in the text of a cell.
func (t *Table[T]) drawMark(c *cellView, column Column[T], cell Cell) {
	if t.Mark == nil || cell.Badge != nil || cell.Text == "" || column.Right {
		return
	}
	from, to := t.Mark(column.Key, cell.Text)
	if from == to || to > len(c.text.Text) || c.text.Text[:to] != cell.Text[:to] { // Or it was cut.
		return
	}
	style := fyne.TextStyle{Bold: cell.Bold}
	before := fyne.MeasureText(cell.Text[:from], 13, style).Width
	until := fyne.MeasureText(cell.Text[:to], 13, style).Width
	c.mark.Hidden, c.mark.CornerRadius = false, 2
	c.mark.FillColor = theme.Color(ColorWarnSoft)
	c.mark.Move(c.text.Position().AddXY(before-1, 0))
	c.mark.Resize(fyne.NewSize(until-before+2, 19))
}

// drawRow draws a row and tells whether it is loaded.
func (t *Table[T]) drawRow(v *rowView[T], i int) bool {
	y := t.rowY(i)
	row, loaded := t.source.Row(i)
	selected := loaded && t.selection.has[t.idOf(i)]
	var heading *TableHeading
	if loaded {
		heading = t.headingOf(row)
	}
	t.drawGround(v, i, y, selected, heading != nil)
	for _, c := range v.cells {
		c.hide()
	}
	v.tick.hide()
	v.fold.object.Hidden = heading == nil
	if !loaded {
		t.drawPlaceholders(v, i, y)
		return false
	}
	if t.Boxes {
		state := Off
		if selected {
			state = On
		}
		v.tick.box.Hidden = false
		v.tick.draw(fyne.NewPos(9, y+7), state)
	}
	if heading != nil {
		t.drawHeading(v, y, row, *heading)
		return true
	}
	t.drawCells(v, i, y, row, selected)
	return true
}

// drawGround draws what is behind the cells of a row: its ground, its edge when it is selected, the
// line below it, and a ring when the keyboard works on it.
func (t *Table[T]) drawGround(v *rowView[T], i int, y float32, selected, heads bool) {
	width := t.Size().Width
	ringed := i == t.current && t.focused && t.header < 0 && t.icon < 0
	v.ground.Hidden = !selected && t.hover.row != i && !heads
	v.ground.FillColor = t.rowColour(i, selected, heads)
	v.ring.Hidden = !ringed
	outline(v.ring, ColorFocus)
	v.ring.Move(fyne.NewPos(1, y))
	v.ring.Resize(fyne.NewSize(width-2, tableRow))
	v.covers[0].Hidden, v.covers[1].Hidden = t.beyond == 0, t.beyond == 0
	if t.beyond > 0 {
		t.placeCovers(v.covers, y, tableRow, v.ground.FillColor)
	}
	v.ground.Move(fyne.NewPos(1, y))
	v.ground.Resize(fyne.NewSize(width-2, tableRow))
	v.edge.Hidden = !selected
	v.edge.FillColor = theme.Color(ColorAccent)
	v.edge.Move(fyne.NewPos(1, y))
	v.edge.Resize(fyne.NewSize(3, tableRow))
	v.line.Hidden = false
	v.line.FillColor = theme.Color(ColorLine)
	v.line.Move(fyne.NewPos(1, y+tableRow-1))
	v.line.Resize(fyne.NewSize(width-2, 1))
}

func (t *Table[T]) drawCells(v *rowView[T], i int, y float32, row T, selected bool) {
	focus, hover := -1, -1
	if i == t.current && t.focused {
		focus = t.icon
	}
	if t.hover.row == i {
		hover = t.hover.icon
	}
	for _, s := range t.shown {
		column := t.columns[s.index]
		cell := column.Cell(row)
		cell.Badge = cell.Badge.on(selected)
		v.cells[s.index].draw(
			cell, fyne.NewPos(s.x+cellPad, y), s.width-2*cellPad, column.Right, focus, hover,
		)
		t.drawMark(v.cells[s.index], column, cell)
		t.keepWithin(s, v.cells[s.index].objects())
	}
}
