package desk

import (
	"context"

	"resellerdesk/core/permission"
)

// PBXs returns one page of the list. Who may not see customers does not see who they are.
func (d *Desk) PBXs(ctx context.Context, q PBXQuery) ([]PBXRow, error) {
	s, err := d.mayList(q)
	if err != nil {
		return nil, err
	}
	q.Now = d.time()
	rows, err := d.store.PBXRows(ctx, q)
	return s.withoutCustomers(rows), err
}

// mayList returns the session of a person who may see the PBXs of a query: those of a customer only
// who may see customers.
func (d *Desk) mayList(q PBXQuery) (*session, error) {
	s, err := d.authorize(permission.PBXView)
	if err == nil && q.Customer != "" {
		err = d.requireFeature(s, permission.CustomerView)
	}
	return s, err
}

// PBXsByID returns the rows of some PBXs, for a question about them.
func (d *Desk) PBXsByID(ctx context.Context, ids []string) ([]PBXRow, error) {
	s, err := d.authorize(permission.PBXView)
	if err != nil {
		return nil, err
	}
	rows, err := d.store.PBXRowsByID(ctx, ids)
	return s.withoutCustomers(rows), err
}

// withoutCustomers leaves the customers out for who may not see them.
func (s *session) withoutCustomers(rows []PBXRow) []PBXRow {
	if !s.account.Holds()[permission.CustomerView] {
		for i := range rows {
			rows[i].Customers = nil
		}
	}
	return rows
}

// CountPBXs returns how many PBXs the list has.
func (d *Desk) CountPBXs(ctx context.Context, q PBXQuery) (int, error) {
	if _, err := d.mayList(q); err != nil {
		return 0, err
	}
	q.Now = d.time()
	return d.store.CountPBXs(ctx, q)
}

// PBXIDs returns the ids of the whole list in its order.
func (d *Desk) PBXIDs(ctx context.Context, q PBXQuery) ([]string, error) {
	if _, err := d.mayList(q); err != nil {
		return nil, err
	}
	q.Now = d.time()
	return d.store.PBXIDs(ctx, q)
}

// PBXPosition returns the place of a PBX in the list, or NotFound when the list does not show it.
func (d *Desk) PBXPosition(ctx context.Context, q PBXQuery, id string) (int, error) {
	if _, err := d.mayList(q); err != nil {
		return 0, err
	}
	q.Now = d.time()
	return d.store.PBXPosition(ctx, q, id)
}

// Customers returns one page of the list.
func (d *Desk) Customers(ctx context.Context, q CustomerQuery) ([]CustomerRow, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.store.CustomerRows(ctx, q)
}

// CustomersByID returns the rows of some customers, for a question about them.
func (d *Desk) CustomersByID(ctx context.Context, ids []string) ([]CustomerRow, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.store.CustomerRowsByID(ctx, ids)
}

// CountCustomers returns how many customers the list has.
func (d *Desk) CountCustomers(ctx context.Context, q CustomerQuery) (int, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return 0, err
	}
	return d.store.CountCustomers(ctx, q)
}

// CustomerIDs returns the ids of the whole list in its order.
func (d *Desk) CustomerIDs(ctx context.Context, q CustomerQuery) ([]string, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.store.CustomerIDs(ctx, q)
}

// CustomerPosition returns the place of a customer in the list, or NotFound when the list does not
// show it.
func (d *Desk) CustomerPosition(ctx context.Context, q CustomerQuery, id string) (int, error) {
	if _, err := d.authorize(permission.CustomerView); err != nil {
		return 0, err
	}
	return d.store.CustomerPosition(ctx, q, id)
}
