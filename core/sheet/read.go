package sheet

import (
	"bytes"
	"context"
	"io"

	"resellerdesk/core"
)

// Options say how a file is read; what they leave out is found out.
type Options struct {
	Encoding  Encoding  // Of a CSV file.
	Delimiter Delimiter // Of a CSV file: what is between its cells.
	Worksheet string    // Of a workbook: the name of one.
	// HeaderLine is the line that names the columns, from 1; 0 for the first that is not empty.
	// What is above it is passed over.
	HeaderLine int
}

// isOfText tells whether the options choose something that only a CSV file has.
func (o Options) isOfText() bool { return o.Encoding != Detected || o.Delimiter != 0 }

// What the files of spreadsheet programs begin with.
var (
	zipMagic      = []byte("PK\x03\x04")                       // Office Open XML.
	compoundMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // .xls, and .xlsx with a password.
)

// Read reads a workbook or a CSV file, whichever it is, whatever its name. Errors are those of
// ReadCSV, and of a workbook Invalid "sheet.no_workbook", "sheet.old_workbook",
// "sheet.other_file" (Kind) and "sheet.no_worksheet" (Name), or ctx's.
func Read(ctx context.Context, r io.Reader, o Options) (*Reader, error) {
	begin := make([]byte, len(compoundMagic))
	n, _ := io.ReadFull(r, begin) // What fails does so again.
	begin = begin[:n]
	whole := io.MultiReader(bytes.NewReader(begin), r)
	if file, is := r.(io.Seeker); is { // A file knows how long it is.
		if _, err := file.Seek(int64(-n), io.SeekCurrent); err == nil {
			whole = r
		}
	}
	switch {
	case bytes.HasPrefix(begin, zipMagic) && o.isOfText():
		return nil, refuse("sheet.not_text", nil) // There is nothing of it to choose.
	case bytes.HasPrefix(begin, zipMagic):
		return readWorkbook(ctx, whole, o)
	case bytes.HasPrefix(begin, compoundMagic):
		return nil, refuse("sheet.old_workbook", nil)
	}
	if o.Worksheet != "" { // Of a CSV file there is nothing to choose.
		return nil, refuse("sheet.no_worksheet", core.Args{"Name": o.Worksheet})
	}
	return readCSV(whole, o)
}
