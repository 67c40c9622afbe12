package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDaysUntil counts what is left: 30 days are 30 at their beginning, and a part of a day is one.
func TestDaysUntil(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.Local)
	for left, days := range map[time.Duration]int{
		30 * day: 30, 30*day - time.Millisecond: 30, 29*day + time.Millisecond: 30, 29 * day: 29,
		day: 1, time.Second: 1,
	} {
		require.Equal(t, days, DaysUntil(now.Add(left), now), left)
	}
	require.True(t, Today(now.Add(8*time.Hour), now))
	require.False(t, Today(now.Add(10*time.Hour), now))
}
