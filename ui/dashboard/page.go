// Package dashboard is the page Dashboard: what matters now, and the ways to it.
package dashboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
	"resellerdesk/ui/alarm"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// Page is Dashboard.
type Page struct {
	env     *page.Env
	body    *fyne.Container
	more    *moreLayout
	content fyne.CanvasObject
	front   bool
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, more: &moreLayout{stack: kit.NewStack(12).Layout}}
	p.body = container.New(p.more)
	buttons := []fyne.CanvasObject{}
	if add, id := p.adds(); add != nil {
		buttons = append(
			buttons, kit.NewButton(env.T(id), kit.ButtonPrimary, add).SetIcon(kit.IconPlus),
		)
	}
	p.content = container.NewBorder(
		page.Header(kit.NewText(env.T("menu.dashboard"), kit.Title), buttons...),
		nil,
		nil,
		nil,
		container.NewVScroll(kit.NewPadded(8, 0, 12, 0, p.body)),
	)
	return p
}

// adds is what the person adds most, with the ID of that command: resellers, or PBXs in a
// reseller's workspace.
func (p *Page) adds() (add func(), id string) {
	switch {
	case p.env.Desk.IsDistributor() && p.env.May(permission.UserAdd):
		return func() { p.env.Open(page.To(page.KeyUsers, page.PartAdd)) }, "command.add_reseller"
	case !p.env.Desk.IsDistributor() && p.env.May(permission.PBXAdd):
		return func() { p.env.Open(page.To(page.KeyPBXs, page.PartAdd)) }, "command.add_pbx"
	}
	return nil, ""
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeyDashboard }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown reads everything: time alone changes some of it.
func (p *Page) Shown() {
	p.front = true
	p.reload()
	p.env.Canvas.Focus(nil)
}

// Changed reads everything again when the page is in front.
func (p *Page) Changed(desk.Events) {
	if p.front {
		p.reload()
	}
}

// Commands are the actions of the page.
func (p *Page) Commands() []page.Command {
	add, id := p.adds()
	if add == nil {
		return nil
	}
	return []page.Command{{
		ID: id, Icon: kit.IconPlus, Shortcut: page.Ctrl(fyne.KeyN), Run: add,
	}}
}

func (p *Page) reload() {
	page.ReadOr(p.env, p.env.Desk.Dashboard, p.env.FailReloading, p.fill)
}

func (p *Page) fill(b desk.Dashboard) {
	p.body.Objects, p.more.rows = nil, nil
	if len(b.Usage) > 0 {
		p.body.Add(p.capacity(b.Usage))
	}
	if p.env.May(permission.AlarmView) {
		p.body.Add(p.attention(b.Alarms, b.Awake))
	}
	below := kit.NewColumns(12, 12, 420, 2)
	if p.env.May(permission.PBXView) {
		below.Add(p.expiring(b.Expiring))
	}
	if p.env.May(permission.LogsView) {
		below.Add(p.happened(b.Log))
	}
	p.body.Add(below)
	p.env.Host.Attach(p.content)
	p.content.Refresh()
}

// card is a surface with a heading.
func card(heading fyne.CanvasObject, rows ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewOver(
		kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8),
		kit.NewStack(
			0,
			kit.NewPadded(10, 14, 6, 14, heading),
			kit.NewPadded(0, 0, 8, 0, kit.NewStack(0, rows...)),
		),
	)
}

// capacity shows what is free of each resource.
func (p *Page) capacity(usage map[capacity.Resource]capacity.Usage) fyne.CanvasObject {
	env := p.env
	columns := kit.NewColumns(36, 16, 220, 3)
	for _, r := range capacity.Resources() {
		u, has := usage[r]
		if !has {
			continue
		}
		percent := int64(0)
		if u.Total() > 0 {
			percent = u.Used() * 100 / u.Total()
		}
		bar := kit.NewBar(8)
		bar.SetUsed(u.Used(), u.Total())
		columns.Add(kit.NewStack(5,
			kit.NewSides(
				8, kit.NewText(env.T("field."+string(r)), kit.Secondary),
				kit.NewText(env.T("dashboard.percent", core.Args{"Percent": percent}), kit.Caption),
			),
			kit.NewRow(
				6, kit.NewText(env.Words.Number(u.Free), kit.Figure),
				kit.NewText(
					env.T("dashboard.free_of", core.Args{"Total": u.Total()}), kit.Secondary,
				),
			),
			bar))
	}
	return kit.NewOver(
		kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8), kit.NewPadded(12, 18, 14, 18, columns),
	)
}

// The dashboard shows leastAlarms alarms, and up to mostAlarms where the window has room for them.
const (
	leastAlarms = 5
	mostAlarms  = 20
)

// attention shows the most urgent alarms: as many as there is room for.
func (p *Page) attention(list []desk.Alarm, all int) fyne.CanvasObject {
	env := p.env
	count := kit.NewBadge(kit.Warn, kit.IconNone, "")
	count.Set(kit.Warn, kit.IconNone, "")
	if all > 0 {
		count.Set(kit.Warn, kit.IconNone, env.Words.Number(int64(all)))
	}
	head := kit.NewRow(
		8,
		kit.NewText(env.T("dashboard.attention"), kit.Heading),
		count,
		nil,
		kit.NewLink(
			env.T("dashboard.all_alarms"),
			func() { env.Open(page.To(page.KeyAlarms, page.PartWhole)) },
		),
	)
	var rows []fyne.CanvasObject
	for i, a := range list[:min(len(list), mostAlarms)] {
		row := alarm.Row(env, a)
		if i > 0 {
			row = kit.NewStack(0, alarm.Line(), row)
		}
		if i >= leastAlarms {
			p.more.rows = append(p.more.rows, row)
		}
		rows = append(rows, row)
	}
	if len(list) == 0 {
		rows = append(
			rows, kit.NewPadded(4, 14, 6, 14, kit.NewText(env.T("alarm.none"), kit.Secondary)),
		)
	}
	return card(head, rows...)
}

// line is a row of two texts.
func line(left fyne.CanvasObject, right fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewPadded(5, 14, 5, 14, container.NewBorder(nil, nil, nil, right, left))
}

// expiring shows the PBXs that expire next.
func (p *Page) expiring(list []desk.PBXRow) fyne.CanvasObject {
	env := p.env
	var rows []fyne.CanvasObject
	ends, widest := make([]*kit.Text, len(list)), float32(0)
	for i, r := range list {
		ends[i] = kit.NewText(p.ends(r), kit.Body)
		widest = max(widest, ends[i].MinSize().Width)
	}
	for i, r := range list {
		if i > 0 {
			rows = append(rows, alarm.Line())
		}
		left := kit.NewColumns(12, 0, 120, 2, kit.NewCutText(r.Name, kit.Body, 40))
		if env.Desk.IsDistributor() {
			left.Add(kit.NewCutText(r.Owner.Name, kit.Secondary, 40))
		}
		rows = append(rows, line(left, kit.NewSized(widest, 0, kit.NewRow(0, nil, ends[i]))))
	}
	if len(list) == 0 {
		rows = append(
			rows,
			kit.NewPadded(4, 14, 6, 14, kit.NewText(env.T("dashboard.none_expire"), kit.Secondary)),
		)
	}
	return card(kit.NewRow(
		8,
		kit.NewText(env.T("dashboard.expiring"), kit.Heading),
		nil,
		kit.NewLink(
			env.T("dashboard.show"),
			func() { env.Open(page.ToPBXs(desk.PBXChipExpiring)) },
		),
	), rows...)
}

// ends says when a PBX expires: in days while that is soon.
func (p *Page) ends(r desk.PBXRow) string {
	if r.Expiry == core.NoDay {
		return ""
	}
	now := p.env.Now()
	if r.Expiry.IsOver(now) {
		return p.env.T("dashboard.expired", core.Args{"At": r.Expiry})
	}
	return p.env.T("dashboard.in_days", core.Args{"Count": page.DaysUntil(r.Expiry.End(), now)})
}

// entry is when somebody did something, who, and what in as many lines as it needs.
func entry(when, who *kit.Text, did string) fyne.CanvasObject {
	const date = 60
	first := kit.NewRow(0, kit.NewSized(date, 18, when), who)
	words := kit.NewPadded(0, 0, 0, date+who.MinSize().Width+6, kit.NewParagraph(did, kit.Body))
	return kit.NewOver(kit.NewPadded(1, 0, 0, 0, container.NewVBox(first)), words)
}

// happened shows the newest entries of the log.
func (p *Page) happened(list []desk.LogRow) fyne.CanvasObject {
	env := p.env
	var rows []fyne.CanvasObject
	for _, r := range list {
		t := wording.LogTextOf(env.Words, r)
		when := env.Words.ShortDate(r.At, false)
		if page.Today(r.At, env.Now()) {
			when = r.At.Local().Format("15:04")
		}
		said := entry(
			kit.NewText(when, kit.Secondary), kit.NewText(t.Who, kit.BodyBold),
			wording.LogDid(env.Words, r),
		)
		rows = append(rows, kit.NewPadded(5, 14, 5, 14, said))
	}
	if len(list) == 0 {
		rows = append(
			rows,
			kit.NewPadded(
				4, 14, 6, 14, kit.NewText(env.T("dashboard.nothing_happened"), kit.Secondary),
			),
		)
	}
	return card(
		kit.NewRow(
			8,
			kit.NewText(env.T("dashboard.happened"), kit.Heading),
			nil,
			kit.NewLink(
				env.T("dashboard.whole_log"),
				func() { env.Open(page.To(page.KeyLogs, page.PartWhole)) },
			),
		),
		rows...,
	)
}
