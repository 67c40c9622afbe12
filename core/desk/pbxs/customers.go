package pbxs

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Customer returns a customer, and the PBXs that are made for it, without these for a person who
// may not see PBXs.
func (d *Desk) Customer(ctx context.Context, id string) (pbx.Customer, []pbx.Ref, error) {
	s, err := d.k.Authorize(permission.CustomerView)
	if err != nil {
		return pbx.Customer{}, nil, err
	}
	c, err := ExistingCustomer(ctx, d.k.Store, id)
	if err != nil || !s.Account.Holds()[permission.PBXView] {
		return c, nil, err
	}
	pbxs, err := d.k.Store.PBXsOfCustomers(ctx, []string{id})
	return c, pbxs[id], err
}

// ExistingCustomer returns a customer that is not deleted, or NotFound.
func ExistingCustomer(ctx context.Context, r store.Reader, id string) (pbx.Customer, error) {
	c, err := r.Customer(ctx, id)
	if core.IsNotFound(err) || err == nil && c.Deleted {
		return c, &core.Error{Code: core.NotFound, Key: "customer.gone", Args: core.Args{"ID": id}}
	}
	return c, err
}

// AddCustomer adds a customer of an owner of PBXs ("" for the owner of the workspace). The caller
// makes operationID, which becomes the id of the customer, with NewID before the first try. A
// repeated try with the same id changes nothing and succeeds.
func (d *Desk) AddCustomer(
	ctx context.Context, operationID, owner string, draft pbx.CustomerDraft,
) (id string, err error) {
	draft = draft.Trim()
	add := func(s *action.Session, tx store.Tx) (action.CustomerChange, error) {
		a, err := OwnerOf(ctx, tx, s, owner)
		if err != nil {
			return action.CustomerChange{}, err
		}
		return action.CustomerChange{After: pbx.Customer{
			ID: operationID, Owner: RefOf(a), CustomerDraft: draft, CreatedAt: d.k.Now(),
			Version: 1,
		}}, nil
	}
	return operationID, d.changeCustomer(
		ctx, permission.CustomerAdd, capacity.CustomerAdded, operationID, operationID, draft, add,
	)
}

// EditCustomer changes a customer to the draft. version is the one that the form started from;
// Conflict "customer.changed_meanwhile" when somebody changed the customer meanwhile.
func (d *Desk) EditCustomer(
	ctx context.Context, operationID, id string, version int64, draft pbx.CustomerDraft,
) error {
	draft = draft.Trim()
	edit := func(_ *action.Session, tx store.Tx) (action.CustomerChange, error) {
		before, err := ExistingCustomer(ctx, tx, id)
		after := before
		after.CustomerDraft, after.Version = draft, version
		return action.Changed(before, after), err
	}
	return d.changeCustomer(
		ctx, permission.CustomerEdit, capacity.CustomerChanged, operationID, id, draft, edit,
	)
}

func (d *Desk) changeCustomer(
	ctx context.Context, feature permission.Key, verb capacity.Verb, operationID, id string,
	draft pbx.CustomerDraft,
	do func(s *action.Session, tx store.Tx) (action.CustomerChange, error),
) error {
	entry := store.LogEntry{
		Module: store.ModuleCustomer, Operation: string(verb), Object: id, Name: draft.Title(),
	}
	permit := d.k.Holding(feature)
	write := func(s *action.Session, tx store.Tx) error {
		c, err := do(s, tx)
		if err == nil {
			err = draft.ValidateChange(c.Before.CustomerDraft).Err()
		}
		if err != nil {
			return err
		}
		if c.Before.CustomerDraft == c.After.CustomerDraft && c.Before.Version == c.After.Version {
			return nil // Saving without a change is nothing that could be undone.
		}
		return action.Act(
			ctx, tx, d.k.NewOperation(s, operationID, verb, ""),
			action.Effect{Customers: []action.CustomerChange{c}},
		)
	}
	return d.k.PerformOnce(
		ctx, permit, operationID, &entry, write, action.CustomersChanged, action.PBXsChanged,
	)
}

// CustomerRefs returns how customers with some ids are called, also those that were deleted.
func (d *Desk) CustomerRefs(ctx context.Context, ids []string) ([]pbx.Ref, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	known, err := d.k.Store.CustomersByID(ctx, ids)
	refs := make([]pbx.Ref, len(ids))
	for i, id := range ids {
		refs[i] = pbx.Ref{ID: id, Name: known[id].Title()}
	}
	return refs, err
}

// DeleteCustomers deletes customers, all or none. It refuses those for whom there are PBXs, with
// the list of them.
func (d *Desk) DeleteCustomers(ctx context.Context, operationID string, ids []string) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModuleCustomer, Operation: string(capacity.CustomerDeleted),
		Object: strings.Join(ids, " "),
	}
	permit := d.k.Holding(permission.CustomerDelete)
	do := func(s *action.Session, tx store.Tx) error {
		return deleteCustomers(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.CustomerDeleted, ""), ids,
		)
	}
	return d.k.PerformOnce(ctx, permit, operationID, &entry, do, action.CustomersChanged)
}

func deleteCustomers(
	ctx context.Context, tx store.Tx, op capacity.Operation, ids []string,
) error {
	var e action.Effect
	var refusals action.Refusals
	// Each is looked at, written and logged.
	m := &action.Steps{Ctx: ctx, Rows: len(ids), Total: 3 * len(ids)}
	for part := range slices.Chunk(ids, action.BatchSize) {
		known, err := tx.CustomersByID(ctx, part)
		if err != nil {
			return err
		}
		pbxs, err := tx.PBXsOfCustomers(ctx, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			c := known[id]
			if err := MayDeleteCustomer(c, pbxs[id]); err != nil {
				refusals = append(refusals, action.Refusal{ID: id, Company: c.Company, Err: err})
				continue
			}
			after := c
			after.Deleted = true
			e.Customers = append(e.Customers, action.Changed(c, after))
		}
		if err := m.Step(len(part)); err != nil {
			return err
		}
	}
	if err := refusals.Err(len(ids)); err != nil || len(e.Customers) == 0 {
		return err // An operation of nothing would only stand in the way of undo.
	}
	return action.ActInSteps(ctx, tx, op, e, m.Step)
}

// MayDeleteCustomer refuses to delete a customer who still has PBXs.
func MayDeleteCustomer(c pbx.Customer, pbxs []pbx.Ref) error {
	switch {
	case c.ID == "" || c.Deleted:
		return &core.Error{Code: core.NotFound, Key: "customer.gone", Args: core.Args{"ID": c.ID}}
	case len(pbxs) > 0:
		return &core.Error{
			Code: core.Conflict, Key: "customer.has_pbxs",
			Args: core.Args{
				"Customer": c.Title(), "ID": c.ID, "Count": len(pbxs), "PBXs": RefNames(pbxs),
			},
		}
	}
	return nil
}
