package desk

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// permit returns the session of the person who is signed in, or why they may not do something.
type permit func() (*session, error)

// holding is the permit of who holds a feature.
func (d *Desk) holding(feature permission.Key) permit {
	return func() (*session, error) { return d.authorize(feature) }
}

// ofDistributor is a permit for the workspace of a distributor alone.
func (p permit) ofDistributor() permit {
	return func() (*session, error) {
		s, err := p()
		if err == nil {
			err = s.requireDistributor()
		}
		return s, err
	}
}

// perform is the one way through an action: it asks for the permit, does it, logs a refusal with
// entry, which do may complete, and publishes what changed.
func (d *Desk) perform(
	permit permit, entry *LogEntry, do func(s *session) error, changed ...Event,
) error {
	s, err := permit()
	if err != nil {
		return d.refused("", *entry, err)
	}
	if err := do(s); err != nil {
		return d.refused(s.account.ID, *entry, s.redact(err))
	}
	if len(changed) > 0 {
		d.publish(changed...)
	}
	return nil
}

// performWrite is perform for what is done in one transaction.
func (d *Desk) performWrite(
	permit permit, entry *LogEntry, do func(s *session, tx Tx) error, changed ...Event,
) error {
	return d.perform(permit, entry, func(s *session) error {
		return d.store.Write(func(tx Tx) error { return do(s, tx) })
	}, changed...)
}

// performOnce is performWrite for an operation: a try that is repeated with the same id changes
// nothing and succeeds.
func (d *Desk) performOnce(
	ctx context.Context,
	permit permit,
	operationID string,
	entry *LogEntry,
	do func(s *session, tx Tx) error,
	changed ...Event,
) error {
	return d.perform(permit, entry, func(s *session) error {
		return d.writeOnce(ctx, operationID, func(tx Tx) error { return do(s, tx) })
	}, changed...)
}

// writeOnce writes in one transaction, unless the operation is there already.
func (d *Desk) writeOnce(ctx context.Context, operationID string, do func(tx Tx) error) error {
	return d.store.Write(func(tx Tx) error {
		if done, err := tx.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		return do(tx)
	})
}

// refused logs a refusal, and returns it. actor is "" while it is not known who tried: then the
// person who is signed in is logged.
func (d *Desk) refused(actor string, e LogEntry, err error) error {
	switch core.CodeOf(err) {
	case core.Busy, core.ReadOnly, core.Full: // Writing to the file would only make the person wait.
		d.Logger.Warn("refused and not logged", "operation", e.Operation, "error", err)
		return err
	}
	if s, signedErr := d.signedIn(); actor == "" && signedErr == nil {
		actor = s.account.ID
	}
	e.At, e.Actor, e.Result, e.Detail = d.Now(), actor, string(core.CodeOf(err)), core.ErrorText(err)
	if logErr := d.store.Write(func(tx Tx) error { return tx.AddLogEntry(e) }); logErr != nil {
		d.Logger.Error("refusal not logged", "operation", e.Operation, "error", logErr)
	}
	return err
}

// logDone logs that a person did something.
func (d *Desk) logDone(tx Tx, s *session, e LogEntry) error {
	return d.logResult(tx, s, e, ResultOK)
}

// logResult logs what came of something that a person did.
func (d *Desk) logResult(tx Tx, s *session, e LogEntry, result string) error {
	e.At, e.Actor, e.Result = d.Now(), s.account.ID, result
	return tx.AddLogEntry(e)
}

// newOperation returns an operation of the person who is signed in.
func (d *Desk) newOperation(
	s *session, id string, verb capacity.Verb, object string,
) capacity.Operation {
	return capacity.Operation{ID: id, At: d.Now(), Actor: s.account.ID, Verb: verb, Object: object}
}

// begun is an operation that the person who is signed in does to some things now.
func (d *Desk) begun(s *session, op capacity.Operation, ids []string) capacity.Operation {
	op.At, op.Actor = d.Now(), s.account.ID
	if len(ids) == 1 {
		op.Object = ids[0]
	}
	return op
}
