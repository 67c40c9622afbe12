package desk

import (
	"context"
	"slices"

	"resellerdesk/core"
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
	if back.State == pbx.Running && p.State != back.State && back.Over(d.Now()) {
		return over(back)
	}
	p.Expiry, back.HighAvailability = back.Expiry, false // Whatever the day was, it was allowed when it was set.
	return d.checkPBX(ctx, r, owner, pbxChange{p, back}, plan.customers)
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
