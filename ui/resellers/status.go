package resellers

import (
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// badge says where a reseller stands, in words, with an icon and a colour.
func badge(env *page.Env, r desk.ResellerRow, now time.Time) kit.BadgeValue {
	status := r.Status(now)
	text := env.T("status." + string(status))
	switch status {
	case desk.StatusActive:
		return kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: text}
	case desk.StatusQueued, desk.StatusSending:
		return kit.BadgeValue{Tone: kit.Info, Icon: kit.IconSend, Text: text}
	case desk.StatusUnsure:
		return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconAlert, Text: text}
	case desk.StatusFailed:
		if r.Fault != nil {
			text = env.T("status.failed_because", core.Args{"Reason": env.T("short." + r.Fault.Key)})
		}
		return kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconAlert, Text: text}
	case desk.StatusInvited:
		return invitedBadge(env, r, now)
	case desk.StatusExpired:
		return kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconClock, Text: text}
	case desk.StatusSuspended:
		return kit.BadgeValue{Tone: kit.Held, Icon: kit.IconPause, Text: text}
	}
	return kit.BadgeValue{Tone: kit.Neutral, Text: text}
}

func invitedBadge(env *page.Env, r desk.ResellerRow, now time.Time) kit.BadgeValue {
	days := int(r.ExpiresAt.Sub(now).Hours()/24) + 1
	if days <= 1 {
		return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconClock, Text: env.T("status.expires_today")}
	}
	return kit.BadgeValue{Tone: kit.Info, Icon: kit.IconMail, Text: env.T("status.invited_days", core.Args{"Count": days})}
}

// amountCell shows used of total with a bar.
func amountCell(env *page.Env, r desk.ResellerRow, resource capacity.Resource) kit.Cell {
	used, total := r.Used[resource], r.Total[resource]
	return kit.Cell{
		Text: env.Words.Number(used) + " / " + env.Words.Number(total),
		Bar:  &kit.BarValue{Used: used, Total: total},
	}
}
