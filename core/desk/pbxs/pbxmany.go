package pbxs

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// StartPBXs plans PBXs to run, all or none. It refuses one whose last day is over, unless it runs
// on after that.
func (d *Desk) StartPBXs(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.PBXStarted}
	return d.eachPBX(ctx, permission.PBXStartStop, op, ids, func(p pbx.PBX) (pbx.PBX, error) {
		if p.Over(d.k.Time()) {
			return p, ErrExpired(p)
		}
		p.State = pbx.Running
		return p, nil
	})
}

// ErrExpired refuses to start a PBX whose last day is over.
func ErrExpired(p pbx.PBX) error {
	return &core.Error{
		Code: core.Conflict, Key: "pbx.over",
		Args: core.Args{"Name": p.Name, "ID": p.ID, "At": p.Expiry},
	}
}

// StopPBXs plans PBXs to stand still, all or none.
func (d *Desk) StopPBXs(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.PBXStopped}
	return d.eachPBX(ctx, permission.PBXStartStop, op, ids, func(p pbx.PBX) (pbx.PBX, error) {
		p.State = pbx.Stopped
		return p, nil
	})
}

// StopOver stops the PBXs whose last day is over, in one operation. When that fails, it stops each
// in an operation of its own, so that one failure keeps no other PBX running.
func StopOver(ctx context.Context, k *action.Kernel) error {
	ids, err := k.Store.PBXsOver(ctx, k.Time())
	if err != nil || len(ids) == 0 {
		return err
	}
	if err = stopThoseOver(ctx, k, ids); err != nil {
		err = action.Each(
			ctx, ids, func(id string) error { return stopThoseOver(ctx, k, []string{id}) },
		)
	}
	k.Publish(action.PBXsChanged)
	return err
}

// stopThoseOver stops those of some PBXs whose last day is over: another program may have done it
// meanwhile.
func stopThoseOver(ctx context.Context, k *action.Kernel, wanted []string) error {
	return k.Store.Write(func(tx store.Tx) error {
		over, err := tx.PBXsOver(ctx, k.Time())
		ids := slices.DeleteFunc(over, func(id string) bool { return !slices.Contains(wanted, id) })
		if err != nil || len(ids) == 0 {
			return err
		}
		op := capacity.Operation{ID: action.NewID(), At: k.Now(), Verb: capacity.PBXStopped}
		return actOnPBXs(ctx, tx, op, ids, func(p pbx.PBX) (pbx.PBX, error) {
			p.State = pbx.Stopped
			return p, nil
		})
	})
}

// DeletePBXs deletes PBXs, all or none: what they took comes back to the packages that it came
// from, except what was consumed.
func (d *Desk) DeletePBXs(ctx context.Context, operationID string, ids []string) error {
	op := capacity.Operation{ID: operationID, Verb: capacity.PBXDeleted}
	return d.eachPBX(ctx, permission.PBXDelete, op, ids, func(p pbx.PBX) (pbx.PBX, error) {
		p.Deleted = true
		return p, nil
	})
}

// eachPBX does one operation on several PBXs: all are checked first, then it is done, or refused
// with every reason. Those that look so already are left alone; when all do there is no operation.
func (d *Desk) eachPBX(
	ctx context.Context, feature permission.Key, op capacity.Operation, ids []string,
	do func(p pbx.PBX) (pbx.PBX, error),
) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: string(op.Verb), Object: strings.Join(ids, " "),
	}
	if len(ids) == 1 {
		entry.Name = d.nameOf(ctx, pbx.PBX{ID: ids[0]})
	}
	write := func(s *action.Session, tx store.Tx) error {
		return actOnPBXs(ctx, tx, d.k.Begun(s, op, ids), ids, do)
	}
	return d.k.PerformOnce(
		ctx, d.k.Holding(feature), op.ID, &entry, write, action.PBXsChanged, action.CapacityChanged,
		action.ResellersChanged,
	)
}

func actOnPBXs(
	ctx context.Context, tx store.Tx, op capacity.Operation, ids []string,
	do func(p pbx.PBX) (pbx.PBX, error),
) error {
	var e action.Effect
	var refusals action.Refusals
	owners := map[string]account.Account{}
	// Each is looked at, written and logged.
	m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: 3 * len(ids)}
	for part := range slices.Chunk(ids, action.BatchSize) {
		known, err := tx.PBXsByID(ctx, part)
		if err != nil {
			return err
		}
		if err := ownersOf(ctx, tx, known, owners); err != nil {
			return err
		}
		for _, id := range part {
			c, err := stepPBX(known[id], do)
			if err != nil {
				refusals = append(
					refusals, action.Refusal{ID: id, Company: known[id].Name, Err: err},
				)
				continue
			}
			same, err := c.IsSame()
			if err != nil {
				return err
			}
			if !same {
				e.PBXs = append(e.PBXs, c)
				op.Transfers = append(op.Transfers, pbxTransfers(owners[c.After.Owner.ID], c)...)
			}
		}
		if err := m.Step(len(part)); err != nil {
			return err
		}
	}
	if err := refusals.Err(len(ids)); err != nil || len(e.PBXs) == 0 {
		return err // An operation of nothing would only stand in the way of undo.
	}
	op.Object = oneObject(e.PBXs, owners)
	m.Grow(len(op.Transfers))
	return action.ActInSteps(ctx, tx, op, e, m.Step)
}

func stepPBX(p pbx.PBX, do func(p pbx.PBX) (pbx.PBX, error)) (action.PBXChange, error) {
	switch {
	case p.ID == "" || p.Deleted:
		return action.PBXChange{}, &core.Error{
			Code: core.NotFound, Key: "pbx.gone", Args: core.Args{"ID": p.ID},
		}
	case p.Reported:
		return action.PBXChange{}, KeptByReseller(p.Owner.Name)
	}
	after, err := do(p)
	return action.Changed(p, after), err
}

// ownersOf adds the owners of PBXs to those that are known.
func ownersOf(
	ctx context.Context, r store.Reader, pbxs map[string]pbx.PBX, owners map[string]account.Account,
) error {
	var ids []string
	for _, p := range pbxs {
		if _, known := owners[p.Owner.ID]; !known && !slices.Contains(ids, p.Owner.ID) {
			ids = append(ids, p.Owner.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	accounts, err := r.AccountsByID(ctx, ids)
	for id, a := range accounts {
		owners[id] = a
	}
	return err
}

// oneObject is what an operation on PBXs is about, "" when that is several.
func oneObject(changes []action.PBXChange, owners map[string]account.Account) string {
	first := objectOf(owners[changes[0].After.Owner.ID], changes[0].After)
	for _, c := range changes {
		if objectOf(owners[c.After.Owner.ID], c.After) != first {
			return ""
		}
	}
	return first
}

// PackageLeft is what an owner of PBXs has left before and after something, per resource that it
// has.
type PackageLeft struct {
	Owner         pbx.Ref
	Before, After capacity.Amounts
}

// PBXMove is what moving PBXs does to the packages of both owners. From is empty when they come
// from several.
type PBXMove struct {
	From, To PackageLeft
}

// PreviewMovePBXs returns what moving PBXs to another owner, "" for the owner of the workspace,
// would do, and why it cannot be done.
func (d *Desk) PreviewMovePBXs(ctx context.Context, ids []string, to string) (PBXMove, error) {
	s, err := d.mayMovePBX()
	if err != nil {
		return PBXMove{}, err
	}
	plan, err := d.planMoves(ctx, d.k.Store, s, action.UniqueIDs(ids), to)
	return plan.move, s.Redact(err)
}

// mayMovePBX returns the session of a person who may move PBXs: in a reseller's workspace there is
// nobody to move them to.
func (d *Desk) mayMovePBX() (*action.Session, error) {
	s, err := d.k.Authorize(permission.PBXResize)
	if err == nil {
		err = s.RequireDistributor()
	}
	return s, err
}

// MovePBXs moves PBXs with what they take from the packages of their owners into another one's, all
// or none. It returns what that did to the packages. Customers who have no other PBX go along. The
// errors are those of AddPBX, and Conflict "pbx.customer_stays" for a customer who has another PBX
// that stays.
func (d *Desk) MovePBXs(
	ctx context.Context, operationID string, ids []string, to string,
) (PBXMove, error) {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: string(capacity.PBXMoved),
		Object: strings.Join(ids, " "),
	}
	if len(ids) == 1 {
		entry.Name = d.nameOf(ctx, pbx.PBX{ID: ids[0]})
	}
	var move PBXMove
	do := func(s *action.Session, tx store.Tx) error {
		plan, err := d.planMoves(ctx, tx, s, ids, to)
		if err != nil || len(plan.PBXs) == 0 {
			return err
		}
		move = plan.move
		op := d.k.NewOperation(s, operationID, capacity.PBXMoved, "")
		op.Transfers = plan.transfers
		return action.Act(ctx, tx, op, plan.Effect)
	}
	err := d.k.PerformOnce(
		ctx, d.mayMovePBX, operationID, &entry, do, action.PBXsChanged, action.CustomersChanged,
		action.CapacityChanged, action.ResellersChanged,
	)
	if err != nil {
		return PBXMove{}, err
	}
	return move, nil
}

// movePlan is a move, worked out. It has none of the PBXs that are there already.
type movePlan struct {
	action.Effect
	transfers []capacity.Transfer
	move      PBXMove
}

// planMoves works out the move of several PBXs: each is checked by itself, then all of them
// together.
func (d *Desk) planMoves(
	ctx context.Context, r store.Reader, s *action.Session, ids []string, to string,
) (movePlan, error) {
	var plan movePlan
	var refusals action.Refusals
	takes, owners := capacity.Amounts{}, map[string]account.Account{}
	target, err := OwnerOf(ctx, r, s, to)
	if core.IsFailure(err) || err != nil && len(ids) > 1 {
		return plan, err
	}
	for _, id := range ids {
		c, from, err := planMove(ctx, r, id, target, err)
		if len(ids) == 1 && err != nil {
			return plan, err
		}
		if err != nil {
			refusals = append(refusals, action.Refusal{ID: id, Company: c.Before.Name, Err: err})
			continue
		}
		if c.Before.Owner.ID == target.ID {
			continue
		}
		owners[from.ID] = from
		plan.PBXs = append(plan.PBXs, c)
		plan.transfers = append(
			plan.transfers, capacity.Use(LedgerOwner(from), id, c.Before.Takes(), nil)...,
		)
		plan.transfers = append(
			plan.transfers, capacity.Use(LedgerOwner(target), id, nil, c.After.Takes())...,
		)
		for resource, n := range c.After.Takes() {
			takes[resource] += n
		}
	}
	if len(refusals) > 0 || len(plan.PBXs) == 0 {
		return plan, orNil(refusals)
	}
	if plan.Customers, err = customersMoved(ctx, r, plan.PBXs); err != nil {
		return plan, err
	}
	if plan.move, err = leftByMove(ctx, r, owners, target, takes); err != nil {
		return plan, err
	}
	return plan, d.checkMoves(ctx, r, target, plan)
}

// leftByMove is what PBXs that take so much leave in the packages of their owners, when it is one,
// and of the target.
func leftByMove(
	ctx context.Context, r store.Reader, owners map[string]account.Account,
	target account.Account, takes capacity.Amounts,
) (move PBXMove, err error) {
	if len(owners) == 1 {
		for _, from := range owners {
			if move.From, err = packageLeft(ctx, r, from, takes, 1); err != nil {
				return move, err
			}
		}
	}
	move.To, err = packageLeft(ctx, r, target, takes, -1)
	return move, err
}

// planMove is the change of one PBX, and whose it is now. none is why it cannot go to the new
// owner.
func planMove(
	ctx context.Context, r store.Reader, id string, target account.Account, none error,
) (action.PBXChange, account.Account, error) {
	before, err := changeable(ctx, r, id)
	if err != nil {
		return action.PBXChange{Before: before}, account.Account{}, err
	}
	from, err := r.Account(ctx, before.Owner.ID)
	if err == nil {
		err = none
	}
	after := before
	after.Owner = RefOf(target)
	return action.Changed(before, after), from, err
}

// checkMoves refuses what the new owner cannot have: each PBX by itself, then all of them together.
func (d *Desk) checkMoves(
	ctx context.Context, r store.Reader, target account.Account, plan movePlan,
) error {
	var refusals action.Refusals
	customers := make(map[string]pbx.Customer, len(plan.Customers))
	for _, c := range plan.Customers {
		customers[c.After.ID] = c.After
	}
	for _, c := range plan.PBXs {
		err := CheckPBX(ctx, d.k, r, target, c, customers)
		if err != nil && len(plan.PBXs) == 1 {
			return err
		}
		if err != nil {
			refusals = append(
				refusals, action.Refusal{ID: c.After.ID, Company: c.After.Name, Err: err},
			)
		}
	}
	if len(refusals) > 0 {
		return refusals
	}
	var problems core.Problems
	for _, resource := range capacity.Resources() {
		if left := plan.move.To; left.After[resource] < 0 {
			problems.Add(
				string(resource), "capacity.not_enough", core.Args{"Free": left.Before[resource]},
			)
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	return withinPBXLimits(ctx, r, plan.Effect)
}

// orNil is an error only when there are refusals.
func orNil(refusals action.Refusals) error {
	if len(refusals) == 0 {
		return nil
	}
	return refusals
}

// packageLeft is what an owner has left before and after amounts came or went.
func packageLeft(
	ctx context.Context, r store.Reader, owner account.Account, amounts capacity.Amounts,
	sign int64,
) (PackageLeft, error) {
	left, err := LeftOf(ctx, r, owner)
	if err != nil {
		return PackageLeft{}, err
	}
	after := left.Clone()
	for resource, n := range amounts {
		if n != 0 {
			after[resource] += sign * n
		}
	}
	return PackageLeft{Owner: RefOf(owner), Before: left, After: after}, nil
}

// customersMoved are the customers of PBXs that move, with another owner. It refuses when one of
// them has another PBX that stays.
func customersMoved(
	ctx context.Context, r store.Reader, moved []action.PBXChange,
) ([]action.CustomerChange, error) {
	var ids []string
	goes, owner := map[string]bool{}, map[string]pbx.Ref{}
	for _, c := range moved {
		goes[c.Before.ID] = true
		for _, customer := range c.Before.Customers {
			if _, known := owner[customer.ID]; !known {
				ids, owner[customer.ID] = append(ids, customer.ID), c.After.Owner
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	customers, err := r.CustomersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	others, err := r.PBXsOfCustomers(ctx, ids)
	if err != nil {
		return nil, err
	}
	var changes []action.CustomerChange
	var problems core.Problems
	for _, id := range ids {
		others := slices.DeleteFunc(others[id], func(o pbx.Ref) bool { return goes[o.ID] })
		if len(others) > 0 {
			problems.Add(
				pbx.FieldCustomers, "pbx.customer_stays",
				core.Args{"Customer": customers[id].Title(), "PBXs": RefNames(others)},
			)
		}
		after := customers[id]
		after.Owner = owner[id]
		changes = append(changes, action.Changed(customers[id], after))
	}
	return changes, problems.Err()
}

// RefNames are the names in a refusal, "…" for those beyond NamesShown.
func RefNames(refs []pbx.Ref) []string {
	names := make([]string, len(refs))
	for i, r := range refs {
		names[i] = r.Name
	}
	return action.Shortened(names)
}
