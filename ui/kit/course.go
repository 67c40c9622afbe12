package kit

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/image/vector"
)

// CoursePoint is a place on the course: when it is, what is written below it, "" for nothing, how
// its time is written in full, the value, and the limit at that time.
type CoursePoint struct {
	At           time.Time
	Label, Name  string
	Value, Limit int64
}

// Course draws how a value ran below its limit: the value as a line over a filled ground, the limit
// as a dashed line. Under the pointer, and by the arrows, it says the numbers of a point.
type Course struct {
	widget.BaseWidget
	hosted
	pressable
	points    []CoursePoint
	value     string // What the two lines are called.
	limit     string
	number    func(int64) string
	low, high int64
	step      int64
	drawing   *canvas.Raster
	across    []*canvas.Text // Names of the levels, at the left.
	below     []*canvas.Text
	valueName *canvas.Text
	limitName *canvas.Text
	lines     []*canvas.Rectangle
	marked    int // Point whose numbers are shown, -1 for none.
	focused   bool
	mark      *courseMark
	ring      *canvas.Rectangle
}

const (
	courseLevels = 6 // Most levels, with the lowest one.
	courseLabels = 13
	courseLeft   = 56
	courseBelow  = 22
	courseAbove  = 16
	courseRight  = 14
	courseText   = 11
)

// NewCourse returns an empty course. value and limit name the two lines; number writes a level.
func NewCourse(value, limit string, number func(int64) string) *Course {
	c := &Course{value: value, limit: limit, number: number, marked: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes what is drawn.
func (c *Course) Set(points []CoursePoint) {
	c.points = points
	c.marked = min(c.marked, len(points)-1)
	c.low, c.high, c.step = levels(points)
	c.Refresh()
}

// levels are the lowest and the highest level around all values, and the step between them.
func levels(points []CoursePoint) (low, high, step int64) {
	if len(points) == 0 {
		return 0, 1, 1
	}
	low, high = math.MaxInt64, 0
	for _, p := range points {
		low, high = min(low, p.Value, p.Limit), max(high, p.Value, p.Limit)
	}
	room := max(high-low, 1)
	if low < room { // What begins near nothing is drawn from nothing.
		low, room = 0, max(high, 1)
	}
	step = niceStep(room)
	low = low / step * step
	high = (high + step - 1) / step * step
	return low, max(high, low+step), step
}

// niceStep is the least of 1, 2, 5, 10, 20, 50 … that needs no more than the levels.
func niceStep(room int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if room/(n*unit) < courseLevels-1 {
				return n * unit
			}
		}
	}
}

// CreateRenderer is called by Fyne.
func (c *Course) CreateRenderer() fyne.WidgetRenderer {
	c.drawing = canvas.NewRaster(c.draw)
	c.across, c.below, c.lines = nil, nil, nil
	objects := []fyne.CanvasObject{}
	for range courseLevels + 1 {
		line, name := canvas.NewRectangle(transparent), canvas.NewText("", transparent)
		c.lines, c.across = append(c.lines, line), append(c.across, name)
		objects = append(objects, line, name)
	}
	objects = append(objects, c.drawing)
	for range courseLabels {
		name := canvas.NewText("", transparent)
		c.below = append(c.below, name)
		objects = append(objects, name)
	}
	c.valueName, c.limitName = canvas.NewText(
		c.value, transparent,
	), canvas.NewText(c.limit, transparent)
	c.mark, c.ring = newCourseMark(), focusRing(radiusBadge)
	objects = append(objects, c.valueName, c.limitName)
	objects = append(append(objects, c.mark.objects()...), c.ring)
	return newSimpleRenderer(
		c, c.layout, func() fyne.Size { return fyne.NewSize(220, 110) }, c.refresh, objects...,
	)
}

// area is where the lines are drawn.
func (c *Course) area(size fyne.Size) (at fyne.Position, area fyne.Size) {
	return fyne.NewPos(courseLeft, courseAbove),
		fyne.NewSize(
			max(size.Width-courseLeft-courseRight, 10),
			max(size.Height-courseAbove-courseBelow, 10),
		)
}

// at is where a value of a point is inside an area: across by its time.
func (c *Course) at(i int, value int64, area fyne.Size) (x, y float32) {
	if last := len(c.points) - 1; last > 0 {
		begin := c.points[0].At
		x = area.Width * float32(c.points[i].At.Sub(begin)) / max(
			float32(c.points[last].At.Sub(begin)), 1,
		)
	}
	return x, area.Height * float32(1-float64(value-c.low)/float64(c.high-c.low))
}

func (c *Course) layout(size fyne.Size) {
	at, area := c.area(size)
	c.drawing.Move(at)
	c.drawing.Resize(area)
	for i, line := range c.lines {
		level := c.low + int64(i)*c.step
		name := c.across[i]
		line.Hidden = level > c.high || len(c.points) == 0
		name.Hidden = line.Hidden
		if line.Hidden {
			continue
		}
		name.Text = c.number(level)
		_, y := c.at(0, level, area)
		line.Move(fyne.NewPos(at.X, at.Y+floor(y)))
		line.Resize(fyne.NewSize(area.Width, 1))
		own := name.MinSize()
		name.Move(fyne.NewPos(at.X-own.Width-6, at.Y+floor(y-own.Height/2)))
		name.Resize(own)
	}
	c.layoutLabels(at, area)
	c.ring.Resize(size)
	c.layoutMark(at, area)
	last := len(c.points) - 1
	c.valueName.Hidden, c.limitName.Hidden = last < 0, last < 0
	if last < 0 {
		return
	}
	own := c.limitName.MinSize()
	_, y := c.at(last, c.points[last].Limit, area)
	c.limitName.Move(fyne.NewPos(at.X+area.Width-own.Width, at.Y+y-own.Height-2))
	c.limitName.Resize(own)
	// The value's name is below its line, where the limit's does not.
	own = c.valueName.MinSize()
	x, y := c.at(last*3/4, c.points[last*3/4].Value, area)
	c.valueName.Move(fyne.NewPos(at.X+x+6, at.Y+min(y+6, area.Height-own.Height)))
	c.valueName.Resize(own)
}

// layoutLabels writes as many names below the points as there is room for, in even steps from that
// of the last point. When only that one is too close, since a month has just begun, all but
// that are written.
func (c *Course) layoutLabels(at fyne.Position, area fyne.Size) {
	var named []int
	for i, p := range slices.Backward(c.points) {
		if p.Label != "" {
			named = append(named, i)
		}
	}
	if len(named) > 2 && !c.haveRoom(named, 1, area) && c.haveRoom(named[1:], 1, area) {
		named = named[1:]
	}
	step := 1
	for step < len(named) && !c.haveRoom(named, step, area) {
		step++
	}
	n := 0
	for i := 0; i < len(named); i += step {
		name := c.below[n]
		name.Text = c.points[named[i]].Label
		own := name.MinSize()
		x, _ := c.at(named[i], 0, area)
		name.Move(fyne.NewPos(at.X+floor(x-own.Width/2), at.Y+area.Height+4))
		name.Resize(own)
		name.Hidden = false
		n++
	}
	for _, name := range c.below[n:] {
		name.Hidden = true
	}
}

// haveRoom tells whether every so many of the named points, the last one first, have room for their
// names.
func (c *Course) haveRoom(named []int, step int, area fyne.Size) bool {
	const between = 6
	if (len(named)+step-1)/step > len(c.below) {
		return false
	}
	begin := area.Width + 100
	for i := 0; i < len(named); i += step {
		width := fyne.MeasureText(c.points[named[i]].Label, courseText, fyne.TextStyle{}).Width
		x, _ := c.at(named[i], 0, area)
		if x+width/2 > begin-between {
			return false
		}
		begin = x - width/2
	}
	return true
}

func (c *Course) refresh() {
	for _, name := range append(append([]*canvas.Text{c.limitName}, c.across...), c.below...) {
		name.TextSize, name.Color = courseText, theme.Color(ColorText2)
	}
	c.valueName.TextSize, c.valueName.Color = courseText, theme.Color(ColorAccent)
	for _, line := range c.lines {
		line.FillColor = theme.Color(ColorLine)
	}
	c.mark.refresh()
	setRing(c.ring, c.focused)
	c.layout(c.Size())
	c.drawing.Refresh()
	canvas.Refresh(c)
}

// draw paints the two lines in w by h pixels.
func (c *Course) draw(w, h int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, w, h))
	if len(c.points) < 2 {
		return picture
	}
	size := fyne.NewSize(float32(w), float32(h))
	scale := float32(w) / max(c.drawing.Size().Width, 1)
	ground := vector.NewRasterizer(w, h)
	ground.MoveTo(0, size.Height)
	for i, p := range c.points {
		ground.LineTo(c.at(i, p.Value, size))
	}
	ground.LineTo(size.Width, size.Height)
	ground.ClosePath()
	paint(picture, ground, theme.Color(ColorSoft))
	value, limit := vector.NewRasterizer(w, h), vector.NewRasterizer(w, h)
	for i := range c.points[1:] {
		x1, y1 := c.at(i, c.points[i].Value, size)
		x2, y2 := c.at(i+1, c.points[i+1].Value, size)
		stroke(value, x1, y1, x2, y2, 2*scale)
		x1, y1 = c.at(i, c.points[i].Limit, size)
		x2, y2 = c.at(i+1, c.points[i+1].Limit, size)
		dashes(limit, x1, y1, x2, y2, scale)
	}
	paint(picture, limit, theme.Color(ColorText2))
	paint(picture, value, theme.Color(ColorAccent))
	return picture
}

func paint(on draw.Image, shape *vector.Rasterizer, c color.Color) {
	shape.Draw(on, on.Bounds(), image.NewUniform(c), image.Point{})
}

// stroke adds a line of a width to a shape.
func stroke(shape *vector.Rasterizer, x1, y1, x2, y2, width float32) {
	length := float32(math.Hypot(float64(x2-x1), float64(y2-y1)))
	if length == 0 {
		return
	}
	dx, dy := (x2-x1)/length*width/2, (y2-y1)/length*width/2
	shape.MoveTo(x1-dx-dy, y1-dy+dx) // A little longer, so that two lines meet without a notch.
	shape.LineTo(x2+dx-dy, y2+dy+dx)
	shape.LineTo(x2+dx+dy, y2+dy-dx)
	shape.LineTo(x1-dx+dy, y1-dy-dx)
	shape.ClosePath()
}

// dashes adds a dashed line to a shape.
func dashes(shape *vector.Rasterizer, x1, y1, x2, y2, scale float32) {
	length := float32(math.Hypot(float64(x2-x1), float64(y2-y1)))
	for from := float32(0); from < length; from += 8 * scale {
		to := min(from+5*scale, length)
		a, b := from/length, to/length
		stroke(shape, x1+(x2-x1)*a, y1+(y2-y1)*a, x1+(x2-x1)*b, y1+(y2-y1)*b, 1.5*scale)
	}
}
