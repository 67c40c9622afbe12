package sheet

import (
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"resellerdesk/core"
)

// Encoding is how a file writes its text.
type Encoding string

// The encodings of files. Detected is none of them: it lets the file be looked at.
const (
	Detected    Encoding = ""
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16"
	Windows1252 Encoding = "windows-1252" // What Excel means by plain "CSV" in western Europe.
	Windows1250 Encoding = "windows-1250" // Central Europe.
	Windows1251 Encoding = "windows-1251" // Cyrillic.
	Windows1253 Encoding = "windows-1253" // Greek.
	Windows1254 Encoding = "windows-1254" // Turkish.
	Windows1257 Encoding = "windows-1257" // Baltic.
	Latin2      Encoding = "iso-8859-2"   // Central Europe.
	Latin9      Encoding = "iso-8859-15"  // Western Europe, with the euro.
	Macintosh   Encoding = "macintosh"    // What Excel for Mac means by plain "CSV".
	CodePage850 Encoding = "cp850"        // Of programs for DOS.
	GB18030     Encoding = "gb18030"      // Chinese, also what is called GBK.
	Big5        Encoding = "big5"         // Chinese in Taiwan and Hong Kong.
	ShiftJIS    Encoding = "shift-jis"    // Japanese.
	EUCKR       Encoding = "euc-kr"       // Korean.
)

// Encodings are those that can be chosen, the most frequent first.
func Encodings() []Encoding {
	return []Encoding{
		UTF8, Windows1252, Macintosh, CodePage850, UTF16, Latin9, Latin2, Windows1250, Windows1251,
		Windows1253, Windows1254, Windows1257, GB18030, Big5, ShiftJIS, EUCKR,
	}
}

var decoders = map[Encoding]encoding.Encoding{
	UTF16:       unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	Windows1252: charmap.Windows1252, Windows1250: charmap.Windows1250,
	Windows1251: charmap.Windows1251, Windows1253: charmap.Windows1253,
	Windows1254: charmap.Windows1254, Windows1257: charmap.Windows1257,
	Latin2: charmap.ISO8859_2, Latin9: charmap.ISO8859_15,
	Macintosh: charmap.Macintosh, CodePage850: charmap.CodePage850,
	GB18030: simplifiedchinese.GB18030, Big5: traditionalchinese.Big5,
	ShiftJIS: japanese.ShiftJIS, EUCKR: korean.EUCKR,
}

// readText returns the whole of r as UTF-8 without a byte order mark, and how it was written.
func readText(r io.Reader, chosen Encoding) (string, Encoding, error) {
	raw, err := readSome(r, sizeOf(r))
	if err != nil {
		return "", chosen, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	if len(raw) > MaxFile {
		return "", chosen, tooBig()
	}
	if chosen == Detected {
		if chosen, err = detectEncoding(raw); err != nil {
			return "", chosen, err
		}
	}
	text, err := decode(raw, chosen)
	for err == nil && strings.HasPrefix(text, byteOrderMark) { // Some programs write two of them.
		text = text[len(byteOrderMark):]
	}
	return text, chosen, err
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

// detectEncoding goes by the byte order mark. Without one it is UTF-8 where that is possible, or
// nearly possible, so that it is refused with the line; otherwise Windows-1252.
func detectEncoding(raw string) (Encoding, error) {
	switch {
	case strings.HasPrefix(raw, byteOrderMark):
		return UTF8, nil
	case strings.HasPrefix(raw, "\xff\xfe"), strings.HasPrefix(raw, "\xfe\xff"):
		return UTF16, nil
	case strings.IndexByte(raw, 0) >= 0:
		// No text file holds a NUL; a workbook and a picture do. UTF-16 without its mark looks the
		// same.
		return Detected, refuse("sheet.not_text", nil)
	case utf8.ValidString(raw), nearlyUTF8(raw):
		return UTF8, nil
	}
	return Windows1252, nil
}

// mostWrong is how many wrong bytes are counted: more of them say nothing new.
const mostWrong = 10_000

// nearlyUTF8 tells whether a text has at least as many characters of UTF-8 that take several bytes
// as bytes that are none of it. In texts of other encodings such characters come about by chance.
func nearlyUTF8(raw string) bool {
	right, wrong := 0, 0
	for i := 0; i < len(raw) && wrong < mostWrong; {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(raw[i:])
		if i += size; r == utf8.RuneError && size == 1 {
			wrong++
		} else {
			right++
		}
	}
	return right > 0 && right >= wrong
}

// beforeHole is the text before the first byte that is no UTF-8.
func beforeHole(raw string) string {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return raw[:i]
		}
		i += size
	}
	return raw
}

// decode returns a text as UTF-8. It refuses one with bytes that the encoding does not have, rather
// than importing names with holes.
func decode(raw string, from Encoding) (string, error) {
	text := raw
	if decoder, known := decoders[from]; known {
		var err error
		if text, err = convert(decoder, raw); err != nil {
			return "", err
		}
		if at := strings.IndexFunc(text, isHole); at >= 0 {
			return "", damaged(from, text[:at])
		}
	} else if !utf8.ValidString(raw) {
		return "", damaged(from, beforeHole(raw))
	}
	return text, nil
}

// isHole tells whether a character stands for a byte that an encoding does not have: charmap reads
// such a byte as a replacement character, or as a control character that no text holds.
func isHole(r rune) bool { return r == utf8.RuneError || r >= 0x80 && r <= 0x9f }

// damaged refuses a file for a byte behind a text that its encoding does not have.
func damaged(from Encoding, before string) error {
	return refuse(
		"sheet.encoding", core.Args{"Line": 1 + lineBreaks(before), "Encoding": from.Name()},
	)
}

// Name is what people call an encoding.
func (e Encoding) Name() string { return encodingNames[e] }

var encodingNames = map[Encoding]string{
	UTF8: "UTF-8", UTF16: "UTF-16", Windows1252: "Windows-1252", Windows1250: "Windows-1250",
	Windows1251: "Windows-1251", Windows1253: "Windows-1253", Macintosh: "Mac OS Roman",
	CodePage850: "DOS (CP850)", Windows1254: "Windows-1254", Windows1257: "Windows-1257",
	Latin2: "ISO-8859-2 (Latin-2)", Latin9: "ISO-8859-15 (Latin-9)", GB18030: "GB18030 (GBK)",
	Big5: "Big5", ShiftJIS: "Shift JIS", EUCKR: "EUC-KR",
}

// convert returns a text as UTF-8, where it may be three times as long but not longer than a file.
// What the encoding does not have is a hole in it.
func convert(from encoding.Encoding, raw string) (string, error) {
	text, err := readSome(from.NewDecoder().Reader(strings.NewReader(raw)), 2*int64(len(raw)))
	if err != nil {
		return "", err
	}
	if len(text) > MaxFile {
		return "", tooBig()
	}
	return text, nil
}

func tooBig() error { return refuse("sheet.too_big", core.Args{"Max": MaxFile >> 20}) }
