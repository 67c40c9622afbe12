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
	n := &number{field: f, entry: e, read: read, show: show, plain: f.setText}
	f.text, f.setText, f.unread, f.known = n.digits, n.setText, n.unread, n.isKnown
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

// number is the text of a field for an amount: as the language writes it, and in digits while it is
// typed.
type number struct {
	field *Field
	entry *entry
	read  func(text string) (int64, error)
	show  func(int64) string
	plain func(text string) // Sets the text as it is.
}

func inDigits(n int64) string { return strconv.FormatInt(n, 10) }

func (n *number) isBlank() bool { return strings.TrimSpace(n.entry.Text) == "" }

// rewritten is a text written in another way; what cannot be read, or is too large, as it is.
func (n *number) rewritten(text string, write func(int64) string) string {
	if amount, err := n.read(text); err == nil && amount <= n.field.largest {
		return write(amount)
	}
	return text
}

// digits are what the form gets.
func (n *number) digits() string {
	if n.isBlank() {
		return ""
	}
	return n.rewritten(n.entry.Text, inDigits)
}

// unread is why the text cannot be read.
func (n *number) unread() error {
	if n.isBlank() {
		return nil
	}
	_, err := n.read(n.entry.Text)
	return err
}

func (n *number) setText(text string) {
	write := n.show
	if n.field.focused {
		write = inDigits
	}
	if text = n.rewritten(text, write); text != n.entry.Text {
		n.plain(text)
	}
}

// isKnown tells whether the field is empty, or holds an amount that is possible.
func (n *number) isKnown() bool {
	amount, err := n.read(n.entry.Text)
	return n.isBlank() || err == nil && amount <= n.field.largest
}

// SetLargest sets the largest number that means something. What is larger stays as it was typed,
// and nothing is reckoned with it.
func (f *Field) SetLargest(n int64) *Field {
	f.largest = n
	return f
}

// Known tells whether a number can be reckoned with what was typed: nothing counts as one, too.
func (f *Field) Known() bool { return f.known == nil || f.known() }
