package page

import (
	"strings"

	"resellerdesk/core/account"
)

// found finds in a text what was searched for, without case and accents, as offsets; the same twice
// when it is not there.
func found(text, searched string) (from, to int) {
	key := account.SearchKey(searched)
	if key == "" || !strings.Contains(account.SearchKey(text), key) {
		return 0, 0
	}
	for i := range text {
		if strings.HasPrefix(account.SearchKey(text[i:]), key) {
			from = i // The last one whose rest still begins with it: blanks before it do not count.
			if account.SearchKey(text[i:i+1]) != "" || text[i] > 127 {
				break
			}
		}
	}
	for j := from + 1; j <= len(text); j++ {
		if strings.HasPrefix(account.SearchKey(text[from:j]), key) {
			return from, wholeRune(text, j)
		}
	}
	return 0, 0
}

// wholeRune is the end of the character that an offset is in.
func wholeRune(text string, at int) int {
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return at
}
