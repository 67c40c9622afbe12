package sheet

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// IsSpoiled tells whether a cell is what a spreadsheet program wrote in the place of what was
// meant: an error value of any language, number signs of a column that was too narrow, or a long
// number as a power of ten, of which digits are lost.
func IsSpoiled(cell string) bool {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return false
	}
	// Most cells are looked at no closer than this: a file has millions.
	switch c := cell[0]; {
	case c == '#':
		return spoiled.MatchString(cell)
	case c == 'E' || c == 'F' || c == 'L' || c == 'W':
		return strings.ContainsAny(cell, ":.") && spoiled.MatchString(cell)
	case c >= '0' && c <= '9', c == '+', c == '-', c >= utf8.RuneSelf:
		return strings.ContainsAny(cell, "Ee＃") && spoiled.MatchString(cell)
	}
	return false
}

var spoiled = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`[#＃]{2,}`,
	`#[\p{Lu}¿¡][\p{Lu}\d/_¿¡ -]*[!?]`, // #NAME?, #WERT!, #DIV/0!, #¡VALOR!
	`#(?:N/A|NV|N/D|N/B|I/T|Н/Д|N/DISP|Δ/Υ|YOK|GETTING_DATA|HIÁNYZIK|NENÍ_K_DISPOZICI)`,
	`(?:Err|Fehler|Error): ?\d{3}`,
	`(?:Loading|Wird geladen)(?:\.\.\.|…)`,
	`[+−-]?\d+(?:[.,]\d+)?[Ee][+−-]\d{1,3}`,
	`[+−-]?\d+[.,]\d+[Ee]\d{1,3}`, // As Java writes it.
}, "|") + `)$`)
