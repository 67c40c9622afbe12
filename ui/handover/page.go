// Package handover is the page Cloud PBX › Hand-over: what has to be entered in the vendor's
// system, to be copied value by value and ticked off.
package handover

import (
	"context"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/comparing"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Cloud PBX › Hand-over.
type Page struct {
	env     *page.Env
	entries *page.Whole[entry]
	list    *page.List[entry]
	open    atomic.Int64   // How many entries are to be done.
	listed  atomic.Int64   // How many entries were read,
	found   atomic.Int64   // and how many there are.
	more    *kit.Paragraph // Says that there are more than are listed.
	export  *page.Exporter
	tick    *kit.Button
	untick  *kit.Button
	all     *kit.Button // Takes everything as made already.
	tools   *fyne.Container
	panel   *panel
	content fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, more: kit.NewParagraph("", kit.Caption)}
	p.more.Hide()
	p.export = page.NewExporter(env, permission.HandoverExport, p.exportEntries)
	p.panel = newPanel(p)
	p.buildList()
	p.tick = p.button("handover.tick", kit.IconCheck, func() { p.tickNow(p.list.Targets()) })
	p.untick = p.button("handover.untick", kit.IconUndo, func() { p.untickNow(p.list.Targets()) })
	p.all = kit.NewIconButton(
		kit.IconTicked, env.T("handover.tick_all_tip"), func() { p.askAll(pbx.Ref{}) },
	)
	page.SetVisible(p.all, env.May(permission.HandoverTick))
	p.tools = p.list.Tools(p.tick, p.untick, p.all)
	header := page.Header(
		kit.NewText(env.PageName(page.KeyHandover), kit.Title), comparing.New(env).Button(),
		p.export.Button,
		kit.NewSized(190, 0, p.list.Search),
	)
	about := kit.NewParagraph(env.T("handover.about"), kit.Secondary)
	head := kit.NewStack(8, header, about, p.tools, p.more)
	body := container.New(besideLayout{}, p.list.Body, p.panel.object)
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(8, 0, 12, 0, body))
	p.refresh()
	return p
}

// button acts on the selected entries.
func (p *Page) button(words string, icon kit.IconName, do func()) *kit.Button {
	b := kit.NewButton(p.env.T(words), kit.ButtonSecondary, do)
	b.SetIcon(icon).SetTip(p.env.T(words + "_tip"))
	page.SetVisible(b, p.env.May(permission.HandoverTick))
	return b
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyHandover }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the entries again: what was ticked yesterday leaves the list.
func (p *Page) Shown() { p.list.ShownAgain() }

// Left is called when another page comes to the front: what changes then is read by Shown.
func (p *Page) Left() { p.list.Left() }

// Changed reads the entries again when something changed that they are about.
func (p *Page) Changed(e desk.Events) {
	if e.Any(
		desk.HandoverChanged, desk.PBXsChanged, desk.ResellersChanged, desk.CapacityChanged,
	) {
		p.list.Changed()
	}
}

// Navigate begins the export.
func (p *Page) Navigate(to page.Route) {
	if to.Part == page.PartExport {
		p.list.Reload(p.export.Run)
	}
}

// Commands are the actions of the page, and those on the selected entries.
func (p *Page) Commands() []page.Command {
	search := page.Command{
		ID: "command.search_handover", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF),
		Run: p.list.FocusSearch,
	}
	return slices.Concat(
		[]page.Command{
			search, p.export.Command("command.export_handover"), {
				ID: "handover.tick_all", Icon: kit.IconTicked,
				Enabled: func() bool {
					return p.env.May(permission.HandoverTick) && p.open.Load() > 0
				},
				Run: func() { p.askAll(pbx.Ref{}) },
			},
		},
		comparing.New(p.env).Commands(), p.actions(p.list.Targets),
	)
}

// actions are what can be done to entries: to the selected ones, or to that of a row.
func (p *Page) actions(targets func() []string) []page.Command {
	env := p.env
	some := func(done bool) func() bool {
		return func() bool {
			return env.May(permission.HandoverTick) && len(p.those(targets(), done)) > 0
		}
	}
	return []page.Command{
		{
			ID: "handover.tick", Group: page.GroupState, Icon: kit.IconCheck,
			Key: env.T("key.space_ticks"), Enabled: some(false),
			Run: func() { p.tickNow(targets()) },
		},
		{
			ID: "handover.untick", Group: page.GroupState, Icon: kit.IconUndo,
			Enabled: some(true), Run: func() { p.untickNow(targets()) },
		},
		{
			ID: "handover.tick_reseller", Group: page.GroupState, One: true, Icon: kit.IconTicked,
			Enabled: some(false), Run: func() { p.askAllOf(targets()) },
		},
		{
			ID: "handover.copy", Group: page.GroupCopy, One: true, Icon: kit.IconCopy,
			Enabled: func() bool { return len(targets()) == 1 },
			Run:     func() { p.copyValues(targets()[0]) },
		},
	}
}

// those are the ids of the entries among some that are done, or that are not.
func (p *Page) those(ids []string, done bool) []string {
	var list []string
	for _, e := range p.entries.Known(ids) {
		if e.Done == done {
			list = append(list, e.ID)
		}
	}
	return list
}

// toggle ticks what is open among the selected entries, or takes the ticks back when all are done.
func (p *Page) toggle() {
	ids := p.list.Targets()
	switch {
	case !p.env.May(permission.HandoverTick) || p.env.Modals.Open():
	case len(p.those(ids, false)) > 0:
		p.tickNow(ids)
	default:
		p.untickNow(ids)
	}
}

// tickNow says of entries that they are done. The panel names the day of a PBX that is created.
func (p *Page) tickNow(ids []string) {
	made, wrong := p.panel.made(ids)
	if wrong {
		return
	}
	p.tickOn(ids, made)
}

func (p *Page) tickOn(ids []string, made core.Day) {
	ids = p.those(ids, false)
	if len(ids) == 0 {
		return
	}
	env, next := p.env, p.list.Below(ids)
	page.Do(env, func(ctx context.Context) ([]string, error) {
		return env.Desk.TickHandover(ctx, ids, made)
	}, func(ticks []string) {
		p.goOn(next)
		p.sayTicked(ticks)
	})
}

// sayTicked says how many entries were ticked, with the way back.
func (p *Page) sayTicked(ticks []string) {
	env := p.env
	said := env.T("toast.handover_ticked", core.Args{"Count": len(ticks)})
	env.Toasts.Say(said, env.T("button.undo"), func() {
		p.takeBack(ticks, func() { env.Canvas.Focus(p.list.Table) })
	})
}

// goOn lets the keyboard go to another row.
func (p *Page) goOn(id string) {
	p.list.Select(id)
	p.env.Canvas.Focus(p.list.Table)
}

// untickNow takes the ticks of entries back.
func (p *Page) untickNow(ids []string) {
	if ids = p.those(ids, true); len(ids) > 0 {
		next := p.list.Below(ids)
		p.takeBack(ids, func() { p.goOn(next) })
	}
}

func (p *Page) takeBack(ids []string, then func()) {
	env := p.env
	page.Act(env, len(ids), func(ctx context.Context) error {
		return env.Desk.UntickHandover(ctx, ids)
	}, func(err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		then()
		env.Toasts.Say(env.T("toast.handover_unticked", core.Args{"Count": len(ids)}), "", nil)
	})
}

// copyValues copies all values of an entry, each with its field.
func (p *Page) copyValues(id string) {
	for _, e := range p.entries.Known([]string{id}) {
		text := ""
		for _, v := range e.values {
			text += v.Field + "\t" + v.Plain + "\n"
		}
		page.CopyText(text)
		p.env.Toasts.Say(
			p.env.T("toast.copied_values", core.Args{"Count": len(e.values)}), "", nil,
		)
	}
}

// refresh shows what can be done to the selected entries, and the current one.
func (p *Page) refresh() {
	if p.content == nil {
		return
	}
	p.export.SetCount(p.list.Rows())
	p.refreshButton(p.tick, "handover.tick", false)
	p.refreshButton(p.untick, "handover.untick", true)
	if p.open.Load() > 0 {
		p.all.Enable()
	} else {
		p.all.Disable(p.env.T("handover.tick_all_none"))
	}
	p.tools.Refresh()
	p.showMore()
	p.panel.show()
}

func (p *Page) refreshButton(b *kit.Button, words string, done bool) {
	n := len(p.those(p.list.Targets(), done))
	page.SetCount(p.env, b, p.env.T(words), n)
	if n > 0 {
		b.Enable()
	} else {
		b.Disable(p.env.T(words + "_none"))
	}
}

// showMore says how many entries there are when not all of them are listed.
func (p *Page) showMore() {
	listed, found, text := p.listed.Load(), p.found.Load(), ""
	if found > listed {
		text = p.env.T("handover.more", core.Args{"Listed": listed, "All": found})
	}
	p.more.SetText(text)
	page.SetVisible(p.more, text != "")
}

// exportEntries exports what the quick filter shows, or of it what was searched and filtered.
func (p *Page) exportEntries(rows int) {
	env, q := p.env, p.list.Query()
	do := func(ctx context.Context) (desk.Export, error) {
		of := queryOf(q.Chip, core.DayOf(env.Now()))
		isFiltered := q.Search != ""
		for _, text := range q.Filters {
			isFiltered = isFiltered || text != ""
		}
		if isFiltered {
			var err error
			if of.IDs, err = p.entries.IDs(ctx, q); err != nil {
				return desk.Export{}, err
			}
		}
		return env.Desk.ExportHandover(ctx, of, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.handover"), rows, do)
}

// creates tells whether an entry is a PBX that is to be created.
func (e entry) creates() bool {
	return !e.Done && e.Kind == kindPBX && e.Part == desk.HandoverCreate
}

// kindPBX is the kind of the entries about PBXs.
const kindPBX = "pbx"

// createsAny tells whether a PBX is created by one of some entries.
func (p *Page) createsAny(ids []string) bool {
	return slices.ContainsFunc(p.entries.Known(ids), entry.creates)
}

// fieldMade is the field for the day on which a PBX was made.
const fieldMade = pbx.FieldMadeAt
