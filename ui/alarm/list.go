package alarm

import (
	"cmp"
	"context"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// entry is an alarm in the list, with its words.
type entry struct {
	desk.Alarm
	text string
}

// The columns of the list.
const (
	columnLevel desk.Column = "level"
	columnText  desk.Column = "text"
	columnAbout desk.Column = "about"
)

// The icons of a row, besides the one of its menu.
const (
	iconOpen   = "open"
	iconSnooze = "snooze"
	iconWake   = "wake"
)

// topics are what alarms are about, for a filter: one for several kinds.
var topics = []struct {
	key   string
	kinds []desk.AlarmKind
}{
	{
		"subscription",
		[]desk.AlarmKind{desk.AlarmShortfall, desk.AlarmGivenOut, desk.AlarmSubscription},
	},
	{"package", []desk.AlarmKind{desk.AlarmPackageUsed, desk.AlarmPackageEnds}},
	{
		"invitation",
		[]desk.AlarmKind{desk.AlarmInvitation, desk.AlarmInvitationOut, desk.AlarmNeverActivated},
	},
	{"pbx", []desk.AlarmKind{desk.AlarmPBXOver, desk.AlarmPBXWeek, desk.AlarmPBXMonth}},
	{"mail", []desk.AlarmKind{desk.AlarmMailFailed, desk.AlarmMailInDoubt, desk.AlarmMailStopped}},
	{"exchange", []desk.AlarmKind{desk.AlarmExchange, desk.AlarmLease}},
	{"recovery", []desk.AlarmKind{desk.AlarmNoKit}},
}

// topic is what an alarm is about.
func (e entry) topic() string {
	for _, t := range topics {
		for _, kind := range t.kinds {
			if kind == e.Kind {
				return t.key
			}
		}
	}
	return ""
}

// rank orders alarms: the most urgent first, what is snoozed last.
func (e entry) rank() int {
	if e.Snoozed != nil {
		return int(desk.AlarmAlert) + 1
	}
	return int(desk.AlarmAlert - e.Level)
}

func (p *Page) buildList() {
	env := p.env
	about := func(e entry) string { return env.T("alarm.about." + e.topic()) }
	p.alarms = &page.Whole[entry]{
		Read: p.read, ID: func(e entry) string { return e.ID },
		Columns: map[desk.Column]page.WholeColumn[entry]{
			columnLevel: {Compare: func(a, b entry) int { return cmp.Compare(a.rank(), b.rank()) }},
			columnText:  {Text: func(e entry) string { return e.text }},
			columnAbout: {Text: about, Option: entry.topic},
		},
		Chips: map[string]func(entry) bool{},
	}
	chips := []page.Chip{{Title: env.T("chip.all")}}
	for level := desk.AlarmAlert; level >= desk.AlarmInfo; level-- {
		chips = append(
			chips, page.Chip{Key: level.String(), Title: env.T("chip.alarm_" + level.String())},
		)
		p.alarms.Chips[level.String()] = func(e entry) bool {
			return e.Snoozed == nil && e.Level == level
		}
	}
	chips = append(chips, page.Chip{Key: "snoozed", Title: env.T("chip.alarm_snoozed"), Rare: true})
	p.alarms.Chips["snoozed"] = func(e entry) bool { return e.Snoozed != nil }
	p.list = page.NewList(env, page.ListOptions[entry]{
		Name: "alarms", Columns: p.columns(about), Sort: columnLevel, Chips: chips, Source: p.alarms,
		Called: func(e entry) string { return kit.Shortened(e.text, 60) },
		Empty: kit.NewEmpty(
			kit.IconCheck, env.T("alarm.none"), env.T("alarm.none_text"), nil,
		),
		NothingText: env.T("alarm.nothing_text"), OnChips: func() { p.content.Refresh() },
		OnChanged: p.refresh, OnOpen: p.open, OnIcon: p.pressed, Actions: p.actions,
	})
}

// read reads the alarms and says each once.
func (p *Page) read(ctx context.Context) ([]entry, error) {
	list, found, err := p.env.Desk.AlarmsFound(ctx)
	p.listed.Store(int64(len(list)))
	p.found.Store(int64(found))
	entries := make([]entry, len(list))
	for i, a := range list {
		entries[i] = entry{a, a.Text(p.env.Words)}
	}
	return entries, err
}

func (p *Page) columns(about func(entry) string) []kit.Column[entry] {
	env := p.env
	var keys []string
	for _, t := range topics {
		keys = append(keys, t.key)
	}
	text := page.Plain(func(e entry) string { return e.text })
	return []kit.Column[entry]{
		page.Sorted(env, columnLevel, "alarm.level", 120, 0, 0, page.Badge(p.badge)),
		page.ByText(env, page.Sorted(env, columnText, "alarm.text", 420, 200, 0, text)),
		page.ByChoice(
			page.Sorted(env, columnAbout, "alarm.about", 130, 100, 1, page.Secondary(about)),
			page.Choices(env, "alarm.about.", keys...),
		),
		page.Icons(3, p.icons),
	}
}

// badge says how urgent an alarm is, or until when it is snoozed.
func (p *Page) badge(e entry) kit.BadgeValue {
	if e.Snoozed != nil {
		until := core.Args{"At": p.env.Words.Date(*e.Snoozed)}
		return kit.BadgeValue{
			Tone: kit.Held, Icon: kit.IconClock, Text: p.env.T("alarm.snoozed", until),
		}
	}
	icon, tone := look(e.Alarm)
	return kit.BadgeValue{Tone: tone, Icon: icon, Text: p.env.T("alarm.level." + e.Level.String())}
}

func (p *Page) icons(e entry) kit.Cell {
	env := p.env
	icon := func(key string, icon kit.IconName, words string) kit.CellIcon {
		return kit.CellIcon{Key: key, Icon: icon, Tip: env.T(words)}
	}
	icons := []kit.CellIcon{icon(iconOpen, kit.IconChevronRight, "alarm.do."+string(e.Kind))}
	switch {
	case !env.May(permission.AlarmSnooze):
	case e.Snoozed != nil:
		icons = append(icons, icon(iconWake, kit.IconBell, "alarm.wake"))
	default:
		icons = append(icons, icon(iconSnooze, kit.IconClock, "alarm.snooze"))
	}
	return kit.Cell{Icons: append(icons, icon(page.IconMore, kit.IconMore, "command.more"))}
}

func (p *Page) pressed(e entry, icon string) {
	switch icon {
	case iconOpen:
		p.open(e.ID)
	case iconSnooze:
		p.snoozeNow([]string{e.ID})
	case iconWake:
		p.wakeNow([]string{e.ID})
	}
}
