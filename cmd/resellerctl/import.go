package main

import (
	"fmt"
	"os"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/sheet"
)

// importFlags say how a file is understood.
type importFlags struct {
	kind, encoding, separator, worksheet, dates, numbers *string
	update, preset, packagePreset                        *string
	columns                                              *[]string
	leaveOut                                             *[]int
	headerLine                                           *int
}

func newImportFlags(f flags) importFlags {
	said := newTableFlags(f, f.textAs("kind", "import_kind"), f.text("update"))
	said.preset, said.packagePreset = f.textAs("preset", "import_preset"), f.text("package")
	said.leaveOut = f.IntSlice("leave-out", nil, f.usage("leave-out"))
	return said
}

// newTableFlags are the flags that say how any table is understood.
func newTableFlags(f flags, kind, update *string) importFlags {
	none := ""
	return importFlags{
		kind: kind, update: update, encoding: f.text("encoding"),
		separator: f.text("separator"), worksheet: f.text("worksheet"), dates: f.text("dates"),
		numbers: f.text("numbers"), preset: &none, packagePreset: &none, leaveOut: &[]int{},
		columns:    f.StringArray("map", nil, f.usage("map")),
		headerLine: f.count("header-line", 0),
	}
}

// options are what the flags say, or why they are not understood.
func (f importFlags) options() (desk.ImportOptions, error) {
	how := desk.ImportOptions{
		Kind: desk.ImportKind(*f.kind), Dates: desk.DateForm(*f.dates),
		Numbers: desk.NumberForm(*f.numbers), Update: *f.update, Preset: *f.preset,
		PackagePreset: *f.packagePreset, Columns: map[string]string{}, LeaveOut: map[int]bool{},
	}
	how.Worksheet, how.HeaderLine = *f.worksheet, *f.headerLine
	how.Encoding = sheet.Encoding(*f.encoding)
	for _, line := range *f.leaveOut {
		how.LeaveOut[line] = true
	}
	for _, d := range sheet.Delimiters() {
		if d.Name() == *f.separator || string(rune(d)) == *f.separator {
			how.Delimiter = d
		}
	}
	for _, said := range *f.columns {
		at := strings.LastIndex(said, "=")
		if at < 1 {
			return how, usageError{fmt.Errorf("--map %q: COLUMN=FIELD", said)}
		}
		how.Columns[said[:at]] = said[at+1:]
	}
	return how, f.known(how)
}

// known refuses words that the flags do not know.
func (f importFlags) known(how desk.ImportOptions) error {
	kind := how.Kind
	if kind == "" {
		kind = desk.ImportResellers
	}
	checks := []error{
		among("--kind", how.Kind, desk.ImportKinds()),
		among("--encoding", how.Encoding, sheet.Encodings()),
		among("--dates", how.Dates, desk.DateForms()),
		among("--numbers", how.Numbers, desk.NumberForms()),
		among("--update", how.Update, kind.UpdateBy()),
	}
	if how.Delimiter == 0 {
		checks = append(checks, among("--separator", *f.separator, separators()))
	}
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// among is oneOf for a flag that may be left out.
func among[T ~string](name string, word T, known []T) error {
	if word == "" {
		return nil
	}
	return oneOf(name, string(word), known)
}

// separators are the names of what can be between two cells.
func separators() (names []string) {
	for _, d := range sheet.Delimiters() {
		names = append(names, d.Name())
	}
	return names
}

// importFile checks a file first, and then imports all of it that is not left out, or nothing. When
// rows are refused the answer lists them.
func importFile(f flags) action {
	dry, operation := f.onOff("dry-run"), f.text("operation-id")
	said, leave := newImportFlags(f), f.onOff("leave-out-refused")
	return withDesk(func(c *call) (answer, error) {
		how, err := said.options()
		if err != nil {
			return nil, err
		}
		verb := how.Kind.Verb()
		id, before, err := c.operation(
			*operation, func(op capacity.Operation) bool { return op.Verb == verb },
		)
		if err != nil {
			return nil, err
		}
		if before != nil && !*dry { // Now the file would be refused: its emails are in use.
			return c.importedBefore(id, how.Kind)
		}
		progress := progress{c: c}
		defer progress.clear()
		plan, err := c.checkImport(c.args[0], how, &progress)
		if err != nil {
			c.sayColumns(plan)
			return nil, err
		}
		if *leave {
			plan = plan.WithoutRefused()
		}
		if *dry {
			return c.importAnswer(plan, true), plan.Err()
		}
		return c.writeImport(id, plan, &progress)
	})
}

// writeImport imports what a plan has, after a backup.
func (c *call) writeImport(
	id string, plan desk.ImportPlan, progress *progress,
) (answer, error) {
	if plan.Ready() {
		if err := c.secure(backup.BeforeImport, plan.Writes()); err != nil {
			return nil, err
		}
	}
	err := c.desk.Import(progress.watch(c.ctx, "import.writing"), id, plan)
	if err != nil && plan.Ready() {
		return nil, err
	}
	a := c.importAnswer(plan, false)
	if err == nil {
		a.OperationID, a.Imported = id, plan.Writes()
	}
	return a, err
}

// sayColumns says how a file was read whose columns are the reason why it cannot be imported: the
// worksheets of a workbook, and where each column goes.
func (c *call) sayColumns(plan desk.ImportPlan) {
	if c.json {
		return
	}
	if book := plan.Workbook; book != nil && len(book.Worksheets) > 1 {
		c.hint("ctl.worksheets", core.Args{
			"Name": book.Worksheet, "Names": strings.Join(book.Worksheets, ", "),
		})
	}
	if len(plan.Columns) == 0 {
		return
	}
	columns := make([]string, len(plan.Columns))
	for i, column := range plan.Columns {
		field := column.Field
		if field == "" {
			field = desk.LeftOut
		}
		columns[i] = column.Title + "=" + field
	}
	fields, err := c.desk.ImportFields(desk.ImportOptions{Kind: plan.Kind}, i18n.Languages[0])
	if err != nil {
		return // The columns alone are of use, too.
	}
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.Key
	}
	c.hint("ctl.columns", core.Args{
		"Columns": strings.Join(columns, "; "), "Fields": strings.Join(keys, ", "),
	})
}

// hint says a sentence beside the answer.
func (c *call) hint(key string, args core.Args) {
	fmt.Fprintf(c.err, "%s: %s\n", program, oneLine(c.words.T(key, args)))
}

// importedBefore is the answer to an import that was done already.
func (c *call) importedBefore(operation string, kind desk.ImportKind) (answer, error) {
	if kind == "" {
		kind = desk.ImportResellers
	}
	past, err := c.desk.Past(c.ctx, operation)
	return whole(importAnswer{
		OperationID: operation, Repeated: true, Kind: kind, Rows: past.Count,
		Imported: past.Count, Refused: []refusedRow{}, Columns: []fileColumn{},
		Unknown: []string{},
	}, err)
}

// checkImport reads a file, and checks every row of it.
func (c *call) checkImport(
	path string, how desk.ImportOptions, progress *progress,
) (desk.ImportPlan, error) {
	file, err := os.Open(path)
	if err != nil {
		return desk.ImportPlan{}, &core.Error{
			Code: core.Unavailable, Key: "sheet.unreadable", Err: err,
		}
	}
	defer file.Close()
	return c.desk.CheckImport(progress.watch(c.ctx, "import.checking"), file, how)
}
