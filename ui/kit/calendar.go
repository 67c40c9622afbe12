package kit

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Measures of a calendar: a head with the month, a line with the names of the days, and six weeks.
const (
	calendarCell  = 32
	calendarHead  = 36
	calendarNames = 22
	calendarPad   = 8
	calendarWeeks = 6
)

// calendar lets a day be chosen, below the field that opened it, over all else in the window.
// Arrows move by days and weeks, Page Up and Page Down by months, Home and End to the ends of the
// month; Enter takes the day.
type calendar struct {
	widget.BaseWidget
	pressable
	canvas  fyne.Canvas
	options DateOptions
	below   fyne.CanvasObject
	take    func(day time.Time)
	closed  func()
	day     time.Time // The one that Enter takes.
	window  fyne.Size
	at      fyne.Position // Where the field is in a window of that size.

	ground      *Ground
	title       *canvas.Text
	back, forth *iconImage
	names       [7]*canvas.Text
	mark, today *canvas.Rectangle
	days        [7 * calendarWeeks]*canvas.Text
}

// showCalendar opens a calendar below an object, on a day.
func showCalendar(
	c fyne.Canvas, below fyne.CanvasObject, o DateOptions, day time.Time, take func(time.Time),
	closed func(),
) {
	l := &calendar{canvas: c, options: o, below: below, take: take, closed: closed, day: day}
	l.ExtendBaseWidget(l)
	l.follow(c.Size())
	c.Overlays().Add(l)
	l.Resize(c.Size())
	c.Focus(l)
}

func (l *calendar) close() {
	l.canvas.Overlays().Remove(l)
	l.closed()
}

func (l *calendar) moveTo(day time.Time) {
	l.day = day
	l.Refresh()
}

// addMonths goes to the same day of another month, or to its last.
func (l *calendar) addMonths(n int) {
	first := time.Date(l.day.Year(), l.day.Month()+time.Month(n), 1, 12, 0, 0, 0, l.day.Location())
	last := first.AddDate(0, 1, -1).Day()
	l.moveTo(first.AddDate(0, 0, min(l.day.Day(), last)-1))
}

// FocusGained is called by Fyne.
func (l *calendar) FocusGained() {}

// FocusLost is called by Fyne.
func (l *calendar) FocusLost() {}

// TypedRune is called by Fyne.
func (l *calendar) TypedRune(rune) {}

// TypedKey is called by Fyne.
func (l *calendar) TypedKey(e *fyne.KeyEvent) {
	day := l.day.Day()
	switch e.Name {
	case fyne.KeyLeft:
		l.moveTo(l.day.AddDate(0, 0, -1))
	case fyne.KeyRight:
		l.moveTo(l.day.AddDate(0, 0, 1))
	case fyne.KeyUp:
		l.moveTo(l.day.AddDate(0, 0, -7))
	case fyne.KeyDown:
		l.moveTo(l.day.AddDate(0, 0, 7))
	case fyne.KeyPageUp:
		l.addMonths(-1)
	case fyne.KeyPageDown:
		l.addMonths(1)
	case fyne.KeyHome:
		l.moveTo(l.day.AddDate(0, 0, 1-day))
	case fyne.KeyEnd:
		l.moveTo(l.day.AddDate(0, 0, 1-day).AddDate(0, 1, -1))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.choose(l.day)
	case fyne.KeyEscape, fyne.KeyF4, fyne.KeyTab:
		l.close()
	}
}

// AcceptsTab is called by Fyne; Tab leaves the calendar.
func (l *calendar) AcceptsTab() bool { return true }

func (l *calendar) choose(day time.Time) {
	l.canvas.Overlays().Remove(l)
	l.take(day)
	l.closed()
}

// Tapped is called by Fyne. A click beside the calendar closes it.
func (l *calendar) Tapped(e *fyne.PointEvent) {
	at, size := e.Position.Subtract(l.ground.Position()), l.ground.Size()
	x, y := at.X-calendarPad, at.Y-calendarPad-calendarHead-calendarNames
	switch {
	case at.X < 0 || at.Y < 0 || at.X >= size.Width || at.Y >= size.Height:
		l.close()
	case at.Y < calendarPad+calendarHead && x < calendarCell:
		l.addMonths(-1)
	case at.Y < calendarPad+calendarHead && x >= 6*calendarCell:
		l.addMonths(1)
	case x >= 0 && y >= 0 && x < 7*calendarCell && y < calendarWeeks*calendarCell:
		l.choose(l.first().AddDate(0, 0, int(y/calendarCell)*7+int(x/calendarCell)))
	}
}

// TappedSecondary is called by Fyne.
func (l *calendar) TappedSecondary(e *fyne.PointEvent) { l.Tapped(e) }

// Scrolled is called by Fyne; the wheel turns over the months.
func (l *calendar) Scrolled(e *fyne.ScrollEvent) {
	switch {
	case e.Scrolled.DY > 0:
		l.addMonths(-1)
	case e.Scrolled.DY < 0:
		l.addMonths(1)
	}
}

// first is the day that is shown first: the beginning of the week in which the month begins.
func (l *calendar) first() time.Time {
	first := l.day.AddDate(0, 0, 1-l.day.Day())
	return first.AddDate(0, 0, -int((first.Weekday()-l.options.FirstWeekday+7)%7))
}

// CreateRenderer is called by Fyne.
func (l *calendar) CreateRenderer() fyne.WidgetRenderer {
	l.ground = NewGround(ColorSurface, ColorBorder, radiusField)
	l.title = canvas.NewText("", transparent)
	l.title.TextSize, l.title.TextStyle.Bold, l.title.Alignment = 13, true, fyne.TextAlignCenter
	l.back, l.forth = newIconImage(
		IconChevronLeft, ColorText2, iconUsual,
	), newIconImage(IconChevronRight, ColorText2, iconUsual)
	l.mark, l.today = canvas.NewRectangle(transparent), focusRing(radiusField)
	l.mark.CornerRadius = radiusField
	objects := []fyne.CanvasObject{
		l.ground, l.title, l.back.object, l.forth.object, l.mark, l.today,
	}
	cell := func(size float32) *canvas.Text {
		t := canvas.NewText("", transparent)
		t.TextSize, t.Alignment = size, fyne.TextAlignCenter
		objects = append(objects, t)
		return t
	}
	for i := range l.names {
		l.names[i] = cell(12)
	}
	for i := range l.days {
		l.days[i] = cell(13)
	}
	minSize := func() fyne.Size { return fyne.NewSize(0, 0) }
	return newSimpleRenderer(l, l.layout, minSize, l.refresh, objects...)
}

func (l *calendar) refresh() {
	l.title.Text = l.options.Month(l.day.Month()) + " " + strconv.Itoa(l.day.Year())
	l.title.Color = theme.Color(ColorText)
	for i, name := range l.names {
		name.Text = l.options.Weekday((l.options.FirstWeekday + time.Weekday(i)) % 7)
		name.Color = theme.Color(ColorText2)
	}
	l.mark.FillColor = theme.Color(ColorAccent)
	first := l.first()
	for i, t := range l.days {
		day := first.AddDate(0, 0, i)
		t.Text, t.Color = strconv.Itoa(day.Day()), theme.Color(ColorText)
		switch {
		case sameDay(day, l.day):
			t.Color = theme.Color(ColorOnAccent)
		case day.Month() != l.day.Month():
			t.Color = theme.Color(ColorText2)
		}
	}
	l.back.set(IconChevronLeft, ColorText2)
	l.forth.set(IconChevronRight, ColorText2)
	l.layout(l.Size())
	canvas.Refresh(l)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// follow finds the field in a window of another size. The place cannot be asked while a renderer is
// made.
func (l *calendar) follow(window fyne.Size) {
	if l.window != window {
		l.window, l.at = window, fyne.CurrentApp().Driver().AbsolutePositionForObject(l.below)
	}
}

func (l *calendar) layout(window fyne.Size) {
	l.follow(window)
	size := fyne.NewSize(
		7*calendarCell+2*calendarPad,
		calendarHead+calendarNames+calendarWeeks*calendarCell+2*calendarPad,
	)
	at := l.at
	pos := fyne.NewPos(max(min(at.X, window.Width-size.Width-4), 4), at.Y+l.below.Size().Height+2)
	if pos.Y+size.Height > window.Height-4 { // There is more room above.
		pos.Y = max(min(at.Y-size.Height-2, window.Height-size.Height-4), 4)
	}
	l.ground.Move(pos)
	l.ground.Resize(size)
	inside := pos.AddXY(calendarPad, calendarPad)
	l.title.Move(inside.AddXY(calendarCell, (calendarHead-l.title.MinSize().Height)/2))
	l.title.Resize(fyne.NewSize(5*calendarCell, l.title.MinSize().Height))
	for image, x := range map[*iconImage]float32{l.back: 0, l.forth: 6 * calendarCell} {
		image.place(inside.AddXY(x+8, (calendarHead-16)/2))
	}
	for i, name := range l.names {
		placeCell(name, inside.AddXY(float32(i)*calendarCell, calendarHead), calendarNames)
	}
	l.layoutDays(inside.AddXY(0, calendarHead+calendarNames))
}

func (l *calendar) layoutDays(inside fyne.Position) {
	first := l.first()
	l.today.Hide()
	for i, t := range l.days {
		at := inside.AddXY(float32(i%7)*calendarCell, float32(i/7)*calendarCell)
		placeCell(t, at, calendarCell)
		day := first.AddDate(0, 0, i)
		around := func(r *canvas.Rectangle) {
			r.Move(at.AddXY(2, 2))
			r.Resize(fyne.NewSize(calendarCell-4, calendarCell-4))
		}
		if sameDay(day, l.day) {
			around(l.mark)
		}
		if sameDay(day, l.options.Today()) {
			around(l.today)
			setRing(l.today, true)
		}
	}
}

// placeCell puts a text into the middle of a cell.
func placeCell(t *canvas.Text, at fyne.Position, height float32) {
	high := t.MinSize().Height
	t.Move(at.AddXY(0, floor((height-high)/2)))
	t.Resize(fyne.NewSize(calendarCell, high))
}
