package outbox

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/clock"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

// rest is until when no mail is sent, since the server takes none or as many went as may.
type rest struct {
	end time.Time
	why *core.Error // nil for a limit that is soon over.
}

func (r *rest) until() *time.Time {
	if r == nil {
		return nil
	}
	return &r.end
}

// rest returns until when no mail is sent now, nil for no rest. One that ends later than any can
// was begun by a wrong clock.
func (d *Desk) rest(ctx context.Context, settings store.MailSettings) (*rest, error) {
	now := d.k.Now()
	if p := settings.Pause; p != nil && p.Until.After(now) &&
		!p.Until.After(now.Add(mail.LongestWait+clock.Slack)) {
		why := &core.Error{Code: core.Unavailable, Key: "outbox.paused", Args: core.Args{
			"Until": core.Moment{Time: p.Until}, "Answer": "", "Host": settings.Host,
		}}
		if p.Why != nil {
			why.Args["Answer"] = p.Why.Args["Answer"]
		}
		return &rest{p.Until, why}, nil
	}
	minute, day := settings.Limits()
	for _, limit := range []mail.Limit{day, minute} {
		if limit.N == 0 {
			continue
		}
		first, err := d.k.Store.NthSent(ctx, limit.N, now.Add(-limit.Within))
		if err != nil {
			return nil, err
		}
		if first == nil || first.After(now.Add(clock.Slack)) {
			continue
		}
		r := &rest{end: first.Add(limit.Within)}
		if limit == day {
			r.why = &core.Error{Code: core.Unavailable, Key: "outbox.day_limit", Args: core.Args{
				"Count": limit.N, "Until": core.Moment{Time: r.end},
			}}
		}
		return r, nil
	}
	return nil, nil
}
