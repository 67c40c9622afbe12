package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

func TestDueReminder(t *testing.T) {
	const none = -1
	for left, want := range map[core.Day]int{
		31: none, 30: 30, 8: 30, 7: 7, 1: 7, 0: 0, -7: 0, -8: none, -30: none,
	} {
		r, due := store.DueReminder("praxis", today+left, now)
		require.Equal(t, want != none, due, left)
		if due {
			require.Equal(t, store.Reminder{
				Object: "praxis", Ends: today + left, Days: want,
			}, r, left)
		}
	}
	require.Equal(t, "pbx_soon", store.Reminder{Days: 30}.Key("pbx"))
	require.Equal(t, "pbx_today", store.Reminder{}.Key("pbx"))
}
