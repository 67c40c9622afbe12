package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/keys"
	"resellerdesk/core/i18n"
	"resellerdesk/core/mail"
	"resellerdesk/core/oauth"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

const (
	// So that the seven days in the file start when the server takes it.
	renderAgainAfter = time.Minute
	// Of being turned away by a server that answers; without a network a mail just waits.
	giveUpAfter  = 48 * time.Hour
	turnPause    = 5 * time.Second // While another program sends the mails.
	blockedPause = time.Minute     // Between questions to a keyring that did not answer.
)

// backoff is how long to wait after a number of failed tries.
func backoff(attempts int) time.Duration {
	waits := []time.Duration{
		time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour,
	}
	return waits[min(max(attempts, 1), len(waits))-1]
}

// RunOutbox sends mails as they become due, until the context ends.
func (d *Desk) RunOutbox(ctx context.Context) {
	for {
		next, err := d.SendDue(ctx)
		pause := time.Hour
		switch {
		case core.CodeOf(err) == core.Busy:
			pause = turnPause
		case err != nil:
			d.k.Logger.Warn("outbox", "error", err)
			pause = blockedPause
		case next != nil:
			pause = max(next.Sub(d.k.Now()), time.Second)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-d.k.Outbox.Wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// SendDue sends every mail that is due, one after the other, and returns when the next one will be
// due, nil for none. One program at a time sends the mails of a workspace: while another one does,
// SendDue fails with Busy. What was being sent when a program ended is sent again, if its end was
// not.
func (d *Desk) SendDue(ctx context.Context) (next *time.Time, err error) {
	d.k.Outbox.Sending.Lock()
	defer d.k.Outbox.Sending.Unlock()
	s, err := d.k.SignedIn()
	if err != nil {
		return nil, nil // Nobody is signed in: the mails wait.
	}
	if d.k.Superseded(ctx) != nil {
		return nil, nil // The copy that is used sends them.
	}
	release, err := d.k.Store.TakeOutbox()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.k.Store.Write(func(tx store.Tx) error { return tx.RequeueSending() }); err != nil {
		return nil, err
	}
	return d.sendEach(ctx, s)
}

// sendEach sends the mails that are due, and passes over those that cannot be made ready.
func (d *Desk) sendEach(ctx context.Context, s *action.Session) (next *time.Time, err error) {
	var failed, blocked error
	var passed []string
	defer func() {
		if blocked != nil { // It is why mails wait, also when others went after them.
			d.setBlocked(blocked)
		}
	}()
	servers := connections{deliverer: d.k.Deliverer}
	defer servers.close()
	for ctx.Err() == nil && len(passed) < mostPassed {
		m, next, err := d.k.Store.NextMail(ctx, d.k.Now(), passed...)
		if core.IsNotFound(err) {
			return next, failed
		}
		if err != nil {
			return nil, err
		}
		ready, rests, err := d.readyToSend(ctx)
		if ready == nil {
			return rests, errors.Join(failed, err)
		}
		var unclaimed unclaimedError
		if err := d.send(
			ctx, s, servers.to(ready.settings.Settings), ready.settings, ready.password, m,
		); errors.As(err, &unclaimed) {
			passed, failed = append(passed, m.ID), errors.Join(failed, unclaimed.error)
			if core.CodeOf(unclaimed.error) == core.Unavailable { // The keyring, to sign it.
				blocked = unclaimed.error
			}
		} else if err != nil {
			return nil, errors.Join(failed, err)
		}
	}
	return nil, errors.Join(failed, ctx.Err())
}

// readiness is with what mails are sent.
type readiness struct {
	settings store.MailSettings
	password string
}

// readyToSend returns with what a mail can be sent now, nil while none can be; next is when that is
// over by itself, nil when it is not known.
func (d *Desk) readyToSend(ctx context.Context) (r *readiness, next *time.Time, err error) {
	settings, err := d.k.Store.MailSettings(ctx)
	if err != nil || !settings.Sends() {
		return nil, nil, err
	}
	if rest, err := d.rest(ctx, settings); rest != nil || err != nil {
		return nil, rest.until(), err
	}
	password, err := d.credential(ctx, settings.Settings, "")
	d.setBlocked(err)
	var fault *core.Error
	if oauth.Stops(err) && errors.As(err, &fault) {
		return nil, nil, d.stopFor(ctx, settings, fault)
	}
	if err != nil {
		return nil, nil, err
	}
	return &readiness{settings, password}, nil, nil
}

// connections has the connection to the mail server of a run.
type connections struct {
	deliverer action.Deliverer
	batch     mail.Batch
	settings  mail.Settings // Of the batch.
}

// to is the connection to the server of some settings. It is used for all mails of a run, until the
// settings change.
func (c *connections) to(s mail.Settings) mail.Batch {
	if c.batch == nil || c.settings != s {
		c.close()
		c.batch, c.settings = c.deliverer.Batch(s), s
	}
	return c.batch
}

func (c *connections) close() {
	if c.batch != nil {
		c.batch.Close()
	}
}

// mostPassed is how many mails that cannot be sent are passed over in one run. They hold up no
// others, and do not take all the time.
const mostPassed = 100

// unclaimedError is why a mail could not be made ready to be sent; it was not begun.
type unclaimedError struct{ error }

func (e unclaimedError) Unwrap() error { return e.error }

// errWithdrawn ends the sending of a mail that was cancelled meanwhile.
var errWithdrawn = errors.New("the mail was withdrawn meanwhile")

// send delivers one mail and records each step before and after it.
func (d *Desk) send(
	ctx context.Context, s *action.Session, server mail.Batch, settings store.MailSettings,
	password string, m store.OutgoingMail,
) error {
	m, raw, err := d.claim(ctx, s, m)
	if err != nil {
		return unclaimedError{err}
	}
	if raw == nil {
		return nil
	}
	d.k.Publish(action.OutboxChanged, action.ResellersChanged)
	envelope := mail.Envelope{From: m.Sender, To: []string{m.Recipient}}
	if settings.CopyToSender && !strings.EqualFold(m.Sender, m.Recipient) {
		envelope.Copy = m.Sender
	}
	defer d.k.Outbox.Awaiting.Store(false)
	answer := d.deliver(
		ctx, server, settings.Settings, password, envelope, raw,
		func() error { return d.beforeDot(ctx, m.ID) },
	)
	d.k.Logger.Info(
		"mail handed over", "mail", m.ID, "outcome", answer.Outcome, "code", answer.Code,
	)
	// What the server said is written down also when the program is being ended meanwhile.
	err = d.k.Store.Write(func(tx store.Tx) error {
		return d.record(context.WithoutCancel(ctx), tx, s, settings, m, answer)
	})
	d.k.Publish(action.OutboxChanged, action.ResellersChanged)
	if answer.StopsProfile() {
		d.k.Publish(action.SettingsChanged)
	}
	return err
}

// deliver hands a mail to the server. When that refuses a token which was thought good, another one
// is tried, once: the server was given nothing of the mail yet.
func (d *Desk) deliver(
	ctx context.Context, server mail.Batch, s mail.Settings, password string, to mail.Envelope,
	raw []byte, beforeDot func() error,
) mail.Answer {
	answer := server.Deliver(ctx, password, to, raw, beforeDot)
	if !s.AtProvider() || !answer.RefusesToken() {
		return answer
	}
	next, err := d.credential(ctx, s, password)
	if err == nil {
		return server.Deliver(ctx, next, to, raw, beforeDot)
	}
	var fault *core.Error
	if errors.As(err, &fault) {
		return mail.NotSignedIn(fault, oauth.Stops(err))
	}
	return answer
}

// beforeDot marks a mail as being in doubt, unless it was withdrawn meanwhile: then its end must
// not be sent.
func (d *Desk) beforeDot(ctx context.Context, id string) error {
	return d.k.Store.Write(func(tx store.Tx) error {
		m, err := tx.Mail(ctx, id)
		if err != nil {
			return err
		}
		if m.State != store.MailSending {
			return errWithdrawn
		}
		m.State, m.ChangedAt = store.MailInDoubt, d.k.Now()
		d.k.Outbox.Awaiting.Store(true)
		return tx.ChangeMail(m)
	})
}

// LongestAnswer is how long a mail server may take to answer the end of a mail.
func LongestAnswer() time.Duration { return mail.StandardTimeouts().Final }

// AwaitsAnswer tells whether a mail server has a whole mail and has not answered: a program that
// ends now leaves it in doubt.
func (d *Desk) AwaitsAnswer() bool { return d.k.Outbox.Awaiting.Load() }

// FinishSending waits until no mail is being sent, or the context ends. No other mail may be begun
// meanwhile (RunOutbox ended).
func (d *Desk) FinishSending(ctx context.Context) {
	free := make(chan struct{})
	go func() {
		d.k.Outbox.Sending.Lock()
		defer d.k.Outbox.Sending.Unlock()
		close(free)
	}()
	select {
	case <-free:
	case <-ctx.Done():
	}
}

// claim marks a mail as being sent, and returns its bytes. A mail that waited is rendered again,
// unless a copy of it may have been delivered. A mail that cannot be sent any more is ended; its
// bytes are nil then.
func (d *Desk) claim(
	ctx context.Context, s *action.Session, found store.OutgoingMail,
) (m store.OutgoingMail, raw []byte, err error) {
	if d.isRenderedAgain(found) {
		_, _ = keys.ReadSigningKey(ctx, d.k, s)
	}
	err = d.k.Store.Write(func(tx store.Tx) (err error) {
		raw = nil
		if m, err = tx.Mail(ctx, found.ID); err != nil || m.State != store.MailQueued {
			return err
		}
		raw, err = d.claimQueued(ctx, tx, s, &m)
		return err
	})
	return m, raw, err
}

// claimQueued is claim inside a transaction, of a mail that waits.
func (d *Desk) claimQueued(
	ctx context.Context, tx store.Tx, s *action.Session, m *store.OutgoingMail,
) (raw []byte, err error) {
	body, unreadable := unsealBody(s, *m)
	i := store.Invitation{ID: m.ID}
	if m.Kind.Invites() {
		if i, err = tx.OpenInvitation(ctx, m.Account); err != nil && !core.IsNotFound(err) {
			return nil, err
		}
	}
	switch {
	case unreadable != nil:
		m.State, m.Body, m.Fault = store.MailFailed, nil, &core.Error{
			Code: core.Corrupt, Key: "mail.unreadable",
		}
		return nil, tx.ChangeMail(*m)
	case i.ID != m.ID:
		m.State, m.Body = store.MailCancelled, nil
		return nil, tx.ChangeMail(*m)
	}
	a, err := tx.Account(ctx, m.Account)
	if err != nil {
		return nil, err
	}
	if m.Kind.Invites() && !a.Working() { // It was suspended while the mail waited.
		m.State = store.MailCancelled
		return nil, d.cancelMail(ctx, tx, *m)
	}
	if d.isRenderedAgain(*m) {
		if err := Render(ctx, d.k, tx, s, m, body.Secret); err != nil {
			return nil, err
		}
		if body, err = unsealBody(s, *m); err != nil {
			return nil, err
		}
	}
	m.State, m.ChangedAt = store.MailSending, d.k.Now()
	m.Attempts++
	if raw, err = bytesToSend(ctx, tx, m, body); err != nil {
		return nil, err
	}
	return raw, tx.ChangeMail(*m)
}

// bytesToSend are the bytes that a mail goes with, and notes whether its file is attached or text.
// A mail that may have been delivered goes as it went.
func bytesToSend(
	ctx context.Context, r store.Reader, m *store.OutgoingMail, body sealedBody,
) ([]byte, error) {
	settings, err := r.MailSettings(ctx)
	if err != nil {
		return nil, err
	}
	m.TextInside = body.Plain != nil && (m.TextInside || settings.TextInside && !m.Frozen)
	if m.TextInside {
		return body.Plain, nil
	}
	return body.Raw, nil
}

// isRenderedAgain tells whether a mail that waited is rendered again before it is sent.
func (d *Desk) isRenderedAgain(m store.OutgoingMail) bool {
	return m.Kind.Invites() && !m.Frozen &&
		d.k.Now().Sub(m.RenderedAt).Abs() > renderAgainAfter
}

func unsealBody(s *action.Session, m store.OutgoingMail) (body sealedBody, err error) {
	plain, err := account.Unseal(s.Key.Reveal(), []byte("mail/"+m.ID), m.Body)
	if err == nil {
		err = json.Unmarshal(plain, &body)
	}
	return body, err
}

// record writes what the server said. claimed is the mail as it was claimed; what became of it
// meanwhile is read again.
func (d *Desk) record(
	ctx context.Context, tx store.Tx, s *action.Session, settings store.MailSettings,
	claimed store.OutgoingMail,
	answer mail.Answer,
) error {
	now := d.k.Now()
	m, err := tx.Mail(ctx, claimed.ID)
	if err != nil {
		return err
	}
	withdrawn := m.State != store.MailSending && m.State != store.MailInDoubt
	m.Fault, m.Code, m.Answer, m.ChangedAt = answer.Fault, answer.Code, answer.Text, now
	m.CopyFault = answer.Copy
	switch {
	case answer.Outcome == mail.Sent:
		m.State, m.Body = store.MailSent, nil
		if err := accepted(ctx, tx, m, d.k.Time()); err != nil {
			return err
		}
	case withdrawn:
		m.Fault = nil
	case answer.Outcome == mail.Unknown:
		m.State, m.Frozen = store.MailInDoubt, true
	case answer.Wait() > 0: // No word about this mail: the try does not count.
		m.State, m.NotBefore = store.MailQueued, now
		m.Attempts--
		settings.Pause = &mail.Pause{Until: now.Add(answer.Wait()), Why: answer.Fault}
		if err := tx.SetMailSettings(settings); err != nil {
			return err
		}
	case answer.StopsProfile():
		m.State, m.NotBefore = store.MailQueued, now
		settings.Stopped = answer.Fault
		if err := tx.SetMailSettings(settings); err != nil {
			return err
		}
	case answer.Outcome == mail.Permanent, answer.Code >= 400 &&
		d.k.Time().Sub(m.CreatedAt) > giveUpAfter:
		if hasPlain(s, m) && answer.RefusesContent() {
			m.Spare = m.Body
		}
		m.State, m.Body = store.MailFailed, nil
		if err := undelivered(tx, m); err != nil {
			return err
		}
	default:
		m.State, m.NotBefore = store.MailQueued, now.Add(backoff(m.Attempts))
	}
	if err := tx.ChangeMail(m); err != nil {
		return err
	}
	return d.k.LogResult(tx, s.Account.ID, deliveryEntry(m), resultOf(answer))
}

// hasPlain tells whether a mail went with an attachment that it could have gone without.
func hasPlain(s *action.Session, m store.OutgoingMail) bool {
	body, err := unsealBody(s, m)
	return err == nil && body.Plain != nil && !m.TextInside
}

// deliveryEntry is what the log says of the last try to send a mail.
func deliveryEntry(m store.OutgoingMail) store.LogEntry {
	return store.LogEntry{
		Module: store.ModuleEmail, Operation: "mail.delivery", Object: m.Account, Name: m.Recipient,
		After: action.AsJSON(map[string]any{
			"mail": m.ID, "state": m.State, "code": m.Code, "answer": m.Answer,
		}),
	}
}

// undelivered makes a package due again whose mail did not go.
func undelivered(tx store.Tx, m store.OutgoingMail) error {
	if m.Kind != store.MailPackage {
		return nil
	}
	return tx.PartnersChanged([]string{m.Account})
}

func resultOf(a mail.Answer) string {
	if a.Outcome == mail.Sent {
		return store.ResultOK
	}
	return a.Outcome.String()
}

// accepted starts the clock of an invitation, unless it was voided meanwhile.
func accepted(
	ctx context.Context, tx store.Tx, m store.OutgoingMail, now time.Time,
) error {
	if !m.Kind.Invites() {
		return nil
	}
	i, err := tx.OpenInvitation(ctx, m.Account)
	if core.IsNotFound(err) || err == nil && i.ID != m.ID {
		return nil
	}
	if err != nil {
		return err
	}
	until := now.Add(i.Kind.Lives())
	i.AcceptedAt, i.ExpiresAt = &now, &until
	if err := tx.ChangeInvitation(i); err != nil {
		return err
	}
	return tx.SetInvited(m.Account, true)
}

// QueueMail puts a mail into the outbox that goes as it is now. message lacks its id, its date and
// its sender.
func QueueMail(
	k *action.Kernel, tx store.Tx, s *action.Session, settings store.MailSettings,
	kind store.MailKind, accountID string, message mail.Message,
) error {
	now := k.Now()
	m := store.OutgoingMail{
		ID: action.NewID(), Kind: kind, Account: accountID, State: store.MailQueued, CreatedAt: now,
		NotBefore: now, RenderedAt: now, ChangedAt: now,
		MessageID: action.NewID() + "@" + DomainOf(settings.FromAddress), Recipient: message.To,
		Sender: settings.FromAddress, Subject: message.Subject,
	}
	message.ID, message.Date, message.From = m.MessageID, now, settings.FromAddress
	message.FromName, message.ReplyTo = settings.FromName, settings.ReplyTo
	if err := sealMail(&m, s, message, ""); err != nil {
		return err
	}
	return tx.AddMail(m)
}

// MailTx is a transaction that keeps the ids of the mails that are put into the outbox.
type MailTx struct {
	store.Tx
	IDs *[]string
}

// AddMail adds a mail.
func (tx MailTx) AddMail(m store.OutgoingMail) error {
	*tx.IDs = append(*tx.IDs, m.ID)
	return tx.Tx.AddMail(m)
}

// Outbox returns the newest mails without their bodies.
func (d *Desk) Outbox(ctx context.Context, most int) ([]store.OutgoingMail, error) {
	if _, err := d.k.Authorize(permission.EmailOutbox); err != nil {
		return nil, err
	}
	return d.k.Store.Outbox(ctx, nil, most)
}

// QueuedMail is what became of a mail that somebody put into the outbox.
type QueuedMail struct {
	ID        string
	Recipient string
	State     store.MailState
	Answer    string // Of the last try, in words.
	// How long the invitation in it is valid, nil while it was not sent, or for none.
	Until *time.Time
}

// QueuedMails returns what became of the newest mails that were put into the outbox since a time,
// for the person who did so.
func (d *Desk) QueuedMails(ctx context.Context, since time.Time, most int) ([]QueuedMail, error) {
	s, err := d.k.Working()
	if err != nil {
		return nil, err
	}
	mails, err := d.k.Store.Outbox(ctx, nil, most)
	if err != nil {
		return nil, err
	}
	words := d.k.Printer(s.Account.Profile.Language)
	var list []QueuedMail
	for _, m := range mails {
		if m.CreatedAt.Before(since.Truncate(time.Millisecond)) {
			continue
		}
		q := QueuedMail{
			ID: m.ID, Recipient: m.Recipient, State: m.State, Answer: MailAnswer(words, m),
		}
		if i, err := d.k.Store.Invitation(ctx, m.ID); err == nil {
			q.Until = i.ExpiresAt
		}
		list = append(list, q)
	}
	return list, nil
}

// MailOutcomes returns the mails with some ids, without their bodies. It is for the person who put
// them into the outbox, who need not be allowed to see it. One that is not there is left out. next
// is when the next of all mails is tried, nil for never.
func (d *Desk) MailOutcomes(
	ctx context.Context, ids []string,
) (mails []store.OutgoingMail, next *time.Time, err error) {
	if _, err := d.k.Working(); err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		m, err := d.k.Store.Mail(ctx, id)
		if core.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		m.Body = nil
		mails = append(mails, m)
	}
	due, next, err := d.k.Store.NextMail(ctx, d.k.Now())
	switch {
	case core.IsNotFound(err):
		return mails, next, nil
	case err != nil:
		return nil, nil, err
	}
	return mails, &due.NotBefore, nil
}

// CountMails returns how many mails the outbox has.
func (d *Desk) CountMails(ctx context.Context) (int, error) {
	if _, err := d.k.Authorize(permission.EmailOutbox); err != nil {
		return 0, err
	}
	return d.k.Store.CountMails(ctx)
}

// MailAnswer is what the last try to send a mail came to, in the words of the server if it said
// something.
func MailAnswer(p *i18n.Printer, m store.OutgoingMail) string {
	switch {
	case m.Answer != "":
		return m.Answer
	case m.Fault != nil:
		return p.Sentence(m.Fault)
	}
	return ""
}

// OutboxState is what the status line shows of the outbox.
type OutboxState struct {
	Waiting int
	Blocked error // Why mails wait: the keyring, or the settings that the server refused.
}

// OutboxState returns how many mails wait, and what they wait for.
func (d *Desk) OutboxState(ctx context.Context) (OutboxState, error) {
	waiting, err := d.k.Store.CountWaiting(ctx)
	if err != nil {
		return OutboxState{}, err
	}
	settings, err := d.k.Store.MailSettings(ctx)
	state := OutboxState{Waiting: waiting}
	d.k.Outbox.Mu.Lock()
	state.Blocked = d.k.Outbox.Blocked
	d.k.Outbox.Mu.Unlock()
	if settings.Stopped != nil {
		state.Blocked = settings.Stopped
	}
	if err != nil || state.Blocked != nil || waiting == 0 {
		return state, err
	}
	rest, err := d.rest(ctx, settings)
	if rest != nil && rest.why != nil {
		state.Blocked = rest.why
	}
	return state, err
}

func (d *Desk) setBlocked(err error) {
	d.k.Outbox.Mu.Lock()
	same := core.ErrorText(d.k.Outbox.Blocked) == core.ErrorText(err)
	d.k.Outbox.Blocked = err
	d.k.Outbox.Mu.Unlock()
	if !same {
		d.k.Publish(action.OutboxChanged)
	}
}

// Decision is what a person decides about a mail that waits.
type Decision string

// The decisions.
const (
	SendNow   Decision = "send_now"   // A queued mail: do not wait for its time.
	Cancel    Decision = "cancel"     // A queued mail: never send it; its invitation is void.
	MarkSent  Decision = "mark_sent"  // A mail in doubt: it arrived.
	SendAgain Decision = "send_again" // A mail in doubt: send the very same message again.
	// A mail that was refused: send the same mail without its attachment, whose text is in it.
	SendText Decision = "send_text"
)

// ResolveMails carries out a decision about mails, all or none. It fails with Conflict when one of
// them is no longer in the state for it, and names the first one.
func (d *Desk) ResolveMails(ctx context.Context, ids []string, what Decision) error {
	ids = action.UniqueIDs(ids)
	entry := store.LogEntry{
		Module: store.ModuleEmail, Operation: "mail." + string(what),
		Object: strings.Join(ids, " "),
	}
	do := func(s *action.Session, tx store.Tx) error {
		for _, id := range ids {
			m, err := tx.Mail(ctx, id)
			if err != nil {
				return err
			}
			entry.Object, entry.Name = id, m.Recipient
			if err := d.decide(ctx, tx, m, what); err != nil {
				return err
			}
			if err := d.k.LogDone(tx, s, entry); err != nil {
				return err
			}
		}
		return nil
	}
	err := d.k.PerformWrite(
		d.k.Holding(permission.EmailOutbox), &entry, do, action.OutboxChanged,
		action.ResellersChanged, action.SettingsChanged,
	)
	if err != nil {
		return err
	}
	d.k.WakeOutbox()
	return nil
}

func (d *Desk) decide(ctx context.Context, tx store.Tx, m store.OutgoingMail, what Decision) error {
	now := d.k.Now()
	m.ChangedAt = now
	switch {
	case what == SendNow && m.State == store.MailQueued:
		m.NotBefore = now
		if err := resumeProfile(ctx, tx); err != nil {
			return err
		}
	case what == Cancel && m.State == store.MailQueued:
		return d.cancelMail(ctx, tx, m)
	case what == MarkSent && m.State == store.MailInDoubt:
		m.State, m.Body = store.MailSent, nil
		if err := accepted(ctx, tx, m, d.k.Time()); err != nil {
			return err
		}
	case what == SendText && m.State == store.MailFailed && m.Spare != nil:
		m.State, m.Body, m.Spare, m.NotBefore = store.MailQueued, m.Spare, nil, now
		m.TextInside, m.Fault, m.Code, m.Answer = true, nil, 0, ""
	case what == SendAgain && m.State == store.MailInDoubt:
		m.State, m.NotBefore = store.MailQueued, now
	default:
		args := core.Args{
			"Recipient": m.Recipient, "State": core.Key("mailstate." + string(m.State)),
		}
		return &core.Error{Code: core.Conflict, Key: "mail.undecided", Args: args}
	}
	return tx.ChangeMail(m)
}

// cancelMail ends a mail, and its invitation with it.
func (d *Desk) cancelMail(ctx context.Context, tx store.Tx, m store.OutgoingMail) error {
	m.State, m.Body = store.MailCancelled, nil
	if err := tx.ChangeMail(m); err != nil {
		return err
	}
	if !m.Kind.Invites() {
		return undelivered(tx, m)
	}
	i, err := tx.OpenInvitation(ctx, m.Account)
	if core.IsNotFound(err) || err == nil && i.ID != m.ID {
		return nil
	}
	if err != nil {
		return err
	}
	if err := VoidInvitation(ctx, d.k, tx, m.Account); err != nil {
		return err
	}
	return tx.SetInvited(m.Account, false)
}

// resumeProfile lets the outbox try again after the server had refused the settings.
func resumeProfile(ctx context.Context, tx store.Tx) error {
	settings, err := tx.MailSettings(ctx)
	if err != nil || settings.Stopped == nil && settings.Pause == nil {
		return err
	}
	if settings.HeldBack() { // One mail is no word about all the others.
		return settings.Stopped
	}
	settings.Stopped, settings.Pause = nil, nil
	return tx.SetMailSettings(settings)
}
