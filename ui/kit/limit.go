package kit

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Characters that a field takes unless it has a limit of its own. The toolkit lays out the whole
// text with each key: a line of ten thousand characters takes it seconds, and is wider than a
// graphics card can paint.
const (
	longestLine = 500
	longestText = 2000

	longestSearch = 200
)

// SetLimit sets how many characters the field takes. Typing stops there, and what is pasted is cut,
// with a word about it.
func (f *Field) SetLimit(characters int) *Field {
	if e, ok := f.focus.(*entry); ok {
		e.limit = characters
	}
	return f
}

// Limit returns how many characters the field takes, 0 for a field that is not typed into.
func (f *Field) Limit() int {
	if e, ok := f.focus.(*entry); ok {
		return e.limit
	}
	return 0
}

// room is how many characters can be put in place of what is selected.
func (e *entry) room() int {
	return e.limit - utf8.RuneCountInString(e.Text) + utf8.RuneCountInString(e.SelectedText())
}

// hasRoom tells whether one character more can be typed, and says so if not.
func (e *entry) hasRoom() bool {
	if e.room() > 0 {
		e.saidFull = false
		return true
	}
	if !e.saidFull {
		e.saidFull = true
		e.sayFull(e.limit)
	}
	return false
}

// sayFull says that no more than some characters are taken.
func (w *hosted) sayFull(limit int) {
	if w.host != nil && w.host.whole().OnFull != nil {
		w.host.whole().OnFull(limit)
	}
}

// fit returns as much of a pasted text as there is room for.
func (e *entry) fit(text string) string {
	short, whole := firstOf(text, max(e.room(), 0))
	if !whole {
		e.sayFull(e.limit)
	}
	return short
}

// show puts in a text; of one line that is too long to be laid out it shows the beginning. Text
// returns all of it until somebody types.
func (e *entry) show(text string) {
	e.full, e.shown = "", ""
	if !e.MultiLine {
		if short, whole := firstOf(text, e.limit); !whole {
			e.full, e.shown, text = text, short, short
		}
	}
	stale := text != e.Text && (e.focused || e.SelectedText() != "")
	came := stale && e.Text == "" && !e.MultiLine // The focus was there before the text.
	e.SetText(text)
	switch {
	case came:
		e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	case stale:
		e.toEnd()
	}
}

// toEnd puts the cursor behind the text, and selects nothing: what was selected was of the text
// before.
func (e *entry) toEnd() {
	e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
}

// value is what was typed, or put in and not typed over.
func (e *entry) value() string {
	if e.full != "" && e.Text == e.shown {
		return e.full
	}
	return e.Text
}

// firstOf returns the first n characters of a text, and whether those are all.
func firstOf(text string, n int) (first string, whole bool) {
	if len(text) <= n {
		return text, true
	}
	for i := range text {
		if n == 0 {
			return text[:i], false
		}
		n--
	}
	return text, true
}

// pasted is a clipboard that holds what is put in of another.
type pasted struct {
	fyne.Clipboard
	text string
}

func (p pasted) Content() string { return p.text }
