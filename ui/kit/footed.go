package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewFootedCard puts a card of a given width in the middle. Where it is higher than there is room,
// its body scrolls, and its foot stays in sight.
func NewFootedCard(width, padding float32, body, foot fyne.CanvasObject) *fyne.Container {
	l := &footedLayout{width: width, padding: padding, body: body, foot: foot}
	l.scroll = container.NewVScroll(container.New(&footedBody{l}, body))
	l.whole = container.New(l, NewGround(ColorSurface, ColorBorder, radiusCard), l.scroll, foot)
	return l.whole
}

const (
	footedGap  = 10 // Between body and foot.
	footedBar  = 12 // Beside the body: for the bar that scrolls, and for rings.
	footedEdge = 12 // Around a card that has little room.
)

type footedLayout struct {
	width, padding float32
	body, foot     fyne.CanvasObject
	scroll         *container.Scroll
	whole          *fyne.Container
	laid           float32 // How high the body was when the card was laid out.
}

// footedBody leaves room beside the body, and lays the card out again once the body is
// higher or lower: a scroll does not tell.
type footedBody struct{ card *footedLayout }

// MinSize is called by Fyne.
func (*footedBody) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*footedBar, 0)
}

// Layout is called by Fyne.
func (b *footedBody) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - 2*footedBar
	objects[0].Move(fyne.NewPos(footedBar, 0))
	objects[0].Resize(fyne.NewSize(width, size.Height))
	if c := b.card; ceil(heightOf(c.body, width)) != c.laid {
		c.Layout(c.whole.Objects, c.whole.Size())
	}
}

// MinSize is called by Fyne.
func (l *footedLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 160) }

// Layout is called by Fyne.
func (l *footedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.width, size.Width-32)
	inner, above := width-2*l.padding, l.padding
	foot := heightOf(l.foot, inner)
	body := ceil(heightOf(l.body, inner))
	l.laid = body
	// What is long needs the height more.
	if body+footedGap+foot+2*above+2*footedEdge > size.Height {
		above = footedEdge
		body = min(body, size.Height-footedGap-foot-2*above-2*footedEdge)
	}
	card := fyne.NewSize(width, body+footedGap+foot+2*above)
	y := max(floor((size.Height-card.Height)*0.42), footedEdge)
	at := fyne.NewPos(floor((size.Width-width)/2), y)
	objects[0].Move(at)
	objects[0].Resize(card)
	l.scroll.Move(at.AddXY(l.padding-footedBar, above))
	l.scroll.Resize(fyne.NewSize(inner+2*footedBar, body))
	l.foot.Move(at.AddXY(l.padding, above+body+footedGap))
	l.foot.Resize(fyne.NewSize(inner, foot))
}
