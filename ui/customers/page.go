// Package customers is the page Cloud PBX › Customer: for whom PBXs are made, and the form that
// adds and edits them.
package customers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Cloud PBX › Customer.
type Page struct {
	env     *page.Env
	list    *page.List[desk.CustomerRow]
	add     *kit.Button
	remove  *kit.Button
	export  *page.Exporter
	tools   *fyne.Container
	content fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env}
	p.buildContent()
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyCustomers }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Navigate adds a customer, shows one, in the form to whom may change it, or exports the list.
func (p *Page) Navigate(to page.Route) {
	switch to.Part {
	case page.PartExport:
		p.list.Reload(p.export.Run)
	case page.PartAdd:
		p.Add()
	case page.PartEdit:
		p.list.Show(to.ID())
		p.Edit(to.ID())
	}
}

// Shown reads the list if it changed while another page was in front.
func (p *Page) Shown() { p.list.Shown() }

// Changed reads the list again when customers, or what is made for them, changed.
func (p *Page) Changed(events desk.Events) {
	if events.Any(desk.CustomersChanged, desk.PBXsChanged, desk.ResellersChanged) {
		p.list.Changed()
	}
}

// Commands are the actions of the page: on its targets, on the form that is open, and on the list.
func (p *Page) Commands() []page.Command {
	env := p.env
	list := []page.Command{
		{
			ID: "command.add_customer", Icon: kit.IconPlus,
			Shortcut: page.Ctrl(fyne.KeyN),
			Enabled:  func() bool { return env.May(permission.CustomerAdd) }, Run: p.Add,
		},
		{
			ID: "command.search_customer", Icon: kit.IconSearch,
			Shortcut: page.Ctrl(fyne.KeyF), Run: p.list.FocusSearch,
		},
		p.export.Command("command.export_customers"),
	}
	list = append(list, p.importer().Commands()...)
	return append(list, p.actions(p.list.Targets)...)
}

// ImportFile checks a table of customers, and shows what importing it would do.
func (p *Page) ImportFile(path string) { p.importer().File(path) }

// importer imports customers.
func (p *Page) importer() *importing.Importer {
	return importing.New(p.env, desk.ImportCustomers, p.list.SayRefused)
}

// Find finds customers by any part of what is known of them.
func (p *Page) Find(ctx context.Context, text string, most int) []page.Found {
	rows, _ := p.env.Desk.Customers(
		ctx, desk.CustomerQuery{Search: text, Sort: desk.ByCompany, Limit: most},
	)
	return p.list.Found(rows, func(r desk.CustomerRow) page.Found {
		return page.Found{
			Icon: kit.IconBuilding, Name: r.Company, More: r.Email, Kind: p.env.T("find.customer"),
			Open: func() { p.env.Open(page.To(page.KeyCustomers, page.PartEdit, r.ID)) },
		}
	})
}

// actions are what can be done to customers. Toolbar, palette and shortcuts do it to the targets of
// the page, the menu of a row does it to that row.
func (p *Page) actions(targets func() []string) []page.Command {
	c := p.list.Chosen(targets)
	all := func(desk.CustomerRow) bool { return true }
	hasPBXs := func(r desk.CustomerRow) bool { return r.PBXs > 0 }
	return []page.Command{
		{
			ID: "command.edit", One: true, Icon: kit.IconEdit,
			Enabled: c.Single(c.Can(permission.CustomerEdit, all)), Run: c.DoOne(p.Edit),
		},
		{
			ID: "command.customer_pbxs", One: true, Icon: kit.IconPhone,
			Enabled: c.Single(c.Can(permission.PBXView, hasPBXs)), Run: c.DoOne(p.openPBXs),
		},
		{
			ID: "command.delete_customer", Asks: true, Group: page.GroupEnd, Icon: kit.IconTrash,
			Enabled: c.Can(permission.CustomerDelete, all), Run: c.Do(p.deleteThem),
		},
		{
			ID: "command.copy_email", Group: page.GroupCopy, One: true, Icon: kit.IconCopy,
			Enabled: c.Single(c.Can(permission.CustomerView, all)), Run: c.DoOne(p.copyEmail),
		},
	}
}

// openPBXs leads to the PBXs that are made for a customer.
func (p *Page) openPBXs(id string) {
	p.env.Open(page.To(page.KeyPBXs, page.PartForCustomer, id))
}

func (p *Page) copyEmail(id string) {
	p.list.Copy(id, func(r desk.CustomerRow) string { return r.Email })
}

// Add opens the form of a new customer.
func (p *Page) Add() {
	if p.env.May(permission.CustomerAdd) {
		p.openForm("")
	}
}

// Edit opens the form of a customer.
func (p *Page) Edit(id string) {
	if p.env.May(permission.CustomerEdit) {
		p.openForm(id)
	}
}

// query is the question of the list as the desk takes it.
func query(q page.Query) desk.CustomerQuery {
	return desk.CustomerQuery{
		Search: q.Search, Filters: q.Filters, Sort: q.Sort, Down: q.Down, Offset: q.Offset,
		Limit: q.Limit,
	}
}

func (p *Page) buildContent() {
	env := p.env
	p.add = kit.NewButton(
		env.T("button.add"), kit.ButtonPrimary, p.Add,
	).SetIcon(kit.IconPlus).SetTip(env.T("tip.add_customer"))
	p.remove = kit.NewButton(
		env.T("command.delete"), kit.ButtonSecondary, func() { p.deleteThem(p.list.Targets()) },
	).SetTip(env.T("tip.delete_customer"))
	page.SetVisible(p.add, env.May(permission.CustomerAdd))
	page.SetVisible(p.remove, env.May(permission.CustomerDelete))
	p.buildList()
	p.tools = p.list.Tools(p.add, p.remove)
	p.export = page.NewExporter(env, permission.CustomerExport, p.exportList)
	head := kit.NewStack(
		8,
		page.Header(
			kit.NewText(env.T("menu.customer"), kit.Title), p.importer().Button(),
			p.export.Button,
			kit.NewSized(260, 0, p.list.Search),
		),
		p.tools,
	)
	p.content = container.NewBorder(head, nil, nil, nil, kit.NewPadded(8, 0, 12, 0, p.list.Body))
	p.refreshButtons()
}

func (p *Page) exportList(rows int) {
	env, q := p.env, query(p.list.Query())
	do := func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportCustomers(ctx, q, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.customers"), rows, do)
}

func (p *Page) buildList() {
	env := p.env
	p.list = page.NewList(env, page.ListOptions[desk.CustomerRow]{
		Name: "customers", Columns: p.columns(), Sort: desk.ByCompany,
		Called: func(r desk.CustomerRow) string { return r.Title() }, CalledIn: "Customer",
		Refused: "customers.refused",
		Source: page.Ask(
			func(r desk.CustomerRow) string { return r.ID }, query, env.Desk.CountCustomers,
			env.Desk.Customers, env.Desk.CustomerIDs, env.Desk.CustomerPosition,
		),
		Empty: p.empty(), NothingText: env.T("customers.nothing_text"), OnChanged: p.refreshButtons,
		OnOpen:   p.Edit,
		OnDelete: p.deleteThem, OnIcon: func(r desk.CustomerRow, _ string) { p.Edit(r.ID) },
		Actions: p.actions,
	})
}

func (p *Page) empty() fyne.CanvasObject {
	var button fyne.CanvasObject
	if p.env.May(permission.CustomerAdd) {
		button = kit.NewButton(
			p.env.T("command.add_customer"), kit.ButtonPrimary, p.Add,
		).SetIcon(kit.IconPlus)
	}
	return kit.NewEmpty(
		kit.IconBuilding, p.env.T("customers.empty"), p.env.T("customers.empty_text"), button,
	)
}

type column = kit.Column[desk.CustomerRow]

func (p *Page) columns() []column {
	env := p.env
	place := func(r desk.CustomerRow) string { return strings.TrimSpace(r.ZipCode + " " + r.City) }
	list := []column{
		p.text(desk.ByCompany, 190, 150, 0, func(r desk.CustomerRow) string { return r.Company }),
		p.text(desk.ByName, 140, 90, 4, func(r desk.CustomerRow) string { return r.Name() }),
		p.text(desk.ByEmail, 190, 160, 2, func(r desk.CustomerRow) string { return r.Email }),
		p.text(
			desk.ByPhone, 130, 130, 5, func(r desk.CustomerRow) string { return r.BusinessNumber },
		),
		p.text(desk.ByCity, 120, 100, 3, place),
	}
	if env.Desk.IsDistributor() {
		list = append(list, p.text(
			desk.ByOwner, 150, 110, 3, func(r desk.CustomerRow) string { return r.Owner.Name },
		))
	}
	if env.May(permission.PBXView) {
		pbxs := page.Sorted(
			env, desk.ByPBXs, "column.pbxs", 70, 0, 1,
			page.Plain(func(r desk.CustomerRow) string { return env.Words.Number(int64(r.PBXs)) }),
		)
		pbxs.Right = true
		list = append(list, pbxs)
	}
	return append(
		list,
		p.optional("mobile_number", func(r desk.CustomerRow) string { return r.MobileNumber }),
		p.optional("country", func(r desk.CustomerRow) string { return r.Country }),
		p.optional("remark", func(r desk.CustomerRow) string { return r.Remark }),
		page.Sorted(
			env, desk.ByCreated, "column.created", 92, 0, 6,
			page.Secondary(func(r desk.CustomerRow) string { return env.Words.Date(r.CreatedAt) }),
		), page.Icons(2, p.icons),
	)
}

// text is a column of texts; the company stands out.
func (p *Page) text(
	key desk.Column, width, least float32, priority int, text func(desk.CustomerRow) string,
) column {
	cell := page.Secondary(text)
	if key == desk.ByCompany {
		cell = page.Plain(text)
	}
	return page.ByText(
		p.env, page.Sorted(p.env, key, "column."+string(key), width, least, priority, cell),
	)
}

// optional is a column that is shown to whom chose it, and does not sort.
func (p *Page) optional(key desk.Column, text func(desk.CustomerRow) string) column {
	c := page.Optional(
		page.Sorted(p.env, key, "field."+string(key), 120, 60, 0, page.Secondary(text)),
	)
	c.Sortable = false
	return c
}

func (p *Page) icons(desk.CustomerRow) kit.Cell {
	var icons []kit.CellIcon
	if p.env.May(permission.CustomerEdit) {
		icons = append(icons, page.EditIcon(p.env))
	}
	return kit.Cell{Icons: append(icons, page.MoreIcon(p.env))}
}

func (p *Page) refreshButtons() {
	if p.export == nil {
		return
	}
	p.export.SetCount(p.list.Rows())
	n := len(p.list.Targets())
	page.SetCount(p.env, p.remove, p.env.T("command.delete"), n)
	if n > 0 {
		p.remove.Enable()
	} else {
		p.remove.Disable(p.env.T("customers.none_selected"))
	}
	p.tools.Refresh()
}

// deleteThem asks, and deletes customers, all or none.
func (p *Page) deleteThem(ids []string) {
	env := p.env
	if len(ids) == 0 || env.Modals.Open() || !env.May(permission.CustomerDelete) {
		return
	}
	if r, loaded := p.list.Find(ids[0]); loaded && len(ids) == 1 && r.PBXs > 0 {
		p.tied(r)
		return
	}
	p.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.DeleteCustomers(ctx, desk.NewID(), ids)
	}, func() { p.askDelete(ids) })
}

func (p *Page) askDelete(ids []string) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: p.list.Sentence("customers.delete_title", ids),
		Text:  p.list.Sentence("customers.delete_text", ids),
		OK:    env.T("command.delete"), Cancel: env.T("button.cancel"), Danger: true,
		OnOK: func() {
			do := func(ctx context.Context, id string) error {
				return env.Desk.DeleteCustomers(ctx, id, ids)
			}
			said := p.list.Sentence("toast.customer_deleted", ids)
			p.list.CarryOut(said, ids, env.Deleting(len(ids), do))
		},
	})
}

// tied says at once that a customer cannot be deleted, and leads to the PBXs that are for it.
func (p *Page) tied(r desk.CustomerRow) {
	env := p.env
	var modal *kit.Modal
	ok := kit.NewButton(env.T("button.close"), kit.ButtonSecondary, func() { modal.Close() })
	first := ok
	foot := []fyne.CanvasObject{nil, ok}
	if env.May(permission.PBXView) {
		first = kit.NewButton(env.T("command.customer_pbxs"), kit.ButtonPrimary, func() {
			modal.Close()
			p.openPBXs(r.ID)
		})
		foot = append(foot, first)
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "customer",
		Title: env.T("customers.tied_title", core.Args{"Customer": r.Company}), Width: 560,
		First: first, Foot: kit.NewRow(8, foot...),
		Body: kit.NewParagraph(env.T("customers.tied_text", core.Args{"Count": r.PBXs}), kit.Body),
	})
}
