package desk

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
)

// Saved says what a save did.
type Saved struct {
	ID     string
	Moved  capacity.Amounts // What the package got (above zero) or gave back, per resource that changed.
	Left   capacity.Amounts // What is free afterwards, per resource that the subscription has.
	Queued bool             // An activation mail was put into the outbox.
}

// FormData is what the form of a reseller starts from.
type FormData struct {
	Draft   account.Draft
	Limits  account.Limits
	Version int64 // 0 for a new reseller.
	State   account.State
	Offered []capacity.Resource // Optional resources that the subscription has.
}

// NewReseller returns the form of a reseller that does not exist yet.
func (d *Desk) NewReseller(ctx context.Context) (FormData, error) {
	s, err := d.may(permission.UserAdd)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := d.limits(ctx, d.Store, s, account.Account{})
	return FormData{
		Draft: account.Draft{
			Profile:     account.Profile{Language: s.account.Profile.Language},
			Package:     capacity.Package{Amounts: capacity.Amounts{}, MinExtensions: 1},
			Permissions: permission.Default(),
		},
		Limits: limits, Offered: offered, State: account.NotInvited,
	}, err
}

// Reseller returns the form of a reseller that exists.
func (d *Desk) Reseller(ctx context.Context, id string) (FormData, error) {
	s, err := d.may(permission.UserView)
	if err != nil {
		return FormData{}, err
	}
	a, err := d.reseller(ctx, d.Store, id)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := d.limits(ctx, d.Store, s, a)
	return FormData{Draft: a.Draft(), Limits: limits, Offered: offered, Version: a.Version, State: a.State}, err
}

// reseller returns an account that is a reseller, or NotFound.
func (d *Desk) reseller(ctx context.Context, r Reader, id string) (account.Account, error) {
	a, err := r.Account(ctx, id)
	if err == nil && a.Kind != account.Reseller {
		err = &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	return a, err
}

// limits returns what a draft is checked against, and the optional resources of the subscription.
func (d *Desk) limits(ctx context.Context, r Reader, s *session, before account.Account) (account.Limits, []capacity.Resource, error) {
	w, err := r.Workspace(ctx)
	if err != nil {
		return account.Limits{}, nil, err
	}
	free, err := r.Free(ctx)
	if err != nil {
		return account.Limits{}, nil, err
	}
	var offered []capacity.Resource
	for _, resource := range capacity.Optional() {
		if free.Has(resource) {
			offered = append(offered, resource)
		}
	}
	now := d.Now()
	return account.Limits{
		Pool:   capacity.Pool{Free: free, HighAvailability: w.HighAvailability, WhiteLabel: w.WhiteLabel},
		Before: before.Package.Amounts, Granter: s.account.Holds(), Languages: i18n.Languages,
		Today: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()),
	}, offered, nil
}

// EmailOwner returns the company and the id of the account that signs in with this email, "" when nobody does.
func (d *Desk) EmailOwner(ctx context.Context, email string) (id, company string, err error) {
	a, err := d.Store.AccountByEmail(ctx, account.EmailKey(email))
	if notFound(err) {
		return "", "", nil
	}
	return a.ID, a.Profile.Company, err
}

// AddReseller creates a reseller with its package and permissions, deducts the package from the pool, and puts the
// activation mail into the outbox when send is set; all of it or nothing. The caller makes operationID with NewID before
// the first try; a repeated try with the same id changes nothing and succeeds.
func (d *Desk) AddReseller(ctx context.Context, operationID string, draft account.Draft, send bool) (Saved, error) {
	s, err := d.may(permission.UserAdd)
	entry := LogEntry{Module: "user", Operation: string(capacity.ResellerAdded), Object: operationID, Name: draft.Profile.Company}
	if err != nil {
		return Saved{}, d.refused("", entry, err)
	}
	draft.Profile = draft.Profile.Trim()
	// The account takes the operation's id, so that a repeated try names the same account.
	a := account.Account{
		ID: operationID, Parent: s.account.ID, Kind: account.Reseller, State: account.NotInvited,
		Profile: draft.Profile, Package: draft.Package, Permissions: draft.Permissions, CreatedAt: d.Now(), Version: 1,
	}
	saved := Saved{}
	err = d.Store.Write(func(tx Tx) error {
		saved = Saved{ID: a.ID, Queued: send}
		if done, err := tx.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		return d.writeNew(ctx, tx, s, a, &saved, entry)
	})
	if err != nil {
		return Saved{}, d.refused(s.account.ID, entry, err)
	}
	d.published(saved)
	return saved, nil
}

func (d *Desk) writeNew(ctx context.Context, tx Tx, s *session, a account.Account, saved *Saved, entry LogEntry) error {
	if err := d.check(ctx, tx, s, a, account.Account{}); err != nil {
		return err
	}
	if err := tx.AddAccount(a); err != nil {
		return err
	}
	entry.After = asJSON(a.Draft())
	if err := d.move(ctx, tx, s, a.ID, capacity.ResellerAdded, nil, a, saved, entry); err != nil {
		return err
	}
	if !saved.Queued {
		return nil
	}
	return d.invite(ctx, tx, s, a)
}

// EditReseller changes a reseller to the draft. version is the one that the form started from; Conflict when somebody
// changed the reseller meanwhile. A new email before activation voids the invitation that is out.
func (d *Desk) EditReseller(ctx context.Context, operationID, id string, version int64, draft account.Draft, send bool) (Saved, error) {
	s, err := d.may(permission.UserEdit)
	entry := LogEntry{Module: "user", Operation: string(capacity.PackageChanged), Object: id, Name: draft.Profile.Company}
	if err != nil {
		return Saved{}, d.refused("", entry, err)
	}
	draft.Profile = draft.Profile.Trim()
	saved := Saved{}
	err = d.Store.Write(func(tx Tx) error {
		saved = Saved{ID: id, Queued: send}
		if done, err := tx.OperationExists(ctx, operationID); err != nil || done {
			return err
		}
		before, err := d.reseller(ctx, tx, id)
		if err != nil {
			return err
		}
		after := before
		after.Profile, after.Package, after.Permissions, after.Version = draft.Profile, draft.Package, draft.Permissions, version
		return d.writeEdit(ctx, tx, s, operationID, before, after, &saved, entry)
	})
	if err != nil {
		return Saved{}, d.refused(s.account.ID, entry, err)
	}
	d.published(saved)
	return saved, nil
}

func (d *Desk) writeEdit(ctx context.Context, tx Tx, s *session, operationID string, before, after account.Account, saved *Saved, entry LogEntry) error {
	if err := d.check(ctx, tx, s, after, before); err != nil {
		return err
	}
	emailChanged := account.EmailKey(before.Profile.Email) != account.EmailKey(after.Profile.Email)
	if emailChanged && after.State == account.Invited {
		after.State = account.NotInvited
	}
	if err := tx.ChangeAccount(after); err != nil {
		return err
	}
	if emailChanged {
		if err := d.voidInvitation(ctx, tx, after.ID); err != nil {
			return err
		}
	}
	entry.Before, entry.After = asJSON(before.Draft()), asJSON(after.Draft())
	if err := d.move(ctx, tx, s, operationID, capacity.PackageChanged, before.Package.Amounts, after, saved, entry); err != nil {
		return err
	}
	if !saved.Queued {
		return nil
	}
	return d.invite(ctx, tx, s, after)
}

// check validates an account inside the transaction, where nobody else can take capacity or the email meanwhile.
func (d *Desk) check(ctx context.Context, tx Tx, s *session, a, before account.Account) error {
	limits, _, err := d.limits(ctx, tx, s, before)
	if err != nil {
		return err
	}
	problems := a.Draft().Validate(limits)
	other, err := tx.AccountByEmail(ctx, account.EmailKey(a.Profile.Email))
	switch {
	case err == nil && other.ID != a.ID:
		problems = append(problems, emailInUse(other))
	case err != nil && !notFound(err):
		return err
	}
	return problems.Err()
}

func emailInUse(other account.Account) *core.Error {
	return &core.Error{
		Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
		Args: core.Args{"Company": other.Profile.Company, "ID": other.ID},
	}
}

// move posts the difference between two packages, logs the action, and reads what is left.
func (d *Desk) move(ctx context.Context, tx Tx, s *session, operationID string, verb capacity.Verb, before capacity.Amounts, after account.Account, saved *Saved, entry LogEntry) error {
	op := capacity.Operation{
		ID: operationID, At: d.Now(), Actor: s.account.ID, Verb: verb, Object: after.ID,
		Transfers: capacity.Grant(after.ID, before, after.Package.Amounts),
	}
	if err := tx.Post(op); err != nil {
		return err
	}
	entry.At, entry.Actor, entry.Result = op.At, op.Actor, "ok"
	if err := tx.AddLogEntry(entry); err != nil {
		return err
	}
	saved.Moved = capacity.Amounts{}
	for _, t := range op.Transfers {
		saved.Moved[t.Credit.Resource] = after.Package.Amounts[t.Credit.Resource] - before[t.Credit.Resource]
	}
	var err error
	saved.Left, err = tx.Free(ctx)
	return err
}

func (d *Desk) published(saved Saved) {
	d.publish(ResellersChanged)
	if len(saved.Moved) > 0 {
		d.publish(CapacityChanged)
	}
	if saved.Queued {
		d.publish(OutboxChanged)
		d.wakeOutbox()
	}
}

// Resellers returns one page of the list.
func (d *Desk) Resellers(ctx context.Context, q ResellerQuery) ([]ResellerRow, error) {
	if _, err := d.may(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.Now()
	return d.Store.Resellers(ctx, q)
}

// CountResellers returns how many resellers the list has.
func (d *Desk) CountResellers(ctx context.Context, q ResellerQuery) (int, error) {
	if _, err := d.may(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.Now()
	return d.Store.CountResellers(ctx, q)
}

// ResellerPosition returns the place of a reseller in the list, or NotFound when the list does not show it.
func (d *Desk) ResellerPosition(ctx context.Context, q ResellerQuery, id string) (int, error) {
	if _, err := d.may(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.Now()
	return d.Store.ResellerPosition(ctx, q, id)
}

// Subscription is what My Subscription shows.
type Subscription struct {
	Workspace Workspace
	Usage     map[capacity.Resource]capacity.Usage
	Movements []Movement
}

// movementsShown is how many movements My Subscription lists.
const movementsShown = 50

// Subscription returns what the subscription holds and where it is.
func (d *Desk) Subscription(ctx context.Context) (Subscription, error) {
	if _, err := d.may(permission.SubscriptionView); err != nil {
		return Subscription{}, err
	}
	w, err := d.Store.Workspace(ctx)
	if err != nil {
		return Subscription{}, err
	}
	usage, err := d.Store.Usage(ctx)
	if err != nil {
		return Subscription{}, err
	}
	movements, err := d.Store.Movements(ctx, movementsShown)
	return Subscription{Workspace: w, Usage: usage, Movements: movements}, err
}

// KeepForm keeps what somebody typed into a form, so that a crash does not lose it.
func (d *Desk) KeepForm(form string, data []byte) error {
	s, err := d.signedIn()
	if err != nil {
		return err
	}
	return d.Store.Write(func(tx Tx) error { return tx.SetFormDraft(s.account.ID+"/"+form, data, d.Now()) })
}

// KeptForm returns what KeepForm kept, nil when there is nothing.
func (d *Desk) KeptForm(ctx context.Context, form string) ([]byte, error) {
	s, err := d.signedIn()
	if err != nil {
		return nil, err
	}
	return d.Store.FormDraft(ctx, s.account.ID+"/"+form)
}

// DropForm forgets what KeepForm kept.
func (d *Desk) DropForm(form string) error {
	s, err := d.signedIn()
	if err != nil {
		return err
	}
	return d.Store.Write(func(tx Tx) error { return tx.DropFormDraft(s.account.ID + "/" + form) })
}
