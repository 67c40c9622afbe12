package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// readOnly is a dashed box with a text and a lock.
type readOnly struct {
	widget.BaseWidget
	text  *Text
	frame *canvas.Image
	lock  *iconImage
}

// NewReadOnly returns a box that looks like a field, with a text that nobody can change there.
func NewReadOnly(text string) fyne.CanvasObject { return newReadOnly(text) }

func newReadOnly(text string) *readOnly {
	r := &readOnly{text: NewCutText(text, Secondary, 40)}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is called by Fyne.
func (r *readOnly) CreateRenderer() fyne.WidgetRenderer {
	r.frame = canvas.NewImageFromResource(nil)
	r.lock = newIconImage(IconLock, ColorText2, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(80, heightField) }
	return newSimpleRenderer(
		r, r.layout, minSize, func() { r.layout(r.Size()) }, r.frame, r.text, r.lock.object,
	)
}

func (r *readOnly) layout(size fyne.Size) {
	r.text.Move(fyne.NewPos(10, 0))
	r.text.Resize(fyne.NewSize(max(size.Width-40, 0), size.Height))
	r.lock.place(fyne.NewPos(size.Width-26, floor((size.Height-16)/2)))
	r.drawFrame(size)
}

// drawFrame makes the dashed outline for a size; Fyne's rectangles have no dashes.
func (r *readOnly) drawFrame(size fyne.Size) {
	r.frame.Resize(size)
	if size.Width < 4 || size.Height < 4 {
		return
	}
	red, green, blue, _ := theme.Color(ColorFieldBorder).RGBA()
	svg := fmt.Sprintf(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]g %[2]g" width="%[1]g" height="%[2]g">`+
			`<rect x="0.5" y="0.5" width="%[3]g" height="%[4]g" rx="6" fill="none" stroke="#%02[5]x%02[6]x%02[7]x" stroke-width="1" stroke-dasharray="4 3"/></svg>`,
		size.Width,
		size.Height,
		size.Width-1,
		size.Height-1,
		red>>8,
		green>>8,
		blue>>8,
	)
	name := fmt.Sprintf(
		"readonly-%gx%g-%x%x%x.svg", size.Width, size.Height, red>>8, green>>8, blue>>8,
	)
	if r.frame.Resource == nil || r.frame.Resource.Name() != name {
		r.frame.Resource = fyne.NewStaticResource(name, []byte(svg))
		r.frame.Refresh()
	}
}
