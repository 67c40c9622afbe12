// Package resellers is the page System › User: the list of resellers, and the form that adds and
// edits them.
package resellers

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/colleagues"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/statement"
)

// Page is System › User.
type Page struct {
	env        *page.Env
	list       *page.List[desk.ResellerRow]
	add        *kit.Button
	send       *page.Offer
	suspending *page.Offer
	remove     *page.Offer
	tools      *fyne.Container
	tabs       *kit.Tabs
	colleagues *colleagues.View
	resellers  fyne.CanvasObject // The tab of resellers.
	head       *fyne.Container   // The title with what is beside it, and the tabs.
	files      fyne.CanvasObject // Import, Export and the search of resellers.
	staffFiles fyne.CanvasObject // Export of colleagues.
	export     *page.Exporter
	content    fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env}
	p.buildList()
	p.buildContent()
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyUsers }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the list if it changed while another page was in front.
func (p *Page) Shown() {
	p.showTab()
	if p.onColleagues() {
		p.colleagues.Shown()
	} else {
		p.list.Shown()
	}
	page.ToTop(p.env)
}

// Navigate brings a tab to the front, adds or opens a reseller, sends its activation, chooses a
// quick filter, or exports the list.
func (p *Page) Navigate(to page.Route) {
	if to.Part == page.PartColleagues {
		p.tabs.Choose(tabColleagues)
		return
	}
	p.tabs.Choose(tabResellers)
	switch to.Part {
	case page.PartAdd:
		p.Add()
	case page.PartEdit:
		p.Edit(to.ID())
	case page.PartExport:
		p.list.Reload(p.export.Run)
	case page.PartSend:
		p.sendTo(to.IDs)
	case page.PartFiltered:
		p.list.ShowChip(to.Chip)
	}
}

// Changed reads the list again, at once when it is in front.
func (p *Page) Changed(events desk.Events) {
	if events.Any(desk.ColleaguesChanged) {
		p.colleagues.Changed()
	}
	if events.Any(desk.ResellersChanged) {
		p.list.Changed()
	}
}

// Commands are the actions of the page: on its targets, on the form that is open, and on the list.
func (p *Page) Commands() []page.Command {
	if p.onColleagues() {
		return append(p.colleagues.Commands(), page.Command{
			ID:    "tab.reseller",
			Title: p.env.T("command.tab", core.Args{"Tab": p.env.T("tab.reseller")}),
			Icon:  kit.IconPeople, Enabled: p.env.Desk.IsDistributor,
			Run: func() { p.tabs.Choose(tabResellers) },
		})
	}
	list := []page.Command{
		{
			ID: "command.add_reseller", Icon: kit.IconPlus,
			Shortcut: page.Ctrl(fyne.KeyN),
			Enabled:  func() bool { return p.env.May(permission.UserAdd) }, Run: p.Add,
		},
		{
			ID: "command.search", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF),
			Run: p.list.FocusSearch,
		},
		{
			ID: "command.show_bin", Icon: kit.IconTrash,
			Run: func() { p.list.ShowChip(string(desk.ChipBin)) },
		},
		{
			ID:    "tab.colleague",
			Title: p.env.T("command.tab", core.Args{"Tab": p.env.T("tab.colleague")}),
			Icon:  kit.IconPeople, Run: func() { p.tabs.Choose(tabColleagues) },
		},
	}
	return append(append(list, p.fileCommands()...), p.actions(p.list.Targets)...)
}

// Find finds resellers by any part of what is known of them.
func (p *Page) Find(ctx context.Context, text string, most int) []page.Found {
	rows, _ := p.env.Desk.Resellers(
		ctx, desk.ResellerQuery{Search: text, Sort: desk.ByCompany, Limit: most},
	)
	return p.list.Found(rows, func(r desk.ResellerRow) page.Found {
		return page.Found{
			Icon: kit.IconPeople, Name: r.Company, More: r.Email, Kind: p.env.T("find.reseller"),
			Open: func() { p.env.Open(page.To(page.KeyUsers, page.PartEdit, r.ID)) },
		}
	})
}

// actions are what can be done to resellers. Toolbar, palette and shortcuts do it to the targets of
// the page, the menu of a row does it to that row.
func (p *Page) actions(targets func() []string) []page.Command {
	c := p.list.Chosen(targets)
	return slices.Concat(
		p.openCommands(c), p.sendCommands(c), p.changeCommands(c), p.endCommands(c),
		p.moreCommands(c),
	)
}

type chosen = page.Chosen[desk.ResellerRow]

// openStates are the states of resellers that are not deleted: first the ones before activation.
var openStates = []account.State{
	account.NotInvited, account.Invited, account.Active, account.Suspended,
}

// in tells whether a reseller is in one of some states.
func in(states ...account.State) func(desk.ResellerRow) bool {
	return func(r desk.ResellerRow) bool { return slices.Contains(states, r.State) }
}

// openCommands show a reseller.
func (p *Page) openCommands(c chosen) []page.Command {
	return []page.Command{
		{
			ID: "command.edit", Group: page.GroupOpen, One: true, Icon: kit.IconEdit,
			Enabled: c.Single(c.Can(permission.UserEdit, in(openStates...))), Run: c.DoOne(p.Edit),
		},
		{
			ID: "view_as.command", Group: page.GroupOpen, One: true, Icon: kit.IconEye,
			Enabled: c.Single(c.Can(permission.UserView, in(openStates...))),
			Run:     c.DoOne(p.env.ViewAs),
		},
	}
}

// sendCommands send a reseller something, or take what it answered.
func (p *Page) sendCommands(c chosen) []page.Command {
	return []page.Command{
		{
			ID: "command.send", Group: page.GroupSend, Icon: kit.IconMail,
			Shortcut: page.Ctrl(fyne.KeyM),
			Enabled:  c.Can(permission.UserSendActivation, in(openStates[:2]...)),
			Run:      c.Do(p.sendTo),
		},
		{
			ID: "command.reset_reseller", Asks: true, Group: page.GroupSend, Icon: kit.IconKey,
			Enabled: c.Can(permission.UserSendActivation, in(account.Active)),
			Run:     c.Do(p.resetPassword),
		},
		{
			ID: "confirm_code.command", Group: page.GroupSend, One: true, Icon: kit.IconCheck,
			Enabled: c.Single(c.Can(permission.UserExchange, confirmable)),
			Run:     c.DoOne(p.confirmByCode),
		},
		{
			ID: "send_package.command", Group: page.GroupSend, Icon: kit.IconSend,
			Enabled: c.Can(permission.UserExchange, takesPackage), Run: c.Do(p.sendPackage),
		},
		{
			ID: "new_desktop.command", Group: page.GroupSend, One: true, Icon: kit.IconPhone,
			Enabled: c.Single(c.Can(permission.UserSendActivation, in(account.Active))),
			Run:     c.DoOne(p.newDesktop),
		},
	}
}

// changeCommands change what a reseller may do.
func (p *Page) changeCommands(c chosen) []page.Command {
	known := in(account.Active, account.Suspended)
	return []page.Command{
		{
			ID: "keep_pbxs.command", Group: page.GroupState, One: true, Icon: kit.IconPhone,
			Enabled: c.Single(c.Can(permission.UserExchange, known)), Run: c.DoOne(p.keepPBXs),
		},
		{
			ID: "command.suspend", Asks: true, Group: page.GroupState, Icon: kit.IconPause,
			Enabled: c.Can(permission.UserSuspend, in(openStates[:3]...)), Run: c.Do(p.suspend),
		},
		{
			ID: "command.resume", Group: page.GroupState, Icon: kit.IconCheck,
			Enabled: c.Can(permission.UserSuspend, in(account.Suspended)), Run: c.Do(p.resume),
		},
	}
}

// endCommands delete a reseller, or bring it back.
func (p *Page) endCommands(c chosen) []page.Command {
	return []page.Command{
		{
			ID: "command.delete", Asks: true, Group: page.GroupEnd, Icon: kit.IconTrash,
			Enabled: c.Can(permission.UserDelete, in(openStates...)), Run: c.Do(p.deleteThem),
		},
		{
			ID: "command.restore", Group: page.GroupState, Icon: kit.IconUndo,
			Enabled: c.Can(permission.UserDelete, in(account.InBin)), Run: c.Do(p.restore),
		},
		{
			ID: "command.return", Asks: true, Group: page.GroupEnd, Icon: kit.IconTrash,
			Enabled: c.Can(permission.UserDelete, in(account.InBin)), Run: c.Do(p.deleteThem),
		},
	}
}

// moreCommands apply a preset, and lead to what belongs to a reseller.
func (p *Page) moreCommands(c chosen) []page.Command {
	hasPBXs := func(r desk.ResellerRow) bool { return r.PBXs > 0 }
	always := func() bool { return true }
	return []page.Command{
		{
			ID: "preset.command", Asks: true, Group: page.GroupState, Icon: kit.IconSliders,
			Enabled: c.Can(permission.UserEdit, in(openStates...)), Run: c.Do(p.applyPreset),
		},
		{
			ID: "command.reseller_pbxs", Group: page.GroupOpen, One: true, Icon: kit.IconPhone,
			Enabled: c.Single(c.Can(permission.PBXView, hasPBXs)), Run: c.DoOne(func(id string) {
				p.env.Open(page.To(page.KeyPBXs, page.PartOfOwner, id))
			}),
		},
		{
			ID: "statement.command", Group: page.GroupOpen, One: true, Icon: kit.IconList,
			Enabled: c.Single(always), Run: c.DoOne(p.statement),
		},
		{
			ID: "command.copy_email", Group: page.GroupCopy, One: true, Icon: kit.IconCopy,
			Enabled: c.Single(always), Run: c.DoOne(p.copyEmail),
		},
	}
}

func (p *Page) statement(id string) {
	if r, loaded := p.list.Find(id); loaded {
		statement.Show(p.env, id, r.Company)
	}
}

func (p *Page) copyEmail(id string) {
	p.list.Copy(id, func(r desk.ResellerRow) string { return r.Email })
}

func (p *Page) buildList() {
	env := p.env
	p.list = page.NewList(env, page.ListOptions[desk.ResellerRow]{
		Name: "resellers", Columns: p.columns(), Sort: desk.ByCompany, Chips: p.chips(),
		Called: func(r desk.ResellerRow) string { return r.Company }, CalledIn: "Company",
		Refused: "refusals.text",
		Source: page.Ask(
			func(r desk.ResellerRow) string { return r.ID }, query, env.Desk.CountResellers,
			env.Desk.Resellers, env.Desk.ResellerIDs, env.Desk.ResellerPosition,
		),
		Counts: page.Counts(query, env.Desk.ResellerChips),
		Sums: func(ctx context.Context, ids []string) (string, error) {
			s, err := env.Desk.ResellerSums(ctx, ids)
			args := core.Args{"Count": len(ids), "Extensions": s.Extensions, "InPBXs": s.InPBXs}
			return env.T("resellers.sums", args), err
		},
		Empty: kit.NewEmpty(
			kit.IconPeople, env.T("resellers.empty"), env.T("resellers.empty_text"), p.firstSteps(),
		),
		NothingText: env.T("resellers.nothing_text"),
		Tell:        string(desk.ChipEnding), TellKey: "resellers.ending",
		OnChips:   func() { p.content.Refresh() },
		OnChanged: p.refreshButtons, OnOpen: p.Edit, OnDelete: p.deleteThem, OnIcon: p.pressed,
		Actions: p.actions,
	})
}

// chips are the quick filters.
func (p *Page) chips() []page.Chip {
	rare := []desk.Chip{desk.ChipNeverActivated, desk.ChipEnding, desk.ChipSuspended, desk.ChipBin}
	var chips []page.Chip
	for _, c := range desk.Chips() {
		name := string(c)
		if c == desk.ChipAll {
			name = "all"
		}
		chips = append(chips, page.Chip{
			Key: string(c), Title: p.env.T("chip." + name), Rare: slices.Contains(rare, c),
			Apart: c == desk.ChipBin,
		})
	}
	return chips
}

// query is the question of the list as the desk takes it.
func query(q page.Query) desk.ResellerQuery {
	return desk.ResellerQuery{
		Search: q.Search, Filters: q.Filters, Chip: desk.Chip(q.Chip), Sort: q.Sort, Down: q.Down,
		Offset: q.Offset, Limit: q.Limit,
	}
}

func (p *Page) columns() []kit.Column[desk.ResellerRow] {
	env := p.env
	company := page.Plain(func(r desk.ResellerRow) string { return r.Company })
	name := page.Plain(func(r desk.ResellerRow) string { return r.Name })
	email := page.Secondary(func(r desk.ResellerRow) string { return r.Email })
	return []column{
		page.ByText(env, page.Sorted(env, desk.ByCompany, "field.company", 168, 130, 0, company)),
		page.ByText(env, page.Sorted(env, desk.ByName, "column.name", 112, 100, 4, name)),
		page.ByText(env, page.Sorted(env, desk.ByEmail, "column.email", 146, 160, 1, email)),
		p.amount(desk.ByExtensions, capacity.Extensions, 96, 1),
		p.amount(desk.ByCalls, capacity.ConcurrentCalls, 76, 3),
		p.amount(desk.ByMinutes, capacity.RecordingMinutes, 114, 3),
		page.ByChoice(page.Sorted(
			env, desk.ByStatus, "column.status", 176, 120, 0,
			page.Badge(func(r desk.ResellerRow) kit.BadgeValue { return badge(env, r, env.Now()) }),
		), p.statuses()),
		page.Sorted(
			env, desk.ByCreated, "column.created", 92, 0, 5,
			page.Secondary(func(r desk.ResellerRow) string { return env.Words.Date(r.CreatedAt) }),
		),
		page.ByText(env, p.optional(
			desk.ByTags, "field.tags", func(r desk.ResellerRow) string { return r.Tags },
		)),
		page.ByDay(env, p.optional(desk.ByValidUntil, "field.valid_until", p.validUntil)),
		page.ByText(env, p.optional(
			desk.ByNumber, "field.external_number",
			func(r desk.ResellerRow) string { return r.ExternalNumber },
		)),
		page.ByAmount(env, p.optional(
			desk.ByPBXs, "column.pbxs",
			func(r desk.ResellerRow) string { return env.Words.Number(int64(r.PBXs)) },
		)),
		page.Icons(3, p.icons),
	}
}

type column = kit.Column[desk.ResellerRow]

// amount is a column of what each reseller has of a resource.
func (p *Page) amount(
	key desk.Column, resource capacity.Resource, width float32, priority int,
) column {
	env := p.env
	c := page.Sorted(
		env, key, "column."+string(key), width, 0, priority,
		func(r desk.ResellerRow) kit.Cell { return amountCell(env, r, resource) },
	)
	c.Long = env.T("column.long." + string(key))
	return page.ByAmount(env, c)
}

// optional is a column that is shown to whom chose it.
func (p *Page) optional(
	key desk.Column, title string, text func(desk.ResellerRow) string,
) column {
	return page.Optional(page.Sorted(p.env, key, title, 110, 60, 0, page.Secondary(text)))
}

func (p *Page) validUntil(r desk.ResellerRow) string {
	if r.ValidUntil == core.NoDay {
		return p.env.T("suspend.no_end")
	}
	return p.env.Words.Day(r.ValidUntil)
}

func (p *Page) icons(r desk.ResellerRow) kit.Cell {
	var icons []kit.CellIcon
	if envelope, some := p.envelope(r); some {
		icons = append(icons, envelope)
	}
	if p.env.May(permission.UserEdit) && r.State != account.InBin {
		icons = append(icons, page.EditIcon(p.env))
	}
	return kit.Cell{Icons: append(icons, page.MoreIcon(p.env))}
}

func (p *Page) statuses() []kit.Option {
	var keys []string
	for _, s := range desk.Statuses() {
		keys = append(keys, string(s))
	}
	return page.Choices(p.env, "status.", keys...)
}

func (p *Page) buildContent() {
	env := p.env
	p.buildButtons()
	p.tools = p.list.Tools(p.add, p.send.Button, p.suspending.Button, p.remove.Button)
	p.colleagues = colleagues.New(env)
	p.resellers = container.NewBorder(
		kit.NewStack(8, p.list.Banner, p.tools), nil, nil, nil,
		kit.NewPadded(8, 0, 12, 0, p.list.Body),
	)
	p.export = p.newExport()
	p.buildHead()
	p.content = container.NewBorder(
		p.head, nil, nil, nil,
		kit.NewPadded(8, 0, 0, 0, container.NewStack(p.resellers, p.colleagues.Object)),
	)
	p.showTab()
	p.refreshButtons()
}

// buildButtons makes the buttons above the list of resellers.
func (p *Page) buildButtons() {
	env := p.env
	p.add = kit.NewButton(
		env.T("button.add"), kit.ButtonPrimary, p.Add,
	).SetIcon(kit.IconPlus).SetTip(env.T("tip.add"))
	none := env.T("resellers.none_selected")
	p.send = page.NewOffer(env, none, "command.send").SetWords("button.send")
	p.send.Button.SetIcon(kit.IconMail).SetTip(env.T("tip.send"))
	p.remove = page.NewOffer(env, none, "command.delete", "command.return")
	p.remove.Button.SetTip(env.T("tip.delete"))
	p.suspending = page.NewOffer(env, none, p.stateCommands()...)
	page.SetVisible(
		p.suspending.Button, env.May(permission.UserSuspend) || env.May(permission.UserDelete),
	)
	page.SetVisible(p.add, env.May(permission.UserAdd))
	page.SetVisible(p.send.Button, env.May(permission.UserSendActivation))
	page.SetVisible(p.remove.Button, env.May(permission.UserDelete))
}

// buildHead makes the title with what belongs to each tab, and the tabs.
func (p *Page) buildHead() {
	env := p.env
	tabs := []kit.TabItem{{Key: tabColleagues, Title: env.T("tab.colleague")}}
	if env.Desk.IsDistributor() {
		tabs = append([]kit.TabItem{{Key: tabResellers, Title: env.T("tab.reseller")}}, tabs...)
	}
	p.tabs = kit.NewTabs(tabs, func(string) { p.Shown() })
	p.files = kit.NewRow(8, append(p.fileButtons(), kit.NewSized(260, 0, p.list.Search))...)
	p.staffFiles = kit.NewRow(
		8, p.colleagues.Export.Button, kit.NewSized(260, 0, p.colleagues.Search),
	)
	p.head = kit.NewStack(
		8, page.Header(kit.NewText(env.T("menu.user"), kit.Title), p.files, p.staffFiles), p.tabs,
	)
}

// stateCommands are the IDs of what the button beside Delete does: in the bin it restores.
func (p *Page) stateCommands() []string {
	const suspend, resume, restore = "command.suspend", "command.resume", "command.restore"
	switch {
	case !p.env.May(permission.UserSuspend):
		return []string{restore}
	case !p.env.May(permission.UserDelete):
		return []string{suspend, resume}
	}
	return []string{suspend, resume, restore}
}

// The tabs of the page.
const (
	tabResellers  = string(page.PartResellers)
	tabColleagues = string(page.PartColleagues)
)

// Tab is the tab in front.
func (p *Page) Tab() page.Part { return page.Part(p.tabs.Chosen()) }

func (p *Page) onColleagues() bool { return p.tabs.Chosen() == tabColleagues }

// showTab brings the chosen tab to the front.
func (p *Page) showTab() {
	page.SetVisible(p.resellers, !p.onColleagues())
	page.SetVisible(p.files, !p.onColleagues())
	page.SetVisible(p.staffFiles, p.onColleagues())
	page.SetVisible(p.colleagues.Object, p.onColleagues())
	p.head.Refresh()
}

func (p *Page) refreshButtons() {
	if p.export == nil {
		return
	}
	p.list.Offer(p.send, p.env.T("resellers.invited_already"))
	p.list.Offer(p.suspending, p.env.T("list.unfit"))
	p.list.Offer(p.remove, p.env.T("list.unfit"))
	p.export.SetCount(p.list.Rows())
	p.tools.Refresh()
}

func (p *Page) pressed(r desk.ResellerRow, icon string) {
	switch icon {
	case iconSend:
		p.sendTo([]string{r.ID})
	case iconPackage:
		p.sendPackage([]string{r.ID})
	case "edit":
		p.Edit(r.ID)
	}
}

// sendTo puts activation mails into the outbox. Before the first one it warns when the settings do
// not say where to get the program.
func (p *Page) sendTo(ids []string) {
	if len(ids) == 0 {
		return
	}
	p.confirmSource(
		func() { p.queue(ids, "toast.queued", p.env.Desk.SendActivation) }, p.toMailSettings(),
	)
}

func (p *Page) toMailSettings() noMail {
	return noMail{
		p.env.T("mail.set_up_text"), p.env.T("mail.set_up_button"),
		func() { p.env.Open(page.To(page.KeyEmail, page.PartSettings)) },
	}
}

// resetPassword asks, and puts mails into the outbox with which resellers choose another password.
func (p *Page) resetPassword(ids []string) {
	p.list.AskIfPossible(ids, func(ctx context.Context, trial *desk.Desk) error {
		return trial.SendPasswordReset(ctx, ids)
	}, func() { p.askReset(ids) })
}

func (p *Page) askReset(ids []string) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: p.list.Sentence("reset.title", ids), Text: env.T("reset.text"),
		OK: env.T("command.reset_reseller"), Cancel: env.T("button.cancel"),
		OnOK: func() { p.queue(ids, "toast.reset_queued", env.Desk.SendPasswordReset) },
	})
}

// queue puts mails to resellers into the outbox beside the UI, and says so, or who is in the way.
func (p *Page) queue(
	ids []string, done string, send func(ctx context.Context, ids []string) error,
) {
	since := p.env.Desk.Now()
	do := func(ctx context.Context) error { return send(ctx, ids) }
	page.Act(p.env, len(ids), do, func(err error) {
		if err != nil {
			p.list.SayRefused(err)
			return
		}
		p.env.SayMails(page.Mails{Key: done, Count: len(ids), Since: since})
	})
}

// noMail is what is offered when mails cannot be sent yet.
type noMail struct {
	text, button string
	do           func()
}

// confirmSource goes on, after a warning when the mail would not say where to get the program.
// Without settings of mail it offers the way to them.
func (p *Page) confirmSource(goOn func(), without noMail) {
	p.readMailReady(func(mail mailReady) {
		switch {
		case !mail.complete:
			p.offerMailSettings(without)
		case !mail.source:
			p.env.Modals.Confirm(kit.Confirmation{
				Title: p.env.T("mail.no_source_title"), Text: p.env.T("mail.no_source_text"),
				OK:     p.env.T("mail.no_source_send"),
				Cancel: p.env.T("button.cancel"), OnOK: goOn,
			})
		default:
			goOn()
		}
	})
}

// mailReady tells whether mails can be sent, and whether they would say where to get the program.
type mailReady struct{ complete, source bool }

func (p *Page) readMailReady(then func(mailReady)) {
	page.Read(p.env, func(ctx context.Context) (mailReady, error) {
		complete, source, err := p.env.Desk.MailReady(ctx)
		return mailReady{complete, source}, err
	}, then)
}

// Add opens the form of a new reseller.
func (p *Page) Add() {
	if p.env.May(permission.UserAdd) {
		p.openForm("")
	}
}

// Edit opens the form of a reseller.
func (p *Page) Edit(id string) {
	if r, loaded := p.list.Find(id); loaded && r.State == account.InBin {
		p.env.Toasts.Tell(p.list.Sentence("resellers.in_bin", []string{id}))
		return
	}
	if p.env.May(permission.UserEdit) {
		p.openForm(id)
	}
}
