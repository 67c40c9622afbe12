package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/sheet"
)

// TestALongWorkbookIsReadWhole has more text than is kept in one piece, and no row is lost where
// the pieces meet.
func TestALongWorkbookIsReadWhole(t *testing.T) {
	const rows = 3000
	cells := map[string]any{"A1": "Number", "B1": "Text"}
	long := strings.Repeat("ä", 600)
	for i := range rows {
		cells[fmt.Sprintf("A%d", i+2)] = i
		cells[fmt.Sprintf("B%d", i+2)] = fmt.Sprint(long, "\n", i)
	}
	file := bookOf(t, nil, cells)
	reader, read, lines := readBook(t, file, sheet.Options{})
	require.Len(t, read, rows)
	for i, row := range read {
		require.Equal(t, []string{fmt.Sprint(i), fmt.Sprint(long, "\n", i)}, row)
		require.Equal(t, i+2, lines[i])
	}
	again := 0
	for _, err := range reader.Rows() {
		require.NoError(t, err)
		again++
	}
	require.Equal(t, rows, again, "also when it is read again")
}

// TestTheLineOfTheHeaderIsChosen has a title above the names of the columns.
func TestTheLineOfTheHeaderIsChosen(t *testing.T) {
	book := bookOf(t, nil, map[string]any{
		"A1": "List of autumn", "A3": "Company", "B3": "Email", "A4": "X", "B4": "x@x.example",
	})
	text := []byte("List of autumn\n\n\nCompany;Email\nX;x@x.example\n")
	for name, test := range map[string]struct {
		file []byte
		line int
	}{"workbook": {book, 3}, "text": {text, 4}} {
		r, cells, lines := readBook(t, test.file, sheet.Options{HeaderLine: test.line})
		require.Equal(t, []string{"Company", "Email"}, r.Header, name)
		require.Equal(t, test.line, r.HeaderLine, name)
		require.Equal(t, [][]string{{"X", "x@x.example"}}, cells, name)
		require.Equal(t, []int{test.line + 1}, lines, name)
		_, err := sheet.Read(t.Context(), bytes.NewReader(test.file), sheet.Options{HeaderLine: 9})
		require.Equal(t, "sheet.empty", refusedKey(err), name)
	}
}

func TestADelimiterIsChosen(t *testing.T) {
	for _, d := range sheet.Delimiters() {
		file := []byte("sep=,\nA,;\t|B" + string(rune(d)) + "C\n")
		r, err := sheet.Read(t.Context(), bytes.NewReader(file), sheet.Options{Delimiter: d})
		require.NoError(t, err)
		require.Equal(t, d, r.Delimiter)
		require.Equal(t, "C", r.Header[len(r.Header)-1], "%q", d)
		require.NotEmpty(t, d.Name())
	}
	book := bookOf(t, nil, map[string]any{"A1": "Company"})
	_, err := sheet.Read(t.Context(), bytes.NewReader(book), sheet.Options{Delimiter: sheet.Tab})
	require.Equal(t, "sheet.not_text", refusedKey(err), "a workbook has none to choose")
}
