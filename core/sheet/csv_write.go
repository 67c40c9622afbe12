package sheet

import (
	"bufio"
	"context"
	"io"
	"strings"
)

// Delimiter is between two cells of a CSV file.
type Delimiter byte

// The delimiters that are written and recognised. Excel wants the semicolon where the decimal sign
// is a comma.
const (
	Comma     Delimiter = ','
	Semicolon Delimiter = ';'
	Tab       Delimiter = '\t'
)

// Pipe is a delimiter that is only read.
const Pipe Delimiter = '|'

// Delimiters are those that can be chosen, the most frequent first.
func Delimiters() []Delimiter { return []Delimiter{Semicolon, Comma, Tab, Pipe} }

// Name is what a delimiter is called where it cannot be typed.
func (d Delimiter) Name() string {
	switch d {
	case Comma:
		return "comma"
	case Semicolon:
		return "semicolon"
	case Tab:
		return "tab"
	case Pipe:
		return "pipe"
	}
	return ""
}

const (
	byteOrderMark = "\uFEFF"
	lineEnd       = "\r\n"
	// quoteFor are the characters for which a cell is quoted: beside what must be, every delimiter,
	// so that a program that guesses the delimiter of the file guesses right.
	quoteFor = "\"\r\n,;\t|"
)

// WriteCSV writes the table as UTF-8 with a byte order mark and CRLF line ends. Texts that a
// spreadsheet program would take for a formula get an apostrophe, which ReadCSV takes away again.
// It returns ctx's error when ctx ends, the error of the rows as it is, and Unavailable
// "sheet.unwritable" when w fails; what was written until then is of no use.
//
// It does not use csv.Writer, which loses carriage returns in a text and the only cell of a row
// when it is empty.
func WriteCSV(ctx context.Context, w io.Writer, t Table, d Delimiter, progress Progress) error {
	out := bufio.NewWriterSize(w, 64*1024)
	header := make([]Value, len(t.Header))
	for i, name := range t.Header {
		header[i] = Text(name)
	}
	if _, err := out.WriteString(byteOrderMark + csvLine(header, d)); err != nil {
		return unwritable(err)
	}
	err := t.each(ctx, progress, func(row []Value) error {
		_, err := out.WriteString(csvLine(row, d))
		return unwritable(err)
	})
	if err != nil {
		return err
	}
	return unwritable(out.Flush())
}

func csvLine(row []Value, d Delimiter) string {
	var line strings.Builder
	for i, v := range row {
		if i > 0 {
			line.WriteByte(byte(d))
		}
		line.WriteString(csvCell(v, d))
	}
	if line.Len() == 0 {
		line.WriteString(`""`) // An empty line would be no row.
	}
	line.WriteString(lineEnd)
	return line.String()
}

// csvCell is a value between delimiters. Where those are semicolons, the decimal point is a comma,
// as spreadsheet programs expect it.
func csvCell(v Value, d Delimiter) string {
	if v.kind == isTenths && d == Semicolon {
		return v.decimal(",")
	}
	if v.kind != isText {
		return v.plain()
	}
	text := guard(strings.ToValidUTF8(v.text, "\uFFFD"))
	outer := len(text) > 0 && (text[0] == ' ' || text[len(text)-1] == ' ')
	if !outer && !strings.ContainsAny(text, quoteFor) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
