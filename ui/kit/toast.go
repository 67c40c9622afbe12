package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A toast stays for toastTime, longer while it is pointed at. When others wait, toastLeast is
// enough.
const (
	toastTime  = 8 * time.Second
	toastLeast = 2 * time.Second
)

// The size of a toast of one line. What takes several becomes wider before it becomes higher.
const (
	toastWidth  = 400
	toastWidest = 560
	toastWiden  = 20 // By how much at a time.
	toastSide   = 16 // What is left free at the sides of the window at least.
	toastHeight = 44
	toastPad    = 16 // Above and below the text, together.
	toastIcon   = 46 // What the icon takes at the left.
)

// Toasts are short messages at the bottom of a window, one at a time.
type Toasts struct {
	widget.BaseWidget
	// Place puts it where it belongs in its layers; nil leaves its lower edge where it is.
	Place   func()
	after   func(time.Duration, func()) (stop func())
	queue   []toast
	stop    func()
	ground  *canvas.Rectangle
	image   *iconImage
	text    *Paragraph
	action  *Button
	pointed bool
	seen    bool // It stood for toastLeast.
}

type toast struct {
	icon         IconName
	text, action string
	do           func()
}

// NewToasts returns the layer of a window's toasts. after runs a function on the UI goroutine
// later; nil is real time.
func NewToasts(after func(time.Duration, func()) (stop func())) *Toasts {
	if after == nil {
		after = func(d time.Duration, do func()) func() {
			timer := time.AfterFunc(d, func() { fyne.Do(do) })
			return func() { timer.Stop() }
		}
	}
	t := &Toasts{after: after, text: NewParagraph("", OnInverse)}
	t.action = NewButton("", buttonOnInverse, t.act)
	t.action.Small = true
	t.ExtendBaseWidget(t)
	t.Hide()
	return t
}

// Tell says something that is no success.
func (t *Toasts) Tell(text string) { t.say(toast{icon: IconInfo, text: text}) }

// Say says what was done, with an action that can be taken if action is not empty. A message that
// is shown is left there for the two seconds that reading it takes, then this one follows.
func (t *Toasts) Say(text, action string, do func()) {
	t.say(toast{IconCheck, text, action, do})
}

func (t *Toasts) say(said toast) {
	t.queue = append(t.queue, said)
	switch {
	case len(t.queue) == 1:
		t.present()
	case t.seen && !t.pointed:
		t.next()
	}
}

// Replace says something else in place of a message that is still said or waits. One that is gone
// stays gone, unless the new one has an action, which is worth saying again. done tells whether it
// is a success.
func (t *Toasts) Replace(said string, done bool, text, action string, do func()) {
	by := toast{IconAlert, text, action, do}
	if done {
		by.icon = IconCheck
	}
	i := slices.IndexFunc(t.queue, func(q toast) bool { return q.text == said })
	switch {
	case i < 0 && action == "":
	case i < 0:
		t.say(by)
	case i > 0:
		t.queue[i] = by
	default:
		t.queue[0] = by
		if t.stop != nil {
			t.stop()
		}
		t.present()
	}
}

// Text returns what is said now, "" for nothing.
func (t *Toasts) Text() string {
	if len(t.queue) == 0 {
		return ""
	}
	return t.queue[0].text
}

func (t *Toasts) present() {
	now := t.queue[0]
	t.text.SetText(now.text)
	t.action.SetText(now.action)
	t.action.Hidden = now.action == ""
	t.BaseWidget.Show()
	t.grow()
	t.Refresh()
	if t.Place != nil {
		t.Place()
	}
	t.seen = false
	t.stop = t.after(toastLeast, t.timeUp)
}

// grow makes the toast as high as its text needs; its lower edge stays, for its layout is not asked
// again.
func (t *Toasts) grow() {
	size := t.Size()
	if height := t.heightFor(size.Width); size.Height > 0 && size.Height != height {
		t.Move(t.Position().AddXY(0, size.Height-height))
		t.Resize(fyne.NewSize(size.Width, height))
	}
}

// PlaceAgain puts a toast where it belongs now that something else is shown below it.
func (t *Toasts) PlaceAgain() {
	if t.Place != nil && t.Visible() {
		t.Place()
	}
}

// Over is where a toast belongs in a window that shows some content and no dialog: at the bottom in
// the middle, else at the lowest place where it hides no field and no button; there it is narrower
// where no place is as wide. bottom is how much room is left below it.
func (t *Toasts) Over(
	content fyne.CanvasObject, window fyne.Size, bottom float32,
) (fyne.Position, fyne.Size) {
	const step = 8
	used := inUse(content, box{size: window}, fyne.Position{})
	wide := t.MinSize()
	for _, size := range []fyne.Size{wide, {Width: toastWidth, Height: t.heightFor(toastWidth)}} {
		middle := floor((window.Width - size.Width) / 2)
		for y := window.Height - size.Height - bottom; y >= 0; y -= step {
			for _, x := range []float32{middle, window.Width - size.Width - toastSide, toastSide} {
				if at := (box{fyne.NewPos(x, y), size}); !slices.ContainsFunc(used, at.meets) {
					return at.at, at.size
				}
			}
		}
	}
	middle := floor((window.Width - wide.Width) / 2)
	return fyne.NewPos(middle, window.Height-wide.Height-bottom), wide
}

// box is a part of a window.
type box struct {
	at   fyne.Position
	size fyne.Size
}

func (b box) meets(o box) bool {
	return b.at.X < o.at.X+o.size.Width && o.at.X < b.at.X+b.size.Width &&
		b.at.Y < o.at.Y+o.size.Height && o.at.Y < b.at.Y+b.size.Height
}

// within is the part of a box that is seen in another one.
func (b box) within(o box) box {
	from := fyne.NewPos(max(b.at.X, o.at.X), max(b.at.Y, o.at.Y))
	to := fyne.NewPos(
		min(b.at.X+b.size.Width, o.at.X+o.size.Width),
		min(b.at.Y+b.size.Height, o.at.Y+o.size.Height),
	)
	return box{from, fyne.NewSize(max(to.X-from.X, 0), max(to.Y-from.Y, 0))}
}

// inUse are the parts of the fields and buttons below an object that are seen, in a window of which
// clip is shown. at is where the object is in.
func inUse(o fyne.CanvasObject, clip box, at fyne.Position) []box {
	if o == nil || !o.Visible() {
		return nil
	}
	own := box{at.Add(o.Position()), o.Size()}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *Field, *Button:
		if seen := own.within(clip); seen.size.Width > 0 && seen.size.Height > 0 {
			return []box{seen}
		}
	case *fyne.Container:
		inside = o.Objects
	case *container.Scroll:
		inside, clip = []fyne.CanvasObject{o.Content}, own.within(clip)
	}
	var all []box
	for _, child := range inside {
		all = append(all, inUse(child, clip, own.at)...)
	}
	return all
}

// timeUp ends a message that stood long enough: for toastLeast if others wait, else for all its
// time.
func (t *Toasts) timeUp() {
	last := t.seen
	t.seen = true
	switch {
	case t.pointed:
		t.stop = t.after(toastLeast, t.timeUp)
	case last || len(t.queue) > 1:
		t.next()
	default:
		t.stop = t.after(toastTime-toastLeast, t.timeUp)
	}
}

func (t *Toasts) next() {
	if t.stop != nil {
		t.stop()
	}
	t.queue = t.queue[1:]
	if len(t.queue) > 0 {
		t.present()
		return
	}
	t.Hide()
}

// Clear says nothing any more, also not what waits.
func (t *Toasts) Clear() {
	if len(t.queue) > 0 {
		t.queue = t.queue[:1]
		t.next()
	}
}

func (t *Toasts) act() {
	do := t.queue[0].do
	t.next()
	do()
}

// MouseIn is called by Fyne.
func (t *Toasts) MouseIn(*desktop.MouseEvent) { t.pointed = true }

// MouseMoved is called by Fyne.
func (t *Toasts) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (t *Toasts) MouseOut() { t.pointed = false }

// CreateRenderer is called by Fyne.
func (t *Toasts) CreateRenderer() fyne.WidgetRenderer {
	t.ground = canvas.NewRectangle(transparent)
	t.ground.CornerRadius = radiusCard
	t.image = newIconImage(IconNone, ColorOnInverse, iconUsual)
	minSize := func() fyne.Size {
		width := t.width()
		return fyne.NewSize(width, t.heightFor(width))
	}
	return newSimpleRenderer(
		t, t.layout, minSize, t.refresh, t.ground, t.image.object, t.text, t.action,
	)
}

// width is how wide the toast is: no wider than it must be for the fewest lines that it can have.
func (t *Toasts) width() float32 {
	widest := float32(toastWidest)
	if c := canvasOf(t); c != nil {
		widest = min(widest, c.Size().Width-2*toastSide)
	}
	width := float32(toastWidth)
	for lowest := t.heightFor(widest); width < widest && t.heightFor(width) > lowest; {
		width = min(width+toastWiden, widest)
	}
	return width
}

// textRoom is the width of the text in a toast of a width.
func (t *Toasts) textRoom(width float32) float32 {
	width -= toastIcon + 16
	if !t.action.Hidden {
		width -= t.action.MinSize().Width + 8
	}
	return width
}

// heightFor is the height of the toast at a width.
func (t *Toasts) heightFor(width float32) float32 {
	return max(t.text.HeightFor(t.textRoom(width))+toastPad, toastHeight)
}

func (t *Toasts) layout(size fyne.Size) {
	t.ground.Resize(size)
	t.image.place(fyne.NewPos(14, floor((size.Height-16)/2)))
	width := t.textRoom(size.Width)
	height := t.text.HeightFor(width)
	t.text.Move(fyne.NewPos(toastIcon, floor((size.Height-height)/2)))
	t.text.Resize(fyne.NewSize(width, height))
	action := t.action.MinSize()
	t.action.Move(fyne.NewPos(size.Width-action.Width-10, floor((size.Height-action.Height)/2)))
	t.action.Resize(action)
}

func (t *Toasts) refresh() {
	t.ground.FillColor = theme.Color(ColorInverse)
	t.ground.Shadow = canvas.Shadow{
		Color: theme.Color(theme.ColorNameShadow), BlurRadius: 10, Offset: fyne.NewPos(0, 4),
	}
	if len(t.queue) > 0 {
		t.image.set(t.queue[0].icon, ColorOnInverse)
	}
	t.layout(t.Size())
	t.ground.Refresh()
}
