package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// TabItem is one tab: its key, its title, a count behind it, and the tooltip.
type TabItem struct{ Key, Title, Count, Tip string }

// Tabs is a strip of tabs; Left, Right, Home and End change the chosen one. Tabs that do not fit go
// to a second line.
type Tabs struct {
	widget.BaseWidget
	hosted
	pressable
	// Shows is what the tabs stand above; it is scrolled into view with them. nil for nothing.
	Shows fyne.CanvasObject

	items   []TabItem
	chosen  int
	hovered int
	changed func(key string)
	focused bool
	objects []*tabObjects
	line    *canvas.Rectangle
	mark    *canvas.Rectangle
	ring    *canvas.Rectangle
}

type tabObjects struct {
	title, count *canvas.Text
	at           fyne.Position
	width        float32
}

const tabHeight = 32

// NewTabs returns a strip whose first tab is chosen.
func NewTabs(items []TabItem, changed func(key string)) *Tabs {
	t := &Tabs{items: items, changed: changed, hovered: -1}
	t.ExtendBaseWidget(t)
	return t
}

// Chosen returns the key of the chosen tab.
func (t *Tabs) Chosen() string { return t.items[t.chosen].Key }

// Choose changes the chosen tab and calls changed when it is another.
func (t *Tabs) Choose(key string) {
	for i, item := range t.items {
		if item.Key == key {
			t.choose(i)
		}
	}
}

func (t *Tabs) choose(i int) {
	if i < 0 || i >= len(t.items) || i == t.chosen {
		return
	}
	t.chosen = i
	t.Refresh()
	t.changed(t.items[i].Key)
}

// SetCount changes the count behind a title, and its tooltip.
func (t *Tabs) SetCount(key, count, tip string) {
	for i := range t.items {
		if t.items[i].Key == key && t.items[i].Count != count {
			t.items[i].Count, t.items[i].Tip = count, tip
			t.Refresh()
		}
	}
}

// Tip returns the tooltip of the tab under the pointer, "" elsewhere.
func (t *Tabs) Tip() string {
	if t.hovered >= 0 {
		return t.items[t.hovered].Tip
	}
	return ""
}

// Tapped is called by Fyne.
func (t *Tabs) Tapped(e *fyne.PointEvent) { t.choose(t.at(e.Position)) }

func (t *Tabs) at(p fyne.Position) int {
	for i, o := range t.objects {
		if p.X >= o.at.X && p.X < o.at.X+o.width && p.Y >= o.at.Y && p.Y < o.at.Y+tabHeight {
			return i
		}
	}
	return -1
}

// MouseIn is called by Fyne.
func (t *Tabs) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved is called by Fyne.
func (t *Tabs) MouseMoved(e *desktop.MouseEvent) {
	if i := t.at(e.Position); i != t.hovered {
		t.hovered = i
		t.Refresh()
		t.tipOut()
		t.tipIn(t, e)
	}
}

// MouseOut is called by Fyne.
func (t *Tabs) MouseOut() { t.hovered = -1; t.Refresh(); t.tipOut() }

// FocusGained is called by Fyne.
func (t *Tabs) FocusGained() {
	t.focused = true
	t.Refresh()
	t.reveal()
}

// reveal scrolls to the tabs with what they show.
func (t *Tabs) reveal() {
	if t.Shows == nil {
		t.focusIn(t)
		return
	}
	if t.host != nil && t.host.Scroll != nil {
		t.host.Scroll.Refresh() // What another tab shows may be higher, and is laid out only then.
	}
	t.focusIn(t.Shows)
}

// FocusLost is called by Fyne.
func (t *Tabs) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune is called by Fyne.
func (t *Tabs) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (t *Tabs) TypedKey(e *fyne.KeyEvent) {
	if t.handled(e) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft:
		t.choose(t.chosen - 1)
	case fyne.KeyRight:
		t.choose(t.chosen + 1)
	case fyne.KeyHome:
		t.choose(0)
	case fyne.KeyEnd:
		t.choose(len(t.items) - 1)
	default:
		return
	}
	t.reveal()
}

// CreateRenderer is called by Fyne.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	t.line, t.mark = canvas.NewRectangle(transparent), canvas.NewRectangle(transparent)
	t.ring = focusRing(radiusBadge)
	objects := []fyne.CanvasObject{t.line}
	t.objects = nil // Fyne makes a new renderer for what was not shown for a while.
	for range t.items {
		o := &tabObjects{
			title: canvas.NewText("", transparent), count: canvas.NewText("", transparent),
		}
		t.objects = append(t.objects, o)
		objects = append(objects, o.title, o.count)
	}
	objects = append(objects, t.mark, t.ring)
	return newSimpleRenderer(t, t.layout, t.minSize, t.refresh, objects...)
}

func (t *Tabs) minSize() fyne.Size { return fyne.NewSize(200, t.HeightFor(t.Size().Width)) }

// HeightFor returns the height of the lines that the tabs need at a width.
func (t *Tabs) HeightFor(width float32) float32 {
	lines, x := 1, float32(0)
	for _, item := range t.items {
		w := tabWidth(item)
		if width > 0 && x > 0 && x+w > width {
			lines, x = lines+1, 0
		}
		x += w
	}
	return float32(lines*tabHeight) + 1
}

func tabWidth(item TabItem) float32 {
	width := fyne.MeasureText(item.Title, 13, fyne.TextStyle{Bold: true}).Width + 15
	// As wide as "all of all", so that nothing moves while the first number grows.
	if item.Count != "" {
		_, all, _ := strings.Cut(item.Count, "/")
		width += fyne.MeasureText(all+"/"+all, 12, fyne.TextStyle{}).Width
	}
	return ceil(width)
}

func (t *Tabs) layout(size fyne.Size) {
	at := fyne.NewPos(0, 0)
	for i, o := range t.objects {
		o.width = tabWidth(t.items[i])
		if at.X > 0 && at.X+o.width > size.Width {
			at = fyne.NewPos(0, at.Y+tabHeight)
		}
		o.at = at
		title, count := o.title.MinSize(), o.count.MinSize()
		o.title.Resize(title)
		o.title.Move(at.AddXY(6, floor((tabHeight-title.Height)/2)))
		o.count.Resize(count)
		o.count.Move(at.AddXY(6+title.Width+5, floor((tabHeight-count.Height)/2)))
		at.X += o.width
	}
	t.line.Move(fyne.NewPos(0, size.Height-1))
	t.line.Resize(fyne.NewSize(size.Width, 1))
	chosen := t.objects[t.chosen]
	t.mark.Move(chosen.at.AddXY(0, tabHeight-2))
	t.mark.Resize(fyne.NewSize(chosen.width-4, 2))
	t.ring.Move(chosen.at.AddXY(0, 2))
	t.ring.Resize(fyne.NewSize(chosen.width, tabHeight-6))
}

func (t *Tabs) refresh() {
	for i, o := range t.objects {
		colour := ColorText2
		switch i {
		case t.chosen:
			colour = ColorAccent
		case t.hovered:
			colour = ColorText
		}
		o.title.Text, o.title.TextSize, o.title.Color = t.items[i].Title, 13, theme.Color(colour)
		o.title.TextStyle.Bold = i == t.chosen
		o.count.Text, o.count.TextSize, o.count.Color = t.items[i].Count, 12, theme.Color(colour)
		o.title.Refresh()
		o.count.Refresh()
	}
	t.line.FillColor, t.mark.FillColor = theme.Color(ColorBorder), theme.Color(ColorAccent)
	setRing(t.ring, t.focused)
	t.layout(t.Size())
	t.line.Refresh()
	t.mark.Refresh()
}
