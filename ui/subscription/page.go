// Package subscription is the page My Subscription: what the subscription holds and where it is.
package subscription

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
	"resellerdesk/ui/statement"
)

// Page is My Subscription.
type Page struct {
	env       *page.Env
	badges    *fyne.Container
	cards     *fyne.Container
	resources map[capacity.Resource]*resourceView
	table     *kit.Table[desk.Movement]
	movements []desk.Movement
	export    *page.Exporter
	none      fyne.CanvasObject // What is said where there are no movements.
	course    *course
	offered   []capacity.Resource // What the course can be shown of.
	content   fyne.CanvasObject
	stale     bool
	shown     bool
}

// New returns the page.
func New(env *page.Env) *Page {
	p := &Page{env: env, resources: map[capacity.Resource]*resourceView{}, stale: true}
	p.badges = kit.NewFlow(8, kit.NewText(env.T("menu.subscription"), kit.Title))
	p.cards = kit.NewStack(0)
	p.buildTable()
	change := kit.NewButton(env.T("subscription.change"), kit.ButtonPrimary, p.change)
	if !env.May(permission.SubscriptionChange) {
		change.Hide()
	}
	p.export = page.NewExporter(env, permission.SubscriptionExport, p.exportUsage)
	header := page.Header(
		p.badges, p.export.Button,
		kit.NewButton(env.T("statement.command"), kit.ButtonSecondary, p.statement), change,
	)
	card := kit.NewOver(kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8), p.cards)
	course := kit.NewLink(env.T("command.course"), p.showCourse)
	course.Hide()
	head := kit.NewRow(
		12, kit.NewText(env.T("subscription.movements"), kit.Heading), nil, course,
		kit.NewLink(env.T("command.prove"), p.prove),
	)
	movements := container.NewBorder(kit.NewPadded(8, 0, 6, 0, head), nil, nil, nil,
		container.NewStack(p.table, p.noMovements()))
	p.course = newCourse(env)
	below := container.New(&besideLayout{link: course, head: head}, p.course.object, movements)
	p.content = container.NewBorder(
		kit.NewStack(4, header, card), nil, nil, nil, kit.NewPadded(12, 0, 12, 0, below),
	)
	return p
}

// Key names the page.
func (p *Page) Key() page.Key { return page.KeySubscription }

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Commands are the actions on the subscription.
func (p *Page) Commands() []page.Command {
	env := p.env
	may := func() bool { return env.May(permission.SubscriptionChange) }
	return []page.Command{
		{ID: "subscription.change", Icon: kit.IconEdit, Enabled: may, Run: p.change},
		{ID: "statement.command", Icon: kit.IconList, Run: p.statement},
		{ID: "command.course", Icon: kit.IconDashboard, Run: p.showCourse},
		{ID: "command.prove", Icon: kit.IconCheck, Run: p.prove},
		p.export.Command("command.export_subscription"),
	}
}

func (p *Page) exportUsage(rows int) {
	env := p.env
	do := func(ctx context.Context) (desk.Export, error) {
		return env.Desk.ExportSubscription(ctx, env.Words.Language())
	}
	page.ExportDialog(env, env.T("export.name.subscription"), rows, do)
}

// statement shows how what is free came about.
func (p *Page) statement() { statement.Show(p.env, "", p.env.T("statement.pool")) }

// Shown reads the numbers if they changed while another page was in front.
func (p *Page) Shown() {
	p.shown = true
	if p.stale {
		p.reload()
	}
	p.env.Canvas.Focus(p.table)
	page.ToTop(p.env)
}

// Changed reads the numbers again.
func (p *Page) Changed(events desk.Events) {
	if !events.Any(desk.CapacityChanged) {
		return
	}
	p.stale = true
	if p.shown {
		p.reload()
	}
}

func (p *Page) reload() {
	p.stale = false
	page.Read(p.env, p.env.Desk.Subscription, p.fill)
}

func (p *Page) fill(s desk.Subscription) {
	p.fillBadges(s)
	p.offered = nil
	for _, r := range capacity.Resources() {
		if usage, has := s.Usage[r]; has {
			p.offered = append(p.offered, r)
			p.fillResource(r, usage)
		}
	}
	p.course.offer(p.offered)
	p.course.reload()
	p.export.SetCount(s.Rows())
	p.movements = s.Movements
	p.table.SetCount(len(s.Movements))
	page.SetVisible(p.none, len(s.Movements) == 0)
	p.content.Refresh()
}

// fillBadges says until when the subscription is valid, and which switches it has.
func (p *Page) fillBadges(s desk.Subscription) {
	p.badges.Objects = p.badges.Objects[:1]
	if until := s.Workspace.Expiry; until != core.NoDay {
		tone, icon, key := kit.OK, kit.IconCheck, "subscription.valid_until"
		if until.IsOver(p.env.Now()) {
			tone, icon, key = kit.Bad, kit.IconAlert, "subscription.expired"
		}
		p.badges.Add(kit.NewBadge(tone, icon, p.env.T(key, core.Args{"Date": until})))
	}
	if s.Workspace.HighAvailability {
		p.badges.Add(kit.NewBadge(
			kit.Info, kit.IconCheck, p.env.T("subscription.high_availability"),
		))
	}
	if s.Workspace.WhiteLabel {
		p.badges.Add(kit.NewBadge(kit.Info, kit.IconCheck, p.env.T("subscription.white_label")))
	}
}

// fillResource shows how a resource is used, in a card of its own.
func (p *Page) fillResource(r capacity.Resource, usage capacity.Usage) {
	if p.resources[r] == nil {
		p.resources[r] = newResourceView(p.env, r)
		if len(p.cards.Objects) > 0 {
			p.cards.Add(kit.NewSized(0, 1, kit.NewGround(kit.ColorLine, "", 0)))
		}
		p.cards.Add(p.resources[r].object)
	}
	p.resources[r].fill(usage)
}

// resourceView shows one resource: total, used and available, the bar, and its parts.
type resourceView struct {
	env      *page.Env
	total    *kit.Text
	used     *kit.Text
	free     *kit.Text
	bar      *kit.Bar
	parts    *kit.Text
	warning  *kit.Badge
	object   fyne.CanvasObject
	resource capacity.Resource
}

func newResourceView(env *page.Env, r capacity.Resource) *resourceView {
	v := &resourceView{
		env: env, resource: r, total: kit.NewText("", kit.BodyBold),
		used: kit.NewText("", kit.BodyBold), free: kit.NewText("", kit.BodyBold),
		bar: kit.NewBar(18), parts: kit.NewCutText("", kit.Caption, 40),
		warning: kit.NewBadge(kit.Warn, kit.IconAlert, ""),
	}
	v.warning.Hide()
	number := func(key string, n *kit.Text) fyne.CanvasObject {
		return kit.NewRow(7, kit.NewText(env.T(key), kit.Secondary), n)
	}
	head := kit.NewSides(
		16,
		kit.NewFlow(
			16,
			kit.NewSized(200, 0, kit.NewCutText(env.T("field."+string(r)), kit.BodyBold, 80)),
			number(
				"subscription.total",
				v.total,
			),
			number("subscription.used", v.used),
			number("subscription.available", v.free),
		),
		v.warning,
	)
	v.object = kit.NewPadded(9, 16, 9, 16, kit.NewStack(5, head, v.bar, v.parts))
	return v
}

func (v *resourceView) fill(u capacity.Usage) {
	n := v.env.Words.Number
	v.total.SetText(n(u.Total()))
	v.used.SetText(n(u.Used()))
	v.free.SetText(n(u.Free))
	v.bar.Set(
		u.Total(),
		kit.BarPart{Value: u.InPBX, Colour: kit.ColorAccent},
		kit.BarPart{Value: u.Unused, Colour: kit.ColorUnused},
		kit.BarPart{Value: u.Held, Colour: kit.ColorHeld},
		kit.BarPart{Value: u.Consumed, Colour: kit.ColorText2},
	)
	args := core.Args{
		"InPBX": u.InPBX, "Unused": u.Unused, "Held": u.Held, "Free": u.Free,
		"Consumed": u.Consumed, "Shortfall": u.Shortfall,
	}
	text := v.env.T("subscription.parts", args)
	if u.Consumed > 0 {
		text += "     " + v.env.T("subscription.consumed", args)
	}
	if u.Shortfall > 0 {
		text += "     " + v.env.T("subscription.shortfall", args)
	}
	v.parts.SetText(text)
	v.warn(u, args)
}

// warn says that more is given out than there is, or that little is left.
func (v *resourceView) warn(u capacity.Usage, args core.Args) {
	percent := int64(0)
	if u.Total() > 0 {
		percent = u.Used() * 100 / u.Total()
	}
	switch {
	case u.Shortfall > 0:
		v.warning.Set(kit.Bad, kit.IconAlert, v.env.T("subscription.shortfall", args))
	case percent >= 90:
		v.warning.Set(
			kit.Warn, kit.IconAlert,
			v.env.T("subscription.given_out", core.Args{"Percent": percent}),
		)
	default:
		v.warning.Set(kit.Warn, kit.IconAlert, "")
	}
}

// noMovements is what stands below the titles of the movements where there are none.
func (p *Page) noMovements() fyne.CanvasObject {
	words := "subscription.no_movements"
	if p.env.Desk.IsView() {
		words = "subscription.no_movements_view"
	}
	said := kit.NewParagraph(p.env.T(words), kit.Secondary)
	p.none = kit.NewPadded(44, 0, 0, 16, kit.NewStack(0, said))
	p.none.Hide()
	return p.none
}

func (p *Page) buildTable() {
	p.table = page.NewTable(
		p.env, p.columns(), func() []desk.Movement { return p.movements },
		func(m desk.Movement) string { return m.ID },
	)
}

type column = kit.Column[desk.Movement]

func (p *Page) column(
	key, title string, width, least float32, priority int, cell func(desk.Movement) kit.Cell,
) column {
	return column{
		Key: key, Title: p.env.T(title), Width: width, MinWidth: least, Priority: priority,
		Cell: cell,
	}
}

// columns are those of the last movements.
func (p *Page) columns() []column {
	env := p.env
	columns := []column{
		p.column("when", "movement.when", 140, 0, 0, page.Secondary(
			func(m desk.Movement) string { return env.Words.DateTime(m.At) },
		)),
		p.column("what", "movement.what", 170, 0, 0, page.Plain(func(m desk.Movement) string {
			return env.Verb(m.Verb, env.T("verb."+string(m.Verb.Root())))
		})),
		p.column("who", "movement.reseller", 180, 100, 0, page.Plain(
			func(m desk.Movement) string { return m.Company },
		)),
		p.column("by", "movement.by", 120, 90, 2, page.Secondary(
			func(m desk.Movement) string { return env.Person(m.Actor) },
		)),
	}
	for i, r := range capacity.Always() {
		columns = append(columns, p.movedColumns(r, i)...)
	}
	return columns
}

// movedColumns say how much of a resource moved, and how much was free afterwards.
func (p *Page) movedColumns(r capacity.Resource, place int) []column {
	env := p.env
	change := p.column(string(r), "short."+string(r), 96, 0, place, func(m desk.Movement) kit.Cell {
		if _, moved := m.Moved[r]; !moved {
			return kit.Cell{Text: "–", Secondary: true}
		}
		return kit.Cell{Text: env.Words.Signed(m.Moved[r]), Bold: true}
	})
	change.Right, change.Long = true, env.T("column.long."+string(r))
	free := page.Secondary(func(m desk.Movement) string {
		if _, moved := m.Moved[r]; !moved {
			return ""
		}
		return env.Words.Number(m.FreeAfter[r])
	})
	after := p.column(string(r)+".after", "movement.free", 84, 0, 3+place, free)
	after.Right = true
	return []column{change, after}
}

// besideLayout puts the course beside the movements, where there is room for both; else a link
// leads to it.
type besideLayout struct {
	link fyne.CanvasObject
	head *fyne.Container // What the link is in.
}

const (
	courseShare  = 0.38
	leastForBoth = 860
)

func (l *besideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[1].MinSize()
	if objects[0].Visible() {
		least.Height = max(least.Height, objects[0].MinSize().Height)
	}
	return least
}

func (l *besideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	course, movements := objects[0], objects[1]
	left, both := float32(0), size.Width >= leastForBoth
	page.SetVisible(course, both)
	if both {
		left = max(size.Width*courseShare, course.MinSize().Width) + 12
		course.Resize(fyne.NewSize(left-12, size.Height))
	}
	if l.link.Visible() == both {
		page.SetVisible(l.link, !both)
		l.head.Refresh()
	}
	movements.Move(fyne.NewPos(left, 0))
	movements.Resize(fyne.NewSize(size.Width-left, size.Height))
}
