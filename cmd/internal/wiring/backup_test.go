package wiring

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWhatDoesNotAnswerHoldsNobodyUp waits for work that does not end, and for some that does.
func TestWhatDoesNotAnswerHoldsNobodyUp(t *testing.T) {
	answers := make(chan struct{})
	defer close(answers)
	hangs := func() { <-answers }
	closed, end := context.WithCancel(t.Context())
	end()
	require.False(t, inTime(closed, time.Hour, hangs))
	require.False(t, inTime(t.Context(), time.Millisecond, hangs))
	require.True(t, inTime(t.Context(), time.Hour, func() {}))
}
