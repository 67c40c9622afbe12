package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ButtonKind says how a button looks.
type ButtonKind int

// The kinds. A page or dialog has one primary button.
const (
	ButtonSecondary ButtonKind = iota
	ButtonPrimary
	ButtonDanger // Only inside the confirmation of what it destroys.
	ButtonQuiet  // An icon, or words without an outline.

	buttonOnInverse // On a toast.
)

// Button is pressed by click, Enter or Space.
type Button struct {
	widget.BaseWidget
	hosted
	pressable
	Small bool // 26 units high instead of 32.

	kind     ButtonKind
	text     string
	widest   string // For what the button keeps room, "" for its text.
	icon     IconName
	tip      string
	reason   string
	tapped   func()
	disabled bool
	focused  bool
	hovered  bool

	ground *canvas.Rectangle
	label  *canvas.Text
	image  *iconImage
	ring   *canvas.Rectangle
}

// NewButton returns a button.
func NewButton(text string, kind ButtonKind, tapped func()) *Button {
	b := &Button{text: text, kind: kind, tapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// NewIconButton returns a button without words; tip says what it does.
func NewIconButton(icon IconName, tip string, tapped func()) *Button {
	b := NewButton("", ButtonQuiet, tapped)
	b.icon, b.tip, b.Small = icon, tip, true
	return b
}

// SetIcon puts an icon before the words.
func (b *Button) SetIcon(icon IconName) *Button { b.icon = icon; b.Refresh(); return b }

// SetTip sets the tooltip.
func (b *Button) SetTip(tip string) *Button { b.tip = tip; return b }

// SetText changes the words.
func (b *Button) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// countRoom is what a button keeps room for that says how many it acts on.
const countRoom = "000"

// SetCounted changes the words, with a count behind them, "" for none. Other counts leave the width
// as it is.
func (b *Button) SetCounted(words, count string) {
	text := words
	if count != "" {
		text += " · " + count
	}
	if b.text != text || b.widest == "" {
		b.text, b.widest = text, words+" · "+countRoom
		b.Refresh()
	}
}

// Enable lets the button be pressed.
func (b *Button) Enable() { b.setDisabled(false, "") }

// Disable greys the button out; reason, which may be empty, is said by its tooltip.
func (b *Button) Disable(reason string) { b.setDisabled(true, reason) }

func (b *Button) setDisabled(disabled bool, reason string) {
	b.reason = reason
	if b.disabled != disabled {
		b.disabled = disabled
		b.Refresh()
	}
}

// Words are what is on the button.
func (b *Button) Words() string { return b.text }

// Kind says how the button looks.
func (b *Button) Kind() ButtonKind { return b.kind }

// Disabled tells whether the button cannot be pressed.
func (b *Button) Disabled() bool { return b.disabled }

// Tip returns the tooltip.
func (b *Button) Tip() string {
	if b.disabled && b.reason != "" {
		return b.reason
	}
	return b.tip
}

// Tapped is called by Fyne.
func (b *Button) Tapped(*fyne.PointEvent) {
	if !b.disabled && b.tapped != nil {
		b.tapped()
	}
}

// MouseIn is called by Fyne.
func (b *Button) MouseIn(e *desktop.MouseEvent) { b.hovered = true; b.Refresh(); b.tipIn(b, e) }

// MouseMoved is called by Fyne.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (b *Button) MouseOut() { b.hovered = false; b.Refresh(); b.tipOut() }

// FocusGained is called by Fyne.
func (b *Button) FocusGained() { b.focused = true; b.Refresh(); b.focusIn(b) }

// FocusLost is called by Fyne.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune is called by Fyne.
func (b *Button) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if !b.handled(e) && activates(e) {
		b.Tapped(nil)
	}
}

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ground = canvas.NewRectangle(transparent)
	b.ground.CornerRadius = radiusField
	b.label = canvas.NewText("", transparent)
	b.label.TextStyle.Bold = true
	b.image = newIconImage(IconNone, ColorText, iconUsual)
	b.ring = focusRing(radiusField + 4)
	return newSimpleRenderer(
		b, b.layout, b.minSize, b.refresh, b.ground, b.image.object, b.label, b.ring,
	)
}

const buttonIcon = 16

func (b *Button) minSize() fyne.Size {
	height := float32(heightField)
	if b.Small {
		height = heightSmall
	}
	if b.text == "" {
		return fyne.NewSize(height, height)
	}
	bold := fyne.TextStyle{Bold: true}
	width := ceil(max(
		fyne.MeasureText(b.text, 13, bold).Width, fyne.MeasureText(b.widest, 13, bold).Width,
	)) + 28
	if b.icon != IconNone {
		width += buttonIcon + 8
	}
	return fyne.NewSize(width, height)
}

func (b *Button) layout(size fyne.Size) {
	b.ground.Resize(size)
	b.ring.Move(fyne.NewPos(-4, -4))
	b.ring.Resize(fyne.NewSize(size.Width+8, size.Height+8))
	text := fyne.MeasureText(b.text, 13, fyne.TextStyle{Bold: true})
	content := text.Width
	if b.icon != IconNone && b.text != "" {
		content += buttonIcon + 8
	}
	x := floor((size.Width - content) / 2)
	if b.icon != IconNone {
		if b.text == "" {
			x = floor((size.Width - buttonIcon) / 2)
		}
		b.image.place(fyne.NewPos(x, floor((size.Height-buttonIcon)/2)))
		x += buttonIcon + 8
	}
	b.label.Move(fyne.NewPos(x, floor((size.Height-text.Height)/2)))
	b.label.Resize(text)
}

func (b *Button) refresh() {
	fill, outline, words := b.colours()
	b.ground.FillColor, b.ground.StrokeColor, b.ground.StrokeWidth = transparent, transparent, 0
	if fill != "" {
		b.ground.FillColor = theme.Color(fill)
	}
	if outline != "" {
		b.ground.StrokeColor, b.ground.StrokeWidth = theme.Color(outline), 1
	}
	b.label.Text, b.label.TextSize, b.label.Color = b.text, 13, theme.Color(words)
	b.image.set(b.icon, words)
	setRing(b.ring, b.focused)
	b.layout(b.Size())
	b.ground.Refresh()
	b.label.Refresh()
}

// colours returns the ground, the outline and the words; "" is none.
func (b *Button) colours() (fill, outline, words fyne.ThemeColorName) {
	switch b.kind {
	case ButtonPrimary:
		if b.disabled {
			return ColorUnused, "", ColorOnAccent
		}
		return ColorAccent, "", ColorOnAccent
	case ButtonDanger:
		if b.disabled {
			return ColorDangerSoft, "", ColorText2
		}
		return ColorDanger, "", ColorOnAccent
	case buttonOnInverse:
		return "", "", ColorOnInverse
	case ButtonQuiet:
		words = ColorText2
		if b.hovered || b.focused {
			words = ColorText
		}
		if b.hovered && !b.disabled {
			fill = ColorHover
		}
		return fill, "", words
	}
	switch {
	case b.disabled:
		return ColorHover, ColorLine, ColorText2
	case b.hovered:
		return ColorHover, ColorBorder, ColorText
	}
	return ColorSurface, ColorBorder, ColorText
}
