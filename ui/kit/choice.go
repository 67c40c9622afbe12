package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Choice is a large button with an icon, a title and a sentence.
type Choice struct {
	widget.BaseWidget
	hosted
	pressable
	icon    IconName
	title   *Text
	text    *Text
	tapped  func()
	focused bool
	hovered bool
	ground  *canvas.Rectangle
	image   *canvas.Image
	arrow   *canvas.Image
}

// NewChoice returns a choice.
func NewChoice(icon IconName, title, text string, tapped func()) *Choice {
	c := &Choice{icon: icon, title: NewText(title, Heading), text: NewCutText(text, Secondary, 100), tapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped is called by Fyne.
func (c *Choice) Tapped(*fyne.PointEvent) { c.tapped() }

// MouseIn is called by Fyne.
func (c *Choice) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved is called by Fyne.
func (c *Choice) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (c *Choice) MouseOut() { c.hovered = false; c.Refresh() }

// FocusGained is called by Fyne.
func (c *Choice) FocusGained() { c.focused = true; c.Refresh(); c.focusIn(c) }

// FocusLost is called by Fyne.
func (c *Choice) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune is called by Fyne.
func (c *Choice) TypedRune(rune) {}

// TypedKey is called by Fyne; Up and Down go to the choice before and after.
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	window := canvasOf(c)
	switch {
	case c.handled(e):
	case activates(e):
		c.tapped()
	case e.Name == fyne.KeyDown && window != nil:
		window.FocusNext()
	case e.Name == fyne.KeyUp && window != nil:
		window.FocusPrevious()
	}
}

// CreateRenderer is called by Fyne.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	c.ground = canvas.NewRectangle(transparent)
	c.ground.CornerRadius = radiusCard
	c.image, c.arrow = newIconImage(c.icon, ColorAccent, iconLarge), newIconImage(IconChevronRight, ColorText2, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(240, 66) }
	return newSimpleRenderer(c, c.layout, minSize, c.refresh, c.ground, c.image, c.title, c.text, c.arrow)
}

func (c *Choice) layout(size fyne.Size) {
	c.ground.Resize(size)
	c.image.Move(fyne.NewPos(20, floor((size.Height-20)/2)))
	c.image.Resize(fyne.NewSize(20, 20))
	c.title.Move(fyne.NewPos(56, 13))
	c.title.Resize(fyne.NewSize(size.Width-90, 20))
	c.text.Move(fyne.NewPos(56, 33))
	c.text.Resize(fyne.NewSize(size.Width-90, 18))
	c.arrow.Move(fyne.NewPos(size.Width-29, floor((size.Height-16)/2)))
	c.arrow.Resize(fyne.NewSize(16, 16))
}

func (c *Choice) refresh() {
	c.ground.FillColor, c.ground.StrokeColor, c.ground.StrokeWidth = theme.Color(ColorSurface), theme.Color(ColorBorder), 1
	if c.hovered {
		c.ground.FillColor = theme.Color(ColorHover)
	}
	if c.focused {
		c.ground.StrokeColor, c.ground.StrokeWidth = theme.Color(ColorFocus), 2
	}
	c.layout(c.Size())
	c.ground.Refresh()
}
