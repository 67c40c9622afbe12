package action

import (
	"context"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// record is an account, a PBX or a customer: what is logged field by field, and changed by version.
type record interface {
	Fields() (core.Fields, error)
	FieldsIn(names []string) (core.Fields, error)
	Revision() (id string, version int64)
	Title() string
}

// Change is what an action does to one record. Before has no id when the record is new.
type Change[T record] struct{ Before, After T }

// The changes of each kind.
type (
	AccountChange  = Change[account.Account]
	CustomerChange = Change[pbx.Customer]
	PBXChange      = Change[pbx.PBX]
)

// Changed returns the change of a record.
func Changed[T record](before, after T) Change[T] { return Change[T]{before, after} }

// IsNew tells whether the record is added.
func (c Change[T]) IsNew() bool {
	id, _ := c.Before.Revision()
	return id == ""
}

// IsSame tells whether the record is unchanged, and the draft was based on its newest version.
func (c Change[T]) IsSame() (bool, error) {
	_, before := c.Before.Revision()
	if _, after := c.After.Revision(); c.IsNew() || before != after {
		return false, nil
	}
	was, err := c.Before.Fields()
	if err != nil {
		return false, err
	}
	is, err := c.After.Fields()
	return err == nil && len(was.Changed(is)) == 0, err
}

// Revision returns the id of the record that is changed, "" for a new one, and which version it was.
func (c Change[T]) Revision() (id string, version int64) { return c.Before.Revision() }

// Difference returns the fields that differ, as they are and as they will be, in the form in which
// the log keeps them; "" when none does.
func (c Change[T]) Difference() (before, after string, err error) {
	was, err := c.Before.Fields()
	if err != nil {
		return "", "", err
	}
	is, err := c.After.Fields()
	if err != nil {
		return "", "", err
	}
	names := was.Changed(is)
	if before, err = was.Only(names).Text(); err != nil {
		return "", "", err
	}
	after, err = is.Only(names).Text()
	return before, after, err
}

// DifferenceIn returns those of some fields that differ, as they are and as they will be.
func (c Change[T]) DifferenceIn(names []string) (before, after core.Fields, err error) {
	if before, err = c.Before.FieldsIn(names); err != nil {
		return nil, nil, err
	}
	if after, err = c.After.FieldsIn(names); err != nil {
		return nil, nil, err
	}
	changed := before.Changed(after)
	return before.Only(changed), after.Only(changed), nil
}

// Entry is what is logged of the change: what the record looked like before and after, field by
// field; Before is "" when it is new.
func (c Change[T]) Entry(module string) (store.LogEntry, error) {
	id, _ := c.After.Revision()
	e := store.LogEntry{Module: module, Object: id, Name: c.After.Title()}
	var err error
	if !c.IsNew() {
		if e.Before, err = textOf(c.Before); err != nil {
			return e, err
		}
	}
	e.After, err = textOf(c.After)
	return e, err
}

func textOf(r record) (string, error) {
	if quick, has := r.(interface{ FieldsText() (string, error) }); has {
		return quick.FieldsText()
	}
	fields, err := r.Fields()
	if err != nil {
		return "", err
	}
	return fields.Text()
}

// Effect is everything that an action changes besides the ledger.
type Effect struct {
	Accounts  []AccountChange
	Customers []CustomerChange
	PBXs      []PBXChange
}

func (e Effect) size() int { return len(e.Accounts) + len(e.Customers) + len(e.PBXs) }

// Act carries out an operation inside a transaction: it writes what changes, posts the transfers,
// and logs each change. What comes free while the subscription is short goes back to the vendor
// (docs/domain.md §2).
func Act(ctx context.Context, tx store.Tx, op capacity.Operation, e Effect) error {
	// Each is written and logged.
	m := &Steps{Ctx: ctx, Rows: e.size(), Total: 2*e.size() + len(op.Transfers)}
	return ActInSteps(ctx, tx, op, e, m.Step)
}

// ActInSteps is Act for many changes. After some changes, transfers or log entries, step is called
// with how many more were written; its error ends the action.
func ActInSteps(
	ctx context.Context, tx store.Tx, op capacity.Operation, e Effect, step func(more int) error,
) error {
	if err := WriteEffect(tx, e, step); err != nil {
		return err
	}
	if err := Post(ctx, tx, op, store.TransfersOf(op.Transfers), op.Transfers, step); err != nil {
		return err
	}
	return LogChanges(tx, op, e, step)
}

// Post posts the transfers of an operation, and what is worked off by them. sums are what they come
// to.
func Post(
	ctx context.Context,
	tx store.Tx,
	op capacity.Operation,
	transfers store.Transfers,
	sums []capacity.Transfer,
	step func(more int) error,
) error {
	more, err := settleShortfall(ctx, tx, sums)
	if err != nil {
		return err
	}
	return tx.PostMany(op, transfers.And(more), step)
}

// LogChanges logs what an operation changed. step is called with how many more were logged.
func LogChanges(tx store.Tx, op capacity.Operation, e Effect, step func(more int) error) error {
	logged := 0
	for entry, err := range e.entries() {
		if err != nil {
			return err
		}
		if err := LogEffect(tx, op, entry); err != nil {
			return err
		}
		if logged++; logged%BatchSize == 0 {
			if err := step(BatchSize); err != nil {
				return err
			}
		}
	}
	return step(logged % BatchSize)
}

// WriteEffect writes customers before the PBXs that are made for them.
func WriteEffect(tx store.Tx, e Effect, step func(more int) error) error {
	for part := range slices.Chunk(e.Accounts, BatchSize) {
		if err := writeChanges(tx, part); err != nil {
			return err
		}
		if err := tx.PartnersChanged(idsOf(part)); err != nil {
			return err
		}
		if err := step(len(part)); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(e.Customers, BatchSize) {
		for _, c := range part {
			if err := writeCustomer(tx, c); err != nil {
				return err
			}
		}
		if err := step(len(part)); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(e.PBXs, BatchSize) {
		var owners []string
		for _, c := range part {
			if err := writePBX(tx, c); err != nil {
				return err
			}
			owners = append(owners, c.Before.Owner.ID, c.After.Owner.ID)
		}
		// What is in PBXs here is not for their desktops to use.
		if err := tx.PartnersChanged(owners); err != nil {
			return err
		}
		if err := step(len(part)); err != nil {
			return err
		}
	}
	return nil
}

func writeCustomer(tx store.Tx, c CustomerChange) error {
	if c.IsNew() {
		return tx.AddCustomer(c.After)
	}
	return tx.ChangeCustomer(c.After)
}

func writePBX(tx store.Tx, c PBXChange) error {
	if c.IsNew() {
		return tx.AddPBX(c.After)
	}
	return tx.ChangePBX(c.After)
}

func idsOf(changes []AccountChange) []string {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.After.ID
	}
	return ids
}

func writeChanges(tx store.Tx, changes []AccountChange) error {
	var added []account.Account
	for _, c := range changes {
		if c.IsNew() {
			added = append(added, c.After)
			continue
		}
		if err := tx.ChangeAccount(c.After); err != nil {
			return err
		}
	}
	return tx.AddAccounts(added)
}

func settleShortfall(
	ctx context.Context, tx store.Tx, transfers []capacity.Transfer,
) ([]capacity.Transfer, error) {
	missing, err := tx.Shortfall(ctx)
	becomesShort := slices.ContainsFunc(
		transfers, func(t capacity.Transfer) bool { return t.Credit.Kind == capacity.Shortfall },
	)
	if err != nil || len(missing) == 0 && !becomesShort {
		return nil, err
	}
	free, err := tx.Free(ctx)
	if err != nil {
		return nil, err
	}
	usage := map[capacity.Resource]capacity.Usage{}
	for _, r := range capacity.Resources() {
		usage[r] = capacity.Usage{Free: free[r], Shortfall: missing[r]}
	}
	return capacity.WorkOff(transfers, usage), nil
}

// entries are what is logged of an effect: what each thing looked like before and after, field by
// field.
func (e Effect) entries() iter.Seq2[store.LogEntry, error] {
	return func(yield func(store.LogEntry, error) bool) {
		for _, c := range e.Accounts {
			if !yield(c.Entry(store.ModuleUser)) {
				return
			}
		}
		for _, c := range e.Customers {
			if !yield(c.Entry(store.ModuleCustomer)) {
				return
			}
		}
		for _, c := range e.PBXs {
			if !yield(c.Entry(store.ModulePBX)) {
				return
			}
		}
	}
}

// LogEffect logs one thing that an operation did.
func LogEffect(tx store.Tx, op capacity.Operation, e store.LogEntry) error {
	e.At, e.Actor, e.Operation, e.Result = op.At, op.Actor, string(op.Verb), store.ResultOK
	e.Detail, e.OperationID = op.Reason, op.ID
	return tx.AddLogEntry(e)
}
