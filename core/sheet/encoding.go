package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"resellerdesk/core"
)

// readText returns the whole of r as UTF-8 without a byte order mark.
func readText(r io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return "", &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	if len(raw) > MaxFile {
		return "", refuse("sheet.too_big", core.Args{"Max": MaxFile >> 20})
	}
	return decode(raw)
}

// decode finds out the encoding by the byte order mark. Without one it is UTF-8 where that is possible, otherwise
// Windows-1252, which is what Excel means by plain "CSV" in western Europe.
func decode(raw []byte) (string, error) {
	if rest, found := bytes.CutPrefix(raw, []byte(byteOrderMark)); found {
		if !utf8.Valid(rest) {
			return "", damaged(string(rest))
		}
		return string(rest), nil
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		text, err := convert(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw))
		if strings.ContainsRune(text, utf8.RuneError) {
			return "", damaged(text)
		}
		return text, err
	}
	// No text file holds a NUL; a workbook and a picture do. UTF-16 without its mark looks the same.
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", refuse("sheet.not_text", nil)
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	return convert(charmap.Windows1252.NewDecoder().Bytes(raw))
}

// damaged refuses a file that is not in the encoding it says it is in, rather than importing names with holes.
func damaged(text string) error {
	return refuse("sheet.encoding", core.Args{"Line": 1 + lineBreaks(text[:strings.IndexRune(text, utf8.RuneError)])})
}

func convert(text []byte, err error) (string, error) {
	if err != nil {
		return "", &core.Error{Code: core.Invalid, Key: "sheet.not_text", Err: err}
	}
	return string(text), nil
}
