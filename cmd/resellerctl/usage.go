package main

import (
	"errors"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// usageLine is an amount from a day to a day, both included.
type usageLine struct {
	From   core.Day `json:"from"`
	To     core.Day `json:"to"`
	Days   int64    `json:"days"`
	Amount int64    `json:"amount"`
}

// usageSum is what the days of a period come to: unit-days, their mean with one decimal, and what
// was consumed.
type usageSum struct {
	UnitDays int64   `json:"unit_days"`
	Mean     float64 `json:"mean"`
	Consumed int64   `json:"consumed"`
}

func newUsageSum(unitDays, consumed, days int64) usageSum {
	return usageSum{unitDays, float64(desk.UsageMean(unitDays, days)) / 10, consumed}
}

// usageRow is what one reseller, or one PBX out of one package, had of a resource.
type usageRow struct {
	Owner     string            `json:"owner_id"` // "" is the workspace itself.
	OwnerName string            `json:"owner"`
	PBX       string            `json:"pbx_id"` // "" by reseller.
	PBXName   string            `json:"pbx"`
	Customers []string          `json:"customers"`
	Resource  capacity.Resource `json:"resource"`
	Lines     []usageLine       `json:"lines"`
	usageSum
	InPBXs int64 `json:"unit_days_in_pbxs"` // Of the unit-days; only by reseller.
}

// usageTotal is what all rows of a resource come to.
type usageTotal struct {
	Resource capacity.Resource `json:"resource"`
	usageSum
}

// usageAnswer is what stood over a period, and what was consumed.
type usageAnswer struct {
	By     desk.UsageBy `json:"by"`
	From   core.Day     `json:"from"`
	To     core.Day     `json:"to"` // Today at the latest.
	Days   int64        `json:"days"`
	Open   bool         `json:"open"` // The last day is not over.
	Rows   []usageRow   `json:"rows"`
	Totals []usageTotal `json:"totals"`
	Agrees bool         `json:"agrees"` // With the ledger.
}

func (a usageAnswer) text(p *page) {
	if len(a.Rows) == 0 {
		p.line(p.t("usage.none"))
	} else {
		p.table(a.head(p), a.cells(p))
		p.blank()
		p.table(
			[]string{p.t("usage.total"), p.t("usage.mean"), p.t("usage.consumed")}, a.sums(p),
		)
	}
	p.blank()
	if a.Agrees {
		p.line(p.t("ctl.usage_agrees"))
	}
	if a.Open {
		p.line(p.t("usage.open"))
	} else {
		p.line(p.t("usage.over"))
	}
}

func (a usageAnswer) head(p *page) []string {
	head := []string{p.t("field.owner")}
	if a.By != desk.UsageByReseller {
		head = append(head, p.t("usage.pbx"), p.t("field.customers"))
	}
	head = append(
		head, p.t("statement.resource"), p.t("statement.from"), p.t("statement.to"),
		p.t("usage.days"), p.t("usage.quantity"), p.t("usage.mean"),
	)
	if a.By == desk.UsageByReseller {
		head = append(head, p.t("usage.mean_in_pbxs"))
	}
	return append(head, p.t("usage.consumed"))
}

// cells are a row for each line; what counts for several lines is in the first of them.
func (a usageAnswer) cells(p *page) (rows [][]cell) {
	for _, r := range a.Rows {
		once := []cell{a.mean(p, r.UnitDays)}
		if a.By == desk.UsageByReseller {
			once = append(once, a.mean(p, r.InPBXs))
		}
		once = append(once, p.number(r.Consumed))
		for i, l := range r.Lines {
			if i > 0 {
				once = slices.Repeat([]cell{{right: true}}, len(once))
			}
			row := []cell{word(r.OwnerName)}
			if a.By != desk.UsageByReseller {
				row = append(row, word(r.PBXName), word(strings.Join(r.Customers, ", ")))
			}
			row = append(
				row, word(p.t("field."+string(r.Resource))), p.day(l.From), p.day(l.To),
				p.number(l.Days), p.number(l.Amount),
			)
			rows = append(rows, append(row, once...))
		}
	}
	return rows
}

func (a usageAnswer) mean(p *page, unitDays int64) cell {
	return cell{p.words.Tenths(desk.UsageMean(unitDays, a.Days)), true}
}

func (a usageAnswer) sums(p *page) (rows [][]cell) {
	for _, t := range a.Totals {
		rows = append(rows, []cell{
			word(p.t("field." + string(t.Resource))), a.mean(p, t.UnitDays), p.number(t.Consumed),
		})
	}
	return rows
}

// usageList lists usage. That it does not agree with the ledger is part of the answer, and the
// error too.
func usageList(f flags) action {
	query := usageFlags(f)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		report, err := c.desk.Usage(c.ctx, q)
		if err != nil {
			return nil, err
		}
		a, err := c.usage(report)
		if err != nil {
			return nil, err
		}
		if !a.Agrees {
			return a, &core.Error{Code: core.Conflict, Key: "usage.disagrees"}
		}
		return a, nil
	})
}

// usage reads a report.
func (c *call) usage(report desk.UsageReport) (usageAnswer, error) {
	a := usageAnswer{
		By: report.Query.By, From: report.Period.From, To: report.Period.To,
		Days: report.Period.Days(), Open: report.Open, Agrees: true,
		Rows: []usageRow{}, Totals: []usageTotal{},
	}
	unitDays, consumed := capacity.Amounts{}, capacity.Amounts{}
	for part, err := range report.Pages {
		if err != nil {
			return a, err
		}
		a.Agrees = a.Agrees && part.Agrees
		for _, r := range part.Rows {
			unitDays[r.Resource] += r.Stock.UnitDays
			consumed[r.Resource] += r.Consumed
			a.Rows = append(a.Rows, c.usageRow(report, r))
		}
	}
	for _, r := range capacity.Resources() {
		if unitDays.Has(r) {
			sum := newUsageSum(unitDays[r], consumed[r], a.Days)
			a.Totals = append(a.Totals, usageTotal{r, sum})
		}
	}
	return a, nil
}

func (c *call) usageRow(report desk.UsageReport, r desk.UsageRow) usageRow {
	row := usageRow{
		Owner: r.Owner.ID, OwnerName: desk.UsageOwnerName(c.words, r), PBX: r.PBX.ID,
		PBXName: r.PBX.Name, Customers: slices.Concat([]string{}, r.PBX.Customers),
		Resource: r.Resource, InPBXs: r.InPBXs,
		usageSum: newUsageSum(r.Stock.UnitDays, r.Consumed, report.Period.Days()),
	}
	for _, l := range r.Lines(report.Period) {
		row.Lines = append(row.Lines, usageLine{l.From, l.To, l.Days(), l.Amount})
	}
	return row
}

// usageFlags are the flags that say whose usage is asked for, of which days and of which resource:
// without any that of this month until today.
func usageFlags(f flags) (query func(c *call) (desk.UsageQuery, error)) {
	by := f.text("by")
	resource := f.textAs("resource", "usage_resource")
	f.textAs("from", "usage_from")
	f.textAs("to", "usage_to")
	f.text("as-of")
	return func(c *call) (desk.UsageQuery, error) {
		q := desk.UsageQuery{By: desk.UsageBy(*by), Resource: capacity.Resource(*resource)}
		if *by == "" {
			q.By = usualUsage(c.desk)
		}
		if err := oneOf("--by", string(q.By), usageLists()); err != nil {
			return q, err
		}
		if *resource != "" {
			if err := oneOf("--resource", *resource, capacity.Resources()); err != nil {
				return q, err
			}
		}
		err := c.setUsageDays(&q)
		return q, err
	}
}

// setUsageDays sets the days that are asked for.
func (c *call) setUsageDays(q *desk.UsageQuery) error {
	var problems core.Problems
	q.To = core.DayOf(c.now())
	if c.flags.Lookup("as-of").Changed {
		if c.flags.Lookup("from").Changed || c.flags.Lookup("to").Changed {
			return usageError{errors.New(c.words.T("ctl.as_of_alone"))}
		}
		c.setDay(&q.To, "as-of", "as_of", &problems)
		return problems.Err()
	}
	c.setDay(&q.To, "to", "to", &problems)
	q.From = desk.UsageMonth(q.To).From
	c.setDay(&q.From, "from", "from", &problems)
	return problems.Err()
}

func usageLists() []desk.UsageBy {
	return []desk.UsageBy{desk.UsageByReseller, desk.UsageByPBX, desk.UsageByCustomer}
}

// usualUsage is what usage is listed by unless something else is said: nobody is below a reseller.
func usualUsage(d *desk.Desk) desk.UsageBy {
	if d.IsDistributor() {
		return desk.UsageByReseller
	}
	return desk.UsageByPBX
}
