package usage

import (
	"context"
	"strings"

	"resellerdesk/core/desk"
)

// line is a row of the table: one line of what was had of a resource, or the heading of a group.
type line struct {
	row   *desk.UsageRow // Of a heading the first one below it.
	at    desk.UsageLine // Of no heading.
	first bool           // Of its resource.
	named bool           // The first of its reseller, or PBX.
	heads bool           // It is the heading of its group.
	group *group
}

// reading is what was read, and what is being read.
type reading struct {
	cancel context.CancelFunc
	asked  int
	report desk.UsageReport
	groups groups
	count  int // Of the lines, without headings.
	totals totals
	done   bool
	then   func() // Once all is read; nil for nothing.
}

// reload reads the usage beside the UI, page by page: the first lines are shown at once.
func (p *Page) reload() {
	if p.tabs == nil || p.query.Validate() != nil {
		return
	}
	p.stale = false
	if p.reading.cancel != nil {
		p.reading.cancel()
	}
	p.reading.asked++
	asked, q := p.reading.asked, p.query
	ctx, cancel := context.WithCancel(p.env.Context())
	p.reading.cancel = cancel
	ui := func(do func()) {
		p.env.Run.UI(func() {
			if asked == p.reading.asked && ctx.Err() == nil {
				do()
			}
		})
	}
	p.env.Run.Go(func() {
		report, err := p.env.Desk.Usage(ctx, q)
		if err != nil {
			ui(func() { p.env.Fail(err) })
			return
		}
		ui(func() { p.begin(report) })
		for part, err := range report.Pages {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				ui(func() { p.env.Fail(err) })
				return
			}
			lines := linesOf(report, part.Rows)
			ui(func() { p.add(part, lines) })
		}
		ui(p.finish)
	})
}

// begin forgets what was read before.
func (p *Page) begin(report desk.UsageReport) {
	r := &p.reading
	r.report, r.groups, r.count, r.done = report, newGroups(report.Query), 0, false
	r.totals = newTotals()
	p.export.Refuse(p.env.T("usage.reading"))
	p.caption.SetText(p.captionText())
}

// linesOf are the lines of rows.
func linesOf(report desk.UsageReport, rows []desk.UsageRow) []*line {
	var lines []*line
	for i := range rows {
		row := &rows[i]
		named := i == 0 || rows[i-1].Owner.ID != row.Owner.ID || rows[i-1].PBX.ID != row.PBX.ID
		for n, at := range row.Lines(report.Period) {
			lines = append(
				lines, &line{row: row, at: at, first: n == 0, named: named && n == 0},
			)
		}
	}
	return lines
}

func (p *Page) add(part desk.UsagePage, lines []*line) {
	r := &p.reading
	r.groups.add(lines, p.list().folds)
	r.count += len(lines)
	r.totals.add(part)
	p.show()
	p.foot.progress(part.Done, r.report.Subjects)
}

// finish says what it comes to.
func (p *Page) finish() {
	r := &p.reading
	r.done = true
	p.show()
	p.foot.show(r.report, r.totals)
	p.export.SetCount(r.count)
	p.none.Hide()
	if r.count == 0 {
		p.none.Show()
	}
	p.content.Refresh()
	if then := r.then; then != nil {
		r.then = nil
		then()
	}
}

// show gives the table those lines that are searched for.
func (p *Page) show() {
	l := p.list()
	text := strings.ToLower(strings.TrimSpace(p.search.Text()))
	var found func(*line) bool
	if text != "" {
		found = func(x *line) bool { return strings.Contains(strings.ToLower(l.names(x)), text) }
	}
	l.lines = p.reading.groups.shown(l.headings(), found)
	l.report = p.reading.report
	l.table.SetCount(len(l.lines))
	if len(l.lines) > 0 {
		p.none.Hide()
	}
}

func (p *Page) searched(string) {
	if p.tabs != nil && p.none != nil {
		p.show()
	}
}

// fold hides the lines below all headings, or shows them again; also below those that are read
// later.
func (p *Page) fold(folded bool) {
	for _, g := range p.reading.groups.list {
		g.folded = folded
	}
	p.list().folds = newFolds(folded)
	p.show()
}

// foldOne hides the lines below the heading in a row, or shows them again.
func (p *Page) foldOne(row int) {
	l := p.list()
	g := l.lines[row].group
	g.folded = !g.folded
	l.folds.one[groupKey(l.by, g.head.row)] = g.folded
	p.show()
}

// captionText says what counts for a day, and what is known only as it is now.
func (p *Page) captionText() string {
	key := "usage.caption"
	if p.query.AsOf() {
		key = "usage.caption_as_of"
	}
	text := p.env.T(key)
	if p.query.By != desk.UsageByReseller {
		text += " " + p.env.T("usage.caption_now")
	}
	return text
}

// totals are what all rows add up to.
type totals struct {
	subjects map[string]bool
	unitDays map[string]int64 // By resource; of resellers in packages, else in PBXs.
	consumed map[string]int64
	agrees   bool
}

func newTotals() totals {
	return totals{
		subjects: map[string]bool{}, unitDays: map[string]int64{}, consumed: map[string]int64{},
		agrees: true,
	}
}

func (t *totals) add(part desk.UsagePage) {
	for _, r := range part.Rows {
		if r.Owner.ID != "" || r.PBX.ID != "" { // The workspace's own PBXs are no reseller.
			t.subjects[r.Owner.ID+" "+r.PBX.ID] = true
		}
		t.unitDays[string(r.Resource)] += r.Stock.UnitDays
		t.consumed[string(r.Resource)] += r.Consumed
	}
	t.agrees = t.agrees && part.Agrees
}
