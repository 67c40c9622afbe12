package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// NavItem leads to a page of the menu or a section of a form.
type NavItem struct {
	widget.BaseWidget
	hosted
	pressable
	icon    IconName
	text    string
	tapped  func()
	chosen  bool
	wrong   bool
	narrow  bool
	focused bool
	hovered bool
	ground  *canvas.Rectangle
	image   *iconImage
	label   *Text
	mark    *iconImage
	count   *Badge
	note    *Text
	dot     *canvas.Circle // In the place of the count beside a lone icon.
	waits   string
	ring    *canvas.Rectangle
}

const navHeight = 30

// NewNavItem returns an item with an icon, which may be none.
func NewNavItem(icon IconName, text string, tapped func()) *NavItem {
	n := &NavItem{
		icon: icon, text: text, tapped: tapped, label: NewCutText(text, Body, 20),
		count: NewBadge(Warn, IconNone, ""), note: NewText("", Caption),
	}
	n.ExtendBaseWidget(n)
	return n
}

// SetChosen says whether it is where we are.
func (n *NavItem) SetChosen(chosen bool) {
	if n.chosen != chosen {
		n.chosen = chosen
		n.Refresh()
	}
}

// SetWrong marks that something there must be fixed.
func (n *NavItem) SetWrong(wrong bool) {
	if n.wrong != wrong {
		n.wrong = wrong
		n.Refresh()
	}
}

// SetCount says how much waits there; "" is nothing.
func (n *NavItem) SetCount(count string) {
	if n.waits != count {
		n.waits = count
		n.Refresh()
	}
}

// Text returns the words of the item, without the note behind them.
func (n *NavItem) Text() string { return n.text }

// SetNote puts some words behind, at the right; it returns the item.
func (n *NavItem) SetNote(text string) *NavItem {
	n.note.SetText(text)
	return n
}

// SetNarrow shows the icon alone, with the text as tooltip.
func (n *NavItem) SetNarrow(narrow bool) {
	if n.narrow != narrow {
		n.narrow = narrow
		n.Refresh()
	}
}

// Tip returns the text when only the icon is shown.
func (n *NavItem) Tip() string {
	if n.narrow {
		return n.text
	}
	return n.label.Tip()
}

// Tapped is called by Fyne.
func (n *NavItem) Tapped(*fyne.PointEvent) { n.tapped() }

// MouseIn is called by Fyne.
func (n *NavItem) MouseIn(e *desktop.MouseEvent) { n.hovered = true; n.Refresh(); n.tipIn(n, e) }

// MouseMoved is called by Fyne.
func (n *NavItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (n *NavItem) MouseOut() { n.hovered = false; n.Refresh(); n.tipOut() }

// FocusGained is called by Fyne.
func (n *NavItem) FocusGained() { n.focused = true; n.Refresh(); n.focusIn(n) }

// FocusLost is called by Fyne.
func (n *NavItem) FocusLost() { n.focused = false; n.Refresh() }

// TypedRune is called by Fyne.
func (n *NavItem) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (n *NavItem) TypedKey(e *fyne.KeyEvent) {
	if !n.handled(e) && activates(e) {
		n.tapped()
	}
}

// CreateRenderer is called by Fyne.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer {
	n.ground, n.ring = canvas.NewRectangle(transparent), focusRing(radiusField)
	n.ground.CornerRadius = radiusField
	n.dot = canvas.NewCircle(transparent)
	n.image, n.mark = newIconImage(
		n.icon, ColorText, iconUsual,
	), newIconImage(IconAlert, ColorDanger, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(navHeight, navHeight) }
	return newSimpleRenderer(
		n, n.layout, minSize, n.refresh, n.ground, n.image.object, n.label, n.mark.object, n.count,
		n.note, n.dot,
		n.ring,
	)
}

func (n *NavItem) layout(size fyne.Size) {
	n.ground.Resize(size)
	n.ring.Resize(size)
	x := float32(8)
	if n.icon != IconNone {
		n.image.place(fyne.NewPos(x, floor((size.Height-16)/2)))
		x += 26
	}
	n.label.Move(fyne.NewPos(x, 0))
	room := size.Width - x - 6
	if n.wrong {
		room -= 20
	}
	if n.waits != "" {
		badge := n.count.MinSize()
		room -= badge.Width + 4
		n.count.Resize(badge)
		n.count.Move(fyne.NewPos(size.Width-badge.Width-6, floor((size.Height-badge.Height)/2)))
	}
	if note := n.note.MinSize(); note.Width > 0 {
		room -= note.Width + 12
		n.note.Resize(fyne.NewSize(note.Width, size.Height))
		n.note.Move(fyne.NewPos(size.Width-note.Width-10, 0))
	}
	n.dot.Resize(fyne.NewSize(8, 8))
	n.dot.Move(fyne.NewPos(20, 4))
	n.label.Resize(fyne.NewSize(max(room, 0), size.Height))
	n.mark.place(fyne.NewPos(size.Width-23, floor((size.Height-16)/2)))
}

func (n *NavItem) refresh() {
	n.ground.FillColor = transparent
	colour, style := ColorText, Body
	switch {
	case n.chosen:
		n.ground.FillColor = theme.Color(ColorSoft)
		colour, style = ColorAccent, AccentBold
	case n.hovered:
		n.ground.FillColor = theme.Color(ColorHover)
	}
	n.label.SetStyle(style)
	n.label.Hidden = n.narrow
	n.mark.object.Hidden = !n.wrong
	n.dot.FillColor, n.dot.Hidden = theme.Color(ColorWarn), !n.narrow || n.waits == ""
	n.count.Set(Warn, IconNone, n.waits)
	if n.narrow {
		n.count.Hide()
	}
	n.image.set(n.icon, colour)
	setRing(n.ring, n.focused)
	n.layout(n.Size())
	n.ground.Refresh()
}
