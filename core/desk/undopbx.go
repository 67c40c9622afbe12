package desk

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
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
	next.pbxs = append(next.pbxs, pbxChange{now, back})
	return err
}

// mayUndoPBX refuses when a PBX is not any more as an operation left it.
func mayUndoPBX(before, after core.Fields, now pbx.PBX) error {
	switch {
	case now.ID == "":
		return &core.Error{Code: core.NotFound, Key: "pbx.gone"}
	case now.Reported:
		return keptByReseller(now.Owner.Name)
	case len(before) == 0:
		return unchangedPBX(now, after, after.Changed(core.Fields{}))
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
	if err := p.desk.mayChangePBX(p.s, now, back); err != nil || back.Deleted {
		return err
	}
	owner, err := p.r.Account(ctx, back.Owner.ID)
	if err == nil {
		err = requireWorking(owner)
	}
	if err != nil {
		return err
	}
	if back.State == pbx.Running && now.State != back.State && back.Over(p.desk.time()) {
		return errExpired(back)
	}
	now.Expiry, back.HighAvailability = back.Expiry, false // Whatever the day was, it was allowed when it was set.
	return p.desk.checkPBX(ctx, p.r, owner, pbxChange{now, back}, p.check.customers)
}

// acrossPages is what the check of an operation has to remember of its pages.
type acrossPages struct {
	customers map[string]pbx.Customer // That it changes, as they will be: no more than checkCustomers looks at.
	moved     []string                // Those of them that will have another owner.
	owners    map[string]string       // Of the PBXs that will have another one.
	come      map[string]int64        // How many PBXs more each owner will have.
}

func newAcrossPages() *acrossPages {
	return &acrossPages{
		customers: map[string]pbx.Customer{}, owners: map[string]string{}, come: map[string]int64{},
	}
}

// customer takes up a customer, before the PBXs that are made for it.
func (a *acrossPages) customer(c customerChange) {
	names := pbx.CustomerDraft{
		Company: c.after.Company, FirstName: c.after.FirstName, LastName: c.after.LastName,
	}
	a.customers[c.after.ID] = pbx.Customer{
		ID: c.after.ID, Owner: c.after.Owner, CustomerDraft: names, Deleted: c.after.Deleted,
	}
	if c.before.Owner.ID != c.after.Owner.ID {
		a.moved = append(a.moved, c.after.ID)
	}
}

// add takes up the rest of a page.
func (a *acrossPages) add(ctx context.Context, r Reader, e effect) error {
	for _, c := range e.pbxs {
		if c.before.Owner.ID != c.after.Owner.ID {
			a.owners[c.after.ID] = c.after.Owner.ID
		}
	}
	countComing(a.come, e.pbxs)
	return lowerLimitsFit(ctx, r, e.accounts)
}

// fits refuses what only all pages together show.
func (a *acrossPages) fits(ctx context.Context, r Reader) error {
	if err := a.customersGoAlong(ctx, r); err != nil {
		return err
	}
	return haveRoom(ctx, r, a.come)
}

// withinPBXLimits refuses when an owner would have more PBXs afterwards than its creation limit
// allows: each of several that come back may fit alone, and a limit may have been used since it was
// raised.
func withinPBXLimits(ctx context.Context, r Reader, e effect) error {
	if err := lowerLimitsFit(ctx, r, e.accounts); err != nil {
		return err
	}
	come := map[string]int64{}
	countComing(come, e.pbxs)
	return haveRoom(ctx, r, come)
}

// countComing adds to how many PBXs more each owner will have.
func countComing(come map[string]int64, pbxs []pbxChange) {
	for _, c := range pbxs {
		if !c.after.Deleted {
			come[c.after.Owner.ID]++
		}
		if !c.before.Deleted {
			come[c.before.Owner.ID]--
		}
	}
}

// lowerLimitsFit refuses a creation limit that becomes lower than how many PBXs there are.
func lowerLimitsFit(ctx context.Context, r Reader, accounts []change) error {
	for _, c := range accounts {
		if was, is := c.before.Package.PBXLimit, c.after.Package.PBXLimit; is != nil &&
			(was == nil || *is < *was) {
			if n, err := countPBXs(ctx, r, c.after); err != nil || n > *is {
				return orProblem(
					err, capacity.FieldPBXLimit, "capacity.pbx_limit_below", core.Args{"Count": n},
				)
			}
		}
	}
	return nil
}

func haveRoom(ctx context.Context, r Reader, come map[string]int64) error {
	for id, n := range come {
		if n <= 0 {
			continue
		}
		if err := roomFor(ctx, r, id, n); err != nil {
			return err
		}
	}
	return nil
}

// roomFor refuses when the creation limit of an owner does not let it have so many PBXs more.
func roomFor(ctx context.Context, r Reader, owner string, more int64) error {
	a, err := r.Account(ctx, owner)
	if err != nil || a.Package.PBXLimit == nil {
		return err
	}
	n, err := countPBXs(ctx, r, a)
	if err != nil || n+more > *a.Package.PBXLimit {
		return orProblem(err, pbx.FieldOwner, "pbx.limit", core.Args{"Limit": *a.Package.PBXLimit})
	}
	return nil
}

// orProblem is an error, or the problem of a field where there is none.
func orProblem(err error, field, key string, args core.Args) error {
	if err != nil {
		return err
	}
	var problems core.Problems
	problems.Add(field, key, args)
	return problems
}

// customersGoAlong refuses when a customer would get another owner than one of the PBXs that are
// made for it.
func (a *acrossPages) customersGoAlong(ctx context.Context, r Reader) error {
	var problems core.Problems
	for part := range slices.Chunk(a.moved, batchSize) {
		pbxs, err := r.PBXsOfCustomers(ctx, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			c := a.customers[id]
			stay := slices.DeleteFunc(
				pbxs[id], func(p pbx.Ref) bool { return a.owners[p.ID] == c.Owner.ID },
			)
			if len(stay) > 0 {
				problems.Add(
					pbx.FieldCustomers, "undo.customer_stays",
					core.Args{"Customer": c.Title(), "PBXs": refNames(stay)},
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
	next.customers = append(next.customers, customerChange{now, back})
	if p.check == nil {
		return nil
	}
	p.check.customer(customerChange{now, back})
	if !back.Deleted {
		return nil
	}
	pbxs, err := p.r.PBXsOfCustomers(ctx, []string{now.ID})
	if err != nil {
		return err
	}
	return mayDeleteCustomer(now, pbxs[now.ID])
}
