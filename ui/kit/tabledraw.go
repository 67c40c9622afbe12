package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// tickView is a tick box drawn in a table.
type tickView struct {
	box, dash *canvas.Rectangle
	mark      *canvas.Image
}

func newTickView() *tickView {
	v := &tickView{box: canvas.NewRectangle(transparent), dash: canvas.NewRectangle(transparent), mark: newIconImage(IconCheck, ColorOnAccent)}
	v.box.CornerRadius, v.box.StrokeWidth = 3, 2
	return v
}

func (v *tickView) objects() []fyne.CanvasObject { return []fyne.CanvasObject{v.box, v.mark, v.dash} }

func (v *tickView) draw(at fyne.Position, state Ticked) {
	v.box.Move(at)
	v.box.Resize(fyne.NewSize(boxSize, boxSize))
	v.mark.Move(at.AddXY(2, 2))
	v.mark.Resize(fyne.NewSize(12, 12))
	v.dash.Move(at.AddXY(4, 7))
	v.dash.Resize(fyne.NewSize(8, 2))
	v.box.FillColor, v.box.StrokeColor = theme.Color(ColorField), theme.Color(ColorFieldBorder)
	if state != Off {
		v.box.FillColor, v.box.StrokeColor = theme.Color(ColorAccent), theme.Color(ColorAccent)
	}
	v.dash.FillColor = theme.Color(ColorOnAccent)
	v.mark.Hidden, v.dash.Hidden = state != On, state != Some
}

func (v *tickView) hide() { v.box.Hidden, v.mark.Hidden, v.dash.Hidden = true, true, true }

// rowView draws one row.
type rowView[T any] struct {
	ground, edge, line *canvas.Rectangle
	tick               *tickView
	cells              []*cellView
}

func newRowView[T any](columns int) *rowView[T] {
	v := &rowView[T]{
		ground: canvas.NewRectangle(transparent), edge: canvas.NewRectangle(transparent), line: canvas.NewRectangle(transparent),
		tick: newTickView(),
	}
	for range columns {
		v.cells = append(v.cells, newCellView())
	}
	return v
}

func (v *rowView[T]) objects() []fyne.CanvasObject {
	objects := append([]fyne.CanvasObject{v.ground, v.edge, v.line}, v.tick.objects()...)
	for _, c := range v.cells {
		objects = append(objects, c.objects()...)
	}
	return objects
}

// most icons of a cell.
const cellIcons = 3

// cellView draws one cell. Its text is cut once and kept until text, width or weight change.
type cellView struct {
	text              *canvas.Text
	barGround, bar    *canvas.Rectangle
	badge             *canvas.Rectangle
	badgeIcon         *canvas.Image
	badgeText         *canvas.Text
	icons             [cellIcons]*canvas.Image
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
		text: canvas.NewText("", transparent), barGround: canvas.NewRectangle(transparent), bar: canvas.NewRectangle(transparent),
		badge: canvas.NewRectangle(transparent), badgeIcon: newIconImage(IconNone, ColorText), badgeText: canvas.NewText("", transparent),
		ring: focusRing(radiusBadge),
	}
	c.text.TextSize, c.badgeText.TextSize = 13, 12
	c.barGround.CornerRadius, c.bar.CornerRadius, c.badge.CornerRadius = 2, 2, radiusBadge
	for i := range c.icons {
		c.icons[i] = newIconImage(IconNone, ColorText2)
	}
	return c
}

func (c *cellView) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{c.text, c.barGround, c.bar, c.badge, c.badgeIcon, c.badgeText, c.ring}
	for _, i := range c.icons {
		objects = append(objects, i)
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
	case *canvas.Image:
		o.Hidden = hidden
	}
}

// draw shows a cell at a place; focus is the icon that has the focus, hover the one that is pointed at, -1 for none.
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
	c.bar.Resize(fyne.NewSize(max(floor(width*float32(min(float64(b.Used)/float64(b.Total), 1))), 2), 4))
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
	setIconImage(c.badgeIcon, b.Icon, words)
	layoutBadge(c.badge, c.badgeIcon, c.badgeText, b.Icon, at.AddXY(0, 5), fyne.NewSize(min(badgeWidth(b.Icon, c.badgeShown), width), badgeHeight))
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
		setIconImage(c.icons[i], list[i].Icon, colour)
		x := iconX(at.X, width, len(list), i)
		c.icons[i].Move(fyne.NewPos(x, at.Y+7))
		c.icons[i].Resize(fyne.NewSize(16, 16))
		if i == focus {
			c.ring.Hidden = false
			outline(c.ring, ColorFocus)
			c.ring.Move(fyne.NewPos(x-5, at.Y+2))
			c.ring.Resize(fyne.NewSize(26, 26))
		}
	}
}

// iconX is where the icon number i of n stands in a cell; icons end at its right edge.
func iconX(x, width float32, n, i int) float32 { return x + width - float32(n-i)*iconStep + 8 }

// tableRenderer draws a Table.
type tableRenderer[T any] struct {
	t       *Table[T]
	objects []fyne.CanvasObject
}

// CreateRenderer is called by Fyne.
func (t *Table[T]) CreateRenderer() fyne.WidgetRenderer {
	t.ground, t.line, t.bar = canvas.NewRectangle(transparent), canvas.NewRectangle(transparent), canvas.NewRectangle(transparent)
	t.headFill = canvas.NewRectangle(transparent)
	t.headFill.CornerRadius = radiusCard
	t.ground.CornerRadius, t.bar.CornerRadius = radiusCard, 3
	t.ground.StrokeWidth = 1
	t.ring = focusRing(radiusCard)
	t.headBox = newTickView()
	t.headers = nil // Fyne makes a renderer anew for what was not shown for a while.
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
	r.Refresh()
}

func (r *tableRenderer[T]) Refresh() {
	t := r.t
	size := t.Size()
	if size.Height <= tableHeader {
		return
	}
	t.arrange(size.Width)
	first, count := t.visibleRows()
	r.ensureRows(count)
	t.drawFrame(size)
	t.drawHeaders()
	missing := [2]int{-1, -1}
	for i := first; i < first+len(t.rows); i++ {
		if i >= first+count {
			for _, o := range t.view(i).objects() {
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

// view returns the view of a row that is seen. A row keeps its view while it is scrolled, so that only the texts of new rows
// are measured.
func (t *Table[T]) view(row int) *rowView[T] { return t.rows[row%len(t.rows)] }

// ensureRows makes as many row views as are seen at the most.
func (r *tableRenderer[T]) ensureRows(count int) {
	t := r.t
	if count <= len(t.rows) && r.objects != nil {
		return
	}
	for len(t.rows) < count {
		t.rows = append(t.rows, newRowView[T](len(t.columns)))
	}
	r.objects = []fyne.CanvasObject{t.ground}
	for _, row := range t.rows {
		r.objects = append(r.objects, row.objects()...)
	}
	r.objects = append(r.objects, t.headFill)
	r.objects = append(r.objects, t.headBox.objects()...)
	for _, h := range t.headers {
		r.objects = append(r.objects, h.objects()...)
	}
	r.objects = append(r.objects, t.line, t.bar, t.ring)
}

func (t *Table[T]) drawFrame(size fyne.Size) {
	t.ground.FillColor, t.ground.StrokeColor = theme.Color(ColorSurface), theme.Color(ColorBorder)
	t.ground.Resize(size)
	t.headFill.FillColor = theme.Color(ColorSurface)
	t.headFill.Move(fyne.NewPos(1, 1))
	t.headFill.Resize(fyne.NewSize(size.Width-2, tableHeader-1))
	t.line.FillColor = theme.Color(ColorBorder)
	t.line.Move(fyne.NewPos(1, tableHeader))
	t.line.Resize(fyne.NewSize(size.Width-2, 1))
	t.ring.Resize(size)
	outline(t.ring, ColorFocus)
	t.ring.Hidden = !t.focused || t.selected >= 0 || t.header >= 0
	most := t.maxOffset()
	t.bar.Hidden = most == 0
	if most > 0 {
		at, height := t.barPlace()
		t.bar.FillColor = theme.Color(theme.ColorNameScrollBar)
		t.bar.Move(fyne.NewPos(size.Width-8, at))
		t.bar.Resize(fyne.NewSize(6, height))
	}
}

// barPlace is where the scroll bar stands and how long it is.
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
			v.cells[s.index].drawPlaceholder(fyne.NewPos(s.x+cellPad, y), s.width-2*cellPad, part, column.Right)
		}
	}
}

// drawRow draws a row and tells whether it is loaded.
func (t *Table[T]) drawRow(v *rowView[T], i int) bool {
	y := t.rowY(i)
	width := t.Size().Width
	selected := i == t.selected
	v.ground.Hidden = !selected && t.hover.row != i
	v.ground.FillColor = theme.Color(ColorHover)
	if selected {
		v.ground.FillColor = theme.Color(ColorSoft)
	}
	v.ground.StrokeWidth = 0
	if selected && t.focused && t.header < 0 && t.icon < 0 {
		v.ground.StrokeWidth, v.ground.StrokeColor = 2, theme.Color(ColorFocus)
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
	row, loaded := t.source.Row(i)
	for _, c := range v.cells {
		c.hide()
	}
	v.tick.hide()
	if !loaded {
		t.drawPlaceholders(v, i, y)
		return false
	}
	if t.IsTicked != nil {
		state := Off
		if t.IsTicked(row) {
			state = On
		}
		v.tick.box.Hidden = false
		v.tick.draw(fyne.NewPos(9, y+7), state)
	}
	for _, s := range t.shown {
		column := t.columns[s.index]
		cell := column.Cell(row)
		cell.Bold = cell.Bold || selected && s.index == 0
		focus, hover := -1, -1
		if selected && t.focused {
			focus = t.icon
		}
		if t.hover.row == i {
			hover = t.hover.icon
		}
		cell.Badge = cell.Badge.on(selected)
		v.cells[s.index].draw(cell, fyne.NewPos(s.x+cellPad, y), s.width-2*cellPad, column.Right, focus, hover)
	}
	return true
}
