package usage

import (
	"strconv"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// list is the table of one tab.
type list struct {
	env    *page.Env
	by     desk.UsageBy
	below  bool // There are resellers below who looks: PBXs have several owners.
	report desk.UsageReport
	lines  []*line
	table  *kit.Table[*line]
	folds  folds // Kept while the page is there.
}

func newList(env *page.Env, by desk.UsageBy) *list {
	l := &list{
		env: env, by: by, below: env.Desk.IsDistributor(), folds: newFolds(false),
	}
	l.table = l.newTable()
	name := "usage_" + string(by)
	l.table.SetColumns(env.Settings.Columns(name))
	l.table.OnColumns = func(c kit.ColumnChoice) { env.Settings.SetColumns(name, c) }
	return l
}

func (l *list) newTable() *kit.Table[*line] {
	id := func(x *line) string {
		if x.heads {
			return "group " + groupKey(l.by, x.row)
		}
		return strings.Join([]string{
			x.row.Owner.ID, x.row.PBX.ID, string(x.row.Resource), strconv.Itoa(int(x.at.From)),
		}, " ")
	}
	table := page.NewTable(l.env, l.columns(), func() []*line { return l.lines }, id)
	if l.headings() {
		table.Heading = l.heading
	}
	return table
}

type column = kit.Column[*line]

// columns are whose it is, then what and when, then how much.
func (l *list) columns() []column {
	owner := l.named("owner", "usage.reseller", 170, 110, 0, func(x *line) string {
		return desk.UsageOwnerName(l.env.Words, *x.row)
	})
	pbx := l.named("pbx", "usage.pbx", 150, 100, 0, func(x *line) string {
		return l.goneText(x.row.PBX)
	})
	customer := l.named("customer", "field.customers", 150, 100, 4, func(x *line) string {
		return strings.Join(x.row.PBX.Customers, ", ")
	})
	var columns []column
	switch l.by {
	case desk.UsageByReseller:
		owner.Cell = func(*line) kit.Cell { return kit.Cell{} } // The headings say it.
		columns = []column{owner}
	case desk.UsageByPBX:
		columns = []column{pbx, customer}
	case desk.UsageByCustomer:
		owner.Priority = 3
		columns = []column{pbx, owner}
		if !l.below {
			columns = columns[:1]
		}
	}
	return append(columns, l.amounts()...)
}

// headings tells whether lines are listed below headings: not the PBXs of one reseller.
func (l *list) headings() bool {
	return l.by != desk.UsageByPBX || l.below
}

// heading says whose the lines below are, and of how many PBXs.
func (l *list) heading(x *line) *kit.TableHeading {
	if !x.heads {
		return nil
	}
	h := &kit.TableHeading{Folded: x.group.folded}
	switch {
	case l.by == desk.UsageByCustomer:
		h.Text = l.customers(x)
	case x.row.Owner.ID == "":
		h.Text = l.env.T("usage.own")
	default:
		h.Text = l.goneText(x.row.Owner)
	}
	if l.by != desk.UsageByReseller {
		h.Caption = l.env.T("usage.total_pbx", core.Args{"Count": len(x.group.shown.pbxs)})
	}
	return h
}

func (l *list) customers(x *line) string {
	if len(x.row.PBX.Customers) == 0 {
		return l.env.T("usage.no_customer")
	}
	return strings.Join(x.row.PBX.Customers, ", ")
}

// goneText marks what is gone by now.
func (l *list) goneText(s desk.UsageSubject) string {
	if s.Gone {
		return l.env.T("usage.gone", core.Args{"Name": s.Name})
	}
	return s.Name
}

// names are what a line is found by.
func (l *list) names(x *line) string {
	return strings.Join(append(
		x.row.PBX.Customers, x.row.PBX.Name, desk.UsageOwnerName(l.env.Words, *x.row),
	), "\n")
}

func (l *list) named(
	key, title string, width, least float32, priority int, text func(*line) string,
) column {
	return column{
		Key: key, Title: l.env.T(title), Width: width, MinWidth: least, Priority: priority,
		Cell: l.cell(text, key != "owner" && key != "customer"),
	}
}

// cell shows a name in the first line that it is about; a table that is searched may begin with
// another one.
func (l *list) cell(text func(*line) string, bold bool) func(*line) kit.Cell {
	return func(x *line) kit.Cell {
		if !x.named {
			return kit.Cell{}
		}
		return kit.Cell{Text: text(x), Bold: bold, Secondary: !bold}
	}
}

// amounts are the columns that all lists have. In a heading those alone say something that are
// about the whole group.
func (l *list) amounts() []column {
	words := l.env.Words
	ofLine := func(of func(desk.UsageLine) int64) func(*line) string {
		return func(x *line) string {
			if x.heads {
				return ""
			}
			return words.Number(of(x.at))
		}
	}
	days := ofLine(desk.UsageLine.Days)
	quantity := ofLine(func(at desk.UsageLine) int64 { return at.Amount })
	from := func(x *line) kit.Cell { return kit.Cell{Text: words.Day(x.at.From), Secondary: true} }
	to := func(x *line) kit.Cell { return kit.Cell{Text: words.Day(x.at.To), Secondary: true} }
	what := func(x *line) kit.Cell { return kit.Cell{Text: l.what(x), Secondary: x.heads} }
	columns := []column{
		l.column("what", "statement.resource", 150, 0, what),
		l.column("from", "statement.from", 96, 0, from), l.column("to", "statement.to", 96, 0, to),
		l.number("days", "usage.days", 52, 5, days),
		l.number("quantity", "usage.quantity", 80, 0, quantity),
		l.number("mean", "usage.mean", 80, 1, l.mean),
	}
	if l.by == desk.UsageByReseller {
		columns = append(columns, l.number("in_pbxs", "usage.in_pbxs", 90, 2, l.inPBXs))
	}
	return append(columns, l.number("consumed", "usage.consumed", 84, 0, l.consumed))
}

func (l *list) column(
	key, title string, width float32, priority int, cell func(*line) kit.Cell,
) column {
	return column{
		Key: key, Title: l.env.T(title), Width: width, Priority: priority, Cell: cell,
	}
}

func (l *list) number(
	key, title string, width float32, priority int, of func(*line) string,
) column {
	c := l.column(key, title, width, priority, func(x *line) kit.Cell {
		return kit.Cell{Text: of(x), Bold: key == "mean"}
	})
	c.Right = true
	return c
}

// what is the resource of a line. A heading says what its mean is of, when it has one.
func (l *list) what(x *line) string {
	switch {
	case !x.heads:
		return l.env.T("field." + string(x.row.Resource))
	case l.groupMean(x.group.shown.unitDays) == "":
		return ""
	}
	return l.env.T(
		"usage.group_mean", core.Args{"Resource": core.Key("field." + headed(l.report.Query))},
	)
}

// groupMean is what a heading says of the days of a whole group on average. What is left of
// minutes that are used up says little.
func (l *list) groupMean(unitDays int64) string {
	if unitDays == 0 || headed(l.report.Query) == capacity.TranscriptionMinutes {
		return ""
	}
	return meanText(l.env, unitDays, l.report.Period.Days())
}

// mean is what the days of the period have on average, in a heading and in the first line.
func (l *list) mean(x *line) string {
	switch {
	case x.heads:
		return l.groupMean(x.group.shown.unitDays)
	case !x.first:
		return ""
	}
	return meanText(l.env, x.row.Stock.UnitDays, l.report.Period.Days())
}

// inPBXs is how much of the mean is in PBXs.
func (l *list) inPBXs(x *line) string {
	switch {
	case x.heads:
		return l.groupMean(x.group.shown.inPBXs)
	case !x.first || x.row.InPBXs == 0:
		return ""
	}
	return meanText(l.env, x.row.InPBXs, l.report.Period.Days())
}

// consumed is what was consumed, in a heading and in the first line.
func (l *list) consumed(x *line) string {
	n := x.row.Consumed
	if x.heads {
		n = x.group.shown.consumed
	}
	if n == 0 || !x.heads && !x.first {
		return ""
	}
	return l.env.Words.Number(n)
}

// meanText is a mean with one decimal.
func meanText(env *page.Env, unitDays, days int64) string {
	return env.Words.Tenths(desk.UsageMean(unitDays, days))
}
