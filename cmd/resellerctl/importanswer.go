package main

import (
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
	"resellerdesk/core/wording"
)

// refusedRow is a row of a file that cannot be imported.
type refusedRow struct {
	Line    int       `json:"line"`
	Company string    `json:"company"` // Of a PBX its name.
	Email   string    `json:"email"`   // Of a PBX its address.
	Errors  []problem `json:"errors"`
}

// plannedRow is what importing a row would do.
type plannedRow struct {
	Line    int        `json:"line"`
	Does    string     `json:"does"`
	Company string     `json:"company"`
	Email   string     `json:"email"`
	Changes []fromInto `json:"changes,omitempty"`
	errors  []problem
}

// fromInto is a field that a row changes, in words.
type fromInto struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// fileColumn is a column of a file, and where it goes.
type fileColumn struct {
	Title  string `json:"title"`
	Sample string `json:"sample"`
	ReadAs string `json:"read_as,omitempty"` // Of a number or a day that is written otherwise.
	Field  string `json:"field"`             // "" when it is left out.
	Wrong  int    `json:"wrong"`             // Rows with a problem in it.
}

// importAnswer is what a file holds, and whether it was imported.
type importAnswer struct {
	OperationID string          `json:"operation_id,omitempty"`
	Repeated    bool            `json:"repeated"`
	DryRun      bool            `json:"dry_run"`
	Kind        desk.ImportKind `json:"kind"`
	Rows        int             `json:"rows"`
	Imported    int             `json:"imported"`
	// How many rows do what.
	Adds      int          `json:"adds"`
	Updates   int          `json:"updates"`
	Unchanged int          `json:"unchanged"`
	LeftOut   int          `json:"left_out"`
	Refused   []refusedRow `json:"refused"`
	Columns   []fileColumn `json:"columns"`
	Unknown   []string     `json:"unknown_columns"` // They are left out.
	Plan      []plannedRow `json:"plan,omitempty"`  // Of a dry run.
	// How the file was read, and a text of it that another encoding would show otherwise.
	Encoding   sheet.Encoding `json:"encoding,omitempty"`
	Sample     string         `json:"sample,omitempty"`
	Separator  string         `json:"separator,omitempty"`
	HeaderLine int            `json:"header_line"`
	// The worksheet that was read, and all that the workbook has.
	Worksheet  string   `json:"worksheet,omitempty"`
	Worksheets []string `json:"worksheets,omitempty"`
	// What all rows ask for; nil when the file was not read again.
	Needs capacity.Amounts `json:"needs"`
	Free  capacity.Amounts `json:"free"` // Before.
}

func (c *call) importAnswer(plan desk.ImportPlan, dry bool) importAnswer {
	a := importAnswer{
		Kind: plan.Kind, DryRun: dry, Rows: len(plan.Rows), Adds: plan.Counts[desk.ImportAdds],
		Updates: plan.Counts[desk.ImportUpdates], Unchanged: plan.Counts[desk.ImportKeeps],
		LeftOut: plan.Counts[desk.ImportLeavesOut], Refused: []refusedRow{},
		Columns: []fileColumn{}, Unknown: append([]string{}, plan.Unknown...),
		Needs: plan.Needs, Free: plan.Free, Encoding: plan.Encoding, Sample: plan.Sample,
		Separator: plan.Delimiter.Name(), HeaderLine: plan.HeaderLine,
	}
	if plan.Workbook != nil {
		a.Worksheet, a.Worksheets = plan.Workbook.Worksheet, plan.Workbook.Worksheets
	}
	for _, column := range plan.Columns {
		a.Columns = append(
			a.Columns, fileColumn{
				column.Title, column.Sample, column.SampleReadAs(c.words), column.Field,
				column.Wrong,
			},
		)
	}
	for _, row := range plan.Bad() {
		a.Refused = append(
			a.Refused, refusedRow{row.Line, row.Name, row.Email, c.problems(row.Problems)},
		)
	}
	if dry {
		a.Plan = make([]plannedRow, len(plan.Rows))
		for i, row := range plan.Rows {
			a.Plan[i] = c.planned(row)
		}
	}
	return a
}

// doings are how the JSON names what rows do.
var doings = map[desk.ImportDoing]string{
	desk.ImportAdds: "adds", desk.ImportUpdates: "updates", desk.ImportKeeps: "unchanged",
	desk.ImportIsRefused: "refused", desk.ImportLeavesOut: "left_out",
}

func (c *call) planned(row desk.ImportRow) plannedRow {
	r := plannedRow{
		Line: row.Line, Does: doings[row.Does], Company: row.Name, Email: row.Email,
	}
	if row.Before+row.After != "" {
		for _, change := range wording.Changes(c.words, row.Before, row.After) {
			r.Changes = append(r.Changes, fromInto{change.Field, change.Before, change.After})
		}
	}
	if row.Does == desk.ImportIsRefused {
		r.errors = c.problems(row.Problems)
	}
	return r
}

func (a importAnswer) text(p *page) {
	if a.DryRun {
		a.columnsText(p)
		a.planText(p)
	} else {
		a.refusedText(p)
	}
	if len(a.Unknown) > 0 {
		p.line(p.t("import.unknown", core.Args{"Columns": a.Unknown}))
	}
	if a.Sample != "" {
		p.line(p.t("import.read_as", core.Args{
			"Encoding": a.Encoding.Name(), "Sample": a.Sample,
		}))
	}
	if len(a.Worksheets) > 1 {
		p.line(p.t("import.worksheet_read", core.Args{"Name": a.Worksheet}))
	}
	if a.Kind != desk.ImportCustomers {
		p.needs(a.Needs, a.Free)
	}
	if a.Updates+a.Unchanged+a.LeftOut > 0 {
		p.line(p.t("import.counts", core.Args{
			"Adds": a.Adds, "Updates": a.Updates, "Unchanged": a.Unchanged,
			"LeftOut": a.LeftOut, "Refused": len(a.Refused),
		}))
	}
	a.resultText(p)
}

// resultText says what was imported, or could be.
func (a importAnswer) resultText(p *page) {
	done := "toast.imported"
	switch a.Kind {
	case desk.ImportPBXs:
		done = "toast.imported_pbxs"
	case desk.ImportCustomers:
		done = "toast.imported_customers"
	}
	switch {
	case a.Imported > 0:
		p.line(p.t(done, core.Args{"Count": a.Imported}))
	case len(a.Refused) == 0 && a.Adds+a.Updates > 0:
		p.line(p.t("import.fits."+string(a.Kind), core.Args{"Count": a.Adds + a.Updates}))
	}
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

// columnsText shows where each column of the file goes.
func (a importAnswer) columnsText(p *page) {
	if len(a.Columns) == 0 {
		return
	}
	rows := make([][]cell, len(a.Columns))
	for i, c := range a.Columns {
		field := p.t("import.left_out")
		if c.Field != "" {
			field = p.t("field." + c.Field)
		}
		readAs := ""
		if c.ReadAs != "" {
			readAs = p.t("import.state.read_as", core.Args{"Value": c.ReadAs})
		}
		rows[i] = []cell{
			word(c.Title), word(shortened(c.Sample)), word(field), word(readAs),
		}
	}
	p.table([]string{
		p.t("import.column"), p.t("import.first_value"), p.t("import.goes_to"),
		p.t("import.state"),
	}, rows)
	p.blank()
}

// longestSample is how many characters of a cell are shown.
const longestSample = 40

func shortened(text string) string {
	if runes := []rune(text); len(runes) > longestSample {
		return string(runes[:longestSample-1]) + "…"
	}
	return text
}

// mostPlanned is how many rows of a plan are shown to a person.
const mostPlanned = 1000

// planText shows what each row would do.
func (a importAnswer) planText(p *page) {
	rows := make([][]cell, 0, min(len(a.Plan), mostPlanned))
	for _, r := range a.Plan[:min(len(a.Plan), mostPlanned)] {
		why := p.reasons(r.errors)
		for _, c := range r.Changes {
			why += wording.Change{Field: c.Field, Before: c.From, After: c.To}.String() + ". "
		}
		rows = append(rows, []cell{
			p.number(int64(r.Line)), word(p.t("import.does." + r.Does)), word(r.Company),
			word(strings.TrimSpace(why)),
		})
	}
	if len(rows) > 0 {
		p.table([]string{
			p.t("import.line"), p.t("import.what"), p.t("column.name"), p.t("import.details"),
		}, rows)
	}
	if more := len(a.Plan) - len(rows); more > 0 {
		p.line(p.t("import.more_rows", core.Args{"Count": more}))
	}
	if len(a.Plan) > 0 {
		p.blank()
	}
}

// refusedText shows the rows that cannot be imported.
func (a importAnswer) refusedText(p *page) {
	if len(a.Refused) == 0 {
		return
	}
	rows := make([][]cell, len(a.Refused))
	for i, r := range a.Refused {
		rows[i] = []cell{p.number(int64(r.Line)), word(r.Company), word(p.reasons(r.Errors))}
	}
	p.table([]string{p.t("import.line"), p.t("column.name"), p.t("import.reason")}, rows)
	p.blank()
}

// reasons says everything that is wrong in one line.
func (p *page) reasons(list []problem) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = e.Message
		if e.Field != "" {
			texts[i] = p.t("field."+e.Field) + ": " + e.Message
		}
	}
	return strings.Join(texts, " ")
}

// needs sets what is asked for against what is free.
func (p *page) needs(needs, free capacity.Amounts) {
	var rows [][]cell
	for _, r := range capacity.Resources() {
		if free.Has(r) {
			rows = append(
				rows,
				[]cell{
					word(p.t("field." + string(r))), p.number(needs[r]), p.number(free[r]),
					p.number(free[r] - needs[r]),
				},
			)
		}
	}
	if len(rows) > 0 {
		p.table(
			[]string{"", p.t("ctl.needed"), p.t("subscription.available"), p.t("ctl.free_after")},
			rows,
		)
	}
}
