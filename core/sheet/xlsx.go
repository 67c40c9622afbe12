package sheet

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

const (
	sampleRows  = 100 // Rows that are looked at for the widths.
	narrowest   = 8   // Widths of a column in characters.
	widest      = 50
	longestName = 31                    // Characters of a worksheet's name.
	exactNumber = 1_000_000_000_000_000 // From here on a spreadsheet program rounds.
)

// WriteXLSX writes the table as a workbook with one worksheet, and with further ones for more rows
// than one can have: a bold header that stays in sight,
// numbers and days as such, texts always as texts. Times before March 1900 and numbers of more than
// 15 digits, which spreadsheet programs get wrong, are written as texts; a text is cut after 32,767
// characters and characters that XML does not know become U+FFFD. Long tables use a temporary file.
// The errors are those of WriteCSV; w gets nothing before the workbook is complete.
func WriteXLSX(ctx context.Context, w io.Writer, t Table, progress Progress) error {
	return writeXLSX(ctx, w, t, excelize.TotalRows, progress)
}

// writeXLSX is WriteXLSX for worksheets of at most so many rows.
func writeXLSX(ctx context.Context, w io.Writer, t Table, most int, progress Progress) error {
	file := excelize.NewFile()
	// What Close cannot do is remove a temporary file, which the system does later.
	defer func() { _ = file.Close() }()
	book, err := newWorkbook(file, t, most)
	if err != nil {
		return unwritable(err)
	}
	if err := t.each(
		ctx, progress, func(row []Value) error { return unwritable(book.add(row)) },
	); err != nil {
		return err
	}
	if err := book.finish(); err != nil {
		return unwritable(err)
	}
	file.SetZipWriter(func(w io.Writer) excelize.ZipWriter {
		return zipWhile{ctx, zip.NewWriter(w)}
	})
	if err := file.Write(w); err != nil {
		return ended(ctx, err)
	}
	return nil
}

// ended returns the error of ctx when that is the cause of err.
func ended(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && errors.Is(err, cause) {
		return cause
	}
	return unwritable(err)
}

// workbook writes rows to one worksheet after the other. The first rows of each wait until the
// widths of the columns are known, which have to be written before them.
type workbook struct {
	file    *excelize.File
	stream  *excelize.StreamWriter
	name    string // Of the first worksheet.
	header  []string
	styles  [isMoment + 1]int
	bold    int
	waiting [][]Value
	started bool
	row     int // The last one that was written, from 1.
	sheets  int
	most    int // Rows of a worksheet, with its header.
}

func newWorkbook(file *excelize.File, t Table, most int) (*workbook, error) {
	name := worksheetName(t.Name)
	now := time.Now().UTC().Format(time.RFC3339)
	properties := &excelize.DocProperties{
		Creator: "Reseller Desk", Title: t.Name, Created: now, Modified: now,
	}
	if err := errors.Join(
		file.SetSheetName(file.GetSheetName(0), name), file.SetDocProps(properties),
	); err != nil {
		return nil, err
	}
	stream, err := file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	book := &workbook{
		file: file, stream: stream, name: name, header: t.Header, sheets: 1, most: most,
	}
	return book, book.makeStyles()
}

// next begins the next worksheet.
func (b *workbook) next() error {
	if err := b.finish(); err != nil {
		return err
	}
	b.sheets++
	number := " " + strconv.Itoa(b.sheets)
	runes := []rune(b.name)
	name := string(runes[:min(len(runes), longestName-len(number))]) + number
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	stream, err := b.file.NewStreamWriter(name)
	b.stream, b.started, b.row = stream, false, 0
	return err
}

// makeStyles defines how the cells look. The formats 14 and 22 show a time as the person's own
// system writes it; 49 keeps a text a text even when somebody edits the cell.
func (b *workbook) makeStyles() (err error) {
	for k, format := range map[kind]int{isText: 49, isNumber: 1, isDay: 14, isMoment: 22} {
		if b.styles[k], err = b.file.NewStyle(&excelize.Style{NumFmt: format}); err != nil {
			return err
		}
	}
	oneDecimal := "0.0"
	b.styles[isTenths], err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &oneDecimal})
	if err != nil {
		return err
	}
	b.bold, err = b.file.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	return err
}

func (b *workbook) add(row []Value) error {
	if max(b.row, 1)+len(b.waiting) == b.most { // The header is written with the first rows.
		if err := b.next(); err != nil {
			return err
		}
	}
	if b.started {
		return b.write(row)
	}
	b.waiting = append(b.waiting, slices.Clone(row))
	if len(b.waiting) < sampleRows {
		return nil
	}
	return b.start()
}

// start writes what comes before the rows, and the rows that waited.
func (b *workbook) start() error {
	b.started = true
	for column := range b.header {
		if err := b.stream.SetColWidth(column+1, column+1, b.width(column)); err != nil {
			return err
		}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := b.stream.SetPanes(panes); err != nil {
		return err
	}
	header := make([]any, len(b.header))
	for i, name := range b.header {
		header[i] = excelize.Cell{StyleID: b.bold, Value: name}
	}
	if err := b.put(header); err != nil {
		return err
	}
	for _, row := range b.waiting {
		if err := b.write(row); err != nil {
			return err
		}
	}
	b.waiting = nil
	return nil
}

// width is that of the longest of the first texts in a column, within reason.
func (b *workbook) width(column int) float64 {
	longest := utf8.RuneCountInString(b.header[column]) + 1 // Bold is wider.
	for _, row := range b.waiting {
		longest = max(longest, utf8.RuneCountInString(row[column].plain()))
	}
	return float64(min(max(longest+2, narrowest), widest))
}

func (b *workbook) write(row []Value) error {
	cells := make([]any, len(row))
	for i, v := range row {
		cells[i] = b.cell(v)
	}
	return b.put(cells)
}

// cell returns what excelize writes for a value, nil for an empty cell.
func (b *workbook) cell(v Value) any {
	isNumeric := v.kind == isNumber || v.kind == isTenths
	tooLong := isNumeric && (v.number >= exactNumber || v.number <= -exactNumber)
	tooEarly := (v.kind == isDay || v.kind == isMoment) && v.time.Before(time.Date(
		1900, 3, 2, 0, 0, 0, 0, time.UTC,
	))
	switch {
	case v == (Value{}):
		return nil
	case v.kind == isText || tooLong || tooEarly:
		return excelize.Cell{StyleID: b.styles[isText], Value: v.plain()}
	case v.kind == isNumber:
		return excelize.Cell{StyleID: b.styles[isNumber], Value: v.number}
	case v.kind == isTenths:
		return excelize.Cell{StyleID: b.styles[isTenths], Value: float64(v.number) / 10}
	}
	// Excel knows no time zones: what the clock showed is what counts.
	clock := time.Date(
		v.time.Year(), v.time.Month(), v.time.Day(), v.time.Hour(), v.time.Minute(),
		v.time.Second(), 0, time.UTC,
	)
	if v.kind == isDay {
		clock = clock.Truncate(24 * time.Hour)
	}
	return excelize.Cell{StyleID: b.styles[v.kind], Value: clock}
}

func (b *workbook) put(cells []any) error {
	b.row++
	at, err := excelize.CoordinatesToCellName(1, b.row)
	if err != nil {
		return err
	}
	return b.stream.SetRow(at, cells)
}

func (b *workbook) finish() error {
	if !b.started {
		if err := b.start(); err != nil {
			return err
		}
	}
	return b.stream.Flush()
}

// worksheetName fixes a name so that it may be one of a worksheet.
func worksheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' || r > 0xFFFF {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	if runes := []rune(name); len(runes) > longestName {
		name = string(runes[:longestName])
	}
	if name = strings.Trim(name, "' "); name == "" {
		return "Sheet1"
	}
	return name
}

// zipWhile packs a file until ctx ends; packing takes as long as writing the rows.
type zipWhile struct {
	ctx context.Context
	*zip.Writer
}

// Create begins the next file of the archive.
func (z zipWhile) Create(name string) (io.Writer, error) {
	w, err := z.Writer.Create(name)
	return writeWhile{z.ctx, w}, err
}

type writeWhile struct {
	ctx context.Context
	w   io.Writer
}

// Write fails with the error of the context when that has ended.
func (w writeWhile) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}
