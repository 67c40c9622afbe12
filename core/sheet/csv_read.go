package sheet

import (
	"io"
	"iter"
	"slices"
	"strings"

	"resellerdesk/core"
)

// What a file may hold at most.
const (
	MaxFile    = 64 << 20  // Bytes of a file, also as UTF-8.
	MaxRows    = 100_000   // Rows below the header.
	MaxColumns = 200       // Cells of a row.
	MaxCell    = 10 * 1024 // Bytes of a cell as UTF-8.
)

// Reader holds a file that was opened.
type Reader struct {
	// Header are the cells of the first line that is not empty, as they stand there.
	Header []string
	// HeaderLine is the number of that line as a person counts, from 1.
	HeaderLine int
	// Delimiter is what is between the cells; 0 when the file has a single column.
	Delimiter Delimiter
	// Encoding is how the file is written.
	Encoding Encoding
	// Workbook is what the file is when it is no CSV; Delimiter and Encoding say nothing then.
	Workbook *Workbook
	body     parser
	more     []string // Pieces of whole rows behind that, in a workbook.
	numbers  []int    // Of the rows below the header, in a workbook.
	texts    []bool   // The columns that are read as they are shown, in a workbook.
}

// ReadAsTexts says which columns hold texts: of a workbook, these are read as they are shown, with
// zeros before a number; the others by what they hold.
func (r *Reader) ReadAsTexts(columns []bool) { r.texts = columns }

// settle leaves of what a cell of a workbook holds and how it is shown the one that is read.
func (r *Reader) settle(cells []string) {
	for i, cell := range cells {
		if held, shown, two := strings.Cut(cell, between); two && held != "" {
			if cells[i] = held; i < len(r.texts) && r.texts[i] {
				cells[i] = shown
			}
		}
	}
}

// Row is one row below the header.
type Row struct {
	Line  int      // The number of the row's first line as a person counts: the header is line 1.
	Cells []string // As many as the header has.
}

// Empty says that no cell holds anything that is seen; spreadsheet programs leave such rows at the
// end of a file.
func (r Row) Empty() bool {
	return !slices.ContainsFunc(r.Cells, func(cell string) bool { return !isBlank(cell) })
}

func isBlank(cell string) bool { return strings.TrimSpace(cell) == "" }

// ReadCSV reads a CSV file in an encoding; with Detected it finds out which (UTF-8, UTF-16 with
// byte order mark, else Windows-1252). It finds out the delimiter (semicolon, comma, tabulator,
// bar), unless a first line "sep=" names one, and passes over blank rows above the header. Errors
// are Invalid "sheet.too_big", "sheet.empty", "sheet.not_text", "sheet.other_file" (Kind),
// "sheet.encoding" (Line, Encoding) and, of the header, those of Rows; Unavailable
// "sheet.unreadable" when r fails.
func ReadCSV(r io.Reader, written Encoding) (*Reader, error) {
	return readCSV(r, Options{Encoding: written})
}

func readCSV(r io.Reader, o Options) (*Reader, error) {
	text, written, err := readText(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	if kind := otherText(text); kind != "" {
		return nil, refuse("sheet.other_file", core.Args{"Kind": kind})
	}
	p := parser{rest: text, line: 1}
	named := p.takeSeparator()
	if o.Delimiter != 0 {
		named = o.Delimiter
	}
	for range mostBlankRows {
		p.skipEmptyLines()
		if p.rest == "" {
			break
		}
		by := named
		if by == 0 {
			by = detect(p.rest)
		}
		p.divide(by)
		header, problem := p.row()
		if header.Line < o.HeaderLine {
			continue
		}
		if problem != nil {
			return nil, problem
		}
		if !header.Empty() {
			return &Reader{
				Header: header.Cells, HeaderLine: header.Line, Delimiter: p.delimiter,
				Encoding: written, body: p,
			}, nil
		}
	}
	return nil, refuse("sheet.empty", nil)
}

// mostBlankRows is how many rows above the header are looked at: that of a long file without one
// must not take long to be refused.
const mostBlankRows = 1000

// Rows yields the rows from the first one on, however often it is called. The cells of a row hold
// until the next is read. Empty lines are passed over. A row that cannot be taken comes with its
// line and an error, always a *core.Error of Invalid: "sheet.malformed" (Line),
// "sheet.cell_too_long" (Line, Column, Max), "sheet.too_many_columns" (Line, Max),
// "sheet.too_many_cells" (Line, Header); the next row follows. After "sheet.unclosed" (Line) and
// "sheet.too_many_rows" (Max) nothing follows.
func (r *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		p, more := r.body, r.more
		p.cells = make([]string, 0, len(r.Header))
		for count := 1; ; count++ {
			p.skipEmptyLines()
			if p.rest == "" && len(more) > 0 {
				p.rest, more = more[0], more[1:]
			}
			if p.rest == "" {
				return
			}
			if count > MaxRows {
				yield(Row{Line: p.line}, refuse("sheet.too_many_rows", core.Args{"Max": MaxRows}))
				return
			}
			if !yield(r.next(&p, count)) {
				return
			}
		}
	}
}

// next reads one row, of which it is the count, and makes it as long as the header: old versions of
// Excel leave out empty cells at the end.
func (r *Reader) next(p *parser, count int) (Row, error) {
	row, problem := p.row()
	if r.numbers != nil {
		row.Line = r.numbers[count-1]
		r.settle(row.Cells)
	}
	if problem != nil {
		return Row{Line: row.Line}, problem
	}
	for len(row.Cells) < len(r.Header) {
		row.Cells = append(row.Cells, "")
	}
	for _, beyond := range row.Cells[len(r.Header):] {
		if !isBlank(beyond) {
			return Row{Line: row.Line}, refuse(
				"sheet.too_many_cells", core.Args{"Line": row.Line, "Header": len(r.Header)},
			)
		}
	}
	row.Cells = row.Cells[:len(r.Header)]
	return row, nil
}

// detect returns the delimiter that is most frequent outside quotation marks in the first row of
// text, or 0. Where two are equally frequent it is the one that is rarer inside names.
func detect(text string) Delimiter {
	var count [256]int
	quoted := false
	for i := range len(text) {
		c := text[i]
		if c == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if c == '\r' || c == '\n' {
			break
		}
		count[c]++
	}
	best, most := Delimiter(0), 0
	for _, d := range []Delimiter{Tab, Semicolon, Comma, Pipe} {
		if count[d] > most {
			best, most = d, count[d]
		}
	}
	return best
}
