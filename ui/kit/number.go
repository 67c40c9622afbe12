package kit

import (
	"math"
	"strconv"
	"strings"
)

// NewNumberField returns a field for a whole number from 0 up. What is typed or pasted stays as it
// is: read says which number it is, or why it is none. show writes a number with the separators of
// the language, as it is seen while the field does not have the focus. Text returns the digits of
// the number, or what was typed if it is none.
func NewNumberField(
	label string, read func(text string) (int64, error), show func(int64) string,
) *Field {
	e := newEntry(false)
	f := newEntryField(label, e)
	f.largest = math.MaxInt64 - 1
	as := func(text string, write func(int64) string) string {
		if n, err := read(text); err == nil && n <= f.largest {
			return write(n)
		}
		return text
	}
	digits := func(n int64) string { return strconv.FormatInt(n, 10) }
	plain := f.setText
	isBlank := func() bool { return strings.TrimSpace(e.Text) == "" }
	f.text = func() string {
		if isBlank() {
			return ""
		}
		return as(e.Text, digits)
	}
	f.unread = func() error {
		if isBlank() {
			return nil
		}
		_, err := read(e.Text)
		return err
	}
	f.setText = func(text string) {
		write := show
		if f.focused {
			write = digits
		}
		if text = as(text, write); text != e.Text {
			plain(text)
		}
	}
	f.known = func() bool {
		n, err := read(e.Text)
		return isBlank() || err == nil && n <= f.largest
	}
	e.OnChanged = func(string) {
		if f.OnChanged != nil {
			f.OnChanged(f.text())
		}
	}
	e.onFocus = func(focused bool) {
		f.focused = focused
		f.setText(e.Text)
		f.focusChanged(focused)
	}
	return f
}

// SetLargest sets the largest number that means something. What is larger stays as it was typed,
// and nothing is reckoned with it.
func (f *Field) SetLargest(n int64) *Field {
	f.largest = n
	return f
}

// Known tells whether a number can be reckoned with what was typed: nothing counts as one, too.
func (f *Field) Known() bool { return f.known == nil || f.known() }
