package resellers

import (
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
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
	case desk.StatusInBin:
		return kit.BadgeValue{Tone: kit.Held, Icon: kit.IconTrash, Text: env.T("status.bin_days", core.Args{"Count": daysTo(r.Bin.Until, now)})}
	case desk.StatusActive:
		if r.Ends(now) {
			return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconClock, Text: env.T("status.ends_days", core.Args{"Count": daysTo(*r.ValidUntil, now)})}
		}
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
		return kit.BadgeValue{Tone: kit.Held, Icon: kit.IconPause, Text: suspendedText(env, r.Suspension, text)}
	}
	return kit.BadgeValue{Tone: kit.Neutral, Text: text}
}

func invitedBadge(env *page.Env, r desk.ResellerRow, now time.Time) kit.BadgeValue {
	days := daysTo(*r.ExpiresAt, now)
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

// daysTo is how many days are left until a time, a part of one counted as one.
func daysTo(t, now time.Time) int { return int(t.Sub(now).Hours()/24) + 1 }

// suspendedText says until when, or that the package's end is the reason.
func suspendedText(env *page.Env, s *account.Suspension, text string) string {
	switch {
	case s == nil:
		return text
	case s.ByEnd:
		return env.T("status.package_ended")
	case s.Until != nil:
		return env.T("status.suspended_until", core.Args{"Until": *s.Until})
	}
	return text
}
