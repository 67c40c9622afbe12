package pbxs

import (
	"context"

	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// PBXs returns one page of the list. Who may not see customers does not see who they are.
func (d *Desk) PBXs(ctx context.Context, q store.PBXQuery) ([]store.PBXRow, error) {
	s, err := MayList(d.k, q)
	if err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	rows, err := d.k.Store.PBXList().Page(ctx, q)
	return s.WithoutCustomers(rows), err
}

// MayList returns the session of a person who may see the PBXs of a query: those of a customer only
// who may see customers.
func MayList(k *action.Kernel, q store.PBXQuery) (*action.Session, error) {
	s, err := k.Authorize(permission.PBXView)
	if err == nil && q.Customer != "" {
		err = k.RequireFeature(s, permission.CustomerView)
	}
	return s, err
}

// PBXsByID returns the rows of some PBXs, for a question about them.
func (d *Desk) PBXsByID(ctx context.Context, ids []string) ([]store.PBXRow, error) {
	s, err := d.k.Authorize(permission.PBXView)
	if err != nil {
		return nil, err
	}
	rows, err := d.k.Store.PBXList().ByID(ctx, ids)
	return s.WithoutCustomers(rows), err
}

// CountPBXs returns how many PBXs the list has.
func (d *Desk) CountPBXs(ctx context.Context, q store.PBXQuery) (int, error) {
	if _, err := MayList(d.k, q); err != nil {
		return 0, err
	}
	q.Now = d.k.Time()
	return d.k.Store.PBXList().Count(ctx, q)
}

// PBXChips counts what each quick filter leaves of a list, whose own is passed over.
func (d *Desk) PBXChips(ctx context.Context, q store.PBXQuery) (map[store.PBXChip]int, error) {
	if _, err := MayList(d.k, q); err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	return d.k.Store.PBXChips(ctx, q)
}

// PBXIDs returns the ids of the whole list in its order.
func (d *Desk) PBXIDs(ctx context.Context, q store.PBXQuery) ([]string, error) {
	if _, err := MayList(d.k, q); err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	return d.k.Store.PBXList().IDs(ctx, q)
}

// PBXPosition returns the place of a PBX in the list, or NotFound when the list does not show it.
func (d *Desk) PBXPosition(ctx context.Context, q store.PBXQuery, id string) (int, error) {
	if _, err := MayList(d.k, q); err != nil {
		return 0, err
	}
	q.Now = d.k.Time()
	return d.k.Store.PBXList().Position(ctx, q, id)
}

// Customers returns one page of the list.
func (d *Desk) Customers(ctx context.Context, q store.CustomerQuery) ([]store.CustomerRow, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.k.Store.CustomerList().Page(ctx, q)
}

// CustomersByID returns the rows of some customers, for a question about them.
func (d *Desk) CustomersByID(ctx context.Context, ids []string) ([]store.CustomerRow, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.k.Store.CustomerList().ByID(ctx, ids)
}

// CountCustomers returns how many customers the list has.
func (d *Desk) CountCustomers(ctx context.Context, q store.CustomerQuery) (int, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return 0, err
	}
	return d.k.Store.CustomerList().Count(ctx, q)
}

// CustomerIDs returns the ids of the whole list in its order.
func (d *Desk) CustomerIDs(ctx context.Context, q store.CustomerQuery) ([]string, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return nil, err
	}
	return d.k.Store.CustomerList().IDs(ctx, q)
}

// CustomerPosition returns the place of a customer in the list, or NotFound when the list does not
// show it.
func (d *Desk) CustomerPosition(
	ctx context.Context, q store.CustomerQuery, id string,
) (int, error) {
	if _, err := d.k.Authorize(permission.CustomerView); err != nil {
		return 0, err
	}
	return d.k.Store.CustomerList().Position(ctx, q, id)
}
