package kit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// TestField_TakesNoMoreThanItsLimit types, pastes and breaks lines beyond the limit.
func TestField_TakesNoMoreThanItsLimit(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	line, lines := NewTextField("Company").SetLimit(5), NewMultilineField("Remark", 2).SetLimit(5)
	w := test.NewTempWindow(t, NewStack(4, line, lines))
	said := 0
	host := &Host{OnFull: func(limit int) {
		require.Equal(t, 5, limit)
		said++
	}}
	host.Attach(w.Content())
	board := fyne.CurrentApp().Clipboard()
	for _, f := range []*Field{line, lines} {
		e := f.Focusable().(*entry)
		paste := func(text string) {
			board.SetContent(text)
			e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
		}
		said = 0
		w.Canvas().Focus(e)
		paste("äöü" + strings.Repeat("x", 10_000))
		require.Equal(t, "äöüxx", f.Text(), "characters count, not bytes")
		require.Equal(t, 1, said)
		test.Type(e, "yz")
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		require.Equal(t, "äöüxx", f.Text())
		require.Equal(t, 2, said, "it is said once, however much is typed in vain")
		w.Canvas().Focus(e)
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) // Nothing is selected any more.
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		test.Type(e, "y")
		require.Equal(t, "äöüxy", f.Text())
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
		paste("12345")
		require.Equal(t, "12345", f.Text(), "what is selected makes room")
		require.Equal(t, 2, said)
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
		test.Type(e, "6")
		require.Equal(t, "6", f.Text())
	}
	line.SetText("1234567")
	require.Equal(t, "1234567", line.Text(), "what is stored is not lost by being shown")
	require.Equal(t, "12345", line.Focusable().(*entry).Text)
}

// TestWidgets_LongText puts ten thousand characters, of a name that nobody checked, into what shows
// text.
func TestWidgets_LongText(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	long, words := strings.Repeat("W", 10_000), strings.Repeat("word ", 2000)
	table := NewTable(partnerColumns(), Source[partner]{Row: func(int) (partner, bool) {
		return partner{company: long, email: words}, true
	}}, Words{})
	table.SetCount(20)
	line := NewTextField("Company")
	line.SetText(long)
	paragraph := NewParagraph(words, Body)
	for name, o := range map[string]fyne.CanvasObject{
		"text": NewText(long, Body), "cut text": NewCutText(long, Body, 20), "paragraph": paragraph,
		"word":      NewParagraph(long, Body),
		"read only": NewReadOnlyField("Company", long), "line": line, "table": table,
	} {
		w := test.NewTempWindow(t, NewSized(400, 300, o))
		begin := time.Now()
		w.Resize(fyne.NewSize(600, 400))
		w.Canvas().Capture()
		// A sound one takes 30 ms; one that lays all of it out takes seconds.
		require.Less(t, time.Since(begin), 2*time.Second, name)
	}
}
