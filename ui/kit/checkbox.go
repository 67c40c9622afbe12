package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Ticked is the state of a checkbox.
type Ticked int

// The states. Some stands for a group of which some are ticked.
const (
	Off Ticked = iota
	On
	Some
)

// Checkbox is a box with words; a click anywhere on the line, or Space, toggles it.
type Checkbox struct {
	widget.BaseWidget
	hosted
	pressable
	text     string
	note     string
	state    Ticked
	changed  func(on bool)
	disabled bool
	focused  bool
	hovered  bool

	box   *canvas.Rectangle
	mark  *iconImage
	dash  *canvas.Rectangle
	label *canvas.Text
	aside *Text
	ring  *canvas.Rectangle
}

const (
	boxSize        = 16
	checkboxHeight = 26
)

// NewCheckbox returns a checkbox that is off.
func NewCheckbox(text string, changed func(on bool)) *Checkbox {
	c := &Checkbox{text: text, changed: changed, aside: NewCutText("", Caption, 0)}
	c.ExtendBaseWidget(c)
	return c
}

// SetState changes the state without calling changed.
func (c *Checkbox) SetState(state Ticked) {
	if c.state != state {
		c.state = state
		c.Refresh()
	}
}

// SetOn ticks or unticks the box without calling changed.
func (c *Checkbox) SetOn(on bool) {
	if on {
		c.SetState(On)
	} else {
		c.SetState(Off)
	}
}

// IsOn tells whether the box is ticked.
func (c *Checkbox) IsOn() bool { return c.state == On }

// SetNote puts quieter words behind the text.
func (c *Checkbox) SetNote(note string) {
	if c.note != note {
		c.note = note
		c.Refresh()
	}
}

// Text returns the words.
func (c *Checkbox) Text() string { return c.text }

// Tip returns the note when it is cut.
func (c *Checkbox) Tip() string { return c.aside.Tip() }

// Enable lets the box be changed.
func (c *Checkbox) Enable() { c.disabled = false; c.Refresh() }

// Disable greys the box out.
func (c *Checkbox) Disable() { c.disabled = true; c.Refresh() }

// Tapped is called by Fyne.
func (c *Checkbox) Tapped(*fyne.PointEvent) {
	if c.disabled {
		return
	}
	c.SetOn(c.state != On)
	if c.changed != nil {
		c.changed(c.state == On)
	}
}

// MouseIn is called by Fyne.
func (c *Checkbox) MouseIn(e *desktop.MouseEvent) { c.hovered = true; c.Refresh(); c.tipIn(c, e) }

// MouseMoved is called by Fyne.
func (c *Checkbox) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (c *Checkbox) MouseOut() { c.hovered = false; c.Refresh(); c.tipOut() }

// FocusGained is called by Fyne.
func (c *Checkbox) FocusGained() { c.focused = true; c.Refresh(); c.focusIn(c) }

// FocusLost is called by Fyne.
func (c *Checkbox) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune is called by Fyne.
func (c *Checkbox) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (c *Checkbox) TypedKey(e *fyne.KeyEvent) {
	if !c.handled(e) && activates(e) {
		c.Tapped(nil)
	}
}

// CreateRenderer is called by Fyne.
func (c *Checkbox) CreateRenderer() fyne.WidgetRenderer {
	c.box = canvas.NewRectangle(transparent)
	c.box.CornerRadius = 3
	c.mark = newIconImage(IconCheck, ColorOnAccent, iconSmall)
	c.dash = canvas.NewRectangle(transparent)
	c.label = canvas.NewText("", transparent)
	c.ring = focusRing(radiusBadge)
	return newSimpleRenderer(
		c, c.layout, c.minSize, c.refresh, c.box, c.mark.object, c.dash, c.label, c.aside, c.ring,
	)
}

func (c *Checkbox) minSize() fyne.Size {
	width := float32(boxSize)
	if c.text != "" {
		width += 8 + ceil(fyne.MeasureText(c.text, 13, fyne.TextStyle{}).Width)
	}
	if c.note != "" {
		width += 8 + c.aside.MinSize().Width
	}
	return fyne.NewSize(width, checkboxHeight)
}

func (c *Checkbox) layout(size fyne.Size) {
	y := floor((size.Height - boxSize) / 2)
	c.box.Move(fyne.NewPos(0, y))
	c.box.Resize(fyne.NewSize(boxSize, boxSize))
	c.mark.place(fyne.NewPos(2, y+2))
	c.dash.Move(fyne.NewPos(4, y+7))
	c.dash.Resize(fyne.NewSize(8, 2))
	text := fyne.MeasureText(c.text, 13, fyne.TextStyle{})
	c.label.Move(fyne.NewPos(boxSize+8, floor((size.Height-text.Height)/2)))
	c.label.Resize(text)
	x := boxSize + 8 + ceil(text.Width) + 8
	c.aside.Move(fyne.NewPos(x, 0))
	c.aside.Resize(fyne.NewSize(max(size.Width-x, 0), size.Height))
	c.ring.Move(fyne.NewPos(-4, 1))
	c.ring.Resize(fyne.NewSize(min(boxSize+8+text.Width+8, size.Width+8), size.Height-2))
}

func (c *Checkbox) refresh() {
	c.box.FillColor, c.box.StrokeColor = theme.Color(ColorField), theme.Color(ColorFieldBorder)
	c.box.StrokeWidth = 2
	if c.hovered && !c.disabled {
		c.box.StrokeColor = theme.Color(ColorAccent)
	}
	if c.state != Off {
		c.box.FillColor, c.box.StrokeColor = theme.Color(ColorAccent), theme.Color(ColorAccent)
	}
	c.mark.object.Hidden, c.dash.Hidden = c.state != On, c.state != Some
	c.dash.FillColor = theme.Color(ColorOnAccent)
	c.label.Text, c.label.TextSize, c.label.Color = c.text, 13, theme.Color(ColorText)
	if c.disabled {
		c.label.Color = theme.Color(ColorText2)
	}
	c.aside.SetText(c.note)
	setRing(c.ring, c.focused)
	c.layout(c.Size())
	c.box.Refresh()
	c.label.Refresh()
	c.dash.Refresh()
}
