package i18n

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"resellerdesk/core"
)

// ParseNumber reads a whole number from 0 up as people write it: digits of any script, with or
// without separators of thousands in the right places. Blanks and apostrophes separate thousands in
// every language, point and comma only where the language writes them so: "1.000" is a thousand in
// German, and in English it could as well be one. A number that is too large for int64 becomes the
// largest, which every rule refuses.
//
// The error is "field.number", or "field.number_unclear" (Digits) for what can be read in two ways.
func (p *Printer) ParseNumber(text string) (int64, error) {
	if len(text) > longestValue || !strings.ContainsFunc(text, unicode.IsDigit) {
		return 0, errNotNumber
	}
	if n, err := strconv.ParseUint(text, 10, 63); err == nil {
		return int64(n), nil // Nearly all are written so.
	}
	plain, separator, ok := plainNumber(text)
	if !ok {
		return 0, errNotNumber
	}
	digits := strings.ReplaceAll(plain, string(groupMark), "")
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case separator == 0:
	case !grouped(plain) && (err != nil || plain != p.printed(n)):
		return 0, errNotNumber
	case strings.ContainsRune(".,", separator) && separator != p.separator():
		return 0, &core.Error{
			Code: core.Invalid, Key: "field.number_unclear", Args: core.Args{"Digits": digits},
		}
	}
	return n, nil // Too large for int64, it is the largest.
}

// errNotNumber is made once: a file may have millions of cells that are none.
var errNotNumber = &core.Error{Code: core.Invalid, Key: "field.number"}

// groupMark is between the groups of a number, whatever separated them.
const groupMark = ' '

// plainNumber returns the number with ASCII digits and each separator as groupMark, and which
// separator it has, 0 for none. ok is false for what is no number in any language.
func plainNumber(text string) (plain string, separator rune, ok bool) {
	text = strings.TrimFunc(
		text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) },
	)
	var b strings.Builder
	for _, r := range width.Narrow.String(text) {
		if d, isDigit := digitOf(r); isDigit {
			b.WriteByte('0' + d)
			continue
		}
		mark := separatorOf(r)
		if mark == 0 || separator != 0 && mark != separator {
			return "", 0, false
		}
		separator = mark
		b.WriteRune(groupMark)
	}
	plain = b.String()
	return plain, separator, plain != "" && plain[0] != groupMark &&
		plain[len(plain)-1] != groupMark
}

// digitOf returns the value of a decimal digit of any script. Unicode keeps the ten digits of a
// script side by side.
func digitOf(r rune) (value byte, ok bool) {
	if !unicode.IsDigit(r) {
		return 0, false
	}
	zero := r
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return byte((r - zero) % 10), true
}

// separatorOf returns which separator of thousands a character is, the same for all its forms; 0
// for none.
func separatorOf(r rune) rune {
	switch {
	case r == '.' || r == ',':
		return r
	case r == '\'' || r == '’':
		return '\''
	case unicode.Is(unicode.Zs, r):
		return ' '
	}
	return 0
}

// grouped tells whether all groups but the first have three digits, and that one no more and no
// leading zero.
func grouped(plain string) bool {
	groups := strings.Split(plain, string(groupMark))
	for i, g := range groups {
		if i == 0 && (len(g) > 3 || strings.HasPrefix(g, "0")) || i > 0 && len(g) != 3 {
			return false
		}
	}
	return true
}

// printed is n as Number writes it, in the form of plainNumber: some languages have groups of other
// lengths.
func (p *Printer) printed(n int64) string {
	plain, _, _ := plainNumber(p.Number(n))
	return plain
}

// separator is what the language writes between thousands.
func (p *Printer) separator() rune {
	_, separator, _ := plainNumber(p.Number(1_000_000))
	return separator
}
