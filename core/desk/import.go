package desk

import (
	"context"
	"io"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ImportPlan is what a dry run over a file of resellers found. It is made by CheckImport.
type ImportPlan struct {
	Rows    []ImportRow      // In the order of the file.
	Refused int              // How many rows cannot be imported.
	Unknown []string         // Titles of columns that mean nothing here and are left out.
	Free    capacity.Amounts // What the pool has, per resource of the subscription.
	Needs   capacity.Amounts // What all rows ask for, also those that cannot be imported.
	Takes   capacity.Amounts // What the rows that can be imported take from it.
	reader  *importReader    // Reads the file once more when it is imported: to keep all that it says would take a multiple of it.
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

// CheckImport reads a CSV file of resellers and checks every row against the rules, against the
// rows before it and against what is free, without writing anything. Errors are about the whole
// file: those of sheet.ReadCSV, "import.column_twice" (Column, Other), "import.columns_missing"
// (Columns), "import.no_rows", or ctx's.
func (d *Desk) CheckImport(ctx context.Context, r io.Reader) (ImportPlan, error) {
	s, err := d.mayImport()
	if err != nil {
		return ImportPlan{}, err
	}
	file, err := sheet.ReadCSV(r)
	if err != nil {
		return ImportPlan{}, err
	}
	reader, unknown, err := d.newImportReader(ctx, file, s.account.Profile.Language)
	if err != nil {
		return ImportPlan{}, err
	}
	c, err := d.newChecker(ctx, d.store, s)
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
		reader: reader,
	}
	return plan, plan.check(ctx, d.store, c, total)
}

// mayImport returns the session of a person who may import.
func (d *Desk) mayImport() (*session, error) {
	if _, err := d.authorize(permission.UserAdd); err != nil {
		return nil, err
	}
	s, err := d.authorize(permission.UserImport)
	if err == nil {
		err = s.requireDistributor()
	}
	return s, err
}

func (p *ImportPlan) check(ctx context.Context, r Reader, c *checker, total int) error {
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
		report(ctx, len(p.Rows), total, p.Refused)
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
		for resource, n := range row.draft.Package.Amounts {
			if n > 0 && n <= capacity.MaxAmount { // What is no amount is a problem of the row, and asks for nothing.
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

// mostRefusals is how many reasons a refused import gives.
const mostRefusals = 100

// Import adds the resellers of a plan, all or none, as one operation that can be undone. Everything
// is checked again in the transaction that writes it; Refusals say what became impossible since the
// dry run. The caller makes operationID with NewID before the first try; a repeated try with the
// same id changes nothing and succeeds. When ctx ends before everything was written, nothing is.
func (d *Desk) Import(ctx context.Context, operationID string, plan ImportPlan) error {
	entry := LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerImported), Object: operationID,
	}
	return d.performOnce(ctx, d.mayImport, operationID, &entry, func(s *session, tx Tx) error {
		if err := plan.Err(); err != nil {
			return err
		}
		return d.importRows(
			ctx, tx, d.newOperation(s, operationID, capacity.ResellerImported, ""), s, plan,
		)
	}, ResellersChanged, CapacityChanged)
}

// importRows reads the file twice: to check each row, and to write it. In between nothing is kept
// of a row but what it is given.
func (d *Desk) importRows(
	ctx context.Context, tx Tx, op capacity.Operation, s *session, plan ImportPlan,
) error {
	m := &progress{ctx: ctx, rows: len(plan.Rows), total: 3 * len(plan.Rows)} // Each is checked, written and logged.
	given, err := d.recheck(ctx, tx, s, plan, m.step)
	if err != nil {
		return err
	}
	if len(given) == 1 {
		op.Object = given[0].id
	}
	transfers, sums := transfersOf(given)
	m.grow(transfers.Count)
	written := 0
	for part, err := range plan.reader.rows(ctx) {
		if err != nil {
			return err
		}
		changes := make([]change, len(part))
		for i, row := range part {
			changes[i].after = account.Account{
				ID: given[written+i].id, Parent: s.account.ID, Kind: account.Reseller,
				State: account.NotInvited, Profile: row.draft.Profile,
				Package: row.draft.Package, Permissions: row.draft.Permissions, CreatedAt: op.At,
				Version: 1,
			}
		}
		if err := writeEffect(tx, effect{accounts: changes}, m.step); err != nil {
			return err
		}
		if err := logChanges(tx, op, effect{accounts: changes}, m.step); err != nil {
			return err
		}
		written += len(part)
	}
	return post(ctx, tx, op, transfers, sums, m.step)
}

// given is what a row of a file gives a new reseller.
type given struct {
	id      string
	amounts capacity.Amounts
}

// transfersOf are the transfers that give new resellers what they are given, and what they come to
// per resource.
func transfersOf(list []given) (transfers Transfers, sums []capacity.Transfer) {
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
	ctx context.Context, tx Tx, s *session, plan ImportPlan, step func(more int) error,
) ([]given, error) {
	c, err := d.newChecker(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	var refusals Refusals
	list := make([]given, 0, len(plan.Rows))
	for part, err := range plan.reader.rows(ctx) {
		if err == nil {
			err = c.check(ctx, tx, part)
		}
		if err != nil {
			return nil, err
		}
		for _, row := range part {
			list = append(list, given{NewID(), row.draft.Package.Amounts})
			if len(row.Problems) > 0 && len(refusals) < mostRefusals {
				refusals = append(refusals, Refusal{Company: row.Company, Err: row.Problems})
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
