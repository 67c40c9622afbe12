package action

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Permit returns the session of the person who is signed in, or why they may not do something.
type Permit func() (*Session, error)

// Holding is the permit of who holds a feature.
func (k *Kernel) Holding(feature permission.Key) Permit {
	return func() (*Session, error) { return k.Authorize(feature) }
}

// OfDistributor is a permit for the workspace of a distributor alone.
func (p Permit) OfDistributor() Permit {
	return func() (*Session, error) {
		s, err := p()
		if err == nil {
			err = s.RequireDistributor()
		}
		return s, err
	}
}

// Perform is the one way through an action: it asks for the permit, does it, and publishes what
// changed. A refusal is logged with entry, which do may complete.
func (k *Kernel) Perform(
	permit Permit, entry *store.LogEntry, do func(s *Session) error, changed ...Event,
) error {
	s, err := permit()
	if err != nil {
		return k.refused("", *entry, err)
	}
	if err := do(s); err != nil {
		return k.refused(s.Account.ID, *entry, s.Redact(err))
	}
	if len(changed) > 0 {
		k.Publish(changed...)
	}
	return nil
}

// Attempt is Perform for somebody who need not be signed in. As soon as do knows the actor, it sets
// it in entry; until then the person who is signed in is logged.
func (k *Kernel) Attempt(entry *store.LogEntry, do func() error) error {
	if err := do(); err != nil {
		return k.refused(entry.Actor, *entry, err)
	}
	return nil
}

// PerformWrite is Perform for what is done in one transaction.
func (k *Kernel) PerformWrite(
	permit Permit, entry *store.LogEntry, do func(s *Session, tx store.Tx) error, changed ...Event,
) error {
	return k.Perform(permit, entry, func(s *Session) error {
		return k.Store.Write(func(tx store.Tx) error { return do(s, tx) })
	}, changed...)
}

// PerformOnce is PerformWrite for an operation: a try that is repeated with the same id changes
// nothing and succeeds.
func (k *Kernel) PerformOnce(
	ctx context.Context,
	permit Permit,
	operationID string,
	entry *store.LogEntry,
	do func(s *Session, tx store.Tx) error,
	changed ...Event,
) error {
	return k.Perform(permit, entry, func(s *Session) error {
		return k.WriteOnce(ctx, operationID, func(tx store.Tx) error { return do(s, tx) })
	}, changed...)
}

// WriteOnce writes in one transaction, unless the operation is there already.
func (k *Kernel) WriteOnce(
	ctx context.Context, operationID string, do func(tx store.Tx) error,
) error {
	return k.Store.Write(func(tx store.Tx) error {
		if done, err := tx.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		return do(tx)
	})
}

// refused logs a refusal, and returns it. While the actor is not known (""), the person who is
// signed in is logged.
func (k *Kernel) refused(actor string, e store.LogEntry, err error) error {
	switch core.CodeOf(err) {
	// Writing to the file would only make the person wait; who has to wait tried nothing.
	case core.Busy, core.ReadOnly, core.Full, core.Throttled:
		k.Logger.Warn("refused and not logged", "operation", e.Operation, "error", err)
		return err
	}
	if s, signedErr := k.SignedIn(); actor == "" && signedErr == nil {
		actor = s.Account.ID
	}
	e.At, e.Actor, e.Result = k.Now(), actor, string(core.CodeOf(err))
	e.Detail = core.ErrorText(err)
	if logErr := k.Store.Write(
		func(tx store.Tx) error { return tx.AddLogEntry(e) },
	); logErr != nil {
		k.Logger.Error("refusal not logged", "operation", e.Operation, "error", logErr)
	}
	return err
}

// LogDone logs that a person did something.
func (k *Kernel) LogDone(tx store.Tx, s *Session, e store.LogEntry) error {
	return k.LogResult(tx, s.Account.ID, e, store.ResultOK)
}

// LogResult logs what came of something that an account did, or the program when actor is "".
func (k *Kernel) LogResult(tx store.Tx, actor string, e store.LogEntry, result string) error {
	e.At, e.Actor, e.Result = k.Now(), actor, result
	return tx.AddLogEntry(e)
}

// NewOperation returns an operation of the person who is signed in.
func (k *Kernel) NewOperation(
	s *Session, id string, verb capacity.Verb, object string,
) capacity.Operation {
	return capacity.Operation{ID: id, At: k.Now(), Actor: s.Account.ID, Verb: verb, Object: object}
}

// Begun is an operation that the person who is signed in does to some things now.
func (k *Kernel) Begun(s *Session, op capacity.Operation, ids []string) capacity.Operation {
	op.At, op.Actor = k.Now(), s.Account.ID
	if len(ids) == 1 {
		op.Object = ids[0]
	}
	return op
}
