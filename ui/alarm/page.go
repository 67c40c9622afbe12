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
	empty   fyne.CanvasObject
	content fyne.CanvasObject
	front   bool
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, list: kit.NewStack(0)}
	settings := kit.NewButton(env.T("alarm.settings"), kit.ButtonSecondary, p.settings).SetIcon(kit.IconSliders)
	if !env.May(permission.AlarmThresholds) {
		settings.Hide()
	}
	p.empty = kit.NewEmpty(kit.IconCheck, env.T("alarm.none"), env.T("alarm.none_text"), nil)
	rows := container.NewVScroll(kit.NewStack(0, kit.NewOver(kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8), p.list)))
	p.content = container.NewBorder(page.Header(kit.NewText(env.T("menu.alarm"), kit.Title), settings), nil, nil, nil,
		kit.NewPadded(8, 0, 12, 0, container.NewStack(rows, p.empty)))
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
func (p *Page) Changed(desk.Event) {
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
	p.list.Objects = nil
	var first fyne.Focusable
	for i, a := range list {
		if i > 0 {
			p.list.Add(Line())
		}
		row, do := Row(p.env, a, p.snoozeButton(a))
		p.list.Add(row)
		if i == 0 {
			first = do
		}
	}
	p.list.Show()
	p.empty.Hide()
	if len(list) == 0 {
		p.empty.Show()
		p.list.Hide()
	}
	p.env.Host.Attach(p.content)
	p.content.Refresh()
	if focus {
		p.env.Canvas.Focus(first)
	}
}
