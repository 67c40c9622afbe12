package imports

import (
	"context"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// Found is what a row of a file says, beside the record that it is about.
type Found struct {
	Line    int
	ID      string // Of the record, "" when there is none.
	Version int64
	Key     string // By what the file names the record.
	Name    string // The company, of a PBX its name.
	Email   string // Of a PBX its address.
	Number  string // The external number of a reseller.
	// Ours and Theirs are the fields of which the file says something else than the record.
	Ours, Theirs core.Fields
	Problems     core.Problems // Why the row cannot be read.
	Reported     bool          // It is a PBX that its reseller keeps.
	Unsure       bool          // The row may be about any record, or about one of several.
}

// Comparer reads rows of a file, and what is here of what they are about. It writes nothing.
type Comparer struct {
	desk *Desk
	s    *action.Session
	in   *importReader
}

// NewComparer returns what reads a file whose rows are found by how.Update. Errors are those of
// CheckImport; it is there as well when the columns are the reason.
func NewComparer(
	ctx context.Context, k *action.Kernel, s *action.Session, file *sheet.Reader,
	how columns.Options,
) (*Comparer, error) {
	d := &Desk{k}
	in, err := d.newImportReader(ctx, file, how, s.Account.Profile.Language)
	if in == nil {
		return nil, err
	}
	in.compares = true
	in.sampleColumns()
	return &Comparer{d, s, in}, err
}

// Mapping is which field each column of the file holds.
func (c *Comparer) Mapping() columns.Mapping { return c.in.mapping }

// Count returns how many rows the file has, at least one.
func (c *Comparer) Count(ctx context.Context) (int, error) { return c.in.count(ctx) }

// Rows yields what the rows say, some at a time. An error is about the whole file.
func (c *Comparer) Rows(ctx context.Context, r store.Reader) iter.Seq2[[]Found, error] {
	return func(yield func([]Found, error) bool) {
		subject, err := c.desk.newSubject(ctx, r, c.s, c.in)
		if err != nil {
			yield(nil, err)
			return
		}
		fields := c.in.mapping.Fields()
		for part, err := range c.in.rows(ctx, r, subject) {
			var list []Found
			for i := range part {
				if err == nil && part[i].Does != LeavesOut {
					var f Found
					f, err = c.found(&part[i], subject, fields)
					list = append(list, f)
				}
			}
			if !yield(list, err) || err != nil {
				return
			}
		}
	}
}

// found is what a row says.
func (c *Comparer) found(row *Row, s subject, fields []string) (Found, error) {
	f := Found{Line: row.Line, Name: row.Name, Email: row.Email, Problems: row.Problems}
	if row.item != nil {
		f.Number = row.item.account.After.Profile.ExternalNumber
	}
	f.Unsure = row.item == nil || slices.ContainsFunc(row.Problems, isOfSeveral)
	if row.item == nil {
		return f, nil
	}
	if f.Key = c.in.keyOf(row); f.Key == "" {
		f.Problems = slices.Clone(f.Problems)
		f.Problems.Add(c.in.how.Update, "field.required", nil)
	}
	change := s.change(row.item)
	if change.IsNew() {
		return f, nil
	}
	f.Reported = row.item.pbx.Before.Reported
	if !c.in.mapping.Has(permission.FieldPermissions) { // They are many, and would be written out.
		row.item.account.Before.Permissions, row.item.account.After.Permissions = nil, nil
	}
	f.ID, f.Version = change.Revision()
	if len(f.Problems) > 0 {
		return f, nil
	}
	var err error
	f.Ours, f.Theirs, err = s.change(row.item).DifferenceIn(fields)
	return f, err
}

// isOfSeveral tells whether a problem is that a row names several records.
func isOfSeveral(e *core.Error) bool { return e.Key == "import.several" }

// keyOf is by what a row names its record, "" when it names none. Letters of either case, and both
// forms of a domain, are the same.
func (in *importReader) keyOf(row *Row) string {
	if kindOf(in.how.Kind).Kind != columns.KindPBXs {
		if in.how.Update == account.FieldEmail {
			return account.EmailKey(in.cell(row.item, in.how.Update))
		}
		return in.cell(row.item, in.how.Update)
	}
	return row.item.pbx.After.Key()
}

// compareOwner makes a row, which is only compared, say whose a PBX is in the file.
func (pr *pbxRows) compareOwner(row *Row, p pbx.PBX) {
	named := row.item.owner
	row.item.owner = &ownerOf{account: account.Account{ID: p.Owner.ID}}
	if named.err == nil && named.account.ID != p.Owner.ID &&
		pr.in.cell(row.item, pbx.FieldOwner) != "" {
		row.item.theirs = pbx.Ref{ID: named.account.ID, Name: named.account.Profile.Company}
	}
}

// Taken is a row of a file that is taken over: the record that it was seen to be about, and the
// fields, nil for all.
type Taken struct {
	ID       string
	Version  int64
	Fields   []string
	StoodFor string // What stood for a record that is only there.
}

// TakeOver imports some rows of a file, by line, and of each only some fields, as one operation
// that can be undone. What stands in one cell is taken over together. Refusals say which of them
// cannot be, or are about a record that somebody changed since. The permit may complete how.
func TakeOver(
	ctx context.Context, k *action.Kernel, permit action.Permit, operationID string,
	file *sheet.Reader, how *columns.Options, rows func() (map[int]Taken, error),
) error {
	d, kind := &Desk{k}, kindOf(how.Kind)
	verb := capacity.ResellerTakenOver
	if kind.Kind == columns.KindPBXs {
		verb = capacity.PBXTakenOver
	}
	entry := store.LogEntry{Module: kind.module, Operation: string(verb), Object: operationID}
	do := func(s *action.Session) error {
		if done, err := k.Store.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		taken, err := rows()
		if err != nil {
			return err
		}
		plan, err := d.planTaken(ctx, s, file, *how, taken)
		if err != nil {
			return err
		}
		op := k.NewOperation(s, operationID, verb, "")
		return k.WriteOnce(ctx, operationID, func(tx store.Tx) error {
			return d.importRows(ctx, tx, op, s, plan)
		})
	}
	return k.Perform(permit, &entry, do, kind.changed...)
}

// planTaken checks the rows that are taken over, and refuses all when one cannot be.
func (d *Desk) planTaken(
	ctx context.Context, s *action.Session, file *sheet.Reader, how columns.Options,
	taken map[int]Taken,
) (plan Plan, err error) {
	plan = newPlan(kindOf(how.Kind), file)
	plan.reader, err = d.newImportReader(ctx, file, how, s.Account.Profile.Language)
	if err != nil {
		return plan, err
	}
	plan.reader.taken = taken
	if err = d.check(ctx, s, &plan); err == nil {
		err = plan.refusals(taken)
	}
	if err == nil {
		err = plan.Err()
	}
	return plan, err
}

// refusals say which rows cannot be taken over, nil when all can be.
func (p Plan) refusals(taken map[int]Taken) error {
	var refusals action.Refusals
	for _, row := range p.Rows {
		var err error
		seen := taken[row.Line]
		switch {
		case row.Does == LeavesOut:
		case row.Does == IsRefused:
			err = row.Problems
		case row.id != seen.ID || row.version != seen.Version:
			err = &core.Error{
				Code: core.Conflict, Key: "import.changed_meanwhile",
				Args: core.Args{"Line": row.Line},
			}
		}
		if err != nil && len(refusals) < mostRefusals {
			refusals = append(refusals, action.Refusal{ID: row.id, Company: row.Name, Err: err})
		}
	}
	return refusals.Err(len(taken))
}

// said is what those of some rows say that are written.
func (in *importReader) said(rows, planned []Row) (list []handover.Said) {
	for i := range rows {
		if planned[i].writes() {
			list = append(list, handover.Said{
				Fields:   in.mapping.Said(rows[i].item.cells),
				StoodFor: in.taken[rows[i].Line].StoodFor,
			})
		}
	}
	return list
}

// leavesOut tells whether a line is not taken over.
func (in *importReader) leavesOut(line int) bool {
	if _, is := in.taken[line]; in.taken != nil && !is {
		return true
	}
	return in.how.LeaveOut[line]
}

// takes tells whether a field of a row is taken over.
func (in *importReader) takes(line int, field string) bool {
	fields := in.taken[line].Fields
	return fields == nil || slices.Contains(fields, field)
}

// restrict empties the cells of a row that are not taken over, once its record was found by them.
func (in *importReader) restrict(row *Row) {
	if in.taken[row.Line].Fields == nil {
		return
	}
	for place, column := range in.mapping.Shown {
		fields := append([]string{column.Field}, columns.Parts(column.Field)...)
		if !slices.ContainsFunc(fields, func(f string) bool { return in.takes(row.Line, f) }) {
			row.item.cells[place] = ""
		}
	}
}

// MayImport returns the session of a person who may import and update by a kind of file.
func MayImport(k *action.Kernel, how columns.Options) (*action.Session, error) {
	return (&Desk{k}).mayImport(how)
}
