package subscription

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// span is a stretch of the past that the course shows, in as many steps.
type span struct {
	key    string
	months bool // A step is a month, else
	days   int
	steps  int
}

// spans are the stretches that can be chosen.
func spans() []span {
	return []span{
		{key: "year", months: true, steps: 12},
		{key: "quarter", days: 7, steps: 13},
		{key: "month", days: 1, steps: 30},
	}
}

// points are the times of the steps up to now, oldest first. Months are long and short: their steps
// are the ends of the months before this one.
func (s span) points(now time.Time) []time.Time {
	points := make([]time.Time, 0, s.steps+1)
	for back := s.steps; back > 0; back-- {
		at := now.AddDate(0, 0, -s.days*back)
		if s.months {
			at = time.Date(
				now.Year(), now.Month()+1-time.Month(back), 1, 0, 0, 0, 0, now.Location(),
			).Add(-time.Second)
		}
		points = append(points, at)
	}
	return append(points, now)
}

// course shows how one resource came to what it is now.
type course struct {
	env      *page.Env
	resource capacity.Resource
	span     span
	graph    *kit.Course
	points   []desk.CoursePoint // What the graph shows, oldest first.
	chosen   *fyne.Container    // The choice of the resource, once it is known which there are.
	listed   int
	object   fyne.CanvasObject
}

func newCourse(env *page.Env) *course {
	c := &course{
		env: env, resource: capacity.Extensions, span: spans()[0], chosen: container.NewStack(),
	}
	given, limit := "course.given", "course.subscription"
	if !env.Desk.IsDistributor() {
		given, limit = "course.used", "course.package"
	}
	c.graph = kit.NewCourse(env.T(given), env.T(limit), env.Words.Number)
	options := make([]kit.Option, len(spans()))
	for i, s := range spans() {
		options[i] = kit.Option{Key: s.key, Text: env.T("course." + s.key)}
	}
	over := kit.NewSelect(options, func(key string) {
		for _, s := range spans() {
			if s.key == key {
				c.span = s
			}
		}
		c.reload()
	})
	table := kit.NewIconButton(kit.IconList, env.T("course.table"), c.showTable)
	head := kit.NewPadded(
		8,
		10,
		4,
		14,
		kit.NewRow(8, kit.NewText(env.T("course.title"), kit.Heading), nil,
			c.chosen, kit.NewSized(120, 0, over), table),
	)
	c.object = kit.NewOver(
		kit.NewGround(kit.ColorSurface, kit.ColorBorder, 8),
		container.NewBorder(head, nil, nil, nil, kit.NewPadded(0, 4, 8, 0, c.graph)),
	)
	return c
}

// showCourse shows the course in a dialog, for windows that have no room for it on the page.
func (p *Page) showCourse() {
	env := p.env
	if env.Modals.Open() || len(p.offered) == 0 {
		return
	}
	c := newCourse(env)
	c.offer(p.offered)
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "subscription",
		Title: env.T("menu.subscription"), Width: 820, Height: 560, Foot: kit.NewRow(8, nil, done),
		Body: kit.NewPadded(8, 8, 8, 8, c.object), First: done,
	})
	c.reload()
}

// offer lets one of the resources of the subscription be chosen.
func (c *course) offer(resources []capacity.Resource) {
	if len(resources) == c.listed {
		return
	}
	c.listed = len(resources)
	options := make([]kit.Option, len(resources))
	for i, r := range resources {
		options[i] = kit.Option{Key: string(r), Text: c.env.T("field." + string(r))}
	}
	c.resource = resources[0]
	c.chosen.Objects = []fyne.CanvasObject{
		kit.NewSized(150, 0, kit.NewSelect(options, func(key string) {
			c.resource = capacity.Resource(key)
			c.reload()
		})),
	}
	c.env.Host.Attach(c.chosen)
}

func (c *course) reload() {
	r, s := c.resource, c.span
	times := s.points(c.env.Now())
	read := func(ctx context.Context) ([]desk.CoursePoint, error) {
		return c.env.Desk.UsageHistory(ctx, r, times)
	}
	page.ReadOr(c.env, read, c.env.FailReloading, func(points []desk.CoursePoint) {
		if r == c.resource && s == c.span { // Else something else was chosen meanwhile.
			c.points = points
			c.graph.Set(c.labelled(points))
		}
	})
}

// labelled names the points: the months, or the days.
func (c *course) labelled(points []desk.CoursePoint) []kit.CoursePoint {
	list := make([]kit.CoursePoint, len(points))
	for i, p := range points {
		list[i] = kit.CoursePoint{
			At: p.At, Label: c.env.Words.ShortDate(p.At, c.span.months),
			Name:  c.env.Words.Date(p.At),
			Value: p.Given, Limit: p.Total,
		}
		if i == 1 && list[0].Label == list[1].Label { // It began in this month.
			list[0].Label = ""
		}
	}
	return list
}

// showTable shows the points of the graph as a table, newest first.
func (c *course) showTable() {
	env := c.env
	table := c.table(c.points)
	var modal *kit.Modal
	done := kit.NewButton(env.T("button.close"), kit.ButtonPrimary, func() { modal.Close() })
	title := core.Args{
		"Resource": env.T("field." + string(c.resource)), "Span": env.T("course." + c.span.key),
	}
	modal = env.Modals.Show(kit.ModalOptions{
		Topic: "subscription",
		Title: env.T("course.table_title", title), Width: 560, Height: 520, First: table,
		List: table,
		Body: kit.NewPadded(8, 8, 8, 8, table), Foot: kit.NewRow(8, nil, done),
	})
}

// table lists points with what was free at each.
func (c *course) table(points []desk.CoursePoint) *kit.Table[desk.CoursePoint] {
	env := c.env
	given, limit := "course.column_given", "course.column_subscription"
	if !env.Desk.IsDistributor() {
		given, limit = "course.column_used", "course.column_package"
	}
	number := func(title string, value func(desk.CoursePoint) int64) kit.Column[desk.CoursePoint] {
		return kit.Column[desk.CoursePoint]{
			Key: title, Title: env.T(title), Width: 120, Right: true,
			Cell: page.Plain(
				func(p desk.CoursePoint) string { return env.Words.Number(value(p)) },
			),
		}
	}
	date := kit.Column[desk.CoursePoint]{
		Key: "date", Title: env.T("course.column_date"), Width: 120,
		Cell: page.Plain(func(p desk.CoursePoint) string { return env.Words.Date(p.At) }),
	}
	newest := slices.Clone(points)
	slices.Reverse(newest)
	table := page.NewTable(env, []kit.Column[desk.CoursePoint]{
		date,
		number(given, func(p desk.CoursePoint) int64 { return p.Given }),
		number(limit, func(p desk.CoursePoint) int64 { return p.Total }),
		number("course.column_free", func(p desk.CoursePoint) int64 { return p.Total - p.Given }),
	}, func() []desk.CoursePoint { return newest }, func(p desk.CoursePoint) string {
		return p.At.Format(time.RFC3339)
	})
	table.SetCount(len(newest))
	return table
}
