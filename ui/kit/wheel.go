package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over an entry and takes nothing but the wheel of the mouse: the entry's own scroll
// would swallow it, and what the entry is a part of would stay where it is.
type wheel struct {
	widget.BaseWidget
	entry *entry
	inner *container.Scroll // The entry's own.
}

func newWheel(e *entry, inner *container.Scroll) *wheel {
	w := &wheel{entry: e, inner: inner}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled is called by Fyne.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	if w.takes(e.Scrolled) {
		w.inner.Scrolled(e)
	} else if host := w.entry.host; host != nil && host.Scroll != nil {
		host.Scroll.Scrolled(e)
	}
}

// takes tells whether the entry has more text in the direction of the wheel.
func (w *wheel) takes(by fyne.Delta) bool {
	hidden := w.inner.Content.MinSize().Subtract(w.inner.Size())
	switch {
	case by.DY > 0:
		return w.entry.MultiLine && w.inner.Offset.Y > 0
	case by.DY < 0:
		return w.entry.MultiLine && w.inner.Offset.Y < hidden.Height
	}
	return hidden.Width > 0
}

// CreateRenderer is called by Fyne.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(transparent))
}

// entryRenderer is the toolkit's renderer of an entry with the wheel over it.
type entryRenderer struct {
	fyne.WidgetRenderer
	wheel *wheel
}

func newEntryRenderer(e *entry) fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer()}
	for _, o := range r.WidgetRenderer.Objects() {
		if inner, is := o.(*container.Scroll); is {
			r.wheel = newWheel(e, inner)
		}
	}
	return r
}

// Layout is called by Fyne.
func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.wheel.Resize(size)
}

// Objects is called by Fyne.
func (r *entryRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.wheel)
}
