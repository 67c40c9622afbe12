package desk

import (
	"context"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// change is what an action does to one account. before has no id when the account is new.
type change struct{ before, after account.Account }

// act carries out an operation inside a transaction: it writes the accounts, posts the transfers, and logs each change. What
// comes free while the subscription is short goes back to the vendor (docs/domain.md §2).
func (d *Desk) act(ctx context.Context, tx Tx, op capacity.Operation, changes []change) error {
	for _, c := range changes {
		if err := writeChange(tx, c); err != nil {
			return err
		}
	}
	more, err := workOff(ctx, tx, op.Transfers)
	if err != nil {
		return err
	}
	op.Transfers = append(op.Transfers, more...)
	if err := tx.Post(op); err != nil {
		return err
	}
	for _, c := range changes {
		if err := logChange(tx, op, c); err != nil {
			return err
		}
	}
	return nil
}

func writeChange(tx Tx, c change) error {
	if c.before.ID == "" {
		return tx.AddAccount(c.after)
	}
	return tx.ChangeAccount(c.after)
}

func workOff(ctx context.Context, tx Tx, transfers []capacity.Transfer) ([]capacity.Transfer, error) {
	missing, err := tx.Shortfall(ctx)
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	free, err := tx.Free(ctx)
	if err != nil {
		return nil, err
	}
	usage := map[capacity.Resource]capacity.Usage{}
	for r, n := range missing {
		usage[r] = capacity.Usage{Free: free[r], Shortfall: n}
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
	fields, err := a.Fields()
	if err != nil {
		return "", err
	}
	return fields.Text()
}

// The modules of the log, and the result of what succeeded.
const (
	moduleUser         = "user"
	moduleSubscription = "subscription"
	moduleEmail        = "email"
	moduleSignIn       = "signin"
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
