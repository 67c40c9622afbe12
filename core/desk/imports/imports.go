package imports

import (
	"context"
	"io"
	"slices"

	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/handover"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/tables"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// Plan is what a dry run over a file found. It is made by CheckImport.
type Plan struct {
	Kind    columns.Kind
	Rows    []Row            // In the order of the file.
	Counts  map[Doing]int    // How many rows do what.
	Refused int              // How many rows cannot be imported and are not left out.
	Unknown []string         // Titles of columns that mean nothing here and are left out.
	Columns []columns.InFile // All, in the order of the file.
	// Encoding is how a CSV file was read, and Sample a text of it that another encoding would show
	// otherwise, "" when there is none.
	Encoding   sheet.Encoding
	Sample     string
	Delimiter  sheet.Delimiter  // Of a CSV file; 0 when it has a single column.
	HeaderLine int              // The line that names the columns.
	Workbook   *sheet.Workbook  // nil of a CSV file.
	Free       capacity.Amounts // What the pool has, per resource of the subscription.
	Needs      capacity.Amounts // What all rows ask for, also those that cannot be imported.
	Takes      capacity.Amounts // What the rows that can be imported take from it.
	// Reads the file once more when it is imported: to keep all that it says would take a multiple
	// of it.
	reader *importReader
	kept   int // Bytes of what rows change.
}

// Doing is what importing a row does.
type Doing int

// What it can do.
const (
	Adds      Doing = iota
	Updates         // It changes a record that is there.
	Keeps           // The record looks like this already.
	IsRefused       // It cannot be imported.
	LeavesOut       // A person left it out.
)

// Row is a row of a file.
type Row struct {
	Line  int // The number of its first line as a person counts.
	Does  Doing
	Name  string // The company, of a PBX its name.
	Email string // Of a PBX its address.
	// Problems are why it cannot be imported; one without a field is about the whole row. Behind
	// mostReasons rows that cannot be imported it is "import.refused_too".
	Problems core.Problems
	// Before and After are the fields that it changes, as the log keeps them. Both are "" when
	// there are too many such rows to keep them of all.
	Before, After string
	id            string // Of the record that it is about, and which version was seen.
	version       int64
	item          *item // While it is checked or written, unless it could not be read.
}

// writes tells whether importing the row writes anything.
func (r Row) writes() bool { return r.Does == Adds || r.Does == Updates }

// Writes is how many rows are written.
func (p Plan) Writes() int { return p.Counts[Adds] + p.Counts[Updates] }

// Ready tells whether the file can be imported: all that is not left out is, or nothing.
func (p Plan) Ready() bool { return p.Refused == 0 && p.Writes() > 0 }

// Err returns why the file cannot be imported, Invalid "import.not_ready" (Count) or
// "import.nothing_new", or nil when it can.
func (p Plan) Err() error {
	switch {
	case p.Ready():
		return nil
	case p.Refused == 0:
		return &core.Error{Code: core.Invalid, Key: "import.nothing_new"}
	}
	return &core.Error{
		Code: core.Invalid, Key: "import.not_ready", Args: core.Args{"Count": p.Refused},
	}
}

// Bad returns the rows that cannot be imported and are not left out.
func (p Plan) Bad() []Row {
	bad := make([]Row, 0, p.Refused)
	for _, row := range p.Rows {
		if row.Does == IsRefused {
			bad = append(bad, row)
		}
	}
	return bad
}

// WithoutRefused returns the plan without the rows that cannot be imported.
func (p Plan) WithoutRefused() Plan {
	left := map[int]bool{}
	for line := range p.reader.how.LeaveOut {
		left[line] = true
	}
	reader := *p.reader
	p.Rows, p.Counts = slices.Clone(p.Rows), map[Doing]int{}
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Does == IsRefused {
			left[row.Line] = true
			row.Does = LeavesOut
		}
		p.Counts[row.Does]++
	}
	reader.how.LeaveOut = left
	p.reader, p.Refused = &reader, 0
	return p
}

// CheckImport reads a workbook or a CSV file, as the options say, and checks every row against the
// rules, against the rows before it and against what is free, without writing anything. Errors are
// about the whole file: those of sheet.Read, "import.column_twice" (Field, Column, Other),
// "import.columns_missing" (Columns), "import.no_such_column" (Column), "import.no_such_field"
// (Field), "import.no_preset" (Name), "import.no_update" (Field), "import.no_rows", or ctx's. With
// an error, the plan has what the columns are and how the file was read, as far as it was.
func (d *Desk) CheckImport(
	ctx context.Context, r io.Reader, how columns.Options,
) (Plan, error) {
	kind := kindOf(how.Kind)
	s, err := d.mayImport(how)
	if err != nil {
		return Plan{}, err
	}
	file, err := sheet.Read(ctx, r, how.Options)
	if err != nil {
		return Plan{}, err
	}
	plan := newPlan(kind, file)
	plan.reader, err = d.newImportReader(ctx, file, how, s.Account.Profile.Language)
	if plan.reader != nil {
		plan.Columns, plan.Unknown = plan.reader.mapping.Shown, plan.reader.mapping.Unknown()
	}
	if err != nil {
		if plan.reader != nil { // Other columns or another worksheet may be the ones.
			plan.reader.sampleColumns()
		}
		return plan, err
	}
	if plan.Free, err = d.k.Store.Free(ctx); err != nil {
		return plan, err
	}
	return plan, d.check(ctx, s, &plan)
}

// newPlan is the plan of a file that was not looked at yet.
func newPlan(kind importKind, file *sheet.Reader) Plan {
	return Plan{
		Kind: kind.Kind, Counts: map[Doing]int{}, Needs: capacity.Amounts{},
		Takes: capacity.Amounts{}, Encoding: file.Encoding, Delimiter: file.Delimiter,
		HeaderLine: file.HeaderLine, Workbook: file.Workbook,
	}
}

// sampledRows is how many rows are looked through for a sample of each column of a file that cannot
// be imported as it is mapped.
const sampledRows = 100

// sampleColumns fills in the samples of columns whose rows are not checked.
func (in *importReader) sampleColumns() {
	defer in.ReadSamples()
	n := 0
	for line, problem := range in.lines() {
		if n++; n > sampledRows || in.mapping.Sampled() {
			return
		}
		if problem == nil {
			in.mapping.TakeSamples(line.Cells)
		}
	}
}

// mayImport returns the session of a person who may import a kind of file.
func (d *Desk) mayImport(how columns.Options) (s *action.Session, err error) {
	kind := kindOf(how.Kind)
	features := kind.adds
	if how.Update != "" {
		features = append(slices.Clip(features), kind.edits)
	}
	for _, feature := range features {
		if s, err = d.k.Authorize(feature); err != nil {
			return nil, err
		}
	}
	if kind.Kind == columns.KindResellers {
		err = s.RequireDistributor()
	}
	if err == nil && how.Update != "" && !slices.Contains(kind.UpdateBy(), how.Update) {
		err = &core.Error{
			Code: core.Invalid, Key: "import.no_update", Args: core.Args{"Field": how.Update},
		}
	}
	return s, err
}

func (d *Desk) check(ctx context.Context, s *action.Session, p *Plan) error {
	total, err := p.reader.count(ctx)
	if err != nil {
		return err
	}
	p.Rows = make([]Row, 0, total)
	subject, err := d.newSubject(ctx, d.k.Store, s, p.reader)
	if err != nil {
		return err
	}
	wrong := map[string]int{}
	for part, err := range p.reader.rows(ctx, d.k.Store, subject) {
		if err == nil {
			err = subject.check(ctx, d.k.Store, part)
		}
		if err != nil {
			return err
		}
		for i := range part {
			if err := p.add(subject, &part[i], wrong); err != nil {
				return err
			}
		}
		p.reader.Brief = p.Refused > mostReasons
		action.Report(ctx, len(p.Rows), total, p.Refused)
	}
	p.countWrong(wrong)
	p.reader.ReadSamples()
	return ctx.Err()
}

// countWrong fills in in how many rows each column has a problem, by field.
func (p *Plan) countWrong(wrong map[string]int) {
	for i := range p.Columns {
		c := &p.Columns[i]
		for _, field := range append([]string{c.Field}, columns.Parts(c.Field)...) {
			if field != "" {
				c.Wrong += wrong[field]
			}
		}
	}
}

// mostReasons is of how many rows a plan says why they cannot be imported: a file in which
// everything is wrong must not fill the memory.
const mostReasons = 2000

// refusedToo is what is said of every row behind those.
var refusedToo = core.Problems{{
	Code: core.Invalid, Key: "import.refused_too", Args: core.Args{"Count": mostReasons},
}}

// mostKept is how many bytes of what rows change a plan keeps.
const mostKept = 16 << 20

// add takes up a row that was checked.
func (p *Plan) add(s subject, row *Row, wrong map[string]int) error {
	if row.item != nil && (p.Sample == "" || !p.reader.mapping.Sampled()) {
		sample := p.reader.mapping.TakeSamples(row.item.cells)
		if p.Sample == "" && p.Workbook == nil {
			p.Sample = sample
		}
	}
	if err := row.decide(s); err != nil {
		return err
	}
	if row.item != nil {
		for resource, n := range row.item.moved {
			// What is no amount is a problem of the row, and asks for nothing.
			if n > 0 && n <= capacity.MaxAmount {
				p.Needs[resource] += n
			}
			if row.writes() {
				p.Takes[resource] += n
			}
		}
	}
	if row.Does == IsRefused {
		for _, problem := range row.Problems {
			wrong[problem.Field]++
		}
		if p.Refused++; p.Refused > mostReasons {
			row.Problems = refusedToo
		}
	}
	if p.kept += len(row.Before) + len(row.After); p.kept > mostKept {
		row.Before, row.After = "", ""
	}
	p.Counts[row.Does]++
	row.item = nil
	p.Rows = append(p.Rows, *row)
	return nil
}

// decide sets what importing a row that was checked does.
func (r *Row) decide(s subject) (err error) {
	switch {
	case r.Does == LeavesOut:
		return nil
	case len(r.Problems) > 0:
		r.Does = IsRefused
	}
	if r.item == nil {
		return nil
	}
	c := s.change(r.item)
	r.id, r.version = c.Revision()
	if c.IsNew() || r.Does == IsRefused {
		return nil
	}
	r.Before, r.After, err = c.Difference()
	r.Does = Updates
	if r.Before == r.After {
		r.Does = Keeps
	}
	return err
}

// mostRefusals is how many reasons a refused import gives.
const mostRefusals = 100

// Import writes the rows of a plan, all that are not left out or none, as one operation that can be
// undone. Everything is checked again in the transaction that writes it; Refusals say what became
// impossible since the dry run, and which records somebody changed. The caller makes operationID
// with NewID before the first try; a repeated try with the same id changes nothing and succeeds.
// When ctx ends before everything was written, nothing is.
func (d *Desk) Import(ctx context.Context, operationID string, plan Plan) error {
	kind := kindOf(plan.Kind)
	entry := store.LogEntry{
		Module: kind.module, Operation: string(kind.Verb()), Object: operationID,
	}
	do := func(s *action.Session, tx store.Tx) error {
		if err := plan.Err(); err != nil {
			return err
		}
		return d.importRows(ctx, tx, d.k.NewOperation(s, operationID, kind.Verb(), ""), s, plan)
	}
	permit := func() (*action.Session, error) { return d.mayImport(plan.options()) }
	return d.k.PerformOnce(ctx, permit, operationID, &entry, do, kind.changed...)
}

// options are those with which the plan was made.
func (p Plan) options() columns.Options {
	if p.reader == nil {
		return columns.Options{Kind: p.Kind}
	}
	return p.reader.how
}

// importRows reads the file twice: to check each row, and to write it. In between nothing is kept
// of a row but what it is given.
func (d *Desk) importRows(
	ctx context.Context, tx store.Tx, op capacity.Operation, s *action.Session, plan Plan,
) error {
	// Each is checked, written and logged.
	m := &action.Steps{Ctx: ctx, Rows: len(plan.Rows), Total: 3 * len(plan.Rows)}
	list, err := d.recheck(ctx, tx, s, plan, m.Step)
	if err != nil {
		return err
	}
	op.Object = action.ObjectOf(list)
	transfers, sums := action.TransfersOf(list)
	m.Grow(transfers.Count)
	subject, err := d.newSubject(ctx, tx, s, plan.reader)
	if err != nil {
		return err
	}
	row := 0
	for part, err := range plan.reader.rows(ctx, tx, subject) {
		if err != nil {
			return err
		}
		e, written, err := effectOf(ctx, tx, op, subject, part, plan.Rows[row:], list)
		if err != nil {
			return err
		}
		if plan.reader.taken != nil {
			said := plan.reader.said(part, plan.Rows[row:])
			if err := handover.TakeAll(tx, op, e, said); err != nil {
				return err
			}
		}
		list = list[written:]
		row += len(part)
		if err := action.WriteEffect(tx, e, m.Step); err != nil {
			return err
		}
		if err := action.LogChanges(tx, op, e, m.Step); err != nil {
			return err
		}
	}
	return action.Post(ctx, tx, op, transfers, sums, m.Step)
}

// effectOf is what writing some rows does, as they were planned, and how many are written; list is
// what each of these is given.
func effectOf(
	ctx context.Context, tx store.Tx, op capacity.Operation, s subject, rows, planned []Row,
	list []action.Given,
) (e action.Effect, written int, err error) {
	for i := range rows {
		if !planned[i].writes() {
			continue
		}
		if err := s.write(ctx, tx, op, rows[i].item, list[written].ID, &e); err != nil {
			return e, written, err
		}
		written++
	}
	return e, written, nil
}

// recheck checks the rows of a plan again, inside the transaction that writes them. It returns what
// each of them that is written is given.
func (d *Desk) recheck(
	ctx context.Context, tx store.Tx, s *action.Session, plan Plan, step func(more int) error,
) ([]action.Given, error) {
	subject, err := d.newSubject(ctx, tx, s, plan.reader)
	if err != nil {
		return nil, err
	}
	var refusals action.Refusals
	list := make([]action.Given, 0, plan.Writes())
	checked := 0
	for part, err := range plan.reader.rows(ctx, tx, subject) {
		if err == nil {
			err = subject.check(ctx, tx, part)
		}
		if err != nil {
			return nil, err
		}
		for i := range part {
			row, planned := &part[i], plan.Rows[checked+i]
			if err := row.decide(subject); err != nil {
				return nil, err
			}
			if err := row.since(planned); err != nil && len(refusals) < mostRefusals {
				refusals = append(refusals, action.Refusal{Company: row.Name, Err: err})
			}
			if planned.writes() && row.item != nil {
				list = append(list, subject.given(row.item, orNewID(row.id)))
			}
		}
		checked += len(part)
		if err := step(len(part)); err != nil {
			return nil, err
		}
	}
	if len(refusals) > 0 {
		return nil, refusals
	}
	return list, ctx.Err()
}

// orNewID is the id of a record, a new one for one that has none.
func orNewID(id string) string {
	if id == "" {
		return action.NewID()
	}
	return id
}

// since returns why a row cannot be written as it was planned, nil when it can.
func (r *Row) since(planned Row) error {
	if r.Does == IsRefused {
		return r.Problems
	}
	same := r.id == planned.id && r.version == planned.version
	if r.Does != planned.Does || r.Does == Updates && !same {
		return &core.Error{
			Code: core.Conflict, Key: "import.changed_meanwhile", Args: core.Args{"Line": r.Line},
		}
	}
	return nil
}

// ImportFields returns the fields to which the columns of a kind of file can go, with their titles
// in a language.
func (d *Desk) ImportFields(how columns.Options, lang string) ([]columns.Field, error) {
	if _, err := d.mayImport(how); err != nil {
		return nil, err
	}
	return columns.NewCatalogue(how.Kind, d.allWords()).Fields(d.k.Printer(lang)), nil
}

// ImportExample returns a table with the columns that an import of a kind reads and one record, in
// a language.
func (d *Desk) ImportExample(
	ctx context.Context, kind columns.Kind, lang string,
) (sheet.Table, error) {
	if _, err := d.mayImport(columns.Options{Kind: kind}); err != nil {
		return sheet.Table{}, err
	}
	return tables.Example(ctx, d.k, kind, lang)
}
