package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	pickRows  = 8 // How many are seen at once.
	pickWidth = 320
	pickPad   = 8
)

// pickList is the open list of a PickField, over the whole window: a click beside it closes it.
type pickList struct {
	widget.BaseWidget
	pressable
	canvas  fyne.Canvas
	field   *PickField
	search  *Search
	rows    *fyne.Container
	scroll  *container.Scroll
	nothing *Text
	ground  *Ground
	found   []Pick
	marked  int // The row that Enter takes; len(found) is the one that adds.
	asked   int
	shown   int  // Which of the questions that were asked the rows answer.
	entered bool // Enter was pressed before the answer was there.
	window  fyne.Size
	at      fyne.Position // Where the field is in a window of that size.
}

// showPicks opens the list with a text to search for.
func showPicks(c fyne.Canvas, f *PickField, text string) {
	l := &pickList{
		canvas: c, field: f, rows: NewStack(0),
		ground: NewGround(ColorSurface, ColorBorder, radiusField),
	}
	l.search = NewSearch(f.options.Search, "", l.searched)
	l.search.OnDown = func() { l.move(1) }
	l.search.OnEnter = l.enter
	l.search.SetHost(&Host{Key: l.key, OnFull: f.box.sayFull})
	l.search.entry.onTab = func() {
		l.close()
		c.FocusNext()
	}
	l.nothing = NewText(f.options.Nothing, Secondary)
	l.scroll = container.NewVScroll(l.rows)
	l.ExtendBaseWidget(l)
	l.follow(c.Size())
	c.Overlays().Add(l)
	l.Resize(c.Size())
	c.Focus(l.search.Focusable())
	l.searched("")
	for _, r := range text {
		l.search.Type(r)
	}
}

// key is asked about the keys of the search.
func (l *pickList) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		l.move(-1)
	case fyne.KeyEscape:
		l.close()
	default:
		return false
	}
	return true
}

// close closes the list and gives the focus back to the field.
func (l *pickList) close() {
	l.canvas.Overlays().Remove(l)
	l.canvas.Focus(l.field.box)
}

// searched finds what fits a text.
func (l *pickList) searched(text string) {
	l.asked++
	asked := l.asked
	l.field.options.Find(text, func(found []Pick) {
		if asked == l.asked {
			l.show(found)
		}
	})
}

// show lists what was found; before a search, what is picked comes first.
func (l *pickList) show(found []Pick) {
	l.found = nil
	if l.search.Text() == "" && l.field.options.Many {
		l.found = l.field.Picked()
	}
	for _, p := range found {
		if l.search.Text() != "" || !l.field.options.Many || !l.field.isPicked(p.Key) {
			l.found = append(l.found, p)
		}
	}
	l.rows.Objects = nil
	for i, p := range l.found {
		l.rows.Add(newPickRow(p, l.mark(p), func() { l.take(i) }))
	}
	if l.adds() {
		l.rows.Add(newPickRow(
			Pick{Text: l.field.options.Add(l.search.Text())}, IconPlus,
			func() { l.take(len(l.found)) },
		))
	}
	l.marked = 0
	for i, p := range l.found {
		if !l.field.options.Many && l.field.isPicked(p.Key) {
			l.marked = i
		}
	}
	l.shown = l.asked
	l.layout(l.Size())
	l.move(0)
	if l.entered {
		l.enter()
	}
}

// enter takes the marked row; what was typed quickly has to be found first.
func (l *pickList) enter() {
	l.entered = l.shown != l.asked
	if !l.entered {
		l.take(l.marked)
	}
}

func (l *pickList) adds() bool {
	return l.field.options.Add != nil && l.field.options.Add(l.search.Text()) != ""
}

func (l *pickList) mark(p Pick) IconName {
	if l.field.isPicked(p.Key) {
		return IconCheck
	}
	return IconNone
}

// move marks another row, and scrolls to it.
func (l *pickList) move(by int) {
	l.marked = max(min(l.marked+by, len(l.rows.Objects)-1), 0)
	for i, o := range l.rows.Objects {
		o.(*pickRow).setMarked(i == l.marked)
	}
	top, seen := float32(l.marked)*navHeight, l.scroll.Size().Height
	offset := l.scroll.Offset
	offset.Y = max(min(offset.Y, top), top+navHeight-seen)
	l.scroll.ScrollToOffset(offset)
}

// take picks a row. A list of which several can be picked stays open.
func (l *pickList) take(row int) {
	switch {
	case row == len(l.found) && l.adds():
		text := l.search.Text()
		l.close()
		l.field.options.OnAdd(text)
	case row >= len(l.found) || l.found[row].Off:
	case l.field.options.Many:
		l.field.pick(l.found[row])
		for i, p := range l.found {
			l.rows.Objects[i].(*pickRow).setIcon(l.mark(p))
		}
	default:
		p := l.found[row]
		l.close()
		l.field.pick(p)
	}
}

// Tapped is called by Fyne; a click beside the list closes it.
func (l *pickList) Tapped(e *fyne.PointEvent) {
	at, size := l.ground.Position(), l.ground.Size()
	inside := e.Position.X >= at.X && e.Position.X < at.X+size.Width && e.Position.Y >= at.Y &&
		e.Position.Y < at.Y+size.Height
	if !inside {
		l.close()
	}
}

// TappedSecondary is called by Fyne.
func (l *pickList) TappedSecondary(e *fyne.PointEvent) { l.Tapped(e) }

// CreateRenderer is called by Fyne.
func (l *pickList) CreateRenderer() fyne.WidgetRenderer {
	minSize := func() fyne.Size { return fyne.NewSize(0, 0) }
	// A refresh changes nothing.
	return newSimpleRenderer(
		l, l.layout, minSize, func() {}, l.ground, l.search, l.scroll, l.nothing,
	)
}

// follow finds the field in a window of another size. The place cannot be asked while a renderer is
// made.
func (l *pickList) follow(window fyne.Size) {
	if l.window != window {
		l.window, l.at = window, fyne.CurrentApp().Driver().AbsolutePositionForObject(l.field.box)
	}
}

func (l *pickList) layout(window fyne.Size) {
	l.follow(window)
	box, at := l.field.box, l.at
	width := min(max(box.Size().Width, pickWidth), window.Width-8)
	rows := float32(max(min(len(l.rows.Objects), pickRows), 1)) * navHeight
	l.nothing.Hidden = len(l.found) > 0 || l.shown == 0 // Before the first answer nobody knows.
	// The sentence that nothing was found, above the row that adds.
	above := float32(0)
	if !l.nothing.Hidden {
		above = navHeight
		if len(l.rows.Objects) == 0 {
			rows = 0
		}
	}
	size := fyne.NewSize(width, heightField+3*pickPad+above+rows)
	pos := fyne.NewPos(min(at.X, window.Width-width-4), at.Y+box.Size().Height+2)
	if pos.Y+size.Height > window.Height-4 { // There is more room above.
		pos.Y = max(at.Y-size.Height-2, 4)
	}
	l.ground.Move(pos)
	l.ground.Resize(size)
	l.search.Move(pos.AddXY(pickPad, pickPad))
	l.search.Resize(fyne.NewSize(width-2*pickPad, heightField))
	y := heightField + 2*float32(pickPad)
	l.nothing.Move(pos.AddXY(2*pickPad, y))
	l.nothing.Resize(fyne.NewSize(width-4*pickPad, navHeight))
	l.scroll.Move(pos.AddXY(pickPad, y+above))
	l.scroll.Resize(fyne.NewSize(width-2*pickPad, rows))
	l.scroll.Refresh()
}

// pickRow is one row of the list.
type pickRow struct {
	widget.BaseWidget
	pressable
	pick    Pick
	icon    IconName
	tapped  func()
	marked  bool
	hovered bool
	ground  *canvas.Rectangle
	image   *iconImage
	label   *Text
	note    *Text
}

func newPickRow(p Pick, icon IconName, tapped func()) *pickRow {
	r := &pickRow{
		pick: p, icon: icon, tapped: tapped, label: NewCutText(p.Text, Body, 20),
		note: NewCutText(p.Note, Caption, 20),
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *pickRow) setMarked(marked bool) {
	if r.marked != marked {
		r.marked = marked
		r.Refresh()
	}
}

func (r *pickRow) setIcon(icon IconName) {
	if r.icon != icon {
		r.icon = icon
		r.Refresh()
	}
}

// Tapped is called by Fyne.
func (r *pickRow) Tapped(*fyne.PointEvent) { r.tapped() }

// MouseIn is called by Fyne.
func (r *pickRow) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.Refresh() }

// MouseMoved is called by Fyne.
func (r *pickRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (r *pickRow) MouseOut() { r.hovered = false; r.Refresh() }

// CreateRenderer is called by Fyne.
func (r *pickRow) CreateRenderer() fyne.WidgetRenderer {
	r.ground = canvas.NewRectangle(transparent)
	r.ground.CornerRadius = radiusField
	r.image = newIconImage(IconNone, ColorAccent, iconUsual)
	minSize := func() fyne.Size { return fyne.NewSize(80, navHeight) }
	return newSimpleRenderer(
		r, r.layout, minSize, r.refresh, r.ground, r.image.object, r.label, r.note,
	)
}

func (r *pickRow) layout(size fyne.Size) {
	r.ground.Resize(size)
	r.image.place(fyne.NewPos(7, floor((size.Height-16)/2)))
	const left = 30
	style, textSize := fyne.TextStyle{}, float32(13)
	label := min(
		ceil(fyne.MeasureText(r.pick.Text, textSize, style).Width)+1, max(size.Width-left-8, 0),
	)
	note := float32(0)
	if r.pick.Note != "" {
		note = min(ceil(fyne.MeasureText(r.pick.Note, 12, style).Width)+1, size.Width/2)
		label = min(label, max(size.Width-left-note-16, 0))
	}
	r.label.Move(fyne.NewPos(left, 0))
	r.label.Resize(fyne.NewSize(label, size.Height))
	r.note.Move(fyne.NewPos(size.Width-note-8, 0))
	r.note.Resize(fyne.NewSize(note, size.Height))
}

func (r *pickRow) refresh() {
	r.ground.FillColor = transparent
	switch {
	case r.marked:
		r.ground.FillColor = theme.Color(ColorSoft)
	case r.hovered:
		r.ground.FillColor = theme.Color(ColorHover)
	}
	r.label.SetStyle(Body)
	if r.pick.Off {
		r.label.SetStyle(Secondary)
	}
	r.image.set(r.icon, ColorAccent)
	r.layout(r.Size())
	r.ground.Refresh()
}
