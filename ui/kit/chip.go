package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Chip is a quick filter that is chosen or not.
type Chip struct {
	widget.BaseWidget
	hosted
	pressable
	text    string
	tip     string
	closing bool // A click takes away what the chip says.
	chosen  bool
	tapped  func()
	focused bool
	hovered bool
	ground  *canvas.Rectangle
	label   *canvas.Text
	cross   *iconImage
	ring    *canvas.Rectangle
}

// NewChip returns a chip.
func NewChip(text string, tapped func()) *Chip {
	c := &Chip{text: text, tapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

// SetClosing marks the chip with a cross: a click takes away what it says.
func (c *Chip) SetClosing() *Chip { c.closing = true; return c }

// SetTip sets the tooltip.
func (c *Chip) SetTip(tip string) *Chip { c.tip = tip; return c }

// Tip returns the tooltip.
func (c *Chip) Tip() string { return c.tip }

// Text returns the words.
func (c *Chip) Text() string { return c.text }

// Set changes the words, and whether the chip is chosen.
func (c *Chip) Set(text string, chosen bool) {
	if c.text != text || c.chosen != chosen {
		c.text, c.chosen = text, chosen
		c.Refresh()
	}
}

// Tapped is called by Fyne.
func (c *Chip) Tapped(*fyne.PointEvent) { c.tapped() }

// MouseIn is called by Fyne.
func (c *Chip) MouseIn(e *desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
	if c.tip != "" {
		c.tipIn(c, e)
	}
}

// MouseMoved is called by Fyne.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (c *Chip) MouseOut() { c.hovered = false; c.Refresh(); c.tipOut() }

// FocusGained is called by Fyne.
func (c *Chip) FocusGained() { c.focused = true; c.Refresh(); c.focusIn(c) }

// FocusLost is called by Fyne.
func (c *Chip) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune is called by Fyne.
func (c *Chip) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	if !c.handled(e) && activates(e) {
		c.tapped()
	}
}

// CreateRenderer is called by Fyne.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	c.ground, c.label, c.ring = canvas.NewRectangle(transparent), canvas.NewText(
		"", transparent,
	), focusRing(15)
	c.ground.CornerRadius, c.ground.StrokeWidth = 13, 1
	c.cross = newIconImage(IconNone, ColorText2, iconSmall)
	minSize := func() fyne.Size {
		width := ceil(fyne.MeasureText(c.text, 13, fyne.TextStyle{Bold: true}).Width) + 24
		if c.closing {
			width += chipCross
		}
		return fyne.NewSize(width, heightSmall)
	}
	return newSimpleRenderer(
		c, c.layout, minSize, c.refresh, c.ground, c.label, c.cross.object, c.ring,
	)
}

// chipCross is the room of the cross behind the words.
const chipCross = 18

func (c *Chip) layout(size fyne.Size) {
	c.ground.Resize(size)
	c.ring.Move(fyne.NewPos(-2, -2))
	c.ring.Resize(size.AddWidthHeight(4, 4))
	text := c.label.MinSize()
	room := size.Width
	if c.closing {
		room -= chipCross
		c.cross.place(fyne.NewPos(room-6, floor((size.Height-12)/2)))
	}
	c.label.Move(fyne.NewPos(floor((room-text.Width)/2), floor((size.Height-text.Height)/2)))
	c.label.Resize(text)
}

func (c *Chip) refresh() {
	fill, outline, words := ColorSurface, ColorBorder, ColorText
	switch {
	case c.chosen:
		fill, outline, words = ColorSoft, ColorAccent, ColorAccent
	case c.hovered:
		fill = ColorHover
	}
	c.ground.FillColor, c.ground.StrokeColor = theme.Color(fill), theme.Color(outline)
	c.label.Text, c.label.TextSize, c.label.Color = c.text, 13, theme.Color(words)
	c.label.TextStyle.Bold = c.chosen
	if c.closing {
		fill, outline, words = ColorSoft, ColorSoft, ColorText
		if c.hovered {
			outline = ColorAccent
		}
		c.ground.FillColor, c.ground.StrokeColor = theme.Color(fill), theme.Color(outline)
		c.label.Color, c.label.TextStyle.Bold = theme.Color(words), true
		c.cross.set(IconClose, ColorText2)
	}
	setRing(c.ring, c.focused)
	c.layout(c.Size())
	c.ground.Refresh()
	c.label.Refresh()
}
