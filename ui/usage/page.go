// Package usage is the page Usage: what stood from day to day and what was consumed, by reseller,
// PBX or customer, as the basis of a bill.
package usage

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Usage.
type Page struct {
	env      *page.Env
	tabs     *kit.Tabs // nil where nothing may be listed.
	lists    map[desk.UsageBy]*list
	month    *kit.Text
	from, to *kit.Field
	resource *kit.Field
	search   *kit.Search
	caption  *kit.Text
	export   *page.Exporter
	foot     *foot
	none     fyne.CanvasObject // What is said while there is nothing.
	content  fyne.CanvasObject

	query   desk.UsageQuery // What the fields ask for.
	reading reading
	stale   bool
	shown   bool
	setting bool // The fields are filled by the page.
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, lists: map[desk.UsageBy]*list{}, stale: true, foot: newFoot(env)}
	p.export = page.NewExporter(env, permission.UsageExport, p.exportLines)
	title := kit.NewText(env.T("menu.usage"), kit.Title)
	p.search = kit.NewSearch(env.T("button.search"), env.CtrlText("F"), p.searched)
	p.buildFields()
	head := page.Header(title, p.export.Button, kit.NewSized(260, 0, p.search))
	listed := p.buildLists()
	if len(listed) == 0 {
		p.content = container.NewBorder(
			head, nil, nil, nil,
			kit.NewEmpty(
				kit.IconLock, env.T("usage.no_list"), env.T("usage.no_list_text"), nil,
			),
		)
		return p
	}
	p.none = kit.NewEmpty(kit.IconCalendar, env.T("usage.none"), env.T("usage.none_text"), nil)
	p.none.Hide()
	p.caption = kit.NewCutText("", kit.Caption, 80)
	body := container.NewStack(append(listed, p.none)...)
	p.content = container.NewBorder(
		kit.NewStack(8, head, p.tabs, p.tools(), p.caption), p.foot.object, nil, nil,
		kit.NewPadded(6, 0, 8, 0, body),
	)
	p.chosen()
	p.setPeriod(desk.UsageMonth(core.DayOf(env.Now())))
	return p
}

// buildLists makes a list for each of what the person may see, and the tabs of them.
func (p *Page) buildLists() (tables []fyne.CanvasObject) {
	env := p.env
	pbxs := env.May(permission.PBXView)
	var items []kit.TabItem
	for _, l := range []struct {
		by    desk.UsageBy
		title string
		may   bool
	}{
		{
			desk.UsageByReseller, "usage.by.reseller",
			env.Desk.IsDistributor() && env.May(permission.UserView),
		},
		{desk.UsageByPBX, "usage.by.pbx", pbxs},
		{desk.UsageByCustomer, "usage.by.customer", pbxs && env.May(permission.CustomerView)},
	} {
		if l.may {
			p.lists[l.by] = newList(env, l.by)
			p.lists[l.by].table.OnFold = p.foldOne
			tables = append(tables, p.lists[l.by].table)
			items = append(items, kit.TabItem{Key: string(l.by), Title: env.T(l.title)})
		}
	}
	if len(items) > 0 {
		p.tabs = kit.NewTabs(items, func(string) { p.chosen(); p.reload() })
	}
	return tables
}

// tools are the month with the ones before and after it, the days, and the resource.
func (p *Page) tools() fyne.CanvasObject {
	env := p.env
	previous := kit.NewIconButton(
		kit.IconChevronLeft, env.T("command.previous_month"), func() { p.step(-1) },
	)
	next := kit.NewIconButton(
		kit.IconChevronRight, env.T("command.next_month"), func() { p.step(1) },
	)
	return kit.NewFlow(
		8, previous, kit.NewSized(130, 0, p.month), next, kit.NewSized(150, 0, p.from),
		kit.NewSized(150, 0, p.to), kit.NewSized(190, 0, p.resource),
	)
}

func (p *Page) buildFields() {
	env := p.env
	p.month = kit.NewText("", kit.BodyBold)
	p.from = page.NewDateField(env, env.T("statement.from")).
		SetPlaceholder(env.T("usage.only_last"))
	p.to = page.NewDateField(env, env.T("statement.to"))
	options := []kit.Option{{Text: env.T("usage.all_resources")}}
	for _, r := range capacity.Resources() {
		options = append(options, kit.Option{Key: string(r), Text: env.T("field." + string(r))})
	}
	p.resource = kit.NewSelectField(env.T("statement.resource"), options)
	p.resource.OnChanged = func(string) { p.typed() }
	for _, f := range []*kit.Field{p.from, p.to} {
		f.OnChanged = func(string) { p.typed() }
		f.SetOnEnter(func() { p.focusTable() })
	}
	p.search.OnDown = p.focusTable
}

func (p *Page) focusTable() {
	if l := p.list(); l != nil {
		p.env.Canvas.Focus(l.table)
	}
}

// list is the one in front, nil where there is none.
func (p *Page) list() *list {
	if p.tabs == nil {
		return nil
	}
	return p.lists[desk.UsageBy(p.tabs.Chosen())]
}

// chosen shows the list of the chosen tab.
func (p *Page) chosen() {
	p.query.By = desk.UsageBy(p.tabs.Chosen())
	for by, l := range p.lists {
		page.SetVisible(l.table, by == p.query.By)
	}
}

// setPeriod fills the fields.
func (p *Page) setPeriod(period desk.UsagePeriod) {
	p.setting = true
	p.from.SetText(p.env.Words.Day(period.From))
	p.to.SetText(p.env.Words.Day(period.To))
	p.setting = false
	p.typed()
}

// step goes to the month before or after the one in which the last day is.
func (p *Page) step(months int) {
	last := p.query.To
	if last == core.NoDay {
		last = core.DayOf(p.env.Now())
	}
	if p.query.Period == desk.UsageMonth(last) || months < 0 {
		if months < 0 {
			last = desk.UsageMonth(last).From - 1
		} else {
			last = desk.UsageMonth(last).To + 1
		}
	}
	p.setPeriod(desk.UsageMonth(last))
}

// typed takes days and resource from the fields.
func (p *Page) typed() {
	if p.setting {
		return
	}
	right := true
	read := func(f *kit.Field) core.Day {
		day, err := page.ParseDay(p.env, f.Text())
		f.SetError("")
		if err != nil {
			f.SetError(p.env.Words.Error(err))
			right = false
		}
		return day
	}
	p.query.From, p.query.To = read(p.from), read(p.to)
	p.query.Resource = capacity.Resource(p.resource.Text())
	if right {
		if err := p.query.Validate(); err != nil {
			p.to.SetError(p.env.Words.Error(err))
			right = false
		}
	}
	p.month.SetText(p.periodText())
	if !right {
		p.export.Refuse(p.env.T("statement.wrong_date"))
		return
	}
	p.reload()
}

// periodText names the period.
func (p *Page) periodText() string {
	q := p.query
	switch {
	case q.To == core.NoDay:
		return ""
	case q.AsOf():
		return p.env.T("usage.as_of", core.Args{"Date": q.To})
	case q.Period == desk.UsageMonth(q.To):
		year, month, _ := q.To.Date()
		return p.env.Words.Month(month) + " " + strconv.Itoa(year)
	}
	return p.env.T("usage.some_days", core.Args{"Count": q.Days()})
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyUsage }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Navigate exports the usage.
func (p *Page) Navigate(to page.Route) {
	if to.Part == page.PartExport && p.tabs != nil {
		p.reading.then = p.export.Run
		p.reload()
	}
}

// Shown reads the usage if it changed while another page was in front.
func (p *Page) Shown() {
	p.shown = true
	if p.stale {
		p.reload()
	}
	p.focusTable()
	page.ToTop(p.env)
}

// Changed reads the usage again when capacity moved. What is over changes no more; names are read
// again when the page is shown.
func (p *Page) Changed(events desk.Events) {
	if !events.Any(
		desk.CapacityChanged, desk.PBXsChanged, desk.CustomersChanged, desk.ResellersChanged,
	) {
		return
	}
	p.stale = true
	if p.shown && events.Any(desk.CapacityChanged) && p.reading.report.Open {
		p.reload()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	listed := func() bool { return p.tabs != nil }
	headed := func() bool { return listed() && p.list().headings() }
	return []page.Command{
		{
			ID: "command.search_usage", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF),
			Enabled: listed, Run: func() { p.env.Canvas.Focus(p.search.Focusable()) },
		},
		{
			ID: "command.previous_month", Icon: kit.IconChevronLeft, Enabled: listed,
			Run: func() { p.step(-1) },
		},
		{
			ID: "command.next_month", Icon: kit.IconChevronRight, Enabled: listed,
			Run: func() { p.step(1) },
		},
		{
			ID: "command.fold_groups", Icon: kit.IconChevronRight, Enabled: headed,
			Run: func() { p.fold(true) },
		},
		{
			ID: "command.unfold_groups", Icon: kit.IconChevronDown, Enabled: headed,
			Run: func() { p.fold(false) },
		},
		p.export.Command("command.export_usage"),
	}
}

func (p *Page) exportLines(rows int) {
	env, q := p.env, p.query
	name := env.T("export.name.usage") + " " + q.To.String()
	page.ExportDialog(env, name, rows, func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportUsage(ctx, q, env.Words.Language())
	})
}
