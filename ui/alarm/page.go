package alarm

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Alarm.
type Page struct {
	env    *page.Env
	alarms *page.Whole[entry]
	list   *page.List[entry]
	listed atomic.Int64   // How many alarms were read,
	found  atomic.Int64   // and how many there are.
	more   *kit.Paragraph // Says that there are more than are listed.
	snooze *kit.Button
	wake   *kit.Button
	tools  *fyne.Container
	// The whole text of the current alarm, and the way to where it is fixed.
	detail   *fyne.Container
	detailed string // What the detail says, "" for nothing.
	content  fyne.CanvasObject
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, detail: kit.NewStack(0), more: kit.NewParagraph("", kit.Caption)}
	p.more.Hide()
	p.buildList()
	p.snooze = p.button("alarm.snooze", kit.IconClock, func() { p.snoozeNow(p.list.Targets()) })
	p.wake = p.button("alarm.wake", kit.IconBell, func() { p.wakeNow(p.list.Targets()) })
	p.tools = p.list.Tools(p.snooze, p.wake)
	settings := kit.NewButton(env.T("alarm.settings"), kit.ButtonSecondary, p.settings)
	settings.SetIcon(kit.IconSliders)
	page.SetVisible(settings, env.May(permission.AlarmThresholds))
	title := kit.NewText(env.T("menu.alarm"), kit.Title)
	header := page.Header(title, settings, kit.NewSized(260, 0, p.list.Search))
	head := kit.NewStack(8, header, p.tools, p.more)
	p.content = container.NewBorder(
		head, p.detail, nil, nil, kit.NewPadded(8, 0, 12, 0, p.list.Body),
	)
	p.refresh()
	return p
}

// button acts on the selected alarms.
func (p *Page) button(words string, icon kit.IconName, do func()) *kit.Button {
	b := kit.NewButton(p.env.T(words), kit.ButtonSecondary, do)
	b.SetIcon(icon).SetTip(p.env.T(words + "_tip"))
	page.SetVisible(b, p.env.May(permission.AlarmSnooze))
	return b
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyAlarms }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the alarms: time alone makes some.
func (p *Page) Shown() { p.list.ShownAgain() }

// Changed reads the alarms again: each change may be the cause of one, or its end.
func (p *Page) Changed(desk.Events) { p.list.Changed() }

// Commands are the actions of the page, and those on the selected alarms.
func (p *Page) Commands() []page.Command {
	env := p.env
	return append([]page.Command{
		{
			ID: "alarm.settings", Icon: kit.IconSliders, Run: p.settings,
			Enabled: func() bool { return env.May(permission.AlarmThresholds) },
		},
		{
			ID: "command.search_alarm", Icon: kit.IconSearch,
			Shortcut: page.Ctrl(fyne.KeyF),
			Run:      p.list.FocusSearch,
		},
	}, p.actions(p.list.Targets)...)
}

// actions are what can be done to alarms: to the selected ones, or to that of a row.
func (p *Page) actions(targets func() []string) []page.Command {
	env := p.env
	words := ""
	one := p.alarms.Known(targets())
	if len(one) == 1 {
		words = env.T("alarm.do." + string(one[0].Kind))
	}
	some := func(snoozed bool) func() bool {
		return func() bool {
			return env.May(permission.AlarmSnooze) && len(p.those(targets(), snoozed)) > 0
		}
	}
	return []page.Command{
		{
			ID: "alarm.open", Title: words, Group: page.GroupOpen, One: true, Icon: kit.IconChevronRight,
			Enabled: func() bool { return len(targets()) == 1 },
			Run:     func() { p.open(targets()[0]) },
		},
		{
			ID: "alarm.snooze", Group: page.GroupState, Icon: kit.IconClock,
			Enabled: some(false), Run: func() { p.snoozeNow(targets()) },
		},
		{
			ID: "alarm.wake", Group: page.GroupState, Icon: kit.IconBell,
			Enabled: some(true), Run: func() { p.wakeNow(targets()) },
		},
	}
}

// open opens the place where an alarm is fixed.
func (p *Page) open(id string) {
	for _, e := range p.alarms.Known([]string{id}) {
		fix(p.env, e.Alarm)
	}
}

// those are the ids of the alarms among some that are snoozed, or that are not.
func (p *Page) those(ids []string, snoozed bool) []string {
	var list []string
	for _, e := range p.alarms.Known(ids) {
		if (e.Snoozed != nil) == snoozed {
			list = append(list, e.ID)
		}
	}
	return list
}

// refresh shows what can be done to the selected alarms, and the current one.
func (p *Page) refresh() {
	if p.content == nil {
		return
	}
	p.refreshButton(p.snooze, "alarm.snooze", false)
	p.refreshButton(p.wake, "alarm.wake", true)
	p.tools.Refresh()
	p.showMore()
	p.showDetail()
}

// showMore says how many alarms there are when not all of them are listed.
func (p *Page) showMore() {
	listed, found, text := p.listed.Load(), p.found.Load(), ""
	if found > listed {
		text = p.env.T(
			"alarm.more", core.Args{"Listed": listed, "All": found, "Most": desk.AlarmsListed},
		)
	}
	p.more.SetText(text)
	page.SetVisible(p.more, text != "")
}

func (p *Page) refreshButton(b *kit.Button, words string, snoozed bool) {
	n := len(p.those(p.list.Targets(), snoozed))
	page.SetCount(p.env, b, p.env.T(words), n)
	if n > 0 {
		b.Enable()
	} else {
		b.Disable(p.env.T(words + "_none"))
	}
}

// showDetail says the current alarm below the list. What it says already stays, with the focus.
func (p *Page) showDetail() {
	current, loaded := p.list.Current()
	detailed := ""
	if loaded {
		detailed = current.ID + whole(p.env, current.Alarm)
	}
	if detailed == p.detailed {
		return
	}
	p.detailed, p.detail.Objects = detailed, nil
	if loaded {
		ground := kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8)
		row := kit.NewOver(ground, Row(p.env, current.Alarm))
		p.detail.Objects = []fyne.CanvasObject{kit.NewPadded(0, 0, 12, 0, row)}
	}
	p.env.Host.Attach(p.detail)
	p.content.Refresh()
}

// snoozeNow does not show alarms for a week.
func (p *Page) snoozeNow(ids []string) {
	until := p.env.Now().Add(desk.SnoozeFor)
	p.set(p.those(ids, false), &until)
}

// wakeNow shows alarms again.
func (p *Page) wakeNow(ids []string) { p.set(p.those(ids, true), nil) }

// set snoozes alarms until a time, or shows them again. They move away in the list; the keyboard
// goes to the next one, so that it can be pressed on.
func (p *Page) set(ids []string, until *time.Time) {
	next := p.list.Below(ids)
	p.write(ids, until, func() {
		p.list.Select(next)
		p.env.Canvas.Focus(p.list.Table)
	})
}

// write snoozes alarms or shows them again, and says so with the way back.
func (p *Page) write(ids []string, until *time.Time, done func()) {
	env := p.env
	page.Try(env, func(ctx context.Context) error {
		return env.Desk.Snooze(ctx, ids, until)
	}, func() {
		done()
		if until != nil {
			said := env.T("toast.snoozed", core.Args{"Count": len(ids), "At": *until})
			env.Toasts.Say(said, env.T("alarm.wake"), func() { p.write(ids, nil, func() {}) })
		}
	})
}
