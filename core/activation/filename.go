package activation

import (
	"strings"
)

// FileName makes a company's name safe for every file system.
func FileName(company string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*.`, r) || r < ' ' {
			return '-'
		}
		return r
	}, company)
	if runes := []rune(safe); len(runes) > 60 {
		safe = string(runes[:60])
	}
	return strings.TrimSpace(safe)
}
