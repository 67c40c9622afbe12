package history

import (
	"context"
	"errors"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

const (
	historyShown = 50 // How many operations the history lists.
	// How many things an operation may have changed to be looked through beforehand.
	historyChecked = 100
)

// History returns the newest operations, newest first, each with the reason when it cannot be
// undone.
func (d *Desk) History(ctx context.Context) ([]store.PastOperation, error) {
	s, err := d.k.Authorize(permission.LogsView)
	if err != nil {
		return nil, err
	}
	past, err := d.k.Store.Past(ctx, "", historyShown)
	for i := range past {
		if past[i].Count > historyChecked {
			continue
		}
		_, past[i].WhyNot = d.reversal(ctx, d.k.Store, s, past[i].ID, &action.Steps{Ctx: ctx})
	}
	return past, err
}

// Past returns one operation as the history shows it, or NotFound. It takes what doing the
// operation takes.
func (d *Desk) Past(ctx context.Context, operationID string) (store.PastOperation, error) {
	s, err := d.k.Working()
	if err != nil {
		return store.PastOperation{}, err
	}
	past, err := d.k.Store.PastOne(ctx, operationID)
	if err == nil {
		err = d.requireUndo(s, past.Verb)
	}
	if err != nil {
		return store.PastOperation{}, err
	}
	return d.withVoided(ctx, s, past)
}

// withVoided fills in whose invitation is void when an operation is undone that changed an email.
func (d *Desk) withVoided(
	ctx context.Context, s *action.Session, past store.PastOperation,
) (store.PastOperation, error) {
	if past.Count > 1 {
		return past, nil
	}
	_, err := d.reversal(ctx, d.k.Store, s, past.ID, &action.Steps{Ctx: ctx})
	if err != nil && !core.IsFailure(err) {
		return past, nil // Undoing it says why not.
	}
	if err != nil {
		return past, err
	}
	back := planner{desk: d, r: d.k.Store, s: s}
	for next, err := range back.pages(ctx, capacity.Operation{ID: past.ID}) {
		if err != nil {
			return past, err
		}
		for _, c := range next.Accounts {
			invited := c.After.State == account.NotInvited || c.After.State == account.Invited
			if !invited || c.After.Kind != account.Reseller ||
				!accounts.EmailChanged(c.Before, c.After) {
				continue
			}
			last, err := d.k.Store.LastSequence(ctx, c.After.ID)
			if err != nil {
				return past, err
			}
			if last > 0 {
				past.Voids = c.After.Profile.Email
			}
		}
	}
	return past, nil
}

// CanUndo returns why an operation cannot be undone now, nil when it can.
func (d *Desk) CanUndo(ctx context.Context, target string) error {
	s, err := d.k.Working()
	if err != nil {
		return err
	}
	_, err = d.reversal(ctx, d.k.Store, s, target, &action.Steps{Ctx: ctx})
	return s.Redact(err)
}

// NextUndo returns the newest action of the person that was not undone, NotFound when there is
// none.
func (d *Desk) NextUndo(ctx context.Context) (store.PastOperation, error) {
	return d.newest(
		ctx, "undo.nothing",
		func(p store.PastOperation) bool { return !p.Undone && !p.Verb.IsUndo() },
	)
}

// NextRedo returns the newest undo of the person after which they did nothing else, NotFound when
// there is none.
func (d *Desk) NextRedo(ctx context.Context) (store.PastOperation, error) {
	return d.newest(
		ctx, "redo.nothing",
		func(p store.PastOperation) bool { return !p.Undone && p.Verb.IsUndo() },
	)
}

// newest returns the first of the person's own operations that is wanted. An action of its own ends
// the search for an undo: what was undone before it cannot be done again.
func (d *Desk) newest(
	ctx context.Context, none string, wanted func(store.PastOperation) bool,
) (store.PastOperation, error) {
	s, err := d.k.Working()
	if err != nil {
		return store.PastOperation{}, err
	}
	// Each undo is an operation as well, so that the next one may lie far back.
	for most := historyShown; ; most *= 4 {
		past, err := d.k.Store.Past(ctx, s.Account.ID, most)
		if err != nil {
			return store.PastOperation{}, err
		}
		found, ended := newestOf(past, wanted)
		switch {
		case found != nil:
			if found.Newer, err = d.newer(ctx, s, found.ID); err != nil {
				return store.PastOperation{}, err
			}
			return d.withVoided(ctx, s, *found)
		case ended || len(past) < most:
			return store.PastOperation{}, &core.Error{Code: core.NotFound, Key: none}
		}
	}
}

// newer returns what a person did last if it is another action than an operation, else nil.
func (d *Desk) newer(
	ctx context.Context, s *action.Session, operationID string,
) (*store.LogRow, error) {
	last, err := d.k.Store.LastDone(ctx, s.Account.ID, operationID)
	if core.CodeOf(err) == core.NotFound || err == nil && last.OperationID == operationID {
		return nil, nil
	}
	return &last, err
}

// newestOf returns the first operation that is wanted, nil when there is none; ended when none
// before them is to be looked at.
func newestOf(
	past []store.PastOperation, wanted func(store.PastOperation) bool,
) (found *store.PastOperation, ended bool) {
	for _, p := range past {
		if p.Verb.Signed() { // It came from the other side, and is nobody's own action here.
			continue
		}
		if wanted(p) {
			return &p, true
		}
		if !p.Verb.IsUndo() && !p.Verb.IsRedo() && !p.Undone {
			return nil, true
		}
	}
	return nil, false
}

// Undo reverses an operation; when target is an undo, it does again what was undone. It is one new
// operation of mirrored transfers, which puts back the fields that target changed. It is refused,
// with the reason, when target was reversed already, its records changed since, its capacity was
// used meanwhile, or its mail was sent. When ctx ends before everything was put back, nothing is.
func (d *Desk) Undo(ctx context.Context, operationID, target string) error {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: "undo", Object: target}
	do := func(s *action.Session, tx store.Tx) error {
		m := &action.Steps{Ctx: ctx}
		plan, err := d.reversal(ctx, tx, s, target, m)
		if err != nil {
			return err
		}
		plan.op.ID, plan.op.At, plan.op.Actor = operationID, d.k.Now(), s.Account.ID
		return d.reverse(ctx, tx, s, plan, m)
	}
	return d.k.PerformOnce(
		ctx, d.k.Working, operationID, &entry, do, action.ResellersChanged,
		action.ColleaguesChanged, action.PBXsChanged, action.CustomersChanged,
		action.CapacityChanged, action.OutboxChanged,
	)
}

// reverse carries out what reversal found possible, in the same transaction.
func (d *Desk) reverse(
	ctx context.Context, tx store.Tx, s *action.Session, plan reversal, m *action.Steps,
) error {
	if plan.subscription != nil {
		if err := restoreSubscription(ctx, tx, plan.op, *plan.subscription); err != nil {
			return err
		}
	}
	back := planner{desk: d, r: tx, s: s}
	for next, err := range back.pages(ctx, capacity.Operation{ID: plan.op.Reverses}) {
		if err == nil {
			err = d.putBack(ctx, tx, plan.op, next.Effect, m.Step)
		}
		if err == nil {
			err = undoTaken(ctx, tx, plan.op, next.Effect)
		}
		if err != nil {
			return plan.refused(err)
		}
	}
	transfers := store.Transfers{Count: plan.transfers, All: mirrored(ctx, tx, plan.op.Reverses)}
	if err := action.Post(ctx, tx, plan.op, transfers, plan.sums, m.Step); err != nil {
		return plan.refused(err)
	}
	return heldSwitches(ctx, tx)
}

// undoTaken makes what was written down for the hand-over as taken over count for nothing, or count
// again when that is done again.
func undoTaken(
	ctx context.Context, tx store.Tx, op capacity.Operation, e action.Effect,
) error {
	first, err := op, error(nil)
	if root := op.Verb.Root(); root != capacity.ResellerTakenOver &&
		root != capacity.PBXTakenOver {
		return nil
	}
	for first.Reverses != "" && err == nil {
		first, err = tx.BareOperation(ctx, first.Reverses)
	}
	for _, c := range e.Accounts {
		if err == nil {
			err = handover.UndoTaken(ctx, tx, first.ID, c.After.ID, op.Verb.IsUndo())
		}
	}
	for _, c := range e.PBXs {
		if err == nil {
			err = handover.UndoTaken(ctx, tx, first.ID, c.After.ID, op.Verb.IsUndo())
		}
	}
	return err
}

// putBack writes and logs a page.
func (d *Desk) putBack(
	ctx context.Context, tx store.Tx, op capacity.Operation, e action.Effect,
	step func(more int) error,
) error {
	for _, c := range e.Accounts {
		if c.After.State == account.Closed || c.After.State == account.InBin ||
			accounts.EmailChanged(
				c.Before, c.After,
			) {
			if err := outbox.VoidInvitation(ctx, d.k, tx, c.After.ID); err != nil {
				return err
			}
		}
	}
	if err := action.WriteEffect(tx, e, step); err != nil {
		return err
	}
	return action.LogChanges(tx, op, e, step)
}

// mirrored yields the mirrored transfers of an operation, the last one first.
func mirrored(
	ctx context.Context, r store.Reader, operationID string,
) iter.Seq2[capacity.Transfer, error] {
	return func(yield func(capacity.Transfer, error) bool) {
		for below := int64(0); ; {
			list, last, err := r.LastTransfers(ctx, operationID, below, action.BatchSize)
			if err != nil {
				yield(capacity.Transfer{}, err)
				return
			}
			for _, t := range list {
				if !yield(t.Mirrored(), nil) {
					return
				}
			}
			if below = last; len(list) < action.BatchSize {
				return
			}
		}
	}
}

// refused says in terms of undo that there is not enough of something.
func (plan reversal) refused(err error) error {
	var refusal *core.Error
	if !errors.As(err, &refusal) || refusal.Key != "capacity.not_enough" {
		return err
	}
	workedOff := slices.ContainsFunc(plan.sums, func(t capacity.Transfer) bool {
		return t.Debit.Kind == capacity.Shortfall && string(t.Debit.Resource) == refusal.Field
	})
	if workedOff {
		return &core.Error{
			Code: core.Conflict, Key: "undo.worked_off",
			Args: core.Args{"Resource": core.Key("field." + refusal.Field)}, Err: err,
		}
	}
	return usedMeanwhile(refusal.Field, err)
}

// heldSwitches refuses when a reseller has a switch that the subscription does not have, or a PBX
// one that its owner does not have.
func heldSwitches(ctx context.Context, tx store.Tx) error {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	for field, subscribed := range map[string]bool{
		capacity.FieldHighAvailability: w.HighAvailability, capacity.FieldWhiteLabel: w.WhiteLabel,
	} {
		if subscribed {
			continue
		}
		holders, err := tx.ResellersWith(ctx, field)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return usedMeanwhile(field, nil)
		}
	}
	pbxs, err := tx.PBXsWithHA(ctx, true)
	if err == nil && len(pbxs) > 0 {
		err = usedMeanwhile(capacity.FieldHighAvailability, nil)
	}
	return err
}

func usedMeanwhile(field string, err error) error {
	return &core.Error{
		Code: core.Conflict, Key: "undo.used",
		Args: core.Args{"Resource": core.Key("field." + field)}, Err: err,
	}
}

// restoreSubscription puts back what the subscription had besides its totals, which the transfers
// put back.
func restoreSubscription(
	ctx context.Context, tx store.Tx, op capacity.Operation, to capacity.Subscription,
) error {
	from, err := subscription.Terms(ctx, tx)
	if err != nil {
		return err
	}
	if err := subscription.WriteTerms(tx, from, to); err != nil {
		return err
	}
	return subscription.LogSubscription(tx, op, from, to)
}

// undoFeatures are what somebody must hold to undo an operation: what it takes to do it.
var undoFeatures = map[capacity.Verb]permission.Key{
	capacity.SubscriptionSet:    permission.SubscriptionChange,
	capacity.ResellerAdded:      permission.UserAdd,
	capacity.ResellerImported:   permission.UserAdd,
	capacity.ResellerTakenOver:  permission.UserAdd,
	capacity.ResellerChanged:    permission.UserEdit,
	capacity.Suspended:          permission.UserSuspend,
	capacity.Resumed:            permission.UserSuspend,
	capacity.Deleted:            permission.UserDelete,
	capacity.Restored:           permission.UserDelete,
	capacity.CapacityReturned:   permission.UserDelete,
	capacity.ColleagueAdded:     permission.UserAdd,
	capacity.ColleagueChanged:   permission.UserEdit,
	capacity.ColleagueSuspended: permission.UserSuspend,
	capacity.ColleagueResumed:   permission.UserSuspend,
	capacity.ColleagueDeleted:   permission.UserDelete,
	capacity.Activated:          permission.UserExchange,
	capacity.UsageReported:      permission.UserExchange,
	capacity.PackageReceived:    permission.UserExchange,
	capacity.PBXAdded:           permission.PBXAdd,
	capacity.PBXImported:        permission.PBXAdd,
	capacity.PBXTakenOver:       permission.PBXAdd,
	capacity.PBXChanged:         permission.PBXEdit,
	capacity.PBXResized:         permission.PBXResize,
	capacity.PBXMoved:           permission.PBXResize,
	capacity.PBXConsumed:        permission.PBXResize,
	capacity.PBXTermChanged:     permission.PBXExpiry,
	capacity.PBXStarted:         permission.PBXStartStop,
	capacity.PBXStopped:         permission.PBXStartStop,
	capacity.PBXDeleted:         permission.PBXDelete,
	capacity.PBXsKept:           permission.UserExchange,
	capacity.CustomerAdded:      permission.CustomerAdd,
	capacity.CustomerImported:   permission.CustomerAdd,
	capacity.CustomerChanged:    permission.CustomerEdit,
	capacity.CustomerDeleted:    permission.CustomerDelete,
}

// requireUndo returns nil when the person of a session may undo operations with a verb.
func (d *Desk) requireUndo(s *action.Session, v capacity.Verb) error {
	feature, known := undoFeatures[v.Root()]
	if !known {
		return &core.Error{Code: core.Conflict, Key: "undo.unknown"}
	}
	return d.k.RequireFeature(s, feature)
}
