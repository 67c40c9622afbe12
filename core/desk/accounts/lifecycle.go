package accounts

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// namesOf are the names in a refusal of the PBXs that are wanted.
func namesOf(pbxs []store.PBXHolding, wanted func(store.PBXHolding) bool) []string {
	var names []string
	for _, p := range pbxs {
		if wanted(p) {
			names = append(names, p.Name)
		}
	}
	return action.Shortened(names)
}

// step changes one reseller of an action: it returns what the account looks like afterwards, and
// the transfers.
type step func(
	ctx context.Context, tx store.Tx, a account.Account,
) (account.Account, []capacity.Transfer, error)

// SuspendResellers keeps resellers from working, all or none, up to a day (core.NoDay for no
// end) and for a reason that is required.
func (d *Desk) SuspendResellers(
	ctx context.Context, operationID string, ids []string, reason string, until core.Day,
) error {
	var problems core.Problems
	account.CheckText(&problems, FieldReason, reason, true, MaxReason, true)
	if until != core.NoDay && until < d.k.Today() {
		problems.Add(FieldUntil, "field.past", nil)
	}
	suspension := account.Suspension{Until: until, Reason: strings.TrimSpace(reason)}
	op := capacity.Operation{ID: operationID, Verb: capacity.Suspended, Reason: suspension.Reason}
	do := func(
		_ context.Context, _ store.Tx, a account.Account,
	) (account.Account, []capacity.Transfer, error) {
		after, err := a.Suspend(suspension)
		return after, nil, err
	}
	return d.forEach(ctx, permission.UserSuspend, op, problems, ids, do)
}

// The fields of a suspension, and the longest reason in characters.
const (
	FieldReason = "reason"
	FieldUntil  = "until"
	MaxReason   = 500
)

// ResumeResellers ends the suspension of resellers, all or none.
func (d *Desk) ResumeResellers(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.Resumed}
	do := func(
		ctx context.Context, tx store.Tx, a account.Account,
	) (account.Account, []capacity.Transfer, error) {
		after, err := a.Resume()
		if err == nil && a.Suspension.ByEnd && IsPackageEnded(d.k, a) {
			err = ErrPackageEnded(a)
		}
		if err == nil {
			err = StillInvited(ctx, tx, &after)
		}
		return after, nil, err
	}
	return d.forEach(ctx, permission.UserSuspend, op, nil, ids, do)
}

// ErrPackageEnded says that only a later end lifts the suspension of a reseller whose package is
// over.
func ErrPackageEnded(a account.Account) error {
	return &core.Error{
		Code: core.Conflict, Key: "reseller.ended",
		Args: core.Args{"Company": a.Title(), "ID": a.ID},
	}
}

// DeleteResellers deletes resellers, all or none: their packages are held for account.BinTime, or
// returned to the pool at once when returnNow is set. It refuses a reseller that has PBXs, with the
// list of them.
func (d *Desk) DeleteResellers(
	ctx context.Context, operationID string, ids []string, returnNow bool,
) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.Deleted}
	if returnNow {
		op.Verb = capacity.CapacityReturned
	}
	do := func(
		ctx context.Context, tx store.Tx, a account.Account,
	) (account.Account, []capacity.Transfer, error) {
		return d.deleteOne(ctx, tx, a, returnNow)
	}
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, do)
}

func (d *Desk) deleteOne(
	ctx context.Context, tx store.Tx, a account.Account, returnNow bool,
) (account.Account, []capacity.Transfer, error) {
	if err := MustHaveNoPBXs(ctx, tx, a); err != nil {
		return a, nil, err
	}
	if err := outbox.VoidInvitation(ctx, d.k, tx, a.ID); err != nil {
		return a, nil, err
	}
	if a.State == account.InBin {
		return a, nil, &core.Error{
			Code: core.Conflict, Key: "reseller.gone", Args: core.Args{"ID": a.ID},
		}
	}
	if returnNow {
		after, err := a.Close()
		return Emptied(after), capacity.Grant(a.ID, a.Package.Amounts, nil), err
	}
	after, err := a.Delete(d.k.Time().Add(account.BinTime))
	return after, capacity.Hold(a.ID, a.Package.Amounts), err
}

// MustHaveNoPBXs refuses to end a reseller that has PBXs, with the list of them.
func MustHaveNoPBXs(ctx context.Context, r store.Reader, a account.Account) error {
	pbxs, err := r.Holdings(ctx, a.ID)
	if err != nil || len(pbxs) == 0 {
		return err
	}
	return &core.Error{
		Code: core.Conflict, Key: "reseller.has_pbxs",
		Args: core.Args{
			"Company": a.Profile.Company, "ID": a.ID, "Count": len(pbxs),
			"PBXs": namesOf(pbxs, func(store.PBXHolding) bool { return true }),
		},
	}
}

// Emptied is the account without its package, for the log.
func Emptied(a account.Account) account.Account {
	amounts := capacity.Amounts{}
	for r := range a.Package.Amounts {
		amounts[r] = 0
	}
	a.Package.Amounts = amounts
	return a
}

// RestoreResellers takes resellers out of the bin, with the same package, all or none.
func (d *Desk) RestoreResellers(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.Restored}
	do := func(
		_ context.Context, _ store.Tx, a account.Account,
	) (account.Account, []capacity.Transfer, error) {
		after, err := a.Restore()
		return after, capacity.Release(a.ID, a.Package.Amounts), err
	}
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, do)
}

// ReturnNow empties the bin of resellers before its time, all or none. What was held goes back into
// the pool, and they cannot be restored any more.
func (d *Desk) ReturnNow(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.CapacityReturned}
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, returnHeld)
}

func returnHeld(
	_ context.Context, _ store.Tx, a account.Account,
) (account.Account, []capacity.Transfer, error) {
	if a.State != account.InBin {
		return a, nil, &core.Error{
			Code: core.Conflict, Key: "reseller.not_in_bin",
			Args: core.Args{"Company": a.Profile.Company},
		}
	}
	after, err := a.Close()
	return Emptied(after), capacity.Return(a.ID, a.Package.Amounts), err
}

// forEach does one operation on several resellers. All are checked first; then it is done for all,
// or refused with every reason. Problems of what was asked for are returned at once.
func (d *Desk) forEach(
	ctx context.Context, feature permission.Key, op capacity.Operation, problems core.Problems,
	ids []string, do step,
) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(op.Verb), Object: strings.Join(ids, " "),
	}
	write := func(s *action.Session, tx store.Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		return actOnEach(ctx, tx, d.k.Begun(s, op, ids), ids, do)
	}
	return d.k.PerformOnce(
		ctx, d.k.Holding(feature), op.ID, &entry, write, action.ResellersChanged,
		action.CapacityChanged, action.OutboxChanged,
	)
}

func actOnEach(
	ctx context.Context, tx store.Tx, op capacity.Operation, ids []string, do step,
) error {
	var changes []action.AccountChange
	var refusals action.Refusals
	// Each is looked at, written and logged.
	m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: 3 * len(ids)}
	for part := range slices.Chunk(ids, action.BatchSize) {
		accounts, err := tx.AccountsByID(ctx, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			a := accounts[id]
			if err := action.MustBeReseller(a); err != nil {
				return err
			}
			after, transfers, err := do(ctx, tx, a)
			if err != nil {
				refusals = append(
					refusals, action.Refusal{ID: id, Company: a.Profile.Company, Err: err},
				)
				continue
			}
			changes = append(changes, action.Changed(a, after))
			op.Transfers = append(op.Transfers, transfers...)
		}
		if err := m.Step(len(part)); err != nil {
			return err
		}
	}
	if err := refusals.Err(len(ids)); err != nil || len(changes) == 0 {
		return err // An operation of nothing would only stand in the way of undo.
	}
	m.Grow(len(op.Transfers))
	return action.ActInSteps(ctx, tx, op, action.Effect{Accounts: changes}, m.Step)
}

// FallDue does what has fallen due for one account. Somebody else may have done it meanwhile: then
// nothing is left to do.
func FallDue(ctx context.Context, k *action.Kernel, tx store.Tx, a account.Account) error {
	now := k.Time()
	op := capacity.Operation{ID: action.NewID(), At: now, Object: a.ID}
	var after account.Account
	var err error
	switch {
	case a.Kind != account.Reseller: // Of the owner of a workspace its distributor decides.
		return nil
	case a.State == account.InBin && !now.Before(a.Bin.Until):
		op.Verb = capacity.CapacityReturned
		after, op.Transfers, err = returnHeld(ctx, tx, a)
	case a.State == account.Suspended && a.Suspension.Until.IsOver(now):
		op.Verb = capacity.Resumed
		if after, err = a.Resume(); err == nil {
			err = StillInvited(ctx, tx, &after)
		}
	case IsPackageEnded(k, a) &&
		(a.State == account.NotInvited || a.State == account.Invited || a.State == account.Active):
		op.Verb = capacity.Suspended
		after, err = a.Suspend(account.Suspension{ByEnd: true})
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return action.Act(
		ctx, tx, op, action.Effect{Accounts: []action.AccountChange{action.Changed(a, after)}},
	)
}

// StillInvited makes a reseller whose invitation is not open any more one that is not invited. A
// colleague who has not changed the first password has none.
func StillInvited(ctx context.Context, r store.Reader, a *account.Account) error {
	if a.State != account.Invited || a.Kind != account.Reseller {
		return nil
	}
	_, err := r.OpenInvitation(ctx, a.ID)
	if core.IsNotFound(err) {
		a.State = account.NotInvited
		return nil
	}
	return err
}
