// Package alarm is the page Alarm: what needs attention, and the way to where it is mended. The dashboard shows the first of it.
package alarm

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// place is the page, or the part of it, where an alarm is mended.
func place(a desk.Alarm) string {
	switch a.Kind {
	case desk.AlarmPackageUsed, desk.AlarmPackageEnds:
		return "user/edit/" + a.Object
	case desk.AlarmInvitation, desk.AlarmInvitationOut:
		return "user/send/" + a.Object
	case desk.AlarmAsleep:
		return "user/chip/" + string(desk.ChipAsleep)
	case desk.AlarmMailFailed, desk.AlarmMailInDoubt:
		return "email/outbox"
	case desk.AlarmMailStopped:
		return "email/settings"
	case desk.AlarmPBXOver, desk.AlarmPBXWeek, desk.AlarmPBXMonth:
		return "pbx/chip/" + string(desk.PBXChipExpiring)
	case desk.AlarmExchange, desk.AlarmLease:
		return "exchange"
	}
	return "subscription"
}

// mend opens the place where an alarm is mended.
func mend(env *page.Env, a desk.Alarm) {
	if a.Kind == desk.AlarmNoKit {
		recovery.AskKit(env)
		return
	}
	env.Open(place(a))
}

// look is the icon and the tone of an alarm.
func look(a desk.Alarm) (kit.IconName, kit.Tone) {
	icon, tone := kit.IconAlert, kit.Warn
	switch a.Kind {
	case desk.AlarmInvitation, desk.AlarmInvitationOut, desk.AlarmLease, desk.AlarmPackageEnds, desk.AlarmSubscription:
		icon = kit.IconClock
	case desk.AlarmPBXOver, desk.AlarmPBXWeek, desk.AlarmPBXMonth:
		icon = kit.IconPhone
	case desk.AlarmAsleep:
		icon = kit.IconPeople
	case desk.AlarmNoKit:
		icon = kit.IconKey
	}
	switch a.Level {
	case desk.AlarmInfo:
		tone = kit.Info
	case desk.AlarmAlert:
		tone = kit.Bad
	}
	return icon, tone
}

// Row is an alarm in a list: what it is, and the button that leads to where it is mended, which is returned as well. snooze, which
// may be nil, is a second one.
func Row(env *page.Env, a desk.Alarm, snooze *kit.Button) (row fyne.CanvasObject, do *kit.Button) {
	icon, tone := look(a)
	do = kit.NewButton(env.T("alarm.do."+string(a.Kind)), kit.ButtonSecondary, func() { mend(env, a) })
	buttons := kit.NewRow(8, do)
	if snooze != nil {
		buttons = kit.NewRow(8, snooze, do)
	}
	words := kit.NewParagraph(a.Text(env.Words), kit.Body)
	if a.Snoozed != nil {
		words.SetText(a.Text(env.Words) + " " + env.T("alarm.snoozed_until", core.Args{"At": *a.Snoozed}))
	}
	return kit.NewPadded(4, 14, 4, 14, container.NewBorder(nil, nil, kit.NewPadded(8, 12, 0, 0, container.NewVBox(kit.NewToneIcon(icon, tone))), buttons,
		kit.NewPadded(7, 12, 7, 0, words))), do
}

// Line is what separates two rows.
func Line() fyne.CanvasObject { return kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)) }

// snoozeButton snoozes an alarm for a week, or shows it again; nil for whoever may not.
func (p *Page) snoozeButton(a desk.Alarm) *kit.Button {
	if !p.env.May(permission.AlarmSnooze) {
		return nil
	}
	words := "alarm.snooze"
	until := p.env.Now().Add(desk.SnoozeFor)
	set := &until
	if a.Snoozed != nil {
		set, words = nil, "alarm.wake"
	}
	return kit.NewButton(p.env.T(words), kit.ButtonSecondary, func() { p.snooze(a, set) }).SetTip(p.env.T(words + "_tip"))
}

// snooze snoozes an alarm until a time, or shows it again, and says where it went, with the way back.
func (p *Page) snooze(a desk.Alarm, until *time.Time) {
	p.snoozed = a.ID
	p.env.Run.Go(func() {
		err := p.env.Desk.Snooze(context.Background(), a, until)
		p.env.Run.UI(func() {
			if err != nil {
				p.snoozed = ""
				p.env.Fail(err)
				return
			}
			if until != nil {
				p.env.Toasts.Say(p.env.T("toast.snoozed", core.Args{"At": *until}), p.env.T("alarm.wake"), func() { p.snooze(a, nil) })
			}
		})
	})
}
