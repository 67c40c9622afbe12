package desk

import (
	"context"

	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// Dashboard is what a person sees first: of everything that he may see the part that matters now.
type Dashboard struct {
	Usage    map[capacity.Resource]capacity.Usage // nil for anyone who may not see the subscription.
	Alarms   []Alarm                              // Those that are not snoozed, the most urgent first.
	Awake    int                                  // How many there are, also those that are not listed.
	Expiring []PBXRow                             // The next PBXs to expire.
	Log      []LogRow                             // What happened last.
}

const (
	dashboardPBXs = 8
	dashboardLog  = 9
)

// Dashboard returns what a person sees first.
func (d *Desk) Dashboard(ctx context.Context) (Dashboard, error) {
	s, err := d.authorize(permission.DashboardView)
	if err != nil {
		return Dashboard{}, err
	}
	var b Dashboard
	holds := s.account.Holds()
	if holds[permission.SubscriptionView] {
		if b.Usage, err = d.store.Usage(ctx); err != nil {
			return b, err
		}
	}
	if holds[permission.AlarmView] {
		list, left, err := d.alarms(ctx, s)
		if err != nil {
			return b, err
		}
		b.Alarms = awake(list)
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
		b.Log, err = d.store.Logs(ctx, LogQuery{Limit: dashboardLog})
	}
	return b, err
}
