package handover

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// entry is an entry of the hand-over in the list, with its words.
type entry struct {
	desk.HandoverEntry
	title  string
	values []desk.HandoverValue
	sum    string // The values in one line.
	when   string // Who ticked it, and when; of an open one since when it differs.
}

// The columns of the list.
const (
	columnOwner desk.Column = "owner"
	columnTitle desk.Column = "title"
	columnValue desk.Column = "value"
	columnWhen  desk.Column = "when"
)

// iconTick ticks a row, or takes its tick back.
const iconTick = "tick"

// The quick filters.
const (
	chipOpen   = ""
	chipRecent = "recent"
	chipToday  = "today"
	chipAll    = "all"
)

// recentDays is for how many days, with today, something is new.
const recentDays = 7

// queryOf is what a quick filter shows today. What was ticked today stays with what is open.
func queryOf(chip string, today core.Day) desk.HandoverQuery {
	q := desk.HandoverQuery{Show: showOf(chip)}
	if chip == chipRecent {
		q.Since = today - recentDays + 1
	}
	return q
}

func showOf(chip string) desk.HandoverShow {
	switch chip {
	case chipRecent:
		return desk.ShowOpen
	case chipToday:
		return desk.ShowToday
	case chipAll:
		return desk.ShowAll
	}
	return desk.ShowWithToday
}

func (p *Page) buildList() {
	env := p.env
	p.entries = p.source()
	p.list = page.NewList(env, page.ListOptions[entry]{
		Name: "handover", Columns: p.columns(), Sort: columnOwner, Source: p.entries,
		Chips: []page.Chip{
			{Key: chipOpen, Title: env.T("chip.handover_open")},
			{Key: chipRecent, Title: env.T("chip.handover_recent", core.Args{"Count": recentDays})},
			{Key: chipToday, Title: env.T("chip.handover_today")},
			{Key: chipAll, Title: env.T("chip.handover_all")},
		},
		Called: func(e entry) string { return kit.Shortened(e.title, 60) },
		Empty: kit.NewEmpty(
			kit.IconCheck, env.T("handover.none"), env.T("handover.none_text"), nil,
		),
		NothingText: env.T("handover.nothing_text"), OnChips: func() { p.content.Refresh() },
		OnChanged: p.refresh, OnIcon: p.pressed, Actions: p.actions,
		OnOpen: func(string) { p.panel.focus() },
	})
	p.list.Table.OnSpace = p.toggle
	p.list.Table.Boxes = false // One sort of boxes is enough: those that are ticked off.
	copyRows := p.list.Table.OnCopy
	p.list.Table.OnCopy = func() {
		if ids := p.list.Targets(); len(ids) == 1 {
			p.copyValues(ids[0])
			return
		}
		copyRows()
	}
}

// source reads the entries for the list.
func (p *Page) source() *page.Whole[entry] {
	env := p.env
	fits := func(chip string) func(e entry) bool {
		return func(e entry) bool {
			today := core.DayOf(env.Now())
			q := queryOf(chip, today)
			return q.Show.Has(e.HandoverEntry, today) && e.IsSince(q.Since)
		}
	}
	owner := func(e entry) string { return e.Owner.Name }
	return &page.Whole[entry]{
		Read: p.read, ID: func(e entry) string { return e.ID },
		Columns: map[desk.Column]page.WholeColumn[entry]{
			columnOwner: {Text: owner},
			columnTitle: {Text: func(e entry) string { return e.title }},
			columnValue: {Text: func(e entry) string { return e.sum }},
			columnWhen: {
				Text: func(e entry) string { return e.when }, Fits: isSince,
				Compare: func(a, b entry) int { return a.Moment().Compare(b.Moment()) },
			},
		},
		Chips: map[string]func(entry) bool{
			chipOpen: fits(chipOpen), chipRecent: fits(chipRecent), chipToday: fits(chipToday),
			chipAll: fits(chipAll),
		},
	}
}

// read reads the entries and says each once.
func (p *Page) read(ctx context.Context) ([]entry, error) {
	list, err := p.env.Desk.Handover(ctx, desk.HandoverQuery{Show: desk.ShowAll})
	p.open.Store(int64(list.Open))
	p.listed.Store(int64(len(list.Entries)))
	p.found.Store(int64(list.Found))
	entries := make([]entry, len(list.Entries))
	for i, e := range list.Entries {
		entries[i] = p.entry(e)
	}
	return entries, err
}

func (p *Page) entry(e desk.HandoverEntry) entry {
	words := p.env.Words
	one := entry{
		HandoverEntry: e, title: desk.HandoverTitle(words, e), values: e.Values(words),
	}
	parts := make([]string, len(one.values))
	for i, v := range one.values {
		parts[i] = v.Field + " " + said(v)
	}
	one.sum = strings.Join(parts, ", ")
	if e.Done {
		one.when = desk.HandoverPerson(words, e.Person) + ", " + words.DateTime(e.At)
	} else if !e.Since.IsZero() {
		one.when = words.T("handover.since", core.Args{"At": e.Since})
	}
	return one
}

// isSince tells whether an entry differs or was ticked since the day that a filter names.
func isSince(e entry, filter string) bool {
	day, err := core.ParseDay(filter)
	return err != nil || e.IsSince(day)
}

// said is a value as a person reads it.
func said(v desk.HandoverValue) string {
	if v.Before == "" {
		return v.Now
	}
	return v.Before + " → " + v.Now
}

func (p *Page) columns() []kit.Column[entry] {
	env := p.env
	title := func(e entry) kit.Cell { return kit.Cell{Text: e.title, Secondary: e.Done} }
	text := func(
		key desk.Column, words string, width, least float32, priority int,
		cell func(entry) kit.Cell,
	) kit.Column[entry] {
		return page.ByText(env, page.Sorted(env, key, words, width, least, priority, cell))
	}
	when := page.ByDay(env, page.Sorted(
		env, columnWhen, "handover.column.when", 190, 190, 1,
		page.Secondary(func(e entry) string { return e.when }),
	))
	when.FilterHint = env.T("handover.day_hint", core.Args{"Example": env.Words.Date(env.Now())})
	return []kit.Column[entry]{
		{Key: "tick", Width: 44, Cell: p.box},
		text(
			columnTitle, "handover.column.entry", 250, 180, 0, title,
		),
		text(
			columnOwner, "field.owner", 150, 110, 3,
			page.Secondary(func(e entry) string { return e.Owner.Name }),
		),
		text(
			columnValue, "handover.column.now", 220, 120, 4,
			page.Secondary(func(e entry) string { return e.sum }),
		),
		when,
	}
}

// box is what is pressed to tick an entry.
func (p *Page) box(e entry) kit.Cell {
	if e.Done {
		return kit.Cell{Icons: []kit.CellIcon{{
			Key: iconTick, Icon: kit.IconTicked, Tip: p.env.T("handover.untick"),
		}}}
	}
	return kit.Cell{Icons: []kit.CellIcon{{
		Key: iconTick, Icon: kit.IconUnticked, Tip: p.env.T("handover.tick"),
	}}}
}

func (p *Page) pressed(e entry, icon string) {
	if icon != iconTick {
		return
	}
	if e.Done {
		p.untickNow([]string{e.ID})
	} else {
		p.tickNow([]string{e.ID})
	}
}
