package desk

import (
	"context"

	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/alarms"
	"resellerdesk/core/permission"
)

// Dashboard is what a person sees first: of everything that they may see the part that matters now.
type Dashboard struct {
	// nil for anyone who may not see the subscription.
	Usage map[capacity.Resource]capacity.Usage
	// Those that are not snoozed, the most urgent first.
	Alarms []alarms.Alarm
	// How many there are, also those that are not listed.
	Awake    int
	Expiring []PBXRow // The next PBXs to expire.
	Log      []LogRow // What happened last.
}

const (
	dashboardPBXs = 8
	dashboardLog  = 9
)

// Dashboard returns what a person sees first.
func (d *Desk) Dashboard(ctx context.Context) (Dashboard, error) {
	s, err := d.k.Authorize(permission.DashboardView)
	if err != nil {
		return Dashboard{}, err
	}
	var b Dashboard
	holds := s.Account.Holds()
	if holds[permission.SubscriptionView] {
		if b.Usage, err = d.k.Store.Usage(ctx); err != nil {
			return b, err
		}
	}
	if holds[permission.AlarmView] {
		list, left, err := alarms.Alarms(ctx, d.k, s)
		if err != nil {
			return b, err
		}
		b.Alarms = alarms.Awake(list)
		b.Awake = len(b.Alarms) + left
	}
	if holds[permission.PBXView] {
		b.Expiring, err = d.PBXs(
			ctx, PBXQuery{Chip: PBXChipExpiring, Sort: ByExpiry, Limit: dashboardPBXs},
		)
		if err != nil {
			return b, err
		}
	}
	if holds[permission.LogsView] {
		b.Log, err = d.k.Store.Logs(ctx, LogQuery{Limit: dashboardLog})
	}
	return b, err
}
