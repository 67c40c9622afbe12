package alarm

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Alarm.
type Page struct {
	env     *page.Env
	list    *fyne.Container
	rows    []shownRow
	snoozed string // The id of an alarm that was snoozed just now, and goes to the end.
	scroll  *container.Scroll
	empty   fyne.CanvasObject
	content fyne.CanvasObject
	front   bool
}

// shownRow is an alarm in the list, and its buttons; snooze is nil for whoever may not.
type shownRow struct {
	alarm      string // Its id.
	snooze, do *kit.Button
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, list: kit.NewStack(0)}
	settings := kit.NewButton(env.T("alarm.settings"), kit.ButtonSecondary, p.settings).SetIcon(kit.IconSliders)
	if !env.May(permission.AlarmThresholds) {
		settings.Hide()
	}
	p.empty = kit.NewEmpty(kit.IconCheck, env.T("alarm.none"), env.T("alarm.none_text"), nil)
	p.scroll = container.NewVScroll(kit.NewStack(0, kit.NewOver(kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8), p.list)))
	p.content = container.NewBorder(page.Header(kit.NewText(env.T("menu.alarm"), kit.Title), settings), nil, nil, nil,
		kit.NewPadded(8, 0, 12, 0, container.NewStack(p.scroll, p.empty)))
	p.empty.Hide()
	return p
}

// Key names the page.
func (p *Page) Key() string { return "alarm" }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads the alarms: time alone makes some.
func (p *Page) Shown() {
	p.front = true
	p.reload(true)
}

// Changed reads the alarms anew: whatever changed may be the cause of one, or its end.
func (p *Page) Changed(desk.Events) {
	if p.front {
		p.reload(false)
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	return []page.Command{
		{Title: p.env.T("alarm.settings"), Icon: kit.IconSliders, Enabled: func() bool { return p.env.May(permission.AlarmThresholds) }, Run: p.settings},
	}
}

func (p *Page) reload(focus bool) {
	p.env.Run.Go(func() {
		list, err := p.env.Desk.Alarms(context.Background())
		p.env.Run.UI(func() {
			if err == nil { // Else somebody signed out meanwhile.
				p.fill(list, focus)
			}
		})
	})
}

func (p *Page) fill(list []desk.Alarm, focus bool) {
	before, onSnooze := p.focused()
	at := p.scroll.Offset
	shown := p.rows
	p.list.Objects, p.rows = nil, nil
	for i, a := range list {
		if i > 0 {
			p.list.Add(Line())
		}
		snooze := p.snoozeButton(a)
		row, do := Row(p.env, a, snooze)
		p.list.Add(row)
		p.rows = append(p.rows, shownRow{a.ID, snooze, do})
	}
	p.list.Show()
	p.empty.Hide()
	if len(list) == 0 {
		p.empty.Show()
		p.list.Hide()
	}
	p.env.Host.Attach(p.content)
	p.content.Refresh()
	p.scroll.Refresh() // New rows know how high they are once they know how wide they are.
	p.scroll.ScrollToOffset(at)
	switch {
	case len(p.rows) == 0:
	case focus:
		p.env.Canvas.Focus(p.rows[0].do)
	case before >= 0:
		p.focusAgain(shown[before].alarm, before, onSnooze)
	}
}

// focused tells which row has the focus, -1 for none, and whether its first button does.
func (p *Page) focused() (row int, onSnooze bool) {
	has := p.env.Canvas.Focused()
	for i, r := range p.rows {
		if has == r.do || r.snooze != nil && has == r.snooze {
			return i, has != r.do
		}
	}
	return -1, false
}

// focusAgain gives the focus back to the button of the same alarm, whose list was made anew; when the alarm moved away because it
// was snoozed or ended, to the one in its place.
func (p *Page) focusAgain(alarm string, place int, onSnooze bool) {
	moved := p.snoozed == alarm
	p.snoozed = ""
	row := min(place, len(p.rows)-1)
	for i, r := range p.rows {
		if r.alarm == alarm && !moved {
			row = i
		}
	}
	if r := p.rows[row]; onSnooze && r.snooze != nil {
		p.env.Canvas.Focus(r.snooze)
	} else {
		p.env.Canvas.Focus(r.do)
	}
}
