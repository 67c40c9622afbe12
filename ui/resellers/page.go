package resellers

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

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

// tableName is the name under which the columns of the list are remembered.
const tableName = "resellers"

// Page is System › User.
type Page struct {
	env        *page.Env
	rows       *rows
	table      *kit.Table[desk.ResellerRow]
	search     *kit.Search
	chips      map[desk.Chip]*kit.Chip
	counts     map[desk.Chip]int
	counting   int // Tells the newest question for counts from older ones.
	add        *kit.Button
	send       *kit.Button
	remove     *kit.Button
	banner     *kit.Banner
	tools      *fyne.Container
	body       *fyne.Container
	empty      fyne.CanvasObject
	nothing    fyne.CanvasObject
	tabs       *kit.Tabs
	colleagues *colleagues.View
	resellers  fyne.CanvasObject // The tab of resellers.
	head       *fyne.Container   // The title with what stands beside it, and the tabs.
	files      fyne.CanvasObject // Import, Export and the search of resellers.
	staffFiles fyne.CanvasObject // Export of colleagues.
	export     *page.Exporter
	content    fyne.CanvasObject
	stale      bool
	shown      bool
	debounce   func()
	open       *formView // The form that is shown, if one is.
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, chips: map[desk.Chip]*kit.Chip{}, counts: map[desk.Chip]int{}, stale: true}
	p.rows = newRows(env, p.loaded)
	p.buildTable()
	p.buildContent()
	return p
}

// Key names the page.
func (p *Page) Key() string { return "user" }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the list if it changed while another page was in front.
func (p *Page) Shown() {
	p.shown = true
	p.showTab()
	if p.onColleagues() {
		p.colleagues.Shown()
		return
	}
	if p.stale {
		p.reload(nil)
	}
	p.env.Canvas.Focus(p.table)
}

// Changed reads the list anew, at once when it is in front.
func (p *Page) Changed(event desk.Event) {
	if event == desk.ColleaguesChanged && p.colleagues.Loaded() {
		p.colleagues.Reload()
	}
	if event != desk.ResellersChanged {
		return
	}
	p.stale = true
	if p.shown {
		p.reload(nil)
	}
}

// Commands are the actions of the page: on its targets, on the form that is open, and on the list.
func (p *Page) Commands() []page.Command {
	if p.onColleagues() {
		return append(p.colleagues.Commands(), page.Command{
			Title: p.env.T("command.tab", core.Args{"Tab": p.env.T("tab.reseller")}), Icon: kit.IconPeople, Enabled: p.env.Desk.Sells, Run: func() { p.tabs.Choose(tabResellers) },
		})
	}
	list := []page.Command{
		{Title: p.env.T("command.add_reseller"), Icon: kit.IconPlus, Shortcut: page.Ctrl(fyne.KeyN), Enabled: func() bool { return p.env.May(permission.UserAdd) }, Run: p.Add},
		{Title: p.env.T("command.save"), Shortcut: page.Ctrl(fyne.KeyS), InDialog: true, Enabled: p.formOpen, Run: func() { p.open.submit(false) }},
		{Title: p.env.T("command.save_send"), Shortcut: page.Ctrl(fyne.KeyReturn), InDialog: true, Enabled: func() bool { return p.formOpen() && p.open.maySend() }, Run: func() { p.open.submit(true) }},
		{Title: p.env.T("command.search"), Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyF), Run: p.focusSearch},
		{Title: p.env.T("command.tab", core.Args{"Tab": p.env.T("tab.colleague")}), Icon: kit.IconPeople, Run: func() { p.tabs.Choose(tabColleagues) }},
	}
	return append(append(list, p.fileCommands()...), p.actions(p.targets)...)
}

// actions are what can be done to resellers. Toolbar, palette and shortcuts do it to the targets of the page, the menu of a
// row does it to that row.
func (p *Page) actions(targets func() []string) []page.Command {
	in := func(feature permission.Key, states ...account.State) func() bool {
		return func() bool { return p.env.May(feature) && p.allowed(targets(), states...) }
	}
	open := []account.State{account.NotInvited, account.Invited, account.Active, account.Suspended}
	one := func() bool { return len(targets()) == 1 }
	single := func(may func() bool) func() bool { return func() bool { return one() && may() } }
	editable := single(in(permission.UserEdit, open...))
	env := p.env
	return []page.Command{
		{Title: env.T("command.edit"), Icon: kit.IconEdit, Enabled: editable, Run: func() { p.Edit(targets()[0]) }},
		{Title: env.T("command.send"), Icon: kit.IconMail, Shortcut: page.Ctrl(fyne.KeyM), Enabled: in(permission.UserSendActivation, open[:2]...), Run: func() { p.sendTo(targets()) }},
		{Title: env.T("command.reset_reseller"), Icon: kit.IconKey, Enabled: in(permission.UserSendActivation, account.Active), Run: func() { p.resetPassword(targets()) }},
		{Title: env.T("confirm_code.command"), Icon: kit.IconCheck, Enabled: single(in(permission.UserExchange, account.NotInvited, account.Invited)), Run: func() { p.confirmByCode(targets()[0]) }},
		{Title: env.T("send_package.command"), Icon: kit.IconSend, Enabled: in(permission.UserExchange, account.Active, account.Suspended), Run: func() { p.queue(targets(), "exchange.page.queued", env.Desk.SendWaiting) }},
		{Title: env.T("new_desktop.command"), Icon: kit.IconPhone, Enabled: single(in(permission.UserSendActivation, account.Active)), Run: func() { p.newDesktop(targets()[0]) }},
		{Title: env.T("command.suspend"), Icon: kit.IconPause, Enabled: in(permission.UserSuspend, open[:3]...), Run: func() { p.suspend(targets()) }},
		{Title: env.T("command.resume"), Icon: kit.IconCheck, Enabled: in(permission.UserSuspend, account.Suspended), Run: func() { p.resume(targets()) }},
		{Title: env.T("command.delete"), Icon: kit.IconTrash, Enabled: in(permission.UserDelete, open...), Run: func() { p.deleteThem(targets()) }},
		{Title: env.T("command.restore"), Icon: kit.IconUndo, Enabled: in(permission.UserDelete, account.InBin), Run: func() { p.restore(targets()) }},
		{Title: env.T("command.return"), Icon: kit.IconTrash, Enabled: in(permission.UserDelete, account.InBin), Run: func() { p.deleteThem(targets()) }},
		{Title: env.T("preset.command"), Icon: kit.IconSliders, Enabled: in(permission.UserEdit, open...), Run: func() { p.applyPreset(targets()) }},
		{Title: env.T("statement.command"), Icon: kit.IconList, Enabled: one, Run: func() { p.statement(targets()[0]) }},
		{Title: env.T("command.copy_email"), Icon: kit.IconCopy, Enabled: one, Run: func() { p.copyEmail(targets()[0]) }},
	}
}

func (p *Page) statement(id string) {
	if r, loaded := p.rows.find(id); loaded {
		statement.Show(p.env, id, r.Company)
	}
}

func (p *Page) copyEmail(id string) {
	if r, loaded := p.rows.find(id); loaded {
		fyne.CurrentApp().Clipboard().SetContent(r.Email)
	}
}

// formOpen tells whether the form is the dialog on top.
func (p *Page) formOpen() bool { return p.open != nil && p.env.Modals.Top() == p.open.modal }

func (p *Page) focusSearch() { p.env.Canvas.Focus(p.search.Focusable()) }

func (p *Page) buildTable() {
	env := p.env
	p.table = kit.NewTable(p.columns(), kit.Source[desk.ResellerRow]{Row: p.rows.Row, Need: p.rows.Need}, kit.Words{
		HideColumn: env.T("table.hide"), AllColumns: env.T("table.all"), Filter: env.T("table.filter"), NoFilter: env.T("table.no_filter"),
	})
	p.table.SetSort(string(desk.ByCompany), false)
	p.table.SetColumns(env.Settings.Columns(tableName))
	p.table.IsTicked = func(r desk.ResellerRow) bool { return p.rows.ticked[r.ID] }
	p.table.OnOpen = func(int) { p.editSelected() }
	p.table.OnDelete = func(int) { p.deleteThem(p.targets()) }
	p.table.OnIcon = p.pressed
	p.table.OnMenu = p.menu
	p.table.OnSort = p.sort
	p.table.OnFilter = p.filter
	p.table.OnTick = p.tick
	p.table.OnTickAll = p.tickAll
	p.table.OnSelected = func(int) { p.refreshButtons() }
	p.table.OnRune = func(r rune) { p.focusSearch(); p.search.Type(r) }
	p.table.OnColumns = func(widths map[string]float32, hidden []string) { env.Settings.SetColumns(tableName, widths, hidden) }
}

func (p *Page) columns() []kit.Column[desk.ResellerRow] {
	env := p.env
	text := func(key desk.Column, title string, width, least float32, priority int, cell func(desk.ResellerRow) kit.Cell) kit.Column[desk.ResellerRow] {
		return kit.Column[desk.ResellerRow]{
			Key: string(key), Title: env.T(title), Width: width, MinWidth: least, Priority: priority, Sortable: true, Filterable: true,
			FilterHint: env.T("table.contains"), Cell: cell,
		}
	}
	amount := func(key desk.Column, resource capacity.Resource, width float32, priority int) kit.Column[desk.ResellerRow] {
		return kit.Column[desk.ResellerRow]{
			Key: string(key), Title: env.T("column." + string(key)), Width: width, Right: true, Priority: priority, Sortable: true, Filterable: true,
			FilterHint: env.T("table.amount_hint"), Cell: func(r desk.ResellerRow) kit.Cell { return amountCell(env, r, resource) },
		}
	}
	return []kit.Column[desk.ResellerRow]{
		text(desk.ByCompany, "field.company", 168, 110, 0, func(r desk.ResellerRow) kit.Cell { return kit.Cell{Text: r.Company} }),
		text(desk.ByName, "column.name", 112, 90, 4, func(r desk.ResellerRow) kit.Cell { return kit.Cell{Text: r.Name} }),
		text(desk.ByEmail, "column.email", 146, 100, 2, func(r desk.ResellerRow) kit.Cell { return kit.Cell{Text: r.Email, Secondary: true} }),
		amount(desk.ByExtensions, capacity.Extensions, 96, 1),
		amount(desk.ByCalls, capacity.ConcurrentCalls, 76, 3),
		amount(desk.ByMinutes, capacity.RecordingMinutes, 114, 3),
		{
			Key: string(desk.ByStatus), Title: env.T("column.status"), Width: 176, MinWidth: 120, Sortable: true, Filterable: true, Options: p.statuses(),
			Cell: func(r desk.ResellerRow) kit.Cell { b := badge(env, r, env.Now()); return kit.Cell{Badge: &b} },
		},
		{
			Key: string(desk.ByCreated), Title: env.T("column.created"), Width: 92, Priority: 5, Sortable: true,
			Cell: func(r desk.ResellerRow) kit.Cell { return kit.Cell{Text: env.Words.Date(r.CreatedAt), Secondary: true} },
		},
		{Key: "icons", Width: 3*28 + 16, Cell: p.icons},
	}
}

func (p *Page) icons(desk.ResellerRow) kit.Cell {
	var icons []kit.CellIcon
	if p.env.May(permission.UserSendActivation) {
		icons = append(icons, kit.CellIcon{Key: "send", Icon: kit.IconMail, Tip: p.env.T("command.send")})
	}
	if p.env.May(permission.UserEdit) {
		icons = append(icons, kit.CellIcon{Key: "edit", Icon: kit.IconEdit, Tip: p.env.T("command.edit")})
	}
	return kit.Cell{Icons: append(icons, kit.CellIcon{Key: "more", Icon: kit.IconMore, Tip: p.env.T("command.more")})}
}

func (p *Page) statuses() []kit.Option {
	var options []kit.Option
	for _, s := range []desk.Status{
		desk.StatusNotInvited, desk.StatusQueued, desk.StatusSending, desk.StatusUnsure, desk.StatusFailed, desk.StatusInvited,
		desk.StatusExpired, desk.StatusActive, desk.StatusSuspended, desk.StatusInBin,
	} {
		options = append(options, kit.Option{Key: string(s), Text: p.env.T("status." + string(s))})
	}
	return options
}

func (p *Page) buildContent() {
	env := p.env
	p.add = kit.NewButton(env.T("button.add"), kit.ButtonPrimary, p.Add).SetIcon(kit.IconPlus).SetTip(env.T("tip.add"))
	p.send = kit.NewButton(env.T("button.send"), kit.ButtonSecondary, p.sendTargets).SetIcon(kit.IconMail).SetTip(env.T("tip.send"))
	p.search = kit.NewSearch(env.T("button.search"), page.CtrlText("F"), p.searched)
	p.search.OnDown = func() {
		env.Canvas.Focus(p.table)
		if p.table.Selected() < 0 {
			p.table.Select(0)
		}
	}
	p.remove = kit.NewButton(env.T("command.delete"), kit.ButtonSecondary, func() { p.deleteThem(p.targets()) }).SetTip(env.T("tip.delete"))
	p.banner = kit.NewBanner()
	setVisible(p.add, env.May(permission.UserAdd))
	setVisible(p.send, env.May(permission.UserSendActivation))
	setVisible(p.remove, env.May(permission.UserDelete))
	tools := []fyne.CanvasObject{p.add, p.send, p.remove}
	for _, c := range chips() {
		p.chips[c] = kit.NewChip(env.T("chip."+chipName(c)), func() { p.chip(c) })
		tools = append(tools, p.chips[c])
	}
	p.tools = kit.NewFlow(8, tools...)
	p.empty = kit.NewEmpty(kit.IconPeople, env.T("resellers.empty"), env.T("resellers.empty_text"),
		p.firstSteps())
	p.nothing = kit.NewEmpty(kit.IconSearch, env.T("resellers.nothing"), env.T("resellers.nothing_text"),
		kit.NewButton(env.T("button.show_all"), kit.ButtonSecondary, p.showAll))
	p.empty.Hide()
	p.nothing.Hide()
	p.body = container.NewStack(p.table, p.empty, p.nothing)
	tabs := []kit.TabItem{{Key: tabColleagues, Title: env.T("tab.colleague")}}
	if env.Desk.Sells() {
		tabs = append([]kit.TabItem{{Key: tabResellers, Title: env.T("tab.reseller")}}, tabs...)
	}
	p.tabs = kit.NewTabs(tabs, func(string) { p.Shown() })
	p.colleagues = colleagues.New(env)
	p.resellers = container.NewBorder(kit.NewStack(8, p.banner, p.tools), nil, nil, nil, kit.NewPadded(8, 0, 12, 0, p.body))
	p.export = p.newExport()
	p.files = kit.NewRow(8, append(p.fileButtons(), kit.NewSized(260, 0, p.search))...)
	p.staffFiles = kit.NewRow(8, p.colleagues.Export.Button)
	p.head = kit.NewStack(8, page.Header(kit.NewText(env.T("menu.user"), kit.Title), p.files, p.staffFiles), p.tabs)
	p.content = container.NewBorder(p.head, nil, nil, nil, kit.NewPadded(8, 0, 0, 0, container.NewStack(p.resellers, p.colleagues.Object)))
	p.showTab()
	p.refreshButtons()
}

// The tabs of the page.
const (
	tabResellers  = "reseller"
	tabColleagues = "colleague"
)

func (p *Page) onColleagues() bool { return p.tabs.Chosen() == tabColleagues }

// showTab brings the chosen tab to the front.
func (p *Page) showTab() {
	setVisible(p.resellers, !p.onColleagues())
	setVisible(p.files, !p.onColleagues())
	setVisible(p.staffFiles, p.onColleagues())
	setVisible(p.colleagues.Object, p.onColleagues())
	p.head.Refresh()
}

// chips are the quick filters; those of rare things are shown only when there are some.
func chips() []desk.Chip {
	return []desk.Chip{
		desk.ChipAll, desk.ChipNotInvited, desk.ChipInvited, desk.ChipAttention, desk.ChipEnding, desk.ChipSuspended, desk.ChipBin,
	}
}

func rare(c desk.Chip) bool {
	return c == desk.ChipEnding || c == desk.ChipSuspended || c == desk.ChipBin
}

func chipName(c desk.Chip) string {
	if c == desk.ChipAll {
		return "all"
	}
	return string(c)
}

// reload reads the rows that are seen, and the counts of the chips; then may be nil.
func (p *Page) reload(then func()) {
	p.stale = false
	first, last := p.table.Seen()
	p.rows.Reload(first, last+1, then)
	p.countChips()
}

func (p *Page) countChips() {
	p.counting++
	counting := p.counting
	p.env.Run.Go(func() {
		counts := map[desk.Chip]int{}
		for c := range p.chips {
			n, err := p.env.Desk.CountResellers(context.Background(), desk.ResellerQuery{Chip: c})
			if err != nil {
				return
			}
			counts[c] = n
		}
		p.env.Run.UI(func() {
			if counting == p.counting {
				p.counts = counts
				p.refreshChips()
			}
		})
	})
}

func (p *Page) refreshChips() {
	for c, chip := range p.chips {
		chip.Set(p.env.T("chip."+chipName(c))+" "+p.env.Words.Number(int64(p.counts[c])), p.rows.query.Chip == c)
		setVisible(chip, !rare(c) || p.counts[c] > 0 || p.rows.query.Chip == c)
	}
	p.ending(p.counts[desk.ChipEnding])
	p.tools.Refresh()
}

// loaded shows what the rows hold now.
func (p *Page) loaded() {
	none := p.rows.Loaded() && p.rows.Count() == 0
	setVisible(p.empty, none && !p.rows.filtered())
	setVisible(p.nothing, none && p.rows.filtered())
	p.table.SetCount(p.rows.Count())
	p.export.SetCount(p.rows.Count())
	p.table.SetAllTicked(p.ticks())
	p.refreshButtons()
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func (p *Page) ticks() kit.Ticked {
	switch n := len(p.rows.ticked); {
	case n == 0:
		return kit.Off
	case n < p.rows.Count():
		return kit.Some
	}
	return kit.On
}

func (p *Page) refreshButtons() {
	if p.send == nil {
		return
	}
	p.send.SetText(p.env.T("button.send"))
	if n := len(p.rows.ticked); n > 0 {
		p.send.SetText(p.env.T("button.send_n", core.Args{"Count": n}))
	}
	some := len(p.targets()) > 0
	for _, b := range []*kit.Button{p.send, p.remove} {
		if some {
			b.Enable()
		} else {
			b.Disable(p.env.T("resellers.none_selected"))
		}
	}
	p.tools.Refresh()
}

// narrow reads the list after it was made to show others. Ticks do not stay on rows that nobody sees.
func (p *Page) narrow() {
	p.rows.ticked = map[string]bool{}
	p.requery()
}

// requery reads the list from its top after search, filter, chip or order changed.
func (p *Page) requery() {
	p.table.Select(-1)
	p.table.ScrollToTop()
	p.refreshChips()
	p.rows.Reload(0, page.PageSize-1, nil)
}

// searchPause is how long to wait for the next letter before searching.
const searchPause = 30 * time.Millisecond

func (p *Page) searched(text string) {
	if p.debounce != nil {
		p.debounce()
	}
	p.debounce = p.env.Run.After(searchPause, func() {
		p.rows.query.Search = text
		p.narrow()
	})
}

func (p *Page) chip(c desk.Chip) {
	p.rows.query.Chip = c
	p.narrow()
}

func (p *Page) sort(column string, down bool) {
	p.rows.query.Sort, p.rows.query.Down = desk.Column(column), down
	p.requery()
}

func (p *Page) filter(column, text string) {
	p.rows.query.Filters[desk.Column(column)] = text
	p.narrow()
}

func (p *Page) showAll() {
	p.rows.query.Search, p.rows.query.Chip = "", desk.ChipAll
	p.rows.query.Filters = map[desk.Column]string{}
	p.search.SetText("")
	p.table.SetFilters(map[string]string{})
	p.requery()
	p.env.Canvas.Focus(p.table)
}

func (p *Page) tick(row int) {
	r, loaded := p.rows.Row(row)
	if !loaded {
		return
	}
	if p.rows.ticked[r.ID] {
		delete(p.rows.ticked, r.ID)
	} else {
		p.rows.ticked[r.ID] = true
	}
	p.table.SetAllTicked(p.ticks())
	p.refreshButtons()
}

// tickAll ticks what the list shows; the ids are read beside the UI.
func (p *Page) tickAll(on bool) {
	if !on {
		p.rows.ticked = map[string]bool{}
		p.loaded()
		return
	}
	q := p.rows.snapshot()
	q.Limit = p.rows.Count()
	p.env.Run.Go(func() {
		list, err := p.env.Desk.Resellers(context.Background(), q)
		p.env.Run.UI(func() {
			if err != nil {
				p.env.Fail(err)
				return
			}
			for _, r := range list {
				p.rows.ticked[r.ID] = true
			}
			p.loaded()
		})
	})
}

// targets are the ids that an action works on: the ticked rows, else the selected one.
func (p *Page) targets() []string {
	var ids []string
	for id := range p.rows.ticked {
		ids = append(ids, id)
	}
	if r, loaded := p.rows.Row(p.table.Selected()); len(ids) == 0 && loaded {
		ids = append(ids, r.ID)
	}
	return ids
}

func (p *Page) pressed(row int, icon string) {
	r, loaded := p.rows.Row(row)
	switch {
	case !loaded:
	case icon == "send":
		p.sendTo([]string{r.ID})
	case icon == "edit":
		p.Edit(r.ID)
	case icon == "more":
		p.menu(row, p.table.IconPosition(row))
	}
}

func (p *Page) menu(row int, at fyne.Position) {
	r, loaded := p.rows.Row(row)
	if !loaded {
		return
	}
	var items []*fyne.MenuItem
	for _, c := range p.actions(func() []string { return []string{r.ID} }) {
		if c.May(false) {
			items = append(items, fyne.NewMenuItem(c.Title, c.Run))
		}
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), p.env.Canvas)
	menu.ShowAtPosition(at)
	p.env.Canvas.Focus(menu)
}

func (p *Page) editSelected() {
	if r, loaded := p.rows.Row(p.table.Selected()); loaded {
		p.Edit(r.ID)
	}
}

func (p *Page) sendTargets() { p.sendTo(p.targets()) }

// sendTo puts activation mails into the outbox. Before the first one it warns when nobody told where to get the program.
func (p *Page) sendTo(ids []string) {
	if len(ids) == 0 {
		return
	}
	p.confirmSource(func() { p.queue(ids, "toast.queued", p.env.Desk.SendActivation) }, p.toMailSettings())
}

func (p *Page) toMailSettings() noMail {
	return noMail{p.env.T("mail.set_up_text"), p.env.T("mail.set_up_button"), func() { p.env.Open("email/settings") }}
}

// resetPassword asks, and puts mails into the outbox with which resellers choose another password.
func (p *Page) resetPassword(ids []string) {
	env := p.env
	env.Modals.Confirm(kit.Confirmation{
		Title: env.T("reset.title", p.whom(ids)), Text: env.T("reset.text"), OK: env.T("command.reset_reseller"), Cancel: env.T("button.cancel"),
		OnOK: func() { p.queue(ids, "toast.reset_queued", env.Desk.SendPasswordReset) },
	})
}

// queue puts mails to resellers into the outbox beside the UI, and says so, or who stands in the way.
func (p *Page) queue(ids []string, done string, send func(ctx context.Context, ids []string) error) {
	p.env.Run.Go(func() {
		err := send(context.Background(), ids)
		p.env.Run.UI(func() {
			if err != nil {
				page.Refused(p.env, err, "refusals.text")
				return
			}
			p.rows.ticked = map[string]bool{}
			p.loaded()
			p.env.Toasts.Say(p.env.T(done, core.Args{"Count": len(ids)}), "", nil)
		})
	})
}

// noMail is what is offered when mails cannot be sent yet.
type noMail struct {
	text, button string
	do           func()
}

// confirmSource goes on, after a warning when the mail would not say where to get the program. Without settings of mail it
// offers the way to them.
func (p *Page) confirmSource(goOn func(), without noMail) {
	p.env.Run.Go(func() {
		complete, source, err := p.env.Desk.MailReady(context.Background())
		p.env.Run.UI(func() {
			switch {
			case err != nil:
				p.env.Fail(err)
			case !complete:
				p.env.Modals.Confirm(kit.Confirmation{
					Title: p.env.T("mail.set_up_title"), Text: without.text, OK: without.button,
					Cancel: p.env.T("button.cancel"), OnOK: without.do,
				})
			case !source:
				p.env.Modals.Confirm(kit.Confirmation{
					Title: p.env.T("mail.no_source_title"), Text: p.env.T("mail.no_source_text"), OK: p.env.T("mail.no_source_send"),
					Cancel: p.env.T("button.cancel"), OnOK: goOn,
				})
			default:
				goOn()
			}
		})
	})
}

// Add opens the form of a new reseller.
func (p *Page) Add() {
	if p.env.May(permission.UserAdd) {
		p.openForm("")
	}
}

// Edit opens the form of a reseller.
func (p *Page) Edit(id string) {
	if p.env.May(permission.UserEdit) {
		p.openForm(id)
	}
}

// show selects a reseller in the list, without its filters if they hide it.
func (p *Page) show(id string) {
	q := p.rows.snapshot()
	p.env.Run.Go(func() {
		at, err := p.env.Desk.ResellerPosition(context.Background(), q, id)
		hidden := core.CodeOf(err) == core.NotFound
		if hidden {
			at, err = p.env.Desk.ResellerPosition(context.Background(), desk.ResellerQuery{Sort: q.Sort, Down: q.Down}, id)
		}
		p.env.Run.UI(func() {
			if err != nil {
				return
			}
			if hidden {
				p.showAll()
			}
			p.rows.Reload(at, at, func() {
				p.table.Select(at)
				p.refreshButtons()
			})
		})
	})
}
