package activation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestFileName is how many bytes of a company a file name has: a file system takes 255 for all
// of it, and some take only half of them.
const longestFileName = 120

// reserved are the names that Windows gives to devices, whatever their case and ending.
var reserved = regexp.MustCompile(
	`^(?i:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])$`,
)

// FileName is a company as the begin of a file name that every system takes: without what has a
// meaning in paths, without what is not seen, and not the name of a device.
func FileName(company string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*.`, r) || unicode.IsControl(r):
			return '-'
		case unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, company)
	for len(safe) > longestFileName {
		_, last := utf8.DecodeLastRuneInString(safe)
		safe = safe[:len(safe)-last]
	}
	if safe = strings.TrimSpace(safe); safe == "" || reserved.MatchString(safe) {
		safe += "-"
	}
	return safe
}
