package capacity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
)

func TestParseRange(t *testing.T) {
	for text, want := range map[string][2]int64{
		"120": {120, 120}, "0": {0, 0}, "100-200": {100, 200}, "7-7": {7, 7},
		">100": {101, capacity.MaxAmount}, ">=100": {100, capacity.MaxAmount},
		"<100": {0, 99}, "<=100": {0, 100},
	} {
		low, high, ok := capacity.ParseRange(text)
		require.True(t, ok, text)
		require.Equal(t, want, [2]int64{low, high}, text)
	}
	for _, text := range []string{
		"", "-", "many", "-5", "200-100", "1-", "-1-2", ">", ">=", "<0", "<", "1.5", " 1", "1 - 2",
		"1000000001", ">9223372036854775807", "99999999999999999999",
	} {
		_, _, ok := capacity.ParseRange(text)
		require.False(t, ok, text)
	}
}
