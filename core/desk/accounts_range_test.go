package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestRanges(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		low, high  int64
	}{
		{"en", "120", 120, 120},
		{"en", "100-200", 100, 200},
		{"en", " 1,000 – 2,000 ", 1000, 2000},
		{"en", ">100", 101, capacity.MaxAmount},
		{"de", ">=1.000", 1000, capacity.MaxAmount},
		{"en", "< 100", 0, 99},
		{"de", "<=1\u202f000", 0, 1000},
		{"en", "0", 0, 0},
	} {
		text, err := desk.ReadRange(printer(c.lang), c.text)
		require.NoError(t, err, c.text)
		low, high, ok := capacity.ParseRange(text)
		require.True(t, ok, c.text)
		require.Equal(t, [2]int64{c.low, c.high}, [2]int64{low, high}, c.text)
	}
	text, err := desk.ReadRange(printer("en"), " ")
	require.NoError(t, err)
	require.Empty(t, text, "no filter")
	for _, text := range []string{
		"-", "a", "200-100", "--1", ">", "1-2-3", "<0", ">1000000000000000000000", "<1-2", "1.5",
		"1e3-2e3",
	} {
		_, err := desk.ReadRange(printer("en"), text)
		require.Equal(t, "field.amounts", key(err), text)
	}
	_, err = desk.ReadRange(printer("en"), ">1.000")
	require.Equal(t, "field.number_unclear", key(err))
}

// FuzzReadRange reads anything: what is a range has an amount in it, and no other.
func FuzzReadRange(f *testing.F) {
	for _, seed := range []string{
		"120", "100-200", ">1.000", ">=100", "<0", "<=7", "-", "9223372036854775807", ">999999999",
	} {
		f.Add(seed)
	}
	words := printer("en")
	f.Fuzz(func(t *testing.T, text string) {
		text, err := desk.ReadRange(words, text)
		if err != nil || text == "" {
			return
		}
		low, high, ok := capacity.ParseRange(text)
		require.True(t, ok)
		require.GreaterOrEqual(t, low, int64(0))
		require.LessOrEqual(t, high, int64(capacity.MaxAmount))
		require.LessOrEqual(t, low, high)
		again, err := desk.ReadRange(words, text)
		require.NoError(t, err)
		require.Equal(t, text, again)
	})
}
