package sheet

import (
	"regexp"
	"strings"
)

// IsSpoiled tells whether a cell is what a spreadsheet program wrote in the place of what was
// meant: an error value of any language, number signs of a column that was too narrow, or a long
// number as a power of ten, of which digits are lost.
func IsSpoiled(cell string) bool {
	// Most cells are looked at no closer than this: a file has millions.
	return strings.ContainsAny(cell, "#:E") && spoiled.MatchString(strings.TrimSpace(cell))
}

var spoiled = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`#{3,}`,
	`#[\p{Lu}¿¡][\p{Lu}\d/_¿¡ -]*[!?]`, // #NAME?, #WERT!, #DIV/0!, #¡VALOR!
	`#(?:N/A|NV|N/D|N/B|I/T|Н/Д)`,
	`(?:Err|Fehler|Error): ?\d{3}`,
	`[+-]?\d+(?:[.,]\d+)?E[+-]\d{1,3}`,
}, "|") + `)$`)
