package accounts

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/exchange"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// FormData is what the form of a reseller starts from.
type FormData struct {
	Draft   account.Draft
	Limits  account.Limits
	Version int64 // 0 for a new reseller.
	State   account.State
	Offered []capacity.Resource // Optional resources that the subscription has.
	Presets []account.Preset
}

// NewReseller returns the form of a reseller that does not exist yet.
func (d *Desk) NewReseller(ctx context.Context) (FormData, error) {
	s, err := d.k.Authorize(permission.UserAdd)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := Limits(ctx, d.k, d.k.Store, s, account.Account{})
	if err != nil {
		return FormData{}, err
	}
	presets, err := presets(ctx, d.k)
	return FormData{
		Draft: account.Draft{
			Profile:     account.Profile{Language: s.Account.Profile.Language},
			Package:     capacity.Package{Amounts: capacity.Amounts{}, MinExtensions: 1},
			Permissions: permission.Default().Within(s.Account.Holds()),
			Preset:      permission.ReadySells,
		},
		Limits: limits, Offered: offered, Presets: presets, State: account.NotInvited,
	}, err
}

// Reseller returns the form of a reseller that exists.
func (d *Desk) Reseller(ctx context.Context, id string) (FormData, error) {
	s, err := d.k.Authorize(permission.UserView)
	if err != nil {
		return FormData{}, err
	}
	a, err := action.Reseller(ctx, d.k.Store, id)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := Limits(ctx, d.k, d.k.Store, s, a)
	if err != nil {
		return FormData{}, err
	}
	presets, err := presets(ctx, d.k)
	return FormData{
		Draft: a.Draft(), Limits: limits, Offered: offered, Presets: presets, Version: a.Version,
		State: a.State,
	}, err
}

// Limits returns what a draft is checked against, and the optional resources of the subscription.
func Limits(
	ctx context.Context, k *action.Kernel, r store.Reader, s *action.Session,
	before account.Account,
) (account.Limits, []capacity.Resource, error) {
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
	pool := capacity.Pool{
		Free: free, HighAvailability: w.HighAvailability, WhiteLabel: w.WhiteLabel,
	}
	if err := takenByPBXs(ctx, r, before.ID, &pool); err != nil {
		return account.Limits{}, nil, err
	}
	if !s.Account.Holds()[permission.PBXView] { // The form judges by these, and would name them.
		pool.Holders, pool.HighlyAvailable = nil, pool.HighlyAvailable[:min(
			len(pool.HighlyAvailable), 1,
		)]
		clear(pool.HighlyAvailable) // That there is one decides.
	}
	return account.Limits{
		Pool:   pool,
		Before: before.Package.Amounts, Profile: before.Profile,
		Granter: s.Account.Holds().ForReseller(), Present: before.Permissions,
		Languages: i18n.Languages, Today: k.Today(),
	}, offered, nil
}

// takenByPBXs adds to a pool what the PBXs of an account hold, and the names of those that do.
func takenByPBXs(ctx context.Context, r store.Reader, owner string, pool *capacity.Pool) error {
	pool.InPBXs, pool.Holders = capacity.Amounts{}, map[capacity.Resource][]string{}
	if owner == "" {
		return nil
	}
	pbxs, err := r.Holdings(ctx, owner)
	pool.PBXs = int64(len(pbxs))
	for _, resource := range capacity.Resources() {
		pool.Holders[resource] = namesOf(
			pbxs, func(h store.PBXHolding) bool { return h.Amounts[resource] > 0 },
		)
		for _, h := range pbxs {
			if n := h.Amounts[resource]; n > 0 {
				pool.InPBXs[resource] += n
			}
		}
	}
	pool.HighlyAvailable = namesOf(
		pbxs, func(h store.PBXHolding) bool { return h.HighAvailability },
	)
	return err
}

// EmailOwner returns the company of the account that signs in with this email, "" when nobody does.
// id is "" unless it is a reseller in the list.
func (d *Desk) EmailOwner(ctx context.Context, email string) (id, company string, err error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return "", "", err
	}
	a, err := d.k.Store.AccountByEmail(ctx, account.EmailKey(email))
	if core.IsNotFound(err) {
		return "", "", nil
	}
	return resellerID(a), a.Profile.Company, err
}

// resellerID is the id of an account that the list of resellers shows, "" for any other.
func resellerID(a account.Account) string {
	if a.Kind != account.Reseller || a.State == account.InBin {
		return ""
	}
	return a.ID
}

// AddReseller creates a reseller with its package and permissions, and deducts the package from the
// pool. When send is set, the activation mail goes into the outbox; all of it or nothing. The
// caller makes operationID with NewID before the first try; a repeated try with the same id changes
// nothing and succeeds.
func (d *Desk) AddReseller(
	ctx context.Context, operationID string, draft account.Draft, send bool,
) (action.Saved, error) {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerAdded), Object: operationID,
		Name: draft.Profile.Company,
	}
	draft.Profile = draft.Profile.Trim()
	// The account takes the operation's id, so that a repeated try names the same account.
	a := account.Account{
		ID: operationID, Kind: account.Reseller, State: account.NotInvited, CreatedAt: d.k.Now(),
		Version: 1,
		Profile: draft.Profile, Package: draft.Package, Permissions: draft.Permissions,
		Preset: draft.Preset,
	}
	saved := action.Saved{ID: a.ID, Queued: send}
	permit := d.savingReseller(ctx, permission.UserAdd, send).OfDistributor()
	do := func(s *action.Session, tx store.Tx) error {
		a.Parent = s.Account.ID
		return d.save(
			ctx, tx, s, d.k.NewOperation(s, operationID, capacity.ResellerAdded, a.ID),
			action.AccountChange{After: a}, &saved,
		)
	}
	err := d.k.PerformOnce(ctx, permit, operationID, &entry, do)
	if err != nil {
		return action.Saved{}, err
	}
	d.published(saved)
	return saved, nil
}

// EditReseller changes a reseller to the draft. version is the one that the form started from;
// Conflict when somebody changed the reseller meanwhile. A new email before activation voids the
// invitation that is out.
func (d *Desk) EditReseller(
	ctx context.Context, operationID, id string, version int64, draft account.Draft, send bool,
) (action.Saved, error) {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerChanged), Object: id,
		Name: draft.Profile.Company,
	}
	draft.Profile = draft.Profile.Trim()
	saved := action.Saved{ID: id, Queued: send}
	permit := d.savingReseller(ctx, permission.UserEdit, send)
	do := func(s *action.Session, tx store.Tx) error {
		before, err := action.Reseller(ctx, tx, id)
		if err != nil {
			return err
		}
		if before.State == account.InBin || before.State == account.Closed {
			return &core.Error{Code: core.Conflict, Key: "reseller.gone", Args: core.Args{"ID": id}}
		}
		after := before
		after.Profile, after.Package = draft.Profile, draft.Package
		after.Permissions, after.Preset, after.Version = draft.Permissions, draft.Preset, version
		return d.save(
			ctx, tx, s, d.k.NewOperation(s, operationID, capacity.ResellerChanged, id),
			action.Changed(before, after), &saved,
		)
	}
	err := d.k.PerformOnce(ctx, permit, operationID, &entry, do)
	if err != nil {
		return action.Saved{}, err
	}
	d.published(saved)
	return saved, nil
}

// savingReseller is the permit of who may save a reseller, and send the activation mail with it
// when send is set.
func (d *Desk) savingReseller(
	ctx context.Context, feature permission.Key, send bool,
) action.Permit {
	permit := d.k.Holding(feature)
	if !send {
		return permit
	}
	return keys.Signing(ctx, d.k, func() (*action.Session, error) {
		if _, err := d.k.Authorize(permission.UserSendActivation); err != nil {
			return nil, err
		}
		return permit()
	})
}

// save checks and writes one reseller, moves the difference between its packages, and invites it
// when asked to.
func (d *Desk) save(
	ctx context.Context, tx store.Tx, s *action.Session, op capacity.Operation,
	c action.AccountChange, saved *action.Saved,
) error {
	if err := d.check(ctx, tx, s, c.After, c.Before); err != nil {
		return err
	}
	LiftEnd(d.k, &c.After)
	if err := StillInvited(ctx, tx, &c.After); err != nil {
		return err
	}
	newEmail := c.Before.ID != "" && EmailChanged(c.Before, c.After)
	if newEmail && c.After.State == account.Invited {
		c.After.State = account.NotInvited
	}
	op.Transfers = capacity.Grant(c.After.ID, c.Before.Package.Amounts, c.After.Package.Amounts)
	same, err := c.IsSame()
	if err != nil {
		return err
	}
	if !same { // Saving without a change is nothing that could be undone.
		if err := action.Act(
			ctx, tx, op, action.Effect{Accounts: []action.AccountChange{c}},
		); err != nil {
			return err
		}
	}
	if newEmail {
		if err := outbox.VoidInvitation(ctx, d.k, tx, c.After.ID); err != nil {
			return err
		}
	}
	if saved.Queued {
		if err := exchange.Invite(ctx, d.k, tx, s, activation.Activate, c.After); err != nil {
			return err
		}
	}
	return fillSaved(ctx, tx, c, saved)
}

// EmailChanged tells whether an account has another name for signing in than before.
func EmailChanged(before, after account.Account) bool {
	return account.EmailKey(before.Profile.Email) != account.EmailKey(after.Profile.Email)
}

// LiftEnd ends a suspension whose only reason was the end of the package, once that is later.
func LiftEnd(k *action.Kernel, a *account.Account) {
	if a.State == account.Suspended && a.Suspension.ByEnd && !IsPackageEnded(k, *a) {
		a.State, a.Suspension = a.Suspension.From, nil
	}
}

// IsPackageEnded tells whether the last day of a package is over.
func IsPackageEnded(k *action.Kernel, a account.Account) bool {
	return a.Profile.ValidUntil.IsOver(k.Time())
}

// check validates an account inside the transaction, where nobody else can take capacity or the
// email meanwhile.
func (d *Desk) check(
	ctx context.Context, tx store.Tx, s *action.Session, a, before account.Account,
) error {
	limits, _, err := Limits(ctx, d.k, tx, s, before)
	if err != nil {
		return err
	}
	problems := a.Draft().Validate(limits)
	if err := checkEmailFree(ctx, tx, a, &problems); err != nil {
		return err
	}
	return problems.Err()
}

// checkEmailFree adds a problem when another account has the email of this one.
func checkEmailFree(
	ctx context.Context, r store.Reader, a account.Account, problems *core.Problems,
) error {
	other, err := r.AccountByEmail(ctx, account.EmailKey(a.Profile.Email))
	switch {
	case core.IsNotFound(err), err == nil && other.ID == a.ID:
		return nil
	case err != nil:
		return err
	}
	owner := store.EmailOwner{ID: resellerID(other), Company: other.Profile.Company}
	*problems = append(*problems, EmailInUse(owner))
	return nil
}

// EmailInUse is the problem of an email that another account has.
func EmailInUse(other store.EmailOwner) *core.Error {
	return &core.Error{
		Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
		Args: core.Args{"Company": other.Company, "ID": other.ID},
	}
}

// fillSaved fills in what a save did to the capacity, and what is left.
func fillSaved(
	ctx context.Context, tx store.Tx, c action.AccountChange, saved *action.Saved,
) error {
	saved.Moved = capacity.Amounts{}
	for _, r := range capacity.Resources() {
		if n := c.After.Package.Amounts[r] - c.Before.Package.Amounts[r]; n != 0 {
			saved.Moved[r] = n
		}
	}
	var err error
	saved.Left, err = tx.Free(ctx)
	return err
}

func (d *Desk) published(saved action.Saved) {
	d.k.Publish(action.ResellersChanged)
	if len(saved.Moved) > 0 {
		d.k.Publish(action.CapacityChanged)
	}
	if saved.Queued {
		d.k.Publish(action.OutboxChanged)
		d.k.WakeOutbox()
	}
}

// Resellers returns one page of the list.
func (d *Desk) Resellers(ctx context.Context, q store.ResellerQuery) ([]store.ResellerRow, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	return d.k.Store.ResellerList().Page(ctx, q)
}

// ResellersByID returns the rows of some resellers, for a question about them.
func (d *Desk) ResellersByID(ctx context.Context, ids []string) ([]store.ResellerRow, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	return d.k.Store.ResellerList().ByID(ctx, ids)
}

// CountResellers returns how many resellers the list has.
func (d *Desk) CountResellers(ctx context.Context, q store.ResellerQuery) (int, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.k.Time()
	return d.k.Store.ResellerList().Count(ctx, q)
}

// ResellerChips counts what each quick filter leaves of a list, whose own is passed over.
func (d *Desk) ResellerChips(
	ctx context.Context, q store.ResellerQuery,
) (map[store.Chip]int, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	return d.k.Store.ResellerChips(ctx, q)
}

// ResellerIDs returns the ids of the whole list in its order.
func (d *Desk) ResellerIDs(ctx context.Context, q store.ResellerQuery) ([]string, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.k.Time()
	return d.k.Store.ResellerList().IDs(ctx, q)
}

// ResellerPosition returns the place of a reseller in the list, or NotFound when the list does not
// show it.
func (d *Desk) ResellerPosition(
	ctx context.Context, q store.ResellerQuery, id string,
) (int, error) {
	if _, err := d.k.Authorize(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.k.Time()
	return d.k.Store.ResellerList().Position(ctx, q, id)
}

// KeepForm keeps what somebody typed into a form, so that a crash does not lose it.
func (d *Desk) KeepForm(form string, data []byte) error {
	s, err := d.k.SignedIn()
	if err != nil {
		return err
	}
	return d.k.Store.Write(func(tx store.Tx) error {
		return tx.SetFormDraft(s.Account.ID+"/"+form, data, d.k.Now())
	})
}

// KeptForm returns what KeepForm kept, nil when there is nothing.
func (d *Desk) KeptForm(ctx context.Context, form string) ([]byte, error) {
	s, err := d.k.SignedIn()
	if err != nil {
		return nil, err
	}
	return d.k.Store.FormDraft(ctx, s.Account.ID+"/"+form)
}

// DropForm forgets what KeepForm kept.
func (d *Desk) DropForm(form string) error {
	s, err := d.k.SignedIn()
	if err != nil {
		return err
	}
	return d.k.Store.Write(
		func(tx store.Tx) error { return tx.DropFormDraft(s.Account.ID + "/" + form) },
	)
}
