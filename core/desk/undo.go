package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
)

// PastOperation is an operation as the history shows it.
type PastOperation struct {
	ID     string
	At     time.Time
	Actor  string // Name of the person, "" for the program.
	Verb   capacity.Verb
	Name   string // Of the one reseller, colleague, PBX or customer it changed, or of the first.
	Count  int    // How many of them it changed.
	Undone bool   // Another operation reversed it.
	// The email for which no invitation is valid any more when this is undone, "" for none. Only
	// NextUndo, NextRedo and Past fill it in.
	Voids string
	// What the person did last, when that is another action, which is not undone; else nil. Only
	// NextUndo and NextRedo fill it in.
	Newer *LogRow
	// Why it cannot be undone now, nil when it can or is too large to look. Only History fills it in.
	WhyNot error
}

// Title says in words what the operation did, without "undone": "Reseller changed: Kranich Telefonie GmbH".
func (p PastOperation) Title(words *i18n.Printer) string {
	what := words.T("verb." + string(p.Verb.Root()))
	switch {
	case p.Count > 1:
		return words.T("history.one", core.Args{"What": what, "Name": several(words, p.Verb, p.Count)})
	case p.Name != "":
		return words.T("history.one", core.Args{"What": what, "Name": p.Name})
	}
	return what
}

const (
	historyShown   = 50  // How many operations the history lists.
	historyChecked = 100 // How many things an operation may have changed to be looked through beforehand.
)

// History returns the newest operations, newest first, each with the reason when it cannot be undone.
func (d *Desk) History(ctx context.Context) ([]PastOperation, error) {
	s, err := d.may(permission.LogsView)
	if err != nil {
		return nil, err
	}
	past, err := d.Store.Past(ctx, "", historyShown)
	for i := range past {
		if past[i].Count > historyChecked {
			continue
		}
		_, past[i].WhyNot = d.reversal(ctx, d.Store, s, past[i].ID, &meter{ctx: ctx})
	}
	return past, err
}

// Past returns one operation as the history shows it, or NotFound. It takes what doing the operation takes.
func (d *Desk) Past(ctx context.Context, operationID string) (PastOperation, error) {
	s, err := d.working()
	if err != nil {
		return PastOperation{}, err
	}
	past, err := d.Store.PastOne(ctx, operationID)
	if err == nil {
		err = d.holds(s, needed(past.Verb))
	}
	if err != nil {
		return PastOperation{}, err
	}
	return d.withVoided(ctx, s, past), nil
}

// withVoided fills in whose invitation is void when an operation is undone that changed an email.
func (d *Desk) withVoided(ctx context.Context, s *session, past PastOperation) PastOperation {
	if past.Count > 1 {
		return past
	}
	plan, err := d.reversal(ctx, d.Store, s, past.ID, &meter{ctx: ctx})
	if err != nil {
		return past // Undoing it says why not.
	}
	for _, c := range plan.accounts {
		invited := c.after.State == account.NotInvited || c.after.State == account.Invited
		if !invited || c.after.Kind != account.Reseller || !emailChanged(c.before, c.after) {
			continue
		}
		if last, err := d.Store.LastSequence(ctx, c.after.ID); err == nil && last > 0 {
			past.Voids = c.after.Profile.Email
		}
	}
	return past
}

// CanUndo returns why an operation cannot be undone now, nil when it can.
func (d *Desk) CanUndo(ctx context.Context, target string) error {
	s, err := d.working()
	if err != nil {
		return err
	}
	_, err = d.reversal(ctx, d.Store, s, target, &meter{ctx: ctx})
	return s.discreet(err)
}

// NextUndo returns the newest action of the person that was not undone, NotFound when there is none.
func (d *Desk) NextUndo(ctx context.Context) (PastOperation, error) {
	return d.newest(ctx, "undo.nothing", func(p PastOperation) bool { return !p.Undone && !p.Verb.IsUndo() })
}

// NextRedo returns the newest undo of the person after which he did nothing else, NotFound when there is none.
func (d *Desk) NextRedo(ctx context.Context) (PastOperation, error) {
	return d.newest(ctx, "redo.nothing", func(p PastOperation) bool { return !p.Undone && p.Verb.IsUndo() })
}

// newest returns the first of the person's own operations that is wanted. An action of its own ends the search for an undo:
// what was undone before it cannot be done again.
func (d *Desk) newest(ctx context.Context, none string, wanted func(PastOperation) bool) (PastOperation, error) {
	s, err := d.working()
	if err != nil {
		return PastOperation{}, err
	}
	for most := historyShown; ; most *= 4 { // Each undo is an operation as well, so that the next one may lie far back.
		past, err := d.Store.Past(ctx, s.account.ID, most)
		if err != nil {
			return PastOperation{}, err
		}
		found, ended := newestOf(past, wanted)
		switch {
		case found != nil:
			if found.Newer, err = d.newer(ctx, s, found.ID); err != nil {
				return PastOperation{}, err
			}
			return d.withVoided(ctx, s, *found), nil
		case ended || len(past) < most:
			return PastOperation{}, &core.Error{Code: core.NotFound, Key: none}
		}
	}
}

// newer returns what a person did last if it is another action than an operation, else nil.
func (d *Desk) newer(ctx context.Context, s *session, operationID string) (*LogRow, error) {
	last, err := d.Store.LastDone(ctx, s.account.ID, operationID)
	if core.CodeOf(err) == core.NotFound || err == nil && last.OperationID == operationID {
		return nil, nil
	}
	return &last, err
}

// newestOf returns the first operation that is wanted, nil when there is none; ended when none before them is to be looked at.
func newestOf(past []PastOperation, wanted func(PastOperation) bool) (found *PastOperation, ended bool) {
	for _, p := range past {
		if p.Verb.Signed() { // It came from the other side, and is nobody's own action here.
			continue
		}
		if wanted(p) {
			return &p, true
		}
		if !p.Verb.IsUndo() && !p.Verb.IsRedo() && !p.Undone {
			return nil, true
		}
	}
	return nil, false
}

// reversalPlan is what undoing an operation would do.
type reversalPlan struct {
	op capacity.Operation
	effect
	subscription *capacity.Subscription // What it is to be; nil when the operation did not change it.
}

// Undo reverses an operation, or does again what was undone when target is an undo: one new operation of mirrored transfers
// that puts back the fields which target changed. It is refused, with the reason, when it was reversed already, when
// something was changed again since, when the capacity was used meanwhile, or when a mail has left the house. When ctx ends
// before everything was put back, nothing is.
func (d *Desk) Undo(ctx context.Context, operationID, target string) error {
	s, err := d.working()
	entry := LogEntry{Module: moduleUser, Operation: "undo", Object: target}
	if err != nil {
		return d.refused("", entry, err)
	}
	err = d.attempt(ctx, s, operationID, entry, func(tx Tx) error {
		m := &meter{ctx: ctx}
		plan, err := d.reversal(ctx, tx, s, target, m)
		if err != nil {
			return err
		}
		plan.op.ID, plan.op.At, plan.op.Actor = operationID, d.Now(), s.account.ID
		return d.reverse(ctx, tx, plan, m)
	})
	if err != nil {
		return err
	}
	d.publish(ResellersChanged, ColleaguesChanged, PBXsChanged, CustomersChanged, CapacityChanged, OutboxChanged)
	return nil
}

func (d *Desk) reverse(ctx context.Context, tx Tx, plan reversalPlan, m *meter) error {
	for _, c := range plan.accounts {
		if c.after.State == account.Closed || c.after.State == account.InBin || emailChanged(c.before, c.after) {
			if err := d.voidInvitation(ctx, tx, c.after.ID); err != nil {
				return err
			}
		}
	}
	if plan.subscription != nil {
		if err := restoreSubscription(ctx, tx, plan.op, *plan.subscription); err != nil {
			return err
		}
	}
	err := d.actInSteps(ctx, tx, plan.op, plan.effect, m.step)
	var refusal *core.Error
	if errors.As(err, &refusal) && refusal.Key == "capacity.not_enough" {
		workedOff := slices.ContainsFunc(plan.op.Transfers, func(t capacity.Transfer) bool {
			return t.Debit.Kind == capacity.Shortfall && string(t.Debit.Resource) == refusal.Field
		})
		if workedOff {
			return &core.Error{Code: core.Conflict, Key: "undo.worked_off", Args: core.Args{"Resource": core.Key("field." + refusal.Field)}, Err: err}
		}
		return usedMeanwhile(refusal.Field, err)
	}
	if err != nil {
		return err
	}
	return heldSwitches(ctx, tx)
}

// heldSwitches refuses when a reseller has a switch that the subscription does not have, or a PBX one that its owner does not have.
func heldSwitches(ctx context.Context, tx Tx) error {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	for field, subscribed := range map[string]bool{capacity.FieldHighAvailability: w.HighAvailability, capacity.FieldWhiteLabel: w.WhiteLabel} {
		if subscribed {
			continue
		}
		holders, err := tx.ResellersWith(ctx, field)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return usedMeanwhile(field, nil)
		}
	}
	pbxs, err := tx.PBXsWithHA(ctx, true)
	if err == nil && len(pbxs) > 0 {
		err = usedMeanwhile(capacity.FieldHighAvailability, nil)
	}
	return err
}

func usedMeanwhile(field string, err error) error {
	return &core.Error{Code: core.Conflict, Key: "undo.used", Args: core.Args{"Resource": core.Key("field." + field)}, Err: err}
}

// restoreSubscription puts back what the subscription had besides its totals, which the transfers put back.
func restoreSubscription(ctx context.Context, tx Tx, op capacity.Operation, to capacity.Subscription) error {
	from, err := terms(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range capacity.Resources() {
		if from.Total.Has(r) != to.Total.Has(r) {
			if err := tx.SetSubscribed(r, to.Total.Has(r)); err != nil {
				return err
			}
		}
	}
	if err := tx.SetSwitches(to); err != nil {
		return err
	}
	return logSubscription(tx, op, from, to)
}

// needed is the feature that somebody must hold to undo an action: the one he needs to do it.
func needed(v capacity.Verb) permission.Key {
	switch v.Root() {
	case capacity.SubscriptionSet:
		return permission.SubscriptionChange
	case capacity.ResellerAdded, capacity.ColleagueAdded, capacity.ResellerImported:
		return permission.UserAdd
	case capacity.Suspended, capacity.Resumed, capacity.ColleagueSuspended, capacity.ColleagueResumed:
		return permission.UserSuspend
	case capacity.Deleted, capacity.Restored, capacity.CapacityReturned, capacity.ColleagueDeleted:
		return permission.UserDelete
	case capacity.PBXAdded:
		return permission.PBXAdd
	case capacity.PBXChanged:
		return permission.PBXEdit
	case capacity.PBXResized, capacity.PBXMoved, capacity.PBXConsumed:
		return permission.PBXResize
	case capacity.PBXTermChanged:
		return permission.PBXExpiry
	case capacity.PBXStarted, capacity.PBXStopped:
		return permission.PBXStartStop
	case capacity.PBXDeleted:
		return permission.PBXDelete
	case capacity.PBXsKept:
		return permission.UserExchange
	case capacity.CustomerAdded:
		return permission.CustomerAdd
	case capacity.CustomerChanged:
		return permission.CustomerEdit
	case capacity.CustomerDeleted:
		return permission.CustomerDelete
	}
	return permission.UserEdit
}

// reversal works out what undoing an operation would do, or why it cannot be undone. m is set to the size of the whole.
func (d *Desk) reversal(ctx context.Context, r Reader, s *session, target string, m *meter) (reversalPlan, error) {
	op, err := r.Operation(ctx, target)
	if err != nil {
		return reversalPlan{}, err
	}
	if op.Verb.Signed() {
		return reversalPlan{}, &core.Error{Code: core.Conflict, Key: "undo.signed"}
	}
	if err := d.holds(s, needed(op.Verb)); err != nil {
		return reversalPlan{}, err
	}
	switch {
	case op.Verb == capacity.PBXsKept:
		return reversalPlan{}, &core.Error{Code: core.Conflict, Key: "undo.kept"}
	case op.Verb.Root() == capacity.PBXConsumed:
		return reversalPlan{}, &core.Error{Code: core.Conflict, Key: "undo.consumed"}
	}
	by, err := r.ReversedBy(ctx, target)
	if err != nil {
		return reversalPlan{}, err
	}
	if by != "" {
		return reversalPlan{}, &core.Error{Code: core.Conflict, Key: "undo.already"}
	}
	plan := reversalPlan{op: capacity.Operation{
		Verb: op.Verb.Reversed(), Object: op.Object, Reverses: op.ID, Transfers: capacity.Reverse(op.Transfers),
	}}
	entries, err := r.OperationLog(ctx, target)
	if err != nil {
		return plan, err
	}
	if len(entries) == 0 {
		return plan, &core.Error{Code: core.Conflict, Key: "undo.not_logged"}
	}
	if slices.ContainsFunc(entries, func(e LogEntry) bool { return e.Erased }) {
		return plan, &core.Error{Code: core.Conflict, Key: "undo.erased"}
	}
	m.rows, m.total = len(entries), 3*len(entries)+len(plan.op.Transfers) // Each is planned, written and logged.
	moved := movedOf(plan.op.Transfers)
	for part := range slices.Chunk(entries, chunk) {
		if err := d.planEntries(ctx, r, s, op, part, moved, &plan); err != nil {
			return plan, err
		}
		if err := m.step(len(part)); err != nil {
			return plan, err
		}
	}
	if err := customersGoAlong(ctx, r, plan.effect); err != nil {
		return plan, err
	}
	return plan, withinPBXLimits(ctx, r, plan.effect)
}

// planEntries adds to a plan what undoes some logged changes, in their order.
func (d *Desk) planEntries(
	ctx context.Context, r Reader, s *session, op capacity.Operation, entries []LogEntry, moved map[string]capacity.Amounts, plan *reversalPlan,
) error {
	accounts, err := r.AccountsByID(ctx, objectsOf(entries, moduleUser))
	if err != nil {
		return err
	}
	customers, err := r.CustomersByID(ctx, objectsOf(entries, moduleCustomer))
	if err != nil {
		return err
	}
	pbxs, err := r.PBXsByID(ctx, objectsOf(entries, modulePBX))
	if err != nil {
		return err
	}
	for _, e := range entries {
		before, err := core.ParseFields(e.Before)
		if err != nil {
			return err
		}
		after, err := core.ParseFields(e.After)
		if err != nil {
			return err
		}
		switch e.Module {
		case moduleSubscription:
			err = planSubscription(ctx, r, before, after, plan)
		case moduleCustomer:
			err = planCustomer(ctx, r, before, after, customers[e.Object], plan)
		case modulePBX:
			err = d.planPBX(ctx, r, s, before, after, pbxs[e.Object], plan)
		default:
			err = d.planAccount(ctx, r, s, op, before, after, accounts[e.Object], moved[e.Object], plan)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func objectsOf(entries []LogEntry, module string) []string {
	var ids []string
	for _, e := range entries {
		if e.Module == module {
			ids = append(ids, e.Object)
		}
	}
	return ids
}

// movedOf is by how much transfers change what each owner has.
func movedOf(transfers []capacity.Transfer) map[string]capacity.Amounts {
	moved := map[string]capacity.Amounts{}
	add := func(owner string, r capacity.Resource, n int64) {
		if moved[owner] == nil {
			moved[owner] = capacity.Amounts{}
		}
		moved[owner][r] += n
	}
	for _, t := range transfers {
		add(t.Credit.Owner, t.Credit.Resource, t.Amount)
		add(t.Debit.Owner, t.Debit.Resource, -t.Amount)
	}
	return moved
}

// planAccount adds to a plan what undoes one logged change of an account, to which the transfers of the plan move an amount.
func (d *Desk) planAccount(
	ctx context.Context, r Reader, s *session, op capacity.Operation, before, after core.Fields, a account.Account, moved capacity.Amounts,
	plan *reversalPlan,
) error {
	if a.ID == "" {
		return &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	if err := mayChange(s, a); err != nil {
		return err
	}
	if op.Verb.Adds() {
		if err := d.notSent(ctx, r, a); err != nil {
			return err
		}
	}
	if len(before) == 0 { // It was added: undone, it is closed.
		closed, err := a.Close()
		if err != nil {
			return err
		}
		if err := unchanged(a, after, after.Changed(core.Fields{})); err != nil {
			return err
		}
		if a.Kind == account.Reseller {
			if err := mustHaveNoPBXs(ctx, r, a); err != nil {
				return err
			}
		}
		plan.accounts = append(plan.accounts, change{a, emptied(closed)})
		return nil
	}
	names := before.Changed(after)
	if (a.State == account.InBin || a.State == account.Closed) && !slices.Contains(names, "state") { // Its package is held, or gone.
		names = append(names, "state")
	}
	if err := unchanged(a, after, names); err != nil {
		return err
	}
	back, err := a.With(before, slices.DeleteFunc(names, account.IsAmount))
	if err != nil {
		return err
	}
	if back.State == account.InBin && !d.time().Before(back.Bin.Until) {
		return &core.Error{Code: core.Conflict, Key: "undo.bin_over", Args: core.Args{"Company": a.Title()}}
	}
	if a.State == account.Suspended && a.Suspension.ByEnd && back.State != account.Suspended && d.ended(back) {
		return ended(a)
	}
	if err := mayPutBack(s, a, back); err != nil {
		return err
	}
	if err := emailFree(ctx, r, a, back); err != nil {
		return err
	}
	d.liftEnd(&back)
	if back.Kind == account.Reseller && emailChanged(a, back) && back.State == account.Invited {
		back.State = account.NotInvited
	}
	plan.accounts = append(plan.accounts, change{a, withAmounts(back, moved)})
	return d.stillInvited(ctx, r, &plan.accounts[len(plan.accounts)-1].after)
}

// mayPutBack refuses when an account would get permissions that the person could not give it.
func mayPutBack(s *session, a, back account.Account) error {
	held := s.account.Holds()
	if a.Kind == account.Reseller {
		held = held.ForReseller()
	}
	for _, k := range back.Permissions.NotHeld(held, a.Permissions) {
		return &core.Error{Code: core.Forbidden, Key: "permission.not_held", Args: core.Args{"Feature": core.Key("feature." + k)}}
	}
	return nil
}

// emailFree refuses when somebody else signs in by now with the email that an account would have again.
func emailFree(ctx context.Context, r Reader, a, back account.Account) error {
	if back.State == account.Closed || a.State != account.Closed && !emailChanged(a, back) {
		return nil
	}
	other, err := r.AccountByEmail(ctx, account.EmailKey(back.Profile.Email))
	if notFound(err) || err == nil && other.ID == a.ID {
		return nil
	}
	if err == nil {
		err = &core.Error{Code: core.Conflict, Key: "undo.email", Args: core.Args{"Email": back.Profile.Email, "Company": other.Title()}}
	}
	return err
}

// notSent refuses to undo the adding of a reseller whose activation mail has left, or may have.
func (d *Desk) notSent(ctx context.Context, r Reader, a account.Account) error {
	i, err := r.OpenInvitation(ctx, a.ID)
	if notFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := r.Mail(ctx, i.ID)
	if err != nil && !notFound(err) {
		return err
	}
	if i.AcceptedAt != nil || m.State == MailInDoubt || m.State == MailSending {
		return &core.Error{Code: core.Conflict, Key: "undo.sent", Args: core.Args{"Company": a.Title()}}
	}
	return nil
}

// unchanged refuses when one of the fields does not look any more as the operation left it. That the mail server took the
// invitation meanwhile is no change of anybody.
func unchanged(a account.Account, after core.Fields, names []string) error {
	now, err := a.Fields()
	if err != nil {
		return err
	}
	for _, name := range names {
		invited := name == "state" && a.State == account.Invited && string(after[name]) == `"`+string(account.NotInvited)+`"`
		if string(now[name]) != string(after[name]) && !invited {
			return &core.Error{
				Code: core.Conflict, Key: "undo.changed", Args: core.Args{"Company": a.Title(), "Field": core.Key("field." + name)},
			}
		}
	}
	return nil
}

// stillInvited makes a reseller whose invitation is not open any more one that is not invited. A colleague who has not changed the
// first password has none.
func (d *Desk) stillInvited(ctx context.Context, r Reader, a *account.Account) error {
	if a.State != account.Invited || a.Kind != account.Reseller {
		return nil
	}
	_, err := r.OpenInvitation(ctx, a.ID)
	if notFound(err) {
		a.State = account.NotInvited
		return nil
	}
	return err
}

// withAmounts is the account with the package that it has after an amount was moved, for the log.
func withAmounts(a account.Account, moved capacity.Amounts) account.Account {
	amounts := a.Package.Amounts.Clone()
	for r, n := range moved {
		amounts[r] += n
	}
	a.Package.Amounts = amounts
	return a
}

// planSubscription adds to a plan the subscription as it is now, but for the fields that the operation changed.
func planSubscription(ctx context.Context, r Reader, before, after core.Fields, plan *reversalPlan) error {
	if len(before) == 0 {
		return &core.Error{Code: core.Conflict, Key: "undo.first"}
	}
	now, err := terms(ctx, r)
	if err != nil {
		return err
	}
	fields, err := now.Fields()
	if err != nil {
		return err
	}
	for _, name := range before.Changed(after) {
		if string(fields[name]) != string(after[name]) {
			return &core.Error{Code: core.Conflict, Key: "undo.subscription_changed", Args: core.Args{"Field": core.Key("field." + name)}}
		}
		delete(fields, name)
		if value, had := before[name]; had {
			fields[name] = value
		}
	}
	back, err := capacity.SubscriptionOf(fields)
	plan.subscription = &back
	if err != nil {
		return err
	}
	return back.Validate().Err()
}
