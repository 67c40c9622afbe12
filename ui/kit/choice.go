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
	off     bool
	ground  *canvas.Rectangle
	image   *iconImage
	arrow   *iconImage
}

// NewChoice returns a choice.
func NewChoice(icon IconName, title, text string, tapped func()) *Choice {
	c := &Choice{
		icon: icon, title: NewText(title, Heading), text: NewCutText(text, Secondary, 100),
		tapped: tapped,
	}
	c.ExtendBaseWidget(c)
	return c
}

// SetText says something else below the title.
func (c *Choice) SetText(text string) { c.text.SetText(text) }

// Disable keeps it from being chosen, and says why below the title.
func (c *Choice) Disable(reason string) {
	c.off = true
	c.text.SetText(reason)
	c.Refresh()
}

// Enable lets it be chosen again, with a text below the title.
func (c *Choice) Enable(text string) {
	c.off = false
	c.text.SetText(text)
	c.Refresh()
}

// Disabled tells whether it cannot be chosen. It keeps the focus, so that its reason is read.
func (c *Choice) Disabled() bool { return c.off }

// Tapped is called by Fyne.
func (c *Choice) Tapped(*fyne.PointEvent) { c.choose() }

func (c *Choice) choose() {
	if !c.off {
		c.tapped()
	}
}

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
		c.choose()
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
	c.image, c.arrow = newIconImage(
		c.icon, ColorAccent, iconLarge,
	), newIconImage(IconChevronRight, ColorText2, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(240, 66) }
	return newSimpleRenderer(
		c, c.layout, minSize, c.refresh, c.ground, c.image.object, c.title, c.text, c.arrow.object,
	)
}

func (c *Choice) layout(size fyne.Size) {
	c.ground.Resize(size)
	c.image.place(fyne.NewPos(20, floor((size.Height-20)/2)))
	c.title.Move(fyne.NewPos(56, 13))
	c.title.Resize(fyne.NewSize(size.Width-90, 20))
	c.text.Move(fyne.NewPos(56, 33))
	c.text.Resize(fyne.NewSize(size.Width-90, 18))
	c.arrow.place(fyne.NewPos(size.Width-29, floor((size.Height-16)/2)))
}

func (c *Choice) refresh() {
	c.ground.FillColor, c.ground.StrokeColor = theme.Color(ColorSurface), theme.Color(ColorBorder)
	c.ground.StrokeWidth = 1
	icon, title := ColorAccent, Heading
	if c.off {
		c.ground.FillColor = theme.Color(ColorBackground)
		icon, title = ColorText2, Secondary
	} else if c.hovered {
		c.ground.FillColor = theme.Color(ColorHover)
	}
	c.image.set(c.icon, icon)
	c.title.SetStyle(title)
	c.arrow.object.Hidden = c.off
	if c.focused {
		c.ground.StrokeColor, c.ground.StrokeWidth = theme.Color(ColorFocus), 2
	}
	c.layout(c.Size())
	c.ground.Refresh()
}
