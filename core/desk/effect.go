package desk

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

// change is what an action does to one account. before has no id when the account is new.
type change struct{ before, after account.Account }

// same tells whether the account is unchanged, and the draft was based on its newest version.
func (c change) same() (bool, error) {
	if c.before.ID == "" || c.before.Version != c.after.Version {
		return false, nil
	}
	was, err := c.before.Fields()
	if err != nil {
		return false, err
	}
	is, err := c.after.Fields()
	return err == nil && len(was.Changed(is)) == 0, err
}

// pbxChange and customerChange are what an action does to one PBX or customer, as change is for an
// account.
type (
	pbxChange      struct{ before, after pbx.PBX }
	customerChange struct{ before, after pbx.Customer }
)

// effect is everything that an action changes besides the ledger.
type effect struct {
	accounts  []change
	customers []customerChange
	pbxs      []pbxChange
}

func (e effect) size() int { return len(e.accounts) + len(e.customers) + len(e.pbxs) }

// act carries out an operation inside a transaction: it writes what changes, posts the transfers,
// and logs each change. What comes free while the subscription is short goes back to the vendor
// (docs/domain.md §2).
func (d *Desk) act(ctx context.Context, tx Tx, op capacity.Operation, e effect) error {
	m := &progress{ctx: ctx, rows: e.size(), total: 2*e.size() + len(op.Transfers)} // Each is written and logged.
	return d.actInSteps(ctx, tx, op, e, m.step)
}

// actInSteps is act for many changes. step is called with how many more of them, of transfers or of
// log entries were written; its error ends the action.
func (d *Desk) actInSteps(
	ctx context.Context, tx Tx, op capacity.Operation, e effect, step func(more int) error,
) error {
	if err := writeEffect(tx, e, step); err != nil {
		return err
	}
	if err := post(ctx, tx, op, store.TransfersOf(op.Transfers), op.Transfers, step); err != nil {
		return err
	}
	return logChanges(tx, op, e, step)
}

// post posts the transfers of an operation, and what is worked off by them. sums are what they come
// to.
func post(
	ctx context.Context,
	tx Tx,
	op capacity.Operation,
	transfers Transfers,
	sums []capacity.Transfer,
	step func(more int) error,
) error {
	more, err := settleShortfall(ctx, tx, sums)
	if err != nil {
		return err
	}
	return tx.PostMany(op, transfers.And(more), step)
}

// logChanges logs what an operation changed. step is called with how many more were logged.
func logChanges(tx Tx, op capacity.Operation, e effect, step func(more int) error) error {
	logged := 0
	for entry, err := range e.entries() {
		if err != nil {
			return err
		}
		if err := logEffect(tx, op, entry); err != nil {
			return err
		}
		if logged++; logged%batchSize == 0 {
			if err := step(batchSize); err != nil {
				return err
			}
		}
	}
	return step(logged % batchSize)
}

// writeEffect writes customers before the PBXs that are made for them.
func writeEffect(tx Tx, e effect, step func(more int) error) error {
	for part := range slices.Chunk(e.accounts, batchSize) {
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
	for part := range slices.Chunk(e.customers, batchSize) {
		for _, c := range part {
			if err := writeCustomer(tx, c); err != nil {
				return err
			}
		}
		if err := step(len(part)); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(e.pbxs, batchSize) {
		var owners []string
		for _, c := range part {
			if err := writePBX(tx, c); err != nil {
				return err
			}
			owners = append(owners, c.before.Owner.ID, c.after.Owner.ID)
		}
		if err := tx.PartnersChanged(owners); err != nil { // What is in PBXs here is not for their desktops to use.
			return err
		}
		if err := step(len(part)); err != nil {
			return err
		}
	}
	return nil
}

func writeCustomer(tx Tx, c customerChange) error {
	if c.before.ID == "" {
		return tx.AddCustomer(c.after)
	}
	return tx.ChangeCustomer(c.after)
}

func writePBX(tx Tx, c pbxChange) error {
	if c.before.ID == "" {
		return tx.AddPBX(c.after)
	}
	return tx.ChangePBX(c.after)
}

func idsOf(changes []change) []string {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.after.ID
	}
	return ids
}

func writeChanges(tx Tx, changes []change) error {
	var added []account.Account
	for _, c := range changes {
		if c.before.ID == "" {
			added = append(added, c.after)
			continue
		}
		if err := tx.ChangeAccount(c.after); err != nil {
			return err
		}
	}
	return tx.AddAccounts(added)
}

func settleShortfall(
	ctx context.Context, tx Tx, transfers []capacity.Transfer,
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
func (e effect) entries() iter.Seq2[LogEntry, error] {
	return func(yield func(LogEntry, error) bool) {
		for _, c := range e.accounts {
			if !yield(c.entry()) {
				return
			}
		}
		for _, c := range e.customers {
			if !yield(c.entry()) {
				return
			}
		}
		for _, c := range e.pbxs {
			if !yield(c.entry()) {
				return
			}
		}
	}
}

func (c change) entry() (LogEntry, error) {
	before, err := fieldsText(c.before)
	if err != nil {
		return LogEntry{}, err
	}
	after, err := fieldsText(c.after)
	return LogEntry{
		Module: store.ModuleUser, Object: c.after.ID, Name: c.after.Title(), Before: before,
		After: after,
	}, err
}

func (c customerChange) entry() (LogEntry, error) {
	before, after, err := textsOf(c.before.ID != "", c.before, c.after)
	return LogEntry{
		Module: store.ModuleCustomer, Object: c.after.ID, Name: c.after.Title(), Before: before,
		After: after,
	}, err
}

func (c pbxChange) entry() (LogEntry, error) {
	before, after, err := textsOf(c.before.ID != "", c.before, c.after)
	return LogEntry{
		Module: store.ModulePBX, Object: c.after.ID, Name: c.after.Name, Before: before,
		After: after,
	}, err
}

// textsOf are the stored forms of something before and after; before is "" when it was not there.
func textsOf(
	existed bool, was, is interface{ Fields() (core.Fields, error) },
) (before, after string, err error) {
	if existed {
		if before, err = textOf(was); err != nil {
			return "", "", err
		}
	}
	after, err = textOf(is)
	return before, after, err
}

func textOf(v interface{ Fields() (core.Fields, error) }) (string, error) {
	fields, err := v.Fields()
	if err != nil {
		return "", err
	}
	return fields.Text()
}

// logEffect logs one thing that an operation did.
func logEffect(tx Tx, op capacity.Operation, e LogEntry) error {
	e.At, e.Actor, e.Operation, e.Result = op.At, op.Actor, string(op.Verb), ResultOK
	e.Detail, e.OperationID = op.Reason, op.ID
	return tx.AddLogEntry(e)
}

// fieldsText is the stored form of an account at a moment, "" for one that does not exist.
func fieldsText(a account.Account) (string, error) {
	if a.ID == "" {
		return "", nil
	}
	return a.FieldsText()
}
