package pbxs

import (
	"context"
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// PBXForm is what the form of a cloud PBX starts from.
type PBXForm struct {
	PBX    pbx.PBX // Version 0 for a new one.
	Limits pbx.Limits
}

// ownersOffered is how many owners a search offers at most.
const ownersOffered = 50

// PBXOwners returns out of whose package a PBX can be made. The owner of the workspace comes first,
// then the resellers whose name contains the text, by name.
func (d *Desk) PBXOwners(ctx context.Context, search string) ([]store.PBXOwner, error) {
	if _, err := d.k.Authorize(permission.PBXView); err != nil {
		return nil, err
	}
	return d.k.Store.PBXOwners(ctx, search, ownersOffered)
}

// NewPBX returns the form of a PBX that does not exist yet, for an owner; "" is the owner of the
// workspace.
func (d *Desk) NewPBX(ctx context.Context, owner string) (PBXForm, error) {
	s, err := d.k.Authorize(permission.PBXAdd)
	if err != nil {
		return PBXForm{}, err
	}
	a, err := OwnerOf(ctx, d.k.Store, s, owner)
	if err != nil {
		return PBXForm{}, err
	}
	limits, err := LimitsOf(ctx, d.k, d.k.Store, a, nil)
	if err != nil {
		return PBXForm{}, err
	}
	draft := pbx.Draft{
		Size:    pbx.Size{Plan: pbx.Enterprise, Extensions: limits.MinExtensions},
		Term:    pbx.Term{Type: limits.Start.Type},
		Address: pbx.Address{Region: limits.Regions[0].Name, Domain: limits.Regions[0].Domains[0]},
	}
	draft.SetRecording(limits.Start.Recording)
	return PBXForm{
		PBX: pbx.PBX{Owner: RefOf(a), Draft: draft, State: pbx.Stopped}, Limits: limits,
	}, nil
}

// PBX returns the form of a PBX that exists. Customers are omitted unless the actor may view them.
func (d *Desk) PBX(ctx context.Context, id string) (PBXForm, error) {
	s, err := d.k.Authorize(permission.PBXView)
	if err != nil {
		return PBXForm{}, err
	}
	p, err := ExistingPBX(ctx, d.k.Store, id)
	if err != nil {
		return PBXForm{}, err
	}
	a, err := d.k.Store.Account(ctx, p.Owner.ID)
	if err != nil {
		return PBXForm{}, err
	}
	limits, err := LimitsOf(ctx, d.k, d.k.Store, a, &p)
	if !s.Account.Holds()[permission.CustomerView] {
		p.Customers = nil
	}
	return PBXForm{PBX: p, Limits: limits}, err
}

// PBXLimits returns what the draft of an owner's PBX is checked against. owner is "" for the owner
// of the workspace; id is "" for a new PBX. Left of it is what the owner has left.
func (d *Desk) PBXLimits(ctx context.Context, owner, id string) (pbx.Limits, error) {
	s, err := d.k.Authorize(permission.PBXView)
	if err != nil {
		return pbx.Limits{}, err
	}
	a, err := OwnerOf(ctx, d.k.Store, s, owner)
	if err != nil {
		return pbx.Limits{}, err
	}
	if id == "" {
		return LimitsOf(ctx, d.k, d.k.Store, a, nil)
	}
	p, err := ExistingPBX(ctx, d.k.Store, id)
	if err != nil {
		return pbx.Limits{}, err
	}
	return LimitsOf(ctx, d.k, d.k.Store, a, &p)
}

// RefOf names an account as the owner of a PBX.
func RefOf(a account.Account) pbx.Ref { return pbx.Ref{ID: a.ID, Name: a.Profile.Company} }

// ExistingPBX returns a PBX that is not deleted, or NotFound.
func ExistingPBX(ctx context.Context, r store.Reader, id string) (pbx.PBX, error) {
	p, err := r.PBX(ctx, id)
	if core.IsNotFound(err) || err == nil && p.Deleted {
		return p, &core.Error{Code: core.NotFound, Key: "pbx.gone", Args: core.Args{"ID": id}}
	}
	return p, err
}

// changeable returns a PBX that can be changed here.
func changeable(ctx context.Context, r store.Reader, id string) (pbx.PBX, error) {
	p, err := ExistingPBX(ctx, r, id)
	if err == nil && p.Reported {
		err = KeptByReseller(p.Owner.Name)
	}
	return p, err
}

// KeptByReseller refuses what only the desktop of a reseller can do, since it keeps the PBXs.
func KeptByReseller(company string) error {
	return &core.Error{
		Code: core.Conflict, Key: "pbx.kept_by_reseller", Args: core.Args{"Company": company},
	}
}

// OwnerOf returns the account out of whose package a PBX is or can be: the owner of the workspace,
// for whom "" stands too, or in a distributor's workspace a reseller.
func OwnerOf(
	ctx context.Context, r store.Reader, s *action.Session, id string,
) (account.Account, error) {
	owner, err := r.Owner(ctx)
	if err != nil || id == "" || id == owner.ID {
		return owner, err
	}
	if err := s.RequireDistributor(); err != nil {
		return owner, err
	}
	a, err := action.Reseller(ctx, r, id)
	if core.IsNotFound(err) {
		err = action.MustBeReseller(a)
	} else if err == nil {
		err = action.RequireWorking(a)
	}
	return a, err
}

// LedgerOwner is how the ledger names the owner of a PBX: "" for the owner of the workspace, who
// takes from the pool.
func LedgerOwner(a account.Account) string {
	if a.Kind == account.Reseller {
		return a.ID
	}
	return ""
}

// LimitsOf returns what a draft is checked against; now is the PBX as it is, nil for a new
// one.
func LimitsOf(
	ctx context.Context, k *action.Kernel, r store.Reader, owner account.Account, now *pbx.PBX,
) (pbx.Limits, error) {
	limits := pbx.Limits{Now: now, MinExtensions: 1, Start: StartOf(owner), Today: k.Today()}
	var err error
	if LedgerOwner(owner) == "" {
		limits.Left, err = r.Free(ctx)
	} else {
		limits.Left, err = r.Unused(ctx, owner.ID)
	}
	if err != nil {
		return limits, err
	}
	if owner.HasPackage() {
		limits.MinExtensions, limits.PBXLimit = owner.Package.MinExtensions, owner.Package.PBXLimit
		limits.HighAvailability = owner.Package.HighAvailability
	} else {
		w, err := r.Workspace(ctx)
		if err != nil {
			return limits, err
		}
		limits.HighAvailability = w.HighAvailability
	}
	if limits.PBXs, err = countPBXs(ctx, r, owner); err != nil {
		return limits, err
	}
	if now != nil && now.Owner.ID == owner.ID && !now.Deleted {
		limits.Before = now.Takes()
		limits.PBXs--
	}
	limits.Regions, err = RegionsOf(ctx, r)
	return limits, err
}

// countPBXs is how many PBXs count towards the creation limit of an owner: in a reseller's
// workspace also those that its distributor keeps for it.
func countPBXs(ctx context.Context, r store.Reader, owner account.Account) (int64, error) {
	n, err := r.CountPBXsOf(ctx, owner.ID)
	if err != nil || owner.Kind != account.Owner {
		return n, err
	}
	u, err := r.Upstream(ctx)
	return n + int64(len(u.Kept)), err
}

// MayChoose refuses a new PBX that starts otherwise than its owner's PBXs do, from somebody who may
// not choose that.
func MayChoose(
	k *action.Kernel, s *action.Session, owner account.Account, draft pbx.Draft,
) error {
	start := StartOf(owner)
	start.RunAfterExpiry = start.RunAfterExpiry && draft.Expiry != core.NoDay
	return requireFeatures(k, s, []part{
		{draft.Recording != start.Recording, permission.PBXRecording},
		{draft.Type != start.Type, permission.PBXType},
		{draft.RunAfterExpiry != start.RunAfterExpiry, permission.PBXRunAfterExpiry},
	})
}

// part is something that a feature is needed for, and whether it is touched.
type part struct {
	touched bool
	feature permission.Key
}

func requireFeatures(k *action.Kernel, s *action.Session, parts []part) error {
	for _, p := range parts {
		if p.touched {
			if err := k.RequireFeature(s, p.feature); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddPBX makes a PBX out of the package of an owner ("" for the owner of the workspace). The caller
// makes operationID with NewID before the first try; a repeated try with the same id changes
// nothing and succeeds. A PBX that a distributor makes for a reseller is kept here: its desktop
// learns with the next package that it has so much less. The errors are core.Problems of the draft,
// or NotFound.
func (d *Desk) AddPBX(
	ctx context.Context, operationID, owner string, draft pbx.Draft,
) (action.Saved, error) {
	draft = draft.Trim()
	// The PBX takes the operation's id, so that a repeated try names the same one.
	p := pbx.PBX{
		ID: operationID, Draft: draft, State: pbx.Stopped, CreatedAt: d.k.Now(), Version: 1,
	}
	op := capacity.Operation{ID: operationID, Verb: capacity.PBXAdded}
	do := func(s *action.Session, tx store.Tx) (action.PBXChange, error) {
		a, err := OwnerOf(ctx, tx, s, owner)
		if err == nil {
			err = MayChoose(d.k, s, a, p.Draft)
		}
		p := p
		p.Owner = RefOf(a)
		if !s.Account.Holds()[permission.CustomerView] {
			p.Customers = nil
		}
		return action.PBXChange{After: p}, err
	}
	return d.changePBX(ctx, permission.PBXAdd, op, p, do)
}

// RecordConsumption writes down that a PBX used up transcription minutes, which never come back. It
// refuses more than the PBX has left; that cannot be undone.
func (d *Desk) RecordConsumption(
	ctx context.Context, operationID, id string, minutes int64,
) (action.Saved, error) {
	op := capacity.Operation{ID: operationID, Verb: capacity.PBXConsumed}
	do := func(_ *action.Session, tx store.Tx) (action.PBXChange, error) {
		p, err := changeable(ctx, tx, id)
		if err != nil {
			return action.PBXChange{}, err
		}
		left := p.TranscriptionMinutes - p.Consumed
		if minutes < 1 || minutes > left {
			var problems core.Problems
			problems.Add(pbx.FieldConsumed, "pbx.consume_range", core.Args{"Free": left})
			return action.PBXChange{}, problems
		}
		after := p
		after.Consumed += minutes
		return action.Changed(p, after), nil
	}
	return d.changePBX(ctx, permission.PBXResize, op, pbx.PBX{ID: id}, do)
}

// MayChangePBX refuses to change what takes a feature besides that of the action, also when the
// action is undone (docs/domain.md §6).
func MayChangePBX(k *action.Kernel, s *action.Session, before, after pbx.PBX) error {
	return requireFeatures(k, s, []part{
		{
			before.Size != after.Size || before.CustomDomain != after.CustomDomain,
			permission.PBXResize,
		},
		{before.Recording != after.Recording, permission.PBXRecording},
		{before.Expiry != after.Expiry, permission.PBXExpiry},
		{before.Type != after.Type, permission.PBXType},
		{before.Type != after.Type, permission.PBXExpiry},
		{before.RunAfterExpiry != after.RunAfterExpiry, permission.PBXRunAfterExpiry},
	})
}

// changePBX does one operation on one PBX; tried names it in the log while nothing else is known of
// it.
func (d *Desk) changePBX(
	ctx context.Context, feature permission.Key, op capacity.Operation, tried pbx.PBX,
	do func(s *action.Session, tx store.Tx) (action.PBXChange, error),
) (action.Saved, error) {
	entry := store.LogEntry{
		Module: store.ModulePBX, Operation: string(op.Verb), Object: tried.ID,
		Name: d.nameOf(ctx, tried),
	}
	saved := action.Saved{ID: tried.ID}
	write := func(s *action.Session, tx store.Tx) error {
		c, err := do(s, tx)
		if err != nil {
			return err
		}
		return SavePBX(ctx, d.k, tx, d.k.NewOperation(s, op.ID, op.Verb, ""), c, &saved)
	}
	err := d.k.PerformOnce(ctx, d.k.Holding(feature), op.ID, &entry, write, action.PBXsChanged)
	if err != nil {
		return action.Saved{}, err
	}
	if len(saved.Moved) > 0 {
		d.k.Publish(action.CapacityChanged, action.ResellersChanged)
	}
	return saved, nil
}

// nameOf is what the log calls a PBX that somebody tried to change.
func (d *Desk) nameOf(ctx context.Context, p pbx.PBX) string {
	if p.Name != "" {
		return p.Name
	}
	stored, err := d.k.Store.PBX(ctx, p.ID)
	if err != nil {
		return ""
	}
	return stored.Name
}

// SavePBX checks and writes one PBX, and moves what it takes more or less.
func SavePBX(
	ctx context.Context, k *action.Kernel, tx store.Tx, op capacity.Operation, c action.PBXChange,
	saved *action.Saved,
) error {
	owner, err := tx.Account(ctx, c.After.Owner.ID)
	if err != nil {
		return err
	}
	if err := CheckPBX(ctx, k, tx, owner, c, nil); err != nil {
		return err
	}
	op.Object = objectOf(owner, c.After)
	op.Transfers = pbxTransfers(owner, c)
	saved.Moved = movedBy(op.Transfers)
	same, err := c.IsSame()
	if err != nil {
		return err
	}
	if !same { // Saving without a change is nothing that could be undone.
		if err := action.Act(ctx, tx, op, action.Effect{PBXs: []action.PBXChange{c}}); err != nil {
			return err
		}
	}
	saved.Left, err = LeftOf(ctx, tx, owner)
	return err
}

// objectOf is what an operation on a PBX is about: the reseller whose package it concerns, or the
// PBX where it is the workspace's own.
func objectOf(owner account.Account, p pbx.PBX) string {
	if reseller := LedgerOwner(owner); reseller != "" {
		return reseller
	}
	return p.ID
}

// LeftOf is what an owner has left for PBXs.
func LeftOf(ctx context.Context, r store.Reader, owner account.Account) (capacity.Amounts, error) {
	if LedgerOwner(owner) == "" {
		return r.Free(ctx)
	}
	return r.Unused(ctx, owner.ID)
}

// pbxTransfers move what a PBX of an owner takes more or less than before, and what it used up.
func pbxTransfers(owner account.Account, c action.PBXChange) []capacity.Transfer {
	consumed := c.After.Consumed - c.Before.Consumed
	if c.Before.ID != "" && consumed > 0 {
		return []capacity.Transfer{capacity.ConsumeIn(
			LedgerOwner(owner), c.After.ID, capacity.TranscriptionMinutes, consumed,
		)}
	}
	return capacity.Use(LedgerOwner(owner), c.After.ID, c.Before.Takes(), c.After.Takes())
}

// movedBy is what PBXs take out of packages by transfers (above zero), or give back.
func movedBy(transfers []capacity.Transfer) capacity.Amounts {
	moved := capacity.Amounts{}
	for _, t := range transfers {
		switch {
		case t.Credit.Kind == capacity.PBX:
			moved[t.Credit.Resource] += t.Amount
		case t.Debit.Kind == capacity.PBX && t.Credit.Kind != capacity.Consumed:
			moved[t.Debit.Resource] -= t.Amount
		}
	}
	return moved
}

// CheckPBX validates a PBX of an owner inside the transaction, where nobody else can take capacity
// or the address meanwhile. In customers are those that the same operation changes, as they will
// be.
func CheckPBX(
	ctx context.Context, k *action.Kernel,
	r store.Reader,
	owner account.Account,
	c action.PBXChange,
	customers map[string]pbx.Customer,
) error {
	now := &c.Before
	if c.Before.ID == "" {
		now = nil
	}
	limits, err := LimitsOf(ctx, k, r, owner, now)
	if err != nil {
		return err
	}
	problems := c.After.Validate(limits)
	other, err := r.PBXAt(ctx, c.After.Address)
	switch {
	case err == nil && other.ID != c.After.ID:
		problems = append(problems, AddressInUse(other))
	case err != nil && !core.IsNotFound(err):
		return err
	}
	if err := CheckCustomers(ctx, r, c.After, customers, &problems); err != nil {
		return err
	}
	return problems.Err()
}

func AddressInUse(other pbx.Ref) *core.Error {
	return &core.Error{
		Code: core.Conflict, Field: pbx.FieldSubDomain, Key: "pbx.address_in_use",
		Args: core.Args{"Name": other.Name, "ID": other.ID},
	}
}

// CheckCustomers reports a customer that does not exist any more, or is somebody else's.
func CheckCustomers(
	ctx context.Context,
	r store.Reader,
	p pbx.PBX,
	changed map[string]pbx.Customer,
	problems *core.Problems,
) error {
	ids := make([]string, len(p.Customers))
	for i, c := range p.Customers {
		ids[i] = c.ID
	}
	if len(ids) == 0 {
		return nil
	}
	known, err := r.CustomersByID(ctx, ids)
	if err != nil {
		return err
	}
	for i, ref := range p.Customers {
		c, will := changed[ref.ID]
		if !will {
			c = known[ref.ID]
		}
		switch {
		case c.ID == "" || c.Deleted:
			problems.Add(
				pbx.FieldCustomers, "pbx.customer_gone",
				core.Args{"Customer": ref.Name, "ID": ref.ID},
			)
		case c.Owner.ID != p.Owner.ID:
			problems.Add(
				pbx.FieldCustomers, "pbx.customer_of_other",
				core.Args{"Customer": c.Title(), "Company": c.Owner.Name},
			)
		case slices.ContainsFunc(p.Customers[:i], func(o pbx.Ref) bool { return o.ID == ref.ID }):
			problems.Add(pbx.FieldCustomers, "pbx.customer_twice", core.Args{"Customer": c.Title()})
		}
	}
	return nil
}
