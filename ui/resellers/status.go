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

// badge says the state of a reseller, in words, with an icon and a colour.
func badge(env *page.Env, r desk.ResellerRow, now time.Time) kit.BadgeValue {
	status := r.Status(now)
	text := env.T("status." + string(status))
	days := func(key string, t time.Time) string {
		return env.T(key, core.Args{"Count": page.DaysUntil(t, now)})
	}
	switch status {
	case desk.StatusInBin:
		left := days("status.bin_days", r.Bin.Until)
		return kit.BadgeValue{Tone: kit.Held, Icon: kit.IconTrash, Text: left}
	case desk.StatusActive:
		if r.Ends(now) {
			left := days("status.ends_days", r.ValidUntil.End())
			return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconClock, Text: left}
		}
		return kit.BadgeValue{Tone: kit.OK, Icon: kit.IconCheck, Text: text}
	case desk.StatusQueued, desk.StatusSending:
		return kit.BadgeValue{Tone: kit.Info, Icon: kit.IconSend, Text: text}
	case desk.StatusUnsure:
		return kit.BadgeValue{Tone: kit.Warn, Icon: kit.IconAlert, Text: text}
	case desk.StatusFailed:
		if r.Fault != nil {
			text = env.T(
				"status.failed_because", core.Args{"Reason": env.T("short." + r.Fault.Key)},
			)
		}
		return kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconAlert, Text: text}
	case desk.StatusInvited:
		return invitedBadge(env, r, now)
	case desk.StatusExpired:
		return kit.BadgeValue{Tone: kit.Bad, Icon: kit.IconClock, Text: text}
	case desk.StatusSuspended:
		return kit.BadgeValue{
			Tone: kit.Held, Icon: kit.IconPause, Text: suspendedText(env, r.Suspension, text),
		}
	}
	return kit.BadgeValue{Tone: kit.Neutral, Text: text}
}

func invitedBadge(env *page.Env, r desk.ResellerRow, now time.Time) kit.BadgeValue {
	if page.Today(*r.ExpiresAt, now) {
		return kit.BadgeValue{
			Tone: kit.Warn, Icon: kit.IconClock, Text: env.T("status.expires_today"),
		}
	}
	left := env.T("status.invited_days", core.Args{"Count": page.DaysUntil(*r.ExpiresAt, now)})
	return kit.BadgeValue{Tone: kit.Info, Icon: kit.IconMail, Text: left}
}

// amountCell shows used of total with a bar.
func amountCell(env *page.Env, r desk.ResellerRow, resource capacity.Resource) kit.Cell {
	used, total := r.Used[resource], r.Total[resource]
	return kit.Cell{
		Text: env.Words.Number(used) + " / " + env.Words.Number(total),
		Bar:  &kit.BarValue{Used: used, Total: total},
	}
}

// suspendedText says until when, or that the package's end is the reason.
func suspendedText(env *page.Env, s *account.Suspension, text string) string {
	switch {
	case s == nil:
		return text
	case s.ByEnd:
		return env.T("status.package_ended")
	case s.Until != core.NoDay:
		return env.T("status.suspended_until", core.Args{"Until": s.Until})
	}
	return text
}
