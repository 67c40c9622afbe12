package exchange

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/clock"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// checkInvitation tells whether an invitation can be used here. That is in an empty data folder, or
// in the workspace that an earlier invitation of the same account opened.
func (d *Desk) checkInvitation(ctx context.Context, r store.Reader, f activation.File) error {
	_, err := r.Workspace(ctx)
	if core.IsNotFound(err) {
		return f.Invitation.Usable(d.k.Wall())
	}
	if err != nil {
		return err
	}
	u, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		return &core.Error{Code: core.Conflict, Key: "exchange.distributor_here"}
	}
	if err != nil {
		return err
	}
	owner, err := r.Owner(ctx)
	if err != nil {
		return err
	}
	used := &core.Error{
		Code: core.Conflict, Key: "exchange.already_active", Args: core.Args{"At": u.ActivatedAt},
	}
	if f.Invitation.ID == u.Invitation { // Also when its key was replaced since.
		return used
	}
	if err := keys.InvitationFor(u, f, owner); err != nil {
		return err
	}
	// A distributor whose workspace was restored from a backup counts from there again: what it
	// issued later is newer all the same.
	older := f.Invitation.Sequence <= u.Sequence && !f.Invitation.IssuedAt.After(u.IssuedAt)
	if f.Invitation.Account.ID == u.Account && older {
		return used
	}
	return f.Invitation.Usable(d.k.TimeFor(f.Invitation.IssuedAt))
}

// Activated is what a reseller is shown once, when its workspace is opened.
type Activated struct {
	Recovery     string // The recovery code, to be kept: with it another password can be chosen.
	Confirmation string // To be read out to the distributor when no file can be sent back.
}

// Activate opens the workspace of a reseller with an invitation and a password that the reseller
// chose, and signs the reseller in. It needs no network. The receipt for the distributor waits
// afterwards.
func (d *Desk) Activate(ctx context.Context, text []byte, password string) (Activated, error) {
	f, err := d.openActivation(ctx, text)
	if err != nil {
		return Activated{}, err
	}
	i := *f.Invitation
	if err := keys.ValidateActivation(i, password).Err(); err != nil {
		return Activated{}, err
	}
	now := d.k.Now()
	owner := account.Account{
		ID: i.Account.ID, Kind: account.Owner, State: account.Active, CreatedAt: now,
		Profile: ownerProfile(account.Profile{}, i.Account, i.Package),
		Package: rulesOf(i.Package), Permissions: i.Granted().ForReseller(),
	}
	opened, w, codes, err := d.lockActivated(ctx, i, &owner, password)
	if err != nil {
		return Activated{}, err
	}
	w.CreatedAt = now
	u, err := newUpstream(f, opened.Key.Reveal(), now)
	if err != nil {
		return Activated{}, err
	}
	err = d.k.Store.Write(func(tx store.Tx) error {
		return d.createActivated(ctx, tx, opened, w, owner, u, i)
	})
	if err != nil {
		return Activated{}, err
	}
	d.k.Clock.Forget()
	opened.Account, opened.Upstream = owner, true
	keys.Open(d.k, opened)
	d.k.KeepMark(ctx)
	return codes, nil
}

// openActivation reads an invitation, and refuses it where there is a workspace already.
func (d *Desk) openActivation(ctx context.Context, text []byte) (activation.File, error) {
	f, err := activation.Open(text, nil)
	if err != nil {
		return f, err
	}
	if f.Kind != activation.Activate {
		return f, keys.ErrOtherWorkspace()
	}
	switch _, err := d.k.Store.Workspace(ctx); {
	case err == nil:
		return f, &core.Error{Code: core.Conflict, Key: "setup.exists"}
	case !core.IsNotFound(err):
		return f, err
	}
	return f, d.checkInvitation(ctx, d.k.Store, f)
}

// lockActivated makes the keys of a reseller's workspace, and locks them with the password, a
// recovery code and a reset key.
func (d *Desk) lockActivated(
	ctx context.Context, i activation.Invitation, owner *account.Account, password string,
) (*action.Session, store.Workspace, Activated, error) {
	codes := Activated{
		Recovery:     activation.NewCode(),
		Confirmation: activation.ConfirmationCode(activation.Hash(i.Secret)),
	}
	fresh, err := keys.NewWorkspaceKeys()
	if err != nil {
		return nil, store.Workspace{}, codes, err
	}
	opened, w, err := keys.LockKeys(ctx, d.k, fresh, owner, password)
	if err != nil {
		return nil, w, codes, err
	}
	key := opened.Key.Reveal()
	if w.Recovery, err = keys.LockWith(
		ctx, d.k, codes.Recovery, keys.RecoveryContext, key,
	); err != nil {
		return nil, w, codes, err
	}
	err = keys.NewResetKey(ctx, d.k, key, &w)
	return opened, w, codes, err
}

// createActivated writes a new workspace of a reseller: its keys, its owner, its distributor, and
// its package as the subscription.
func (d *Desk) createActivated(
	ctx context.Context, tx store.Tx, opened *action.Session, w store.Workspace,
	owner account.Account, u store.Upstream,
	i activation.Invitation,
) error {
	if _, err := tx.Workspace(ctx); !core.IsNotFound(err) {
		return &core.Error{Code: core.Conflict, Key: "setup.exists", Err: err}
	}
	if err := tx.CreateWorkspace(w); err != nil {
		return err
	}
	if err := tx.SetKeys(w); err != nil {
		return err
	}
	if err := tx.AddAccount(owner); err != nil {
		return err
	}
	var err error
	if _, u.ReportHash, err = signReceipt(ctx, d.k, tx, opened, w, u); err != nil {
		return err
	}
	if err := tx.SetUpstream(u); err != nil {
		return err
	}
	if err := tx.SetTrustedTime(action.Later(d.k.Wall(), i.IssuedAt)); err != nil {
		return err
	}
	op := capacity.Operation{
		ID: action.NewID(), At: owner.CreatedAt, Actor: owner.ID, Verb: capacity.PackageReceived,
	}
	return subscription.WriteSubscription(
		ctx, tx, op, capacity.Subscription{}, subscriptionOf(i.Package),
	)
}

func newUpstream(f activation.File, key []byte, now time.Time) (store.Upstream, error) {
	i := f.Invitation
	sealed, err := account.Seal(key, secretContext, []byte(i.Secret))
	return store.Upstream{
		Workspace: i.Workspace, Account: i.Account.ID, Signer: f.Signer,
		EncryptionKey: i.Issuer.EncryptionKey, Company: i.Issuer.Company, Name: i.Issuer.Name,
		Email: i.Issuer.Email, Invitation: i.ID, SealedSecret: sealed,
		ActivatedAt: now.UTC().Truncate(time.Second), Sequence: i.Sequence, Hash: f.Hash,
		IssuedAt: i.IssuedAt, LeaseUntil: i.LeaseUntil, Status: activation.StatusActive,
		SeenAt: action.Later(now, i.IssuedAt),
	}, err
}

var secretContext = []byte("invitation")

// ownerProfile is what the distributor says about the reseller; what it does not say stays.
func ownerProfile(now account.Profile, a activation.Account, p activation.Package) account.Profile {
	now.Company, now.FirstName, now.LastName = a.Company, a.FirstName, a.LastName
	now.Email, now.ValidUntil = a.Email, p.ValidUntil
	if slices.Contains(i18n.Languages, a.Language) {
		now.Language = a.Language
	} else if now.Language == "" {
		now.Language = i18n.Languages[0]
	}
	return now
}

// rulesOf are the rules of a package. Its amounts are the subscription of the reseller's workspace.
func rulesOf(p activation.Package) capacity.Package {
	return capacity.Package{
		MinExtensions: p.MinExtensions, PBXLimit: p.PBXLimit, HighAvailability: p.HighAvailability,
		WhiteLabel: p.WhiteLabel,
	}
}

// subscriptionOf is a package as the subscription of the reseller's workspace.
func subscriptionOf(p activation.Package) capacity.Subscription {
	s := capacity.Subscription{
		Total: amountsOf(p.Resources), HighAvailability: p.HighAvailability,
		WhiteLabel: p.WhiteLabel, Expiry: p.ValidUntil,
	}
	for _, r := range capacity.Always() {
		s.Total[r] += 0
	}
	return s
}

// receivePackage takes over a package in a reseller's workspace, when it is newer than what is
// here.
func (d *Desk) receivePackage(
	ctx context.Context, tx store.Tx, op capacity.Operation, f activation.File, m *store.Message,
) error {
	state := *f.State
	u, owner, err := keys.UpstreamAndOwner(ctx, tx)
	if err != nil {
		return err
	}
	m.Account, m.Company, m.Sequence = owner.ID, u.Company, state.Sequence
	if err := d.checkPackage(u, f); err != nil {
		return err
	}
	if f.Hash == u.Hash {
		m.State = store.MessageKnown
		return nil
	}
	if m.Note, err = d.follows(state, u); err != nil {
		return err
	}
	w, err := tx.Workspace(ctx)
	if err == nil {
		err = keys.CheckCopy(d.k, w, state.ReportSequence, u.ReportSequence)
	}
	if err != nil {
		return err
	}
	if err := takePackage(
		ctx, tx, op, owner, state.Account, state.Package, state.Granted(),
	); err != nil {
		return err
	}
	notePackage(&u, f)
	if u.SeenAt, err = d.k.RaiseTime(tx, state.IssuedAt); err != nil {
		return err
	}
	return tx.SetUpstream(u)
}

// follows refuses a package that is no newer than what came last; the note says that there was one
// between them, nil for none.
func (d *Desk) follows(state activation.State, u store.Upstream) (note *core.Error, err error) {
	args := core.Args{
		"Company": u.Company, "Sequence": state.Sequence, "Known": u.Sequence, "At": u.IssuedAt,
	}
	switch {
	// Numbers of before a backup was restored.
	case state.Sequence < u.Sequence || d.issuedBefore(state.IssuedAt, u.IssuedAt):
		return nil, &core.Error{Code: core.Conflict, Key: "exchange.older", Args: args}
	case state.Sequence == u.Sequence:
		return nil, &core.Error{Code: core.Conflict, Key: "exchange.same_number", Args: args}
	case state.Previous != u.Hash:
		note = &core.Error{Code: core.Conflict, Key: "exchange.between", Args: args}
	}
	return note, nil
}

// notePackage notes what a package says of the distributor and of this workspace.
func notePackage(u *store.Upstream, f activation.File) {
	state := *f.State
	u.Signer, u.EncryptionKey = f.Signer, state.Issuer.EncryptionKey
	u.Company, u.Name, u.Email = state.Issuer.Company, state.Issuer.Name, state.Issuer.Email
	u.Kept = state.PBXs
	u.Sequence, u.Hash, u.IssuedAt = state.Sequence, f.Hash, state.IssuedAt
	u.LeaseUntil = state.LeaseUntil
	// Else only the confirmation code was read out, and reports cannot be checked.
	u.Confirmed = state.ReportHash != ""
	u.Status, u.Reason, u.Until = state.Status, state.Reason, state.Until
	// This workspace was restored: what it reports next must count as newer.
	if state.ReportSequence > u.ReportSequence {
		u.ReportSequence, u.ReportHash, u.Reported = state.ReportSequence, state.ReportHash, 0
	}
}

// checkPackage refuses a package for another workspace, of another distributor, or of a time that
// is not now.
func (d *Desk) checkPackage(u store.Upstream, f activation.File) error {
	state := *f.State
	if state.Workspace != u.Workspace || state.Account.ID != u.Account {
		return keys.ErrOtherWorkspace()
	}
	signer, err := activation.Follow(u.Signer, state.Rotations)
	if err != nil {
		return err
	}
	if !keys.SameKey(signer, f.Signer) {
		return keys.ErrOtherSigner(u)
	}
	return state.Usable(d.k.TimeFor(state.IssuedAt))
}

// issuedBefore tells whether a file was issued clearly before the one that is known. One that a
// wrong clock dated in the future keeps no other out.
func (d *Desk) issuedBefore(issued, known time.Time) bool {
	return issued.Before(known.Add(-clock.Slack)) && !known.After(
		d.k.Time().Add(clock.Slack),
	)
}

// takePackage brings the workspace of a reseller to what its distributor signed. What its PBXs hold
// beyond it is a shortfall.
func takePackage(
	ctx context.Context, tx store.Tx, op capacity.Operation, owner account.Account,
	to activation.Account,
	p activation.Package, granted permission.Set,
) error {
	usage, err := tx.Usage(ctx)
	if err != nil {
		return err
	}
	from, err := subscription.Terms(ctx, tx)
	if err != nil {
		return err
	}
	s := subscriptionOf(p)
	for r, u := range usage {
		if !s.Total.Has(r) && u.Used() > 0 {
			s.Total[r] = u.Consumed
		}
	}
	after := owner
	after.Profile, after.Package, after.Permissions = ownerProfile(
		owner.Profile, to, p,
	), rulesOf(p), granted.ForReseller()
	if err := changeAccount(tx, op, owner, after); err != nil {
		return err
	}
	if err := narrowColleagues(ctx, tx, op, after.Holds()); err != nil {
		return err
	}
	return subscription.WriteSubscription(ctx, tx, op, from, s)
}

// narrowColleagues takes from the colleagues what the owner of the workspace does not hold any
// more: nobody there has more than the owner.
func narrowColleagues(
	ctx context.Context, tx store.Tx, op capacity.Operation, held permission.Set,
) error {
	colleagues, err := tx.Colleagues(ctx)
	if err != nil {
		return err
	}
	for _, before := range colleagues {
		after := before
		after.Permissions = before.Permissions.Within(held)
		if err := changeAccount(tx, op, before, after); err != nil {
			return err
		}
	}
	return nil
}

// changeAccount writes what a package changes of an account of the workspace, when it is something
// new.
func changeAccount(tx store.Tx, op capacity.Operation, before, after account.Account) error {
	if same, err := action.Changed(before, after).IsSame(); err != nil || same {
		return err
	}
	if err := tx.ChangeAccount(after); err != nil {
		return err
	}
	entry, err := action.Changed(before, after).Entry(store.ModuleUser)
	if err != nil {
		return err
	}
	return action.LogEffect(tx, op, entry)
}

// KeptForMe returns in a reseller's workspace the PBXs that its distributor keeps for it, which are
// not in its package.
func (d *Desk) KeptForMe(ctx context.Context) (company string, kept []activation.PBX, err error) {
	s, err := d.k.Authorize(permission.PBXView)
	if err != nil || !s.Upstream {
		return "", nil, err
	}
	u, err := d.k.Store.Upstream(ctx)
	return u.Company, u.Kept, err
}

// AcceptInvitation takes over a newer invitation in the workspace that an earlier one opened: the
// distributor withdrew that one, or entered the reseller again. A new receipt waits afterwards.
func (d *Desk) AcceptInvitation(ctx context.Context, operationID string, text []byte) error {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.received_activation"}
	err := d.k.Perform(d.k.Holding(permission.UserExchange), &entry, func(s *action.Session) error {
		f, err := activation.Open(text, nil)
		if err == nil && f.Kind != activation.Activate {
			err = keys.ErrOtherWorkspace()
		}
		if err != nil {
			return err
		}
		return d.k.WriteOnce(ctx, operationID, func(tx store.Tx) error {
			return d.acceptInvitation(ctx, tx, s, operationID, f)
		})
	})
	if err != nil {
		return err
	}
	d.k.Clock.Forget()
	d.k.Publish(action.ColleaguesChanged, action.CapacityChanged, action.ExchangeChanged)
	d.k.KeepMark(ctx)
	return nil
}

// acceptInvitation writes what a newer invitation says, and makes the receipt for it.
func (d *Desk) acceptInvitation(
	ctx context.Context, tx store.Tx, s *action.Session, operationID string, f activation.File,
) error {
	if err := d.checkInvitation(ctx, tx, f); err != nil {
		return err
	}
	u, owner, err := keys.UpstreamAndOwner(ctx, tx)
	if err != nil {
		return err
	}
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	renewed, err := newUpstream(f, s.Key.Reveal(), d.k.Now())
	if err != nil {
		return err
	}
	if renewed.SeenAt, err = d.k.RaiseTime(tx, f.Invitation.IssuedAt); err != nil {
		return err
	}
	renewed.Reported, renewed.ReportedAt = u.Reported, u.ReportedAt
	renewed.LastReset = u.LastReset
	if _, renewed.ReportHash, err = signReceipt(ctx, d.k, tx, s, w, renewed); err != nil {
		return err
	}
	op := d.k.NewOperation(s, operationID, capacity.PackageReceived, owner.ID)
	if err := takePackage(
		ctx, tx, op, owner, f.Invitation.Account, f.Invitation.Package,
		f.Invitation.Granted(),
	); err != nil {
		return err
	}
	return tx.SetUpstream(renewed)
}

// Confirmation returns the code that a reseller reads out to its distributor when no file can be
// sent back.
func (d *Desk) Confirmation(ctx context.Context) (string, error) {
	s, err := d.k.Authorize(permission.UserExchange)
	if err != nil || d.k.IsView() { // Only the reseller's desktop has the code.
		return "", err
	}
	u, err := d.k.Store.Upstream(ctx)
	if err != nil {
		return "", err
	}
	secret, err := account.Unseal(s.Key.Reveal(), secretContext, u.SealedSecret)
	return activation.ConfirmationCode(activation.Hash(string(secret))), err
}

// waitingUpstream is what is due to the distributor.
func (d *Desk) waitingUpstream(
	ctx context.Context, r store.Reader, u store.Upstream,
) ([]WaitingFile, error) {
	if d.k.IsView() {
		return nil, nil // What the real desktop has to send is not known here.
	}
	if !u.Confirmed {
		return []WaitingFile{{
			Company: u.Company, Email: u.Email, Kind: activation.KindReceipt, Why: WaitingReceipt,
		}}, nil
	}
	last, err := r.LastOperation(ctx)
	if err != nil || last <= u.Reported {
		return nil, err
	}
	return []WaitingFile{{
		Company: u.Company, Email: u.Email, Kind: activation.KindReport, Why: WaitingReport,
	}}, nil
}

// makeUpstream makes the file that is due to the distributor: the receipt until it was answered,
// then a report. It is made also when nothing changed: the other side may have lost the one before.
func makeUpstream(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, u store.Upstream,
) (due dueFile, hash string, err error) {
	owner, err := tx.Owner(ctx)
	if err != nil {
		return due, "", err
	}
	w, err := tx.Workspace(ctx)
	if err != nil {
		return due, "", err
	}
	due = dueFile{
		kind: activation.KindReceipt, account: owner, sender: owner.Profile,
		company: owner.Profile.Company,
		receiver: account.Profile{
			Company: u.Company, FirstName: u.Name, Email: u.Email, Language: owner.Profile.Language,
		},
	}
	if !u.Confirmed {
		due.file, hash, err = signReceipt(ctx, k, tx, s, w, u)
	} else {
		due.kind = activation.KindReport
		due.file, hash, err = signReport(ctx, k, tx, s, w, &u)
		due.sequence = u.ReportSequence
	}
	if err == nil && u.EncryptionKey != "" {
		due.file, err = activation.SealFor(u.EncryptionKey, due.file)
	}
	return due, hash, err
}

// signReceipt is the receipt of this workspace; it is the same each time.
func signReceipt(
	ctx context.Context, k *action.Kernel, r store.Reader, s *action.Session, w store.Workspace,
	u store.Upstream,
) (file []byte, hash string, err error) {
	signing, err := keys.SigningKey(ctx, k, r, s)
	if err != nil {
		return nil, "", err
	}
	secret, err := account.Unseal(s.Key.Reveal(), secretContext, u.SealedSecret)
	if err != nil {
		return nil, "", err
	}
	reset, err := resetKeyToTell(s, w, u)
	if err != nil {
		return nil, "", err
	}
	return activation.Receipt{
		Workspace: u.Workspace, Account: u.Account, Invitation: u.Invitation,
		Secret: string(secret), ActivatedAt: u.ActivatedAt,
		EncryptionKey: w.EncryptionKey, ResetKey: reset,
	}.Sign(signing)
}

// resetKeyToTell is the reset key for the distributor, "" when what is sent to it is not sealed and
// anybody could read it.
func resetKeyToTell(s *action.Session, w store.Workspace, u store.Upstream) (string, error) {
	if u.EncryptionKey == "" {
		return "", nil
	}
	reset, err := account.Unseal(s.Key.Reveal(), keys.ResetContext(w.ID), w.SealedReset)
	return string(reset), err
}

// signReport signs what this workspace has made out of its package, and counts the report.
func signReport(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, w store.Workspace,
	u *store.Upstream,
) (file []byte, hash string, err error) {
	reset, err := resetKeyToTell(s, w, *u)
	if err != nil {
		return nil, "", err
	}
	now := k.Time().UTC().Truncate(time.Second)
	r := activation.Report{
		Workspace: u.Workspace, Account: u.Account,
		Sequence: max(u.ReportSequence, keys.SequenceBase(w)) + 1, Previous: u.ReportHash,
		IssuedAt:        now,
		PackageSequence: u.Sequence, PackageHash: u.Hash, ResetKey: reset,
	}
	if err := reportUse(ctx, tx, &r); err != nil {
		return nil, "", err
	}
	last, err := tx.LastOperation(ctx)
	if err != nil {
		return nil, "", err
	}
	signing, err := keys.SigningKey(ctx, k, tx, s)
	if err != nil {
		return nil, "", err
	}
	if file, hash, err = r.Sign(signing); err != nil {
		return nil, "", err
	}
	u.ReportSequence, u.ReportHash, u.ReportedAt, u.Reported = r.Sequence, hash, &now, last
	return file, hash, tx.SetUpstream(*u)
}

// reportUse puts into a report what this workspace uses.
func reportUse(ctx context.Context, tx store.Tx, r *activation.Report) error {
	pbxs, err := tx.Holdings(ctx, "")
	if err != nil {
		return err
	}
	r.PBXs = []activation.PBX{}
	for _, p := range pbxs {
		r.PBXs = append(
			r.PBXs,
			activation.PBX{ID: p.ID, Name: p.Name, Resources: outbox.ResourcesOf(p.Amounts)},
		)
	}
	usage, err := tx.Usage(ctx)
	if err != nil {
		return err
	}
	r.Consumed = map[string]int64{}
	for resource, used := range usage {
		if used.Consumed > 0 {
			r.Consumed[string(resource)] = used.Consumed
		}
	}
	customers, err := tx.CustomerList().Count(ctx, store.CustomerQuery{})
	r.Customers = int64(customers)
	return err
}
