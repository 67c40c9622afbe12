package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Around shows what is below all dialogs. While one is open it shows it, darkened, only around the
// dialog: the toolkit paints the whole window for each letter that is typed, and what nobody sees
// costs as much as the rest.
type Around struct {
	widget.BaseWidget
	content fyne.CanvasObject
	scrim   *canvas.Rectangle
	strips  [4]strip // Above, below, left, right.
	at      fyne.Position
	size    fyne.Size // Of the hidden part; zero while no dialog is open.
}

// NewAround returns what shows an object while no dialog hides a part of it.
func NewAround(content fyne.CanvasObject) *Around {
	a := &Around{content: content, scrim: canvas.NewRectangle(transparent)}
	for i := range a.strips {
		a.strips[i] = newStrip(content, a.scrim)
	}
	a.ExtendBaseWidget(a)
	return a
}

// cover hides a part, of which nothing is seen, and darkens the rest. Its edges become those of
// pixels, of which a unit has scale: else a line would be left between the strips, or painted
// twice.
func (a *Around) cover(at fyne.Position, size fyne.Size, scale float32) {
	snap := func(units float32) float32 { return floor(units*scale+0.5) / scale }
	end := at.Add(size)
	at = fyne.NewPos(snap(at.X), snap(at.Y))
	size = fyne.NewSize(snap(end.X)-at.X, snap(end.Y)-at.Y)
	if a.at == at && a.size == size {
		return
	}
	a.at, a.size = at, size
	a.Refresh()
}

// covered tells whether a part is hidden.
func (a *Around) covered() bool { return !a.size.IsZero() }

func (a *Around) paint() { a.scrim.FillColor = theme.Color(ColorScrim) }

// CreateRenderer is called by Fyne.
func (a *Around) CreateRenderer() fyne.WidgetRenderer {
	a.paint()
	return complete(a, &aroundRenderer{a})
}

type aroundRenderer struct{ a *Around }

func (r *aroundRenderer) Objects() []fyne.CanvasObject {
	if !r.a.covered() {
		return []fyne.CanvasObject{r.a.content}
	}
	var seen []fyne.CanvasObject
	for _, s := range r.a.strips {
		if size := s.clip.Size(); size.Width > 0 && size.Height > 0 {
			seen = append(seen, s.clip)
		}
	}
	return seen
}

func (r *aroundRenderer) MinSize() fyne.Size { return r.a.content.MinSize() }

func (r *aroundRenderer) Layout(size fyne.Size) {
	a := r.a
	a.content.Move(fyne.Position{})
	a.content.Resize(size)
	a.scrim.Resize(size)
	right, bottom := a.at.X+a.size.Width, a.at.Y+a.size.Height
	a.strips[0].place(fyne.Position{}, fyne.NewSize(size.Width, a.at.Y))
	a.strips[1].place(fyne.NewPos(0, bottom), fyne.NewSize(size.Width, size.Height-bottom))
	a.strips[2].place(fyne.NewPos(0, a.at.Y), fyne.NewSize(a.at.X, a.size.Height))
	a.strips[3].place(
		fyne.NewPos(right, a.at.Y), fyne.NewSize(size.Width-right, a.size.Height),
	)
}

func (r *aroundRenderer) Refresh() {
	r.a.paint()
	r.Layout(r.a.Size())
	r.a.scrim.Refresh() // Not all that is below: the toolkit would make its pictures again.
}

func (r *aroundRenderer) Destroy() {}

// strip is a window onto objects that are as large as the program's window.
type strip struct {
	clip    *container.Clip
	shifted *fyne.Container
}

func newStrip(objects ...fyne.CanvasObject) strip {
	shifted := container.NewWithoutLayout(objects...)
	return strip{container.NewClip(container.NewWithoutLayout(shifted)), shifted}
}

func (s strip) place(at fyne.Position, size fyne.Size) {
	putAt(s.clip, at, size.Width, size.Height)
	s.shifted.Move(fyne.NewPos(-at.X, -at.Y))
}
