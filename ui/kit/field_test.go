package kit

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func TestField_TypingReplacesWhatTheKeyboardCameTo(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	company := NewTextField("Company")
	number := NewNumberField("Extensions", func(n int64) string { return strconv.FormatInt(n, 10) }, func() {})
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
	e.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(2, 8)}})
	e.TypedRune('x')
	require.Equal(t, "xKranich", company.Text(), "a click puts the cursor into the text")
}

func TestNumberField_Digits(t *testing.T) {
	for text, want := range map[string]string{"1,200": "1200", " 1.200 ": "1200", "1'200": "1200", "7": "7", "": "", "1200000": "1200000"} {
		got, ok := Digits(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"-1", "1.5", "1,20", "12a", "1,2,3", "9223372036854775808000", "+1", "0x1f"} {
		_, ok := Digits(text)
		require.False(t, ok, text)
	}
}

// TestNumberField_CannotBeTyped checks that what is no digit never gets into a number field.
func TestNumberField_CannotBeTyped(t *testing.T) {
	test.NewTempApp(t)
	refused := 0
	f := NewNumberField("Extensions", func(n int64) string { return strconv.FormatInt(n, 10) }, func() { refused++ })
	w := test.NewTempWindow(t, f)
	w.Canvas().Focus(f.Focusable())
	typed := func(text string) {
		for _, r := range text {
			f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(string(r))}) // As a real window does.
			f.Focusable().TypedRune(r)
		}
	}
	typed("12")
	for _, text := range []string{".5", "-7", "e9"} {
		typed(text)
		require.Equal(t, "12", f.Text(), "after %q nothing more is taken", text)
		f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	}
	require.Equal(t, 6, refused)
	refused = 0
	typed("34")
	require.Equal(t, "1234", f.Text(), "a key of its own makes it go on")
	board := fyne.CurrentApp().Clipboard()
	board.SetContent("1.5")
	f.Focusable().(*entry).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	require.Equal(t, "1234", f.Text(), "what is refused changes nothing")
	require.Equal(t, 1, refused)
	board.SetContent("12,000")
	f.Focusable().(*entry).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	require.Equal(t, "12000", f.Text())
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
	require.Equal(t, low, f.HeightFor(300), "both stand beside the error")
	require.Greater(t, f.HeightFor(150), low, "or below it, where there is no room")

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
