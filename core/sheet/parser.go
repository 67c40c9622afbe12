package sheet

import (
	"regexp"
	"strings"

	"resellerdesk/core"
)

// parser cuts a text into rows. csv.Reader would turn CRLF inside a text into LF, lose count of old
// Macintosh line ends, and hold a row whole before anybody could say that it is too long.
type parser struct {
	rest      string // What was not read yet.
	line      int    // Of the first character of rest, from 1.
	delimiter Delimiter
	// stops are the characters that a cell without quotation marks cannot have.
	stops [256]bool
	cells []string // Of the row that is read.
	plain bool     // Cells are what they are: nothing was put around or before them.
}

// divide sets what is between the cells, 0 for nothing.
func (p *parser) divide(by Delimiter) {
	p.delimiter, p.stops = by, [256]bool{'"': true, '\r': true, '\n': true}
	if by != 0 {
		p.stops[by] = true
	}
}

// row reads one row, over the cells of the one before; there must be one. After an error the next
// row is on the next line, except after an unclosed quotation mark, which leaves nothing. The row
// always knows its line.
func (p *parser) row() (Row, *core.Error) {
	row := Row{Line: p.line, Cells: p.cells[:0]}
	defer func() { p.cells = row.Cells }()
	var problem *core.Error
	for {
		text, refused := p.cell(row.Line)
		if refused != nil {
			return row, refused
		}
		if len(row.Cells) == MaxColumns {
			p.skipLine()
			return row, refuse(
				"sheet.too_many_columns", core.Args{"Line": row.Line, "Max": MaxColumns},
			)
		}
		if !p.plain {
			text = unguard(unwrap(text))
		}
		row.Cells = append(row.Cells, text)
		if len(text) > MaxCell && problem == nil {
			problem = refuse(
				"sheet.cell_too_long",
				core.Args{"Line": row.Line, "Column": len(row.Cells), "Max": MaxCell >> 10},
			)
		}
		if !p.takeDelimiter() {
			p.takeLineBreak()
			return row, problem
		}
	}
}

// cell reads one cell and stops before what ends it.
func (p *parser) cell(line int) (string, *core.Error) {
	if strings.HasPrefix(p.rest, `"`) {
		return p.quoted(line)
	}
	if strings.HasPrefix(p.rest, formula) { // Then the quotation marks belong to the cell.
		p.rest = p.rest[1:]
		return p.quoted(line)
	}
	end := 0
	for end < len(p.rest) && !p.stops[p.rest[end]] {
		end++
	}
	text := p.rest[:end]
	p.rest = p.rest[end:]
	return text, p.wantEnd(line)
}

// formula begins a cell that a spreadsheet program takes for a text whatever it looks like, as
// ="007".
const formula = `="`

// unwrap returns the text of such a cell that is in quotation marks itself.
func unwrap(text string) string {
	body, begun := strings.CutPrefix(text, formula)
	body, ended := strings.CutSuffix(body, `"`)
	if !begun || !ended || strings.Contains(strings.ReplaceAll(body, `""`, ""), `"`) {
		return text // Also a formula of several texts, of which nobody here knows the result.
	}
	return strings.ReplaceAll(body, `""`, `"`)
}

// takeSeparator reads a first line that names the delimiter, as spreadsheet programs write it; 0
// where there is none.
func (p *parser) takeSeparator() Delimiter {
	rest, lines := p.rest, 0
	for lines < mostBlankRows { // Some programs leave lines above it.
		line := blankLine.FindString(rest[:min(len(rest), longestSeparator)])
		if line == "" {
			break
		}
		rest = rest[len(line):]
		lines++
	}
	found := separatorLine.FindStringSubmatch(rest[:min(len(rest), longestSeparator)])
	if found == nil {
		return 0
	}
	p.rest = rest[len(found[0]):]
	p.line += lines + 1
	if found[1] == `\t` {
		return Tab
	}
	return Delimiter(found[1][0])
}

// longestSeparator is how many bytes such a line has at most.
const longestSeparator = 300

// Behind it stand the delimiters of a row with more cells, where it was saved once more.
var (
	separatorLine = regexp.MustCompile("^(?i:\"?sep=) *(\\\\t|[\t,;|])\"?[ \t,;|]*(?:\r\n|\r|\n)")
	blankLine     = regexp.MustCompile("^[ \t]*(?:\r\n|\r|\n)")
)

// quoted reads a cell in quotation marks, inside which two of them are one.
func (p *parser) quoted(line int) (string, *core.Error) {
	body := p.rest[1:]
	end, doubled := 0, 0
	for {
		i := strings.IndexByte(body[end:], '"')
		if i < 0 {
			p.rest = ""
			return "", refuse("sheet.unclosed", core.Args{"Line": line})
		}
		end += i
		for strings.HasPrefix(body[end:], `""`) {
			end += 2
			doubled++
		}
		if strings.HasPrefix(body[end:], `"`) {
			break
		}
	}
	text := body[:end]
	p.rest = body[end+1:]
	p.line += lineBreaks(text)
	return undouble(text, doubled), p.wantEnd(line)
}

// undouble makes one of two quotation marks, of which the text has so many pairs. A cell may hold
// nothing else.
func undouble(text string, pairs int) string {
	if pairs == 0 {
		return text
	}
	single := make([]byte, 0, len(text)-pairs)
	for i := 0; i < len(text); i++ {
		single = append(single, text[i])
		if text[i] == '"' {
			i++
		}
	}
	return string(single)
}

// wantEnd refuses the row when its cell is not followed by a delimiter, a line break or the end.
func (p *parser) wantEnd(line int) *core.Error {
	if p.rest == "" || p.endsCell(p.rest[0]) {
		return nil
	}
	p.skipLine()
	return refuse("sheet.malformed", core.Args{"Line": line})
}

func (p *parser) endsCell(c byte) bool { return c == '\r' || c == '\n' || p.isDelimiter(c) }

func (p *parser) isDelimiter(c byte) bool { return p.delimiter != 0 && c == byte(p.delimiter) }

func (p *parser) takeDelimiter() bool {
	if p.rest == "" || !p.isDelimiter(p.rest[0]) {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) takeLineBreak() bool {
	if p.rest == "" || p.rest[0] != '\r' && p.rest[0] != '\n' {
		return false
	}
	if strings.HasPrefix(p.rest, lineEnd) {
		p.rest = p.rest[len(lineEnd):]
	} else {
		p.rest = p.rest[1:]
	}
	p.line++
	return true
}

func (p *parser) skipEmptyLines() {
	for p.takeLineBreak() {
	}
}

// skipLine leaves out what is left of a line.
func (p *parser) skipLine() {
	end := strings.IndexAny(p.rest, "\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	p.rest = p.rest[end:]
	p.takeLineBreak()
}

// lineBreaks counts the line breaks in a text; CRLF is one.
func lineBreaks(text string) int {
	return strings.Count(text, "\n") + strings.Count(text, "\r") - strings.Count(text, lineEnd)
}
