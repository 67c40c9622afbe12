package usage

import (
	"context"
	"strings"

	"resellerdesk/core/desk"
)

// line is a row of the table: one line of what was had of a resource.
type line struct {
	row   *desk.UsageRow
	at    desk.UsageLine
	first bool // Of its resource.
	named bool // The first of its reseller, or PBX.
}

// reading is what was read, and what is being read.
type reading struct {
	cancel context.CancelFunc
	asked  int
	report desk.UsageReport
	lines  []line
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
	r.report, r.lines, r.done = report, nil, false
	r.totals = newTotals()
	p.export.Refuse(p.env.T("usage.reading"))
	p.caption.SetText(p.captionText())
}

// linesOf are the lines of rows.
func linesOf(report desk.UsageReport, rows []desk.UsageRow) []line {
	var lines []line
	for i := range rows {
		row := &rows[i]
		named := i == 0 || rows[i-1].Owner.ID != row.Owner.ID || rows[i-1].PBX.ID != row.PBX.ID
		for n, at := range row.Lines(report.Period) {
			lines = append(lines, line{row, at, n == 0, named && n == 0})
		}
	}
	return lines
}

func (p *Page) add(part desk.UsagePage, lines []line) {
	r := &p.reading
	r.lines = append(r.lines, lines...)
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
	p.export.SetCount(len(r.lines))
	p.none.Hide()
	if len(r.lines) == 0 {
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
	l.lines = p.reading.lines
	if text := strings.ToLower(strings.TrimSpace(p.search.Text())); text != "" {
		l.lines = nil
		for _, line := range p.reading.lines {
			if strings.Contains(strings.ToLower(l.names(line)), text) {
				l.lines = append(l.lines, line)
			}
		}
	}
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
