package desk

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

// planPBX adds to a plan what undoes one logged change of a PBX. What the fields say moves with the transfers of the plan.
func (d *Desk) planPBX(ctx context.Context, r Reader, s *session, before, after core.Fields, p pbx.PBX, plan *reversalPlan) error {
	switch {
	case p.ID == "":
		return &core.Error{Code: core.NotFound, Key: "pbx.gone"}
	case p.Reported:
		return keptByReseller(p.Owner.Name)
	}
	if len(before) == 0 { // It was added: undone, it is deleted.
		if err := unchangedPBX(p, after, after.Changed(core.Fields{})); err != nil {
			return err
		}
		back := p
		back.Deleted = true
		plan.pbxs = append(plan.pbxs, pbxChange{p, back})
		return nil
	}
	names := before.Changed(after)
	// Whose it is and whether it is there decides where the transfers go; with these, all that it takes goes.
	checked := append([]string{pbx.FieldOwner, pbx.FieldDeleted}, names...)
	if slices.Contains(names, pbx.FieldOwner) || slices.Contains(names, pbx.FieldDeleted) {
		checked = append(checked, pbx.SizeFields()...)
	}
	if err := unchangedPBX(p, after, checked); err != nil {
		return err
	}
	back, err := p.With(before, names)
	if err == nil {
		err = d.mayChangePBX(s, p, back)
	}
	if err != nil {
		return err
	}
	if !back.Deleted {
		if err := d.mayPutBackPBX(ctx, r, p, back, plan); err != nil {
			return err
		}
	}
	plan.pbxs = append(plan.pbxs, pbxChange{p, back})
	return nil
}

// mayPutBackPBX refuses when a PBX could not be saved now as it would be again. Its switch is left to heldSwitches: the operation may
// bring back what it needs.
func (d *Desk) mayPutBackPBX(ctx context.Context, r Reader, p, back pbx.PBX, plan *reversalPlan) error {
	owner, err := r.Account(ctx, back.Owner.ID)
	if err == nil {
		err = mustWork(owner)
	}
	if err != nil {
		return err
	}
	if back.State == pbx.Running && p.State != back.State && back.Over(d.time()) {
		return over(back)
	}
	p.Expiry, back.HighAvailability = back.Expiry, false // Whatever the day was, it was allowed when it was set.
	return d.checkPBX(ctx, r, owner, pbxChange{p, back}, plan.customers)
}

// withinPBXLimits refuses when an owner would have more PBXs afterwards than its creation limit allows: each of several that come back
// may fit alone, and a limit may have been used since it was raised.
func withinPBXLimits(ctx context.Context, r Reader, e effect) error {
	come := map[string]int64{}
	for _, c := range e.pbxs {
		if !c.after.Deleted {
			come[c.after.Owner.ID]++
		}
		if !c.before.Deleted {
			come[c.before.Owner.ID]--
		}
	}
	for _, c := range e.accounts {
		if was, is := c.before.Package.PBXLimit, c.after.Package.PBXLimit; is != nil && (was == nil || *is < *was) {
			if n, err := countPBXs(ctx, r, c.after); err != nil || n > *is {
				return orProblem(err, capacity.FieldPBXLimit, "capacity.pbx_limit_below", core.Args{"Count": n})
			}
		}
	}
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

// customersGoAlong refuses when a customer would get another owner than one of the PBXs that are made for it.
func customersGoAlong(ctx context.Context, r Reader, e effect) error {
	moved := map[string]string{}
	for _, c := range e.pbxs {
		moved[c.after.ID] = c.after.Owner.ID
	}
	var ids []string
	for _, c := range e.customers {
		if c.before.Owner.ID != c.after.Owner.ID {
			ids = append(ids, c.after.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	pbxs, err := r.PBXsOfCustomers(ctx, ids)
	if err != nil {
		return err
	}
	var problems core.Problems
	for _, c := range e.customers {
		stay := slices.DeleteFunc(pbxs[c.after.ID], func(p pbx.Ref) bool { return moved[p.ID] == c.after.Owner.ID })
		if len(stay) > 0 {
			problems.Add(pbx.FieldCustomers, "undo.customer_stays", core.Args{"Customer": c.after.Title(), "PBXs": refNames(stay)})
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
			return &core.Error{Code: core.Conflict, Key: "undo.changed", Args: core.Args{"Company": title, "Field": core.Key("field." + name)}}
		}
	}
	return nil
}

// planCustomer adds to a plan what undoes one logged change of a customer.
func planCustomer(ctx context.Context, r Reader, before, after core.Fields, c pbx.Customer, plan *reversalPlan) error {
	if c.ID == "" {
		return &core.Error{Code: core.NotFound, Key: "customer.gone"}
	}
	now, err := c.Fields()
	if err != nil {
		return err
	}
	names := before.Changed(after)
	if err := unchangedFields(c.Title(), now, after, append([]string{pbx.FieldDeleted}, names...)); err != nil {
		return err
	}
	back := c
	if len(before) > 0 {
		back, err = c.With(before, names)
	} else { // It was added: undone, it is deleted.
		back.Deleted = true
	}
	if err != nil {
		return err
	}
	if back.Deleted {
		pbxs, err := r.PBXsOfCustomers(ctx, []string{c.ID})
		if err != nil {
			return err
		}
		if err := mayDeleteCustomer(c, pbxs[c.ID]); err != nil {
			return err
		}
	}
	plan.customers = append(plan.customers, customerChange{c, back})
	return nil
}
