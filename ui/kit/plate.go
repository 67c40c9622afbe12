package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// plate is a filled rectangle with rounded corners and an outline if wanted, made of pieces: in one
// piece every pixel would go through the shader that rounds corners, which takes several times as
// long as a plain one. On a computer without a graphics card that is most of a frame.
type plate struct {
	rim    [4]*canvas.Rectangle // Of the outline: above, below, left, right.
	fill   [3]*canvas.Rectangle // Above, below, and all between.
	radius float32
	stroke float32 // How wide the outline is, 0 for none.
}

func newPlate(radius, stroke float32) *plate {
	p := &plate{radius: radius, stroke: stroke}
	for i := range p.rim {
		p.rim[i] = canvas.NewRectangle(transparent)
	}
	for i := range p.fill {
		p.fill[i] = canvas.NewRectangle(transparent)
	}
	roundEnds(p.rim[0], p.rim[1], radius)
	roundEnds(p.fill[0], p.fill[1], max(radius-stroke, 0))
	return p
}

// roundEnds rounds the upper corners of one rectangle, and the lower corners of another.
func roundEnds(above, below *canvas.Rectangle, radius float32) {
	above.TopLeftCornerRadius, above.TopRightCornerRadius = radius, radius
	below.BottomLeftCornerRadius, below.BottomRightCornerRadius = radius, radius
}

// objects are the pieces in the order in which they are drawn.
func (p *plate) objects() []fyne.CanvasObject {
	var list []fyne.CanvasObject
	if p.stroke > 0 {
		list = asObjects(p.rim[:])
	}
	if p.radius > p.stroke {
		list = append(list, p.fill[0], p.fill[1])
	}
	return append(list, p.fill[2])
}

// asObjects are some pieces as what the toolkit draws.
func asObjects[T fyne.CanvasObject](pieces []T) []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(pieces))
	for i, o := range pieces {
		list[i] = o
	}
	return list
}

// place puts the plate somewhere.
func (p *plate) place(at fyne.Position, size fyne.Size) {
	half := size.Height / 2
	placeRim(p.rim, at, size, min(max(p.radius, p.stroke), half), p.stroke)
	inside := at.AddXY(p.stroke, p.stroke)
	wide, high := size.Width-2*p.stroke, size.Height-2*p.stroke
	end := min(max(p.radius-p.stroke, 0), half)
	putAt(p.fill[0], inside, wide, end)
	putAt(p.fill[1], inside.AddXY(0, high-end), wide, end)
	putAt(p.fill[2], inside.AddXY(0, end), wide, high-2*end)
}

// placeRim puts the pieces of an outline around an area.
func placeRim(
	rim [4]*canvas.Rectangle, at fyne.Position, size fyne.Size, end, stroke float32,
) {
	putAt(rim[0], at, size.Width, end)
	putAt(rim[1], at.AddXY(0, size.Height-end), size.Width, end)
	putAt(rim[2], at.AddXY(0, end), stroke, size.Height-2*end)
	putAt(rim[3], at.AddXY(size.Width-stroke, end), stroke, size.Height-2*end)
}

func putAt(o fyne.CanvasObject, at fyne.Position, width, height float32) {
	o.Move(at)
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// paint gives the plate its colours.
func (p *plate) paint(fill, outline color.Color) {
	for _, o := range p.fill {
		o.FillColor = fill
	}
	for _, o := range p.rim {
		o.FillColor = outline
	}
}

// ring is an outline with rounded corners around something that stays seen, made of pieces like a
// plate.
type ring struct {
	edges   [4]*canvas.Rectangle // Above, below, left, right.
	corners [4]*canvas.Raster    // From the upper left one on, clockwise.
	radius  float32
	colour  color.Color
}

// ringWidth is how wide the outline of what has the focus is.
const ringWidth = 2

func newRing(radius float32) *ring {
	r := &ring{radius: radius, colour: transparent}
	for i := range r.edges {
		r.edges[i] = canvas.NewRectangle(transparent)
	}
	for i := range r.corners {
		right, down := i == 1 || i == 2, i >= 2
		r.corners[i] = canvas.NewRaster(func(width, height int) image.Image {
			scale := float64(width) / float64(radius+pictureMargin)
			return ringCorner(r.colour, width, height, float64(radius)*scale, scale, right, down)
		})

	}
	r.show(false)
	return r
}

func (r *ring) objects() []fyne.CanvasObject {
	return append(asObjects(r.edges[:]), asObjects(r.corners[:])...)
}

// place puts the ring onto the edge of an area.
func (r *ring) place(at fyne.Position, size fyne.Size) {
	const w = ringWidth
	long, high := size.Width-2*r.radius, size.Height-2*r.radius
	putAt(r.edges[0], at.AddXY(r.radius, 0), long, w)
	putAt(r.edges[1], at.AddXY(r.radius, size.Height-w), long, w)
	putAt(r.edges[2], at.AddXY(0, r.radius), w, high)
	putAt(r.edges[3], at.AddXY(size.Width-w, r.radius), w, high)
	side := r.radius + pictureMargin
	right, below := size.Width-side, size.Height-side
	for i, offset := range [4]fyne.Position{
		{}, fyne.NewPos(right, 0), fyne.NewPos(right, below), fyne.NewPos(0, below),
	} {
		putAt(r.corners[i], at.Add(offset), side, side)
	}
}

func (r *ring) show(shown bool) {
	for _, o := range r.objects() {
		setHidden(o, !shown)
	}
}

func (r *ring) paint(c color.Color) {
	for _, o := range r.edges {
		o.FillColor = c
	}
	if c == r.colour {
		return
	}
	r.colour = c
	for _, o := range r.corners {
		o.Refresh()
	}
}

// ringCorner is a quarter of a ring, of which the outer edge touches two sides of the picture: the
// left or the right one, and the upper or the lower one. Its radius is in pixels, and so many of
// them are a unit.
func ringCorner(
	c color.Color, width, height int, radius, scale float64, right, down bool,
) image.Image {
	full := color.NRGBAModel.Convert(c).(color.NRGBA)
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			fx, fy := radius-float64(x)-0.5, radius-float64(y)-0.5 // From the middle of the ring.
			if right {
				fx = radius - float64(width-1-x) - 0.5
			}
			if down {
				fy = radius - float64(height-1-y) - 0.5
			}
			away := math.Hypot(fx, fy)
			covered := min(radius-away, away-radius+ringWidth*scale) + 0.5
			if fx < 0 || fy < 0 {
				covered = 0 // The margin.
			}
			one := full
			one.A = uint8(float64(full.A) * max(0, min(covered, 1)))
			picture.SetNRGBA(x, y, one)
		}
	}
	return picture
}

// shadow is what a dialog throws onto what is behind it. Only what is seen of it is drawn.
type shadow struct {
	sides   [4]*canvas.LinearGradient // Above, below, left, right.
	corners [4]*canvas.Image          // From the upper left one on, clockwise.
}

// How far a shadow reaches, and how far down it falls.
const (
	shadowReach = 14
	shadowFall  = 8
)

func newShadow() *shadow {
	s := &shadow{sides: [4]*canvas.LinearGradient{
		canvas.NewVerticalGradient(transparent, transparent),
		canvas.NewVerticalGradient(transparent, transparent),
		canvas.NewHorizontalGradient(transparent, transparent),
		canvas.NewHorizontalGradient(transparent, transparent),
	}}
	for i := range s.corners {
		s.corners[i] = canvas.NewImageFromImage(nil)
	}
	return s
}

func (s *shadow) objects() []fyne.CanvasObject {
	return append(asObjects(s.sides[:]), asObjects(s.corners[:])...)
}

// place puts the shadow behind an area.
func (s *shadow) place(at fyne.Position, size fyne.Size) {
	const b = shadowReach
	at = at.AddXY(0, shadowFall)
	putAt(s.sides[0], at.AddXY(b, -b), size.Width-2*b, 2*b)
	putAt(s.sides[1], at.AddXY(b, size.Height-b), size.Width-2*b, 2*b)
	putAt(s.sides[2], at.AddXY(-b, b), 2*b, size.Height-2*b)
	putAt(s.sides[3], at.AddXY(size.Width-b, b), 2*b, size.Height-2*b)
	for i, corner := range [4]fyne.Position{
		{}, {X: size.Width}, {X: size.Width, Y: size.Height}, {Y: size.Height},
	} {
		putAt(s.corners[i], at.Add(corner).SubtractXY(b, b), 2*b, 2*b)
	}
}

func (s *shadow) paint(c color.Color) {
	s.sides[0].EndColor, s.sides[1].StartColor = c, c
	s.sides[2].EndColor, s.sides[3].StartColor = c, c
	for _, o := range s.sides {
		o.Refresh()
	}
	for i, o := range s.corners {
		o.Image = shadowCorner(c, i == 1 || i == 2, i >= 2)
		o.Refresh()
	}
}

// shadowCorner fades to two sides: to the left, or to the right, and up, or down.
func shadowCorner(c color.Color, right, down bool) image.Image {
	const side = 2 * shadowReach
	full := color.NRGBAModel.Convert(c).(color.NRGBA)
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			fx, fy := float32(x)+0.5, float32(y)+0.5
			if right {
				fx = side - fx
			}
			if down {
				fy = side - fy
			}
			one := full
			one.A = uint8(float32(full.A) * fx / side * fy / side)
			picture.SetNRGBA(x, y, one)
		}
	}
	return picture
}
