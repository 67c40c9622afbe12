package main

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"github.com/stretchr/testify/assert"

	"resellerdesk/ui/kit"
)

// How many times the pixels of the window a frame may paint: without a graphics card that is what a
// frame costs. A form is over its page, of which the scrim paints everything once more.
const (
	mostPainted     = 1.6
	mostWithOneForm = 3.5
)

// TestAFramePaintsFewPixelsTwice adds up what each page paints onto the colour of the window, with
// which the toolkit begins a frame, and the form that adds a reseller.
func TestAFramePaintsFewPixelsTwice(t *testing.T) {
	s := newScreen(t, "en", kit.ModeLight, 1280, 800, 1).example(60)
	s.busyDay()
	for _, page := range pages {
		s.goTo(page)
		assert.LessOrEqual(t, s.paintedTimes(), float32(mostPainted), page)
	}
	s.goTo("user")
	s.press(fyne.KeyN)
	assert.LessOrEqual(t, s.paintedTimes(), float32(mostWithOneForm), "a form")
}

// paintedTimes is how many times its pixels the window paints.
func (s *screen) paintedTimes() (times float32) {
	c := s.window.Fyne().Canvas()
	for _, o := range append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...) {
		times += s.painted(o, fyne.Position{}, rectangle{size: c.Size()})
	}
	return times / c.Size().Width / c.Size().Height
}

type rectangle struct {
	at   fyne.Position
	size fyne.Size
}

// area is how much of an object is within a part of the window.
func (r rectangle) area(at fyne.Position, size fyne.Size) float32 {
	part := r.within(at, size)
	return part.size.Width * part.size.Height
}

func (r rectangle) within(at fyne.Position, size fyne.Size) rectangle {
	left, top := max(r.at.X, at.X), max(r.at.Y, at.Y)
	right := min(r.at.X+r.size.Width, at.X+size.Width)
	bottom := min(r.at.Y+r.size.Height, at.Y+size.Height)
	return rectangle{
		fyne.NewPos(left, top), fyne.NewSize(max(right-left, 0), max(bottom-top, 0)),
	}
}

// painted is how many pixels an object paints, and all below it.
func (s *screen) painted(
	o fyne.CanvasObject, from fyne.Position, seen rectangle,
) (pixels float32) {
	if !o.Visible() {
		return 0
	}
	at := from.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Rectangle:
		if isClear(o.FillColor) && (isClear(o.StrokeColor) || o.StrokeWidth == 0) {
			return 0
		}
		return seen.area(at, o.Size())
	case fyne.Widget:
		if _, cuts := o.(*container.Scroll); cuts {
			seen = seen.within(at, o.Size())
		}
	case *fyne.Container:
	case *canvas.Text:
		return seen.area(at, o.MinSize())
	default: // Pictures, gradients, circles.
		return seen.area(at, o.Size())
	}
	for _, child := range childrenOf(o) {
		pixels += s.painted(child, at, seen)
	}
	return pixels
}

func isClear(c color.Color) bool {
	if c == nil {
		return true
	}
	_, _, _, alpha := c.RGBA()
	return alpha == 0
}
