package desk_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestRanges(t *testing.T) {
	for text, want := range map[string][2]int64{
		"120": {120, 120}, "100-200": {100, 200}, ">100": {101, capacity.MaxAmount}, ">=1.000": {1000, capacity.MaxAmount}, "< 100": {0, 99},
		"<=1\u202f000": {0, 1000}, "0": {0, 0},
	} {
		low, high, ok := desk.ParseRange(text)
		require.True(t, ok, text)
		require.Equal(t, want, [2]int64{low, high}, text)
	}
	for _, text := range []string{"", "-", "a", "200-100", "--1", ">", "1-2-3", "<0", ">1000000000000000000000"} {
		_, _, ok := desk.ParseRange(text)
		require.False(t, ok, text)
	}
}

// FuzzParseRange reads anything: what is a range has an amount in it, and no other.
func FuzzParseRange(f *testing.F) {
	for _, seed := range []string{"120", "100-200", ">1.000", ">=100", "<0", "<=7", "-", "9223372036854775807", ">999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		low, high, ok := desk.ParseRange(text)
		if !ok {
			return
		}
		require.GreaterOrEqual(t, low, int64(0))
		require.LessOrEqual(t, high, int64(capacity.MaxAmount))
		require.LessOrEqual(t, low, high)
		again, _, ok := desk.ParseRange(strconv.FormatInt(low, 10))
		require.True(t, ok)
		require.Equal(t, low, again)
	})
}
