package sheet

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/sheet/cell"
)

// between separates the value of a cell from how the cell is shown, in the text of a workbook. XML
// cannot have it. At the beginning it marks a formula that was never calculated.
const between = "\x00"

// NotCalculated returns the formula of a cell whose program wrote no result of it, and of any other
// one what it holds.
func NotCalculated(cell string) (formula string, is bool) {
	return strings.CutPrefix(cell, between)
}

// cellReader reads the cells of a worksheet from its part. excelize does not say which cells are
// shown otherwise, nor which formulas were not calculated.
type cellReader struct {
	ctx     context.Context
	decoder *xml.Decoder
	shared  []string
	formats []*cell.Format // By style.
	// recalculates says that results were not worth keeping: the program that wrote the workbook
	// left it to another one to calculate them.
	recalculates bool
	number       int      // Of the row.
	cells        []string // Of the row.
	value        []byte
	formula      []byte
	hasValue     bool // Of the cell, also an empty one.
	hasFormula   bool
}

// errDamaged is the cause of a refusal where the XML is right.
var errDamaged = errors.New("a cell or a row has no place")

// next reads up to the next row that is there, false at the end of the part.
func (r *cellReader) next() (bool, error) {
	for {
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, refuseCaused("sheet.no_workbook", err)
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "row" {
			return true, r.row(start)
		}
	}
}

func (r *cellReader) row(start xml.StartElement) error {
	number := r.number + 1
	if said := attribute(start, "r"); said != "" {
		n, err := strconv.Atoi(said)
		if err != nil || n < number {
			return refuseCaused("sheet.no_workbook", errDamaged)
		}
		number = n
	}
	r.number, r.cells = number, r.cells[:0]
	if number%1000 == 0 && r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	for place := 1; ; {
		token, err := r.decoder.Token()
		if err != nil {
			return refuseCaused("sheet.no_workbook", err)
		}
		switch element := token.(type) {
		case xml.EndElement:
			if element.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if element.Name.Local != "c" {
				continue
			}
			if place, err = r.cell(element, place); err != nil {
				return err
			}
		}
	}
}

// cell reads a cell, which is at a place unless it names another, and returns the next place.
func (r *cellReader) cell(start xml.StartElement, place int) (int, error) {
	if ref := attribute(start, "r"); ref != "" {
		if place = cell.Column(ref); place == 0 {
			return 0, refuseCaused("sheet.no_workbook", errDamaged)
		}
	}
	if err := r.content("c"); err != nil {
		return 0, refuseCaused("sheet.no_workbook", err)
	}
	text, err := r.text(attribute(start, "t"), attribute(start, "s"))
	if err != nil || text == "" {
		return place + 1, err
	}
	if place > MaxColumns {
		return 0, refuse(
			"sheet.too_many_columns", core.Args{"Line": r.number, "Max": MaxColumns},
		)
	}
	for len(r.cells) < place {
		r.cells = append(r.cells, "")
	}
	r.cells[place-1] = text
	return place + 1, nil
}

// content reads the value and the formula of an element up to its end. How a text is pronounced is
// no part of it.
func (r *cellReader) content(element string) error {
	r.value, r.formula = r.value[:0], r.formula[:0]
	r.hasValue, r.hasFormula = false, false
	var into *[]byte
	spoken := false
	for {
		token, err := r.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				spoken = true
			case "f":
				r.hasFormula, into = true, &r.formula
			case "v", "t":
				if r.hasValue, into = true, &r.value; spoken {
					into = nil
				}
			}
		case xml.CharData:
			if into != nil && len(*into) <= MaxCell { // One byte more says that it is too long.
				*into = append(*into, t[:min(len(t), MaxCell+1)]...)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case element:
				return nil
			case "rPh":
				spoken = false
			case "v", "t", "f":
				into = nil
			}
		}
	}
}

// text is what a cell of a kind holds whose content was read, and behind it how it is shown where
// that is something else.
func (r *cellReader) text(kind, style string) (string, error) {
	value := string(r.value)
	if r.hasFormula && !r.isCalculated(kind, value) {
		return between + "=" + string(r.formula), nil
	}
	switch kind {
	case "s":
		return r.sharedText(value)
	case "b":
		if value = strings.TrimSpace(value); value == "1" || value == "true" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "e":
		if !IsSpoiled(value) {
			return "#ERROR!", nil
		}
		return value, nil
	case "str", "inlineStr":
		return cell.Unescaped(value), nil
	case "d":
		if day, midnight := strings.CutSuffix(value, "T00:00:00"); midnight {
			return day, nil
		}
		return value, nil
	}
	var format *cell.Format
	if at, _ := strconv.Atoi(style); at >= 0 && at < len(r.formats) {
		format = r.formats[at]
	}
	held, shown := cell.Number(strings.TrimSpace(value), format)
	if shown != held {
		held += between + shown
	}
	return held, nil
}

// sharedText is the text with a number among those that the cells of a workbook share.
func (r *cellReader) sharedText(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	at, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || at < 0 || at >= len(r.shared) {
		return "", refuseCaused("sheet.no_workbook", errDamaged)
	}
	return r.shared[at], nil
}

// isCalculated tells whether the value of a formula is its result. Of a text it may be empty.
func (r *cellReader) isCalculated(kind, value string) bool {
	if r.recalculates && strings.Trim(value, "0.") == "" {
		return false
	}
	return value != "" || kind == "str" && r.hasValue
}

func attribute(of xml.StartElement, name string) string {
	for _, a := range of.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// sharedIn reads the texts that the cells of a workbook name by number.
func sharedIn(
	ctx context.Context, part *zip.File, charset charsetReader,
) (all []string, err error) {
	if part == nil {
		return nil, nil
	}
	file, err := part.Open()
	if err != nil {
		return nil, refuseCaused("sheet.no_workbook", err)
	}
	defer func() { _ = file.Close() }() // Nothing was written.
	r := &cellReader{decoder: xml.NewDecoder(file)}
	r.decoder.CharsetReader = charset
	for bytes := 0; ; {
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if len(all)%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if start, is := token.(xml.StartElement); err == nil && is && start.Name.Local == "si" {
			err = r.content("si")
			all = append(all, cell.Unescaped(string(r.value)))
			bytes += len(r.value)
		}
		if err != nil {
			return nil, refuseCaused("sheet.no_workbook", fmt.Errorf("%s: %w", part.Name, err))
		}
		if bytes > MaxFile {
			return nil, tooBig()
		}
	}
}
