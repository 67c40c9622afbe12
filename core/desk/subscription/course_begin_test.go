package subscription

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
)

func TestACourseBeginsWithTheWorkspace(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	at := func(n int) time.Time { return day(n).Add(9 * time.Hour) }
	points := []time.Time{at(1), at(10), at(20), at(30)}
	changes := []store.CourseChange{
		{Day: day(12), Total: 500}, {Day: day(25), Total: 100, Given: 120},
	}
	require.Equal(t, []time.Time{day(12), at(20), at(30)}, sinceBegin(points, changes, 600, 120))
	require.Equal(t, points, sinceBegin(points, changes, 700, 120), "there was something before")
	require.Equal(t, points, sinceBegin(points, nil, 600, 120))
	today := []store.CourseChange{{Day: day(30), Total: 500}}
	require.Equal(
		t, []time.Time{day(30), at(30)}, sinceBegin(points, today, 500, 0), "it began today",
	)
}
