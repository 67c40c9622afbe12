package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/mail"
	"resellerdesk/core/store"
)

// queries is a store.Reader on a pool of connections or inside a transaction.
type queries struct{ db querier }

// querier is a pool of connections or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// each calls scan for every row of a query.
func (q queries) each(
	ctx context.Context, query string, args []any, scan func(rows *sql.Rows) error,
) error {
	rows, err := q.db.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

func (q queries) Workspace(ctx context.Context) (store.Workspace, error) {
	var w store.Workspace
	var created int64
	var expires sql.NullInt64
	err := q.db.QueryRowContext(ctx, `SELECT id, created_at, example, public_key, sealed_seed, encryption_key, sealed_identity, rotations,
		recovery, kit_key, reset_lock, sealed_reset, high_availability, white_label, expires_at,
		epoch FROM workspace`).
		Scan(
			&w.ID, &created, &w.Example, &w.Public, &w.SealedSeed, &w.EncryptionKey,
			&w.SealedIdentity, &w.Rotations, &w.Recovery, &w.KitKey, &w.ResetLock, &w.SealedReset,
			&w.HighAvailability, &w.WhiteLabel, &expires, &w.Epoch,
		)
	w.CreatedAt, w.Expiry = time.UnixMilli(created), dayOf(expires)
	return w, translate(err)
}

func (q queries) Account(ctx context.Context, id string) (account.Account, error) {
	return q.account(ctx, accountColumns+`WHERE id = $1`, id)
}

func (q queries) Colleagues(ctx context.Context) ([]account.Account, error) {
	var list []account.Account
	do := func(rows *sql.Rows) error {
		a, err := scanAccount(rows)
		list = append(list, a)
		return err
	}
	err := q.each(
		ctx,
		accountColumns+`WHERE kind = 'colleague' AND state <> 'closed' ORDER BY name_key, number`,
		nil, do,
	)
	for i := range list {
		if err == nil {
			err = q.fillHoldings(ctx, &list[i])
		}
	}
	return list, err
}

func (q queries) Owner(ctx context.Context) (account.Account, error) {
	return q.account(ctx, accountColumns+`WHERE parent IS NULL`)
}

func (q queries) AccountByEmail(ctx context.Context, emailKey string) (account.Account, error) {
	return q.account(ctx, accountColumns+`WHERE email_key = $1 AND state <> 'closed'`, emailKey)
}

func (q queries) account(ctx context.Context, query string, args ...any) (account.Account, error) {
	a, err := scanAccount(q.db.QueryRowContext(ctx, query, args...))
	if err != nil {
		return a, err
	}
	return a, q.fillHoldings(ctx, &a)
}

// fillHoldings reads what an account holds besides its profile.
func (q queries) fillHoldings(ctx context.Context, a *account.Account) error {
	if a.Kind == account.Distributor {
		return nil
	}
	do := func(rows *sql.Rows) error {
		var features string
		err := rows.Scan(&features)
		addFeatures(a.Permissions, features)
		return err
	}
	err := q.each(ctx, `SELECT feature FROM permission WHERE account = $1`, []any{a.ID}, do)
	if err != nil || !a.HasPackage() {
		return err
	}
	return q.fillPackage(ctx, a)
}

func (q queries) fillPackage(ctx context.Context, a *account.Account) error {
	var limit sql.NullInt64
	err := q.db.QueryRowContext(
		ctx,
		`SELECT min_extensions, pbx_limit, high_availability, white_label FROM package WHERE account = $1`,
		a.ID,
	).
		Scan(&a.Package.MinExtensions, &limit, &a.Package.HighAvailability, &a.Package.WhiteLabel)
	if err != nil {
		return translate(err)
	}
	if limit.Valid {
		a.Package.PBXLimit = &limit.Int64
	}
	if a.Kind == account.Owner { // What it has is the subscription of its workspace.
		return nil
	}
	a.Package.Amounts = capacity.Amounts{}
	for _, r := range capacity.Always() {
		a.Package.Amounts[r] = 0
	}
	return q.each(
		ctx,
		`SELECT resource, sum(balance) FROM ledger_account WHERE owner = $1 AND kind IN ('reseller', 'pbx', 'held') GROUP BY resource`,
		[]any{a.ID},
		func(rows *sql.Rows) error {
			var r capacity.Resource
			var n int64
			err := rows.Scan(&r, &n)
			a.Package.Amounts[r] = n
			return err
		},
	)
}

func (q queries) Free(ctx context.Context) (capacity.Amounts, error) {
	return q.amounts(ctx, `SELECT resource, balance FROM ledger_account
		WHERE owner = '' AND kind = 'pool' AND resource IN (SELECT resource FROM subscribed)`)
}

func (q queries) Shortfall(ctx context.Context) (capacity.Amounts, error) {
	return q.amounts(
		ctx,
		`SELECT resource, balance FROM ledger_account WHERE owner = '' AND kind = 'shortfall' AND balance > 0`,
	)
}

// amounts reads rows of a resource and a number.
func (q queries) amounts(ctx context.Context, query string, args ...any) (capacity.Amounts, error) {
	amounts := capacity.Amounts{}
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
		var r capacity.Resource
		var n int64
		err := rows.Scan(&r, &n)
		amounts[r] = n
		return err
	})
	return amounts, err
}

func (q queries) Usage(ctx context.Context) (map[capacity.Resource]capacity.Usage, error) {
	usage := map[capacity.Resource]capacity.Usage{}
	err := q.each(ctx, `SELECT s.resource, coalesce(l.kind, 'pool'), coalesce(l.balance, 0)
		FROM subscribed s LEFT JOIN ledger_sum l ON l.resource = s.resource AND l.kind <> 'vendor'`, nil,
		func(rows *sql.Rows) error {
			var r capacity.Resource
			var kind capacity.Kind
			var n int64
			err := rows.Scan(&r, &kind, &n)
			u := usage[r]
			switch kind {
			case capacity.Free:
				u.Free = n
			case capacity.Reseller:
				u.Unused = n
			case capacity.PBX:
				u.InPBX = n
			case capacity.Held:
				u.Held = n
			case capacity.Consumed:
				u.Consumed = n
			case capacity.Shortfall:
				u.Shortfall = n
			}
			usage[r] = u
			return err
		})
	return usage, err
}

const invitationColumns = `SELECT id, kind, account, sequence, secret_hash, hash, created_at, accepted_at, expires_at, voided_at FROM invitation `

func (q queries) OpenInvitation(ctx context.Context, accountID string) (store.Invitation, error) {
	return scanInvitation(q.db.QueryRowContext(
		ctx, invitationColumns+`WHERE account = $1 AND voided_at IS NULL`, accountID,
	))
}

func scanInvitation(row scanner) (store.Invitation, error) {
	var i store.Invitation
	var created int64
	var accepted, expires, voided sql.NullInt64
	err := row.Scan(
		&i.ID, &i.Kind, &i.Account, &i.Sequence, &i.SecretHash, &i.Hash, &created, &accepted,
		&expires, &voided,
	)
	i.CreatedAt, i.AcceptedAt = time.UnixMilli(created), timeOrNil(accepted)
	i.ExpiresAt, i.VoidedAt = timeOrNil(expires), timeOrNil(voided)
	return i, translate(err)
}

func (q queries) LastSequence(ctx context.Context, accountID string) (int64, error) {
	var n int64
	err := q.db.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(sequence) FROM invitation WHERE account = $1), 0),
		coalesce((SELECT max(sequence, has) FROM partner WHERE account = $1), 0))`, accountID).
		Scan(&n)
	return n, translate(err)
}

func (q queries) MailSettings(ctx context.Context) (store.MailSettings, error) {
	var s store.MailSettings
	var stopped, pause string
	var paused sql.NullInt64
	err := q.db.QueryRowContext(ctx, `SELECT host, port, security, user, from_address, from_name, reply_to, program_source,
		stopped, COALESCE(provider, ''), COALESCE(tenant, ''), COALESCE(client_id, ''),
		COALESCE(auth_url, ''), COALESCE(token_url, ''), COALESCE(scopes, ''),
		COALESCE(authority, ''), COALESCE(server, ''), COALESCE(certificate, ''),
		COALESCE(text_inside, 0), COALESCE(copy, 0), COALESCE(per_minute, 0),
		COALESCE(per_day, 0), paused, COALESCE(pause, '')
		FROM mail_settings LEFT JOIN mail_sign_in ON mail_sign_in.one = mail_settings.one
		LEFT JOIN mail_trust ON mail_trust.one = mail_settings.one
		LEFT JOIN mail_sending ON mail_sending.one = mail_settings.one`).
		Scan(
			&s.Host, &s.Port, &s.Security, &s.User, &s.FromAddress, &s.FromName, &s.ReplyTo,
			&s.ProgramSource, &stopped, &s.Provider, &s.Tenant, &s.ClientID, &s.AuthURL,
			&s.TokenURL, &s.Scopes, &s.Trust.Authority, &s.Trust.Server, &s.Trust.Certificate,
			&s.TextInside, &s.CopyToSender, &s.PerMinute, &s.PerDay, &paused, &pause,
		)
	if core.CodeOf(translate(err)) == core.NotFound {
		return store.MailSettings{}, nil
	}
	s.Stopped = faultOf(stopped)
	if until := timeOrNil(paused); until != nil {
		s.Pause = &mail.Pause{Until: *until, Why: faultOf(pause)}
	}
	return s, translate(err)
}

const (
	mailHead = `SELECT id, kind, account, message_id, sender, recipient, subject, `
	mailTail = `, state, frozen, attempts, not_before, fault, code, answer, created_at, rendered_at, changed_at,
		COALESCE(text_inside, 0), spare IS NOT NULL, COALESCE(copy_fault, '') FROM outbox LEFT JOIN mail_note ON mail_note.mail = outbox.id `
	mailWithBody = mailHead + `body, spare` + mailTail
	mailBare     = mailHead + `NULL, NULL` + mailTail
)

func (q queries) Mail(ctx context.Context, id string) (store.OutgoingMail, error) {
	return scanMail(q.db.QueryRowContext(ctx, mailWithBody+`WHERE id = $1`, id))
}

func (q queries) Outbox(
	ctx context.Context, olderThan *store.OutgoingMail, most int,
) ([]store.OutgoingMail, error) {
	older, args := "", []any{}
	if olderThan != nil {
		older, args = `WHERE (created_at, id) < (?, ?) `, []any{
			millis(olderThan.CreatedAt), olderThan.ID,
		}
	}
	return q.mails(ctx, older+`ORDER BY created_at DESC, id DESC LIMIT ?`, append(args, most)...)
}

// mails returns mails without their bodies.
func (q queries) mails(
	ctx context.Context, where string, args ...any,
) ([]store.OutgoingMail, error) {
	var mails []store.OutgoingMail
	err := q.each(ctx, mailBare+where, args, func(rows *sql.Rows) error {
		m, err := scanMail(rows)
		mails = append(mails, m)
		return err
	})
	return mails, err
}

func (q queries) NextMail(
	ctx context.Context, now time.Time, except ...string,
) (store.OutgoingMail, *time.Time, error) {
	list, err := json.Marshal(append([]string{}, except...))
	if err != nil {
		return store.OutgoingMail{}, nil, err
	}
	m, err := scanMail(q.db.QueryRowContext(ctx,
		mailWithBody+`WHERE state = 'queued' AND (not_before <= $1 OR not_before > $2)
			AND id NOT IN (SELECT value FROM json_each($3)) ORDER BY not_before, id LIMIT 1`,
		millis(now), millis(now.Add(store.LongestBackoff)), string(list)))
	if core.CodeOf(err) != core.NotFound {
		return m, nil, err
	}
	var next sql.NullInt64
	scanErr := q.db.QueryRowContext(
		ctx, `SELECT min(not_before) FROM outbox WHERE state = 'queued'
			AND id NOT IN (SELECT value FROM json_each($1))`, string(list),
	).Scan(&next)
	if scanErr != nil {
		return m, nil, translate(scanErr)
	}
	return m, timeOrNil(next), err
}

func (q queries) NthSent(ctx context.Context, n int64, since time.Time) (*time.Time, error) {
	var at sql.NullInt64
	err := q.db.QueryRowContext(ctx, `SELECT changed_at FROM outbox WHERE state = 'sent'
		AND changed_at > $1 ORDER BY changed_at DESC LIMIT 1 OFFSET $2`, millis(since), n-1).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return timeOrNil(at), translate(err)
}

func (q queries) CountMails(ctx context.Context) (int, error) {
	var n int
	err := q.db.QueryRowContext(ctx, `SELECT count(*) FROM outbox`).Scan(&n)
	return n, translate(err)
}

func (q queries) CountWaiting(ctx context.Context) (int, error) {
	var n int
	err := q.db.QueryRowContext(
		ctx, `SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'in_doubt')`,
	).Scan(&n)
	return n, translate(err)
}

func (q queries) FormDraft(ctx context.Context, key string) ([]byte, error) {
	var data []byte
	err := translate(q.db.QueryRowContext(
		ctx, `SELECT data FROM form_draft WHERE name = $1`, key,
	).Scan(&data))
	if core.CodeOf(err) == core.NotFound {
		return nil, nil
	}
	return data, err
}

func (q queries) SignInFailures(ctx context.Context, emailKey string) (int, error) {
	var n int
	err := q.db.QueryRowContext(
		ctx, `SELECT coalesce(max(failures), 0) FROM sign_in_failure WHERE email_key = $1`,
		emailKey,
	).Scan(&n)
	return n, translate(err)
}

func (q queries) Stay(ctx context.Context) (string, error) {
	var id string
	err := q.db.QueryRowContext(ctx, `SELECT stay FROM workspace`).Scan(&id)
	return id, translate(err)
}

// scanner is a row, alone or among others.
type scanner interface{ Scan(into ...any) error }

func scanMail(row scanner) (store.OutgoingMail, error) {
	var m store.OutgoingMail
	var notBefore, created, rendered, changed int64
	var fault, copyFault string
	err := row.Scan(
		&m.ID, &m.Kind, &m.Account, &m.MessageID, &m.Sender, &m.Recipient, &m.Subject, &m.Body,
		&m.Spare,
		&m.State, &m.Frozen, &m.Attempts, &notBefore, &fault, &m.Code, &m.Answer, &created,
		&rendered, &changed, &m.TextInside, &m.CanGoWithout,
		&copyFault,
	)
	m.NotBefore, m.CreatedAt = time.UnixMilli(notBefore), time.UnixMilli(created)
	m.RenderedAt, m.ChangedAt = time.UnixMilli(rendered), time.UnixMilli(changed)
	m.Fault, m.CopyFault = faultOf(fault), faultOf(copyFault)
	return m, translate(err)
}

// dayOf reads what dayOrNil stores.
func dayOf(n sql.NullInt64) core.Day { return core.Day(n.Int64) }

func timeOrNil(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := time.UnixMilli(n.Int64)
	return &t
}
