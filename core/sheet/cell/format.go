package cell

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Styles are how the cells of a workbook can look, as its XML says.
type Styles struct {
	Codes []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Cells []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// Formats are how cells show numbers, by style; nil where that is the number itself.
func (s Styles) Formats(since1904 bool) []*Format {
	codes := map[int]string{}
	for _, c := range s.Codes {
		codes[c.ID] = c.Code
	}
	all := make([]*Format, len(s.Cells))
	for i, cell := range s.Cells {
		code, custom := codes[cell.Format]
		if !custom {
			code = builtIn(cell.Format)
		}
		all[i] = newFormat(code, since1904)
	}
	return all
}

// builtIn is a code for a format that has only a number (ECMA-376 part 1, 18.8.30), as far as it
// says more than the number.
func builtIn(number int) string {
	switch {
	case number >= 14 && number <= 17, number >= 27 && number <= 36, number >= 50 && number <= 58:
		return "yyyy-mm-dd"
	case number == 22:
		return "yyyy-mm-dd hh:mm"
	case number >= 18 && number <= 21, number == 45, number == 47:
		return "hh:mm"
	}
	return "General"
}

// Format is how a cell shows numbers, as far as that says more than the number: a day, a
// time, or digits with zeros before them or marks between them.
type Format struct {
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

// newFormat reads the code of a format, nil for one that only shows the number.
func newFormat(code string, since1904 bool) *Format {
	letters := strings.ToLower(aside.ReplaceAllString(code, ""))
	if strings.Contains(letters, "general") || strings.Contains(letters, "standard") ||
		elapsed.MatchString(code) {
		return nil
	}
	f := &Format{since1904: since1904}
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

// splitSections splits a code at its semicolons, except in quoted texts.
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
func (f *Format) show(n float64) string {
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

// LatestDay is the number of 31 December 9999.
const LatestDay = 2_958_465

// showTime is a day, a time or both, in the form that every program understands.
func (f *Format) showTime(n float64) string {
	at, err := excelize.ExcelDateToTime(n, f.since1904)
	switch {
	case err != nil || n < 0 || n > LatestDay+1:
		return ""
	case !f.day && n < 1:
		return at.Format("15:04")
	case f.clock && n != math.Trunc(n):
		return at.Format("2006-01-02 15:04")
	}
	return at.Format("2006-01-02")
}
