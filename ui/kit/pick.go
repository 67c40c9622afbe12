package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Pick is one thing that can be picked out of many.
type Pick struct {
	Key, Text string
	Note      string // Quieter words behind the text.
	Off       bool   // It is shown, and cannot be picked; the note says why.
}

// PickOptions say what a PickField offers.
type PickOptions struct {
	Many    bool   // Several can be picked.
	Empty   string // Shown while nothing is picked.
	Search  string // Shown in the search while nothing is typed.
	Nothing string // Shown when the search finds nothing.
	// Find calls found on the UI goroutine with what fits a text, at once or later.
	Find func(text string, found func([]Pick))
	// Add names what Choose does with a text that was searched, "" when nothing can be added; OnAdd
	// does it.
	Add   func(text string) string
	OnAdd func(text string)
}

// PickField picks one thing, or several, out of more than fit into a menu. Space, Enter, Down or
// typing opens a list below its field that is searched while typing.
type PickField struct {
	// Field is what a form shows.
	Field *Field
	// OnPicked is called after a person picked something, or took it away.
	OnPicked func()

	options PickOptions
	picked  []Pick
	box     *pickBox
}

// NewPickField returns a field in which nothing is picked.
func NewPickField(label string, o PickOptions) *PickField {
	p := &PickField{options: o}
	p.box = newPickBox(p)
	p.Field = newField(label, p.box, p.box)
	p.Field.text = func() string { return p.box.text.full }
	p.Field.setText = func(string) {} // SetPicked does it.
	p.Field.disable = func(disabled bool) { p.box.disabled = disabled; p.box.Refresh() }
	return p
}

// Picked returns what is picked.
func (p *PickField) Picked() []Pick { return slices.Clone(p.picked) }

// SetPicked changes what is picked without calling OnPicked.
func (p *PickField) SetPicked(picked []Pick) {
	p.picked = slices.Clone(picked)
	p.box.Refresh()
}

// isPicked tells whether something is picked.
func (p *PickField) isPicked(key string) bool {
	return slices.ContainsFunc(p.picked, func(o Pick) bool { return o.Key == key })
}

// pick picks something, or takes it away when several can be picked and it is one of them.
func (p *PickField) pick(o Pick) {
	switch {
	case !p.options.Many:
		p.picked = []Pick{o}
	case p.isPicked(o.Key):
		p.picked = slices.DeleteFunc(p.picked, func(other Pick) bool { return other.Key == o.Key })
	default:
		p.picked = append(p.picked, o)
	}
	p.changed()
}

func (p *PickField) changed() {
	p.box.Refresh()
	if p.OnPicked != nil {
		p.OnPicked()
	}
}

// pickBox is the box of a PickField.
type pickBox struct {
	widget.BaseWidget
	hosted
	pressable
	field    *PickField
	disabled bool
	ground   *canvas.Rectangle
	text     *Text
	chevron  *iconImage
}

func newPickBox(p *PickField) *pickBox {
	b := &pickBox{field: p, text: NewCutText("", Body, 40)}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped is called by Fyne.
func (b *pickBox) Tapped(*fyne.PointEvent) {
	if c := canvasOf(b); c != nil && !b.disabled {
		c.Focus(b)
	}
	b.open("")
}

// Cursor is called by Fyne.
func (b *pickBox) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn is called by Fyne.
func (b *pickBox) MouseIn(e *desktop.MouseEvent) { b.tipIn(b, e) }

// MouseMoved is called by Fyne.
func (b *pickBox) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (b *pickBox) MouseOut() { b.tipOut() }

// Tip returns the whole text when it is cut.
func (b *pickBox) Tip() string { return b.text.Tip() }

// FocusGained is called by Fyne.
func (b *pickBox) FocusGained() { b.focusIn(b); b.field.Field.focusChanged(true) }

// FocusLost is called by Fyne.
func (b *pickBox) FocusLost() { b.field.Field.focusChanged(false) }

// TypedRune is called by Fyne; typing searches.
func (b *pickBox) TypedRune(r rune) {
	if r != ' ' {
		b.open(string(r))
	}
}

// TypedKey is called by Fyne.
func (b *pickBox) TypedKey(e *fyne.KeyEvent) {
	switch {
	case b.handled(e) || b.disabled:
	case (e.Name == fyne.KeyBackspace || e.Name == fyne.KeyDelete) && b.field.options.Many &&
		len(b.field.picked) > 0:
		b.field.picked = b.field.picked[:len(b.field.picked)-1]
		b.field.changed()
	case e.Name == fyne.KeyDown || activates(e):
		b.open("")
	}
}

func (b *pickBox) open(text string) {
	if c := canvasOf(b); c != nil && !b.disabled {
		showPicks(c, b.field, text)
	}
}

// CreateRenderer is called by Fyne.
func (b *pickBox) CreateRenderer() fyne.WidgetRenderer {
	b.ground = canvas.NewRectangle(transparent)
	b.ground.CornerRadius, b.ground.StrokeWidth = radiusField, 1
	b.chevron = newIconImage(IconChevronDown, ColorText, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(100, heightField) }
	return newSimpleRenderer(b, b.layout, minSize, b.refresh, b.ground, b.text, b.chevron.object)
}

func (b *pickBox) layout(size fyne.Size) {
	layOutChoice(size, b.ground, b.text, b.chevron)
}

func (b *pickBox) refresh() {
	b.ground.FillColor = theme.Color(ColorField)
	b.ground.StrokeColor = theme.Color(ColorFieldBorder)
	b.ground.Refresh()
	texts := make([]string, len(b.field.picked))
	for i, p := range b.field.picked {
		texts[i] = p.Text
	}
	b.text.SetText(strings.Join(texts, ", "))
	b.text.SetStyle(Body)
	if len(texts) == 0 {
		b.text.SetText(b.field.options.Empty)
	}
	if len(texts) == 0 || b.disabled {
		b.text.SetStyle(Secondary)
	}
	b.layout(b.Size())
}
