package exchange

import (
	"context"
	"errors"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/templates"
	"resellerdesk/core/i18n"
	"resellerdesk/core/letter"
	"resellerdesk/core/mail"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// Received is what became of a file that came.
type Received struct {
	File  activation.File
	State store.MessageState // MessageTaken or MessageKnown.
	Note  *core.Error        // What is to be said besides, nil for nothing.
	// Company of the reseller, on the distributor's side.
	Company string
}

// WaitingFile is a file that is due to the other side.
type WaitingFile struct {
	Account string // Of the reseller.
	Company string // Of the receiver.
	Email   string // Of the receiver.
	Kind    activation.Kind
	Why     WaitingReason
	Until   *time.Time // Until when the other side can wait; nil for no end.
}

// WaitingReason is why a file is due.
type WaitingReason string

// Why files are due.
const (
	WaitingChanged WaitingReason = "changed" // The account changed.
	WaitingLease   WaitingReason = "lease"   // The time for which the package counts runs out.
	WaitingReceipt WaitingReason = "receipt" // The distributor did not answer the receipt yet.
	WaitingReport  WaitingReason = "report"  // Something changed since the last report.
)

const (
	// renewBefore is how long before the end of its lease a package is due again.
	renewBefore = 14 * 24 * time.Hour
	// exchangedShown is how many files the page lists.
	exchangedShown = 200
	waitingShown   = 500
)

// Exchange is what the page of the exchange shows.
type Exchange struct {
	Waiting  []WaitingFile // What is due to the other side, at most waitingShown.
	Count    int           // How many are due.
	Warnings []Warning
	Passed   []store.Message // What came and went, the newest first.
	Upstream *store.Upstream // In a reseller's workspace.
}

// Warning is a difference between what a reseller's desktop says and what is known here.
type Warning struct {
	Account, Company string
	What             *core.Error
}

// Exchange returns what waits to be sent, what does not fit, and what came and went.
func (d *Desk) Exchange(ctx context.Context) (Exchange, error) {
	if _, err := d.k.Authorize(permission.UserExchange); err != nil {
		return Exchange{}, err
	}
	passed, err := d.k.Store.Exchanged(ctx, 0, exchangedShown)
	if err != nil {
		return Exchange{}, err
	}
	e := Exchange{Passed: passed}
	u, err := d.k.Store.Upstream(ctx)
	switch {
	case err == nil:
		e.Upstream = &u
		e.Waiting, err = d.waitingUpstream(ctx, d.k.Store, u)
		e.Count = len(e.Waiting)
		return e, err
	case !core.IsNotFound(err):
		return Exchange{}, err
	}
	if e.Waiting, err = d.waitingPackages(ctx); err != nil {
		return Exchange{}, err
	}
	if e.Count, err = d.k.Store.CountPartnersWaiting(ctx, d.k.Time().Add(renewBefore)); err != nil {
		return Exchange{}, err
	}
	e.Warnings, _, err = Warnings(ctx, d.k, waitingShown)
	return e, err
}

// ExchangeDue returns how many files are due to the other side, with the warnings that nobody
// settled. It is 0 for a person who may not see the exchange.
func (d *Desk) ExchangeDue(ctx context.Context) (int, error) {
	s, err := d.k.Authorize(permission.UserExchange)
	if core.CodeOf(err) == core.Forbidden {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if s.Upstream {
		u, err := d.k.Store.Upstream(ctx)
		if err != nil {
			return 0, err
		}
		waiting, err := d.waitingUpstream(ctx, d.k.Store, u)
		return len(waiting), err
	}
	due, err := d.k.Store.CountPartnersWaiting(ctx, d.k.Time().Add(renewBefore))
	if err != nil {
		return 0, err
	}
	_, warned, err := d.k.Store.PartnersWarned(ctx, 1)
	return due + warned, err
}

// OpenFile looks into a text for a file of the other side and checks whether it can be used here.
// It consumes nothing, any number of times. What is sealed opens only when somebody is signed in;
// the error is "activation.sealed" before.
func (d *Desk) OpenFile(ctx context.Context, text []byte) (activation.File, error) {
	var identity *activation.Identity
	if s, err := d.k.SignedIn(); err == nil {
		identity = s.Identity
	}
	f, err := activation.Open(text, identity)
	if err != nil {
		return f, err
	}
	switch f.Kind {
	case activation.Activate:
		return f, d.checkInvitation(ctx, d.k.Store, f)
	case activation.Reset:
		return f, keys.CheckReset(ctx, d.k, d.k.Store, f)
	}
	// A package is for a reseller's workspace, a receipt or a report for a distributor's.
	upstream, err := action.IsUpstream(ctx, d.k.Store)
	if err != nil {
		return f, err
	}
	_, err = d.k.Store.Workspace(ctx)
	if core.IsNotFound(err) || err == nil && upstream != (f.Kind == activation.KindPackage) {
		err = keys.ErrOtherWorkspace()
	}
	return f, err
}

// receivedOperation is how the log names that a file was received; any other one is refused.
var receivedOperation = map[activation.Kind]string{
	activation.KindReceipt: "exchange.received_receipt",
	activation.KindReport:  "exchange.received_report",
	activation.KindPackage: "exchange.received_package",
}

// Receive takes over what the other side sent: a package in a reseller's workspace, a receipt or a
// report in a distributor's. What came before, or after a newer one, changes nothing; Received says
// so. What is refused is kept in the list with its reason. The caller makes operationID with NewID
// before the first try.
func (d *Desk) Receive(
	ctx context.Context, operationID string, text []byte,
) (r Received, err error) {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.received"}
	err = d.k.Perform(d.k.Holding(permission.UserExchange), &entry, func(s *action.Session) error {
		f, err := d.OpenFile(ctx, text)
		if err != nil {
			return err
		}
		r.File = f
		if operation, named := receivedOperation[f.Kind]; named {
			entry.Operation = operation
		}
		m := store.Message{
			ID: operationID, Incoming: true, Kind: f.Kind, Hash: f.Hash, At: d.k.Now(),
			State: store.MessageTaken,
		}
		if err = d.takeOver(ctx, s, f, m, &r); err == nil {
			return nil
		}
		entry.Object = d.keepRefused(ctx, m, f, err)
		if newer := (keys.NewerCopy{}); errors.As(err, &newer) {
			err = errors.Join(err, keys.Supersede(ctx, d.k, newer.Successor))
		}
		return err
	})
	if err != nil {
		return r, err
	}
	d.k.Clock.Forget()
	d.k.Publish(
		action.ResellersChanged, action.ColleaguesChanged, action.PBXsChanged,
		action.CapacityChanged, action.ExchangeChanged,
	)
	d.k.KeepMark(ctx)
	return r, nil
}

// takeOver writes what a file says, once, and that it came as m; r says what became of it.
func (d *Desk) takeOver(
	ctx context.Context, s *action.Session, f activation.File, m store.Message, r *Received,
) error {
	return d.k.WriteOnce(ctx, m.ID, func(tx store.Tx) error {
		message := m
		if err := d.receive(ctx, tx, s, m.ID, f, &message); err != nil {
			return err
		}
		r.State, r.Note, r.Company = message.State, message.Note, message.Company
		return tx.AddMessage(message, nil)
	})
}

// receive takes over one file inside a transaction, and completes the message about it.
func (d *Desk) receive(
	ctx context.Context, tx store.Tx, s *action.Session, operationID string, f activation.File,
	m *store.Message,
) error {
	switch f.Kind {
	case activation.KindPackage:
		return d.receivePackage(
			ctx, tx, d.k.NewOperation(s, operationID, capacity.PackageReceived, s.Account.ID), f, m,
		)
	case activation.KindReceipt:
		return d.receiveReceipt(ctx, tx, s, operationID, f, m)
	case activation.KindReport:
		return d.receiveReport(ctx, tx, s, operationID, f, m)
	}
	return keys.ErrOtherWorkspace()
}

// keepRefused keeps a file that was refused in the list, and returns whose it is. A second desktop
// of one reseller, and a report that does not fit, stay at the reseller until somebody settled it.
func (d *Desk) keepRefused(
	ctx context.Context, m store.Message, f activation.File, err error,
) (account string) {
	m.State, m.Note = store.MessageRefused, firstReason(err)
	switch {
	case f.Receipt != nil:
		m.Account = f.Receipt.Account
	case f.Report != nil:
		m.Account, m.Sequence = f.Report.Account, f.Report.Sequence
	case f.State != nil:
		m.Account, m.Sequence = f.State.Account.ID, f.State.Sequence
	}
	keep := d.k.Store.Write(func(tx store.Tx) error {
		if p, found := tx.Partner(
			ctx, m.Account,
		); found == nil && m.Note != nil && warns(m.Note.Key) {
			p.Warning = m.Note
			if err := tx.SetPartner(p); err != nil {
				return err
			}
		}
		return tx.AddMessage(m, nil)
	})
	if keep != nil {
		d.k.Logger.Error("a refused file is not kept", "error", keep)
	}
	d.k.Publish(action.ExchangeChanged)
	return m.Account
}

// warns tells whether a refusal stays at the reseller until somebody settled it.
func warns(key string) bool {
	return key == "exchange.second_desktop" || key == "exchange.fork" || key == "exchange.compare"
}

// firstReason is the first of the reasons of an error as it can be stored.
func firstReason(err error) *core.Error {
	if list := core.ParseErrors(core.ErrorText(err)); len(list) > 0 {
		return list[0]
	}
	return nil
}

// ResolveWarning takes the warning off a reseller: somebody looked into it.
func (d *Desk) ResolveWarning(ctx context.Context, accountID string) error {
	entry := store.LogEntry{
		Module: store.ModuleExchange, Operation: "exchange.settled", Object: accountID,
	}
	permit := d.k.Holding(permission.UserExchange)
	return d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) error {
		p, err := tx.Partner(ctx, accountID)
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, accountID)
		if err != nil {
			return err
		}
		entry.Name, entry.Before = a.Title(), faultJSON(p.Warning)
		p.Warning = nil
		if err := tx.SetPartner(p); err != nil {
			return err
		}
		return d.k.LogDone(tx, s, entry)
	}, action.ExchangeChanged)
}

func faultJSON(e *core.Error) string {
	if e == nil {
		return ""
	}
	return action.AsJSON(map[string]any{"warning": e.Key})
}

// SendWaiting puts what is due to the other side into the outbox: to the resellers with these ids.
// In a reseller's workspace it goes to the distributor, and ids are ignored. It returns the ids of
// the mails.
func (d *Desk) SendWaiting(ctx context.Context, ids []string) (mails []string, err error) {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.sent"}
	do := func(s *action.Session, tx store.Tx) error {
		mails = nil
		tx = outbox.MailTx{Tx: tx, IDs: &mails}
		to := ids
		if s.Upstream {
			to = []string{""}
		}
		m := &action.Steps{Ctx: ctx, Rows: len(to), Total: len(to)}
		for _, id := range to {
			if err := sendFile(ctx, d.k, tx, s, id); err != nil {
				return err
			}
			if err := m.Step(1); err != nil {
				return err
			}
		}
		return nil
	}
	permit := keys.Signing(ctx, d.k, d.k.Holding(permission.UserExchange))
	err = d.k.PerformWrite(permit, &entry, do, action.ExchangeChanged, action.OutboxChanged)
	if err != nil {
		return nil, err
	}
	d.k.KeepMark(ctx)
	d.k.WakeOutbox()
	return mails, nil
}

// sendFile puts the file that is due to one receiver into the outbox.
func sendFile(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, id string,
) error {
	settings, err := outbox.WritableSettings(ctx, tx)
	if err != nil {
		return err
	}
	due, err := makeDue(ctx, k, tx, s, id, store.MessageMailed)
	if err != nil {
		return err
	}
	return mailFile(ctx, k, tx, s, settings, due)
}

// SaveWaiting returns the file that is due to a reseller, or to the distributor in a reseller's
// workspace, and what to call it. From then on it counts as sent.
func (d *Desk) SaveWaiting(ctx context.Context, id string) (name string, file []byte, err error) {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.saved", Object: id}
	var due dueFile
	permit := keys.Signing(ctx, d.k, d.k.Holding(permission.UserExchange))
	err = d.k.PerformWrite(permit, &entry, func(s *action.Session, tx store.Tx) (err error) {
		due, err = makeDue(ctx, d.k, tx, s, id, store.MessageSaved)
		return err
	}, action.ExchangeChanged)
	if err != nil {
		return "", nil, err
	}
	d.k.KeepMark(ctx)
	return due.name(d.k.Printer(due.sender.Language)), due.file, nil
}

// SavedFile returns a file once more that went to the other side, as it went, and what to call it.
func (d *Desk) SavedFile(
	ctx context.Context, messageID string,
) (name string, file []byte, err error) {
	s, err := d.k.Authorize(permission.UserExchange)
	if err != nil {
		return "", nil, err
	}
	m, file, err := d.k.Store.MessageFile(ctx, messageID)
	if err == nil && len(file) == 0 {
		err = &core.Error{Code: core.NotFound, Key: "exchange.no_file"}
	}
	words := d.k.Printer(s.Account.Profile.Language)
	return dueFile{kind: m.Kind, company: m.Company, at: m.At}.name(words), file, err
}

// dueFile is a file for the other side, ready to go.
type dueFile struct {
	kind     activation.Kind
	account  account.Account // About whom it is.
	sender   account.Profile
	receiver account.Profile
	sequence int64
	company  string // After which the file is named, and after the day.
	at       time.Time
	file     []byte
}

// FileExtension is the ending of the files that are exchanged after the activation.
const FileExtension = ".resellerdesk"

// name is what the file is called in a language: by company, kind and time.
func (f dueFile) name(words *i18n.Printer) string {
	kind, at := words.T("exchange.page.kind_"+string(f.kind)), f.at.Format("2006-01-02 15.04")
	return activation.FileName(f.company) + " " + kind + " " + at + FileExtension
}

// makeDue makes the file for one receiver, and writes down that it went.
func makeDue(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session, id string,
	how store.MessageState,
) (due dueFile, err error) {
	u, err := tx.Upstream(ctx)
	var hash string
	switch {
	case err == nil:
		due, hash, err = makeUpstream(ctx, k, tx, s, u)
	case core.IsNotFound(err):
		due, hash, err = makePackage(ctx, k, tx, s, id)
	}
	if err != nil {
		return due, err
	}
	due.at = k.Now()
	err = tx.AddMessage(store.Message{
		ID: action.NewID(), Kind: due.kind, Account: due.account.ID, Sequence: due.sequence,
		Hash: hash, At: due.at, State: how,
	}, due.file)
	if err != nil {
		return due, err
	}
	return due, k.LogDone(tx, s, store.LogEntry{
		Module: store.ModuleExchange, Operation: operationOf(how), Object: due.account.ID,
		Name:  account.Account{Profile: due.receiver}.Title(),
		After: action.AsJSON(map[string]any{"kind": due.kind, "sequence": due.sequence}),
	})
}

// operationOf is how the log names that a file went.
func operationOf(how store.MessageState) string {
	if how == store.MessageMailed {
		return "exchange.mailed"
	}
	return "exchange.saved"
}

// mailFile puts a file into the outbox.
func mailFile(
	ctx context.Context, k *action.Kernel, tx store.Tx, s *action.Session,
	settings store.MailSettings, due dueFile,
) error {
	p := k.Printer(due.receiver.Language)
	m := mail.Message{
		To: due.receiver.Email, ToName: due.receiver.Name(), Inside: p.T("mail.inside_file"),
		Attachments: []mail.Attachment{{
			Name: due.name(p), ContentType: "application/octet-stream", Data: due.file,
		}},
	}
	l := templates.FileLetter(p, letter.Kind(due.kind), due.sender, due.receiver, due.name(p))
	if due.kind == activation.KindPackage {
		templates.SayPackage(p, l, due.account)
	}
	if err := templates.WriteMail(ctx, k, tx, l, &m); err != nil {
		return err
	}
	return outbox.QueueMail(k, tx, s, settings, store.MailKind(due.kind), due.account.ID, m)
}
