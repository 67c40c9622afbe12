package kit

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Option is one choice: its key, and its words.
type Option struct{ Key, Text string }

// selector is a box that shows one of several options. Up and Down change it, Space or Enter opens
// the list, a letter goes to the next option that begins with it.
type selector struct {
	widget.BaseWidget
	hosted
	pressable
	options  []Option
	chosen   int
	changed  func(key string)
	onFocus  func(bool)
	disabled bool
	focused  bool // Said by the outline, where no field says it.
	ground   *canvas.Rectangle
	text     *Text
	chevron  *iconImage
}

// NewSelectField returns a field for one of several options. Its text is the key of the chosen one.
func NewSelectField(label string, options []Option) *Field {
	s := &selector{options: options, text: NewCutText("", Body, 40)}
	s.ExtendBaseWidget(s)
	f := newField(label, s, s)
	s.onFocus = f.focusChanged
	s.changed = func(key string) {
		if f.OnChanged != nil {
			f.OnChanged(key)
		}
	}
	f.text = func() string {
		if len(s.options) == 0 {
			return ""
		}
		return s.options[s.chosen].Key
	}
	f.setText = func(key string) {
		for i, o := range s.options {
			if o.Key == key {
				s.chosen = i
			}
		}
		s.Refresh()
	}
	f.disable = func(disabled bool) { s.disabled = disabled; s.Refresh() }
	return f
}

// SetOptions changes what a field made by NewSelectField offers; what is chosen stays, or the first
// becomes it.
func (f *Field) SetOptions(options []Option) {
	s, ok := f.focus.(*selector)
	if !ok {
		return
	}
	chosen := f.Text()
	s.options, s.chosen = options, 0
	f.SetText(chosen)
}

// NewSelect returns a box for one of several options, without a field's name and without a field
// around it.
func NewSelect(options []Option, changed func(key string)) fyne.CanvasObject {
	return NewChosenSelect(options, "", changed)
}

// NewChosenSelect is NewSelect with another option chosen than the first.
func NewChosenSelect(
	options []Option, chosen string, changed func(key string),
) fyne.CanvasObject {
	s := &selector{options: options, changed: changed, text: NewCutText("", Body, 40)}
	s.chosen = max(0, slices.IndexFunc(options, func(o Option) bool { return o.Key == chosen }))
	s.ExtendBaseWidget(s)
	s.onFocus = func(focused bool) {
		s.focused = focused
		s.Refresh()
	}
	return s
}

func (s *selector) choose(i int) {
	if i >= 0 && i < len(s.options) && i != s.chosen {
		s.chosen = i
		s.Refresh()
		s.changed(s.options[i].Key)
	}
}

func (s *selector) open() {
	c := canvasOf(s)
	if c == nil || s.disabled {
		return
	}
	items := make([]*fyne.MenuItem, len(s.options))
	for i, o := range s.options {
		items[i] = fyne.NewMenuItem(o.Text, func() { s.choose(i) })
		items[i].Checked = i == s.chosen
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(fyne.CurrentApp().Driver().AbsolutePositionForObject(s).AddXY(
		0, s.Size().Height,
	))
	menu.Resize(fyne.NewSize(max(s.Size().Width, menu.MinSize().Width), menu.MinSize().Height))
	c.Focus(menu)
}

// Tapped is called by Fyne.
func (s *selector) Tapped(*fyne.PointEvent) {
	if c := canvasOf(s); c != nil && !s.disabled {
		c.Focus(s)
	}
	s.open()
}

// Cursor is called by Fyne.
func (s *selector) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained is called by Fyne.
func (s *selector) FocusGained() { s.focusIn(s); s.onFocus(true) }

// FocusLost is called by Fyne.
func (s *selector) FocusLost() { s.onFocus(false) }

// TypedRune is called by Fyne.
func (s *selector) TypedRune(r rune) {
	for step := 1; step <= len(s.options) && !unicode.IsSpace(r); step++ {
		i := (s.chosen + step) % len(s.options)
		if strings.HasPrefix(strings.ToLower(s.options[i].Text), strings.ToLower(string(r))) {
			s.choose(i)
			return
		}
	}
}

// TypedKey is called by Fyne.
func (s *selector) TypedKey(e *fyne.KeyEvent) {
	switch {
	case s.handled(e) || s.disabled:
	case e.Name == fyne.KeyDown:
		s.choose(s.chosen + 1)
	case e.Name == fyne.KeyUp:
		s.choose(s.chosen - 1)
	case activates(e):
		s.open()
	}
}

// CreateRenderer is called by Fyne.
func (s *selector) CreateRenderer() fyne.WidgetRenderer {
	s.ground = canvas.NewRectangle(transparent)
	s.ground.CornerRadius, s.ground.StrokeWidth = radiusField, 1
	s.chevron = newIconImage(IconChevronDown, ColorText, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(100, heightField) }
	return newSimpleRenderer(s, s.layout, minSize, s.refresh, s.ground, s.text, s.chevron.object)
}

func (s *selector) layout(size fyne.Size) {
	layOutChoice(size, s.ground, s.text, s.chevron)
}

// layOutChoice places the text of a closed list of choices, and the chevron at its end.
func layOutChoice(size fyne.Size, ground, text fyne.CanvasObject, chevron *iconImage) {
	ground.Resize(size)
	text.Move(fyne.NewPos(10, 0))
	text.Resize(fyne.NewSize(max(size.Width-40, 0), size.Height))
	chevron.place(fyne.NewPos(size.Width-26, floor((size.Height-16)/2)))
}

func (s *selector) refresh() {
	s.ground.FillColor = theme.Color(ColorField)
	s.ground.StrokeColor, s.ground.StrokeWidth = theme.Color(ColorFieldBorder), 1
	if s.focused {
		s.ground.StrokeColor, s.ground.StrokeWidth = theme.Color(ColorAccent), 2
	}
	s.ground.Refresh()
	style := Body
	if s.disabled {
		style = Secondary
	}
	s.text.SetStyle(style)
	if len(s.options) > 0 {
		s.text.SetText(s.options[s.chosen].Text)
	}
	s.layout(s.Size())
}
