package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

// bookOf is a workbook that a spreadsheet program could have written: each worksheet with its cells
// by their places.
func bookOf(t *testing.T, change func(f *excelize.File), worksheets ...map[string]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { require.NoError(t, f.Close()) }()
	for i, cells := range worksheets {
		name := fmt.Sprint("List ", i+1)
		_, err := f.NewSheet(name)
		require.NoError(t, err)
		for at, value := range cells {
			require.NoError(t, f.SetCellValue(name, at, value))
		}
	}
	require.NoError(t, f.DeleteSheet("Sheet1"))
	if change != nil {
		change(f)
	}
	var file bytes.Buffer
	require.NoError(t, f.Write(&file))
	return file.Bytes()
}

func refusedKey(err error) string {
	var e *core.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func readBook(t *testing.T, file []byte, o sheet.Options) (*sheet.Reader, [][]string, []int) {
	t.Helper()
	r, err := sheet.Read(t.Context(), bytes.NewReader(file), o)
	require.NoError(t, err)
	var cells [][]string
	var lines []int
	for row, err := range r.Rows() {
		require.NoError(t, err)
		cells = append(cells, append([]string{}, row.Cells...))
		lines = append(lines, row.Line)
	}
	return r, cells, lines
}

func TestAWorkbookIsReadByWhatItsCellsHold(t *testing.T) {
	day := time.Date(2027, 3, 28, 0, 0, 0, 0, time.UTC)
	file := bookOf(t, func(f *excelize.File) {
		grouped, err := f.NewStyle(&excelize.Style{NumFmt: 3}) // 16,000
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("List 1", "B4", "B4", grouped))
		american := "m/d/yy"
		short, err := f.NewStyle(&excelize.Style{CustomNumFmt: &american})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("List 1", "C4", "C4", short))
		require.NoError(t, f.SetCellFormula("List 1", "B7", "1+1"))
	}, map[string]any{
		"A3": "Company", "B3": "Extensions", "C3": "Valid until", "D3": "High Availability",
		"A4": "Kranich \"Süd\", GmbH", "B4": 16000, "C4": day, "D4": true,
		"A7": "Zweizeilig\nKG", "B7": 2, "C7": day.Add(13*time.Hour + 30*time.Minute), "D7": false,
		"A9": 491761234567, "B9": 0.5, "C9": "28.03.2027", "D9": "007",
	})
	r, cells, lines := readBook(t, file, sheet.Options{})
	require.Equal(t, []string{"Company", "Extensions", "Valid until", "High Availability"}, r.Header)
	require.Equal(t, 3, r.HeaderLine)
	require.Equal(t, []int{4, 7, 9}, lines, "as the spreadsheet program counts them")
	require.Equal(t, [][]string{
		{"Kranich \"Süd\", GmbH", "16000", cells[0][2], "TRUE"},
		{"Zweizeilig\nKG", "2", cells[1][2], "FALSE"},
		{"491761234567", "0.5", "28.03.2027", "007"},
	}, cells)
	for _, row := range cells[:2] {
		got, is := r.Workbook.Day(row[2])
		require.True(t, is, row[2])
		require.Equal(t, "2027-03-28", got.String())
	}
	for _, text := range []string{"", "28.03.2027", "0", "-3", "2958466", "x"} {
		_, is := r.Workbook.Day(text)
		require.False(t, is, text)
	}
}

func TestDaysOfAWorkbookFrom1904(t *testing.T) {
	yes := true
	file := bookOf(t, func(f *excelize.File) {
		require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	}, map[string]any{"A1": "Day", "A2": 45012})
	r, cells, _ := readBook(t, file, sheet.Options{})
	day, is := r.Workbook.Day(cells[0][0])
	require.True(t, is)
	require.Equal(t, "2027-03-28", day.String())
}

func TestAWorksheetIsTheNamedOneOrTheFirstWithSomething(t *testing.T) {
	file := bookOf(
		t, func(f *excelize.File) { require.NoError(t, f.SetSheetVisible("List 3", false)) },
		map[string]any{}, map[string]any{"A1": "second"}, map[string]any{"A1": "hidden"},
		map[string]any{"A1": "fourth"},
	)
	for name, want := range map[string]string{
		"": "second", "List 2": "second", "List 4": "fourth",
	} {
		r, _, _ := readBook(t, file, sheet.Options{Worksheet: name})
		require.Equal(t, []string{want}, r.Header)
		require.Equal(t, []string{"List 1", "List 2", "List 4"}, r.Workbook.Worksheets)
	}
	for name, want := range map[string]string{
		"List 1": "sheet.empty", "List 3": "sheet.no_worksheet", "X": "sheet.no_worksheet",
	} {
		_, err := sheet.Read(t.Context(), bytes.NewReader(file), sheet.Options{Worksheet: name})
		require.Equal(t, want, refusedKey(err), name)
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	good := bookOf(t, nil, map[string]any{"A1": "Company", "A2": "Kranich"})
	long := bookOf(t, nil, map[string]any{"A1": "Company", "B7": strings.Repeat("x", 11_000)})
	wide := bookOf(t, nil, map[string]any{"A1": "Company", "ZZ9": "x"})
	beyond := bookOf(t, nil, map[string]any{"A1": "Company", "A2": "a", "B2": "no title"})
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"cut off": {good[:len(good)-200], "sheet.no_workbook"},
		"a zip":   {[]byte("PK\x03\x04 and nothing else"), "sheet.no_workbook"},
		"an old one": {
			[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"), "sheet.old_workbook",
		},
		"nothing in it":          {bookOf(t, nil, map[string]any{"A1": " "}), "sheet.empty"},
		"a long cell":            {long, "sheet.cell_too_long"},
		"many columns":           {wide, "sheet.too_many_columns"},
		"a cell beyond the rest": {beyond, "sheet.too_many_cells"},
	} {
		r, err := sheet.Read(t.Context(), bytes.NewReader(c.file), sheet.Options{})
		if err == nil {
			for _, problem := range r.Rows() {
				err = problem
			}
		}
		require.Equal(t, c.key, refusedKey(err), name)
		require.Equal(t, core.Invalid, core.CodeOf(err), name)
	}
	for name, c := range map[string]struct {
		file []byte
		how  sheet.Options
		key  string
	}{
		"an encoding of a workbook": {
			good, sheet.Options{Encoding: sheet.CodePage850}, "sheet.not_text",
		},
		"a worksheet of a CSV file": {
			[]byte("Company\nKranich\n"), sheet.Options{Worksheet: "List 1"}, "sheet.no_worksheet",
		},
	} {
		_, err := sheet.Read(t.Context(), bytes.NewReader(c.file), c.how)
		require.Equal(t, c.key, refusedKey(err), name)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sheet.Read(ended, bytes.NewReader(good), sheet.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

// TestWhatIsWrittenIsReadAgainWhateverItIs writes values as the program does, and reads them as a
// CSV file and as a workbook.
func TestWhatIsWrittenIsReadAgainWhateverItIs(t *testing.T) {
	for _, delimiter := range append(delimiters, 0) {
		var file bytes.Buffer
		table := sheet.Table{Header: []string{"Company", "Remark"}, Rows: rows(
			texts("=1+1", "'@"), texts("", "a\r\nb;\t\""), texts("ß, \"x\"", " - "),
		)}
		if delimiter == 0 {
			require.NoError(t, sheet.WriteXLSX(t.Context(), &file, table, nil))
		} else {
			require.NoError(t, sheet.WriteCSV(t.Context(), &file, table, delimiter, nil))
		}
		r, cells, _ := readBook(t, file.Bytes(), sheet.Options{})
		require.Equal(t, delimiter == 0, r.Workbook != nil)
		require.Equal(t, "=1+1", cells[0][0])
		require.Equal(t, "'@", cells[0][1])
		require.Equal(t, "ß, \"x\"", cells[2][0])
	}
}

// altered is a workbook with one part of it replaced, nil for removed.
func altered(t *testing.T, file []byte, part string, change func(text string) []byte) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	changed := false
	for _, f := range from.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		if f.Name == part {
			changed = true
			if text = change(string(text)); text == nil {
				continue
			}
		}
		w, err := to.Create(f.Name)
		require.NoError(t, err)
		_, err = w.Write(text)
		require.NoError(t, err)
	}
	require.NoError(t, to.Close())
	require.True(t, changed, part)
	return out.Bytes()
}

func TestADamagedWorkbookIsRefused(t *testing.T) {
	good := bookOf(t, nil, map[string]any{"A1": "Company", "A2": 1, "A3": 2})
	const part = "xl/worksheets/sheet2.xml"
	instead := func(old, new string) []byte {
		return altered(t, good, part, func(text string) []byte {
			require.Contains(t, text, old)
			return []byte(strings.Replace(text, old, new, 1))
		})
	}
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"no worksheet": {
			altered(t, good, part, func(string) []byte { return nil }), "sheet.no_workbook",
		},
		"a cell nowhere":       {instead(`r="A2"`, `r="?"`), "sheet.no_workbook"},
		"an end in the middle": {instead(`<row r="3"`, `<row r="3" `+"\x00"), "sheet.no_workbook"},
		"too many rows": {
			instead(`</sheetData>`, strings.Repeat(
				`<row><c t="str"><v>x</v></c></row>`, sheet.MaxRows)+`</sheetData>`),
			"sheet.too_many_rows",
		},
	} {
		_, err := sheet.Read(t.Context(), bytes.NewReader(c.file), sheet.Options{})
		require.Equal(t, c.key, refusedKey(err), name)
		require.Equal(t, core.Invalid, core.CodeOf(err), name)
	}
	broken := errors.New("the stick was pulled out")
	for name, begin := range map[string]string{"a workbook": "PK\x03\x04", "a CSV file": "Company\n"} {
		r := io.MultiReader(strings.NewReader(begin), iotest.ErrReader(broken))
		_, err := sheet.Read(t.Context(), r, sheet.Options{})
		require.ErrorIs(t, err, broken, name)
		require.Equal(t, core.Unavailable, core.CodeOf(err), name)
	}
}
