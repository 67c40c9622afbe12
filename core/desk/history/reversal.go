package history

import (
	"context"
	"iter"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// reversal is what undoing an operation would do. What it changes is worked out page by page: an
// operation may be about 100,000 resellers.
type reversal struct {
	op        capacity.Operation // Without its transfers.
	entries   int                // Of the log, of the operation that is undone.
	transfers int                // Of the operation that is undone.
	// What the mirrored transfers come to, without whose they are.
	sums []capacity.Transfer
	// What it is to be; nil when the operation did not change it.
	subscription *capacity.Subscription
}

// reversal works out what undoing an operation would do, or why it cannot be undone. m is set to
// the size of the whole.
func (d *Desk) reversal(
	ctx context.Context,
	r store.Reader,
	s *action.Session,
	target string,
	m *action.Steps,
) (reversal, error) {
	op, err := r.BareOperation(ctx, target)
	if err == nil {
		err = d.reversible(ctx, r, s, op)
	}
	if err != nil {
		return reversal{}, err
	}
	plan := reversal{
		op: capacity.Operation{Verb: op.Verb.Reversed(), Object: op.Object, Reverses: op.ID},
	}
	if plan.entries, plan.transfers, err = r.OperationSize(ctx, target); err != nil {
		return plan, err
	}
	if plan.entries == 0 {
		return plan, &core.Error{Code: core.Conflict, Key: "undo.not_logged"}
	}
	sums, err := r.OperationSums(ctx, target)
	if err != nil {
		return plan, err
	}
	plan.sums = capacity.Reverse(sums)
	// Each is checked, written and logged.
	m.Rows, m.Total = plan.entries, 3*plan.entries+plan.transfers
	whole := planner{desk: d, r: r, s: s, check: newAcrossPages()}
	plan.subscription, err = whole.checkPages(ctx, op, m)
	return plan, err
}

// checkPages tries all that undoing an operation would do, and returns how it changes the
// subscription, nil for not at all.
func (p *planner) checkPages(
	ctx context.Context, op capacity.Operation, m *action.Steps,
) (changed *capacity.Subscription, err error) {
	for page, err := range p.pages(ctx, op) {
		if err != nil {
			return changed, err
		}
		if page.subscription != nil {
			changed = page.subscription
		}
		if err := p.check.add(ctx, p.r, page.Effect); err != nil {
			return changed, err
		}
		if err := m.Step(page.entries); err != nil {
			return changed, err
		}
	}
	return changed, p.check.fits(ctx, p.r)
}

// reversible refuses what can never be undone, or not by this person, or was undone already.
func (d *Desk) reversible(
	ctx context.Context, r store.Reader, s *action.Session, op capacity.Operation,
) error {
	if op.Verb.Signed() {
		return &core.Error{Code: core.Conflict, Key: "undo.signed"}
	}
	if err := d.requireUndo(s, op.Verb); err != nil {
		return err
	}
	switch {
	case op.Verb == capacity.PBXsKept:
		return &core.Error{Code: core.Conflict, Key: "undo.kept"}
	case op.Verb.Root() == capacity.PBXConsumed:
		return &core.Error{Code: core.Conflict, Key: "undo.consumed"}
	}
	by, err := r.ReversedBy(ctx, op.ID)
	if err == nil && by != "" {
		err = &core.Error{Code: core.Conflict, Key: "undo.already"}
	}
	return err
}

// planner works out what undoes the changes of an operation.
type planner struct {
	desk *Desk
	r    store.Reader
	s    *action.Session
	// nil when all was checked in the same transaction: what is written meanwhile is in nobody's
	// way.
	check *acrossPages
}

// page is what undoes some of the changes of an operation.
type page struct {
	action.Effect
	subscription *capacity.Subscription
	entries      int
}

// pages yields what undoes the logged changes of an operation, in their order.
func (p *planner) pages(ctx context.Context, op capacity.Operation) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		for last := int64(0); ; {
			entries, err := p.r.OperationEntries(ctx, op.ID, last, action.BatchSize)
			if err != nil || len(entries) == 0 {
				if err != nil {
					yield(page{}, err)
				}
				return
			}
			last = entries[len(entries)-1].Number
			if next, err := p.page(ctx, op, entries); !yield(next, err) || err != nil {
				return
			}
		}
	}
}

// present is what some entries of the log are about as it is now, by ids, and which amounts their
// operation moved.
type present struct {
	accounts  map[string]account.Account
	moved     map[string]capacity.Amounts
	customers map[string]pbx.Customer
	pbxs      map[string]pbx.PBX
}

func (p *planner) present(
	ctx context.Context, op capacity.Operation, entries []store.LogRow,
) (is present, err error) {
	users := objectsOf(entries, store.ModuleUser)
	if is.accounts, err = p.r.AccountsByID(ctx, users); err != nil {
		return is, err
	}
	if is.moved, err = p.r.OperationMoved(ctx, op.ID, users); err != nil {
		return is, err
	}
	is.customers, err = p.r.CustomersByID(ctx, objectsOf(entries, store.ModuleCustomer))
	if err != nil {
		return is, err
	}
	is.pbxs, err = p.r.PBXsByID(ctx, objectsOf(entries, store.ModulePBX))
	return is, err
}

// page works out what undoes some logged changes of an operation.
func (p *planner) page(
	ctx context.Context, op capacity.Operation, entries []store.LogRow,
) (page, error) {
	next := page{entries: len(entries)}
	if slices.ContainsFunc(entries, func(e store.LogRow) bool { return e.Erased }) {
		return next, &core.Error{Code: core.Conflict, Key: "undo.erased"}
	}
	is, err := p.present(ctx, op, entries)
	if err != nil {
		return next, err
	}
	for _, e := range entries {
		before, err := parsed(e.Before)
		if err != nil {
			return next, err
		}
		after, err := parsed(e.After)
		if err == nil {
			err = p.mayEdit(op, before, after)
		}
		if err != nil {
			return next, err
		}
		switch e.Module {
		case store.ModuleSubscription:
			if p.check != nil { // It is put back before everything else.
				err = p.subscription(ctx, before, after, &next)
			}
		case store.ModuleCustomer:
			err = p.customer(ctx, before, after, is.customers[e.Object], &next)
		case store.ModulePBX:
			err = p.pbx(ctx, before, after, is.pbxs[e.Object], &next)
		default:
			a, moved := is.accounts[e.Object], is.moved[e.Object]
			err = p.account(ctx, op, before, after, a, moved, &next)
		}
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

// mayEdit refuses to put back what an import changed, from somebody who may not change it.
func (p *planner) mayEdit(op capacity.Operation, before, after core.Fields) error {
	features := map[capacity.Verb]permission.Key{
		capacity.ResellerImported: permission.UserEdit, capacity.PBXImported: permission.PBXEdit,
		capacity.CustomerImported:  permission.CustomerEdit,
		capacity.ResellerTakenOver: permission.UserEdit, capacity.PBXTakenOver: permission.PBXEdit,
	}
	feature, imported := features[op.Verb.Root()]
	if p.check == nil || !imported || isAddition(before, after) {
		return nil
	}
	return p.desk.k.RequireFeature(p.s, feature)
}

// isAddition tells whether a change made something, or undid that, or did it again.
func isAddition(before, after core.Fields) bool {
	closed := func(f core.Fields) bool { return string(f["state"]) == `"`+string(account.Closed)+`"` }
	return len(before) == 0 || closed(before) || closed(after) ||
		string(before[pbx.FieldDeleted]) != string(after[pbx.FieldDeleted])
}

func objectsOf(entries []store.LogRow, module string) []string {
	var ids []string
	for _, e := range entries {
		if e.Module == module {
			ids = append(ids, e.Object)
		}
	}
	return ids
}

// mayTouch refuses to undo an operation of an account that the person may not change, or that was
// sent already.
func (p *planner) mayTouch(
	ctx context.Context, op capacity.Operation, before, after core.Fields, a account.Account,
) error {
	if p.check == nil {
		return nil
	}
	adds := op.Verb.Adds() && isAddition(before, after)
	if err := accounts.MayChange(p.s, a); err != nil || !adds {
		return err
	}
	return notSent(ctx, p.r, a)
}

// back is an account with the fields that a change made other as they were before it.
func (p *planner) back(
	ctx context.Context, a account.Account, before, after core.Fields,
) (account.Account, error) {
	names := before.Changed(after)
	if (a.State == account.InBin || a.State == account.Closed) &&
		!slices.Contains(names, "state") { // Its package is held, or gone.
		names = append(names, "state")
	}
	if p.check != nil {
		if err := unchanged(a, after, names); err != nil {
			return a, err
		}
	}
	back, err := a.With(before, slices.DeleteFunc(names, account.IsAmount))
	if err != nil || p.check == nil {
		return back, err
	}
	return back, p.mayBeBack(ctx, a, back)
}

// account adds to a page what undoes one logged change of an account, whose amounts the operation
// changed by moved.
func (p *planner) account(
	ctx context.Context,
	op capacity.Operation,
	before, after core.Fields,
	a account.Account,
	moved capacity.Amounts,
	next *page,
) error {
	if a.ID == "" {
		return &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	if err := p.mayTouch(ctx, op, before, after, a); err != nil {
		return err
	}
	if len(before) == 0 { // It was added: undone, it is closed.
		closed, err := a.Close()
		if err == nil && p.check != nil {
			err = mayClose(ctx, p.r, a, after)
		}
		next.Accounts = append(next.Accounts, action.Changed(a, accounts.Emptied(closed)))
		return err
	}
	back, err := p.back(ctx, a, before, after)
	if err != nil {
		return err
	}
	accounts.LiftEnd(p.desk.k, &back)
	if back.Kind == account.Reseller && accounts.EmailChanged(a, back) &&
		back.State == account.Invited {
		back.State = account.NotInvited
	}
	next.Accounts = append(next.Accounts, action.Changed(a, withoutAmounts(back, moved)))
	return accounts.StillInvited(ctx, p.r, &next.Accounts[len(next.Accounts)-1].After)
}

// mayClose refuses to close an account that was added and changed since, or has PBXs.
func mayClose(ctx context.Context, r store.Reader, a account.Account, after core.Fields) error {
	if err := unchanged(
		a,
		after,
		after.Changed(core.Fields{}),
	); err != nil ||
		a.Kind != account.Reseller {
		return err
	}
	return accounts.MustHaveNoPBXs(ctx, r, a)
}

// mayBeBack refuses when an account can no longer be what it was.
func (p *planner) mayBeBack(ctx context.Context, a, back account.Account) error {
	if back.State == account.InBin && !p.desk.k.Time().Before(back.Bin.Until) {
		return &core.Error{
			Code: core.Conflict,
			Key:  "undo.bin_over",
			Args: core.Args{"Company": a.Title()},
		}
	}
	if a.State == account.Suspended && a.Suspension.ByEnd && back.State != account.Suspended &&
		accounts.IsPackageEnded(p.desk.k, back) {
		return accounts.ErrPackageEnded(a)
	}
	if err := mayPutBack(p.s, a, back); err != nil {
		return err
	}
	return emailFree(ctx, p.r, a, back)
}

// mayPutBack refuses when an account would get permissions that the person could not give it.
func mayPutBack(s *action.Session, a, back account.Account) error {
	held := s.Account.Holds()
	if a.Kind == account.Reseller {
		held = held.ForReseller()
	}
	for _, k := range back.Permissions.NotHeld(held, a.Permissions) {
		return &core.Error{
			Code: core.Forbidden,
			Key:  "permission.not_held",
			Args: core.Args{"Feature": core.Key("feature." + k)},
		}
	}
	return nil
}

// emailFree refuses when somebody else signs in by now with the email that an account would have
// again.
func emailFree(ctx context.Context, r store.Reader, a, back account.Account) error {
	if back.State == account.Closed || a.State != account.Closed &&
		!accounts.EmailChanged(a, back) {
		return nil
	}
	other, err := r.AccountByEmail(ctx, account.EmailKey(back.Profile.Email))
	if core.IsNotFound(err) || err == nil && other.ID == a.ID {
		return nil
	}
	if err == nil {
		err = &core.Error{
			Code: core.Conflict,
			Key:  "undo.email",
			Args: core.Args{"Email": back.Profile.Email, "Company": other.Title()},
		}
	}
	return err
}

// notSent refuses to undo the adding of a reseller whose activation mail has left, or may have.
func notSent(ctx context.Context, r store.Reader, a account.Account) error {
	i, err := r.OpenInvitation(ctx, a.ID)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := r.Mail(ctx, i.ID)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	if i.AcceptedAt != nil || m.State == store.MailInDoubt || m.State == store.MailSending {
		return &core.Error{
			Code: core.Conflict,
			Key:  "undo.sent",
			Args: core.Args{"Company": a.Title()},
		}
	}
	return nil
}

// unchanged refuses when one of the fields does not look any more as the operation left it. That
// the mail server took the invitation meanwhile is no change of anybody.
func unchanged(a account.Account, after core.Fields, names []string) error {
	now, err := a.Fields()
	if err != nil {
		return err
	}
	for _, name := range names {
		invited := name == "state" && a.State == account.Invited &&
			string(after[name]) == `"`+string(account.NotInvited)+`"`
		if string(now[name]) != string(after[name]) && !invited {
			return &core.Error{
				Code: core.Conflict,
				Key:  "undo.changed",
				Args: core.Args{"Company": a.Title(), "Field": core.Key("field." + name)},
			}
		}
	}
	return nil
}

// withoutAmounts is the account with the package that it has after what was moved to it was taken
// back, for the log.
func withoutAmounts(a account.Account, moved capacity.Amounts) account.Account {
	amounts := a.Package.Amounts.Clone()
	for r, n := range moved {
		amounts[r] -= n
	}
	a.Package.Amounts = amounts
	return a
}

// subscription adds to a page the subscription as it is now, except the fields that the operation
// changed.
func (p *planner) subscription(ctx context.Context, before, after core.Fields, next *page) error {
	if len(before) == 0 {
		return &core.Error{Code: core.Conflict, Key: "undo.first"}
	}
	now, err := subscription.Terms(ctx, p.r)
	if err != nil {
		return err
	}
	fields, err := now.Fields()
	if err != nil {
		return err
	}
	for _, name := range before.Changed(after) {
		if string(fields[name]) != string(after[name]) {
			return &core.Error{
				Code: core.Conflict,
				Key:  "undo.subscription_changed",
				Args: core.Args{"Field": core.Key("field." + name)},
			}
		}
		delete(fields, name)
		if value, had := before[name]; had {
			fields[name] = value
		}
	}
	back, err := capacity.SubscriptionOf(fields)
	next.subscription = &back
	if err != nil {
		return err
	}
	return back.Validate().Err()
}
