package sheet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/sheet"
)

// writers are the two ways of writing, so that what holds for both is tested for both.
var writers = map[string]func(context.Context, io.Writer, sheet.Table, sheet.Progress) error{
	"csv": func(ctx context.Context, w io.Writer, t sheet.Table, p sheet.Progress) error {
		return sheet.WriteCSV(ctx, w, t, sheet.Comma, p)
	},
	"xlsx": sheet.WriteXLSX,
}

func TestWritingEndsWithTheContextAndTellsProgress(t *testing.T) {
	for name, write := range writers {
		var told []int
		many := make([][]sheet.Value, 1700)
		for i := range many {
			many[i] = texts("x")
		}
		table := sheet.Table{Header: []string{"a"}, Rows: rows(many...)}
		require.NoError(
			t,
			write(context.Background(), io.Discard, table, func(n int) { told = append(told, n) }),
			name,
		)
		require.Equal(t, []int{500, 1000, 1500, 1700}, told, name)

		for _, at := range []int{500, 1700} {
			ctx, cancel := context.WithCancel(context.Background())
			last := 0
			err := write(ctx, io.Discard, table, func(n int) {
				if last = n; n == at {
					cancel()
				}
			})
			require.Equal(t, context.Canceled, err, name)
			require.Equal(t, at, last, name)
		}
	}
}

func TestErrorsOfWriting(t *testing.T) {
	for name, write := range writers {
		table := sheet.Table{Header: []string{"a"}, Rows: rows(texts(strings.Repeat("x", 100_000)))}
		err := write(context.Background(), &broken{room: 10}, table, nil)
		require.Equal(t, core.Unavailable, core.CodeOf(err), name)
		require.ErrorIs(t, err, errFull, name)

		own := errors.New("the workspace is gone")
		table.Rows = func(yield func([]sheet.Value, error) bool) { yield(nil, own) }
		require.Equal(t, own, write(context.Background(), io.Discard, table, nil), name)

		table.Rows = rows(texts("1", "2"))
		require.Equal(
			t, core.Internal, core.CodeOf(write(context.Background(), io.Discard, table, nil)),
			name,
		)
	}
}

func TestARowMayBeUsedAgain(t *testing.T) {
	row := texts("")
	table := sheet.Table{Header: []string{"a"}, Rows: func(yield func([]sheet.Value, error) bool) {
		for _, text := range []string{"1", "2", "3"} {
			row[0] = sheet.Text(text)
			if !yield(row, nil) {
				return
			}
		}
	}}
	var b bytes.Buffer
	require.NoError(t, sheet.WriteXLSX(context.Background(), &b, table, nil))
	require.Equal(t, [][]string{{"a"}, {"1"}, {"2"}, {"3"}}, openXLSX(t, b.Bytes()))
}

// endsLater is a context that ends after it was asked a number of times.
type endsLater struct {
	context.Context
	left int
}

func (e *endsLater) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestPackingEndsWithTheContext(t *testing.T) {
	table := sheet.Table{Header: []string{"a"}, Rows: rows(texts("1"), texts("2"))}
	var b bytes.Buffer
	require.Equal(
		t, context.Canceled, sheet.WriteXLSX(&endsLater{context.Background(), 4}, &b, table, nil),
		"asked twice, once at the end, then in mid-archive",
	)
	require.Zero(t, b.Len())
	require.NoError(t, sheet.WriteXLSX(&endsLater{context.Background(), 1000}, &b, table, nil))
}
