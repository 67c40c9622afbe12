package sheet_test

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

func fileTable(rows iter.Seq2[[]sheet.Value, error]) sheet.Table {
	return sheet.Table{Name: "Resellers", Header: []string{"Company", "Total"}, Rows: rows}
}

func TestTheEndingSaysWhichKindOfFile(t *testing.T) {
	folder := t.TempDir()
	table := fileTable(rows([]sheet.Value{sheet.Text("=1+1"), sheet.Number(12)}))
	for name, want := range map[string]string{
		"en.csv": "\ufeffCompany,Total\r\n'=1+1,12\r\n",
		"DE.CSV": "\ufeffCompany;Total\r\n'=1+1;12\r\n",
	} {
		language := map[string]string{"en.csv": "en", "DE.CSV": "de"}[name]
		path := filepath.Join(folder, name)
		require.NoError(t, sheet.WriteFile(context.Background(), path, table, language, nil))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	path := filepath.Join(folder, "list.xlsx")
	require.NoError(t, sheet.WriteFile(context.Background(), path, table, "en", nil))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"Company", "Total"}, {"=1+1", "12"}}, openXLSX(t, got))
}

func TestAFileIsCompleteOrNotThere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "list.csv")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	broken := fileTable(func(yield func([]sheet.Value, error) bool) {
		_ = yield(texts("A", "1"), nil) && yield(nil, os.ErrClosed)
	})
	require.ErrorIs(t, sheet.WriteFile(context.Background(), path, broken, "en", nil), os.ErrClosed)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(got))
	require.Equal(t, 1, countFiles(t, folder))

	err = sheet.WriteFile(
		context.Background(), filepath.Join(folder, "list.ods"), fileTable(rows()), "en", nil,
	)
	require.Equal(t, "sheet.ending", err.(*core.Error).Key)
	err = sheet.WriteFile(
		context.Background(), filepath.Join(folder, "missing", "list.csv"), fileTable(rows()), "en",
		nil,
	)
	require.Equal(t, "sheet.unwritable", err.(*core.Error).Key)
}
