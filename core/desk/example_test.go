package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestTheExampleHasAStatementForEveryDayOfItsYear(t *testing.T) {
	h := newHouse(t)
	s := setUp()
	s.Example, s.Subscription.Total = true, capacity.Amounts{capacity.Extensions: 90000, capacity.ConcurrentCalls: 9000, capacity.RecordingMinutes: 9000000}
	require.NoError(t, h.SetUp(t.Context(), s))
	require.NoError(t, h.AddExamples(t.Context(), 20))
	for days := range 366 {
		day := h.clock.Now().AddDate(0, 0, -days)
		before, err := h.Statement(t.Context(), desk.StatementQuery{Resource: capacity.Extensions, To: day})
		require.NoError(t, err)
		require.Positive(t, before.Closing, "%d days ago", days)
		after, err := h.Statement(t.Context(), desk.StatementQuery{Resource: capacity.Extensions, From: day})
		require.NoError(t, err)
		require.Equal(t, before.Closing, after.Opening, "%d days ago", days)
	}
}
