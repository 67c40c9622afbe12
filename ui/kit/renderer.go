package kit

import "fyne.io/fyne/v2"

// complete makes a new renderer show its widget as it is now, and returns it. Fyne drops the
// renderer of a widget that was not seen for a minute. The next one is asked for its objects at
// once: Layout is called only when the size has changed, and Refresh when somebody changes the
// widget.
func complete(w fyne.Widget, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if size := w.Size(); !size.IsZero() {
		r.Layout(size)
	}
	return r
}

// simpleRenderer draws a widget out of a fixed list of objects; the widget itself says how.
type simpleRenderer struct {
	layout  func(fyne.Size)
	minSize func() fyne.Size
	refresh func()
	objects []fyne.CanvasObject
}

func newSimpleRenderer(
	w fyne.Widget, layout func(fyne.Size), minSize func() fyne.Size, refresh func(),
	objects ...fyne.CanvasObject,
) fyne.WidgetRenderer {
	r := &simpleRenderer{layout: layout, minSize: minSize, refresh: refresh, objects: objects}
	refresh()
	return complete(w, r)
}

func (r *simpleRenderer) Layout(size fyne.Size)        { r.layout(size) }
func (r *simpleRenderer) MinSize() fyne.Size           { return r.minSize() }
func (r *simpleRenderer) Refresh()                     { r.refresh() }
func (r *simpleRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *simpleRenderer) Destroy()                     {}
