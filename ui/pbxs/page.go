// Package pbxs is the page Cloud PBX › PBX: the list of cloud PBXs, and the form that plans them.
package pbxs

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Cloud PBX › PBX.
type Page struct {
	env     *page.Env
	list    *page.List[desk.PBXRow]
	only    *kit.Chip // Takes away that only the PBXs of one customer are shown.
	add     *kit.Button
	start   *page.Offer
	stop    *page.Offer
	remove  *page.Offer
	export  *page.Exporter
	kept    *kit.Paragraph // What the distributor keeps for a reseller.
	keeps   page.Latest[kept]
	tools   *fyne.Container
	content fyne.CanvasObject
	open    *formView // The form that is shown, if one is.
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env}
	p.buildContent()
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyPBXs }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the list if it changed while another page was in front.
func (p *Page) Shown() {
	p.list.Shown()
	p.tellKept()
}

// Changed reads the list again when PBXs, or the names of whom they belong to, changed.
func (p *Page) Changed(events desk.Events) {
	if events.Any(desk.PBXsChanged, desk.ResellersChanged, desk.CustomersChanged) {
		p.list.Changed()
	}
	if events.Any(desk.ExchangeChanged) {
		p.tellKept()
	}
}

// Navigate adds or opens a PBX, chooses a quick filter, shows only the PBXs of a reseller or those
// made for a customer, asks where those of some resellers go, or exports the list.
func (p *Page) Navigate(to page.Route) {
	switch to.Part {
	case page.PartAdd:
		p.Add()
	case page.PartEdit:
		p.openFound(to.ID())
	case page.PartExport:
		p.list.Reload(p.export.Run)
	case page.PartFiltered:
		p.list.ShowChip(to.Chip)
	case page.PartForCustomer:
		p.showCustomer(to.ID())
	case page.PartOfOwner:
		p.showOwner(to.ID())
	case page.PartMove:
		p.moveOf(to.IDs)
	}
}

// openFound opens the form of a PBX that was found elsewhere, or shows it in the list where it
// cannot be changed.
func (p *Page) openFound(id string) {
	p.list.Show(id)
	page.ReadOr(p.env, func(ctx context.Context) ([]desk.PBXRow, error) {
		return p.env.Desk.PBXsByID(ctx, []string{id})
	}, p.env.FailReloading, func(rows []desk.PBXRow) {
		if len(rows) == 1 && !rows[0].Reported && p.env.May(permission.PBXEdit) {
			p.openForm(id, "")
		}
	})
}

// showCustomer shows only the PBXs that are made for a customer.
func (p *Page) showCustomer(id string) {
	page.Read(p.env, func(ctx context.Context) ([]desk.CustomerRow, error) {
		rows, err := p.env.Desk.CustomersByID(ctx, []string{id})
		if err == nil && len(rows) == 0 {
			err = &core.Error{Code: core.NotFound, Key: "customer.gone"}
		}
		return rows, err
	}, func(rows []desk.CustomerRow) {
		args := core.Args{"Customer": rows[0].Company}
		p.showOnly("customer/"+id, p.env.T("pbx.for_customer", args))
	})
}

// showOnly narrows the list, and says to what.
func (p *Page) showOnly(only, words string) {
	p.only.Set(words, true)
	p.list.ShowAll()
	p.list.SetOnly(only)
}

// moveOf asks where all PBXs of resellers go that are kept here, and shows only those of a single
// one.
func (p *Page) moveOf(owners []string) {
	if len(owners) == 1 {
		p.showOwner(owners[0])
	}
	page.ReadOr(p.env, func(ctx context.Context) ([]string, error) {
		return p.keptHere(ctx, owners)
	}, p.env.FailReading, func(ids []string) {
		if len(ids) > 0 {
			p.move(ids)
		}
	})
}

// keptHere are the PBXs of resellers that this workspace keeps, not their own.
func (p *Page) keptHere(ctx context.Context, owners []string) ([]string, error) {
	var ids []string
	for _, owner := range owners {
		all, err := p.env.Desk.PBXIDs(ctx, desk.PBXQuery{Owner: owner, Sort: desk.ByName})
		if err != nil {
			return nil, err
		}
		ids = append(ids, all...)
	}
	rows, err := p.env.Desk.PBXsByID(ctx, ids)
	var here []string
	for _, r := range rows {
		if !r.Reported {
			here = append(here, r.ID)
		}
	}
	return here, err
}

// showOwner shows only the PBXs of a reseller.
func (p *Page) showOwner(id string) {
	page.ReadOr(p.env, func(ctx context.Context) ([]desk.PBXRow, error) {
		return p.env.Desk.PBXs(ctx, desk.PBXQuery{Owner: id, Sort: desk.ByName, Limit: 1})
	}, p.env.FailReading, func(rows []desk.PBXRow) {
		if len(rows) > 0 {
			args := core.Args{"Company": rows[0].Owner.Name}
			p.showOnly("owner/"+id, p.env.T("pbx.of_owner", args))
		}
	})
}

// Commands are the actions of the page: on its targets, on the form that is open, and on the list.
func (p *Page) Commands() []page.Command {
	env := p.env
	list := []page.Command{
		{
			ID: "command.add_pbx", Icon: kit.IconPlus, Shortcut: page.Ctrl(fyne.KeyN),
			Enabled: func() bool { return env.May(permission.PBXAdd) }, Run: p.Add,
		},
		{
			ID: "command.search_pbx", Icon: kit.IconSearch,
			Shortcut: page.Ctrl(fyne.KeyF), Run: p.list.FocusSearch,
		},
		p.export.Command("command.export_pbxs"),
		{
			ID: "command.regions", Icon: kit.IconSliders,
			Enabled: func() bool { return env.May(permission.PBXEdit) }, Run: p.regions,
		},
	}
	list = append(list, p.importer().Commands()...)
	return append(list, p.actions(p.list.Targets)...)
}

// ImportFile checks a table of PBXs, and shows what importing it would do.
func (p *Page) ImportFile(path string) { p.importer().File(path) }

// importer imports PBXs.
func (p *Page) importer() *importing.Importer {
	return importing.New(p.env, desk.ImportPBXs, p.list.SayRefused)
}

// Find finds PBXs by any part of what is known of them.
func (p *Page) Find(ctx context.Context, text string, most int) []page.Found {
	rows, _ := p.env.Desk.PBXs(ctx, desk.PBXQuery{Search: text, Sort: desk.ByName, Limit: most})
	return p.list.Found(rows, func(r desk.PBXRow) page.Found {
		return page.Found{
			Icon: kit.IconPhone, Name: r.Name, More: r.Host(), Kind: p.env.T("find.pbx"),
			Open: func() { p.env.Open(page.To(page.KeyPBXs, page.PartEdit, r.ID)) },
		}
	})
}

// actions are what can be done to PBXs. Toolbar, palette and shortcuts do it to the targets of the
// page, the menu of a row does it to that row.
func (p *Page) actions(targets func() []string) []page.Command {
	c := p.list.Chosen(targets)
	return slices.Concat(p.openCommands(c), p.stateCommands(c), p.otherCommands(c))
}

type chosen = page.Chosen[desk.PBXRow]

// isHere tells whether a PBX is kept in this workspace, not reported by its reseller.
func isHere(r desk.PBXRow) bool { return !r.Reported }

// openCommands open the form of a PBX, each with another field in front.
func (p *Page) openCommands(c chosen) []page.Command {
	at := func(field string) func() {
		return c.DoOne(func(id string) { p.openForm(id, field) })
	}
	return []page.Command{
		{
			ID: "command.edit", Group: page.GroupOpen, One: true, Icon: kit.IconEdit,
			Enabled: c.Single(c.Can(permission.PBXEdit, isHere)), Run: c.DoOne(p.Edit),
		},
		{
			ID: "command.resize_pbx", Group: page.GroupOpen, One: true, Icon: kit.IconSliders,
			Enabled: c.Single(c.Can(permission.PBXResize, isHere)),
			Run:     at(string(capacity.Extensions)),
		},
		{
			ID: "command.date_pbx", Group: page.GroupOpen, One: true, Icon: kit.IconClock,
			Enabled: c.Single(c.Can(permission.PBXExpiry, isHere)), Run: at(pbx.FieldExpiry),
		},
	}
}

// stateCommands change what a PBX does, whose it is, and what is known of it.
func (p *Page) stateCommands(c chosen) []page.Command {
	running := func(r desk.PBXRow) bool { return isHere(r) && r.State == pbx.Running }
	consumes := func(r desk.PBXRow) bool { return isHere(r) && r.TranscriptionMinutes > 0 }
	resizable := c.Can(permission.PBXResize, isHere)
	return []page.Command{
		{
			ID: "command.start_pbx", Group: page.GroupState, Icon: kit.IconPlay,
			Enabled: c.Can(permission.PBXStartStop, p.startable), Run: c.Do(p.startThem),
		},
		{
			ID: "command.stop_pbx", Asks: true, Group: page.GroupState, Icon: kit.IconPause,
			Enabled: c.Can(permission.PBXStartStop, running), Run: c.Do(p.stopThem),
		},
		{
			ID: "command.send", Asks: true, Group: page.GroupSend, One: true,
			Icon: kit.IconMail, Shortcut: page.Ctrl(fyne.KeyM),
			Enabled: c.Single(c.Can(permission.PBXSendActivation, isHere)),
			Run:     c.DoOne(p.sendActivation),
		},
		{
			ID: "command.move_pbx", Asks: true, Group: page.GroupState, Icon: kit.IconSend,
			Enabled: func() bool { return p.env.Desk.IsDistributor() && resizable() },
			Run:     c.Do(p.move),
		},
		{
			ID: "command.consume_pbx", Asks: true, Group: page.GroupState, One: true,
			Icon: kit.IconEdit, Enabled: c.Single(c.Can(permission.PBXResize, consumes)),
			Run: c.DoOne(p.consume),
		},
	}
}

func (p *Page) otherCommands(c chosen) []page.Command {
	reached := func(r desk.PBXRow) bool { return r.Host() != "" }
	return []page.Command{
		{
			ID: "command.delete_pbx", Asks: true, Group: page.GroupEnd, Icon: kit.IconTrash,
			Enabled: c.Can(permission.PBXDelete, isHere), Run: c.Do(p.deleteThem),
		},
		{
			ID: "command.copy_address", Group: page.GroupCopy, One: true, Icon: kit.IconCopy,
			Enabled: c.Single(c.Can(permission.PBXView, reached)), Run: c.DoOne(p.copyAddress),
		},
	}
}

// startable tells whether a PBX is stopped, and could be started.
func (p *Page) startable(r desk.PBXRow) bool {
	return !r.Reported && r.State == pbx.Stopped && !r.Over(p.env.Now())
}

// Add opens the form of a new PBX.
func (p *Page) Add() {
	if p.env.May(permission.PBXAdd) {
		p.openForm("", "")
	}
}

// Edit opens the form of a PBX, or says who keeps it.
func (p *Page) Edit(id string) {
	if r, loaded := p.list.Find(id); loaded && r.Reported {
		p.env.Fail(&core.Error{
			Code: core.Conflict, Key: "pbx.kept_by_reseller",
			Args: core.Args{"Company": r.Owner.Name},
		})
		return
	}
	if p.env.May(permission.PBXEdit) {
		p.openForm(id, "")
	}
}

func (p *Page) copyAddress(id string) {
	p.list.Copy(id, func(r desk.PBXRow) string { return r.Host() })
}

// query is the question of the list as the desk takes it.
func query(q page.Query) desk.PBXQuery {
	asked := desk.PBXQuery{
		Search: q.Search, Filters: q.Filters, Chip: desk.PBXChip(q.Chip), Sort: q.Sort,
		Down: q.Down, Offset: q.Offset, Limit: q.Limit,
	}
	switch what, id, _ := strings.Cut(q.Only, "/"); what {
	case "customer":
		asked.Customer = id
	case "owner":
		asked.Owner = id
	}
	return asked
}

func (p *Page) buildContent() {
	env := p.env
	p.kept = kit.NewParagraph("", kit.Secondary)
	p.kept.Hide()
	p.only = kit.NewChip("", func() { p.list.SetOnly("") })
	p.only.Hide()
	p.buildButtons()
	p.buildList()
	p.tools = p.list.Tools(p.add, p.start.Button, p.stop.Button, p.remove.Button, p.only)
	p.export = page.NewExporter(env, permission.PBXExport, p.exportList)
	regions := kit.NewButton(
		env.T("field.regions"), kit.ButtonSecondary, p.regions,
	).SetTip(env.T("tip.regions"))
	page.SetVisible(regions, env.May(permission.PBXEdit))
	head := kit.NewStack(
		8,
		page.Header(
			kit.NewText(env.T("menu.pbx"), kit.Title), regions, p.importer().Button(), p.export.Button,
			kit.NewSized(260, 0, p.list.Search),
		),
		p.list.Banner, p.kept, p.tools,
	)
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(8, 0, 12, 0, p.list.Body))
	p.refreshButtons()
}

// buildButtons makes the buttons above the list.
func (p *Page) buildButtons() {
	env := p.env
	p.add = kit.NewButton(
		env.T("button.add"), kit.ButtonPrimary, p.Add,
	).SetIcon(kit.IconPlus).SetTip(env.T("tip.add_pbx"))
	none := env.T("pbx.none_selected")
	p.start = page.NewOffer(env, none, "command.start_pbx")
	p.stop = page.NewOffer(env, none, "command.stop_pbx")
	p.remove = page.NewOffer(env, none, "command.delete_pbx")
	p.remove.Button.SetTip(env.T("tip.delete_pbx"))
	for b, feature := range map[*kit.Button]permission.Key{
		p.add: permission.PBXAdd, p.start.Button: permission.PBXStartStop,
		p.stop.Button: permission.PBXStartStop, p.remove.Button: permission.PBXDelete,
	} {
		page.SetVisible(b, env.May(feature))
	}
}

func (p *Page) exportList(rows int) {
	env, q := p.env, query(p.list.Query())
	do := func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportPBXs(ctx, q, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.pbxs"), rows, do)
}

func (p *Page) buildList() {
	env := p.env
	p.list = page.NewList(env, page.ListOptions[desk.PBXRow]{
		Name: "pbxs", Columns: p.columns(), Sort: desk.ByName, Chips: p.chips(),
		Called: func(r desk.PBXRow) string { return r.Name }, CalledIn: "Name",
		Refused: "pbx.refused",
		Source: page.Ask(
			func(r desk.PBXRow) string { return r.ID }, query, env.Desk.CountPBXs,
			env.Desk.PBXs, env.Desk.PBXIDs, env.Desk.PBXPosition,
		),
		Counts: page.Counts(query, env.Desk.PBXChips),
		Sums: func(ctx context.Context, ids []string) (string, error) {
			s, err := env.Desk.PBXSums(ctx, ids)
			args := core.Args{"Count": len(ids), "Extensions": s.Extensions, "Calls": s.Calls}
			return env.T("pbxs.sums", args), err
		},
		Empty: p.empty(), NothingText: env.T("pbx.nothing_text"), OnChanged: p.refreshButtons,
		Tell: string(desk.PBXChipExpiring), TellKey: "pbx.expiring",
		OnChips: func() { p.content.Refresh() }, OnOpen: p.Edit,
		OnDelete: p.deleteThem, OnIcon: p.pressed, Actions: p.actions,
	})
}

// empty is what is in place of the list while there is no PBX.
func (p *Page) empty() fyne.CanvasObject {
	var button fyne.CanvasObject
	if p.env.May(permission.PBXAdd) {
		button = kit.NewButton(
			p.env.T("command.add_pbx"), kit.ButtonPrimary, p.Add,
		).SetIcon(kit.IconPlus)
	}
	text := "pbx.empty_text"
	if p.env.Desk.IsDistributor() {
		text = "pbx.empty_text_seller"
	}
	return kit.NewEmpty(kit.IconPhone, p.env.T("pbx.empty"), p.env.T(text), button)
}

func (p *Page) refreshButtons() {
	if p.export == nil {
		return
	}
	for _, o := range []*page.Offer{p.start, p.stop, p.remove} {
		p.list.Offer(o, p.env.T("list.unfit"))
	}
	page.SetVisible(p.only, p.list.Query().Only != "")
	p.export.SetCount(p.list.Rows())
	p.tools.Refresh()
}

func (p *Page) pressed(r desk.PBXRow, icon string) {
	switch icon {
	case "edit":
		p.Edit(r.ID)
	case "start":
		p.startThem([]string{r.ID})
	case "stop":
		p.stopThem([]string{r.ID})
	}
}
