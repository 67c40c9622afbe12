// Package kit holds widgets that know nothing of resellers: theme, text, buttons, fields, table,
// dialog and what is around them. It holds no words of its own but those that are given to it.
package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// Tipper is a widget with a tooltip.
type Tipper interface {
	fyne.CanvasObject
	// Tip returns the words of the tooltip, "" for none.
	Tip() string
}

// Hosted is a widget that lives in a Host.
type Hosted interface{ SetHost(h *Host) }

// Host is what a window or a dialog does for the widgets in it. Attach tells them.
type Host struct {
	// Key is asked first about each key, so that Escape closes a dialog whatever has the focus; it
	// tells whether it acted.
	Key func(e *fyne.KeyEvent) bool
	// Enter is what Enter does in a field of one line; nil for nothing.
	Enter func()
	// Scroll is moved so that what has the focus can be seen; nil when nothing scrolls.
	Scroll *container.Scroll
	// OnFocus receives the object that got the focus; nil when nothing needs it.
	OnFocus func(o fyne.CanvasObject)
	// OnFull says that a field takes no more than some characters; nil says nothing.
	OnFull func(limit int)
	// OnGrown makes room for what has become longer where nothing scrolls; nil where there is room.
	OnGrown func()

	tips    *tipLayer
	last    fyne.CanvasObject // What had the focus last.
	outside *Host             // Of a part that scrolls by itself, what it is a part of.
	parts   map[*container.Scroll]*Host
}

// Inside is the host of what scrolls by itself: it follows the focus there.
func (h *Host) Inside(s *container.Scroll) *Host {
	if h.Scroll == s {
		return h
	}
	part := h.parts[s]
	if part == nil {
		part = &Host{Scroll: s, outside: h}
		if h.parts == nil {
			h.parts = map[*container.Scroll]*Host{}
		}
		h.parts[s] = part
	}
	part.Key, part.Enter, part.OnFocus = h.Key, h.Enter, h.OnFocus
	part.OnGrown, part.tips = h.OnGrown, h.tips
	return part
}

// whole is the host of the window or the dialog.
func (h *Host) whole() *Host {
	for h.outside != nil {
		h = h.outside
	}
	return h
}

// Attach tells every widget below an object who its host is. It is called again for what is added
// later.
func (h *Host) Attach(o fyne.CanvasObject) {
	switch o := o.(type) {
	case nil:
	case Hosted:
		o.SetHost(h)
	case *fyne.Container:
		for _, child := range o.Objects {
			h.Attach(child)
		}
	case *container.Scroll:
		h.Inside(o).Attach(o.Content)
	}
}

// hosted is embedded by the widgets of a host. A widget without a host works too, but without
// tooltips.
type hosted struct{ host *Host }

// SetHost is called by Host.Attach.
func (w *hosted) SetHost(h *Host) { w.host = h }

func (w *hosted) handled(e *fyne.KeyEvent) bool {
	return w.host != nil && w.host.Key != nil && w.host.Key(e)
}

// focusIn scrolls so that an object can be seen that got the focus.
func (w *hosted) focusIn(o fyne.CanvasObject) {
	if w.host == nil {
		return
	}
	w.show(o)
	if w.host.OnFocus != nil {
		w.host.OnFocus(o)
	}
	w.host.whole().last = o
}

// makeRoom lays the dialog out again for what has become longer or shorter.
func (w *hosted) makeRoom() {
	switch {
	case w.host == nil:
	case w.host.OnGrown != nil:
		w.host.OnGrown()
	case w.host.Scroll != nil:
		w.host.Scroll.Refresh()
	}
}

// show scrolls so that the whole of an object can be seen, from the inside outwards.
func (w *hosted) show(o fyne.CanvasObject) {
	for h := w.host; h != nil; h = h.outside {
		if h.Scroll != nil {
			reveal(h.Scroll, o)
		}
	}
}

// hadFocus tells whether an object is the one that had the focus last: the focus comes back to it,
// from another window or a question, instead of being brought to it.
func (w *hosted) hadFocus(o fyne.CanvasObject) bool {
	return w.host != nil && w.host.whole().last == o
}

func (w *hosted) tipIn(o Tipper, e *desktop.MouseEvent) {
	if w.host != nil && w.host.tips != nil {
		w.host.tips.point(o, e.AbsolutePosition)
	}
}

func (w *hosted) tipOut() {
	if w.host != nil && w.host.tips != nil {
		w.host.tips.leave()
	}
}

// reveal scrolls as little as needed to show the whole of an object, its top left corner at least.
func reveal(s *container.Scroll, o fyne.CanvasObject) {
	if canvasOf(o) == nil { // fyne 2.8.1: where something is becomes known once it was painted.
		return
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(s.Content))
	offset := fyne.NewPos(
		seen(s.Offset.X, s.Size().Width, at.X, o.Size().Width),
		seen(s.Offset.Y, s.Size().Height, at.Y, o.Size().Height),
	)
	if s.Direction == container.ScrollVerticalOnly {
		offset.X = s.Offset.X
	}
	if offset != s.Offset {
		s.ScrollToOffset(offset)
	}
}

// seen is the offset of a view, changed as little as needed to show something with a margin around
// it.
func seen(offset, view, at, length float32) float32 {
	const margin = 12
	offset = max(offset, at+length+margin-view)
	return max(min(offset, at-margin), 0)
}

// canvasOf returns the canvas that shows an object, or nil.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// focusRing is the 2-unit outline around what has the focus.
func focusRing(radius float32) *canvas.Rectangle {
	ring := canvas.NewRectangle(transparent)
	ring.StrokeWidth = 2
	ring.CornerRadius = radius
	ring.Hide()
	return ring
}

// setRing shows or hides a focus ring in the colour of the theme.
func setRing(ring *canvas.Rectangle, shown bool) {
	outline(ring, ColorFocus)
	if shown {
		ring.Show()
	} else {
		ring.Hide()
	}
	ring.Refresh()
}

// isEnter tells whether a key is one of the two with that name.
func isEnter(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter }

// activates tells whether a key presses the widget that has the focus.
func activates(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeySpace || isEnter(e)
}

// outline gives a rectangle without a ground its outline. Its inside is the outline's colour,
// wholly transparent: the edge between the two is mixed from both, and a black inside would darken
// it.
func outline(r *canvas.Rectangle, colour fyne.ThemeColorName) {
	red, green, blue, alpha := theme.Color(colour).RGBA()
	stroke := color.NRGBA{
		R: uint8(red >> 8), G: uint8(green >> 8), B: uint8(blue >> 8), A: uint8(alpha >> 8),
	}
	r.StrokeColor = stroke
	stroke.A = 0
	r.FillColor = stroke
}
