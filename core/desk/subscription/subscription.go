package subscription

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Subscription is what My Subscription shows.
type Subscription struct {
	Workspace store.Workspace
	Usage     map[capacity.Resource]capacity.Usage
	Movements []store.Movement
}

// Rows is how many rows a file of it has: one for each resource, and one for each of the terms.
func (s Subscription) Rows() int { return len(s.Usage) + TermCount }

// TermCount is how many terms a subscription has besides its resources: two switches, and when it
// ends.
const TermCount = 3

// movementsShown is how many movements My Subscription lists.
const movementsShown = 50

// Subscription returns what the subscription holds and where it is.
func (d *Desk) Subscription(ctx context.Context) (Subscription, error) {
	if _, err := d.k.Authorize(permission.SubscriptionView); err != nil {
		return Subscription{}, err
	}
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return Subscription{}, err
	}
	usage, err := d.k.Store.Usage(ctx)
	if err != nil {
		return Subscription{}, err
	}
	movements, err := d.k.Store.Movements(ctx, movementsShown)
	return Subscription{Workspace: w, Usage: usage, Movements: movements}, err
}

// Terms returns what the subscription holds, as its form shows it.
func (d *Desk) Terms(ctx context.Context) (capacity.Subscription, error) {
	if _, err := d.k.Authorize(permission.SubscriptionView); err != nil {
		return capacity.Subscription{}, err
	}
	return Terms(ctx, d.k.Store)
}

// Terms returns the terms of the subscription as they are stored.
func Terms(ctx context.Context, r store.Reader) (capacity.Subscription, error) {
	w, err := r.Workspace(ctx)
	if err != nil {
		return capacity.Subscription{}, err
	}
	usage, err := r.Usage(ctx)
	s := capacity.Subscription{
		Total: capacity.Amounts{}, HighAvailability: w.HighAvailability, WhiteLabel: w.WhiteLabel,
		Expiry: w.Expiry,
	}
	for resource, u := range usage {
		s.Total[resource] = u.Total()
	}
	return s, err
}

// SetSubscription changes what the vendor sold: raised, lowered, renewed, an optional resource or a
// switch on or off. Lowering below what was given out leaves a shortfall. A switch that goes is
// taken from every package; a resource can go only when nothing of it is given out. When the
// subscription is not what the person saw (seen), nothing is changed. The error is Conflict
// "subscription.changed_meanwhile" then.
func (d *Desk) SetSubscription(
	ctx context.Context, operationID string, seen, to capacity.Subscription,
) error {
	entry := store.LogEntry{
		Module: store.ModuleSubscription, Operation: string(capacity.SubscriptionSet),
	}
	permit := d.k.Holding(permission.SubscriptionChange)
	do := func(s *action.Session, tx store.Tx) error {
		if err := to.Validate().Err(); err != nil {
			return err
		}
		from, err := Terms(ctx, tx)
		if err != nil {
			return err
		}
		if err := sameTerms(seen, from); err != nil {
			return err
		}
		if sameTerms(from, to) == nil { // Saving without a change is nothing that could be undone.
			return nil
		}
		return WriteSubscription(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.SubscriptionSet, ""), from, to,
		)
	}
	return d.k.PerformOnce(
		ctx, permit, operationID, &entry, do, action.CapacityChanged, action.ResellersChanged,
	)
}

// sameTerms refuses when somebody changed the subscription after it was seen.
func sameTerms(seen, now capacity.Subscription) error {
	before, err := seen.Fields()
	if err != nil {
		return err
	}
	after, err := now.Fields()
	if err == nil && len(before.Changed(after)) > 0 {
		err = &core.Error{
			Code: core.Conflict, Key: "subscription.changed_meanwhile", Stale: true,
		}
	}
	return err
}

// WriteSubscription changes the subscription inside a transaction.
func WriteSubscription(
	ctx context.Context, tx store.Tx, op capacity.Operation, from,
	to capacity.Subscription,
) error {
	usage, err := tx.Usage(ctx)
	if err != nil {
		return err
	}
	var problems core.Problems
	for _, r := range capacity.Resources() {
		if from.Total.Has(r) && !to.Total.Has(r) && usage[r].Used() > 0 {
			problems.Add(string(r), "subscription.given_out", core.Args{"Used": usage[r].Used()})
			continue
		}
		op.Transfers = append(op.Transfers, capacity.SetTotal(r, usage[r], to.Total[r])...)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if err := WriteTerms(tx, from, to); err != nil {
		return err
	}
	changes, err := lostSwitches(ctx, tx, from, to)
	if err != nil {
		return err
	}
	if err := action.Act(ctx, tx, op, changes); err != nil {
		return err
	}
	return LogSubscription(tx, op, from, to)
}

// WriteTerms writes what a subscription has besides its amounts: which resources, switches and end.
func WriteTerms(tx store.Tx, from, to capacity.Subscription) error {
	for _, r := range capacity.Resources() {
		if from.Total.Has(r) != to.Total.Has(r) {
			if err := tx.SetSubscribed(r, to.Total.Has(r)); err != nil {
				return err
			}
		}
	}
	return tx.SetSwitches(to)
}

// lostSwitches takes from every package, and from every PBX, what the subscription does not have
// any more.
func lostSwitches(
	ctx context.Context, tx store.Tx, from, to capacity.Subscription,
) (action.Effect, error) {
	changes := map[string]action.AccountChange{}
	var order []string
	take := func(field string, lost bool, off func(p *capacity.Package)) error {
		if !lost {
			return nil
		}
		list, err := tx.ResellersWith(ctx, field)
		for _, a := range list {
			c, known := changes[a.ID]
			if !known {
				c = action.Changed(a, a)
				order = append(order, a.ID)
			}
			off(&c.After.Package)
			changes[a.ID] = c
		}
		return err
	}
	if err := take(
		capacity.FieldHighAvailability, from.HighAvailability && !to.HighAvailability,
		func(p *capacity.Package) { p.HighAvailability = false },
	); err != nil {
		return action.Effect{}, err
	}
	if err := take(
		capacity.FieldWhiteLabel, from.WhiteLabel && !to.WhiteLabel,
		func(p *capacity.Package) { p.WhiteLabel = false },
	); err != nil {
		return action.Effect{}, err
	}
	var e action.Effect
	for _, id := range order {
		e.Accounts = append(e.Accounts, changes[id])
	}
	if !from.HighAvailability || to.HighAvailability {
		return e, nil
	}
	var err error
	e.PBXs, err = withoutHA(ctx, tx)
	return e, err
}

// withoutHA takes High Availability from every PBX.
func withoutHA(ctx context.Context, tx store.Tx) (changes []action.PBXChange, err error) {
	pbxs, err := tx.PBXsWithHA(ctx, false)
	for _, p := range pbxs {
		after := p
		after.HighAvailability = false
		changes = append(changes, action.Changed(p, after))
	}
	return changes, err
}

// LogSubscription logs what a change of the subscription changed.
func LogSubscription(tx store.Tx, op capacity.Operation, from, to capacity.Subscription) error {
	before, err := subscriptionText(from)
	if err != nil {
		return err
	}
	after, err := subscriptionText(to)
	if err != nil {
		return err
	}
	return action.LogEffect(
		tx, op, store.LogEntry{Module: store.ModuleSubscription, Before: before, After: after},
	)
}

// subscriptionText is the stored form of a subscription at a moment, "" before the first.
func subscriptionText(s capacity.Subscription) (string, error) {
	if s.Total == nil {
		return "", nil
	}
	fields, err := s.Fields()
	if err != nil {
		return "", err
	}
	return fields.Text()
}
