package sheet

import (
	"archive/zip"
	"io"
	"strings"
)

// otherKind is what an archive is that is no .xlsx file, by its usual ending; "" for an unknown
// one.
func otherKind(in *zip.Reader) string {
	for _, part := range in.File {
		switch name := strings.ToLower(part.Name); {
		case name == "mimetype":
			return openDocument(part)
		case name == "xl/workbook.bin":
			return ".xlsb"
		case name == "index/document.iwa", name == "index.zip", strings.HasSuffix(name, ".iwa"):
			return ".numbers"
		case strings.HasPrefix(name, "word/"):
			return ".docx"
		}
	}
	return ""
}

// openDocument is the ending of a file of LibreOffice.
func openDocument(part *zip.File) string {
	file, err := part.Open()
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }() // Nothing was written.
	begin, _ := io.ReadAll(io.LimitReader(file, 100))
	if strings.Contains(string(begin), "opendocument.spreadsheet") {
		return ".ods"
	}
	return ".odt"
}

// otherText is what a text is that is no CSV file; "" for what may be one.
func otherText(text string) string {
	begin := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)]))
	for kind, marks := range map[string][]string{
		"HTML": {"<!doctype html", "<html", "<table", "<head", "<body"},
		"XML":  {"<?xml"}, ".pdf": {"%pdf-"}, ".rtf": {`{\rtf`},
	} {
		for _, mark := range marks {
			if strings.HasPrefix(begin, mark) {
				return kind
			}
		}
	}
	return ""
}
