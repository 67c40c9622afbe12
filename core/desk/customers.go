package desk

import (
	"context"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Customer returns a customer, and the PBXs that are made for it, without these for a person who
// may not see PBXs.
func (d *Desk) Customer(ctx context.Context, id string) (pbx.Customer, []pbx.Ref, error) {
	s, err := d.authorize(permission.CustomerView)
	if err != nil {
		return pbx.Customer{}, nil, err
	}
	c, err := existingCustomer(ctx, d.store, id)
	if err != nil || !s.account.Holds()[permission.PBXView] {
		return c, nil, err
	}
	pbxs, err := d.store.PBXsOfCustomers(ctx, []string{id})
	return c, pbxs[id], err
}

// existingCustomer returns a customer that is not deleted, or NotFound.
func existingCustomer(ctx context.Context, r Reader, id string) (pbx.Customer, error) {
	c, err := r.Customer(ctx, id)
	if core.IsNotFound(err) || err == nil && c.Deleted {
		return c, &core.Error{Code: core.NotFound, Key: "customer.gone", Args: core.Args{"ID": id}}
	}
	return c, err
}

// AddCustomer adds a customer of an owner of PBXs ("" for the owner of the workspace). The caller
// makes operationID, which becomes the id of the customer, with NewID before the first try; a
// repeated try with the same id changes nothing and succeeds.
func (d *Desk) AddCustomer(
	ctx context.Context, operationID, owner string, draft pbx.CustomerDraft,
) (id string, err error) {
	draft = draft.Trim()
	return operationID,
		d.changeCustomer(ctx, permission.CustomerAdd, capacity.CustomerAdded, operationID, operationID, draft,
			func(s *session, tx Tx) (customerChange, error) {
				a, err := d.pbxOwner(ctx, tx, s, owner)
				if err != nil {
					return customerChange{}, err
				}
				return customerChange{after: pbx.Customer{
					ID: operationID, Owner: refOf(a), CustomerDraft: draft, CreatedAt: d.Now(),
					Version: 1,
				}}, nil
			})
}

// EditCustomer changes a customer to the draft. version is the one that the form started from;
// Conflict "customer.changed_meanwhile" when somebody changed the customer meanwhile.
func (d *Desk) EditCustomer(
	ctx context.Context, operationID, id string, version int64, draft pbx.CustomerDraft,
) error {
	draft = draft.Trim()
	return d.changeCustomer(ctx, permission.CustomerEdit, capacity.CustomerChanged, operationID, id, draft,
		func(_ *session, tx Tx) (customerChange, error) {
			before, err := existingCustomer(ctx, tx, id)
			after := before
			after.CustomerDraft, after.Version = draft, version
			return customerChange{before, after}, err
		})
}

func (d *Desk) changeCustomer(
	ctx context.Context, feature permission.Key, verb capacity.Verb, operationID, id string,
	draft pbx.CustomerDraft,
	do func(s *session, tx Tx) (customerChange, error),
) error {
	entry := LogEntry{
		Module: store.ModuleCustomer, Operation: string(verb), Object: id, Name: draft.Title(),
	}
	permit := d.holding(feature)
	return d.performOnce(ctx, permit, operationID, &entry, func(s *session, tx Tx) error {
		if err := draft.Validate().Err(); err != nil {
			return err
		}
		c, err := do(s, tx)
		if err != nil {
			return err
		}
		if c.before.CustomerDraft == c.after.CustomerDraft && c.before.Version == c.after.Version {
			return nil // Saving without a change is nothing that could be undone.
		}
		return d.act(
			ctx, tx, d.newOperation(s, operationID, verb, ""),
			effect{customers: []customerChange{c}},
		)
	}, CustomersChanged, PBXsChanged)
}

// CustomerRefs returns how customers with some ids are called, also those that were deleted.
func (d *Desk) CustomerRefs(ctx context.Context, ids []string) ([]pbx.Ref, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	known, err := d.store.CustomersByID(ctx, ids)
	refs := make([]pbx.Ref, len(ids))
	for i, id := range ids {
		refs[i] = pbx.Ref{ID: id, Name: known[id].Title()}
	}
	return refs, err
}

// DeleteCustomers deletes customers, all or none. It refuses those for whom there are PBXs, with
// the list of them.
func (d *Desk) DeleteCustomers(ctx context.Context, operationID string, ids []string) error {
	ids = uniqueIDs(ids)
	entry := LogEntry{
		Module: store.ModuleCustomer, Operation: string(capacity.CustomerDeleted),
		Object: strings.Join(ids, " "),
	}
	permit := d.holding(permission.CustomerDelete)
	return d.performOnce(ctx, permit, operationID, &entry, func(s *session, tx Tx) error {
		return d.deleteCustomers(
			ctx, tx, d.newOperation(s, operationID, capacity.CustomerDeleted, ""), ids,
		)
	}, CustomersChanged)
}

func (d *Desk) deleteCustomers(
	ctx context.Context, tx Tx, op capacity.Operation, ids []string,
) error {
	var e effect
	var refusals Refusals
	m := &progress{ctx: ctx, rows: len(ids), total: 3 * len(ids)} // Each is looked at, written and logged.
	for part := range slices.Chunk(ids, batchSize) {
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
			if err := mayDeleteCustomer(c, pbxs[id]); err != nil {
				refusals = append(refusals, Refusal{ID: id, Company: c.Company, Err: err})
				continue
			}
			after := c
			after.Deleted = true
			e.customers = append(e.customers, customerChange{c, after})
		}
		if err := m.step(len(part)); err != nil {
			return err
		}
	}
	switch {
	case len(refusals) == 1 && len(ids) == 1:
		return refusals[0].Err
	case len(refusals) > 0:
		return refusals
	case len(e.customers) == 0:
		return nil // An operation of nothing would only stand in the way of undo.
	}
	return d.actInSteps(ctx, tx, op, e, m.step)
}

func mayDeleteCustomer(c pbx.Customer, pbxs []pbx.Ref) error {
	switch {
	case c.ID == "" || c.Deleted:
		return &core.Error{Code: core.NotFound, Key: "customer.gone", Args: core.Args{"ID": c.ID}}
	case len(pbxs) > 0:
		return &core.Error{
			Code: core.Conflict, Key: "customer.has_pbxs",
			Args: core.Args{
				"Customer": c.Title(), "ID": c.ID, "Count": len(pbxs), "PBXs": refNames(pbxs),
			},
		}
	}
	return nil
}
