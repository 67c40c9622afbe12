package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// courseMark shows the numbers of one point: a thin line through it, a dot on each of the two
// lines, and a box that says them.
type courseMark struct {
	line   *canvas.Rectangle
	dots   [2]*canvas.Circle // Of the value and of the limit.
	ground *canvas.Rectangle
	texts  [3]*canvas.Text // Time, value, limit.
}

const (
	markDot  = 7
	markPad  = 7
	markAway = 10 // From the line to the box.
)

func newCourseMark() *courseMark {
	m := &courseMark{
		line: canvas.NewRectangle(transparent), ground: canvas.NewRectangle(transparent),
	}
	m.ground.CornerRadius = radiusBadge
	for i := range m.dots {
		m.dots[i] = canvas.NewCircle(transparent)
	}
	for i := range m.texts {
		m.texts[i] = canvas.NewText("", transparent)
	}
	return m
}

func (m *courseMark) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{m.line, m.dots[0], m.dots[1], m.ground}
	for _, t := range m.texts {
		objects = append(objects, t)
	}
	return objects
}

func (m *courseMark) refresh() {
	m.line.FillColor = theme.Color(ColorText2)
	m.dots[0].FillColor, m.dots[1].FillColor = theme.Color(ColorAccent), theme.Color(ColorText2)
	m.ground.FillColor = theme.Color(ColorInverse)
	size, _, colour := OnInverse.look()
	for i, t := range m.texts {
		t.TextSize, t.Color = size, theme.Color(colour)
		t.TextStyle.Bold = i == 0
	}
}

// layoutMark puts the line, the dots and the box where the marked point is, or hides them.
func (c *Course) layoutMark(at fyne.Position, area fyne.Size) {
	m := c.mark
	for _, o := range m.objects() {
		if c.marked < 0 {
			o.Hide()
		} else {
			o.Show()
		}
	}
	if c.marked < 0 {
		return
	}
	p := c.points[c.marked]
	x, value := c.at(c.marked, p.Value, area)
	_, limit := c.at(c.marked, p.Limit, area)
	x = at.X + min(floor(x), area.Width-1)
	m.line.Move(fyne.NewPos(x, at.Y))
	m.line.Resize(fyne.NewSize(1, area.Height))
	for i, y := range []float32{value, limit} {
		m.dots[i].Move(fyne.NewPos(x-markDot/2, at.Y+floor(y)-markDot/2))
		m.dots[i].Resize(fyne.NewSquareSize(markDot))
	}
	m.texts[0].Text = p.Name
	m.texts[1].Text = c.value + ": " + c.number(p.Value)
	m.texts[2].Text = c.limit + ": " + c.number(p.Limit)
	m.say(x, at, area)
}

// say puts the box beside the line, on the side where there is room for it.
func (m *courseMark) say(x float32, at fyne.Position, area fyne.Size) {
	var size fyne.Size
	for _, t := range m.texts {
		own := t.MinSize()
		size = fyne.NewSize(max(size.Width, ceil(own.Width)), size.Height+own.Height)
	}
	size = size.AddWidthHeight(2*markPad, 2*markPad)
	left := x + markAway
	if left+size.Width > at.X+area.Width {
		left = max(x-markAway-size.Width, 0)
	}
	m.ground.Move(fyne.NewPos(left, at.Y+markAway))
	m.ground.Resize(size)
	y := at.Y + markAway + markPad
	for _, t := range m.texts {
		own := t.MinSize()
		t.Move(fyne.NewPos(left+markPad, y))
		t.Resize(own)
		y += own.Height
	}
}

// markPoint shows the numbers of a point, of none for -1.
func (c *Course) markPoint(i int) {
	if i == c.marked || i >= len(c.points) {
		return
	}
	c.marked = i
	c.Refresh()
}

// nearest is the point that is nearest across, -1 when there is none.
func (c *Course) nearest(across float32) int {
	at, area := c.area(c.Size())
	best, away := -1, math.Inf(1)
	for i := range c.points {
		x, _ := c.at(i, 0, area)
		if d := math.Abs(float64(at.X + x - across)); d < away {
			best, away = i, d
		}
	}
	return best
}

// MouseIn is called by Fyne.
func (c *Course) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved is called by Fyne.
func (c *Course) MouseMoved(e *desktop.MouseEvent) { c.markPoint(c.nearest(e.Position.X)) }

// MouseOut is called by Fyne.
func (c *Course) MouseOut() { c.markPoint(-1) }

// Tapped is called by Fyne; a click gives the focus, for the arrows.
func (c *Course) Tapped(*fyne.PointEvent) {
	if on := canvasOf(c); on != nil {
		on.Focus(c)
	}
}

// FocusGained is called by Fyne.
func (c *Course) FocusGained() {
	c.focused = true
	if c.marked < 0 {
		c.marked = len(c.points) - 1
	}
	c.Refresh()
	c.focusIn(c)
}

// FocusLost is called by Fyne.
func (c *Course) FocusLost() {
	c.focused, c.marked = false, -1
	c.Refresh()
}

// TypedRune is called by Fyne.
func (c *Course) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (c *Course) TypedKey(e *fyne.KeyEvent) {
	if c.handled(e) || len(c.points) == 0 {
		return
	}
	last := len(c.points) - 1
	switch e.Name {
	case fyne.KeyLeft:
		if c.marked < 0 {
			c.marked = len(c.points)
		}
		c.markPoint(max(c.marked-1, 0))
	case fyne.KeyRight:
		c.markPoint(min(c.marked+1, last))
	case fyne.KeyHome:
		c.markPoint(0)
	case fyne.KeyEnd:
		c.markPoint(last)
	}
}
