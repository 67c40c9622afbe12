package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Backdrop is behind all of a window. A click on it leaves the focus where it was. It draws
// nothing: the toolkit begins each frame with the colour of the background.
type Backdrop struct {
	widget.BaseWidget
	nowhere
}

// NewBackdrop returns what is behind a window.
func NewBackdrop() *Backdrop {
	b := &Backdrop{}
	b.over = b
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is called by Fyne.
func (b *Backdrop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(transparent))
}

// nowhere is embedded by what is behind fields and buttons. Fyne 2.8.1 takes the focus away from
// whatever is not under the pointer, after MouseDown and before Tapped: it is noted by the
// first and given back by the other, so that the next key goes where it would have gone.
type nowhere struct {
	over fyne.CanvasObject // What embeds it.
	had  fyne.Focusable
}

// MouseDown is called by Fyne.
func (n *nowhere) MouseDown(*desktop.MouseEvent) {
	if c := canvasOf(n.over); c != nil {
		n.had = c.Focused()
	}
}

// MouseUp is called by Fyne.
func (n *nowhere) MouseUp(*desktop.MouseEvent) {}

// Tapped is called by Fyne.
func (n *nowhere) Tapped(*fyne.PointEvent) {
	had := n.had
	n.had = nil
	if c := canvasOf(n.over); c != nil && had != nil && c.Focused() == nil {
		c.Focus(had)
	}
}

// TappedSecondary is called by Fyne.
func (n *nowhere) TappedSecondary(at *fyne.PointEvent) { n.Tapped(at) }
