package tables

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ImportPlan is what a dry run over a file of resellers found. It is made by CheckImport.
type ImportPlan struct {
	Rows    []ImportRow // In the order of the file.
	Refused int         // How many rows cannot be imported.
	Unknown []string    // Titles of columns that mean nothing here and are left out.
	// Encoding is how a CSV file was read, and Sample a text of it that another encoding would show
	// otherwise, "" when there is none.
	Encoding sheet.Encoding
	Sample   string
	Workbook *sheet.Workbook  // nil of a CSV file.
	Free     capacity.Amounts // What the pool has, per resource of the subscription.
	Needs    capacity.Amounts // What all rows ask for, also those that cannot be imported.
	Takes    capacity.Amounts // What the rows that can be imported take from it.
	// Reads the file once more when it is imported: to keep all that it says would take a multiple
	// of it.
	reader *importReader
}

// Ready tells whether the file can be imported: all of it or nothing is.
func (p ImportPlan) Ready() bool { return p.Refused == 0 && len(p.Rows) > 0 }

// Err returns why the file cannot be imported, Invalid "import.not_ready" (Count), or nil when it
// can.
func (p ImportPlan) Err() error {
	if p.Ready() {
		return nil
	}
	return &core.Error{
		Code: core.Invalid, Key: "import.not_ready", Args: core.Args{"Count": p.Refused},
	}
}

// Bad returns the rows that cannot be imported.
func (p ImportPlan) Bad() []ImportRow {
	bad := make([]ImportRow, 0, p.Refused)
	for _, row := range p.Rows {
		if len(row.Problems) > 0 {
			bad = append(bad, row)
		}
	}
	return bad
}

// ImportRow is a reseller in a file.
type ImportRow struct {
	Line    int // The number of its first line as a person counts.
	Company string
	Email   string
	// Problems are why it cannot be imported; one without a field is about the whole row. Behind
	// mostReasons rows that cannot be imported it is "import.refused_too".
	Problems core.Problems
	draft    *account.Draft // While it is checked or written, unless it could not be read.
}

// CheckImport reads a workbook or a CSV file of resellers, as the options say, and checks every row
// against the rules, against the rows before it and against what is free, without writing anything.
// Errors are about the whole file: those of sheet.Read, "import.column_twice" (Column, Other),
// "import.columns_missing" (Columns), "import.no_rows", or ctx's.
func (d *Desk) CheckImport(
	ctx context.Context, r io.Reader, how sheet.Options,
) (ImportPlan, error) {
	s, err := d.mayImport()
	if err != nil {
		return ImportPlan{}, err
	}
	file, err := sheet.Read(ctx, r, how)
	if err != nil {
		return ImportPlan{}, err
	}
	reader, unknown, err := d.newImportReader(ctx, file, s.Account.Profile.Language)
	if err != nil {
		return ImportPlan{Workbook: file.Workbook}, err // Another worksheet may be the one.
	}
	c, err := d.newChecker(ctx, d.k.Store, s)
	if err != nil {
		return ImportPlan{}, err
	}
	total, err := reader.count(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	plan := ImportPlan{
		Rows: make([]ImportRow, 0, total), Unknown: unknown, Free: c.limits.Pool.Free.Clone(),
		Needs: capacity.Amounts{}, Takes: capacity.Amounts{},
		Encoding: file.Encoding, Workbook: file.Workbook, reader: reader,
	}
	return plan, plan.check(ctx, d.k.Store, c, total)
}

// mayImport returns the session of a person who may import.
func (d *Desk) mayImport() (*action.Session, error) {
	if _, err := d.k.Authorize(permission.UserAdd); err != nil {
		return nil, err
	}
	s, err := d.k.Authorize(permission.UserImport)
	if err == nil {
		err = s.RequireDistributor()
	}
	return s, err
}

func (p *ImportPlan) check(ctx context.Context, r store.Reader, c *checker, total int) error {
	for part, err := range p.reader.rows(ctx) {
		if err == nil {
			err = c.check(ctx, r, part)
		}
		if err != nil {
			return err
		}
		for _, row := range part {
			p.add(row)
		}
		p.reader.brief = p.Refused > mostReasons
		action.Report(ctx, len(p.Rows), total, p.Refused)
	}
	return ctx.Err()
}

// mostReasons is of how many rows a plan says why they cannot be imported: a file in which
// everything is wrong must not fill the memory.
const mostReasons = 2000

// refusedToo is what is said of every row behind those.
var refusedToo = core.Problems{{
	Code: core.Invalid, Key: "import.refused_too", Args: core.Args{"Count": mostReasons},
}}

// add takes up a row that was checked.
func (p *ImportPlan) add(row ImportRow) {
	fits := len(row.Problems) == 0
	if row.draft != nil {
		if p.Sample == "" && p.Workbook == nil {
			p.Sample = sampleOf(row.draft.Profile)
		}
		for resource, n := range row.draft.Package.Amounts {
			// What is no amount is a problem of the row, and asks for nothing.
			if n > 0 && n <= capacity.MaxAmount {
				p.Needs[resource] += n
			}
			if fits {
				p.Takes[resource] += n
			}
		}
	}
	if !fits {
		if p.Refused++; p.Refused > mostReasons {
			row.Problems = refusedToo
		}
	}
	row.draft = nil
	p.Rows = append(p.Rows, row)
}

// sampleOf is a text of a reseller that shows whether the encoding was the right one, "" for none.
func sampleOf(p account.Profile) string {
	for _, text := range []string{p.Company, p.FirstName, p.LastName, p.Address, p.Remark} {
		if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return text
		}
	}
	return ""
}

// mostRefusals is how many reasons a refused import gives.
const mostRefusals = 100

// Import adds the resellers of a plan, all or none, as one operation that can be undone. Everything
// is checked again in the transaction that writes it; Refusals say what became impossible since the
// dry run. The caller makes operationID with NewID before the first try; a repeated try with the
// same id changes nothing and succeeds. When ctx ends before everything was written, nothing is.
func (d *Desk) Import(ctx context.Context, operationID string, plan ImportPlan) error {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerImported), Object: operationID,
	}
	do := func(s *action.Session, tx store.Tx) error {
		if err := plan.Err(); err != nil {
			return err
		}
		return d.importRows(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.ResellerImported, ""), s, plan,
		)
	}
	return d.k.PerformOnce(
		ctx, d.mayImport, operationID, &entry, do, action.ResellersChanged, action.CapacityChanged,
	)
}

// importRows reads the file twice: to check each row, and to write it. In between nothing is kept
// of a row but what it is given.
func (d *Desk) importRows(
	ctx context.Context, tx store.Tx, op capacity.Operation, s *action.Session, plan ImportPlan,
) error {
	// Each is checked, written and logged.
	m := &action.Steps{Ctx: ctx, Rows: len(plan.Rows), Total: 3 * len(plan.Rows)}
	given, err := d.recheck(ctx, tx, s, plan, m.Step)
	if err != nil {
		return err
	}
	if len(given) == 1 {
		op.Object = given[0].id
	}
	transfers, sums := transfersOf(given)
	m.Grow(transfers.Count)
	written := 0
	for part, err := range plan.reader.rows(ctx) {
		if err != nil {
			return err
		}
		changes := make([]action.AccountChange, len(part))
		for i, row := range part {
			changes[i].After = account.Account{
				ID: given[written+i].id, Parent: s.Account.ID, Kind: account.Reseller,
				State: account.NotInvited, Profile: row.draft.Profile,
				Package: row.draft.Package, Permissions: row.draft.Permissions, CreatedAt: op.At,
				Version: 1,
			}
		}
		if err := action.WriteEffect(tx, action.Effect{Accounts: changes}, m.Step); err != nil {
			return err
		}
		if err := action.LogChanges(tx, op, action.Effect{Accounts: changes}, m.Step); err != nil {
			return err
		}
		written += len(part)
	}
	return action.Post(ctx, tx, op, transfers, sums, m.Step)
}

// given is what a row of a file gives a new reseller.
type given struct {
	id      string
	amounts capacity.Amounts
}

// transfersOf are the transfers that give new resellers what they are given, and what they come to
// per resource.
func transfersOf(list []given) (transfers store.Transfers, sums []capacity.Transfer) {
	total := capacity.Amounts{}
	for _, g := range list {
		for _, t := range capacity.Grant(g.id, nil, g.amounts) {
			transfers.Count++
			total[t.Credit.Resource] += t.Amount
		}
	}
	transfers.All = func(yield func(capacity.Transfer, error) bool) {
		for _, g := range list {
			for _, t := range capacity.Grant(g.id, nil, g.amounts) {
				if !yield(t, nil) {
					return
				}
			}
		}
	}
	return transfers, capacity.Grant("", nil, total)
}

// recheck checks the rows of a plan again, inside the transaction that writes them. It returns what
// each of them is given.
func (d *Desk) recheck(
	ctx context.Context, tx store.Tx, s *action.Session, plan ImportPlan, step func(more int) error,
) ([]given, error) {
	c, err := d.newChecker(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	var refusals action.Refusals
	list := make([]given, 0, len(plan.Rows))
	for part, err := range plan.reader.rows(ctx) {
		if err == nil {
			err = c.check(ctx, tx, part)
		}
		if err != nil {
			return nil, err
		}
		for _, row := range part {
			list = append(list, given{action.NewID(), row.draft.Package.Amounts})
			if len(row.Problems) > 0 && len(refusals) < mostRefusals {
				refusals = append(refusals, action.Refusal{Company: row.Company, Err: row.Problems})
			}
		}
		if err := step(len(part)); err != nil {
			return nil, err
		}
	}
	if len(refusals) > 0 {
		return nil, refusals
	}
	return list, ctx.Err()
}
