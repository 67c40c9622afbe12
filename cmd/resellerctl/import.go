package main

import (
	"fmt"
	"os"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
)

// refusedRow is a row of a file that cannot be imported.
type refusedRow struct {
	Line    int       `json:"line"`
	Company string    `json:"company"`
	Email   string    `json:"email"`
	Errors  []problem `json:"errors"`
}

// importAnswer is what a file of resellers holds, and whether it was imported.
type importAnswer struct {
	OperationID string       `json:"operation_id,omitempty"`
	Repeated    bool         `json:"repeated"`
	DryRun      bool         `json:"dry_run"`
	Rows        int          `json:"rows"`
	Imported    int          `json:"imported"`
	Refused     []refusedRow `json:"refused"`
	Unknown     []string     `json:"unknown_columns"` // They are left out.
	// How the file was read, and a text of it that another encoding would show otherwise.
	Encoding sheet.Encoding `json:"encoding,omitempty"`
	Sample   string         `json:"sample,omitempty"`
	// The worksheet that was read, and all that the workbook has.
	Worksheet  string   `json:"worksheet,omitempty"`
	Worksheets []string `json:"worksheets,omitempty"`
	// What all rows ask for; nil when the file was not read again.
	Needs capacity.Amounts `json:"needs"`
	Free  capacity.Amounts `json:"free"` // Before.
}

func (a importAnswer) text(p *page) {
	if len(a.Refused) > 0 {
		rows := make([][]cell, len(a.Refused))
		for i, r := range a.Refused {
			rows[i] = []cell{p.number(int64(r.Line)), word(r.Company), word(p.reasons(r.Errors))}
		}
		p.table([]string{p.t("import.line"), p.t("field.company"), p.t("import.reason")}, rows)
		p.blank()
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
	p.needs(a.Needs, a.Free)
	switch {
	case a.Repeated:
		p.line(p.t("toast.imported", core.Args{"Count": a.Imported}))
		p.line(p.t("ctl.repeated"))
	case a.Imported > 0:
		p.line(p.t("toast.imported", core.Args{"Count": a.Imported}))
	case len(a.Refused) == 0:
		p.line(p.t("import.fits", core.Args{"Count": a.Rows}))
	}
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

// importFile checks a file of resellers first, and then imports all of it or nothing. When rows are
// refused the answer lists them.
func importFile(f flags) action {
	dry, operation := f.onOff("dry-run"), f.text("operation-id")
	written, worksheet := f.text("encoding"), f.text("worksheet")
	return withDesk(func(c *call) (answer, error) {
		if *written != "" {
			if err := oneOf("--encoding", *written, sheet.Encodings()); err != nil {
				return nil, err
			}
		}
		id, before, err := c.operation(
			*operation,
			func(op capacity.Operation) bool { return op.Verb == capacity.ResellerImported },
		)
		if err != nil {
			return nil, err
		}
		if before != nil && !*dry { // Now the file would be refused: its emails are in use.
			return c.importedBefore(id)
		}
		progress := progress{c: c}
		defer progress.clear()
		how := sheet.Options{Encoding: sheet.Encoding(*written), Worksheet: *worksheet}
		plan, err := c.checkImport(c.args[0], how, &progress)
		if err != nil {
			c.sayWorksheets(plan.Workbook)
			return nil, err
		}
		a := c.importAnswer(plan)
		if a.DryRun = *dry; *dry {
			return a, plan.Err()
		}
		if plan.Ready() {
			if err := c.secure(backup.BeforeImport, len(plan.Rows)); err != nil {
				return nil, err
			}
		}
		err = c.desk.Import(progress.watch(c.ctx, "import.writing"), id, plan)
		if err != nil && plan.Ready() {
			return nil, err
		}
		if err == nil {
			a.OperationID, a.Imported = id, a.Rows
		}
		return a, err
	})
}

// sayWorksheets names the worksheets of a workbook of which the wrong one may have been read.
func (c *call) sayWorksheets(book *sheet.Workbook) {
	if c.json || book == nil || len(book.Worksheets) < 2 {
		return
	}
	names := core.Args{
		"Name": book.Worksheet, "Names": strings.Join(book.Worksheets, ", "),
	}
	fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(c.words.T("ctl.worksheets", names)))
}

// importedBefore is the answer to an import that was done already.
func (c *call) importedBefore(operation string) (answer, error) {
	past, err := c.desk.Past(c.ctx, operation)
	return whole(importAnswer{
		OperationID: operation, Repeated: true, Rows: past.Count, Imported: past.Count,
		Refused: []refusedRow{}, Unknown: []string{},
	}, err)
}

// checkImport reads a file of resellers, and checks every row of it.
func (c *call) checkImport(
	path string, how sheet.Options, progress *progress,
) (desk.ImportPlan, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.ImportPlan{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	return c.desk.CheckImport(
		progress.watch(c.ctx, "import.checking"), file, desk.ImportOptions{Options: how},
	)
}

func (c *call) importAnswer(plan desk.ImportPlan) importAnswer {
	bad := plan.Bad()
	a := importAnswer{
		Rows: len(plan.Rows), Refused: make([]refusedRow, len(bad)),
		Unknown: append([]string{}, plan.Unknown...), Needs: plan.Needs, Free: plan.Free,
		Encoding: plan.Encoding, Sample: plan.Sample,
	}
	if plan.Workbook != nil {
		a.Worksheet, a.Worksheets = plan.Workbook.Worksheet, plan.Workbook.Worksheets
	}
	for i, row := range bad {
		a.Refused[i] = refusedRow{row.Line, row.Name, row.Email, c.problems(row.Problems)}
	}
	return a
}
