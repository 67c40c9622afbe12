//go:build !race

package sheet_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/bounds"
	"resellerdesk/core/sheet"
)

// onDisk is a file of one text over and over, cut off where a file may not be longer.
func onDisk(t *testing.T, begin, unit string) *os.File {
	file, err := os.Create(filepath.Join(t.TempDir(), "hostile.csv"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	rest := strings.NewReader(strings.Repeat(unit, sheet.MaxFile/len(unit)+1))
	_, err = io.CopyN(file, io.MultiReader(strings.NewReader(begin), rest), sheet.MaxFile)
	require.NoError(t, err)
	return file
}

// TestCostliestFiles reads what would fill the memory, or take for ever, if a row or a cell were
// read without a limit. want is what the file is refused for, or its last row.
func TestCostliestFiles(t *testing.T) {
	for name, test := range map[string]struct{ begin, unit, want string }{
		"one letter":       {"", "a", "sheet.cell_too_long"},
		"delimiters":       {"", ";", "sheet.too_many_columns"},
		"quotation marks":  {"", `"`, "sheet.cell_too_long"},
		"never closed":     {`"a`, `""`, "sheet.unclosed"},
		"line breaks":      {"", "\n", "sheet.empty"},
		"many columns":     {"", `"";`, "sheet.too_many_columns"},
		"malformed header": {"", "a\"\n", "sheet.malformed"},
		"malformed rows":   {"a\n", "a\"\n", "sheet.too_many_rows"},
		"short rows":       {"", "a;b\n", "sheet.too_many_rows"},
		"as many cells": {
			"a" + strings.Repeat(";", sheet.MaxColumns-1) + "\n",
			strings.Repeat(";", sheet.MaxColumns-1) + "\n", "sheet.too_many_rows",
		},
		"blank rows": {"", ";\n", "sheet.empty"},
		"too many cells": {
			"a\n", strings.Repeat(";", 2*sheet.MaxColumns) + "\n", "sheet.too_many_rows",
		},
		"guarded":           {"", "'=1;'=2\n", "sheet.too_many_rows"},
		"three times":       {"", "\x80", "sheet.too_big"},
		"three times, rows": {"", "\x80\n", "sheet.too_big"},
		"UTF-16":            {"\xff\xfe", "\xac\x20", "sheet.too_big"},
		"half of UTF-16":    {"\xff\xfe", "\x00\xd8", "sheet.too_big"},
	} {
		t.Run(name, func(t *testing.T) {
			file := onDisk(t, test.begin, test.unit)
			bounds.Check(t, func() {
				_, err := file.Seek(0, io.SeekStart)
				require.NoError(t, err)
				r, err := sheet.ReadCSV(file, sheet.Detected)
				if err == nil {
					for _, err = range r.Rows() {
						continue
					}
				}
				require.Equal(t, test.want, refusal(t, 0, err).Key)
			})
		})
	}
}
