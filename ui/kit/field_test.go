package kit

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func TestField_TypingReplacesWhatTheKeyboardCameTo(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	company := NewTextField("Company")
	number := NewNumberField("Extensions", readWhole, showWhole)
	remark := NewMultilineField("Remark", 2)
	for _, f := range []*Field{company, number, remark} {
		f.SetText("12")
	}
	w := test.NewTempWindow(t, NewStack(4, company, number, remark))
	w.Resize(fyne.NewSize(400, 400))
	c := w.Canvas()
	for _, f := range []*Field{company, number, remark} {
		c.Focus(f.Focusable())
		test.Type(f.Focusable(), "5")
	}
	require.Equal(t, "5", company.Text())
	require.Equal(t, "5", number.Text())
	require.Equal(t, "512", remark.Text(), "a text of several lines is typed on")

	(&Host{}).Attach(NewStack(0, company, number))
	c.Focus(company.Focusable())
	company.Focusable().TypedRune('6')
	c.Unfocus() // Another window comes to the front.
	c.Focus(company.Focusable())
	company.Focusable().TypedRune('7')
	require.Equal(t, "67", company.Text(), "whoever comes back goes on typing")
	c.Focus(number.Focusable())
	c.Focus(company.Focusable())
	company.Focusable().TypedRune('8')
	require.Equal(t, "8", company.Text())

	c.Unfocus()
	company.SetText("Kranich")
	e := company.Focusable().(*entry)
	e.MouseDown(&desktop.MouseEvent{
		Button:     desktop.MouseButtonPrimary,
		PointEvent: fyne.PointEvent{Position: fyne.NewPos(2, 8)},
	})
	e.TypedRune('x')
	require.Equal(t, "xKranich", company.Text(), "a click puts the cursor into the text")
}

// TestField_TypingGoesOnBehindWhatWasPutIn puts another text into fields whose text was selected by
// coming to them.
func TestField_TypingGoesOnBehindWhatWasPutIn(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	fields := []*Field{
		NewTextField("Company"), NewSuffixField("Name"), NewPasswordField("Password"),
		NewDateField("Until", dateOptions()),
		NewNumberField("Extensions", readWhole, showWhole), NewMultilineField("Remark", 2),
	}
	w := test.NewTempWindow(
		t, NewStack(4, fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]),
	)
	(&Host{}).Attach(w.Content())
	for _, f := range fields {
		for _, away := range []bool{false, true} {
			f.SetText("4711")
			w.Canvas().Focus(f.Focusable())
			e := f.Focusable().(*entry)
			e.TypedShortcut(&fyne.ShortcutSelectAll{})
			if away {
				e.FocusLost() // As to a calendar over the window.
			}
			f.SetText("123456")
			require.Empty(t, e.SelectedText(), f.Label())
			test.Type(e, "7")
			require.Equal(t, "1234567", f.Text(), f.Label())
		}
	}
}

// TestField_TypingReplacesWhatCameAfterTheFocus fills a field that has the focus already, as a page
// does that is read beside it.
func TestField_TypingReplacesWhatCameAfterTheFocus(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	email, port := NewTextField("Email"), NewNumberField("Port", readWhole, showWhole)
	w := test.NewTempWindow(t, NewStack(4, email, port))
	(&Host{}).Attach(w.Content())
	for f, text := range map[*Field]string{email: "ida@nordwind.example", port: "465"} {
		w.Canvas().Focus(f.Focusable())
		f.SetText(text)
		f.Focusable().TypedRune('5')
		require.Equal(t, "5", f.Text(), f.Label())
		f.SetText(text)
		f.Focusable().TypedRune('6')
		require.Equal(t, text+"6", f.Text(), "it is typed on in what replaced a text")
	}
}

// readWhole and showWhole are a language that writes a comma between thousands.
func readWhole(text string) (int64, error) {
	n, err := strconv.ParseUint(strings.ReplaceAll(strings.TrimSpace(text), ",", ""), 10, 32)
	return int64(n), err
}

func showWhole(n int64) string {
	text := strconv.FormatInt(n, 10)
	if len(text) > 3 {
		text = text[:len(text)-3] + "," + text[len(text)-3:]
	}
	return text
}

// TestNumberField_KeepsWhatWasTyped checks that typing, pasting, replacing and leaving change
// nothing that is no number.
func TestNumberField_KeepsWhatWasTyped(t *testing.T) {
	test.NewTempApp(t)
	f, next := NewNumberField("Extensions", readWhole, showWhole), NewTextField("Company")
	var changed string
	f.OnChanged = func(text string) { changed = text }
	w := test.NewTempWindow(t, NewStack(4, f, next))
	shown := func() string { return f.Focusable().(*entry).Text }
	board := fyne.CurrentApp().Clipboard()
	for _, text := range []string{"1.5", " -1", "1e9", "x", "12a "} {
		for _, put := range []func(){
			func() { test.Type(f.Focusable(), text) },
			func() {
				board.SetContent(text)
				f.Focusable().(*entry).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
			},
		} {
			w.Canvas().Focus(next.Focusable())
			w.Canvas().Focus(f.Focusable()) // What is there is selected, and replaced.
			put()
			require.Equal(t, text, shown())
			require.Equal(t, text, changed)
			w.Canvas().Focus(next.Focusable())
			require.Equal(t, text, shown(), "after it was left")
			require.Equal(t, text, f.Text())
			require.Error(t, f.Unread())
		}
	}
	w.Canvas().Focus(f.Focusable())
	test.Type(f.Focusable(), " 1500")
	require.Equal(t, "1500", changed, "who listens gets the digits")
	w.Canvas().Focus(next.Focusable())
	require.Equal(t, "1,500", shown(), "as people write it, once it was left")
	require.Equal(t, "1500", f.Text())
	require.NoError(t, f.Unread())
	w.Canvas().Focus(f.Focusable())
	require.Equal(t, "1500", shown(), "a digit more must not stand in the wrong group")
	f.SetText("")
	require.NoError(t, f.Unread())
	test.Type(f.Focusable(), " ")
	require.Equal(t, "", f.Text())
	require.NoError(t, f.Unread(), "a blank is nothing")
}

func TestField_SaysWhy(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	f := NewTextField("Extensions").SetHint("1 to 500")
	w := test.NewTempWindow(t, NewStack(4, f))
	w.Resize(fyne.NewSize(300, 300))
	pressed := []string{}
	link := func(text, does string) Action {
		return Action{Text: text, Do: func() { pressed = append(pressed, does) }}
	}
	low := f.HeightFor(300)
	f.SetError("Only 20 are free.", link("Use 20", "use"), link("Why?", "why"))
	require.Equal(t, low, f.HeightFor(300), "its room was there before")

	c := w.Canvas()
	c.Focus(f.Focusable())
	c.FocusNext()
	c.FocusNext()
	why := c.Focused()
	f.SetError("Only 20 are free.", link("Use 20", "use"), link("Why?", "newer"))
	require.Same(t, why, c.Focused(), "who asks while it is said again has not lost his place")
	why.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Equal(t, []string{"newer"}, pressed)

	f.Explain("That is the limit.")
	require.True(t, f.Explained())
	require.Greater(t, f.HeightFor(300), low)
	f.SetError("Only 20 are free.", link("Use 20", "use"), link("Why?", "why"))
	require.True(t, f.Explained())
	f.SetError("Only 19 are free.", link("Use 19", "use"), link("Why?", "why"))
	require.False(t, f.Explained(), "that was another error")
	f.SetError("")
	require.Equal(t, low, f.HeightFor(300))
}

func TestField_NothingMovesWhenAnErrorComes(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	f, below := NewTextField("Extensions").SetRoom(2), NewTextField("Remark")
	w := test.NewTempWindow(t, NewStack(FieldGap, f, below))
	w.Resize(fyne.NewSize(180, 400))
	at := below.Position()
	use := Action{Text: "Use 20", Do: func() {}}
	for _, text := range []string{
		"Only 20 are free.", strings.Repeat("Only 20 are free. ", 20), "",
	} {
		f.SetError(text, use, Action{Text: "Why?", Do: func() {}})
		f.SetHint(text)
		require.Equal(t, at, below.Position(), text)
	}
	f.SetError(strings.Repeat("Only 20 are free. ", 20), use)
	lines, places, cut := f.failure.words.arrange(180)
	require.True(t, cut)
	require.Len(t, lines, 2)
	require.True(t, strings.HasSuffix(lines[1], "…"), lines[1])
	require.Equal(t, 1, places[0].line, "the link is seen")
	require.Equal(t, f.Error(), f.Tip(), "the whole text is its tooltip")
	f.SetError("Only 20 are free.", use)
	require.Empty(t, f.Tip())
	before := f.HeightFor(180)
	f.Explain("That is the limit.")
	require.Greater(t, f.HeightFor(180), before, "what was asked for takes room")
}

func TestField_WheelScrollsTheForm(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	line, short, long := NewTextField("Company"), NewMultilineField(
		"Address", 2,
	), NewMultilineField("Remark", 2)
	long.SetText(strings.Repeat("line\n", 8))
	high := NewStack(4, line, short, long, NewSized(0, 900, NewText("", Body)))
	scroll := container.NewVScroll(high)
	w := test.NewTempWindow(t, scroll)
	w.Resize(fyne.NewSize(300, 400))
	(&Host{}).Attach(scroll)
	turn := func(f *Field, by float32) {
		for _, o := range test.WidgetRenderer(f.Focusable().(fyne.Widget)).Objects() {
			if over, is := o.(*wheel); is {
				over.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)})
			}
		}
	}
	for _, f := range []*Field{line, short} {
		scroll.ScrollToTop()
		turn(f, -30)
		require.InDelta(t, 30, scroll.Offset.Y, 0.1, f.Label())
		turn(f, 30)
		require.InDelta(t, 0, scroll.Offset.Y, 0.1, f.Label())
	}
	turn(long, -30)
	require.Zero(t, scroll.Offset.Y, "first its own text")
	turn(long, -1000)
	turn(long, -30)
	require.InDelta(t, 30, scroll.Offset.Y, 0.1, "then the form")
	turn(long, 10)
	require.InDelta(t, 30, scroll.Offset.Y, 0.1, "and back again")
}
