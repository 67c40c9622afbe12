package backup

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhenABackupIsDue(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 12, 0, 0, time.UTC)
	for _, c := range []struct {
		why  Reason
		age  time.Duration
		size int64
		due  bool
	}{
		{Regular, 29 * time.Minute, 1 << 20, false},
		{Regular, 30 * time.Minute, 1 << 20, true},
		{Regular, 23 * time.Hour, Large + 1, false},
		{Regular, 24 * time.Hour, Large + 1, true},
		{OnClose, 4 * time.Minute, 1 << 20, false},
		{OnClose, 5 * time.Minute, Large, true},
		{OnClose, 48 * time.Hour, Large + 1, false},
		{AtStart, time.Minute, 1 << 20, true},
		{AtStart, time.Hour, Large + 1, false},
		{BeforeDelete, time.Minute, 1 << 20, true},
		{BeforeDelete, time.Hour, Large + 1, false},
		{BeforeImport, time.Minute, Large + 1, true},
		{ByHand, 0, Large + 1, true},
		{Regular, -time.Hour, 1 << 20, true}, // The clock was wrong then.
	} {
		require.Equal(t, c.due, Due(c.why, now.Add(-c.age), now, c.size), "%+v", c)
	}
	for _, why := range []Reason{AtStart, Regular, BeforeImport, BeforeDelete} {
		require.True(t, Due(why, time.Time{}, now, Large+1), "there is none yet: %s", why)
	}
	require.True(t, Due(OnClose, time.Time{}, now, 1))
}
