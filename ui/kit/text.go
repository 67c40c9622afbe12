package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// TextStyle is a role of text: its size, weight and colour.
type TextStyle int

// The roles.
const (
	Body TextStyle = iota
	BodyBold
	Secondary
	Caption
	CaptionBold
	CaptionDanger
	Title
	Heading
	Figure
	Danger
	Mono
	Accent
	AccentBold
	OnInverse // On a toast.
)

// look returns size, style and colour of a role.
func (s TextStyle) look() (size float32, style fyne.TextStyle, colour fyne.ThemeColorName) {
	switch s {
	case BodyBold:
		return 13, fyne.TextStyle{Bold: true}, ColorText
	case Secondary:
		return 13, fyne.TextStyle{}, ColorText2
	case Caption:
		return 12, fyne.TextStyle{}, ColorText2
	case CaptionBold:
		return 12, fyne.TextStyle{Bold: true}, ColorText
	case CaptionDanger:
		return 12, fyne.TextStyle{}, ColorDanger
	case Title:
		return 18, fyne.TextStyle{Bold: true}, ColorText
	case Heading:
		return 14, fyne.TextStyle{Bold: true}, ColorText
	case Figure:
		return 24, fyne.TextStyle{Bold: true}, ColorText
	case Danger:
		return 13, fyne.TextStyle{}, ColorDanger
	case Mono:
		return 12, fyne.TextStyle{Monospace: true}, ColorText
	case OnInverse:
		return 13, fyne.TextStyle{}, ColorOnInverse
	case AccentBold:
		return 13, fyne.TextStyle{Bold: true}, ColorAccent
	case Accent:
		return 13, fyne.TextStyle{}, ColorAccent
	}
	return 13, fyne.TextStyle{}, ColorText
}

// Text is one line. When it is narrower than its words, it ends in "…", and the whole text is its
// tooltip.
type Text struct {
	widget.BaseWidget
	style TextStyle
	full  string
	cut   bool
	least float32
	text  *canvas.Text
}

// NewText returns a line of text in a role.
func NewText(text string, style TextStyle) *Text {
	t := &Text{style: style, full: text, least: -1}
	t.ExtendBaseWidget(t)
	return t
}

// NewCutText is a line that may become as narrow as least units.
func NewCutText(text string, style TextStyle, least float32) *Text {
	t := NewText(text, style)
	t.least = least
	return t
}

// SetText changes the words.
func (t *Text) SetText(text string) {
	if t.full != text {
		t.full = text
		t.Refresh()
	}
}

// SetStyle changes the role.
func (t *Text) SetStyle(style TextStyle) {
	if t.style != style {
		t.style = style
		t.Refresh()
	}
}

// Text returns the words.
func (t *Text) Text() string { return t.full }

// whole is how wide the text is when it is not cut.
func (t *Text) whole() float32 {
	size, style, _ := t.style.look()
	return ceil(fyne.MeasureText(t.line(), size, style).Width)
}

// line is as much of the text as one line is ever laid out for.
func (t *Text) line() string {
	if first, whole := firstOf(t.full, longestLine); !whole {
		return first + "…"
	}
	return t.full
}

// Tip returns the whole text when it is cut.
func (t *Text) Tip() string {
	if t.cut {
		return t.full
	}
	return ""
}

// CreateRenderer is called by Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.text = canvas.NewText("", transparent)
	r := &textRenderer{t: t}
	r.Refresh()
	return r
}

type textRenderer struct{ t *Text }

func (r *textRenderer) MinSize() fyne.Size {
	size, style, _ := r.t.style.look()
	m := fyne.MeasureText(r.t.line(), size, style)
	if r.t.least >= 0 {
		m.Width = min(m.Width, r.t.least)
	}
	return fyne.NewSize(ceil(m.Width), ceil(m.Height))
}

func (r *textRenderer) Layout(size fyne.Size) {
	textSize, style, _ := r.t.style.look()
	shown := cutText(r.t.line(), size.Width, textSize, style)
	r.t.cut = shown != r.t.full
	if r.t.text.Text != shown {
		r.t.text.Text = shown
		r.t.text.Refresh()
	}
	height := r.t.text.MinSize().Height
	r.t.text.Move(fyne.NewPos(0, floor((size.Height-height)/2)))
	r.t.text.Resize(fyne.NewSize(size.Width, height))
}

func (r *textRenderer) Refresh() {
	size, style, colour := r.t.style.look()
	r.t.text.TextSize, r.t.text.TextStyle, r.t.text.Color = size, style, theme.Color(colour)
	if r.t.Size().Width == 0 {
		r.t.text.Text = r.t.line()
	}
	r.Layout(r.t.Size())
	r.t.text.Refresh()
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.t.text} }
func (r *textRenderer) Destroy()                     {}

// cutText returns the text as it fits into a width, ending in "…" when it had to be cut. A width of
// 0 does not cut.
func cutText(text string, width, size float32, style fyne.TextStyle) string {
	if first, whole := firstOf(text, longestLine); !whole {
		text = first + "…" // No room is for more, and to measure it takes its time.
	}
	if width <= 0 || fyne.MeasureText(text, size, style).Width <= width+0.5 {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes) // The longest prefix that fits has low to high-1 characters.
	for low+1 < high {
		middle := (low + high) / 2
		if fyne.MeasureText(string(runes[:middle])+"…", size, style).Width <= width {
			low = middle
		} else {
			high = middle
		}
	}
	if low == 0 {
		return ""
	}
	return string(runes[:low]) + "…"
}

func ceil(f float32) float32 {
	n := float32(int(f))
	if n < f {
		n++
	}
	return n
}

func floor(f float32) float32 {
	n := float32(int(f))
	if n > f {
		n--
	}
	return n
}

// Shortened is a text of at most so many characters, with an ellipsis where it was cut.
func Shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
