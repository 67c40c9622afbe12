package desk

import (
	"context"
	"slices"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// change is what an action does to one account. before has no id when the account is new.
type change struct{ before, after account.Account }

// same tells whether the account looks as before, and whoever saves it had the newest before him.
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

// act carries out an operation inside a transaction: it writes the accounts, posts the transfers, and logs each change. What
// comes free while the subscription is short goes back to the vendor (docs/domain.md §2).
func (d *Desk) act(ctx context.Context, tx Tx, op capacity.Operation, changes []change) error {
	m := &meter{ctx: ctx, rows: len(changes), total: 2*len(changes) + len(op.Transfers)} // Each is written and logged.
	return d.actInSteps(ctx, tx, op, changes, m.step)
}

// actInSteps is act for many accounts. step is told how many more accounts, transfers or log entries were written; its error
// ends the action.
func (d *Desk) actInSteps(ctx context.Context, tx Tx, op capacity.Operation, changes []change, step func(more int) error) error {
	for part := range slices.Chunk(changes, chunk) {
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
	more, err := workOff(ctx, tx, op.Transfers)
	if err != nil {
		return err
	}
	op.Transfers = append(op.Transfers, more...)
	if err := tx.PostMany(op, step); err != nil {
		return err
	}
	for i, c := range changes {
		if err := logChange(tx, op, c); err != nil {
			return err
		}
		if (i+1)%chunk == 0 {
			if err := step(chunk); err != nil {
				return err
			}
		}
	}
	return nil
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

func workOff(ctx context.Context, tx Tx, transfers []capacity.Transfer) ([]capacity.Transfer, error) {
	missing, err := tx.Shortfall(ctx)
	becomesShort := slices.ContainsFunc(transfers, func(t capacity.Transfer) bool { return t.Credit.Kind == capacity.Shortfall })
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

// logChange logs what an operation did to an account, field by field before and after.
func logChange(tx Tx, op capacity.Operation, c change) error {
	before, err := fieldsText(c.before)
	if err != nil {
		return err
	}
	after, err := fieldsText(c.after)
	if err != nil {
		return err
	}
	return tx.AddLogEntry(LogEntry{
		At: op.At, Actor: op.Actor, Module: moduleUser, Operation: string(op.Verb), Object: c.after.ID, Name: c.after.Title(),
		Before: before, After: after, Result: resultOK, Detail: op.Reason, OperationID: op.ID,
	})
}

// fieldsText is the stored form of an account at a moment, "" for one that does not exist.
func fieldsText(a account.Account) (string, error) {
	if a.ID == "" {
		return "", nil
	}
	return a.FieldsText()
}

// The modules of the log, and the result of what succeeded.
const (
	moduleUser         = "user"
	moduleSubscription = "subscription"
	moduleEmail        = "email"
	moduleLogs         = "logs"
	moduleSignIn       = "signin"
	moduleExchange     = "exchange"
	resultOK           = "ok"
)

// newOperation returns an operation of the person who is signed in.
func (d *Desk) newOperation(s *session, id string, verb capacity.Verb, object string) capacity.Operation {
	return capacity.Operation{ID: id, At: d.Now(), Actor: s.account.ID, Verb: verb, Object: object}
}

// attempt runs an action in one transaction. A try that is repeated with the same operation id changes nothing and succeeds; a
// refusal is logged with entry, which says what was tried.
func (d *Desk) attempt(ctx context.Context, s *session, operationID string, entry LogEntry, do func(tx Tx) error) error {
	err := d.Store.Write(func(tx Tx) error {
		if done, err := tx.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		return do(tx)
	})
	if err != nil {
		return d.refused(s.account.ID, entry, err)
	}
	return nil
}
