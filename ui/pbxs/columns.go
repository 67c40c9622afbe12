package pbxs

import (
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

type column = kit.Column[desk.PBXRow]

// columns are the columns of the list; those of what the person may not see are left out.
func (p *Page) columns() []column {
	env := p.env
	list := []column{p.text(desk.ByName, 190, 170, 0, func(r desk.PBXRow) string { return r.Name })}
	if env.May(permission.CustomerView) {
		list = append(list, p.customers())
	}
	if env.Desk.IsDistributor() {
		list = append(
			list,
			p.text(desk.ByOwner, 150, 120, 2, func(r desk.PBXRow) string { return r.Owner.Name }),
		)
	}
	return append(list, p.plan(),
		p.amount(
			desk.ByExtensions, 104, 1,
			func(r desk.PBXRow) string { return env.Words.Number(r.Extensions) },
		),
		p.amount(
			desk.ByCalls, 86, 4,
			func(r desk.PBXRow) string { return env.Words.Number(r.ConcurrentCalls) },
		),
		p.amount(desk.ByMinutes, 118, 5, p.minutes),
		p.text(desk.ByRegion, 150, 100, 12, func(r desk.PBXRow) string { return r.Region }),
		p.text(desk.ByHost, 240, 190, 9, func(r desk.PBXRow) string { return r.Host() }), p.kind(),
		p.status(), p.expiry(), p.created(), p.transcription(), p.activated(),
		p.made(),
		page.Icons(3, p.icons))
}

// text is a column of texts; the name stands out.
func (p *Page) text(
	key desk.Column, width, least float32, priority int, text func(desk.PBXRow) string,
) column {
	cell := page.Secondary(text)
	if key == desk.ByName {
		cell = page.Plain(text)
	}
	return page.ByText(
		p.env, page.Sorted(p.env, key, "column."+string(key), width, least, priority, cell),
	)
}

func (p *Page) customers() column {
	priority := 3
	if p.env.Desk.IsDistributor() {
		// A PBX is known by its name and its owner: better no customers than both of them cut.
		priority = 8
	}
	names := func(r desk.PBXRow) string { return strings.Join(r.Customers, ", ") }
	c := p.text("customers", 150, 130, priority, names)
	c.Sortable, c.Filterable = false, false
	return c
}

func (p *Page) plan() column {
	words := func(r desk.PBXRow) string { return known(r, p.env.T("pbx.plan."+string(r.Plan))) }
	c := p.text(desk.ByPlan, 110, 0, 10, words)
	c.Options = page.Choices(p.env, "pbx.plan.", string(pbx.Enterprise), string(pbx.Ultimate))
	return c
}

func (p *Page) kind() column {
	words := func(r desk.PBXRow) string { return known(r, p.env.T("pbx.type."+string(r.Type))) }
	c := p.text(desk.ByType, 92, 0, 11, words)
	c.Options = page.Choices(p.env, "pbx.type.", string(pbx.Commercial), string(pbx.Trial))
	return c
}

func (p *Page) status() column {
	env := p.env
	return page.ByChoice(page.Sorted(
		env, desk.ByStatus, "column.status", 188, 180, 0,
		page.Badge(func(r desk.PBXRow) kit.BadgeValue { return badge(env, r, env.Now()) }),
	), p.statuses())
}

func (p *Page) created() column {
	return page.Sorted(
		p.env, desk.ByCreated, "column.created", 92, 0, 13,
		page.Secondary(func(r desk.PBXRow) string { return p.env.Words.Date(r.CreatedAt) }),
	)
}

// transcription and activated are shown to whom chose them.
func (p *Page) transcription() column {
	return page.Optional(p.amount(
		desk.ByTranscription, 86, 0,
		func(r desk.PBXRow) string { return known(r, p.env.Words.Number(r.TranscriptionMinutes)) },
	))
}

func (p *Page) activated() column {
	answer := func(r desk.PBXRow) string {
		if r.Activated {
			return known(r, p.env.T("yes"))
		}
		return known(r, p.env.T("no"))
	}
	return page.ByChoice(page.Optional(page.Sorted(
		p.env, desk.ByActivated, "column.activated", 92, 0, 0, page.Secondary(answer),
	)), page.Choices(p.env, "", "yes", "no"))
}

// made is when a PBX was made at the vendor, for whom chose to see it.
func (p *Page) made() column {
	day := func(r desk.PBXRow) string { return known(r, p.env.Words.Day(r.MadeAt)) }
	c := page.Sorted(p.env, "made_at", "column.made_at", 104, 0, 0, page.Secondary(day))
	c.Sortable, c.Long = false, p.env.T("field.made_at")
	return page.Optional(c)
}

// known is a text of a PBX that is kept here; of others it is not known.
func known(r desk.PBXRow, text string) string {
	if r.Reported {
		return ""
	}
	return text
}

func (p *Page) amount(
	key desk.Column, width float32, priority int, text func(desk.PBXRow) string,
) column {
	c := page.Sorted(p.env, key, "column."+string(key), width, 0, priority, page.Plain(text))
	c.Long = p.env.T("column.long." + string(key))
	return page.ByAmount(p.env, c)
}

func (p *Page) minutes(r desk.PBXRow) string {
	switch {
	case !r.MinutesKnown():
		return ""
	case !r.Recording:
		return p.env.T("pbx.off")
	}
	return p.env.Words.Number(r.RecordingMinutes)
}

func (p *Page) expiry() column {
	day := func(r desk.PBXRow) string { return p.env.Words.Day(r.Expiry) }
	return page.ByDay(p.env, page.Sorted(
		p.env, desk.ByExpiry, "column.expiry", 92, 0, 7, page.Secondary(day),
	))
}

func (p *Page) statuses() []kit.Option {
	keys := []string{string(desk.PBXRunning), string(desk.PBXStopped), string(desk.PBXOver)}
	if p.env.Desk.IsDistributor() {
		keys = append(keys, string(desk.PBXReported))
	}
	return page.Choices(p.env, "status.", keys...)
}

// chips are the quick filters; what only resellers' desktops keep is there in a distributor's
// workspace alone.
func (p *Page) chips() []page.Chip {
	usual := []desk.PBXChip{desk.PBXChipAll, desk.PBXChipRunning, desk.PBXChipStopped}
	var chips []page.Chip
	for _, c := range desk.PBXChips() {
		title := "chip.pbx_" + string(c)
		if c == desk.PBXChipAll {
			title = "chip.all"
		}
		if c != desk.PBXChipReported || p.env.Desk.IsDistributor() {
			chips = append(chips, page.Chip{
				Key: string(c), Title: p.env.T(title), Rare: !slices.Contains(usual, c),
			})
		}
	}
	return chips
}

func (p *Page) icons(r desk.PBXRow) kit.Cell {
	if r.Reported {
		return kit.Cell{Icons: []kit.CellIcon{page.MoreIcon(p.env)}}
	}
	var icons []kit.CellIcon
	if p.env.May(permission.PBXStartStop) {
		if r.State == pbx.Running {
			icons = append(
				icons,
				kit.CellIcon{Key: "stop", Icon: kit.IconPause, Tip: p.env.T("command.stop_pbx")},
			)
		} else {
			icons = append(
				icons,
				kit.CellIcon{Key: "start", Icon: kit.IconPlay, Tip: p.env.T("command.start_pbx")},
			)
		}
	}
	if p.env.May(permission.PBXEdit) {
		icons = append(icons, page.EditIcon(p.env))
	}
	return kit.Cell{Icons: append(icons, page.MoreIcon(p.env))}
}

// badge says the state of a PBX, in words, with an icon and a colour.
func badge(env *page.Env, r desk.PBXRow, now time.Time) kit.BadgeValue {
	status := r.Status(now)
	b := kit.BadgeValue{Tone: kit.Neutral, Text: env.T("status." + string(status))}
	switch {
	case status == desk.PBXOver:
		b.Tone, b.Icon = kit.Bad, kit.IconClock
	case status == desk.PBXReported:
		b.Tone, b.Icon = kit.Info, kit.IconLock
	case r.Ends(now) && !r.Expiry.IsOver(now):
		b.Tone, b.Icon, b.Text = kit.Warn, kit.IconClock, env.T(
			"status.expires_days", core.Args{"Count": page.DaysUntil(r.Expiry.End(), now)},
		)
	case !r.Activated && status == desk.PBXRunning:
		b.Tone, b.Icon, b.Text = kit.Info, kit.IconCheck, env.T("status.running_not_activated")
	case !r.Activated:
		b.Icon, b.Text = kit.IconPause, env.T("status.stopped_not_activated")
	case status == desk.PBXRunning:
		b.Tone, b.Icon = kit.OK, kit.IconCheck
	case status == desk.PBXStopped:
		b.Tone, b.Icon = kit.Held, kit.IconPause
	}
	return b
}
