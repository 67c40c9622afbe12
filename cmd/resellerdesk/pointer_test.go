package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// pointer is the mouse of a person, as the toolkit's driver of a real window reads it (fyne 2.8.1,
// glfw): what is under it is looked for when a button goes down and again when it goes up; the
// focus changes when it goes down.
type pointer struct {
	s       *screen
	pressed fyne.CanvasObject
}

// under returns the uppermost object at a place of the window that a test wants, and where in it
// the place is.
func (s *screen) under(
	at fyne.Position, wanted func(fyne.CanvasObject) bool,
) (found fyne.CanvasObject, in fyne.Position) {
	c := s.window.Fyne().Canvas()
	layer := c.Overlays().Top()
	if layer == nil {
		layer = c.Content()
	}
	walkAt(layer, fyne.Position{}, at, func(o fyne.CanvasObject, pos fyne.Position) {
		if wanted(o) {
			found, in = o, at.Subtract(pos)
		}
	})
	return found, in
}

// walkAt visits what is at a place, from the lowest to the uppermost. What a scroll or an overlay
// cuts off is not there.
func walkAt(
	o fyne.CanvasObject, parent, at fyne.Position, visit func(fyne.CanvasObject, fyne.Position),
) {
	if o == nil || !o.Visible() {
		return
	}
	pos := parent.Add(o.Position())
	in := at.Subtract(pos)
	inside := in.X >= 0 && in.Y >= 0 && in.X < o.Size().Width && in.Y < o.Size().Height
	if _, cuts := o.(*container.Scroll); cuts && !inside {
		return
	}
	if inside {
		visit(o, pos)
	}
	for _, child := range childrenOf(o) {
		walkAt(child, pos, at, visit)
	}
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

func clickable(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable,
		desktop.Mouseable:
		return true
	}
	return false
}

// down presses the button at a place.
func (p *pointer) down(at fyne.Position) {
	o, in := p.s.under(at, clickable)
	if m, is := o.(desktop.Mouseable); is {
		m.MouseDown(mouseEvent(at, in))
	}
	p.unfocus(o, at)
	p.pressed = o
}

// up releases it there: only what was pressed is tapped. What MouseUp leaves to fyne.Do comes after
// that in a real window, and at once in a test, so here MouseUp is the last.
func (p *pointer) up(at fyne.Position) {
	o, in := p.s.under(at, clickable)
	p.unfocus(o, at)
	if tapped, is := o.(fyne.Tappable); is && o == p.pressed {
		tapped.Tapped(&fyne.PointEvent{Position: in, AbsolutePosition: at})
	}
	if m, is := o.(desktop.Mouseable); is {
		m.MouseUp(mouseEvent(at, in))
	}
	p.pressed = nil
}

// unfocus takes the focus from what is not under the pointer.
func (p *pointer) unfocus(o fyne.CanvasObject, at fyne.Position) {
	c := p.s.window.Fyne().Canvas()
	focused, some := c.Focused().(fyne.CanvasObject)
	if !some || o == focused {
		return
	}
	if there, _ := p.s.under(
		at, func(o fyne.CanvasObject) bool { return o == focused },
	); there == nil {
		c.Unfocus()
	}
}

func mouseEvent(at, in fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{
		Button:     desktop.MouseButtonPrimary,
		PointEvent: fyne.PointEvent{Position: in, AbsolutePosition: at},
	}
}

// wheel turns the wheel of the mouse at a place, by so many units; below 0 it shows what is further
// down.
func (s *screen) wheel(at fyne.Position, by float32) {
	o, in := s.under(at, func(o fyne.CanvasObject) bool {
		_, is := o.(fyne.Scrollable)
		return is
	})
	if scrollable, is := o.(fyne.Scrollable); is {
		scrollable.Scrolled(&fyne.ScrollEvent{
			PointEvent: fyne.PointEvent{Position: in, AbsolutePosition: at},
			Scrolled:   fyne.NewDelta(0, by),
		})
	}
}
