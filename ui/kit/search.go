package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Search is a field for a search, with a magnifier and the shortcut that leads to it.
type Search struct {
	widget.BaseWidget
	hosted
	// OnDown is called by the Down key, and by Enter unless OnEnter is set, to go on in what was
	// found.
	OnDown  func()
	OnEnter func()

	entry   *entry
	lens    *iconImage
	hint    *Text
	hits    *Text             // How many fit, of how many.
	clear   *Button           // Takes away all that leaves rows out.
	end     *canvas.Rectangle // Keeps the text away from what is at its end.
	ring    *canvas.Rectangle
	changed func(string)
	focused bool
}

// NewSearch returns a search field; changed is called with each change.
func NewSearch(placeholder, shortcut string, changed func(text string)) *Search {
	s := &Search{
		entry: newEntry(false), hint: NewText(shortcut, Caption), hits: NewText("", CaptionBold),
		changed: changed,
	}
	s.clear = NewIconButton(IconClose, "", nil)
	s.clear.Hide()
	s.end = canvas.NewRectangle(transparent)
	s.entry.ActionItem = s.end
	s.entry.limit = longestSearch
	s.entry.SetPlaceHolder(placeholder)
	s.entry.OnChanged = func(text string) {
		s.refresh()
		s.changed(text)
	}
	s.entry.onFocus = func(focused bool) {
		s.focused = focused
		if focused {
			s.focusIn(s)
		}
		s.refresh()
	}
	s.entry.onEnter = s.enter
	s.entry.SetHost(&Host{Key: s.key, OnFull: s.sayFull})
	s.ExtendBaseWidget(s)
	return s
}

// SetHost is called by Host.Attach.
func (s *Search) SetHost(h *Host) {
	s.host = h
	s.entry.host.Scroll = h.Scroll
	s.clear.SetHost(h)
}

func (s *Search) down() {
	if s.OnDown != nil {
		s.OnDown()
	}
}

func (s *Search) enter() {
	if s.OnEnter != nil {
		s.OnEnter()
		return
	}
	s.down()
}

func (s *Search) key(e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeyDown:
		s.down()
		return true
	case s.handled(e): // In a dialog Escape closes it.
		return true
	case e.Name == fyne.KeyEscape && s.entry.Text != "":
		s.entry.SetText("")
		return true
	}
	return false
}

// SetHits says in the field how many rows fit, and offers to take away what leaves the others out;
// "" says nothing.
func (s *Search) SetHits(text, tip string, clear func()) {
	s.hits.SetText(text)
	s.clear.tapped, s.clear.tip = clear, tip
	s.clear.Hidden = text == ""
	s.refresh()
}

// Focusable returns what takes the focus.
func (s *Search) Focusable() fyne.Focusable { return s.entry }

// GoOn gives the focus back to somebody who was typing: the next letter comes behind the others.
func (s *Search) GoOn(c fyne.Canvas) {
	c.Focus(s.entry)
	s.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
}

// Text returns what was typed.
func (s *Search) Text() string { return s.entry.Text }

// SetText changes the text without calling changed.
func (s *Search) SetText(text string) {
	changed := s.entry.OnChanged
	s.entry.OnChanged = nil
	s.entry.show(text)
	s.entry.OnChanged = changed
	s.refresh()
}

// Type types a letter into the field.
func (s *Search) Type(r rune) { s.entry.TypedRune(r) }

// CreateRenderer is called by Fyne.
func (s *Search) CreateRenderer() fyne.WidgetRenderer {
	s.lens = newIconImage(IconSearch, ColorText2, iconUsual)
	s.ring = focusRing(radiusField)
	minSize := func() fyne.Size { return fyne.NewSize(120, heightField) }
	return newSimpleRenderer(
		s, s.layout, minSize, s.refresh, s.entry, s.lens.object, s.hint, s.hits, s.clear, s.ring,
	)
}

func (s *Search) layout(size fyne.Size) {
	s.ring.Resize(size)
	counted := !s.clear.Hidden
	s.lens.object.Hidden = counted
	s.hits.Hidden = !counted
	end := float32(28)
	if counted {
		hits := s.hits.MinSize()
		end = hits.Width + 34
		s.hits.Resize(hits)
		s.hits.Move(fyne.NewPos(size.Width-end, floor((size.Height-hits.Height)/2)))
		s.clear.Resize(fyne.NewSize(heightSmall, heightSmall))
		s.clear.Move(fyne.NewPos(size.Width-heightSmall-3, 3))
	}
	if s.end.MinSize().Width != end {
		s.end.SetMinSize(fyne.NewSize(end, 0))
		// So that it makes room for what is at its end.
		s.entry.Resize(size.SubtractWidthHeight(end, 0))
	}
	s.entry.Resize(size)
	hint := s.hint.MinSize()
	s.hint.Resize(hint)
	s.hint.Move(fyne.NewPos(size.Width-hint.Width-32, floor((size.Height-hint.Height)/2)))
	s.hint.Hidden = counted || s.entry.Text != "" || s.focused || size.Width < 150
	s.lens.place(fyne.NewPos(size.Width-26, floor((size.Height-16)/2)))
}

func (s *Search) refresh() {
	if s.ring == nil {
		return
	}
	setRing(s.ring, s.focused)
	s.layout(s.Size())
	s.hint.Refresh()
	s.hits.Refresh()
}
