package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/proof"
	"resellerdesk/core/store"
)

// tries is how often a transaction is tried when another program holds the file; each try waits for
// the busy timeout.
const tries = 2

// Write runs fn in one immediate transaction (store.Store). It takes no context on purpose: the
// driver rolls back in the middle when a context ends, and what follows would run outside of the
// transaction.
func (w *Workspace) Write(fn func(tx store.Tx) error) error {
	writer, err := w.gate.pass(context.Background(), w, nil)
	if err != nil {
		return err
	}
	for range tries {
		if err = w.writeOnce(writer, fn); core.CodeOf(err) != core.Busy {
			return err
		}
	}
	return err
}

func (w *Workspace) writeOnce(writer *sql.DB, fn func(tx store.Tx) error) (err error) {
	ctx := context.Background()
	tx, err := begin(writer)
	if err != nil {
		return translate(err)
	}
	defer tx.end() // Also when fn panics.
	seal := newSealer(ctx, tx, w.shape, w.gate.touched)
	if err := seal.lookForSuccessor(); err != nil {
		return err
	}
	c := storeTx{queries: queries{db: tx}, tx: tx, sealer: seal}
	if err := fn(c); err != nil {
		return translate(err)
	}
	if err := seal.finish(); err != nil {
		return err
	}
	w.gate.wrote.Store(true)
	return translate(tx.commit())
}

// storeTx is a store.Tx.
type storeTx struct {
	queries
	tx     *transaction
	sealer *sealer
}

func (c storeTx) exec(query string, args ...any) error {
	_, err := c.tx.Exec(query, args...)
	return translate(err)
}

// execOne expects exactly one row to change.
func (c storeTx) execOne(query string, args ...any) error {
	result, err := c.tx.Exec(query, args...)
	if err != nil {
		return translate(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return translate(err)
	}
	return &core.Error{Code: core.Conflict, Key: "changed_meanwhile", Stale: true}
}

// execVersion expects exactly one row to change; else somebody else changed what has an id, as key
// says.
func (c storeTx) execVersion(key, id, query string, args ...any) error {
	err := c.execOne(query, args...)
	if core.IsStale(err) {
		args := core.Args{"ID": id}
		return &core.Error{Code: core.Conflict, Key: key, Args: args, Stale: true}
	}
	return err
}

func (c storeTx) CreateWorkspace(w store.Workspace) error {
	return c.exec(
		`INSERT INTO workspace (one, id, created_at, example, public_key, sealed_seed, encryption_key, sealed_identity,
		high_availability, white_label) VALUES (1, $1, $2, $3, $4, $5, $6, $7, 0, 0)`,
		w.ID, millis(w.CreatedAt), w.Example, w.Public, w.SealedSeed, w.EncryptionKey,
		w.SealedIdentity,
	)
}

func (c storeTx) SetEpoch(n int64) error { return c.execOne(`UPDATE workspace SET epoch = $1`, n) }

func (c storeTx) SetSubscribed(r capacity.Resource, has bool) error {
	if !has {
		return c.exec(`DELETE FROM subscribed WHERE resource = $1`, r)
	}
	if _, err := c.ledgerAccount(capacity.Account{Kind: capacity.Free, Resource: r}); err != nil {
		return err
	}
	return c.exec(`INSERT INTO subscribed (resource) VALUES ($1)`, r)
}

func (c storeTx) SetSwitches(s capacity.Subscription) error {
	return c.execOne(
		`UPDATE workspace SET high_availability = $1, white_label = $2, expires_at = $3`,
		s.HighAvailability,
		s.WhiteLabel,
		dayOrNil(s.Expiry),
	)
}

// ledgerAccount returns the number of an account of the ledger, which it opens when it is new.
// Those of the pool are there nearly always, those of others rarely.
func (c storeTx) ledgerAccount(a capacity.Account) (int64, error) {
	if a.Owner == "" {
		id, err := c.findLedgerAccount(a)
		if core.CodeOf(err) != core.NotFound {
			return id, err
		}
	}
	result, err := c.tx.Exec(
		`INSERT INTO ledger_account (owner, kind, pbx, resource) VALUES ($1, $2, $3, $4)
		ON CONFLICT (owner, kind, pbx, resource) DO NOTHING`,
		a.Owner, a.Kind, a.PBX, a.Resource,
	)
	if err != nil {
		return 0, translate(err)
	}
	opened, err := result.RowsAffected()
	if err != nil {
		return 0, translate(err)
	}
	if opened == 0 {
		return c.findLedgerAccount(a)
	}
	id, err := result.LastInsertId()
	return id, translate(err)
}

func (c storeTx) findLedgerAccount(a capacity.Account) (id int64, err error) {
	err = c.tx.QueryRow(`SELECT id FROM ledger_account WHERE owner = $1 AND kind = $2 AND pbx = $3 AND resource = $4`,
		a.Owner, a.Kind, a.PBX, a.Resource).
		Scan(&id)
	return id, translate(err)
}

func (c storeTx) Post(op capacity.Operation) error {
	return c.PostMany(op, store.TransfersOf(op.Transfers), func(int) error { return nil })
}

// postChunk is how many transfers are written between two steps.
const postChunk = 1000

func (c storeTx) PostMany(
	op capacity.Operation, transfers store.Transfers, step func(more int) error,
) error {
	if err := c.sealer.requireCurrent("operation"); err != nil {
		return err
	}
	link, err := c.link(op, transfers, step)
	if err != nil {
		return err
	}
	err = c.exec(`INSERT INTO operation (id, at, actor, verb, object, reason, reverses, hash)
		VALUES ($1, $2, nullif($3, ''), $4, $5, $6, nullif($7, ''), $8)`,
		op.ID, millis(op.At), op.Actor, op.Verb, op.Object, op.Reason, op.Reverses, link)
	if err != nil {
		return err
	}
	numbers, err := c.ownNumbers()
	if err != nil {
		return err
	}
	written, moved := 0, map[capacity.Account]int64{}
	for t, err := range transfers.All {
		if err == nil {
			err = c.transfer(op.ID, t, numbers)
		}
		if err != nil {
			return err
		}
		moved[kindOf(t.Debit)] -= t.Amount
		moved[kindOf(t.Credit)] += t.Amount
		if written++; written%postChunk == 0 {
			if err := step(postChunk); err != nil {
				return err
			}
		}
	}
	if err := c.addToSums(moved); err != nil {
		return err
	}
	return step(written % postChunk)
}

// kindOf is the kind and the resource of an account of the ledger.
func kindOf(a capacity.Account) capacity.Account {
	return capacity.Account{Kind: a.Kind, Resource: a.Resource}
}

// addToSums adds to what is kept of each kind of account what was moved there.
func (c storeTx) addToSums(moved map[capacity.Account]int64) error {
	for of, amount := range moved {
		err := c.exec(`INSERT INTO ledger_sum (resource, kind, balance) VALUES ($1, $2, $3)
			ON CONFLICT DO UPDATE SET balance = balance + excluded.balance`,
			of.Resource, of.Kind, amount)
		if err != nil {
			return err
		}
	}
	return nil
}

// link is the hash of an operation with its transfers, behind the newest one that is there. An
// operation is written before its transfers, and never changed.
func (c storeTx) link(
	op capacity.Operation, transfers store.Transfers, step func(more int) error,
) ([]byte, error) {
	var last []byte
	err := c.tx.QueryRow(`SELECT hash FROM operation ORDER BY number DESC LIMIT 1`).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, translate(err)
	}
	link, seen := op.NewLink(last, transfers.Count), 0
	for t, err := range transfers.All {
		if err != nil {
			return nil, err
		}
		link.Add(t)
		if seen++; seen%postChunk == 0 {
			if err := step(0); err != nil { // Is it still wanted?
				return nil, err
			}
		}
	}
	return link.Hash(), nil
}

// ledgerNumbers are the numbers of accounts of the ledger that many transfers share: the
// distributor's own, and those that were used last.
type ledgerNumbers struct{ own, recent map[capacity.Account]int64 }

// mostRecent is how many of those that were used last are remembered: an import has other ones for
// each reseller.
const mostRecent = 64

// ownNumbers reads those that are there.
func (c storeTx) ownNumbers() (ledgerNumbers, error) {
	numbers := ledgerNumbers{map[capacity.Account]int64{}, map[capacity.Account]int64{}}
	err := c.each(
		context.Background(),
		`SELECT id, kind, pbx, resource FROM ledger_account WHERE owner = '' AND kind IN ('vendor', 'pool', 'shortfall')`,
		nil,
		func(rows *sql.Rows) error {
			var a capacity.Account
			var id int64
			err := rows.Scan(&id, &a.Kind, &a.PBX, &a.Resource)
			numbers.own[a] = id
			return err
		},
	)
	return numbers, err
}

// numberOf returns the number of an account of the ledger, out of the numbers where it is there
// already.
func (c storeTx) numberOf(a capacity.Account, numbers ledgerNumbers) (int64, error) {
	if n, known := numbers.own[a]; known {
		return n, nil
	}
	if n, known := numbers.recent[a]; known {
		return n, nil
	}
	n, err := c.ledgerAccount(a)
	switch {
	case err != nil:
		return 0, err
	case a.Owner == "":
		numbers.own[a] = n
	default:
		if len(numbers.recent) == mostRecent {
			clear(numbers.recent)
		}
		numbers.recent[a] = n
	}
	return n, nil
}

func (c storeTx) transfer(operation string, t capacity.Transfer, numbers ledgerNumbers) error {
	debit, err := c.numberOf(t.Debit, numbers)
	if err != nil {
		return err
	}
	credit, err := c.numberOf(t.Credit, numbers)
	if err != nil {
		return err
	}
	_,
		err = c.tx.Exec(`INSERT INTO transfer (operation, debit, credit, resource, amount) VALUES ($1, $2, $3, $4, $5)`,
		operation, debit, credit, t.Debit.Resource, t.Amount)
	err = translate(err)
	var refusal *core.Error
	if errors.As(err, &refusal) && refusal.Key == "capacity.not_enough" {
		var balance int64
		if err := c.tx.QueryRow(
			`SELECT balance FROM ledger_account WHERE id = $1`, debit,
		).Scan(&balance); err != nil {
			return translate(err)
		}
		refusal.Field, refusal.Args = string(t.Debit.Resource), core.Args{"Free": balance}
	}
	return err
}

func (c storeTx) AddAccount(a account.Account) error { return c.AddAccounts([]account.Account{a}) }

func (c storeTx) AddAccounts(list []account.Account) error {
	if err := c.sealer.relieve(); err != nil {
		return err
	}
	for _, a := range list {
		if err := c.insertAccount(a); err != nil {
			return err
		}
		if !a.HasPackage() {
			continue
		}
		if err := c.setRules(a); err != nil {
			return err
		}
	}
	return c.addPermissions(list)
}

// addPermissions writes the permissions of new accounts, at once for those who get the same. The
// distributor holds everything without rows.
func (c storeTx) addPermissions(list []account.Account) error {
	ids := map[string][]string{}
	for _, a := range list {
		if a.Kind == account.Distributor {
			continue
		}
		if rows := featureRows(a); len(rows) > 0 {
			of := strings.Join(rows, "\n")
			ids[of] = append(ids[of], a.ID)
		}
	}
	for rows, holders := range ids {
		rows := strings.Split(rows, "\n")
		if err := insertPermissions(c.tx, holders, rows); err != nil {
			return err
		}
	}
	return nil
}

// setRules writes the rules of a package. The amounts are the ledger's.
func (c storeTx) setRules(a account.Account) error {
	return c.exec(
		`INSERT INTO package (account, min_extensions, pbx_limit, high_availability, white_label) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account) DO UPDATE SET min_extensions = excluded.min_extensions, pbx_limit = excluded.pbx_limit,
		high_availability = excluded.high_availability, white_label = excluded.white_label`,
		a.ID, a.Package.MinExtensions, a.Package.PBXLimit, a.Package.HighAvailability,
		a.Package.WhiteLabel,
	)
}

// setHoldings writes what an account holds besides its profile: the rules of a package and the
// permissions. The distributor holds everything without rows.
func (c storeTx) setHoldings(a account.Account) error {
	if a.HasPackage() {
		if err := c.setRules(a); err != nil {
			return err
		}
	}
	if a.Kind == account.Distributor {
		return nil
	}
	features, err := json.Marshal(featureRows(a))
	if err != nil {
		return err
	}
	err = c.exec(
		`DELETE FROM permission WHERE account = $1 AND feature NOT IN (SELECT value FROM json_each($2))`,
		a.ID,
		features,
	)
	if err != nil {
		return err
	}
	return c.exec(
		`INSERT OR IGNORE INTO permission (account, feature) SELECT $1, value FROM json_each($2)`,
		a.ID, features,
	)
}

func (c storeTx) SetLock(accountID string, lock account.Lock) error {
	c.sealer.signsIn = true
	return c.execOne(`UPDATE account SET lock = $1 WHERE id = $2`, lock.String(), accountID)
}

func (c storeTx) SetInvited(accountID string, invited bool) error {
	from, to := account.NotInvited, account.Invited
	if !invited {
		from, to = to, from
	}
	return c.exec(`UPDATE account SET state = $1 WHERE id = $2 AND state = $3`, to, accountID, from)
}

func (c storeTx) AddInvitation(i store.Invitation) error {
	return c.exec(
		`INSERT INTO invitation (id, kind, account, sequence, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		i.ID, i.Kind, i.Account, i.Sequence, i.SecretHash, millis(i.CreatedAt),
	)
}

func (c storeTx) ChangeInvitation(i store.Invitation) error {
	return c.execOne(
		`UPDATE invitation SET accepted_at = $1, expires_at = $2, voided_at = $3, hash = $4 WHERE id = $5`,
		millisOrNil(i.AcceptedAt), millisOrNil(i.ExpiresAt), millisOrNil(i.VoidedAt), i.Hash, i.ID,
	)
}

func (c storeTx) SetMailSettings(s store.MailSettings) error {
	if err := c.exec(
		`INSERT INTO mail_sign_in (one, provider, tenant, client_id, auth_url, token_url, scopes) VALUES (1, $1, $2, $3, $4, $5, $6)
		ON CONFLICT (one) DO UPDATE SET provider = excluded.provider, tenant = excluded.tenant, client_id = excluded.client_id,
		auth_url = excluded.auth_url, token_url = excluded.token_url, scopes = excluded.scopes`,
		s.Provider, s.Tenant, s.ClientID, s.AuthURL, s.TokenURL, s.Scopes,
	); err != nil {
		return err
	}
	if err := c.exec(
		`INSERT INTO mail_trust (one, authority, server, certificate) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO UPDATE SET
		authority = excluded.authority, server = excluded.server, certificate = excluded.certificate`,
		s.Trust.Authority, s.Trust.Server, s.Trust.Certificate,
	); err != nil {
		return err
	}
	if err := c.setSending(s); err != nil {
		return err
	}
	return c.exec(
		`INSERT INTO mail_settings (one, host, port, security, user, from_address, from_name, reply_to, program_source, stopped)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (one) DO UPDATE SET host = excluded.host, port = excluded.port,
		security = excluded.security, user = excluded.user, from_address = excluded.from_address, from_name = excluded.from_name,
		reply_to = excluded.reply_to, program_source = excluded.program_source, stopped = excluded.stopped`,
		s.Host, s.Port, s.Security, s.User, s.FromAddress, s.FromName, s.ReplyTo, s.ProgramSource,
		faultText(s.Stopped),
	)
}

// setSending writes how mails are sent, besides to which server.
func (c storeTx) setSending(s store.MailSettings) error {
	var paused any
	why := ""
	if s.Pause != nil {
		paused, why = millis(s.Pause.Until), faultText(s.Pause.Why)
	}
	return c.exec(
		`INSERT INTO mail_sending (one, text_inside, copy, per_minute, per_day, paused, pause)
		VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT (one) DO UPDATE SET text_inside = excluded.text_inside,
		copy = excluded.copy, per_minute = excluded.per_minute, per_day = excluded.per_day,
		paused = excluded.paused, pause = excluded.pause`,
		s.TextInside, s.CopyToSender, s.PerMinute, s.PerDay, paused, why,
	)
}

func (c storeTx) AddMail(m store.OutgoingMail) error {
	if err := c.exec(
		`INSERT INTO outbox (id, kind, account, message_id, sender, recipient, subject, body, state, frozen, attempts, not_before,
		fault, code, answer, created_at, rendered_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		m.ID,
		m.Kind,
		m.Account,
		m.MessageID,
		m.Sender,
		m.Recipient,
		m.Subject,
		m.Body,
		m.State,
		m.Frozen,
		m.Attempts,
		millis(
			m.NotBefore,
		),
		faultText(m.Fault),
		m.Code,
		m.Answer,
		millis(m.CreatedAt),
		millis(m.RenderedAt),
		millis(m.ChangedAt),
	); err != nil {
		return err
	}
	return c.noteMail(m)
}

// noteMail writes what is known of a mail besides its state.
func (c storeTx) noteMail(m store.OutgoingMail) error {
	if !m.TextInside && m.Spare == nil && m.CopyFault == nil {
		return c.exec(`DELETE FROM mail_note WHERE mail = $1`, m.ID)
	}
	return c.exec(
		`INSERT INTO mail_note (mail, text_inside, spare, copy_fault) VALUES ($1, $2, $3, $4) ON CONFLICT (mail) DO UPDATE SET
		text_inside = excluded.text_inside, spare = excluded.spare, copy_fault = excluded.copy_fault`,
		m.ID, m.TextInside, m.Spare, faultText(m.CopyFault),
	)
}

func (c storeTx) ChangeMail(m store.OutgoingMail) error {
	if err := c.execOne(
		`UPDATE outbox SET sender = $1, subject = $2, body = $3, state = $4, frozen = $5, attempts = $6, not_before = $7,
		fault = $8, code = $9, answer = $10, rendered_at = $11, changed_at = $12 WHERE id = $13`,
		m.Sender, m.Subject, m.Body, m.State, m.Frozen, m.Attempts, millis(m.NotBefore),
		faultText(m.Fault), m.Code, m.Answer, millis(m.RenderedAt), millis(m.ChangedAt), m.ID,
	); err != nil {
		return err
	}
	return c.noteMail(m)
}

func (c storeTx) RequeueSending() error {
	return c.exec(`UPDATE outbox SET state = 'queued' WHERE state = 'sending'`)
}

func (c storeTx) SetFormDraft(key string, data []byte, now time.Time) error {
	return c.exec(`INSERT INTO form_draft (name, data, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET data = excluded.data, changed_at = excluded.changed_at`, key, data, millis(now))
}

func (c storeTx) DropFormDraft(key string) error {
	return c.exec(`DELETE FROM form_draft WHERE name = $1`, key)
}

func (c storeTx) SetSignInFailures(emailKey string, failures int) error {
	if failures == 0 {
		return c.exec(`DELETE FROM sign_in_failure WHERE email_key = $1`, emailKey)
	}
	// An email that nobody has is not stored: the table would grow with every guess.
	return c.exec(`INSERT INTO sign_in_failure (email_key, failures)
		SELECT email_key, $1 FROM account WHERE email_key = $2
		ON CONFLICT (email_key) DO UPDATE SET failures = excluded.failures`, failures, emailKey)
}

func (c storeTx) SetStay(accountID string) error {
	c.sealer.signsIn = true
	return c.exec(`UPDATE workspace SET stay = $1`, accountID)
}

func (c storeTx) AddLogEntry(e store.LogEntry) error {
	last, err := c.sealer.newestLogEntry()
	if err != nil {
		return err
	}
	salt, key := proof.NewSalt(), e.SearchKey()
	link := proof.LogEntry{
		Number: last.number + 1, At: millis(e.At), Actor: e.Actor, Module: e.Module,
		Operation: e.Operation, Object: e.Object,
		Result: e.Result, LedgerOperation: e.OperationID,
		Texts: proof.Texts(salt, e.Name, e.Before, e.After, e.Detail, key),
	}
	last.number, last.hash = link.Number, link.Hash(last.hash)
	return c.exec(`INSERT INTO log_entry (number, at, actor, module, operation, object, name,
		before, after, result, detail, operation_id,
		search_key, salt, texts_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
		$12, $13, $14, $15, $16)`,
		link.Number, link.At, e.Actor, e.Module, e.Operation, e.Object, e.Name, shorten(e.Before),
		shorten(e.After), e.Result, e.Detail, e.OperationID,
		key, salt, link.Texts, last.hash)
}

// faultText is the stored form of a fault, "" for none.
func faultText(e *core.Error) string {
	if e == nil {
		return ""
	}
	return core.ErrorText(e)
}

func faultOf(text string) *core.Error {
	if list := core.ParseErrors(text); len(list) > 0 {
		return list[0]
	}
	return nil
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func millisOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMilli()
}

// dayOrNil is how a day is stored: as the number of days since 1970, NULL for none.
func dayOrNil(d core.Day) any {
	if d == core.NoDay {
		return nil
	}
	return int64(d)
}

// check at compile time that the file is what desk works with.
var (
	_ store.Store = (*Workspace)(nil)
	_ store.Tx    = storeTx{}
)
