package pdf

import (
	"context"
	"io"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

// MaxRows is how many rows a printed table has at most: some 700 pages.
const MaxRows = 20_000

// Measures of a table.
const (
	cellPad     = 1.3   // Beside a text.
	widest      = 110.0 // A column is not wider than this where others need the room.
	longestWord = 46.0  // One that is wider is broken where others need the room.
	narrowest   = 12.0  // A column of text, where the longest word does not ask for more.
	mostLines   = 12    // Of a cell; the rest is cut, with an ellipsis.
	lineWidth   = 0.1
	headShade   = 235
	lineShade   = 200
	measured    = 400 // Rows by which the widths are found.
	pageWidth   = 210.0
	pageHeight  = 297.0
)

// Table writes a table as a document: lying where it is wide, its columns over several pages where
// they do not fit beside each other, each with the first column. Columns without any value are left
// out. progress receives how many rows are set. It fails as Document says, with Invalid
// "print.too_long" (Max) for more than MaxRows, or as the rows do.
func Table(
	ctx context.Context, w io.Writer, d Document, t sheet.Table, progress sheet.Progress,
) error {
	rows, err := read(ctx, d, t)
	if err != nil {
		return err
	}
	upright, err := newSetter(d, false)
	if err != nil {
		return err
	}
	p := &tableSetter{setter: upright, rows: rows, progress: progress}
	p.choose(t.Header)
	if p.needed() > pageWidth-2*margin {
		if p.setter, err = newSetter(d, true); err != nil {
			return err
		}
	}
	if err := p.check(p.texts()); err != nil {
		return err
	}
	if err := p.set(ctx); err != nil {
		return err
	}
	return p.finish(w)
}

// cell is a value as it is set.
type cell struct {
	text  string
	right bool // Numbers.
}

// read reads all rows in the words of the document.
func read(ctx context.Context, d Document, t sheet.Table) (rows [][]cell, err error) {
	for values, err := range t.Rows {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if len(rows) == MaxRows {
			return nil, TooLong()
		}
		row := make([]cell, len(values))
		for i, v := range values {
			text, right := v.InWords(d.Words)
			row[i] = cell{tidied(text), right}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// TooLong refuses more rows than a printed table has: Invalid "print.too_long" (Max).
func TooLong() error {
	return &core.Error{
		Code: core.Invalid, Key: "print.too_long", Args: core.Args{"Max": MaxRows},
	}
}

// tableSetter sets a table.
type tableSetter struct {
	*setter
	rows     [][]cell
	columns  []column
	progress sheet.Progress
}

// column is a column that is set.
type column struct {
	at    int // In the rows.
	title string
	right bool
	// The width of its widest line, and that of its longest word, below which it does not go.
	natural, least float64
}

var (
	tableText = style{sans, "", smallSize}
	tableHead = style{sans, "B", smallSize}
)

// choose finds the columns that hold something, and how wide they want to be.
func (p *tableSetter) choose(header []string) {
	for at, title := range header {
		filled := slices.ContainsFunc(p.rows, func(r []cell) bool { return r[at].text != "" })
		if filled || at == 0 {
			p.columns = append(p.columns, p.measure(at, tidied(title)))
		}
	}
}

func (p *tableSetter) measure(at int, title string) column {
	c := column{at: at, title: title, least: narrowest}
	widen := func(in style, text string, whole bool) {
		for _, line := range strings.Split(text, "\n") {
			wide := p.fonts.width(in, line)
			if c.natural = max(c.natural, wide); whole {
				c.least = max(c.least, wide)
			}
		}
		for _, word := range strings.Fields(text) {
			c.least = max(c.least, min(p.fonts.width(in, word), longestWord))
		}
	}
	for i := 0; i < len(p.rows); i += max(1, len(p.rows)/measured) {
		one := p.rows[i][at]
		c.right = c.right || one.right
		widen(tableText, one.text, one.right)
	}
	for _, word := range strings.Fields(title) {
		widen(tableHead, word, false)
	}
	c.natural = min(max(c.natural, c.least), widest) + 2*cellPad
	c.least += 2 * cellPad
	return c
}

func (p *tableSetter) needed() (width float64) {
	for _, c := range p.columns {
		width += c.natural
	}
	return width
}

// texts are all texts of the table.
func (p *tableSetter) texts() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, c := range p.columns {
			if !yield(c.title) {
				return
			}
		}
		for _, row := range p.rows {
			for _, one := range row {
				if !yield(one.text) {
					return
				}
			}
		}
	}
}

// set sets the columns group by group.
func (p *tableSetter) set(ctx context.Context) error {
	width, _ := p.pdf.GetPageSize()
	groups := p.groups(width - 2*margin)
	for n, group := range groups {
		widths := shared(group, width-2*margin)
		p.pdf.AddPage()
		y := margin
		if n == 0 {
			y = p.head()
		}
		y = p.titles(group, widths, y)
		for i, row := range p.rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			lines, tall := p.broken(group, widths, row)
			if y+tall > p.bottom() {
				p.pdf.AddPage()
				y = p.titles(group, widths, margin)
			}
			p.row(group, widths, lines, y)
			y += tall
			if p.progress != nil && (n == len(groups)-1) && (i%100 == 99 || i == len(p.rows)-1) {
				p.progress(i + 1)
			}
		}
	}
	return nil
}

// groups parts the columns so that each part fits beside the first column.
func (p *tableSetter) groups(width float64) (groups [][]column) {
	first := p.columns[0]
	group, used := []column{first}, first.least
	for _, c := range p.columns[1:] {
		if used+c.least > width && len(group) > 1 {
			groups = append(groups, group)
			group, used = []column{first}, first.least
		}
		group, used = append(group, c), used+c.least
	}
	return append(groups, group)
}

// shared are the widths of columns beside each other: as wide as they want to be, or where that is
// too much, what is left above the least, in equal proportions.
func shared(group []column, width float64) []float64 {
	natural, least := 0.0, 0.0
	for _, c := range group {
		natural, least = natural+c.natural, least+c.least
	}
	part := 1.0
	if natural > width && natural > least {
		part = max(0, width-least) / (natural - least)
	}
	widths := make([]float64, len(group))
	for i, c := range group {
		widths[i] = c.least + part*max(0, c.natural-c.least)
	}
	return widths
}

// broken are the lines of the cells of a row, and how tall it is.
func (p *tableSetter) broken(
	group []column, widths []float64, row []cell,
) (lines [][]string, tall float64) {
	most := 1
	for i, c := range group {
		text := p.fonts.lines(tableText, row[c.at].text, widths[i]-2*cellPad)
		if len(text) > mostLines {
			text = append(text[:mostLines-1], "…")
		}
		lines, most = append(lines, text), max(most, len(text))
	}
	return lines, float64(most)*height(smallSize) + cellPad
}

// titles sets the titles of the columns, and returns where the rows begin.
func (p *tableSetter) titles(group []column, widths []float64, y float64) float64 {
	most, whole := 1, 0.0
	lines := make([][]string, len(group))
	for i, c := range group {
		lines[i] = p.fonts.lines(tableHead, c.title, widths[i]-2*cellPad)
		most, whole = max(most, len(lines[i])), whole+widths[i]
	}
	tall := float64(most)*height(smallSize) + cellPad
	p.pdf.SetFillColor(headShade, headShade, headShade)
	p.pdf.Rect(margin, y, whole, tall, "F")
	p.cells(group, widths, lines, y, tableHead)
	return y + tall
}

func (p *tableSetter) row(group []column, widths []float64, lines [][]string, y float64) {
	whole := 0.0
	for _, w := range widths {
		whole += w
	}
	p.cells(group, widths, lines, y, tableText)
	p.pdf.SetDrawColor(lineShade, lineShade, lineShade)
	p.pdf.SetLineWidth(lineWidth)
	p.pdf.Line(margin, y, margin+whole, y)
}

func (p *tableSetter) cells(
	group []column, widths []float64, lines [][]string, y float64, in style,
) {
	x := margin
	for i, c := range group {
		for n, line := range lines[i] {
			at := x + cellPad
			if c.right {
				at = x + widths[i] - cellPad - p.fonts.width(in, line)
			}
			p.fonts.write(in, at, y+(float64(n)+0.85)*height(smallSize), line)
		}
		x += widths[i]
	}
}
