package cell

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Column is the number of the column of a cell such as "AB12", 0 for what is none.
func Column(ref string) (n int) {
	letters := 0
	for letters < len(ref) && letters < 4 && ref[letters] >= 'A' && ref[letters] <= 'Z' {
		n = 26*n + int(ref[letters]-'A') + 1
		letters++
	}
	if _, err := strconv.ParseUint(ref[letters:], 10, 32); err != nil {
		return 0
	}
	return n
}

// escaped is a character that XML cannot hold, as workbooks write it.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// Unescaped is a text with such characters as they are meant.
func Unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 32)
		if n == 0 || !utf8.ValidRune(rune(n)) {
			return code
		}
		return string(rune(n))
	})
}
