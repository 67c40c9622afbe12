package sheet

import (
	"strings"
	"unicode"
)

// A spreadsheet program takes a cell of a CSV file for a formula when its text begins with one of
// these, and a formula can send the table to a stranger or start a program (OWASP: CSV injection).
// An apostrophe before it makes it a text.
const (
	triggers   = "=+-@\t\r\n＝＋－＠"
	apostrophe = "'"
)

// guard returns the text with an apostrophe before it where it would be taken for a formula. A text
// that looks as if it had got one gets another, so that unguard finds every text as it was.
func guard(text string) string {
	if looksGuarded(text) {
		return apostrophe + text
	}
	return text
}

// Guard is guard for a text that is copied: it goes into a spreadsheet program, too.
func Guard(text string) string { return guard(text) }

// unguard takes away the one apostrophe that guard put there, and no other.
func unguard(text string) string {
	if rest, found := strings.CutPrefix(text, apostrophe); found && looksGuarded(rest) {
		return rest
	}
	return text
}

// looksGuarded says whether a text begins with a trigger, behind any apostrophes and anything that
// is not seen.
func looksGuarded(text string) bool {
	for _, r := range strings.TrimLeft(text, apostrophe) {
		if strings.ContainsRune(triggers, r) {
			return true
		}
		if !unicode.IsSpace(r) && unicode.IsGraphic(r) {
			return false
		}
	}
	return false
}
