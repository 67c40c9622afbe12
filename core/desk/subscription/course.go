package subscription

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// CoursePoint is what stood at a time: how much of one resource the subscription held, and how much
// of it was given out.
type CoursePoint struct {
	At           time.Time
	Total, Given int64
}

// UsageHistory returns how one resource came to what it is now, at the times of the points, oldest
// first; the last one is now. It begins with the day on which there was something of it first, if
// that is later than the first point.
func (d *Desk) UsageHistory(
	ctx context.Context, r capacity.Resource, points []time.Time,
) ([]CoursePoint, error) {
	if _, err := d.k.Authorize(permission.SubscriptionView); err != nil {
		return nil, err
	}
	if len(points) == 0 {
		return nil, nil
	}
	usage, err := d.k.Store.Usage(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := d.k.Store.CourseChanges(ctx, r, points[0])
	if err != nil {
		return nil, err
	}
	total, given := usage[r].Total(), usage[r].Used()
	points = sinceBegin(points, changes, total, given)
	course := make([]CoursePoint, len(points))
	next := len(changes) - 1
	for i := len(points) - 1; i >= 0; i-- {
		for ; next >= 0 && changes[next].Day.After(points[i]); next-- {
			total -= changes[next].Total
			given -= changes[next].Given
		}
		course[i] = CoursePoint{At: points[i], Total: total, Given: given}
	}
	return course, nil
}

// sinceBegin leaves out the points before there was anything, and puts the day of the beginning in
// their place. The changes end with what there is now.
func sinceBegin(points []time.Time, changes []store.CourseChange, total, given int64) []time.Time {
	for _, c := range changes {
		total -= c.Total
		given -= c.Given
	}
	if len(changes) == 0 || total != 0 || given != 0 {
		return points
	}
	begin := changes[0].Day
	first := slices.IndexFunc(
		points, func(p time.Time) bool { return p.After(begin.AddDate(0, 0, 1)) },
	)
	if first < 0 {
		first = len(points) - 1
	}
	return append([]time.Time{begin.In(points[0].Location())}, points[first:]...)
}
