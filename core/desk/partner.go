package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
)

// Partner is the desktop of a reseller that activated, as the distributor knows it.
type Partner struct {
	Account       string
	Invitation    string // By which it was activated.
	ActivatedAt   time.Time
	PublicKey     ed25519.PublicKey // That signs its reports; nil while only the confirmation code was read out.
	EncryptionKey string            // To which files for it are sealed, "" as long.
	SealedReset   []byte            // Its reset key, sealed with the workspace key.
	// Of the newest package that was made for it.
	Sequence   int64
	Hash       string
	IssuedAt   *time.Time
	LeaseUntil *time.Time
	Has        int64 // The newest package that it is known to have.
	Changed    bool  // The account changed since the newest package.
	// Of the newest report that came.
	ReportSequence int64
	ReportHash     string
	ReportedAt     *time.Time
	Report         string      // JSON of it, "" for none.
	Warning        *core.Error // What does not fit, nil for nothing.
	// ConsumedBefore is what earlier desktops of the reseller consumed: this one counts from 0.
	ConsumedBefore capacity.Amounts
}

func (d *Desk) warnings(ctx context.Context) ([]Warning, error) {
	partners, err := d.Store.PartnersWarned(ctx, waitingShown)
	if err != nil {
		return nil, err
	}
	accounts, err := d.Store.AccountsByID(ctx, accountsOf(partners))
	var list []Warning
	for _, p := range partners {
		list = append(list, Warning{p.Account, accounts[p.Account].Profile.Company, p.Warning})
	}
	return list, err
}

func accountsOf(partners []Partner) []string {
	ids := make([]string, len(partners))
	for i, p := range partners {
		ids[i] = p.Account
	}
	return ids
}

// waitingPackages are the packages that are due to resellers.
func (d *Desk) waitingPackages(ctx context.Context) ([]WaitingFile, error) {
	partners, err := d.Store.PartnersWaiting(ctx, d.Now().Add(renewBefore), waitingShown)
	if err != nil {
		return nil, err
	}
	accounts, err := d.Store.AccountsByID(ctx, accountsOf(partners))
	if err != nil {
		return nil, err
	}
	var list []WaitingFile
	for _, p := range partners {
		f := WaitingFile{
			Account: p.Account, Company: accounts[p.Account].Profile.Company, Email: accounts[p.Account].Profile.Email,
			Kind: activation.KindPackage, Why: WaitingLease, Until: p.LeaseUntil,
		}
		if p.Changed {
			f.Why = WaitingChanged
		}
		list = append(list, f)
	}
	return list, nil
}

// makePackage signs what a reseller has now, sealed for its desktop, and writes down that it was made.
func (d *Desk) makePackage(ctx context.Context, tx Tx, s *session, accountID string) (dueFile, string, error) {
	fail := func(err error) (dueFile, string, error) { return dueFile{}, "", err }
	p, err := tx.Partner(ctx, accountID)
	if notFound(err) {
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
	state, err := d.stateOf(ctx, tx, p, owner, a)
	if err != nil {
		return fail(err)
	}
	signing, err := d.signingKey(ctx, tx, s)
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
	p.Sequence, p.Hash, p.Changed, p.IssuedAt, p.LeaseUntil = state.Sequence, hash, false, &state.IssuedAt, &state.LeaseUntil
	due := dueFile{
		kind: activation.KindPackage, account: a, sender: owner.Profile, receiver: a.Profile, sequence: state.Sequence, company: a.Profile.Company,
		file: file,
	}
	return due, hash, tx.SetPartner(p)
}

// stateOf is all that a reseller has now, as the next package says it.
func (d *Desk) stateOf(ctx context.Context, tx Tx, p Partner, owner, a account.Account) (activation.State, error) {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return activation.State{}, err
	}
	last, err := tx.LastSequence(ctx, a.ID)
	if err != nil {
		return activation.State{}, err
	}
	now := d.Now().UTC().Truncate(time.Second)
	if a.Package, err = told(ctx, tx, a); err != nil {
		return activation.State{}, err
	}
	state := activation.NewState(w.ID, owner, a)
	state.Issuer.EncryptionKey = w.EncryptionKey
	state.Sequence, state.Previous, state.IssuedAt, state.LeaseUntil = last+1, p.Hash, now, now.Add(activation.Lease)
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
		state.Status, state.Reason, state.Until = activation.StatusSuspended, a.Suspension.Reason, a.Suspension.Until
	case account.InBin, account.Closed:
		state.Status = activation.StatusClosed
	}
	state.Rotations, err = w.rotations()
	return state, err
}

// told is the package of a reseller as its own desktop may use it: without what is in PBXs that are kept here.
func told(ctx context.Context, r Reader, a account.Account) (capacity.Package, error) {
	p := a.Package
	p.Amounts = p.Amounts.Clone()
	holdings, err := r.Holdings(ctx, a.ID)
	for _, h := range holdings {
		if h.Reported {
			continue
		}
		for resource, n := range h.Amounts {
			p.Amounts[resource] -= n
		}
		if p.PBXLimit != nil && *p.PBXLimit > 1 {
			p.PBXLimit = new(*p.PBXLimit - 1)
		}
	}
	return p, err
}

// receiveReceipt makes the reseller active whose desktop used its invitation. The first receipt of an invitation counts.
func (d *Desk) receiveReceipt(ctx context.Context, tx Tx, s *session, operationID string, f activation.File, m *Message) error {
	r := f.Receipt
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	if r.Workspace != w.ID {
		return elsewhere()
	}
	i, err := tx.Invitation(ctx, r.Invitation)
	if notFound(err) || err == nil && (i.Account != r.Account || i.Kind != activation.Activate) {
		return &core.Error{Code: core.NotFound, Key: "exchange.unknown_invitation"}
	}
	if err != nil {
		return err
	}
	a, err := d.reseller(ctx, tx, r.Account)
	if err != nil {
		return err
	}
	m.Account, m.Company = a.ID, a.Profile.Company
	args := core.Args{"Company": a.Profile.Company}
	if subtle.ConstantTimeCompare(activation.Hash(r.Secret), i.SecretHash) != 1 {
		return &core.Error{Code: core.Invalid, Key: "exchange.secret", Args: args}
	}
	p, err := tx.Partner(ctx, a.ID)
	if err != nil && !notFound(err) {
		return err
	}
	known := err == nil
	switch {
	case known && p.Invitation == i.ID && sameKey(p.PublicKey, f.Signer):
		m.State = MessageKnown
		return nil
	case known && p.Invitation == i.ID && p.PublicKey != nil:
		return &core.Error{Code: core.Conflict, Key: "exchange.second_desktop", Args: core.Args{"Company": a.Profile.Company, "At": r.ActivatedAt}}
	case i.VoidedAt != nil && (!known || p.Invitation != i.ID):
		return &core.Error{Code: core.Conflict, Key: "exchange.replaced", Args: args}
	case i.ExpiresAt != nil && r.ActivatedAt.After(i.ExpiresAt.Add(24*time.Hour)):
		return &core.Error{Code: core.Conflict, Key: "exchange.activated_late", Args: core.Args{"Company": a.Profile.Company, "At": r.ActivatedAt, "Until": *i.ExpiresAt}}
	}
	sealed, err := account.Seal(s.key, resetContext(a.ID), []byte(r.ResetKey))
	if err != nil {
		return err
	}
	before := p.ConsumedBefore
	if !sameKey(p.PublicKey, f.Signer) {
		if before, err = tx.Consumed(ctx, a.ID); err != nil {
			return err
		}
	}
	p = Partner{
		Account: a.ID, Invitation: i.ID, ActivatedAt: r.ActivatedAt, PublicKey: f.Signer, EncryptionKey: r.EncryptionKey, SealedReset: sealed,
		Hash: i.Hash, Has: i.Sequence, Changed: true, ReportHash: f.Hash, Sequence: p.Sequence, IssuedAt: p.IssuedAt, LeaseUntil: p.LeaseUntil,
		ConsumedBefore: before,
	}
	return d.activated(ctx, tx, d.newOperation(s, operationID, capacity.Activated, a.ID), a, p)
}

func resetContext(accountID string) []byte { return []byte("reset/" + accountID) }

// activated writes down that the desktop of a reseller is active.
func (d *Desk) activated(ctx context.Context, tx Tx, op capacity.Operation, a account.Account, p Partner) error {
	after, err := a.Activate()
	if err != nil {
		return err
	}
	if err := d.act(ctx, tx, op, effect{accounts: []change{{a, after}}}); err != nil {
		return err
	}
	return tx.SetPartner(p)
}

// Confirm makes a reseller active who read out the confirmation code of its invitation, when no receipt can come. What is sent
// to it is signed but not sealed until a receipt came.
func (d *Desk) Confirm(ctx context.Context, operationID, accountID, code string) error {
	s, err := d.may(permission.UserExchange)
	entry := LogEntry{Module: moduleExchange, Operation: "exchange.confirmed", Object: accountID}
	if err != nil {
		return d.refused("", entry, err)
	}
	err = d.attempt(ctx, s, operationID, entry, func(tx Tx) error {
		a, err := d.reseller(ctx, tx, accountID)
		if err != nil {
			return err
		}
		i, err := tx.OpenInvitation(ctx, accountID)
		if notFound(err) || err == nil && i.Kind != activation.Activate {
			err = &core.Error{Code: core.Conflict, Key: "exchange.no_invitation", Args: core.Args{"Company": a.Profile.Company}}
		}
		if err != nil {
			return err
		}
		if err := activation.CheckConfirmation(i.SecretHash, code); err != nil {
			return err
		}
		p, err := tx.Partner(ctx, accountID)
		if err == nil && p.Invitation == i.ID {
			return &core.Error{Code: core.Conflict, Key: "reseller.already_active", Args: core.Args{"Company": a.Profile.Company}}
		}
		if err != nil && !notFound(err) {
			return err
		}
		before, err := tx.Consumed(ctx, a.ID)
		if err != nil {
			return err
		}
		p = Partner{
			Account: a.ID, Invitation: i.ID, ActivatedAt: d.Now(), Hash: i.Hash, Has: i.Sequence, Changed: true, Sequence: p.Sequence,
			IssuedAt: p.IssuedAt, LeaseUntil: p.LeaseUntil, ConsumedBefore: before,
		}
		return d.activated(ctx, tx, d.newOperation(s, operationID, capacity.Activated, a.ID), a, p)
	})
	if err != nil {
		return err
	}
	d.publish(ResellersChanged, ExchangeChanged)
	return nil
}

// receiveReport takes over what a reseller's PBXs take, after it was checked against what was granted. What does not fit stands
// at the reseller as a warning.
func (d *Desk) receiveReport(ctx context.Context, tx Tx, s *session, operationID string, f activation.File, m *Message) error {
	r := f.Report
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	if r.Workspace != w.ID {
		return elsewhere()
	}
	p, err := tx.Partner(ctx, r.Account)
	if notFound(err) {
		return &core.Error{Code: core.NotFound, Key: "exchange.unknown_account"}
	}
	if err != nil {
		return err
	}
	a, err := d.reseller(ctx, tx, r.Account)
	if err != nil {
		return err
	}
	m.Account, m.Company, m.Sequence = a.ID, a.Profile.Company, r.Sequence
	args := core.Args{"Company": a.Profile.Company, "Sequence": r.Sequence}
	switch {
	case p.PublicKey == nil:
		return &core.Error{Code: core.Conflict, Key: "exchange.no_receipt", Args: args}
	case !sameKey(p.PublicKey, f.Signer):
		return &core.Error{Code: core.Invalid, Key: "exchange.other_signer", Args: args}
	case f.Hash == p.ReportHash || r.Sequence < p.ReportSequence:
		m.State = MessageKnown
		return nil
	case r.Sequence == p.ReportSequence:
		return &core.Error{Code: core.Conflict, Key: "exchange.fork", Args: args}
	case r.Sequence > p.ReportSequence+1:
		m.Note = &core.Error{Code: core.Conflict, Key: "exchange.gap", Args: core.Args{"Company": a.Profile.Company, "Count": r.Sequence - p.ReportSequence - 1}}
	case r.Previous != p.ReportHash:
		m.Note = &core.Error{Code: core.Conflict, Key: "exchange.other_history", Args: args}
	}
	op := d.newOperation(s, operationID, capacity.UsageReported, a.ID)
	misfit, err := d.takeUsage(ctx, tx, &op, a, p, *r)
	if err != nil {
		return err
	}
	if p.Warning == nil || !warns(p.Warning.Key) { // An alarm stays until somebody settled it.
		p.Warning = misfit
	}
	if misfit != nil {
		m.Note = misfit
	}
	if r.PackageSequence > max(p.Sequence, p.Has) { // This workspace was restored: what is made next must count as newer.
		p.Changed, p.Hash = true, r.PackageHash
	}
	p.Has = max(p.Has, r.PackageSequence)
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	at := r.IssuedAt
	p.ReportSequence, p.ReportHash, p.ReportedAt, p.Report = r.Sequence, f.Hash, &at, string(text)
	if r.ResetKey != "" {
		if p.SealedReset, err = account.Seal(s.key, resetContext(a.ID), []byte(r.ResetKey)); err != nil {
			return err
		}
	}
	if err := tx.SetPartner(p); err != nil {
		return err
	}
	if err := d.act(ctx, tx, op, effect{}); err != nil {
		return err
	}
	return tx.AddLogEntry(LogEntry{
		At: op.At, Actor: op.Actor, Module: moduleExchange, Operation: string(op.Verb), Object: a.ID, Name: a.Profile.Company,
		After:  asJSON(map[string]any{"pbxs": len(r.PBXs), "customers": r.Customers, "sequence": r.Sequence}),
		Result: resultOK, OperationID: op.ID,
	})
}

// takeUsage adds to an operation the transfers that bring the ledger to what a report says, and writes the PBXs that it names.
// Where it says more than was granted, the ledger takes as much as there is, so that it depends on the newest report alone, and the
// returned error says what does not fit.
func (d *Desk) takeUsage(
	ctx context.Context, tx Tx, op *capacity.Operation, a account.Account, p Partner, r activation.Report,
) (misfit *core.Error, err error) {
	if a.State == account.InBin || a.State == account.Closed {
		return &core.Error{Code: core.Conflict, Key: "exchange.deleted_here", Args: core.Args{"Company": a.Profile.Company}}, nil
	}
	known, err := d.knownPBXs(ctx, tx, a, r)
	if err != nil {
		return nil, err
	}
	consumed, err := tx.Consumed(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	left, reported := known.granted.Clone(), capacity.Amounts{}
	for resource, n := range amountsOf(r.Consumed) {
		before := consumed[resource] - p.ConsumedBefore[resource]
		more := n - before
		if more < 0 {
			misfit = &core.Error{Code: core.Conflict, Key: "exchange.consumed_less", Args: core.Args{
				"Company": a.Profile.Company, "Resource": core.Key("field." + resource), "Reported": n, "Known": before,
			}}
			continue
		}
		reported[resource] += more
		if more = min(more, left[resource]); more > 0 {
			left[resource] -= more
			op.Transfers = append(op.Transfers, capacity.Consume(a.ID, resource, more))
		}
	}
	pbxs := map[string]capacity.Amounts{}
	for _, one := range slices.SortedFunc(slices.Values(r.PBXs), func(a, b activation.PBX) int { return strings.Compare(a.ID, b.ID) }) {
		if known.elsewhere[one.ID] {
			misfit = &core.Error{Code: core.Conflict, Key: "exchange.pbx_elsewhere", Args: core.Args{"Company": a.Profile.Company, "Name": one.Name}}
			continue
		}
		pbxs[one.ID] = capacity.Amounts{}
		for resource, n := range amountsOf(one.Resources) {
			reported[resource] += n
			n = min(n, left[resource])
			left[resource] -= n
			pbxs[one.ID][resource] = n
		}
		if err := d.takePBX(tx, known.stored[one.ID], a, one, pbxs[one.ID]); err != nil {
			return nil, err
		}
	}
	for _, h := range known.reported {
		if _, stays := pbxs[h.ID]; !stays {
			gone := known.stored[h.ID]
			gone.Deleted = true
			if err := tx.ChangePBX(gone); err != nil {
				return nil, err
			}
		}
	}
	// What PBXs release is there for what is consumed.
	op.Transfers = append(usageTransfers(a.ID, known.reported, pbxs), op.Transfers...)
	for _, resource := range capacity.Resources() {
		if granted := known.granted[resource]; reported[resource] > granted {
			return &core.Error{Code: core.Conflict, Key: "exchange.does_not_fit", Args: core.Args{
				"Company": a.Profile.Company, "Resource": core.Key("field." + resource), "Reported": reported[resource], "Granted": granted,
			}}, nil
		}
	}
	if limit := a.Package.PBXLimit; limit != nil && int64(len(r.PBXs)+known.here) > *limit {
		misfit = &core.Error{Code: core.Conflict, Key: "exchange.too_many_pbxs", Args: core.Args{
			"Company": a.Profile.Company, "Reported": int64(len(r.PBXs) + known.here), "Granted": *limit,
		}}
	}
	return misfit, nil
}

// knownPBXs is what stands here of the PBXs of a reseller before a report of them is taken over.
type knownPBXs struct {
	stored    map[string]pbx.PBX // Those that the report names, and those that were reported before.
	elsewhere map[string]bool    // Those that the report names and somebody else has.
	reported  []PBXHolding       // What is the report's to say.
	here      int                // How many are kept here besides.
	granted   capacity.Amounts   // Of the package, what is not in those.
}

func (d *Desk) knownPBXs(ctx context.Context, tx Tx, a account.Account, r activation.Report) (knownPBXs, error) {
	known := knownPBXs{elsewhere: map[string]bool{}, granted: a.Package.Amounts.Clone()}
	holdings, err := tx.Holdings(ctx, a.ID)
	if err != nil {
		return known, err
	}
	var ids []string
	named := map[string]bool{}
	for _, one := range r.PBXs {
		ids, named[one.ID] = append(ids, one.ID), true
	}
	for _, h := range holdings {
		if h.Reported || named[h.ID] { // One that its desktop reports is its desktop's from then on.
			known.reported, ids = append(known.reported, h), append(ids, h.ID)
			continue
		}
		known.here++
		for resource, n := range h.Amounts {
			known.granted[resource] -= n
		}
	}
	known.stored, err = tx.PBXsByID(ctx, ids)
	for id, p := range known.stored {
		known.elsewhere[id] = p.Owner.ID != a.ID && !p.Deleted
	}
	return known, err
}

// takePBX writes what a report says of one PBX. What a report does not carry is not known of it.
func (d *Desk) takePBX(tx Tx, stored pbx.PBX, a account.Account, one activation.PBX, takes capacity.Amounts) error {
	p := pbx.PBX{
		ID: one.ID, Owner: refOf(a), State: pbx.Stopped, Consumed: stored.Consumed, Reported: true, CreatedAt: stored.CreatedAt, Version: stored.Version,
		Draft: pbx.Draft{
			Name: one.Name,
			Size: pbx.Size{
				Plan: pbx.Enterprise, Extensions: takes[capacity.Extensions], ConcurrentCalls: takes[capacity.ConcurrentCalls],
				TranscriptionMinutes: takes[capacity.TranscriptionMinutes] + stored.Consumed,
			},
			Address: pbx.Address{CustomDomain: takes[capacity.CustomDomains] > 0},
		},
	}
	if takes[capacity.UltimateExtensions] > 0 {
		p.Plan = pbx.Ultimate
	}
	if n := takes[capacity.RecordingMinutes]; n > 0 {
		p.Recording, p.RecordingMinutes = true, n+capacity.FreeRecordingMinutes
	}
	if stored.ID == "" {
		p.CreatedAt = d.Now()
		return tx.AddPBX(p)
	}
	was, err := stored.Fields()
	if err != nil {
		return err
	}
	is, err := p.Fields()
	if err != nil || stored.Reported && len(was.Changed(is)) == 0 {
		return err
	}
	return tx.ChangePBX(p)
}

// usageTransfers bring what PBXs hold from one state to another; what comes free goes first.
func usageTransfers(owner string, now []PBXHolding, to map[string]capacity.Amounts) []capacity.Transfer {
	holds := map[string]capacity.Amounts{}
	for _, h := range now {
		holds[h.ID] = h.Amounts
	}
	var frees, takes []capacity.Transfer
	for id, amounts := range holds {
		if _, stays := to[id]; !stays {
			frees = append(frees, capacity.Use(owner, id, amounts, nil)...)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(to)) {
		for _, t := range capacity.Use(owner, id, holds[id], to[id]) {
			if t.Credit.Kind == capacity.Reseller {
				frees = append(frees, t)
			} else {
				takes = append(takes, t)
			}
		}
	}
	return append(frees, takes...)
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
	// renewAnyway is how long before the end of its lease a package is renewed that a person changed and did not send.
	renewAnyway = 7 * 24 * time.Hour
)

// renewLeases sends packages to the desktops whose time runs out, when somebody is signed in and mails can be sent: whoever
// changes nothing for a month must not be forgotten, and nobody lapses because a change waits to be sent.
func (d *Desk) renewLeases(ctx context.Context) error {
	s, err := d.signedIn()
	if err != nil || s.upstream {
		return nil
	}
	settings, err := d.Store.MailSettings(ctx)
	if err != nil || !settings.Complete() || settings.Stopped != nil {
		return err
	}
	now := d.Now()
	due, err := d.Store.PartnersLapsing(ctx, now.Add(renewBefore), now.Add(renewAnyway), renewedAtOnce)
	if err != nil || len(due) == 0 {
		return err
	}
	err = d.Store.Write(func(tx Tx) error {
		for _, p := range due {
			if err := d.sendFile(ctx, tx, s, p.Account); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		d.publish(ExchangeChanged, OutboxChanged)
		d.wakeOutbox()
	}
	return err
}
