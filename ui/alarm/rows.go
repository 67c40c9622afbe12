// Package alarm is the page Alarm: what needs attention, and the way to where it is fixed. The
// dashboard shows the first of it.
package alarm

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// place is where an alarm is fixed.
func place(a desk.Alarm) page.Route {
	switch a.Kind {
	case desk.AlarmPackageUsed, desk.AlarmPackageEnds:
		return page.To(page.KeyUsers, page.PartEdit, a.Object)
	case desk.AlarmInvitation, desk.AlarmInvitationOut:
		return page.To(page.KeyUsers, page.PartSend, a.Object)
	case desk.AlarmNeverActivated:
		return page.ToResellers(desk.ChipNeverActivated)
	case desk.AlarmMailFailed, desk.AlarmMailInDoubt:
		return page.To(page.KeyEmail, page.PartOutbox)
	case desk.AlarmMailStopped:
		return page.To(page.KeyEmail, page.PartSettings)
	case desk.AlarmPBXOver, desk.AlarmPBXWeek, desk.AlarmPBXMonth:
		return page.ToPBXs(desk.PBXChipExpiring)
	case desk.AlarmExchange, desk.AlarmLease:
		return page.To(page.KeyExchange, page.PartWhole)
	}
	return page.To(page.KeySubscription, page.PartWhole)
}

// fix opens the place where an alarm is fixed.
func fix(env *page.Env, a desk.Alarm) {
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
	case desk.AlarmInvitation,
		desk.AlarmInvitationOut,
		desk.AlarmLease,
		desk.AlarmPackageEnds,
		desk.AlarmSubscription:
		icon = kit.IconClock
	case desk.AlarmPBXOver, desk.AlarmPBXWeek, desk.AlarmPBXMonth:
		icon = kit.IconPhone
	case desk.AlarmNeverActivated:
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

// Row is an alarm as a whole: what it is, and the button that leads to where it is fixed.
func Row(env *page.Env, a desk.Alarm) fyne.CanvasObject {
	icon, tone := look(a)
	do := kit.NewButton(
		env.T("alarm.do."+string(a.Kind)), kit.ButtonSecondary, func() { fix(env, a) },
	)
	sign := container.NewHBox(kit.NewPadded(
		8, 0, 0, 0, container.NewVBox(kit.NewToneIcon(icon, tone)),
	))
	words := kit.NewPadded(7, 0, 7, 32, kit.NewParagraph(whole(env, a), kit.Body))
	return kit.NewPadded(4, 14, 4, 14, kit.NewSides(12, kit.NewOver(sign, words), do))
}

// whole is all that is to be said of an alarm.
func whole(env *page.Env, a desk.Alarm) string {
	if a.Snoozed == nil {
		return a.Text(env.Words)
	}
	return a.Text(env.Words) + " " + env.T("alarm.snoozed_until", core.Args{"At": *a.Snoozed})
}

// Line is what separates two rows.
func Line() fyne.CanvasObject { return kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)) }
