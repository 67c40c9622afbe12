package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/bounds"
	"resellerdesk/core/sheet"
)

// FuzzReadCSV reads anything: no panic, within the bounds, every error one that a person can read,
// and whatever was read is within the limits and survives being written and read again.
func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"", "a", "a;b\r\n1;2\r\n", "\ufeffa,b\n'=1,\"x\"\"y\"\n", "a\tb\r\"1\r\n2\"\t'-3\r",
		"\xff\xfea\x00;\x00b\x00\n\x00", "\xfe\xff\x00a\x00\n\xd8",
		"Gr\xf6\xdfe;\x80\n", "a;\"b", "a;b\nx\"y;\"\n\"", "a;b\n\"1\"2;3\n4;5;6\n", "\ufeff\xff",
		"PK\x03\x04\x00", ";;;;\n\n;;\n", "\"\"\n\"\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var r *sheet.Reader
		var err error
		bounds.Check(t, func() {
			if r, err = sheet.ReadCSV(bytes.NewReader(file), sheet.Detected); err == nil {
				for range r.Rows() {
					continue
				}
			}
		})
		if err != nil {
			require.Equal(t, core.Invalid, core.CodeOf(err))
			return
		}
		require.LessOrEqual(t, len(r.Header), sheet.MaxColumns)
		last := r.HeaderLine
		good := [][]sheet.Value{}
		want := [][]string{}
		for row, err := range r.Rows() {
			require.Greater(t, row.Line, last, "lines go up")
			last = row.Line
			if err != nil {
				require.Equal(t, core.Invalid, core.CodeOf(err))
				continue
			}
			require.Len(t, row.Cells, len(r.Header))
			for _, cell := range row.Cells {
				require.LessOrEqual(t, len(cell), sheet.MaxCell)
				require.True(t, utf8.ValidString(cell))
			}
			good = append(good, texts(row.Cells...))
			want = append(want, slices.Clone(row.Cells))
		}
		require.LessOrEqual(
			t, last, 1+strings.Count(string(file), "\n")+strings.Count(string(file), "\r"),
		)
		header, again := read(t, writeCSV(t, sheet.Semicolon, r.Header, good...))
		require.Equal(t, r.Header, header)
		require.Equal(t, len(want), len(again))
		for i := range want {
			require.Equal(t, want[i], again[i])
		}
	})
}

// FuzzReadWorkbook reads a workbook with any cells, texts and form of numbers: no panic, within the
// bounds, and every error one that a person can read.
func FuzzReadWorkbook(f *testing.F) {
	f.Add(rawHeader+`<row r="2"><c r="A2" s="12"><v>1067.0</v></c></row>`, "00000")
	f.Add(`<row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c><f>1+1</f></c></row>`, `[<=9]0;(0) "x"`)
	f.Add(`<row><c t="inlineStr"><is><r><t>a_x000D_</t></r></is></c></row>`, "DD.MM.YY hh:mm")
	f.Add(`<row r="9"><c r="ZZ9" s="12"><v>-4.9E-11</v></c></row>`, `\0;_)*-?#;;@`)
	f.Fuzz(func(t *testing.T, rows, code string) {
		defer func(before []string) { formats = before }(formats)
		formats = append(slices.Clone(formats), strings.ReplaceAll(code, "&", ""))
		file := rawBook(t, rows, "<si><t>Kranich</t></si>", "")
		bounds.Check(t, func() {
			r, err := sheet.Read(t.Context(), bytes.NewReader(file), sheet.Options{})
			if err != nil {
				require.Equal(t, core.Invalid, core.CodeOf(err))
				return
			}
			r.ReadAsTexts([]bool{true, false, true})
			for row, err := range r.Rows() {
				require.True(t, err != nil || len(row.Cells) == len(r.Header))
			}
		})
	})
}
