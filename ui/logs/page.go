// Package logs is the page System › Operation Logs: every attempt to do something, also those that were refused.
package logs

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// tableName is the name under which the columns of the log are remembered.
const tableName = "logs"

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
	env      *page.Env
	rows     *page.Paged[entry]
	query    desk.LogQuery
	chip     string
	chips    map[string]*kit.Chip
	table    *kit.Table[entry]
	selected *page.Selected
	search   *kit.Search
	export   *page.Exporter
	empty    fyne.CanvasObject
	nothing  fyne.CanvasObject
	content  fyne.CanvasObject
	shown    bool
	debounce func()
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, chip: chipAll, chips: map[string]*kit.Chip{}}
	p.rows = page.NewPaged(env.Run, p.reading, p.loaded, env.Fail)
	p.buildTable()
	p.buildContent()
	return p
}

// Key names the page.
func (p *Page) Key() string { return "logs" }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// ShowPart exports the log ("export").
func (p *Page) ShowPart(string) { p.rows.Reload(0, page.PageSize-1, p.export.Run) }

// Shown reads the log: what was refused is told to nobody, so it may always have grown.
func (p *Page) Shown() {
	p.shown = true
	p.reload()
	p.env.Canvas.Focus(p.table)
}

// Changed reads the log anew: whatever it was, it was logged.
func (p *Page) Changed(desk.Events) {
	if p.shown {
		p.reload()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	selected := func() bool { return p.table.Current() >= 0 }
	return []page.Command{
		{Title: p.env.T("command.search_log"), Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF), Run: p.focusSearch},
		{Title: p.env.T("command.open_entry"), Icon: kit.IconList, Enabled: selected, Run: func() { p.open(p.table.Current()) }},
		p.export.Command(p.env.T("command.export_logs")),
	}
}

func (p *Page) focusSearch() { p.env.Canvas.Focus(p.search.Focusable()) }

// reading is the log as the page asks for it now.
func (p *Page) reading() page.Reading[entry] {
	env, q := p.env, p.query
	return page.Reading[entry]{
		Count: func(ctx context.Context) (int, error) { return env.Desk.CountLogs(ctx, q) },
		Rows: func(ctx context.Context, offset, limit int) ([]entry, error) {
			q := q
			q.Offset, q.Limit = offset, limit
			rows, err := env.Desk.Logs(ctx, q)
			entries := make([]entry, len(rows))
			for i, r := range rows {
				entries[i] = newEntry(env, r)
			}
			return entries, err
		},
	}
}

// ids reads the ids of all entries that fit.
func (p *Page) ids(then func(ids []string)) {
	env, q := p.env, p.query
	env.Run.Go(func() {
		ids, err := env.Desk.LogIDs(context.Background(), q)
		env.Run.UI(func() {
			if err != nil {
				env.Fail(err)
				return
			}
			then(ids)
		})
	})
}

func (p *Page) buildTable() {
	env := p.env
	p.table = kit.NewTable(p.columns(), kit.Source[entry]{Row: p.rows.Row, Need: p.rows.Need, ID: entry.id, IDs: p.ids}, page.TableWords(env))
	p.table.SetColumns(env.Settings.Columns(tableName))
	p.table.Boxes = true
	p.table.OnOpen = p.open
	p.table.OnSelected = func() { p.selected.Set(len(p.table.Selected())) }
	page.CopyingPaged(env, p.table, entry.id, p.reading)
	p.table.OnFilter = p.filter
	p.table.OnRune = func(r rune) { p.focusSearch(); p.search.Type(r) }
	p.table.OnColumns = func(c kit.ColumnChoice) { env.Settings.SetColumns(tableName, c) }
}

func (p *Page) columns() []kit.Column[entry] {
	env := p.env
	column := func(key string, width, least float32, priority int, cell func(entry) kit.Cell) kit.Column[entry] {
		return kit.Column[entry]{Key: key, Title: env.T("log.column." + key), Width: width, MinWidth: least, Priority: priority, Cell: cell}
	}
	when := column(columnWhen, 142, 0, 0, func(e entry) kit.Cell { return kit.Cell{Text: env.Words.DateTime(e.At), Secondary: true} })
	when.Filterable, when.FilterHint = true, env.T("log.day_hint")
	who := column(columnWho, 104, 90, 2, func(e entry) kit.Cell { return kit.Cell{Text: e.text.Who} })
	who.Filterable, who.FilterHint = true, env.T("table.contains")
	what := column(columnWhat, 216, 168, 0, func(e entry) kit.Cell { return kit.Cell{Text: e.text.What} })
	what.Filterable, what.Options = true, operations(env)
	return []kit.Column[entry]{
		when, who,
		column(columnModule, 96, 0, 4, func(e entry) kit.Cell { return kit.Cell{Text: env.T("log.module." + e.Module), Secondary: true} }),
		what,
		column(columnObject, 150, 100, 1, func(e entry) kit.Cell { return kit.Cell{Text: e.text.Object} }),
		column(columnChange, 260, 150, 3, func(e entry) kit.Cell { return kit.Cell{Text: e.summary, Secondary: true} }),
		column(columnResult, 144, 132, 0, func(e entry) kit.Cell { b := e.badge(env); return kit.Cell{Badge: &b} }),
	}
}

// operations are what the column What can be filtered by.
func operations(env *page.Env) []kit.Option {
	var options []kit.Option
	for _, o := range desk.Operations() {
		options = append(options, kit.Option{Key: o, Text: desk.OperationTitle(env.Words, o)})
	}
	return options
}

func (p *Page) buildContent() {
	env := p.env
	p.search = kit.NewSearch(env.T("button.search"), env.CtrlText("F"), p.searched)
	p.search.OnDown = func() {
		env.Canvas.Focus(p.table)
		if p.table.Current() < 0 {
			p.table.Select(0)
		}
	}
	p.selected = page.NewSelected(env, p.table.SelectNone)
	tools := []fyne.CanvasObject{p.selected.Object}
	for _, c := range chips() {
		p.chips[c] = kit.NewChip("", func() { p.choose(c) })
		tools = append(tools, p.chips[c])
	}
	p.empty = kit.NewEmpty(kit.IconList, env.T("log.empty"), env.T("log.empty_text"), nil)
	p.nothing = kit.NewEmpty(kit.IconSearch, env.T("resellers.nothing"), env.T("log.nothing_text"),
		kit.NewButton(env.T("button.show_all"), kit.ButtonSecondary, p.showAll))
	p.empty.Hide()
	p.nothing.Hide()
	p.export = page.NewExporter(env, permission.LogsExport, p.exportLogs)
	head := kit.NewStack(8, page.Header(kit.NewText(env.T("menu.logs"), kit.Title), p.export.Button, kit.NewSized(260, 0, p.search)), kit.NewFlow(8, tools...))
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(8, 0, 12, 0, container.NewStack(p.table, p.empty, p.nothing)))
	p.refreshChips()
}

// The quick filters above the log; the others are its modules.
const (
	chipAll     = "all"
	chipRefused = "refused"
)

func chips() []string { return append([]string{chipAll, chipRefused}, desk.LogModules()...) }

// chipTitle is what stands on a quick filter: a module is called as in its column.
func (p *Page) chipTitle(chip string) string {
	if chip == chipAll || chip == chipRefused {
		return p.env.T("chip.log." + chip)
	}
	return p.env.T("log.module." + chip)
}

func (p *Page) choose(chip string) {
	p.chip = chip
	p.query.Module, p.query.Result = "", desk.LogAny
	switch chip {
	case chipAll:
	case chipRefused:
		p.query.Result = desk.LogRefused
	default:
		p.query.Module = chip
	}
	p.requery()
}

func (p *Page) refreshChips() {
	for c, chip := range p.chips {
		chip.Set(p.chipTitle(c), c == p.chip)
	}
}

// reload reads the rows that are seen.
func (p *Page) reload() {
	first, last := p.table.Seen()
	p.rows.Reload(first, last+1, nil)
}

// requery reads the log from its top after search, filter or chip changed.
func (p *Page) requery() {
	p.table.SetCurrent(-1)
	p.table.ScrollToTop()
	p.refreshChips()
	p.rows.Reload(0, page.PageSize-1, nil)
}

// loaded shows what the rows hold now.
func (p *Page) loaded(again bool) {
	none := p.rows.Loaded() && p.rows.Count() == 0
	page.SetVisible(p.empty, none && !p.query.Restricted())
	page.SetVisible(p.nothing, none && p.query.Restricted())
	if again {
		p.table.SetCount(p.rows.Count())
	} else {
		p.table.Refresh()
	}
	p.export.SetCount(p.rows.Count())
}

func (p *Page) exportLogs(rows int) {
	env, q := p.env, p.query
	page.ExportDialog(env, env.T("export.name.logs"), rows, func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportLogs(ctx, q, env.Words.Language())
	})
}

// searchPause is how long to wait for the next letter before searching.
const searchPause = 30 * time.Millisecond

func (p *Page) searched(text string) {
	if p.debounce != nil {
		p.debounce()
	}
	p.debounce = p.env.Run.After(searchPause, func() {
		p.query.Search, p.query.Titled = text, desk.OperationsTitled(p.env.Words, text)
		p.requery()
	})
}

func (p *Page) filter(column, text string) {
	switch column {
	case columnWhen:
		p.query.From, p.query.To = time.Time{}, time.Time{}
		if text != "" {
			from, to, ok := days(p.env.Words, text)
			if !ok {
				to = time.Unix(0, 0) // Not a day: nothing fits.
			}
			p.query.From, p.query.To = from, to
		}
	case columnWho:
		p.query.Actor = text
	case columnWhat:
		p.query.Operation = text
	}
	p.requery()
}

func (p *Page) showAll() {
	p.query, p.chip = desk.LogQuery{}, chipAll
	p.search.SetText("")
	p.table.SetFilters(map[string]string{})
	p.requery()
	p.env.Canvas.Focus(p.table)
}
