package sheet_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/sheet"
)

var delimiters = []sheet.Delimiter{sheet.Comma, sheet.Semicolon, sheet.Tab}

// rows yields all rows one after the other.
func rows(all ...[]sheet.Value) iter.Seq2[[]sheet.Value, error] {
	return func(yield func([]sheet.Value, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func texts(all ...string) []sheet.Value {
	row := make([]sheet.Value, len(all))
	for i, text := range all {
		row[i] = sheet.Text(text)
	}
	return row
}

func writeCSV(t require.TestingT, d sheet.Delimiter, header []string, all ...[]sheet.Value) string {
	var b bytes.Buffer
	require.NoError(
		t,
		sheet.WriteCSV(
			context.Background(), &b, sheet.Table{Header: header, Rows: rows(all...)}, d, nil,
		),
	)
	return b.String()
}

// read returns the header and the rows of a file in which nothing is wrong.
func read(t require.TestingT, file string) (header []string, all [][]string) {
	r, err := sheet.ReadCSV(strings.NewReader(file), sheet.Detected)
	require.NoError(t, err)
	for row, err := range r.Rows() {
		require.NoError(t, err)
		all = append(all, slices.Clone(row.Cells))
	}
	return r.Header, all
}

// problem is what a row or a file was refused for, together with the line of the row.
type problem struct {
	Line int
	Key  string
	Args core.Args
}

// problems returns all refusals of a file, and the first cells of the good rows.
func problems(t *testing.T, file string) (bad []problem, good []string) {
	r, err := sheet.ReadCSV(strings.NewReader(file), sheet.Detected)
	if err != nil {
		return []problem{refusal(t, 0, err)}, nil
	}
	for row, err := range r.Rows() {
		if err != nil {
			bad = append(bad, refusal(t, row.Line, err))
			continue
		}
		good = append(good, row.Cells[0])
	}
	return bad, good
}

func refusal(t *testing.T, line int, err error) problem {
	var e *core.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, core.Invalid, e.Code)
	for _, lang := range i18n.Languages {
		p, err := i18n.New(assets.Translations, lang)
		require.NoError(t, err)
		require.NotContains(t, p.Error(e), "<no value>")
		require.NotContains(t, p.Error(e), "error.")
	}
	return problem{line, e.Key, e.Args}
}

// broken is a disk that takes a number of bytes and then no more.
type broken struct{ room int }

var errFull = errors.New("no space left on device")

func (b *broken) Write(p []byte) (int, error) {
	if len(p) > b.room {
		return 0, errFull
	}
	b.room -= len(p)
	return len(p), nil
}
