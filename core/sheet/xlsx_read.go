package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/sheet/cell"
)

// mostUnzipped is how many bytes the parts of a workbook may have together: those of MaxRows rows
// need about 100 MB.
const mostUnzipped = 256 << 20

// Workbook is where the rows of a Reader come from that are no CSV.
type Workbook struct {
	Worksheet  string   // The one that was read.
	Worksheets []string // All that are shown, in their order.
	since1904  bool     // Days count from 1904, as in old workbooks of macOS.
}

// Day returns the day that a cell holds as a number, as spreadsheet programs keep days.
func (w Workbook) Day(text string) (core.Day, bool) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number < 1 || number > cell.LatestDay {
		return core.NoDay, false
	}
	day, err := excelize.ExcelDateToTime(number, w.since1904)
	return core.NewDay(day.Date()), err == nil
}

// readWorkbook reads the worksheet that the options name, or else the first that holds something.
// Its cells are what they hold: numbers have no separators, and days are numbers (Workbook.Day).
// How they are shown is read of texts (Reader.ReadAsTexts).
func readWorkbook(ctx context.Context, r io.Reader, o Options) (*Reader, error) {
	raw, err := readSome(r, 0)
	if err != nil {
		return nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	if len(raw) > MaxFile {
		return nil, tooBig()
	}
	parts, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, refuseCaused("sheet.no_workbook", err)
	}
	if kind := otherKind(parts); kind != "" {
		return nil, refuse("sheet.other_file", core.Args{"Kind": kind})
	}
	file, err := excelize.OpenReader(strings.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnzipped,
	})
	if err != nil {
		return nil, refuseCaused("sheet.no_workbook", err)
	}
	defer func() { _ = file.Close() }() // Nothing was written.
	reader, err := readFirst(ctx, &openBook{file, parts, newBookParts(parts)}, o)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return reader, nil
}

// openBook is a workbook that is read: what excelize knows of it, and its parts.
type openBook struct {
	*excelize.File
	zip   *zip.Reader
	parts bookParts
}

// charsetReader reads XML that says that it is in another charset than UTF-8.
type charsetReader = func(charset string, input io.Reader) (io.Reader, error)

// readFirst reads the worksheet that the options name, or else the first that holds something.
func readFirst(ctx context.Context, file *openBook, o Options) (*Reader, error) {
	book := Workbook{Worksheets: shownIn(file.File)}
	if properties, err := file.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		book.since1904 = *properties.Date1904
	}
	candidates := book.Worksheets
	if o.Worksheet != "" {
		if candidates = []string{o.Worksheet}; !slices.Contains(book.Worksheets, o.Worksheet) {
			return nil, refuse("sheet.no_worksheet", core.Args{"Name": o.Worksheet})
		}
	}
	for _, candidate := range candidates {
		book.Worksheet = candidate
		reader, err := readWorksheet(ctx, file, book, o.HeaderLine)
		if reader != nil || err != nil {
			return reader, err
		}
	}
	return nil, refuse("sheet.empty", nil)
}

// shownIn are the worksheets of a workbook that are not hidden.
func shownIn(file *excelize.File) []string {
	return slices.DeleteFunc(file.GetSheetList(), func(name string) bool {
		shown, err := file.GetSheetVisible(name)
		return err != nil || !shown
	})
}

// readWorksheet turns the rows of a worksheet from a line on into a text that is read as a CSV file
// is; nil when there is nothing in them.
func readWorksheet(
	ctx context.Context, file *openBook, book Workbook, from int,
) (*Reader, error) {
	rows, closed, err := file.cellsOf(ctx, book)
	if err != nil {
		return nil, err
	}
	defer closed()
	var text pieces
	var numbers []int
	for {
		more, err := rows.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if rows.number < from || (Row{Cells: rows.cells}).Empty() {
			continue
		}
		if err := text.appendRow(rows.number, rows.cells); err != nil {
			return nil, err
		}
		if numbers = append(numbers, rows.number); len(numbers) > MaxRows+1 {
			return nil, refuse("sheet.too_many_rows", core.Args{"Max": MaxRows})
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	all := text.all()
	p := parser{rest: all[0], line: 1, plain: true}
	p.divide(Comma)
	header, problem := p.row()
	if problem != nil {
		return nil, problem
	}
	for i, title := range header.Cells { // A title is what is shown, or a formula.
		header.Cells[i] = title[strings.LastIndex(title, between)+1:]
	}
	return &Reader{
		Header: header.Cells, HeaderLine: numbers[0], Workbook: &book, body: p,
		more: all[1:], numbers: numbers[1:],
	}, nil
}

// pieces is a text that is never in one piece: to copy it as it grows would take twice the memory.
type pieces struct {
	full  []string
	last  bytes.Buffer
	bytes int // Of the full ones.
}

// pieceSize is how many bytes a piece has, about.
const pieceSize = 1 << 20

// all returns the pieces, of which each ends with a row.
func (p *pieces) all() []string { return append(p.full, p.last.String()) }

// appendRow writes a row as one of a CSV file, each cell in quotation marks.
func (p *pieces) appendRow(number int, cells []string) error {
	text := &p.last
	if len(cells) > MaxColumns {
		return refuse("sheet.too_many_columns", core.Args{"Line": number, "Max": MaxColumns})
	}
	for i, cell := range cells {
		if len(cell) > MaxCell {
			return refuse("sheet.cell_too_long", core.Args{
				"Line": number, "Column": i + 1, "Max": MaxCell >> 10,
			})
		}
		if i > 0 {
			text.WriteByte(byte(Comma))
		}
		text.WriteByte('"')
		text.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		text.WriteByte('"')
	}
	text.WriteByte('\n')
	if p.bytes+text.Len() > MaxFile {
		return tooBig()
	}
	if text.Len() > pieceSize {
		p.full, p.bytes = append(p.full, text.String()), p.bytes+text.Len()
		text.Reset()
	}
	return nil
}
