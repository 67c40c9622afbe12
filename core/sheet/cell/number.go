// Package cell knows what a cell of a workbook holds, and how it is shown.
package cell

import (
	"math"
	"strconv"
	"strings"
)

// Number is a number that a cell holds, without separators, and how it is shown.
func Number(value string, format *Format) (held, shown string) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return value, value
	}
	held = plainNumber(value, n)
	shown = held
	if at := strings.IndexByte(held, '.'); at >= 0 && len(held)-at == 4 {
		held += "0" // Three decimals could be thousands.
	}
	if as := format.show(n); as != "" {
		shown = as
	}
	return held, shown
}

const (
	digitsKept  = 15      // Of a number that is typed into a spreadsheet program.
	exactlyKept = 1 << 53 // Below it every whole number is.
)

// plainNumber is a number as people write it, whatever form the program gave it that wrote the
// file. One of which digits can be lost is a power of ten (sheet.IsSpoiled).
func plainNumber(value string, n float64) string {
	digits := strings.TrimLeft(value, "+-0")
	whole := digits != "" && strings.Trim(digits, "0123456789") == ""
	switch {
	case whole && len(strings.TrimRight(digits, "0")) > digitsKept && n > 0:
		return digits // Nobody typed it.
	case math.Abs(n) >= 1e15:
		text := strconv.FormatFloat(n, 'f', -1, 64)
		if math.Abs(n) < exactlyKept && len(strings.TrimRight(text, "0")) > digitsKept {
			return text
		}
		return strconv.FormatFloat(n, 'E', -1, 64)
	}
	// What is behind the digits that are shown comes from calculating.
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(n, 'G', digitsKept, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
