package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/ui/kit"
)

// formFrame lays out a form: its fields, which scroll, and the banner at the edge that is far from
// the field with the focus. What comes, goes or grows in the banner moves no field.
type formFrame struct {
	banner *kit.Banner
	notice *container.Scroll // Around the banner: what it says may be long.
	fields *container.Scroll
	room   *leastRoom
	below  bool // The banner is at the lower edge.
}

// Around the banner.
const (
	bannerEdge  = 14
	bannerSides = 20
)

func newFormFrame(banner *kit.Banner, fields fyne.CanvasObject) *formFrame {
	room := &leastRoom{}
	notice := kit.NewPadded(bannerEdge, bannerSides, bannerEdge, bannerSides, banner)
	return &formFrame{
		banner: banner, notice: container.NewVScroll(notice), room: room,
		fields: container.NewVScroll(container.New(room, fields)),
	}
}

func (l *formFrame) object() fyne.CanvasObject { return container.New(l, l.notice, l.fields) }

// height is how high the banner is in a frame: no more than half of it.
func (l *formFrame) height(size fyne.Size) float32 {
	if !l.banner.Visible() {
		return 0
	}
	return min(l.banner.HeightFor(size.Width-2*bannerSides)+2*bannerEdge, size.Height/2)
}

// Layout is called by Fyne.
func (l *formFrame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	height := l.height(size)
	SetVisible(l.notice, height > 0)
	at, fieldsAt := float32(0), height
	if l.below {
		at, fieldsAt = size.Height-height, 0
	}
	l.notice.Move(fyne.NewPos(0, at))
	l.notice.Resize(fyne.NewSize(size.Width, height))
	l.fields.Move(fyne.NewPos(0, fieldsAt))
	l.fields.Resize(fyne.NewSize(size.Width, size.Height-height))
}

// MinSize is called by Fyne.
func (l *formFrame) MinSize([]fyne.CanvasObject) fyne.Size { return l.fields.MinSize() }

// place changes the banner and leaves all fields where they stand. from and to are the upper and
// the lower edge of what may not be hidden.
func (l *formFrame) place(size fyne.Size, from, to float32, change func()) {
	stood := l.fields.Position().Y - l.fields.Offset.Y
	change()
	height := l.height(size)
	l.below = to <= size.Height-height || from < height
	top := height
	if l.below {
		top = 0
	}
	l.room.least = 0
	if top > 0 { // So that the fields can be scrolled as far as they were.
		l.room.least = top - stood + size.Height - height
	}
	l.Layout(nil, size)
	l.notice.Refresh()
	l.fields.Refresh()
	l.fields.ScrollToOffset(fyne.NewPos(0, max(top-stood, 0)))
}

// leastRoom makes what it holds so high at least.
type leastRoom struct{ least float32 }

// Layout is called by Fyne.
func (l *leastRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// MinSize is called by Fyne.
func (l *leastRoom) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	return fyne.NewSize(size.Width, max(size.Height, l.least))
}
