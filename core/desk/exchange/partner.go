package exchange

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/json"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Warnings are the files of resellers that somebody has to look at.
func Warnings(
	ctx context.Context, k *action.Kernel, most int,
) (list []Warning, all int, err error) {
	partners, all, err := k.Store.PartnersWarned(ctx, most)
	if err != nil {
		return nil, 0, err
	}
	accounts, err := k.Store.AccountsByID(ctx, accountsOf(partners))
	for _, p := range partners {
		list = append(list, Warning{p.Account, accounts[p.Account].Profile.Company, p.Warning})
	}
	return list, all, err
}

func accountsOf(partners []store.Partner) []string {
	ids := make([]string, len(partners))
	for i, p := range partners {
		ids[i] = p.Account
	}
	return ids
}

// waitingPackages are the packages that are due to resellers.
func (d *Desk) waitingPackages(ctx context.Context) ([]WaitingFile, error) {
	partners, err := d.k.Store.PartnersWaiting(ctx, d.k.Time().Add(renewBefore), waitingShown)
	if err != nil {
		return nil, err
	}
	accounts, err := d.k.Store.AccountsByID(ctx, accountsOf(partners))
	if err != nil {
		return nil, err
	}
	var list []WaitingFile
	for _, p := range partners {
		f := WaitingFile{
			Account: p.Account, Company: accounts[p.Account].Profile.Company,
			Email: accounts[p.Account].Profile.Email,
			Kind:  activation.KindPackage, Why: WaitingLease, Until: p.LeaseUntil,
		}
		if p.Changed {
			f.Why = WaitingChanged
		}
		list = append(list, f)
	}
	return list, nil
}

// makePackage signs what a reseller has now, sealed for its desktop, and writes down that it was
// made.
func makePackage(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, accountID string,
) (dueFile, string, error) {
	fail := func(err error) (dueFile, string, error) { return dueFile{}, "", err }
	p, err := tx.Partner(ctx, accountID)
	if core.IsNotFound(err) {
		err = &core.Error{Code: core.Conflict, Key: "exchange.not_activated"}
	}
	if err != nil {
		return fail(err)
	}
	a, err := tx.Account(ctx, accountID)
	if err != nil {
		return fail(err)
	}
	owner, err := tx.Owner(ctx)
	if err != nil {
		return fail(err)
	}
	state, err := stateOf(ctx, k, tx, p, owner, a)
	if err != nil {
		return fail(err)
	}
	signing, err := keys.SigningKey(ctx, k, tx, s)
	if err != nil {
		return fail(err)
	}
	file, hash, err := state.Sign(signing)
	if err == nil && p.EncryptionKey != "" {
		file, err = activation.SealFor(p.EncryptionKey, file)
	}
	if err != nil {
		return fail(err)
	}
	p.Sequence, p.Hash, p.Changed = state.Sequence, hash, false
	p.IssuedAt, p.LeaseUntil = &state.IssuedAt, &state.LeaseUntil
	due := dueFile{
		kind: activation.KindPackage, account: a, sender: owner.Profile, receiver: a.Profile,
		sequence: state.Sequence, company: a.Profile.Company,
		file: file,
	}
	return due, hash, tx.SetPartner(p)
}

// stateOf is all that a reseller has now, as the next package says it.
func stateOf(
	ctx context.Context, k *action.Kernel, tx store.Tx, p store.Partner, owner, a account.Account,
) (activation.State, error) {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return activation.State{}, err
	}
	last, err := tx.LastSequence(ctx, a.ID)
	if err != nil {
		return activation.State{}, err
	}
	last = max(last, keys.SequenceBase(w))
	now := k.Time().UTC().Truncate(time.Second)
	var kept []activation.PBX
	if a.Package, kept, err = outbox.UsablePackage(ctx, tx, a, activation.MaxKept); err != nil {
		return activation.State{}, err
	}
	state := activation.NewState(w.ID, owner, a)
	state.Issuer.EncryptionKey = w.EncryptionKey
	state.Sequence, state.Previous, state.IssuedAt = last+1, p.Hash, now
	state.LeaseUntil = now.Add(activation.Lease)
	state.PBXs = kept
	state.ReportSequence, state.ReportHash = p.ReportSequence, p.ReportHash
	consumed, err := tx.Consumed(ctx, a.ID)
	if err != nil {
		return activation.State{}, err
	}
	for r := range a.Package.Amounts { // Its desktop takes what it consumed off itself.
		state.Package.Resources[string(r)] += consumed[r] - p.ConsumedBefore[r]
	}
	switch a.State {
	case account.Suspended:
		state.Status, state.Reason = activation.StatusSuspended, a.Suspension.Reason
		state.Until = a.Suspension.Until
	case account.InBin, account.Closed:
		state.Status = activation.StatusClosed
	}
	state.Rotations, err = keys.RotationsOf(w)
	return state, err
}

// receiveReceipt makes the reseller active whose desktop used its invitation. The first receipt of
// an invitation counts.
func (d *Desk) receiveReceipt(
	ctx context.Context, tx store.Tx, s *action.Session, operationID string, f activation.File,
	m *store.Message,
) error {
	r := f.Receipt
	i, a, err := invitationOfReceipt(ctx, tx, *r)
	if err != nil {
		return err
	}
	m.Account, m.Company = a.ID, a.Profile.Company
	if subtle.ConstantTimeCompare(activation.Hash(r.Secret), i.SecretHash) != 1 {
		args := core.Args{"Company": a.Profile.Company}
		return &core.Error{Code: core.Invalid, Key: "exchange.secret", Args: args}
	}
	p, err := tx.Partner(ctx, a.ID)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	confirmed := err == nil && p.Invitation == i.ID
	if confirmed && keys.SameKey(p.PublicKey, f.Signer) {
		m.State = store.MessageKnown
		return nil
	}
	if err := checkReceipt(*r, i, a, p, confirmed); err != nil {
		return err
	}
	sealed, err := account.Seal(s.Key.Reveal(), keys.ResetContext(a.ID), []byte(r.ResetKey))
	if err != nil {
		return err
	}
	before, kept, err := consumedBefore(ctx, tx, a, p, f.Signer)
	if err != nil {
		return err
	}
	warning := p.Warning
	if confirmed { // Until now only the code was known, which is bound to no desktop.
		warning = &core.Error{Code: core.Conflict, Key: "exchange.compare", Args: core.Args{
			"Company": a.Profile.Company, "Words": activation.Fingerprint(f.Signer),
		}}
		m.Note = warning
	}
	p = store.Partner{
		Account: a.ID, Invitation: i.ID, ActivatedAt: r.ActivatedAt, PublicKey: f.Signer,
		Warning: warning, EncryptionKey: r.EncryptionKey, SealedReset: sealed,
		Hash: i.Hash, Has: i.Sequence, Changed: true, ReportHash: f.Hash, Sequence: p.Sequence,
		IssuedAt: p.IssuedAt, LeaseUntil: p.LeaseUntil, ConsumedBefore: before,
	}
	op := d.k.NewOperation(s, operationID, capacity.Activated, a.ID)
	return activated(ctx, tx, op, a, p, kept)
}

// invitationOfReceipt returns the invitation that a receipt names, and the reseller whose it is.
func invitationOfReceipt(
	ctx context.Context, tx store.Tx, r activation.Receipt,
) (store.Invitation, account.Account, error) {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return store.Invitation{}, account.Account{}, err
	}
	if r.Workspace != w.ID {
		return store.Invitation{}, account.Account{}, keys.ErrOtherWorkspace()
	}
	i, err := tx.Invitation(ctx, r.Invitation)
	if core.IsNotFound(err) || err == nil &&
		(i.Account != r.Account || i.Kind != activation.Activate) {
		err = &core.Error{Code: core.NotFound, Key: "exchange.unknown_invitation"}
	}
	if err != nil {
		return store.Invitation{}, account.Account{}, err
	}
	a, err := action.Reseller(ctx, tx, r.Account)
	return i, a, err
}

// checkReceipt refuses a receipt of a second desktop, and one whose invitation was replaced or had
// expired. The partner p is active by the same invitation when confirmed is set.
func checkReceipt(
	r activation.Receipt, i store.Invitation, a account.Account, p store.Partner, confirmed bool,
) error {
	args := core.Args{"Company": a.Profile.Company}
	switch {
	case confirmed && p.PublicKey != nil:
		args["At"] = r.ActivatedAt
		return &core.Error{Code: core.Conflict, Key: "exchange.second_desktop", Args: args}
	case i.VoidedAt != nil && !confirmed:
		return &core.Error{Code: core.Conflict, Key: "exchange.replaced", Args: args}
	case i.ExpiresAt != nil && r.ActivatedAt.After(i.ExpiresAt.Add(24*time.Hour)):
		args["At"], args["Until"] = r.ActivatedAt, *i.ExpiresAt
		return &core.Error{Code: core.Conflict, Key: "exchange.activated_late", Args: args}
	}
	return nil
}

// consumedBefore is what was consumed before the desktop that signs with a key. For a desktop that
// is known it is what was noted, else what a new desktop starts from.
func consumedBefore(
	ctx context.Context, tx store.Tx, a account.Account, p store.Partner, signer ed25519.PublicKey,
) (consumed capacity.Amounts, kept []action.PBXChange, err error) {
	switch {
	case keys.SameKey(p.PublicKey, signer):
		return p.ConsumedBefore, nil, nil
	// Its code did not say which it is.
	case p.PublicKey == nil && keys.SameKey(p.FormerKey, signer):
		return p.FormerConsumedBefore, nil, nil
	}
	return startsWithNothing(ctx, tx, a)
}

// startsWithNothing returns what a new desktop of a reseller starts from: what was consumed before
// it. kept are the PBXs that the desktop before it reported; they are kept here from now on.
func startsWithNothing(
	ctx context.Context, tx store.Tx, a account.Account,
) (consumed capacity.Amounts, kept []action.PBXChange, err error) {
	if consumed, err = tx.Consumed(ctx, a.ID); err != nil {
		return nil, nil, err
	}
	kept, err = pbxs.KeptHere(ctx, tx, a)
	return consumed, kept, err
}

// activated writes down that the desktop of a reseller is active, and which PBXs are kept here from
// then on.
func activated(
	ctx context.Context, tx store.Tx, op capacity.Operation, a account.Account, p store.Partner,
	kept []action.PBXChange,
) error {
	after, err := a.Activate()
	if err != nil {
		return err
	}
	if err := action.Act(
		ctx, tx, op,
		action.Effect{Accounts: []action.AccountChange{action.Changed(a, after)}, PBXs: kept},
	); err != nil {
		return err
	}
	return tx.SetPartner(p)
}

// KnownReseller returns the reseller with an id that a file names, and NotFound when it is not
// known here.
func (d *Desk) KnownReseller(ctx context.Context, id string) (action.Party, error) {
	a, err := d.k.Store.Account(ctx, id)
	return action.PartyOf(a), err
}

// Confirm makes a reseller active who read out the confirmation code of its invitation, when no
// receipt can come. What is sent to it is signed but not sealed until a receipt came.
func (d *Desk) Confirm(ctx context.Context, operationID, accountID, code string) error {
	entry := store.LogEntry{
		Module: store.ModuleExchange, Operation: "exchange.confirmed", Object: accountID,
	}
	permit := d.k.Holding(permission.UserExchange)
	do := func(s *action.Session, tx store.Tx) error {
		op := d.k.NewOperation(s, operationID, capacity.Activated, accountID)
		return d.confirm(ctx, tx, op, code)
	}
	return d.k.PerformOnce(
		ctx, permit, operationID, &entry, do, action.ResellersChanged, action.ExchangeChanged,
	)
}

// invitationOfCode returns the open invitation of a reseller whose confirmation code is the given
// one.
func invitationOfCode(
	ctx context.Context, tx store.Tx, a account.Account, code string,
) (store.Invitation, error) {
	i, err := tx.OpenInvitation(ctx, a.ID)
	if core.IsNotFound(err) || err == nil && i.Kind != activation.Activate {
		err = &core.Error{
			Code: core.Conflict, Key: "exchange.no_invitation",
			Args: core.Args{"Company": a.Profile.Company},
		}
	}
	if err != nil {
		return i, err
	}
	return i, activation.CheckConfirmation(i.SecretHash, code)
}

// confirm makes the reseller that an operation is about active, when the code is the right one.
func (d *Desk) confirm(
	ctx context.Context, tx store.Tx, op capacity.Operation, code string,
) error {
	a, err := action.Reseller(ctx, tx, op.Object)
	if err != nil {
		return err
	}
	i, err := invitationOfCode(ctx, tx, a, code)
	if err != nil {
		return err
	}
	p, err := tx.Partner(ctx, a.ID)
	if err == nil && p.Invitation == i.ID {
		return &core.Error{
			Code: core.Conflict, Key: "reseller.already_active",
			Args: core.Args{"Company": a.Profile.Company},
		}
	}
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	before, kept, err := startsWithNothing(ctx, tx, a)
	if err != nil {
		return err
	}
	if p.PublicKey != nil {
		p.FormerKey, p.FormerConsumedBefore = p.PublicKey, p.ConsumedBefore
	}
	p = store.Partner{
		Account: a.ID, Invitation: i.ID, ActivatedAt: d.k.Now(), Hash: i.Hash, Has: i.Sequence,
		Changed: true, Sequence: p.Sequence,
		IssuedAt: p.IssuedAt, LeaseUntil: p.LeaseUntil, ConsumedBefore: before,
		FormerKey: p.FormerKey, FormerConsumedBefore: p.FormerConsumedBefore,
	}
	return activated(ctx, tx, op, a, p, kept)
}

// receiveReport takes over what a reseller's PBXs take, after it was checked against what was
// granted. What does not fit is kept with the reseller as a warning.
func (d *Desk) receiveReport(
	ctx context.Context, tx store.Tx, s *action.Session, operationID string, f activation.File,
	m *store.Message,
) error {
	r := *f.Report
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	p, a, err := reporter(ctx, tx, w, r)
	if err != nil {
		return err
	}
	m.Account, m.Company, m.Sequence = a.ID, a.Profile.Company, r.Sequence
	known, err := checkReport(f, p, m)
	if err != nil || known {
		return err
	}
	op := d.k.NewOperation(s, operationID, capacity.UsageReported, a.ID)
	misfit, err := d.takeUsage(ctx, tx, &op, a, &p, r)
	if err != nil {
		return err
	}
	if p.Warning == nil || !warns(p.Warning.Key) { // An alarm stays until somebody settled it.
		p.Warning = misfit
	}
	if misfit != nil {
		m.Note = misfit
	}
	made, err := tx.LastSequence(ctx, r.Account)
	if err == nil {
		err = keys.CheckCopy(d.k, w, r.PackageSequence, max(made, p.Sequence, p.Has))
	}
	if err != nil {
		return err
	}
	if err := noteReport(s, f, &p); err != nil {
		return err
	}
	if err := tx.SetPartner(p); err != nil {
		return err
	}
	if err := action.Act(ctx, tx, op, action.Effect{}); err != nil {
		return err
	}
	return action.LogEffect(tx, op, store.LogEntry{
		Module: store.ModuleExchange, Object: a.ID, Name: a.Profile.Company,
		After: action.AsJSON(map[string]any{
			"pbxs": len(r.PBXs), "customers": r.Customers, "sequence": r.Sequence,
		}),
	})
}

// reporter returns the reseller whose desktop made a report, and what is known of that desktop.
func reporter(
	ctx context.Context, tx store.Tx, w store.Workspace, r activation.Report,
) (store.Partner, account.Account, error) {
	if r.Workspace != w.ID {
		return store.Partner{}, account.Account{}, keys.ErrOtherWorkspace()
	}
	p, err := tx.Partner(ctx, r.Account)
	if core.IsNotFound(err) {
		err = &core.Error{Code: core.NotFound, Key: "exchange.unknown_account"}
	}
	if err != nil {
		return store.Partner{}, account.Account{}, err
	}
	a, err := action.Reseller(ctx, tx, r.Account)
	return p, a, err
}

// checkReport tells whether a report is known, and writes that, or what is missing before it, into
// the message. It refuses one that another desktop signed.
func checkReport(f activation.File, p store.Partner, m *store.Message) (known bool, err error) {
	r := f.Report
	args := core.Args{"Company": m.Company, "Sequence": r.Sequence}
	switch {
	case p.PublicKey == nil:
		return false, &core.Error{Code: core.Conflict, Key: "exchange.no_receipt", Args: args}
	case !keys.SameKey(p.PublicKey, f.Signer):
		return false, &core.Error{Code: core.Invalid, Key: "exchange.other_signer", Args: args}
	case f.Hash == p.ReportHash || r.Sequence < p.ReportSequence:
		m.State = store.MessageKnown
		return true, nil
	case r.Sequence == p.ReportSequence:
		return false, &core.Error{Code: core.Conflict, Key: "exchange.fork", Args: args}
	case r.Sequence > p.ReportSequence+1:
		missing := core.Args{"Company": m.Company, "Count": r.Sequence - p.ReportSequence - 1}
		m.Note = &core.Error{Code: core.Conflict, Key: "exchange.gap", Args: missing}
	case r.Previous != p.ReportHash:
		m.Note = &core.Error{Code: core.Conflict, Key: "exchange.other_history", Args: args}
	}
	return false, nil
}

// noteReport writes into what is known of a desktop which report it made last, which package it
// has, and its reset key.
func noteReport(s *action.Session, f activation.File, p *store.Partner) error {
	r := f.Report
	another := r.PackageSequence == p.Sequence && r.PackageHash != p.Hash
	if another || r.PackageSequence > max(p.Sequence, p.Has) {
		// This workspace was restored: what is made next must count as newer.
		p.Changed, p.Hash = true, r.PackageHash
	}
	p.Has = max(p.Has, r.PackageSequence)
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	at := r.IssuedAt
	p.ReportSequence, p.ReportHash, p.ReportedAt, p.Report = r.Sequence, f.Hash, &at, string(text)
	if r.ResetKey == "" {
		return nil
	}
	p.SealedReset, err = account.Seal(
		s.Key.Reveal(), keys.ResetContext(p.Account), []byte(r.ResetKey),
	)
	return err
}

// amountsOf are the resources of a file that this version knows.
func amountsOf(resources map[string]int64) capacity.Amounts {
	amounts := capacity.Amounts{}
	for _, r := range capacity.Resources() {
		if n, has := resources[string(r)]; has {
			amounts[r] = n
		}
	}
	return amounts
}

const (
	// renewedAtOnce is how many packages are renewed at a time, so that nobody waits for the file.
	renewedAtOnce = 50
	// renewAnyway is how long before the end of its lease a package is renewed that a person
	// changed and did not send.
	renewAnyway = 7 * 24 * time.Hour
)

// RenewLeases sends packages to the desktops whose lease runs out, when somebody is signed in and
// mails can be sent. No lease ends because nothing changed for a month, or because a change waits
// to be sent.
func RenewLeases(ctx context.Context, k *action.Kernel) error {
	s, err := k.SignedIn()
	if err != nil || s.Upstream {
		return nil
	}
	settings, err := k.Store.MailSettings(ctx)
	if err != nil || !settings.Sends() {
		return err
	}
	now := k.Time()
	due, err := k.Store.PartnersLapsing(
		ctx, now.Add(renewBefore), now.Add(renewAnyway), renewedAtOnce,
	)
	if err != nil || len(due) == 0 {
		return err
	}
	ids := make([]string, len(due))
	for i, p := range due {
		ids[i] = p.Account
	}
	_, _ = keys.ReadSigningKey(ctx, k, s)
	err = action.Each(ctx, ids, func(id string) error {
		return k.Store.Write(func(tx store.Tx) error { return sendFile(ctx, k, tx, s, id) })
	})
	k.Publish(action.ExchangeChanged, action.OutboxChanged)
	k.WakeOutbox()
	return err
}
