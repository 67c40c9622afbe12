package sheet

import (
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"resellerdesk/core"
)

// readText returns the whole of r as UTF-8 without a byte order mark.
func readText(r io.Reader) (string, error) {
	raw, err := readSome(r, sizeOf(r))
	if err != nil {
		return "", &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	if len(raw) > MaxFile {
		return "", tooBig()
	}
	return decode(raw)
}

// sizeOf returns how many bytes a file on a disk has, 0 for what is no file.
func sizeOf(r io.Reader) int64 {
	if file, is := r.(*os.File); is {
		if info, err := file.Stat(); err == nil {
			return info.Size()
		}
	}
	return 0
}

// readSome reads no further than where it is known to be too much. A Builder makes no copy of what
// it read, and none while it reads when it knows the size before.
func readSome(r io.Reader, size int64) (string, error) {
	var text strings.Builder
	text.Grow(int(min(size, MaxFile) + 1))
	_, err := io.Copy(&text, io.LimitReader(r, MaxFile+1))
	return text.String(), err
}

// decode finds out the encoding by the byte order mark. Without one it is UTF-8 where that is
// possible, otherwise Windows-1252, which is what Excel means by plain "CSV" in western Europe.
func decode(raw string) (string, error) {
	if rest, found := strings.CutPrefix(raw, byteOrderMark); found {
		if !utf8.ValidString(rest) {
			return "", damaged(rest)
		}
		return rest, nil
	}
	if strings.HasPrefix(raw, "\xff\xfe") || strings.HasPrefix(raw, "\xfe\xff") {
		text, err := convert(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), raw)
		if strings.ContainsRune(text, utf8.RuneError) {
			return "", damaged(text)
		}
		return text, err
	}
	// No text file holds a NUL; a workbook and a picture do. UTF-16 without its mark looks the
	// same.
	if strings.IndexByte(raw, 0) >= 0 {
		return "", refuse("sheet.not_text", nil)
	}
	if utf8.ValidString(raw) {
		return raw, nil
	}
	return convert(charmap.Windows1252, raw)
}

// damaged refuses a file that is not in the encoding it says it is in, rather than importing names
// with holes.
func damaged(text string) error {
	return refuse(
		"sheet.encoding",
		core.Args{"Line": 1 + lineBreaks(text[:strings.IndexRune(text, utf8.RuneError)])},
	)
}

// convert returns a text as UTF-8, where it may be three times as long but not longer than a file.
func convert(from encoding.Encoding, raw string) (string, error) {
	text, err := readSome(from.NewDecoder().Reader(strings.NewReader(raw)), 2*int64(len(raw)))
	if err != nil {
		return "", &core.Error{Code: core.Invalid, Key: "sheet.not_text", Err: err}
	}
	if len(text) > MaxFile {
		return "", tooBig()
	}
	return text, nil
}

func tooBig() error { return refuse("sheet.too_big", core.Args{"Max": MaxFile >> 20}) }
