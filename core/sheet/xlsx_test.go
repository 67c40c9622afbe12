package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

func openBook(t *testing.T, file []byte) *excelize.File {
	f, err := excelize.OpenReader(bytes.NewReader(file))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func openXLSX(t *testing.T, file []byte) [][]string {
	f := openBook(t, file)
	all, err := f.GetRows(f.GetSheetName(0))
	require.NoError(t, err)
	return all
}

func writeXLSX(t *testing.T, name string, header []string, all ...[]sheet.Value) *excelize.File {
	var b bytes.Buffer
	require.NoError(
		t,
		sheet.WriteXLSX(
			context.Background(), &b, sheet.Table{Name: name, Header: header, Rows: rows(all...)},
			nil,
		),
	)
	return openBook(t, b.Bytes())
}

func TestEveryValueHasItsType(t *testing.T) {
	at := time.Date(2026, 3, 5, 23, 30, 15, 99, time.FixedZone("UTC+14", 14*3600))
	f := writeXLSX(
		t,
		"Resellers",
		[]string{"=h", "b"},
		texts("=1+1", "-1"),
		[]sheet.Value{sheet.Number(-120000), sheet.Day(core.NewDay(2026, time.March, 5))},
		[]sheet.Value{sheet.Moment(at), {}},
		[]sheet.Value{
			sheet.Number(1 << 60),
			sheet.Day(core.NewDay(1899, time.December, 31)),
		},
		texts(" a\nb ", "_x000D_&<ß"),
	)
	require.Equal(t, []string{"Resellers"}, f.GetSheetList())
	for cell, want := range map[string]struct {
		kind   excelize.CellType
		value  string
		format int
	}{
		"A1": {excelize.CellTypeInlineString, "=h", 49},
		"A2": {excelize.CellTypeInlineString, "=1+1", 49},
		"B2": {excelize.CellTypeInlineString, "-1", 49},
		"A3": {excelize.CellTypeUnset, "-120000", 1},
		"B3": {excelize.CellTypeUnset, "46086", 14},
		"A4": {excelize.CellTypeUnset, "46086.97934027778", 22},
		"B4": {excelize.CellTypeUnset, "", 0},
		"A5": {excelize.CellTypeInlineString, "1152921504606846976", 49},
		"B5": {excelize.CellTypeInlineString, "1899-12-31", 49},
		"A6": {excelize.CellTypeInlineString, " a\nb ", 49},
		"B6": {excelize.CellTypeInlineString, "_x000D_&<ß", 49},
	} {
		kind, err := f.GetCellType("Resellers", cell)
		require.NoError(t, err)
		require.Equal(t, want.kind, kind, cell)
		value, err := f.GetCellValue("Resellers", cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, want.value, value, cell)
		formula, err := f.GetCellFormula("Resellers", cell)
		require.NoError(t, err)
		require.Empty(t, formula, cell)
		require.Equal(t, want.format, style(t, f, cell).NumFmt, cell)
	}
}

func TestAMeanIsANumberWithOneDecimal(t *testing.T) {
	f := writeXLSX(
		t, "x", []string{"a", "b"}, []sheet.Value{sheet.Tenths(12345), sheet.Tenths(-7)},
	)
	for cell, want := range map[string]string{"A2": "1234.5", "B2": "-0.7"} {
		kind, err := f.GetCellType("x", cell)
		require.NoError(t, err)
		require.Equal(t, excelize.CellTypeUnset, kind, "a number")
		value, err := f.GetCellValue("x", cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, want, value)
		require.Equal(t, "0.0", *style(t, f, cell).CustomNumFmt)
	}
}

func style(t *testing.T, f *excelize.File, cell string) *excelize.Style {
	id, err := f.GetCellStyle(f.GetSheetName(0), cell)
	require.NoError(t, err)
	s, err := f.GetStyle(id)
	require.NoError(t, err)
	return s
}

func TestTheHeaderIsBoldAndStays(t *testing.T) {
	f := writeXLSX(
		t, "x", []string{"Extensions", "Company", "n"},
		texts("1", strings.Repeat("M", 30), strings.Repeat("M", 300)),
	)
	require.True(t, style(t, f, "A1").Font.Bold)
	require.False(t, style(t, f, "A2").Font != nil && style(t, f, "A2").Font.Bold)
	panes, err := f.GetPanes("x")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	require.Equal(t, 1, panes.YSplit)
	require.Equal(t, "A2", panes.TopLeftCell)
	for column, want := range map[string]float64{"A": 13, "B": 32, "C": 50} {
		width, err := f.GetColWidth("x", column)
		require.NoError(t, err)
		require.InDelta(t, want, width, 0.01, column)
	}
	properties, err := f.GetDocProps()
	require.NoError(t, err)
	require.Equal(t, "Reseller Desk", properties.Creator)
}

func TestAWorksheetMayHaveAnyName(t *testing.T) {
	for name, want := range map[string]string{
		"": "Sheet1", "'": "Sheet1", "a/b: [c]?": "a b   c", "'x'": "x",
		"Reseller 🙂\n1":         "Reseller   1",
		strings.Repeat("ä", 40): strings.Repeat("ä", 31), "\xff": "Sheet1",
	} {
		require.Equal(
			t, []string{want}, writeXLSX(t, name, []string{"a"}).GetSheetList(), "%q", name,
		)
	}
}

// TestALongTable writes more than stays in memory: it goes through the temporary file and leaves
// none behind.
func TestALongTable(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	const many = 40_000
	row := make([]sheet.Value, 12)
	table := sheet.Table{
		Name:   "x",
		Header: make([]string, len(row)),
		Rows: func(yield func([]sheet.Value, error) bool) {
			for i := range many {
				for column := range row {
					row[column] = sheet.Text(fmt.Sprintf("Kranich Telefonie %d", i))
				}
				row[0] = sheet.Number(int64(i))
				if !yield(row, nil) {
					return
				}
			}
		},
	}
	var b bytes.Buffer
	require.NoError(t, sheet.WriteXLSX(context.Background(), &b, table, nil))
	require.Zero(t, countFiles(t, folder))

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	used := 0
	err := sheet.WriteXLSX(ctx, &b, table, func(done int) {
		if done == many-1000 {
			used = countFiles(t, folder)
			cancel()
		}
	})
	require.Equal(t, context.Canceled, err)
	require.Equal(t, 1, used, "there was one to leave behind")
	require.Zero(t, countFiles(t, folder))
}

func countFiles(t *testing.T, folder string) int {
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	return len(files)
}

// TestMoreRowsThanAWorksheetHasGoToFurtherOnes also fills worksheets to the last row, with rows
// that wait for the widths of the columns and with rows that do not.
func TestMoreRowsThanAWorksheetHasGoToFurtherOnes(t *testing.T) {
	for _, most := range []int{3, 151} {
		for _, count := range []int{0, 1, most - 1, most, 2*most - 2, 2*most - 1} {
			var list [][]sheet.Value
			for i := range count {
				list = append(list, texts(fmt.Sprint(i), "x"))
			}
			var b bytes.Buffer
			table := sheet.Table{
				Name: strings.Repeat("n", 40), Header: []string{"a", "b"}, Rows: rows(list...),
			}
			require.NoError(t, sheet.WriteSmallXLSX(t.Context(), &b, table, most, nil))
			f := openBook(t, b.Bytes())
			require.Len(t, f.GetSheetList(), max(1, (count+most-2)/(most-1)))
			next := 0
			for _, name := range f.GetSheetList() {
				require.LessOrEqual(t, len(name), 31)
				all, err := f.GetRows(name)
				require.NoError(t, err)
				require.LessOrEqual(t, len(all), most)
				require.Equal(t, []string{"a", "b"}, all[0])
				for _, row := range all[1:] {
					require.Equal(t, []string{fmt.Sprint(next), "x"}, row)
					next++
				}
				panes, err := f.GetPanes(name)
				require.NoError(t, err)
				require.True(t, panes.Freeze)
			}
			require.Equal(t, count, next)
		}
	}
}
