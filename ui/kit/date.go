package kit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// DateOptions say how a date field reads and shows a day, and what its calendar is like.
type DateOptions struct {
	Read         func(text string) (time.Time, error)
	Show         func(day time.Time) string
	Today        func() time.Time
	Tip          string // Of the icon that opens the calendar.
	Month        func(m time.Month) string
	Weekday      func(d time.Weekday) string
	FirstWeekday time.Weekday
}

// NewDateField returns a field for a day, with a calendar that its icon, F4 or Alt and Down open.
// What is typed stays as it is while it is no day; a day is shown as the language writes it once
// the field was left.
func NewDateField(label string, o DateOptions) *Field {
	e := newEntry(false)
	f := newEntryField(label, e)
	e.onOpen = func() { f.openCalendar(e, o) }
	f.opener = newFieldIcon(IconCalendar, o.Tip, func() {
		if !e.Disabled() {
			e.onOpen()
		}
	})
	e.ActionItem = f.opener
	f.unread = func() error {
		if strings.TrimSpace(e.Text) == "" {
			return nil
		}
		_, err := o.Read(e.Text)
		return err
	}
	e.onFocus = func(focused bool) {
		if day, err := o.Read(e.Text); !focused && err == nil && o.Show(day) != e.Text {
			f.setText(o.Show(day)) // So it is seen how a date was read that has two readings.
		}
		f.focusChanged(focused)
	}
	return f
}

// openCalendar opens the calendar on the day that was typed, else on today. A day that is taken
// counts as typed.
func (f *Field) openCalendar(e *entry, o DateOptions) {
	c := canvasOf(e)
	if c == nil {
		return
	}
	day, err := o.Read(e.Text)
	if err != nil {
		day = o.Today()
	}
	day = time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.Local)
	take := func(day time.Time) {
		f.setText(o.Show(day))
		e.toEnd()
		if f.OnChanged != nil {
			f.OnChanged(f.text())
		}
	}
	showCalendar(c, f.control, o, day, take, func() { c.Focus(e) })
}

// fieldIcon is an icon inside a field that can be pressed, and is passed over by Tab.
type fieldIcon struct {
	widget.BaseWidget
	hosted
	pressable
	icon   IconName
	tip    string
	tapped func()
}

func newFieldIcon(icon IconName, tip string, tapped func()) *fieldIcon {
	i := &fieldIcon{icon: icon, tip: tip, tapped: tapped}
	i.ExtendBaseWidget(i)
	return i
}

// Tapped is called by Fyne.
func (i *fieldIcon) Tapped(*fyne.PointEvent) { i.tapped() }

// Cursor is called by Fyne.
func (i *fieldIcon) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// Tip returns the words of the tooltip.
func (i *fieldIcon) Tip() string { return i.tip }

// MouseIn is called by Fyne.
func (i *fieldIcon) MouseIn(e *desktop.MouseEvent) { i.tipIn(i, e) }

// MouseMoved is called by Fyne.
func (i *fieldIcon) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (i *fieldIcon) MouseOut() { i.tipOut() }

// CreateRenderer is called by Fyne.
func (i *fieldIcon) CreateRenderer() fyne.WidgetRenderer {
	image := newIconImage(i.icon, ColorText2, iconUsual)
	layout := func(size fyne.Size) {
		image.place(fyne.NewPos(floor((size.Width-16)/2), floor((size.Height-16)/2)))
	}
	refresh := func() {
		image.set(i.icon, ColorText2)
		canvas.Refresh(i)
	}
	minSize := func() fyne.Size { return fyne.NewSize(28, 28) }
	return newSimpleRenderer(i, layout, minSize, refresh, image.object)
}
