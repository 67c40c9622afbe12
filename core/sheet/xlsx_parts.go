package sheet

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"resellerdesk/core/sheet/cell"
)

// bookParts are the parts of a workbook that rows are read from.
type bookParts struct {
	worksheets map[string]*zip.File // By name.
	shared     *zip.File            // nil for none.
	styles     *zip.File            // nil for none.
}

// relations are which other parts a part of a workbook names.
type relations struct {
	All []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// newBookParts finds the parts. What is not there is missed when it is read.
func newBookParts(in *zip.Reader) bookParts {
	parts := bookParts{worksheets: map[string]*zip.File{}}
	book := ""
	for _, r := range relationsOf(in, "").All {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			book = partName("", r.Target)
		}
	}
	var listed struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			More []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	decodePart(partOf(in, book), &listed)
	byID := map[string]*zip.File{}
	for _, r := range relationsOf(in, book).All {
		part := partOf(in, partName(path.Dir(book), r.Target))
		byID[r.ID] = part
		switch path.Base(r.Type) {
		case "sharedStrings":
			parts.shared = part
		case "styles":
			parts.styles = part
		}
	}
	for _, s := range listed.Sheets {
		for _, a := range s.More {
			if a.Name.Local == "id" {
				parts.worksheets[s.Name] = byID[a.Value]
			}
		}
	}
	return parts
}

func relationsOf(in *zip.Reader, part string) (r relations) {
	decodePart(partOf(in, path.Join(path.Dir(part), "_rels", path.Base("/"+part)+".rels")), &r)
	if part == "" {
		decodePart(partOf(in, "_rels/.rels"), &r)
	}
	return r
}

// partName is the name of a part that another one in a folder names.
func partName(folder, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return path.Clean(target[1:])
	}
	return path.Join(folder, target)
}

// partOf finds a part by name, whatever its case; nil for none.
func partOf(in *zip.Reader, name string) *zip.File {
	for _, part := range in.File {
		if strings.EqualFold(strings.ReplaceAll(part.Name, `\`, "/"), name) {
			return part
		}
	}
	return nil
}

// decodePart reads a small part; what cannot be read stays as it is.
func decodePart(part *zip.File, into any) {
	if part == nil {
		return
	}
	if file, err := part.Open(); err == nil {
		_ = xml.NewDecoder(io.LimitReader(file, MaxFile)).Decode(into)
		_ = file.Close() // Nothing was written.
	}
}

// cellsOf reads the cells of a worksheet, until it is closed.
func (b *openBook) cellsOf(
	ctx context.Context, book Workbook,
) (r *cellReader, closed func(), err error) {
	part := b.parts.worksheets[book.Worksheet]
	if part == nil {
		return nil, nil, refuseCaused("sheet.no_workbook", errors.New("a worksheet is missing"))
	}
	r = &cellReader{ctx: ctx}
	var styles cell.Styles
	decodePart(b.parts.styles, &styles)
	r.formats = styles.Formats(book.since1904)
	if r.shared, err = sharedIn(ctx, b.parts.shared, b.CharsetReader); err != nil {
		return nil, nil, err
	}
	if calc, err := b.GetCalcProps(); err == nil && calc.FullCalcOnLoad != nil {
		r.recalculates = *calc.FullCalcOnLoad
	}
	file, err := part.Open()
	if err != nil {
		return nil, nil, refuseCaused("sheet.no_workbook", err)
	}
	r.decoder = xml.NewDecoder(file)
	r.decoder.CharsetReader = b.CharsetReader
	return r, func() { _ = file.Close() }, nil // Nothing was written.
}
