package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func TestTheCourseSaysWhatStoodOnEachDay(t *testing.T) {
	h := newDistributor(t)
	begin := h.clock.Now()
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	h.clock.Add(48 * time.Hour)
	saved := h.add(false) // 120 of 500 extensions.
	h.clock.Add(48 * time.Hour)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 100 }),
	)
	h.clock.Add(48 * time.Hour)
	form, err := h.Reseller(t.Context(), saved.ID)
	require.NoError(t, err)
	form.Draft.Package.Amounts[capacity.Extensions] = 90
	_, err = h.EditReseller(t.Context(), desk.NewID(), saved.ID, form.Version, form.Draft, false)
	require.NoError(t, err)
	h.clock.Add(48 * time.Hour)

	course, err := h.UsageHistory(
		t.Context(), capacity.Extensions,
		[]time.Time{day(-5), day(1), day(3), day(5), day(7), h.clock.Now()},
	)
	require.NoError(t, err)
	var got [][2]int64
	for _, p := range course {
		got = append(got, [2]int64{p.Total, p.Given})
	}
	require.Equal(
		t, begin.UTC().Truncate(24*time.Hour), course[0].At.UTC(),
		"it begins with the workspace, not before",
	)
	require.Equal(
		t, [][2]int64{{500, 0}, {500, 0}, {500, 120}, {100, 120}, {100, 90}, {100, 90}}, got,
	)
}
