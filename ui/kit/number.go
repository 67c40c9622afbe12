package kit

import (
	"strconv"
	"strings"
	"unicode"
)

// NewNumberField returns a field for a whole number from 0 up. Nothing but digits can be typed; what is pasted must be a
// number, with or without thousands separators, else refused is called and the field stays as it is. show writes a number
// with the separators of the language, which stand while the field does not have the focus. Text returns digits only.
func NewNumberField(label string, show func(int64) string, refused func()) *Field {
	e := newEntry(false)
	f := newEntryField(label, e)
	separator := rune(0)
	if text := []rune(show(1000)); len(text) > 4 {
		separator = text[1]
	}
	// "1.5" must not become 15: after a sign or a decimal point nothing more is taken until something is removed.
	stuck := false
	e.accepts = func(r rune) bool {
		if r == separator {
			return false
		}
		stuck = stuck || !unicode.IsDigit(r)
		if stuck {
			refused()
		}
		return !stuck
	}
	e.onEdit = func() { stuck = false }
	e.pasted = func(text string) string {
		digits, ok := Digits(text)
		if !ok {
			refused()
			return e.Text
		}
		return digits
	}
	format := func(text string) string {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return show(n)
		}
		return text
	}
	plain := f.setText
	f.text = func() string { digits, _ := Digits(e.Text); return digits }
	f.setText = func(text string) {
		if f.focused {
			plain(text)
			return
		}
		plain(format(text))
	}
	e.OnChanged = func(string) {
		if f.OnChanged != nil {
			f.OnChanged(f.text())
		}
	}
	e.onFocus = func(focused bool) {
		digits := f.text()
		f.focused = focused
		f.setText(digits)
		stuck = false
		if focused {
			e.CursorColumn = len(digits)
			e.Refresh()
		}
		f.focusChanged(focused)
	}
	return f
}

// Digits returns the digits of a whole number that was written with or without thousands separators. ok is false for
// anything else: letters, a sign, decimals, separators in the wrong place.
func Digits(text string) (digits string, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	groups := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",.'\u00a0\u202f \u2019", r) })
	joined := strings.Join(groups, "")
	for _, r := range joined {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && len(g) > 3) {
			return "", false
		}
	}
	return joined, joined != "" && len(joined) <= 19
}
