package desk_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestTheExampleHasAStatementForEveryDayOfItsYear(t *testing.T) {
	h := newHouse(t)
	s := setUp()
	s.Example, s.Subscription.Total = true, capacity.Amounts{
		capacity.Extensions: 90000, capacity.ConcurrentCalls: 9000,
		capacity.RecordingMinutes: 9000000,
	}
	require.NoError(t, h.SetUp(t.Context(), s))
	require.NoError(t, h.AddExamples(t.Context(), 20, 3))
	for days := range 366 {
		day := h.clock.Now().AddDate(0, 0, -days)
		before, err := h.Statement(
			t.Context(), desk.StatementQuery{Resource: capacity.Extensions, To: day},
		)
		require.NoError(t, err)
		require.Positive(t, before.Closing, "%d days ago", days)
		after, err := h.Statement(
			t.Context(), desk.StatementQuery{Resource: capacity.Extensions, From: day},
		)
		require.NoError(t, err)
		require.Equal(t, before.Closing, after.Opening, "%d days ago", days)
	}
}

// TestTheExampleIsWhole fills a workspace as the first minutes do, and looks whether everything
// fits.
func TestTheExampleIsWhole(t *testing.T) {
	h := newHouse(t)
	s := setUp()
	s.Example, s.Subscription = true, desk.ExampleSubscription(200)
	require.NoError(t, h.SetUp(t.Context(), s))
	require.NoError(t, h.AddExamples(t.Context(), 200, 3))
	h.proved()
	counts, err := h.CountPBXs(t.Context(), desk.PBXQuery{})
	require.NoError(t, err)
	require.Greater(t, counts, 100)
	customers, err := h.CountCustomers(t.Context(), desk.CustomerQuery{})
	require.NoError(t, err)
	require.Equal(t, counts, customers, "each PBX is for a customer")
	past, err := h.store.Past(t.Context(), "", 1000)
	require.NoError(t, err)
	require.True(
		t,
		slices.IsSortedFunc(past, func(a, b desk.PastOperation) int { return b.At.Compare(a.At) }),
		"the newest first",
	)
}
