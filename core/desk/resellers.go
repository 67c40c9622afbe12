package desk

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
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
	Presets []account.Preset
}

// NewReseller returns the form of a reseller that does not exist yet.
func (d *Desk) NewReseller(ctx context.Context) (FormData, error) {
	s, err := d.authorize(permission.UserAdd)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := d.limits(ctx, d.store, s, account.Account{})
	if err != nil {
		return FormData{}, err
	}
	presets, err := d.presets(ctx)
	return FormData{
		Draft: account.Draft{
			Profile:     account.Profile{Language: s.account.Profile.Language},
			Package:     capacity.Package{Amounts: capacity.Amounts{}, MinExtensions: 1},
			Permissions: permission.Default().Within(s.account.Holds()),
			Preset:      permission.ReadySells,
		},
		Limits: limits, Offered: offered, Presets: presets, State: account.NotInvited,
	}, err
}

// Reseller returns the form of a reseller that exists.
func (d *Desk) Reseller(ctx context.Context, id string) (FormData, error) {
	s, err := d.authorize(permission.UserView)
	if err != nil {
		return FormData{}, err
	}
	a, err := d.reseller(ctx, d.store, id)
	if err != nil {
		return FormData{}, err
	}
	limits, offered, err := d.limits(ctx, d.store, s, a)
	if err != nil {
		return FormData{}, err
	}
	presets, err := d.presets(ctx)
	return FormData{
		Draft: a.Draft(), Limits: limits, Offered: offered, Presets: presets, Version: a.Version,
		State: a.State,
	}, err
}

// reseller returns an account that is a reseller, or NotFound.
func (d *Desk) reseller(ctx context.Context, r Reader, id string) (account.Account, error) {
	a, err := r.Account(ctx, id)
	if err == nil {
		err = mustBeReseller(a)
	}
	return a, err
}

func mustBeReseller(a account.Account) error {
	if a.Kind != account.Reseller {
		return &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	return nil
}

// limits returns what a draft is checked against, and the optional resources of the subscription.
func (d *Desk) limits(
	ctx context.Context, r Reader, s *session, before account.Account,
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
	if !s.account.Holds()[permission.PBXView] { // The form judges by these, and would name them.
		pool.Holders, pool.HighlyAvailable = nil, pool.HighlyAvailable[:min(
			len(pool.HighlyAvailable), 1,
		)]
		clear(pool.HighlyAvailable) // That there is one decides.
	}
	return account.Limits{
		Pool:   pool,
		Before: before.Package.Amounts, Until: before.Profile.ValidUntil,
		Granter: s.account.Holds().ForReseller(), Present: before.Permissions,
		Languages: i18n.Languages, Today: d.today(),
	}, offered, nil
}

// today is the beginning of this day.
func (d *Desk) today() time.Time {
	now := d.time()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// takenByPBXs adds to a pool what the PBXs of an account hold, and the names of those that do.
func takenByPBXs(ctx context.Context, r Reader, owner string, pool *capacity.Pool) error {
	pool.InPBXs, pool.Holders = capacity.Amounts{}, map[capacity.Resource][]string{}
	if owner == "" {
		return nil
	}
	pbxs, err := r.Holdings(ctx, owner)
	pool.PBXs = int64(len(pbxs))
	for _, resource := range capacity.Resources() {
		pool.Holders[resource] = namesOf(
			pbxs, func(h PBXHolding) bool { return h.Amounts[resource] > 0 },
		)
		for _, h := range pbxs {
			if n := h.Amounts[resource]; n > 0 {
				pool.InPBXs[resource] += n
			}
		}
	}
	pool.HighlyAvailable = namesOf(pbxs, func(h PBXHolding) bool { return h.HighAvailability })
	return err
}

// EmailOwner returns the company of the account that signs in with this email, "" when nobody does,
// and its id if it is a reseller in the list.
func (d *Desk) EmailOwner(ctx context.Context, email string) (id, company string, err error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return "", "", err
	}
	a, err := d.store.AccountByEmail(ctx, account.EmailKey(email))
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

// AddReseller creates a reseller with its package and permissions, deducts the package from the
// pool, and puts the activation mail into the outbox when send is set; all of it or nothing. The
// caller makes operationID with NewID before the first try; a repeated try with the same id changes
// nothing and succeeds.
func (d *Desk) AddReseller(
	ctx context.Context, operationID string, draft account.Draft, send bool,
) (Saved, error) {
	entry := LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerAdded), Object: operationID,
		Name: draft.Profile.Company,
	}
	draft.Profile = draft.Profile.Trim()
	// The account takes the operation's id, so that a repeated try names the same account.
	a := account.Account{
		ID: operationID, Kind: account.Reseller, State: account.NotInvited, CreatedAt: d.Now(),
		Version: 1,
		Profile: draft.Profile, Package: draft.Package, Permissions: draft.Permissions,
		Preset: draft.Preset,
	}
	saved := Saved{ID: a.ID, Queued: send}
	permit := d.savingReseller(permission.UserAdd, send).ofDistributor()
	err := d.performOnce(ctx, permit, operationID, &entry, func(s *session, tx Tx) error {
		a.Parent = s.account.ID
		return d.save(
			ctx, tx, s, d.newOperation(s, operationID, capacity.ResellerAdded, a.ID),
			change{after: a}, &saved,
		)
	})
	if err != nil {
		return Saved{}, err
	}
	d.published(saved)
	return saved, nil
}

// EditReseller changes a reseller to the draft. version is the one that the form started from;
// Conflict when somebody changed the reseller meanwhile. A new email before activation voids the
// invitation that is out.
func (d *Desk) EditReseller(
	ctx context.Context, operationID, id string, version int64, draft account.Draft, send bool,
) (Saved, error) {
	entry := LogEntry{
		Module: store.ModuleUser, Operation: string(capacity.ResellerChanged), Object: id,
		Name: draft.Profile.Company,
	}
	draft.Profile = draft.Profile.Trim()
	saved := Saved{ID: id, Queued: send}
	permit := d.savingReseller(permission.UserEdit, send)
	err := d.performOnce(ctx, permit, operationID, &entry, func(s *session, tx Tx) error {
		before, err := d.reseller(ctx, tx, id)
		if err != nil {
			return err
		}
		if before.State == account.InBin || before.State == account.Closed {
			return &core.Error{Code: core.Conflict, Key: "reseller.gone", Args: core.Args{"ID": id}}
		}
		after := before
		after.Profile, after.Package, after.Permissions, after.Preset, after.Version = draft.Profile, draft.Package, draft.Permissions, draft.Preset, version
		return d.save(
			ctx, tx, s, d.newOperation(s, operationID, capacity.ResellerChanged, id),
			change{before, after}, &saved,
		)
	})
	if err != nil {
		return Saved{}, err
	}
	d.published(saved)
	return saved, nil
}

// requireDistributor refuses in the workspace of a reseller: a package is not given on.
func (s *session) requireDistributor() error {
	if s.upstream {
		return &core.Error{Code: core.Forbidden, Key: "reseller.none_here"}
	}
	return nil
}

// savingReseller is the permit of who may save a reseller, and send the activation mail with it
// when send is set.
func (d *Desk) savingReseller(feature permission.Key, send bool) permit {
	return func() (*session, error) {
		if send {
			if _, err := d.authorize(permission.UserSendActivation); err != nil {
				return nil, err
			}
		}
		return d.authorize(feature)
	}
}

// save checks and writes one reseller, moves the difference between its packages, and invites it
// when asked to.
func (d *Desk) save(
	ctx context.Context, tx Tx, s *session, op capacity.Operation, c change, saved *Saved,
) error {
	if err := d.check(ctx, tx, s, c.after, c.before); err != nil {
		return err
	}
	d.liftEnd(&c.after)
	if err := d.stillInvited(ctx, tx, &c.after); err != nil {
		return err
	}
	newEmail := c.before.ID != "" && emailChanged(c.before, c.after)
	if newEmail && c.after.State == account.Invited {
		c.after.State = account.NotInvited
	}
	op.Transfers = capacity.Grant(c.after.ID, c.before.Package.Amounts, c.after.Package.Amounts)
	same, err := c.same()
	if err != nil {
		return err
	}
	if !same { // Saving without a change is nothing that could be undone.
		if err := d.act(ctx, tx, op, effect{accounts: []change{c}}); err != nil {
			return err
		}
	}
	if newEmail {
		if err := d.voidInvitation(ctx, tx, c.after.ID); err != nil {
			return err
		}
	}
	if saved.Queued {
		if err := d.invite(ctx, tx, s, activation.Activate, c.after); err != nil {
			return err
		}
	}
	return d.tell(ctx, tx, c, saved)
}

// emailChanged tells whether an account has another name for signing in than before.
func emailChanged(before, after account.Account) bool {
	return account.EmailKey(before.Profile.Email) != account.EmailKey(after.Profile.Email)
}

// liftEnd ends a suspension whose only reason was the end of the package, once that is later.
func (d *Desk) liftEnd(a *account.Account) {
	if a.State == account.Suspended && a.Suspension.ByEnd && !d.isPackageEnded(*a) {
		a.State, a.Suspension = a.Suspension.From, nil
	}
}

// isPackageEnded tells whether the last day of a package is over.
func (d *Desk) isPackageEnded(a account.Account) bool {
	return a.Profile.ValidUntil != nil && !d.time().Before(*a.Profile.ValidUntil)
}

// check validates an account inside the transaction, where nobody else can take capacity or the
// email meanwhile.
func (d *Desk) check(ctx context.Context, tx Tx, s *session, a, before account.Account) error {
	limits, _, err := d.limits(ctx, tx, s, before)
	if err != nil {
		return err
	}
	problems := a.Draft().Validate(limits)
	other, err := tx.AccountByEmail(ctx, account.EmailKey(a.Profile.Email))
	switch {
	case err == nil && other.ID != a.ID:
		problems = append(
			problems, emailInUse(EmailOwner{ID: resellerID(other), Company: other.Profile.Company}),
		)
	case err != nil && !core.IsNotFound(err):
		return err
	}
	return problems.Err()
}

func emailInUse(other EmailOwner) *core.Error {
	return &core.Error{
		Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
		Args: core.Args{"Company": other.Company, "ID": other.ID},
	}
}

// tell fills in what a save did to the capacity, and what is left.
func (d *Desk) tell(ctx context.Context, tx Tx, c change, saved *Saved) error {
	saved.Moved = capacity.Amounts{}
	for _, r := range capacity.Resources() {
		if n := c.after.Package.Amounts[r] - c.before.Package.Amounts[r]; n != 0 {
			saved.Moved[r] = n
		}
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
	if _, err := d.authorize(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.time()
	return d.store.Resellers(ctx, q)
}

// ResellersByID returns the rows of some resellers, for a question about them.
func (d *Desk) ResellersByID(ctx context.Context, ids []string) ([]ResellerRow, error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return nil, err
	}
	return d.store.ResellersByID(ctx, ids)
}

// CountResellers returns how many resellers the list has.
func (d *Desk) CountResellers(ctx context.Context, q ResellerQuery) (int, error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.time()
	return d.store.CountResellers(ctx, q)
}

// ResellerIDs returns the ids of the whole list in its order.
func (d *Desk) ResellerIDs(ctx context.Context, q ResellerQuery) ([]string, error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return nil, err
	}
	q.Now = d.time()
	return d.store.ResellerIDs(ctx, q)
}

// ResellerPosition returns the place of a reseller in the list, or NotFound when the list does not
// show it.
func (d *Desk) ResellerPosition(ctx context.Context, q ResellerQuery, id string) (int, error) {
	if _, err := d.authorize(permission.UserView); err != nil {
		return 0, err
	}
	q.Now = d.time()
	return d.store.ResellerPosition(ctx, q, id)
}

// KeepForm keeps what somebody typed into a form, so that a crash does not lose it.
func (d *Desk) KeepForm(form string, data []byte) error {
	s, err := d.signedIn()
	if err != nil {
		return err
	}
	return d.store.Write(func(tx Tx) error {
		return tx.SetFormDraft(s.account.ID+"/"+form, data, d.Now())
	})
}

// KeptForm returns what KeepForm kept, nil when there is nothing.
func (d *Desk) KeptForm(ctx context.Context, form string) ([]byte, error) {
	s, err := d.signedIn()
	if err != nil {
		return nil, err
	}
	return d.store.FormDraft(ctx, s.account.ID+"/"+form)
}

// DropForm forgets what KeepForm kept.
func (d *Desk) DropForm(form string) error {
	s, err := d.signedIn()
	if err != nil {
		return err
	}
	return d.store.Write(func(tx Tx) error { return tx.DropFormDraft(s.account.ID + "/" + form) })
}
