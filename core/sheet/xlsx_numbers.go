package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// numberText is a number that a cell holds, without separators, and behind it how it is shown where
// that says more than the number.
func numberText(value string, shown *numberFormat) string {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return value
	}
	held := plainNumber(value, n)
	text := held
	if at := strings.IndexByte(held, '.'); at >= 0 && len(held)-at == 4 {
		held += "0" // Three decimals could be thousands.
	}
	if as := shown.show(n); as != "" {
		text = as
	}
	if text != held {
		return held + between + text
	}
	return held
}

const (
	digitsKept  = 15      // Of a number that is typed into a spreadsheet program.
	exactlyKept = 1 << 53 // Below it every whole number is.
)

// plainNumber is a number as people write it, whatever form the program gave it that wrote the
// file. One of which digits can be lost is a power of ten (IsSpoiled).
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

// numberFormat is how a cell shows numbers, as far as that says more than the number: a day, a
// time, or digits with zeros before them or marks between them.
type numberFormat struct {
	day, clock bool
	since1904  bool
	sections   []section
}

// section is how some numbers are shown.
type section struct {
	sign   string // Of a condition: one of < <= > >= = <>; "" for none.
	limit  float64
	places int
	marks  []mark
}

// mark is a character that is shown, or a place for a digit.
type mark struct {
	r     rune
	place bool
}

// What of the code of a format is no part of how it is written: texts, colors, languages.
var (
	elapsed = regexp.MustCompile(`(?i)\[(?:h+|m+|s+)\]`)
	aside   = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|[_*].`)
)

// newNumberFormat reads the code of a format, nil for one that only shows the number.
func newNumberFormat(code string, since1904 bool) *numberFormat {
	letters := strings.ToLower(aside.ReplaceAllString(code, ""))
	if strings.Contains(letters, "general") || strings.Contains(letters, "standard") ||
		elapsed.MatchString(code) {
		return nil
	}
	f := &numberFormat{since1904: since1904}
	f.clock = strings.ContainsAny(letters, "hs")
	f.day = strings.ContainsAny(letters, "yd") || !f.clock && strings.Contains(letters, "m")
	if f.day || f.clock {
		return f
	}
	for _, part := range splitSections(code) {
		s, ok := newSection(part)
		if !ok {
			return nil
		}
		f.sections = append(f.sections, s)
	}
	return f
}

// splitSections splits a code at its semicolons, but for those in texts.
func splitSections(code string) (parts []string) {
	begin, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch {
		case code[i] == '\\' && !quoted:
			i++
		case code[i] == '"':
			quoted = !quoted
		case code[i] == ';' && !quoted:
			parts, begin = append(parts, code[begin:i]), i+1
		}
	}
	return append(parts, code[begin:])
}

var condition = regexp.MustCompile(`^(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$`)

// newSection reads a section that shows digits; ok is false for one that shows anything else.
func newSection(code string) (s section, ok bool) {
	runes := []rune(code)
	for i := 0; i < len(runes); i++ {
		rest := string(runes[i+1:])
		switch r := runes[i]; r {
		case '0', '#', '?':
			s.places++
			s.marks = append(s.marks, mark{r, true})
		case '\\':
			if i++; i < len(runes) {
				s.marks = append(s.marks, mark{runes[i], false})
			}
		case '"', '[':
			text, _, closed := strings.Cut(rest, map[rune]string{'"': `"`, '[': "]"}[r])
			if !closed {
				return s, false
			}
			i += len([]rune(text)) + 1
			s.takeAside(r, text)
		case '_', '*':
			i++
		case ' ', '-', '(', ')', '+', '/', ':':
			s.marks = append(s.marks, mark{r, false})
		case '@':
		default:
			return s, false
		}
	}
	return s, true
}

// takeAside takes a text in quotation marks or in brackets.
func (s *section) takeAside(opened rune, text string) {
	if opened == '"' {
		for _, r := range text {
			s.marks = append(s.marks, mark{r, false})
		}
		return
	}
	if found := condition.FindStringSubmatch(text); found != nil {
		s.sign = found[1]
		s.limit, _ = strconv.ParseFloat(found[2], 64)
	}
}

func (s section) holds(n float64) bool {
	return s.sign == "<" && n < s.limit || s.sign == ">" && n > s.limit ||
		strings.HasSuffix(s.sign, "=") && n == s.limit ||
		s.sign == "<=" && n < s.limit || s.sign == ">=" && n > s.limit ||
		s.sign == "<>" && n != s.limit
}

// show is a number as it is shown, "" for as it is.
func (f *numberFormat) show(n float64) string {
	switch {
	case f == nil:
		return ""
	case f.day || f.clock:
		return f.showTime(n)
	case n != math.Trunc(n) || math.Abs(n) >= 1e15:
		return ""
	}
	chosen, signed := f.sections[0], n < 0
	conditional := false
	for _, s := range f.sections {
		conditional = conditional || s.sign != ""
	}
	switch {
	case conditional:
		for _, s := range f.sections {
			if chosen = s; s.sign == "" || s.holds(n) {
				break
			}
		}
	case n < 0 && len(f.sections) > 1:
		chosen, signed = f.sections[1], false
	case n == 0 && len(f.sections) > 2:
		chosen = f.sections[2]
	}
	if chosen.places == 0 {
		return ""
	}
	text := chosen.fill(strconv.FormatFloat(math.Abs(n), 'f', -1, 64))
	if signed {
		text = "-" + text
	}
	return text
}

// fill puts digits into the places, from the last one on, and what is left before the first.
func (s section) fill(digits string) string {
	var back []rune
	left := s.places
	for i := len(s.marks) - 1; i >= 0; i-- {
		m := s.marks[i]
		if !m.place {
			back = append(back, m.r)
			continue
		}
		left--
		switch {
		case digits != "":
			for first := true; digits != "" && (first || left == 0); first = false {
				back = append(back, rune(digits[len(digits)-1]))
				digits = digits[:len(digits)-1]
			}
		case m.r == '0':
			back = append(back, '0')
		}
	}
	text := make([]rune, len(back))
	for i, r := range back {
		text[len(back)-1-i] = r
	}
	return strings.TrimSpace(string(text))
}

// showTime is a day, a time or both, in the form that every program understands.
func (f *numberFormat) showTime(n float64) string {
	at, err := excelize.ExcelDateToTime(n, f.since1904)
	switch {
	case err != nil || n < 0 || n > latestDay+1:
		return ""
	case !f.day && n < 1:
		return at.Format("15:04")
	case f.clock && n != math.Trunc(n):
		return at.Format("2006-01-02 15:04")
	}
	return at.Format("2006-01-02")
}
