// Package logs is the page System › Operation Logs: every attempt to do something, also those that
// were refused.
package logs

import (
	"context"
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// The columns of the log.
const (
	columnWhen   = "when"
	columnWho    = "who"
	columnModule = "module"
	columnWhat   = "what"
	columnObject = "object"
	columnChange = "change"
	columnResult = "result"
)

// Page is System › Operation Logs.
type Page struct {
	env     *page.Env
	list    *page.List[entry]
	export  *page.Exporter
	content fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env}
	p.export = page.NewExporter(env, permission.LogsExport, p.exportLogs)
	p.buildList()
	head := page.Header(
		kit.NewText(env.T("menu.logs"), kit.Title), p.export.Button,
		kit.NewSized(260, 0, p.list.Search),
	)
	p.content = container.NewBorder(
		kit.NewStack(8, head, p.list.Tools()), nil, nil, nil,
		kit.NewPadded(8, 0, 12, 0, p.list.Body),
	)
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyLogs }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Navigate exports the log.
func (p *Page) Navigate(to page.Route) {
	if to.Part == page.PartExport {
		p.list.Reload(p.export.Run)
	}
}

// Shown reads the log: what was refused publishes no event, so it may always have grown.
func (p *Page) Shown() {
	p.list.Changed()
	p.list.Shown()
}

// Changed reads the log again: whatever it was, it was logged.
func (p *Page) Changed(desk.Events) { p.list.Changed() }

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	search := page.Command{
		ID: "command.search_log", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF),
		Run: p.list.FocusSearch,
	}
	return append(
		[]page.Command{search, p.export.Command("command.export_logs")},
		p.actions(p.list.Targets)...,
	)
}

// actions are what can be done to an entry.
func (p *Page) actions(targets func() []string) []page.Command {
	open := page.Command{
		ID: "command.open_entry", Group: page.GroupOpen, One: true, Icon: kit.IconList,
		Enabled: func() bool { return len(targets()) == 1 }, Run: func() { p.open(targets()[0]) },
	}
	return append([]page.Command{open}, p.personal(targets)...)
}

func (p *Page) buildList() {
	env := p.env
	chips := []page.Chip{
		{Key: "", Title: env.T("chip.log.all")},
		{Key: chipRefused, Title: env.T("chip.log.refused")},
	}
	for _, module := range desk.LogModules() {
		chips = append(chips, page.Chip{Key: module, Title: env.T("log.module." + module)})
	}
	p.list = page.NewList(env, page.ListOptions[entry]{
		Name: "logs", Columns: p.columns(), Chips: chips,
		Called: func(e entry) string { return e.text.What },
		Source: page.Ask(
			entry.id, p.query, env.Desk.CountLogs, p.rows, env.Desk.LogIDs, nil,
		),
		Counts: func(ctx context.Context, q page.Query) (map[string]int, error) {
			counts, err := env.Desk.LogCounts(ctx, p.query(q))
			of := map[string]int{}
			maps.Copy(of, counts.Modules)
			of[""], of[chipRefused] = counts.All, counts.Refused
			return of, err
		},
		Empty:       kit.NewEmpty(kit.IconList, env.T("log.empty"), env.T("log.empty_text"), nil),
		NothingText: env.T("log.nothing_text"), OnChips: func() { p.content.Refresh() },
		OnChanged: func() { p.export.SetCount(p.list.Rows()) }, OnOpen: p.open, Actions: p.actions,
	})
}

func (p *Page) rows(ctx context.Context, q desk.LogQuery) ([]entry, error) {
	rows, err := p.env.Desk.Logs(ctx, q)
	entries := make([]entry, len(rows))
	for i, r := range rows {
		entries[i] = newEntry(p.env, r)
	}
	return entries, err
}

// chipRefused is the quick filter for what was refused; the others are the modules of the log.
const chipRefused = "refused"

// query is the question of the list as the desk takes it.
func (p *Page) query(q page.Query) desk.LogQuery {
	log := desk.LogQuery{
		Search: q.Search, Titled: wording.OperationsTitled(p.env.Words, q.Search),
		Actor:     q.Filters[columnWho],
		Operation: q.Filters[columnWhat], Offset: q.Offset, Limit: q.Limit,
	}
	if q.Chip == chipRefused {
		log.Result = desk.LogRefused
	} else {
		log.Module = q.Chip
	}
	if text := q.Filters[columnWhen]; text != "" {
		from, to, err := days(p.env.Words, text)
		if err != nil {
			to = time.Unix(0, 0) // Not a day: nothing fits.
		}
		log.From, log.To = from, to
	}
	return log
}

func (p *Page) columns() []kit.Column[entry] {
	env := p.env
	column := func(
		key string, width, least float32, priority int, cell func(entry) kit.Cell,
	) kit.Column[entry] {
		return kit.Column[entry]{
			Key: key, Title: env.T("log.column." + key), Width: width, MinWidth: least,
			Priority: priority, Cell: cell,
		}
	}
	day := page.Secondary(func(e entry) string { return env.Words.DateTime(e.At) })
	module := page.Secondary(func(e entry) string { return env.T("log.module." + e.Module) })
	change := page.Secondary(func(e entry) string { return e.summary })
	who := page.Plain(func(e entry) string { return e.text.Who })
	what := page.Plain(func(e entry) string { return e.text.What })
	object := page.Plain(func(e entry) string { return e.text.Object })
	result := page.Badge(func(e entry) kit.BadgeValue { return e.badge(env) })
	when := column(columnWhen, 142, 0, 0, day)
	when.Filterable, when.FilterHint, when.Dates = true, env.T("log.day_hint"), page.Dates(env)
	when.ReadFilter = readDays(env)
	return []kit.Column[entry]{
		when,
		page.ByText(env, column(columnWho, 104, 90, 2, who)),
		column(columnModule, 96, 0, 4, module),
		page.ByChoice(column(columnWhat, 216, 168, 0, what), operations(env)),
		column(columnObject, 150, 100, 1, object),
		column(columnChange, 260, 150, 3, change),
		column(columnResult, 144, 132, 0, result),
	}
}

// operations are what the column What can be filtered by.
func operations(env *page.Env) []kit.Option {
	var options []kit.Option
	for _, o := range desk.Operations() {
		options = append(options, kit.Option{Key: o, Text: wording.OperationTitle(env.Words, o)})
	}
	return options
}

func (p *Page) exportLogs(rows int) {
	env, q := p.env, p.query(p.list.Query())
	do := func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportLogs(ctx, q, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.logs"), rows, do)
}
