package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
)

func TestDueReminder(t *testing.T) {
	const day, none = 24 * time.Hour, -1
	for left, want := range map[time.Duration]int{
		31 * day: none, 30*day + 1: none, 30 * day: 30, 8 * day: 30, 7*day + 1: 30, 7 * day: 7,
		2 * day: 7, day + 1: 7, day: 0, 0: 0, -7 * day: 0, -7*day - 1: none, -30 * day: none,
	} {
		r, due := store.DueReminder("praxis", now.Add(left), now)
		require.Equal(t, want != none, due, left)
		if due {
			require.Equal(t, store.Reminder{
				Object: "praxis", Ends: now.Add(left), Days: want,
			}, r, left)
		}
	}
	require.Equal(t, "pbx_soon", store.Reminder{Days: 30}.Key("pbx"))
	require.Equal(t, "pbx_today", store.Reminder{}.Key("pbx"))
}
