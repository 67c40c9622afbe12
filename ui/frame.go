package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/alarm"
	"resellerdesk/ui/customers"
	"resellerdesk/ui/dashboard"
	"resellerdesk/ui/email"
	"resellerdesk/ui/exchange"
	"resellerdesk/ui/handover"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/logs"
	"resellerdesk/ui/page"
	"resellerdesk/ui/pbxs"
	"resellerdesk/ui/recovery"
	"resellerdesk/ui/resellers"
	"resellerdesk/ui/subscription"
	"resellerdesk/ui/usage"
	"resellerdesk/ui/welcome"
)

const (
	menuWidth       = 184
	narrowMenuWidth = 48
	narrowBelow     = 1000
	statusHeight    = 26
	statusGap       = 20
)

// frame is the window of somebody who is signed in: menu, page, status line.
type frame struct {
	window  *Window
	env     *page.Env
	actor   account.Account // As menu and pages were made for.
	entries []*entry
	items   []*kit.NavItem
	page    page.Page
	// Was made before the frame, and is made again once it is left; nil for none.
	stale       page.Page
	area        *fyne.Container
	scroll      *container.Scroll // Around the area: a page that does not fit scrolls.
	menu        *menuLayout
	names       []fyne.CanvasObject // Words of the menu that a narrow one leaves out.
	waiting     *kit.Link
	place       *kit.Text // The name of the workspace.
	keyring     *kit.Text
	entryScroll *container.Scroll
	backup      *kit.Link   // When the last backup was made.
	standing    *kit.Banner // In a reseller's workspace that may not be changed.
	reading     page.Latest[standing]
	outbox      page.Latest[desk.OutboxState]
	copies      page.Latest[copies]
	object      fyne.CanvasObject
	end         func() // Of the context of its pages.
	stop        func()
	stopWatch   func()
	shortcuts   []fyne.Shortcut
}

// entry is a page of the menu. It is made when it is first opened: who starts the program sees one
// page only.
type entry struct {
	key page.Key
	// The words above the first page of a group: "menu." and this; "" for a page that stands for
	// itself.
	group string
	make  func() page.Page
	page  page.Page // nil until it is made.
}

// The groups of the menu.
const (
	groupCloud  = "cloud"
	groupSystem = "system"
)

func newFrame(w *Window, actor account.Account) *frame {
	ctx, end := context.WithCancel(context.Background())
	f := &frame{window: w, env: w.env.Within(ctx), end: end, actor: actor}
	f.listPages(actor.Holds())
	f.standing = kit.NewBanner()
	f.area = container.NewStack(kit.NewEmpty(
		kit.IconLock, f.env.T("frame.nothing"), f.env.T("frame.nothing_text"), nil,
	))
	status := f.buildStatus()
	menu := f.buildMenu(actor)
	whole := menu.MinSize().Height +
		f.entryScroll.Content.MinSize().Height - f.entryScroll.MinSize().Height
	f.menu = &menuLayout{frame: f, whole: whole}
	f.scroll = container.NewScroll(kit.NewPadded(0, 16, 0, 16,
		container.NewBorder(kit.NewPadded(12, 0, 0, 0, f.standing), nil, nil, nil, f.area)))
	f.object = container.NewBorder(nil, status, nil, nil, container.New(f.menu, menu, f.scroll))
	f.scroll.OnScrolled = func(fyne.Position) { f.env.Toasts.PlaceAgain() }
	w.host.Attach(f.object)
	f.env.Host = w.host.Inside(f.scroll)
	f.stop = f.env.Desk.Listen(func(c desk.Events) {
		f.env.Run.UI(func() {
			if w.frame == f {
				f.changed(c)
			}
		})
	})
	f.addShortcuts(f.commands())
	f.refreshStatus()
	f.refreshBackup()
	f.watchStanding()
	return f
}

// buildStatus makes the line at the bottom: the workspace, what waits, backups and the keyring.
func (f *frame) buildStatus() fyne.CanvasObject {
	w := f.window
	f.waiting = kit.NewLink("", func() { f.open(page.To(page.KeyEmail, page.PartOutbox)) })
	f.keyring = kit.NewText("", kit.Caption)
	// It leads to the outbox, and that of a reseller is known only to its own computer.
	page.SetVisible(f.waiting, f.env.May(permission.EmailOutbox) && !f.env.Desk.IsView())
	f.backup = kit.NewLink("", func() { f.open(page.To(page.KeyBackups, page.PartWhole)) })
	f.place = kit.NewText(f.env.T("status.workspace", core.Args{"Name": w.Name}), kit.Caption)
	find := kit.NewText(f.env.T("status.find", core.Args{"Keys": f.env.CtrlText("K")}), kit.Caption)
	states := w.withChecking(kit.NewRow(statusGap, f.place, f.waiting, f.backup, f.keyring))
	return statusLine(container.New(spareLayout{find}, states, find))
}

// listPages lists the pages that the person may see, in the order of the menu.
func (f *frame) listPages(held permission.Set) {
	list := func(group string, key page.Key, may bool, make func() page.Page) {
		if may {
			f.entries = append(f.entries, &entry{key: key, group: group, make: make})
		}
	}
	list("", page.KeyDashboard, held[permission.DashboardView], making(f, dashboard.New))
	list("", page.KeySubscription, held[permission.SubscriptionView], making(f, subscription.New))
	list("", page.KeyUsage, held[permission.UsageView], making(f, usage.New))
	list(groupCloud, page.KeyPBXs, held[permission.PBXView], making(f, pbxs.New))
	list(groupCloud, page.KeyCustomers, held[permission.CustomerView], making(f, customers.New))
	list(groupCloud, page.KeyHandover, held[permission.HandoverView], making(f, handover.New))
	list("", page.KeyAlarms, held[permission.AlarmView], making(f, alarm.New))
	list(groupSystem, page.KeyUsers, held[permission.UserView], making(f, resellers.New))
	list(groupSystem, page.KeyLogs, held[permission.LogsView], making(f, logs.New))
	list(
		groupSystem, page.KeyEmail, held[permission.EmailSettings] || held[permission.EmailOutbox],
		making(f, email.New),
	)
	list(groupSystem, page.KeyExchange, held[permission.UserExchange], making(f, exchange.New))
	list(groupSystem, page.KeyBackups, f.ownsBackups(), func() page.Page { return f.newBackups() })
}

// making returns what makes a page of the frame.
func making[P page.Page](f *frame, make func(env *page.Env) P) func() page.Page {
	return func() page.Page { return make(f.env) }
}

// made returns a page, which it makes when it is new; nil when the person may not see it.
func (f *frame) made(key page.Key) page.Page {
	for _, e := range f.entries {
		if e.key != key {
			continue
		}
		if e.page == nil {
			e.page = e.make()
			f.env.Host.Attach(e.page.Content())
			f.addShortcuts(e.page.Commands())
		}
		return e.page
	}
	return nil
}

// lists tells whether a page is in the menu.
func (f *frame) lists(key page.Key) bool {
	return slices.ContainsFunc(f.entries, func(e *entry) bool { return e.key == key })
}

// statusLine is the line at the bottom of the window.
func statusLine(content fyne.CanvasObject) fyne.CanvasObject {
	line := kit.NewSized(0, 1, kit.NewGround(kit.ColorBorder, "", 0))
	return kit.NewOver(
		kit.NewGround(kit.ColorSide, "", 0),
		kit.NewSized(
			0,
			statusHeight,
			container.NewBorder(line, nil, nil, nil, kit.NewPadded(0, 12, 0, 12, content)),
		),
	)
}

// spareLayout puts a hint at the right edge of a line where there is room for it.
type spareLayout struct{ hint *kit.Text }

// MinSize is called by Fyne.
func (spareLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout is called by Fyne.
func (l spareLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	hint := l.hint.MinSize()
	left := size.Width - hint.Width
	l.hint.Hidden = objects[0].MinSize().Width+statusGap > left
	l.hint.Move(fyne.NewPos(left, 0))
	l.hint.Resize(fyne.NewSize(hint.Width, size.Height))
	objects[0].Resize(size)
}

// pageIcons are the icons of the pages in the menu.
var pageIcons = map[page.Key]kit.IconName{
	page.KeyDashboard: kit.IconDashboard, page.KeySubscription: kit.IconCard,
	page.KeyUsage: kit.IconCalendar,
	page.KeyPBXs:  kit.IconPhone, page.KeyCustomers: kit.IconBuilding,
	page.KeyAlarms: kit.IconBell, page.KeyUsers: kit.IconPeople, page.KeyLogs: kit.IconList,
	page.KeyEmail: kit.IconMail, page.KeyExchange: kit.IconSend,
	page.KeyBackups: kit.IconArchive, page.KeyHandover: kit.IconHandover,
}

func (f *frame) buildMenu(actor account.Account) fyne.CanvasObject {
	env := f.env
	for _, e := range f.entries {
		f.items = append(
			f.items, kit.NewNavItem(pageIcons[e.key], env.PageName(e.key), f.opening(e.key)),
		)
	}
	f.entryScroll = container.NewVScroll(f.menuList(f.menuHead(actor))) // Of a low window.
	settings := kit.NewNavItem(kit.IconSettings, env.T("command.settings"), f.settings)
	leave := kit.NewNavItem(kit.IconLogout, env.T("command.sign_out"), f.window.signOut)
	help := kit.NewNavItem(kit.IconHelp, env.T("command.help"), f.window.help)
	f.items = append(f.items, help, settings, leave)
	foot := kit.NewStack(0, help, settings, leave)
	return kit.NewOver(
		kit.NewGround(kit.ColorSide, "", 0),
		kit.NewPadded(0, 8, 8, 8, container.NewBorder(nil, foot, nil, nil, f.entryScroll)),
	)
}

// menuHead says whose workspace it is, and who is signed in.
func (f *frame) menuHead(actor account.Account) fyne.CanvasObject {
	person := f.env.T(f.personKey(), core.Args{"Name": actor.Profile.Name()})
	return kit.NewPadded(14, 8, 10, 8, kit.NewStack(
		2, kit.NewCutText(actor.Profile.Company, kit.BodyBold, 20),
		kit.NewCutText(person, kit.Caption, 20),
	))
}

// menuList is the head with the pages below it, each group under its name.
func (f *frame) menuList(head fyne.CanvasObject) fyne.CanvasObject {
	f.names = []fyne.CanvasObject{head}
	list := kit.NewStack(0, head)
	group := ""
	for i, e := range f.entries {
		if e.group != group && e.group != "" {
			words := kit.NewText(f.env.T("menu."+e.group), kit.Caption)
			name := kit.NewPadded(12, 0, 4, 8, words)
			f.names = append(f.names, name)
			list.Add(name)
		}
		group = e.group
		list.Add(f.items[i])
	}
	return list
}

// personKey names how the menu introduces a person: by the side that it works for.
func (f *frame) personKey() string {
	if f.env.Desk.IsDistributor() {
		return "menu.person"
	}
	return "menu.person_reseller"
}

// menuLayout shrinks the menu to icons in a window that is too narrow, or too low for its words.
type menuLayout struct {
	frame *frame
	whole float32 // The height of the menu with all its words.
}

func (l *menuLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[1].MinSize().AddWidthHeight(narrowMenuWidth, 0)
}

func (l *menuLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < narrowBelow || size.Height < l.whole
	width := float32(menuWidth)
	if narrow {
		width = narrowMenuWidth
	}
	for _, item := range l.frame.items {
		item.SetNarrow(narrow)
	}
	for _, name := range l.frame.names {
		if narrow {
			name.Hide()
		} else {
			name.Show()
		}
	}
	objects[0].Resize(fyne.NewSize(width, size.Height))
	objects[1].Move(fyne.NewPos(width, 0))
	objects[1].Resize(fyne.NewSize(size.Width-width, size.Height))
}

// open goes to a place; without a page to the list of resellers, or to the first page for anyone
// who may not see that.
func (f *frame) open(to page.Route) {
	if to.Page == "" && f.env.Desk.IsDistributor() && f.made(page.KeyUsers) != nil {
		to.Page = page.KeyUsers
	}
	if to.Page == "" && len(f.entries) > 0 {
		to.Page = f.entries[0].key
	}
	p := f.made(to.Page)
	if p == nil {
		return
	}
	if f.page == p {
		f.show(p, to)
		return
	}
	f.leaving(func() { f.show(p, to) })
}

// opening goes to a page.
func (f *frame) opening(key page.Key) func() {
	return func() { f.open(page.To(key, page.PartWhole)) }
}

// show brings a page to the front, and the part of it that a route names.
func (f *frame) show(p page.Page, to page.Route) {
	f.bring(p)
	p.Shown()
	if parted, is := p.(page.Parted); is && to.Part != page.PartWhole {
		parted.Navigate(to)
	}
}

// leaving goes on when nothing that was typed on the page in front would be lost by that, else
// after a question.
func (f *frame) leaving(then func()) {
	if !typedOn(f.page) {
		f.forgetStale()
		then()
		return
	}
	f.env.AskDiscard(func() {
		f.page.(page.Typed).Discard()
		f.forgetStale()
		then()
	})
}

// forgetStale lets the page that was made before the frame be made again when it is opened.
func (f *frame) forgetStale() {
	for _, e := range f.entries {
		if f.stale != nil && e.page == f.stale {
			e.page = nil
		}
	}
	f.stale = nil
}

// bring puts a page beside the menu.
func (f *frame) bring(p page.Page) {
	if left, is := f.page.(page.Leavable); is && f.page != p {
		left.Left()
	}
	for i, e := range f.entries {
		f.items[i].SetChosen(e.key == p.Key())
	}
	f.page = p
	f.area.Objects = []fyne.CanvasObject{p.Content()}
	f.scroll.Offset = fyne.Position{}
	f.scroll.Refresh()
	f.env.Toasts.PlaceAgain()
	f.window.window.SetTitle(f.env.PageName(p.Key()) + " – Reseller Desk")
}

// keep brings a page to the front that was made before, without giving it the focus: a dialog of it
// is open.
func (f *frame) keep(p page.Page, before *frame) {
	end := f.end
	f.end = func() { end(); before.end() }
	before.env.Host = f.env.Host // It scrolls in this one now.
	for _, e := range f.entries {
		if e.key == p.Key() {
			e.page = p
			f.env.Host.Attach(p.Content())
		}
	}
	f.addShortcuts(p.Commands())
	f.bring(p)
}

// leave takes the pages out of the window, and ends what is read for them.
func (f *frame) leave() {
	f.detach()
	f.end()
}

// detach takes the pages out of the window; one of them may stay.
func (f *frame) detach() {
	f.stop()
	f.stopWatch()
	for _, s := range f.shortcuts {
		f.env.Canvas.RemoveShortcut(s)
	}
}

func (f *frame) changed(c desk.Events) {
	if c.Any(desk.ActorChanged) && !f.window.followActor() {
		return // The pages were made again, or nobody is signed in any more.
	}
	for _, entry := range f.entries {
		if entry.page != nil {
			entry.page.Changed(c)
		}
	}
	if c.Any(desk.OutboxChanged, desk.SettingsChanged) {
		f.refreshStatus()
	}
	if c.Any(
		desk.ExchangeChanged, desk.CapacityChanged, desk.ResellersChanged, desk.PBXsChanged,
		desk.OutboxChanged, desk.AlarmsChanged,
	) {
		f.showStanding()
	}
}

// refreshStatus reads how many mails wait, and whether the keyring answers.
func (f *frame) refreshStatus() {
	f.outbox.Read(f.env.Afterwards(), f.env.Desk.OutboxState, page.Silently, f.showOutbox)
}

func (f *frame) showOutbox(state desk.OutboxState) {
	f.waiting.SetText(f.env.T("status.none_waiting"))
	if state.Waiting > 0 {
		f.waiting.SetText(f.env.T("status.waiting", core.Args{"Count": state.Waiting}))
	}
	f.keyring.SetText("")
	f.keyring.SetStyle(kit.Caption)
	// A narrow window has room for one of them.
	page.SetVisible(f.place, state.Blocked == nil)
	if state.Blocked != nil {
		f.keyring.SetText(shortened(f.env.Words.Error(state.Blocked), f.env.T("status.blocked")))
		f.keyring.SetStyle(kit.CaptionDanger)
	}
	f.object.Refresh()
}

// shortened is a sentence that the status line has room for, else another one: it must not make the
// window wider.
func shortened(sentence, short string) string {
	const most = 60
	if len([]rune(sentence)) > most {
		return short
	}
	return sentence
}

// commands are all actions: of the window, then of the page in front.
func (f *frame) commands() []page.Command {
	list := f.windowCommands()
	if f.page != nil {
		list = append(list, f.page.Commands()...)
	}
	return list
}

// windowCommands are the actions that are there on every page; the first one opens the palette.
func (f *frame) windowCommands() []page.Command {
	find := page.Command{
		ID: "command.find", Icon: kit.IconSearch, Shortcut: page.Ctrl(fyne.KeyK), Run: f.find,
	}
	return slices.Concat(
		[]page.Command{find}, f.dialogCommands(), f.workCommands(), f.personCommands(),
		f.pageCommands(), recovery.Commands(f.env),
	)
}

// changes tells whether anything can be changed here: not while a reseller's view is shown.
func (f *frame) changes() bool { return !f.env.Desk.IsView() }

// dialogCommands save what a dialog is for.
func (f *frame) dialogCommands() []page.Command {
	modals := f.env.Modals
	return []page.Command{
		{
			ID: "command.save_send", Shortcut: sendKey, InDialog: true,
			Enabled: func() bool { return modals.Top().Sends() },
			Run:     func() { modals.Top().SubmitAndSend() },
		},
		{
			ID: "command.save", Title: f.saves(), Shortcut: saveKey, Also: sendKey, InDialog: true,
			Enabled: func() bool { return modals.Top().Saves() != nil },
			Run:     func() { modals.Top().Submit() },
		},
	}
}

// workCommands open files, and take actions back.
func (f *frame) workCommands() []page.Command {
	return []page.Command{
		{
			ID: "command.open_file", Icon: kit.IconFile, Shortcut: openKey,
			Enabled: f.changes, Run: f.window.openFile,
		},
		{
			ID: "command.undo", Icon: kit.IconUndo, Shortcut: &fyne.ShortcutUndo{},
			Enabled: f.changes, Run: f.undo,
		},
		{
			ID: "command.redo", Icon: kit.IconRefresh, Shortcut: page.CtrlShift(fyne.KeyZ),
			Also: &fyne.ShortcutRedo{}, Enabled: f.changes, Run: f.redo,
		},
		{
			ID: "command.history", Icon: kit.IconClock,
			Enabled: func() bool { return f.env.May(permission.LogsView) }, Run: f.history,
		},
	}
}

// personCommands are about the person who is signed in, and the window.
func (f *frame) personCommands() []page.Command {
	return []page.Command{
		{
			ID: "command.settings", Icon: kit.IconSettings, Shortcut: page.Ctrl(fyne.KeyComma),
			Run: f.settings,
		},
		{
			ID: "command.password", Icon: kit.IconKey, Enabled: f.changes,
			Run: func() { welcome.ChangePassword(f.env) },
		},
		{
			ID: "view_as.leave", Icon: kit.IconEye,
			Enabled: func() bool { return f.window.view != nil }, Run: f.window.endView,
		},
		{ID: "command.help", Icon: kit.IconHelp, Run: f.window.help},
		{ID: "command.sign_out", Icon: kit.IconLogout, Run: f.window.signOut},
		{
			ID: "button.quit", Icon: kit.IconClose, Shortcut: quitKey, Anywhere: true,
			Run: f.window.close,
		},
	}
}

// pageCommands go to the pages of the menu.
func (f *frame) pageCommands() []page.Command {
	list := make([]page.Command, len(f.entries))
	for i, e := range f.entries {
		list[i] = page.Command{
			ID:    "menu." + string(e.key),
			Title: f.env.T("command.go", core.Args{"Page": f.env.PageName(e.key)}),
			Icon:  kit.IconChevronRight, Shortcut: pageKey(i), Run: f.opening(e.key),
		}
	}
	return list
}

// saves is what Ctrl+S does, in the words of the dialog that is open.
func (f *frame) saves() string {
	if b := f.env.Modals.Top().Saves(); b != nil {
		return b.Words()
	}
	return f.env.T("command.save")
}

// pageKey is the shortcut of a page by its place in the menu, nil beyond the digits.
func pageKey(place int) fyne.KeyboardShortcut {
	digits := []fyne.KeyName{
		fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8,
		fyne.Key9, fyne.Key0,
	}
	if place >= len(digits) {
		return nil
	}
	return page.Ctrl(digits[place])
}

// addShortcuts makes the shortcuts of commands run the command that they belong to at that moment.
func (f *frame) addShortcuts(commands []page.Command) {
	known := func(s fyne.KeyboardShortcut) bool {
		return slices.ContainsFunc(
			f.shortcuts, func(k fyne.Shortcut) bool { return k.ShortcutName() == s.ShortcutName() },
		)
	}
	for _, c := range commands {
		for _, s := range c.Shortcuts() {
			if !known(s) {
				f.shortcuts = append(f.shortcuts, s)
				f.env.Canvas.AddShortcut(s, func(fyne.Shortcut) { f.window.Press(s) })
			}
		}
	}
}

// run runs the command with a shortcut, if it may run now.
func (f *frame) run(shortcut string) {
	quits := shortcut == quitKey.ShortcutName()
	if !quits && !f.env.Modals.Open() && f.env.Held.Wait(func() { f.run(shortcut) }) {
		return
	}
	if f.env.Modals.Open() && shortcut == page.Ctrl(fyne.KeyF).ShortcutName() {
		f.env.Modals.Top().Find()
		return
	}
	for _, c := range f.commands() {
		for _, s := range c.Shortcuts() {
			if s.ShortcutName() == shortcut && c.May(f.env.Modals.Open()) {
				c.Run()
				return
			}
		}
	}
}
