package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// finder is the palette: every action, and every reseller, PBX and customer by name.
type finder struct {
	frame   *frame
	modal   *kit.Modal
	search  *kit.Search
	list    *fyne.Container
	scroll  *container.Scroll
	nothing *kit.Text
	actions []func()
	found   []page.Found // The first lines.
	chosen  int
	asking  page.Latest[[]page.Found]
	entered bool // Enter was pressed before the answer was there.
}

const (
	mostNamed = 3 // Of each kind.
	findGap   = 2
)

// find opens the palette.
func (f *frame) find() {
	env := f.env
	if env.Modals.Open() {
		return
	}
	v := &finder{frame: f, nothing: kit.NewText(env.T("search.nothing"), kit.Secondary)}
	v.search = kit.NewSearch(env.T("find.hint"), "", v.searched)
	v.search.OnDown = func() { v.move(1) }
	v.search.OnEnter = v.enter
	v.list = kit.NewStack(findGap)
	v.scroll = container.NewVScroll(v.list)
	v.nothing.Hide()
	body := container.NewBorder(
		kit.NewPadded(0, 0, 10, 0, v.search), nil, nil, nil,
		container.NewStack(v.scroll, kit.NewPadded(0, 0, 0, 8, kit.NewStack(0, v.nothing))),
	)
	v.modal = env.Modals.Show(kit.ModalOptions{
		Topic: "find",
		Title: env.T("command.find"), Width: 620, Height: 440,
		Body: kit.NewPadded(14, 14, 14, 14, body), First: v.search.Focusable(), OnKey: v.key,
	})
	v.searched("")
}

func (v *finder) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		v.move(-1)
		return true
	case fyne.KeyDown:
		v.move(1)
		return true
	case fyne.KeyRight:
		return v.showActions()
	}
	return false
}

// move chooses another line, and scrolls to it.
func (v *finder) move(by int) {
	v.chosen = max(min(v.chosen+by, len(v.actions)-1), 0)
	for i, o := range v.list.Objects {
		o.(*kit.NavItem).SetChosen(i == v.chosen)
	}
	if v.chosen < len(v.list.Objects) {
		height := v.list.Objects[v.chosen].MinSize().Height
		top, offset := float32(v.chosen)*(height+findGap), v.scroll.Offset
		offset.Y = max(min(offset.Y, top), top+height-v.scroll.Size().Height)
		v.scroll.ScrollToOffset(offset)
	}
}

// enter runs what is chosen; what was typed quickly has to be found first.
func (v *finder) enter() {
	v.entered = v.asking.Waits()
	if !v.entered {
		v.run(v.chosen)
	}
}

func (v *finder) run(i int) {
	if i >= len(v.actions) {
		return
	}
	v.modal.Close()
	v.actions[i]()
}

// searched shows the actions, after what was found by its name.
func (v *finder) searched(text string) {
	env := v.frame.env
	v.asking.Drop()
	if account.SearchKey(text) == "" {
		v.show(text, nil)
		return
	}
	finders := v.frame.finders()
	v.asking.Read(env, func(ctx context.Context) (found []page.Found, _ error) {
		for _, f := range finders {
			found = append(found, f.Find(ctx, text, mostNamed)...)
		}
		return found, nil
	}, page.Silently, func(found []page.Found) { v.show(text, found) })
}

// finders are the pages whose rows can be found, made on the UI goroutine.
func (f *frame) finders() []page.Finder {
	var list []page.Finder
	for _, key := range []page.Key{page.KeyUsers, page.KeyPBXs, page.KeyCustomers} {
		if key == page.KeyUsers && !f.env.Desk.IsDistributor() {
			continue
		}
		if p, is := f.made(key).(page.Finder); is {
			list = append(list, p)
		}
	}
	return list
}

func (v *finder) show(text string, found []page.Found) {
	v.found = found
	v.list.Objects, v.actions, v.chosen = nil, nil, 0
	for _, n := range found {
		v.add(
			n.Icon, n.Name+" · "+n.More, v.frame.env.T("find.more", core.Args{"Kind": n.Kind}),
			n.Open,
		)
	}
	if len(found) > 0 {
		v.addActions(found[0])
	}
	var also []page.Command // After those that are called so.
	for _, c := range v.frame.findable() {
		switch {
		case c.InDialog || !c.May(false):
		case strings.Contains(account.SearchKey(c.Words(v.frame.env)), account.SearchKey(text)):
			v.addCommand(c)
		case isAlso(v.frame.env, c.ID, text):
			also = append(also, c)
		}
	}
	for _, c := range also {
		v.addCommand(c)
	}
	v.listed()
	if v.entered {
		v.enter()
	}
}

func (v *finder) addCommand(c page.Command) {
	keys := ""
	if c.Shortcut != nil {
		keys = v.frame.env.ShortcutText(c.Shortcut)
	}
	v.add(c.Icon, c.Words(v.frame.env), keys, c.Run)
}

// alsoCalled are the IDs of the commands that people call by other words as well.
var alsoCalled = []string{
	"command.add_colleague", "command.add_customer", "command.add_pbx", "command.add_reseller",
	"command.export", "command.help", "command.history", "command.open_file", "command.outbox",
	"command.password", "command.send", "command.settings", "command.show_bin", "command.sign_out",
	"button.quit",
}

// leastAlso is from how many letters on a command is found by its other words.
const leastAlso = 3

// isAlso tells whether what was typed begins another word for a command.
func isAlso(env *page.Env, id, text string) bool {
	key := account.SearchKey(text)
	if len([]rune(key)) < leastAlso || !slices.Contains(alsoCalled, id) {
		return false
	}
	return slices.ContainsFunc(
		strings.Fields(account.SearchKey(env.T("find.also."+id))),
		func(word string) bool { return strings.HasPrefix(word, key) },
	)
}

// addActions lists what may be done to something that was found.
func (v *finder) addActions(n page.Found) {
	for _, c := range n.Commands() {
		if c.Enabled == nil || c.Enabled() {
			v.add(c.Icon, c.Words(v.frame.env)+" – "+n.Name, "", c.Run)
		}
	}
}

// showActions lists only what may be done to the chosen one of what was found; it tells whether
// there is one.
func (v *finder) showActions() bool {
	if v.chosen >= len(v.found) || v.asking.Waits() {
		return false
	}
	n := v.found[v.chosen]
	v.list.Objects, v.actions, v.found = nil, nil, nil
	v.add(n.Icon, n.Name+" · "+n.More, n.Kind, n.Open)
	v.addActions(n)
	v.listed()
	return true
}

// listed shows the lines, with the first of them chosen.
func (v *finder) listed() {
	v.chosen = 0
	page.SetVisible(v.nothing, len(v.actions) == 0)
	v.modal.Attach(v.scroll)
	v.list.Refresh()
	v.scroll.Refresh()
	v.scroll.ScrollToTop()
	v.move(0)
}

func (v *finder) add(icon kit.IconName, text, note string, run func()) {
	n := len(v.actions)
	v.actions = append(v.actions, run)
	v.list.Add(kit.NewNavItem(icon, text, func() { v.run(n) }).SetNote(note))
}

// elsewhere is an action of another page, which the palette offers from everywhere.
type elsewhere struct {
	id      string
	icon    kit.IconName
	to      page.Route
	feature permission.Key
}

// actionsElsewhere are what pages do that are not in front.
func actionsElsewhere() []elsewhere {
	return []elsewhere{
		{"command.add_pbx", kit.IconPlus, page.To(page.KeyPBXs, page.PartAdd), permission.PBXAdd},
		{
			"command.add_customer", kit.IconPlus, page.To(page.KeyCustomers, page.PartAdd),
			permission.CustomerAdd,
		},
		{"command.add_reseller", kit.IconPlus, page.To(page.KeyUsers, page.PartAdd), permission.UserAdd},
		{"command.show_bin", kit.IconTrash, page.ToResellers(desk.ChipBin), permission.UserView},
		{"command.export", kit.IconFile, page.To(page.KeyUsers, page.PartExport), permission.UserExport},
		{
			"command.export_pbxs", kit.IconFile, page.To(page.KeyPBXs, page.PartExport),
			permission.PBXExport,
		},
		{
			"command.export_customers", kit.IconFile, page.To(page.KeyCustomers, page.PartExport),
			permission.CustomerExport,
		},
		{
			"command.export_logs", kit.IconFile, page.To(page.KeyLogs, page.PartExport),
			permission.LogsExport,
		},
		{
			"command.export_usage", kit.IconFile, page.To(page.KeyUsage, page.PartExport),
			permission.UsageExport,
		},
		{
			"command.export_outbox", kit.IconFile, page.To(page.KeyEmail, page.PartExport),
			permission.EmailOutbox,
		},
	}
}

// findable are the actions that the palette offers: of the page in front, then what other pages
// begin, then those of the window. The palette itself is none of them.
func (f *frame) findable() []page.Command {
	var list []page.Command
	if f.page != nil {
		list = f.page.Commands()
	}
	for _, a := range actionsElsewhere() {
		offered := slices.ContainsFunc(list, func(c page.Command) bool { return c.ID == a.id })
		there := f.lists(a.to.Page) && (a.to.Page != page.KeyUsers || f.env.Desk.IsDistributor())
		if !offered && there {
			list = append(list, page.Command{
				ID: a.id, Icon: a.icon, Enabled: func() bool { return f.env.May(a.feature) },
				Run: func() { f.open(a.to) },
			})
		}
	}
	return append(list, f.windowCommands()[1:]...)
}
