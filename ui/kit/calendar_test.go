package kit

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func dateOptions() DateOptions {
	return DateOptions{
		Read: func(text string) (time.Time, error) {
			t, err := time.ParseInLocation(time.DateOnly, text, time.Local)
			if err != nil {
				return t, errors.New("no day")
			}
			return t, nil
		},
		Show: func(day time.Time) string { return day.Format(time.DateOnly) },
		Today: func() time.Time {
			return time.Date(2026, time.November, 30, 9, 0, 0, 0, time.Local)
		},
		Tip: "Choose a day", Month: time.Month.String,
		Weekday:      func(d time.Weekday) string { return d.String()[:2] },
		FirstWeekday: time.Monday,
	}
}

// TestCalendar opens the calendar over a dialog in each way, and chooses and leaves a day by
// keyboard and pointer.
func TestCalendar(t *testing.T) {
	p := newPage(t)
	until := NewDateField("Valid until", dateOptions())
	changed := ""
	until.OnChanged = func(text string) { changed = text }
	p.modals.Show(ModalOptions{
		Title: "Add", Body: NewStack(4, until), Foot: NewRow(8), Width: 400,
		First: until.Focusable(),
	})
	c, e := p.window.Canvas(), until.Focusable().(*entry)
	type keys []fyne.KeyName
	choose := func(typed string, names ...fyne.KeyName) string {
		until.SetText(typed)
		c.Focus(e)
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF4})
		for _, name := range names {
			p.typeKey(name)
		}
		require.Len(t, c.Overlays().List(), 1, "only the dialog is left")
		require.Equal(t, e, c.Focused(), "the focus is back")
		return until.Text()
	}
	for _, test := range []struct {
		typed, want string
		keys        keys
	}{
		{"", "2026-11-30", keys{fyne.KeyReturn}},
		{"", "2026-12-08", keys{fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn}},
		{"2028-01-31", "2028-02-29", keys{fyne.KeyPageDown, fyne.KeySpace}},
		{"2028-03-31", "2028-02-29", keys{fyne.KeyPageUp, fyne.KeyEnter}},
		{"2027-06-15", "2027-06-01", keys{fyne.KeyHome, fyne.KeyReturn}},
		{"2027-06-15", "2027-06-30", keys{fyne.KeyEnd, fyne.KeyReturn}},
		{"2027-01-01", "2026-12-24", keys{fyne.KeyUp, fyne.KeyLeft, fyne.KeyReturn}},
		{"2027-06-15", "2027-06-15", keys{fyne.KeyRight, fyne.KeyEscape}},
		{"some day", "some day", keys{fyne.KeyRight, fyne.KeyEscape}},
		{"some day", "some day", keys{fyne.KeyTab}},
	} {
		require.Equal(t, test.want, choose(test.typed, test.keys...), "%v", test)
	}
	choose("2027-06-15", fyne.KeyRight, fyne.KeyReturn)
	require.Equal(t, "2027-06-16", changed, "a form hears of it")

	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierAlt})
	open := c.Overlays().Top().(*calendar)
	require.Equal(t, "June 2027", open.title.Text)
	require.Equal(t, "31", open.days[0].Text, "the week begins on Monday")
	tap := func(at fyne.Position) { open.Tapped(&fyne.PointEvent{Position: at}) }
	tap(open.forth.object.Position().AddXY(4, 4))
	require.Equal(t, "July 2027", open.title.Text)
	tap(open.days[3].Position().AddXY(4, 4))
	require.Equal(t, "2027-07-01", until.Text())

	test.Tap(until.opener.(*fieldIcon))
	open = c.Overlays().Top().(*calendar)
	tap(fyne.NewPos(1, 1))
	require.Len(t, c.Overlays().List(), 1, "a click beside it closes it")
	require.Equal(t, "2027-07-01", until.Text())
}
