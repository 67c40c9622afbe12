package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Refusals say for each reseller or colleague of an action on several why it cannot be done;
// nothing was changed then.
type Refusals []Refusal

// Refusal is why an action is not possible on one of them.
type Refusal struct {
	ID      string
	Company string // Of a colleague the name.
	Err     error
}

// Error lists the refusals for a log.
func (r Refusals) Error() string {
	texts := make([]string, len(r))
	for i, one := range r {
		texts[i] = one.Company + ": " + one.Err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the reasons.
func (r Refusals) Unwrap() []error {
	errs := make([]error, len(r))
	for i, one := range r {
		errs[i] = one.Err
	}
	return errs
}

// err is what an action on so many is refused with: of one its reason alone, nil when nothing
// stands in the way.
func (r Refusals) err(asked int) error {
	switch {
	case len(r) == 1 && asked == 1:
		return r[0].Err
	case len(r) > 0:
		return r
	}
	return nil
}

// namesShown is how many PBXs a refusal names.
const namesShown = 10

// namesOf are the names in a refusal of the PBXs that are wanted.
func namesOf(pbxs []PBXHolding, wanted func(PBXHolding) bool) []string {
	var names []string
	for _, p := range pbxs {
		if wanted(p) {
			names = append(names, p.Name)
		}
	}
	return shortened(names)
}

// shortened are the names in a refusal, "…" for those beyond namesShown.
func shortened(names []string) []string {
	if len(names) > namesShown {
		return append(slices.Clip(names[:namesShown]), "…")
	}
	return names
}

// step changes one reseller of an action: it returns what the account looks like afterwards, and
// the transfers.
type step func(
	ctx context.Context, tx Tx, a account.Account,
) (account.Account, []capacity.Transfer, error)

// SuspendResellers keeps resellers from working, all or none, until a time (nil for no end) and for
// a reason that is required.
func (d *Desk) SuspendResellers(
	ctx context.Context, operationID string, ids []string, reason string, until *time.Time,
) error {
	var problems core.Problems
	account.CheckText(&problems, FieldReason, reason, true, MaxReason, true)
	if until != nil && !until.After(d.time()) {
		problems.Add(FieldUntil, "field.past", nil)
	}
	suspension := account.Suspension{Until: until, Reason: strings.TrimSpace(reason)}
	op := capacity.Operation{ID: operationID, Verb: capacity.Suspended, Reason: suspension.Reason}
	return d.forEach(ctx, permission.UserSuspend, op, problems, ids, func(_ context.Context, _ Tx, a account.Account) (account.Account, []capacity.Transfer, error) {
		after, err := a.Suspend(suspension)
		return after, nil, err
	})
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
	return d.forEach(ctx, permission.UserSuspend, op, nil, ids, func(ctx context.Context, tx Tx, a account.Account) (account.Account, []capacity.Transfer, error) {
		after, err := a.Resume()
		if err == nil && a.Suspension.ByEnd && d.isPackageEnded(a) {
			err = errPackageEnded(a)
		}
		if err == nil {
			err = d.stillInvited(ctx, tx, &after)
		}
		return after, nil, err
	})
}

// errPackageEnded says that only a later end lifts the suspension of a reseller whose package is
// over.
func errPackageEnded(a account.Account) error {
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
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, func(ctx context.Context, tx Tx, a account.Account) (account.Account, []capacity.Transfer, error) {
		return d.deleteOne(ctx, tx, a, returnNow)
	})
}

func (d *Desk) deleteOne(
	ctx context.Context, tx Tx, a account.Account, returnNow bool,
) (account.Account, []capacity.Transfer, error) {
	if err := mustHaveNoPBXs(ctx, tx, a); err != nil {
		return a, nil, err
	}
	if err := d.voidInvitation(ctx, tx, a.ID); err != nil {
		return a, nil, err
	}
	if a.State == account.InBin {
		return a, nil, &core.Error{
			Code: core.Conflict, Key: "reseller.gone", Args: core.Args{"ID": a.ID},
		}
	}
	if returnNow {
		after, err := a.Close()
		return emptied(after), capacity.Grant(a.ID, a.Package.Amounts, nil), err
	}
	after, err := a.Delete(d.time().Add(account.BinTime))
	return after, capacity.Hold(a.ID, a.Package.Amounts), err
}

// mustHaveNoPBXs refuses to end a reseller that has PBXs, with the list of them.
func mustHaveNoPBXs(ctx context.Context, r Reader, a account.Account) error {
	pbxs, err := r.Holdings(ctx, a.ID)
	if err != nil || len(pbxs) == 0 {
		return err
	}
	return &core.Error{
		Code: core.Conflict, Key: "reseller.has_pbxs",
		Args: core.Args{
			"Company": a.Profile.Company, "ID": a.ID, "Count": len(pbxs),
			"PBXs": namesOf(pbxs, func(PBXHolding) bool { return true }),
		},
	}
}

// emptied is the account without its package, for the log.
func emptied(a account.Account) account.Account {
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
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, func(_ context.Context, _ Tx, a account.Account) (account.Account, []capacity.Transfer, error) {
		after, err := a.Restore()
		return after, capacity.Release(a.ID, a.Package.Amounts), err
	})
}

// ReturnNow empties the bin of resellers before its time, all or none: what was held goes back into
// the pool, and they cannot be restored any more.
func (d *Desk) ReturnNow(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.CapacityReturned}
	return d.forEach(ctx, permission.UserDelete, op, nil, ids, returnHeld)
}

func returnHeld(
	_ context.Context, _ Tx, a account.Account,
) (account.Account, []capacity.Transfer, error) {
	if a.State != account.InBin {
		return a, nil, &core.Error{
			Code: core.Conflict, Key: "reseller.not_in_bin",
			Args: core.Args{"Company": a.Profile.Company},
		}
	}
	after, err := a.Close()
	return emptied(after), capacity.Return(a.ID, a.Package.Amounts), err
}

// forEach does one operation on several resellers: all are checked first, then it is done, or
// refused with every reason, and at once with the problems of what was asked for.
func (d *Desk) forEach(
	ctx context.Context, feature permission.Key, op capacity.Operation, problems core.Problems,
	ids []string, do step,
) error {
	ids = uniqueIDs(ids)
	entry := LogEntry{
		Module: store.ModuleUser, Operation: string(op.Verb), Object: strings.Join(ids, " "),
	}
	return d.performOnce(ctx, d.holding(feature), op.ID, &entry, func(s *session, tx Tx) error {
		if err := problems.Err(); err != nil {
			return err
		}
		return d.actOnEach(ctx, tx, d.begun(s, op, ids), ids, do)
	}, ResellersChanged, CapacityChanged, OutboxChanged)
}

// uniqueIDs returns the ids, each once: a reseller that is named twice is changed once.
func uniqueIDs(ids []string) []string {
	known := make(map[string]bool, len(ids))
	kept := make([]string, 0, len(ids))
	for _, id := range ids {
		if !known[id] {
			known[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}

func (d *Desk) actOnEach(
	ctx context.Context, tx Tx, op capacity.Operation, ids []string, do step,
) error {
	var changes []change
	var refusals Refusals
	m := &progress{ctx: ctx, rows: len(ids), total: 3 * len(ids)} // Each is looked at, written and logged.
	for part := range slices.Chunk(ids, batchSize) {
		accounts, err := tx.AccountsByID(ctx, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			a := accounts[id]
			if err := mustBeReseller(a); err != nil {
				return err
			}
			after, transfers, err := do(ctx, tx, a)
			if err != nil {
				refusals = append(refusals, Refusal{ID: id, Company: a.Profile.Company, Err: err})
				continue
			}
			changes = append(changes, change{a, after})
			op.Transfers = append(op.Transfers, transfers...)
		}
		if err := m.step(len(part)); err != nil {
			return err
		}
	}
	if err := refusals.err(len(ids)); err != nil || len(changes) == 0 {
		return err // An operation of nothing would only stand in the way of undo.
	}
	m.grow(len(op.Transfers))
	return d.actInSteps(ctx, tx, op, effect{accounts: changes}, m.step)
}

// each calls do for every id, also after failures. The error names each id that failed.
func each(ctx context.Context, ids []string, do func(id string) error) error {
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
		if err := do(id); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", id, err))
		}
	}
	return failed
}

// fallDue does what has fallen due for one account. Somebody else may have done it meanwhile: then
// nothing is left to do.
func (d *Desk) fallDue(ctx context.Context, tx Tx, a account.Account) error {
	now := d.time()
	op := capacity.Operation{ID: NewID(), At: now, Object: a.ID}
	var after account.Account
	var err error
	switch {
	case a.Kind != account.Reseller: // How the owner of a workspace stands, his distributor says.
		return nil
	case a.State == account.InBin && !now.Before(a.Bin.Until):
		op.Verb = capacity.CapacityReturned
		after, op.Transfers, err = returnHeld(ctx, tx, a)
	case a.State == account.Suspended && a.Suspension.Until != nil &&
		!now.Before(*a.Suspension.Until):
		op.Verb = capacity.Resumed
		if after, err = a.Resume(); err == nil {
			err = d.stillInvited(ctx, tx, &after)
		}
	case d.isPackageEnded(a) &&
		(a.State == account.NotInvited || a.State == account.Invited || a.State == account.Active):
		op.Verb = capacity.Suspended
		after, err = a.Suspend(account.Suspension{ByEnd: true})
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return d.act(ctx, tx, op, effect{accounts: []change{{a, after}}})
}
