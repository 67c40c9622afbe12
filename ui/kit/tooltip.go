package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// tipDelay is how long the pointer rests before a tooltip shows; tipWidth is how wide its text is
// before it goes over lines.
const (
	tipDelay = 600 * time.Millisecond
	tipWidth = 360
)

// tipLayer is the layer of a window or dialog on which its tooltip is drawn. It never takes part in
// pointing.
type tipLayer struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	label  *Paragraph
	timer  *time.Timer
	at     fyne.Position
	over   Tipper
}

// newTips returns a host's tooltips and the layer to put over its content.
func newTips() (*tipLayer, *fyne.Container) {
	t := &tipLayer{ground: canvas.NewRectangle(transparent), label: NewParagraph("", OnInverse)}
	t.ground.CornerRadius = radiusBadge
	t.box = container.NewWithoutLayout(t.ground, t.label)
	t.box.Hide()
	return t, container.NewWithoutLayout(t.box)
}

// point starts the clock of a tooltip.
func (t *tipLayer) point(o Tipper, at fyne.Position) {
	t.leave()
	if o.Tip() == "" {
		return
	}
	t.over, t.at = o, at
	t.timer = time.AfterFunc(tipDelay, func() { fyne.Do(t.show) })
}

// leave hides the tooltip.
func (t *tipLayer) leave() {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	t.over = nil
	if t.box.Visible() {
		t.box.Hide()
	}
}

func (t *tipLayer) show() {
	if t.over == nil || t.over.Tip() == "" {
		return
	}
	words, whole := firstOf(t.over.Tip(), longestText)
	if !whole {
		words += "…"
	}
	t.label.SetText(words)
	t.ground.FillColor = theme.Color(ColorInverse)
	textSize, style, _ := OnInverse.look()
	width := min(ceil(fyne.MeasureText(words, textSize, style).Width)+1, tipWidth)
	text := fyne.NewSize(width, t.label.HeightFor(width))
	size := text.AddWidthHeight(16, 10)
	at := t.at.AddXY(8, 18)
	if c := canvasOf(t.over); c != nil {
		at.X = max(min(at.X, c.Size().Width-size.Width-4), 4)
		if at.Y+size.Height > c.Size().Height {
			at.Y = t.at.Y - size.Height - 6
		}
	}
	t.ground.Resize(size)
	t.label.Move(fyne.NewPos(8, 5))
	t.label.Resize(text)
	t.box.Move(at)
	t.box.Resize(size)
	t.box.Show()
	t.box.Refresh()
}

// NewWindowHost returns the host of a window's own widgets, and the layer for its tooltips. key is
// asked first about each key.
func NewWindowHost(key func(*fyne.KeyEvent) bool) (*Host, fyne.CanvasObject) {
	tips, layer := newTips()
	return &Host{Key: key, tips: tips}, layer
}

// tipAt starts the clock of a tooltip that is below a place of the window, for what has the focus
// by keyboard.
func (w *hosted) tipAt(o Tipper, at fyne.Position) {
	if w.host != nil && w.host.tips != nil {
		w.host.tips.point(o, at)
	}
}
