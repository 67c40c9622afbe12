package history

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// pbx adds to a page what undoes one logged change of a PBX. What the fields say moves with the
// transfers of the operation.
func (p *planner) pbx(
	ctx context.Context, before, after core.Fields, now pbx.PBX, next *page,
) error {
	if p.check != nil {
		if err := mayUndoPBX(before, after, now); err != nil {
			return err
		}
	}
	back, err := now, error(nil)
	if len(before) > 0 {
		back, err = now.With(before, before.Changed(after))
	} else { // It was added: undone, it is deleted.
		back.Deleted = true
	}
	if err == nil && p.check != nil && len(before) > 0 {
		err = p.mayPutBackPBX(ctx, now, back)
	}
	next.PBXs = append(next.PBXs, action.Changed(now, back))
	return err
}

// mayUndoPBX refuses when a PBX is not any more as an operation left it.
func mayUndoPBX(before, after core.Fields, now pbx.PBX) error {
	switch {
	case now.ID == "":
		return &core.Error{Code: core.NotFound, Key: "pbx.gone"}
	case now.Reported:
		return pbxs.KeptByReseller(now.Owner.Name)
	case len(before) == 0:
		// When it was made at the vendor is written by a tick of the hand-over.
		names := slices.DeleteFunc(after.Changed(core.Fields{}), func(name string) bool {
			return name == pbx.FieldMadeAt
		})
		return unchangedPBX(now, after, names)
	}
	names := before.Changed(after)
	// Whose it is and whether it is there decides where the transfers go; with these, all that it
	// takes goes.
	checked := append([]string{pbx.FieldOwner, pbx.FieldDeleted}, names...)
	if slices.Contains(names, pbx.FieldOwner) || slices.Contains(names, pbx.FieldDeleted) {
		checked = append(checked, pbx.SizeFields()...)
	}
	return unchangedPBX(now, after, checked)
}

// mayPutBackPBX refuses when a PBX could not be saved now as it would be again. Its switch is left
// to heldSwitches: the operation may bring back what it needs.
func (p *planner) mayPutBackPBX(ctx context.Context, now, back pbx.PBX) error {
	if err := pbxs.MayChangePBX(p.desk.k, p.s, now, back); err != nil || back.Deleted {
		return err
	}
	owner, err := p.r.Account(ctx, back.Owner.ID)
	if err == nil {
		err = action.RequireWorking(owner)
	}
	if err != nil {
		return err
	}
	if back.State == pbx.Running && now.State != back.State && back.Over(p.desk.k.Time()) {
		return pbxs.ErrExpired(back)
	}
	// Whatever the day was, it was allowed when it was set.
	now.Expiry, back.HighAvailability = back.Expiry, false
	return pbxs.CheckPBX(ctx, p.desk.k, p.r, owner, action.Changed(now, back), p.check.customers)
}

// acrossPages is what the check of an operation has to remember of its pages.
type acrossPages struct {
	// That it changes, as they will be: no more than checkCustomers looks at.
	customers map[string]pbx.Customer
	moved     []string          // Those of them that will have another owner.
	owners    map[string]string // Of the PBXs that will have another one.
	come      map[string]int64  // How many PBXs more each owner will have.
}

func newAcrossPages() *acrossPages {
	return &acrossPages{
		customers: map[string]pbx.Customer{}, owners: map[string]string{}, come: map[string]int64{},
	}
}

// customer takes up a customer, before the PBXs that are made for it.
func (a *acrossPages) customer(c action.CustomerChange) {
	names := pbx.CustomerDraft{
		Company: c.After.Company, FirstName: c.After.FirstName, LastName: c.After.LastName,
	}
	a.customers[c.After.ID] = pbx.Customer{
		ID: c.After.ID, Owner: c.After.Owner, CustomerDraft: names, Deleted: c.After.Deleted,
	}
	if c.Before.Owner.ID != c.After.Owner.ID {
		a.moved = append(a.moved, c.After.ID)
	}
}

// add takes up the rest of a page.
func (a *acrossPages) add(ctx context.Context, r store.Reader, e action.Effect) error {
	for _, c := range e.PBXs {
		if c.Before.Owner.ID != c.After.Owner.ID {
			a.owners[c.After.ID] = c.After.Owner.ID
		}
	}
	pbxs.CountComing(a.come, e.PBXs)
	return pbxs.LowerLimitsFit(ctx, r, e.Accounts)
}

// fits refuses what only all pages together show.
func (a *acrossPages) fits(ctx context.Context, r store.Reader) error {
	if err := a.customersGoAlong(ctx, r); err != nil {
		return err
	}
	return pbxs.HaveRoom(ctx, r, a.come)
}

// customersGoAlong refuses when a customer would get another owner than one of the PBXs that are
// made for it.
func (a *acrossPages) customersGoAlong(ctx context.Context, r store.Reader) error {
	var problems core.Problems
	for part := range slices.Chunk(a.moved, action.BatchSize) {
		held, err := r.PBXsOfCustomers(ctx, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			c := a.customers[id]
			stay := slices.DeleteFunc(
				held[id], func(p pbx.Ref) bool { return a.owners[p.ID] == c.Owner.ID },
			)
			if len(stay) > 0 {
				problems.Add(
					pbx.FieldCustomers, "undo.customer_stays",
					core.Args{"Customer": c.Title(), "PBXs": pbxs.RefNames(stay)},
				)
			}
		}
	}
	return problems.Err()
}

// unchangedPBX refuses when one of the fields does not look any more as the operation left it.
func unchangedPBX(p pbx.PBX, after core.Fields, names []string) error {
	now, err := p.Fields()
	if err != nil {
		return err
	}
	return unchangedFields(p.Name, now, after, names)
}

func unchangedFields(title string, now, after core.Fields, names []string) error {
	for _, name := range names {
		if !pbx.SameField(name, now, after) {
			return &core.Error{
				Code: core.Conflict, Key: "undo.changed",
				Args: core.Args{"Company": title, "Field": core.Key("field." + name)},
			}
		}
	}
	return nil
}

// customer adds to a page what undoes one logged change of a customer.
func (p *planner) customer(
	ctx context.Context, before, after core.Fields, now pbx.Customer, next *page,
) error {
	if now.ID == "" {
		return &core.Error{Code: core.NotFound, Key: "customer.gone"}
	}
	names := before.Changed(after)
	if p.check != nil {
		fields, err := now.Fields()
		if err != nil {
			return err
		}
		if err := unchangedFields(
			now.Title(), fields, after, append([]string{pbx.FieldDeleted}, names...),
		); err != nil {
			return err
		}
	}
	back, err := now, error(nil)
	if len(before) > 0 {
		back, err = now.With(before, names)
	} else { // It was added: undone, it is deleted.
		back.Deleted = true
	}
	if err != nil {
		return err
	}
	next.Customers = append(next.Customers, action.Changed(now, back))
	if p.check == nil {
		return nil
	}
	p.check.customer(action.Changed(now, back))
	if !back.Deleted {
		return nil
	}
	held, err := p.r.PBXsOfCustomers(ctx, []string{now.ID})
	if err != nil {
		return err
	}
	return pbxs.MayDeleteCustomer(now, held[now.ID])
}
