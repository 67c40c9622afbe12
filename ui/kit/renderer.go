package kit

import "fyne.io/fyne/v2"

// simpleRenderer draws a widget out of a fixed list of objects; the widget itself says how.
type simpleRenderer struct {
	widget  fyne.Widget
	layout  func(fyne.Size)
	minSize func() fyne.Size
	refresh func()
	objects []fyne.CanvasObject
}

func newSimpleRenderer(w fyne.Widget, layout func(fyne.Size), minSize func() fyne.Size, refresh func(), objects ...fyne.CanvasObject) fyne.WidgetRenderer {
	r := &simpleRenderer{widget: w, layout: layout, minSize: minSize, refresh: refresh, objects: objects}
	refresh()
	return r
}

func (r *simpleRenderer) Layout(size fyne.Size)        { r.layout(size) }
func (r *simpleRenderer) MinSize() fyne.Size           { return r.minSize() }
func (r *simpleRenderer) Refresh()                     { r.refresh() }
func (r *simpleRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *simpleRenderer) Destroy()                     {}
