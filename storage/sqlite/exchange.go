package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

const partnerColumns = `SELECT p.account, p.invitation, p.activated_at, p.public_key, p.encryption_key, p.sealed_reset, p.sequence, p.hash,
	p.issued_at, p.lease_until, p.has, p.changed, p.report_sequence, p.report_hash, p.reported_at, p.report, p.warning,
	p.consumed_before, p.former_key, p.former_consumed_before FROM partner p `

func (q queries) Partner(ctx context.Context, accountID string) (store.Partner, error) {
	return scanPartner(q.db.QueryRowContext(ctx, partnerColumns+`WHERE p.account = $1`, accountID))
}

func scanPartner(row scanner) (store.Partner, error) {
	var p store.Partner
	var activated int64
	var issued, lease, reported sql.NullInt64
	var warning, before, former string
	err := row.Scan(
		&p.Account, &p.Invitation, &activated, (*[]byte)(&p.PublicKey), &p.EncryptionKey,
		&p.SealedReset, &p.Sequence, &p.Hash, &issued, &lease, &p.Has, &p.Changed,
		&p.ReportSequence, &p.ReportHash, &reported, &p.Report, &warning, &before,
		(*[]byte)(&p.FormerKey), &former,
	)
	if err == nil {
		err = errors.Join(
			json.Unmarshal([]byte(before), &p.ConsumedBefore),
			json.Unmarshal([]byte(former), &p.FormerConsumedBefore),
		)
	}
	p.ActivatedAt, p.IssuedAt = time.UnixMilli(activated), timeOrNil(issued)
	p.LeaseUntil, p.ReportedAt = timeOrNil(lease), timeOrNil(reported)
	p.Warning = faultOf(warning)
	return p, translate(err)
}

// waitingPartners are those to whom a package is due: something changed, or their time runs out.
// Whoever is closed has got all there is to say once that was said.
const waitingPartners = `JOIN account a ON a.id = p.account WHERE p.changed = 1 OR p.lease_until < $1 AND a.state NOT IN ('in_bin', 'closed') `

func (q queries) PartnersWaiting(
	ctx context.Context, leaseBefore time.Time, most int,
) ([]store.Partner, error) {
	return q.partners(
		ctx, partnerColumns+waitingPartners+`ORDER BY a.company_key, p.account LIMIT $2`,
		millis(leaseBefore), most,
	)
}

// PartnersLapsing counts the time of a desktop to which no package was made yet from its
// activation.
func (q queries) PartnersLapsing(
	ctx context.Context, leaseBefore, anyway time.Time, most int,
) ([]store.Partner, error) {
	return q.partners(ctx, partnerColumns+`JOIN account a ON a.id = p.account
		WHERE coalesce(p.lease_until, p.activated_at + $1) < CASE p.changed WHEN 1 THEN $2 ELSE $3 END AND a.state NOT IN ('in_bin', 'closed')
		ORDER BY coalesce(p.lease_until, p.activated_at + $1), p.account LIMIT $4`,
		activation.Lease.Milliseconds(), millis(anyway), millis(leaseBefore), most)
}

func (q queries) CountPartnersWaiting(ctx context.Context, leaseBefore time.Time) (int, error) {
	var n int
	err := q.db.QueryRowContext(
		ctx, `SELECT count(*) FROM partner p `+waitingPartners, millis(leaseBefore),
	).Scan(&n)
	return n, translate(err)
}

func (q queries) PartnersWarned(ctx context.Context, most int) ([]store.Partner, int, error) {
	list, err := q.partners(ctx, partnerColumns+`WHERE p.warning <> ''
		ORDER BY p.account LIMIT $1`, most)
	if err != nil {
		return nil, 0, err
	}
	all, err := q.all(ctx, len(list), most, `partner WHERE warning <> ''`)
	return list, all, err
}

func (q queries) partners(ctx context.Context, query string, args ...any) ([]store.Partner, error) {
	var list []store.Partner
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
		p, err := scanPartner(rows)
		list = append(list, p)
		return err
	})
	return list, err
}

func (q queries) Upstream(ctx context.Context) (store.Upstream, error) {
	var u store.Upstream
	var activated, issued, lease, seen int64
	var until, reported sql.NullInt64
	var kept string
	err := q.db.QueryRowContext(ctx, `SELECT workspace, account, kept, signer, encryption_key, company, name, email, invitation, sealed_secret,
		activated_at, confirmed, sequence, hash, issued_at, lease_until, status, reason, until, last_reset, report_sequence, report_hash, reported_at,
		reported, seen_at FROM upstream`).
		Scan(
			&u.Workspace, &u.Account, &kept, (*[]byte)(&u.Signer), &u.EncryptionKey, &u.Company,
			&u.Name, &u.Email, &u.Invitation, &u.SealedSecret, &activated, &u.Confirmed,
			&u.Sequence, &u.Hash, &issued, &lease, &u.Status, &u.Reason, &until, &u.LastReset,
			&u.ReportSequence, &u.ReportHash, &reported, &u.Reported, &seen,
		)
	u.ActivatedAt, u.IssuedAt = time.UnixMilli(activated), time.UnixMilli(issued)
	u.LeaseUntil = time.UnixMilli(lease)
	u.Until, u.ReportedAt, u.SeenAt = dayOf(until), timeOrNil(reported), time.UnixMilli(seen)
	if err == nil {
		err = json.Unmarshal([]byte(kept), &u.Kept)
	}
	return u, translate(err)
}

func (q queries) Exchanged(ctx context.Context, below int64, most int) ([]store.Message, error) {
	var list []store.Message
	err := q.each(
		ctx,
		`SELECT e.number, e.id, e.incoming, e.kind, e.account, coalesce(a.company, ''), e.sequence, e.hash, e.at, e.state, e.note
		FROM exchange e LEFT JOIN account a ON a.id = e.account WHERE ? = 0 OR e.number < ? ORDER BY e.number DESC LIMIT ?`,
		[]any{below, below, most},
		func(rows *sql.Rows) error {
			var m store.Message
			var at int64
			var note string
			err := rows.Scan(
				&m.Number, &m.ID, &m.Incoming, &m.Kind, &m.Account, &m.Company, &m.Sequence,
				&m.Hash, &at, &m.State, &note,
			)
			m.At, m.Note = time.UnixMilli(at), faultOf(note)
			list = append(list, m)
			return err
		},
	)
	return list, err
}

func (q queries) MessageFile(ctx context.Context, id string) (store.Message, []byte, error) {
	var m store.Message
	var at int64
	var file []byte
	err := q.db.QueryRowContext(ctx, `SELECT e.number, e.id, e.incoming, e.kind, e.account, coalesce(a.company, ''), e.sequence, e.at, e.state, e.file
		FROM exchange e LEFT JOIN account a ON a.id = e.account WHERE e.id = $1`, id).
		Scan(
			&m.Number, &m.ID, &m.Incoming, &m.Kind, &m.Account, &m.Company, &m.Sequence, &at,
			&m.State, &file,
		)
	m.At = time.UnixMilli(at)
	return m, file, translate(err)
}

func (q queries) Consumed(ctx context.Context, owner string) (capacity.Amounts, error) {
	return q.amounts(
		ctx,
		`SELECT resource, balance FROM ledger_account WHERE owner = $1 AND kind = 'consumed' AND pbx = ''`,
		owner,
	)
}

func (q queries) LastOperation(ctx context.Context) (int64, error) {
	return q.number(ctx, `SELECT coalesce(max(number), 0) FROM operation`)
}

func (q queries) LastLogEntry(ctx context.Context) (int64, error) {
	return q.number(ctx, `SELECT coalesce(max(number), 0) FROM log_entry`)
}

func (q queries) LogEntryDigest(ctx context.Context, number int64) (string, error) {
	var before, after, text string
	err := q.db.QueryRowContext(
		ctx, `SELECT before, after FROM log_entry WHERE number = $1`, number,
	).Scan(expanded{&before}, expanded{&after})
	if err != nil {
		return "", translate(err)
	}
	err = q.db.QueryRowContext(ctx, `SELECT json_array(number, at, actor, operation, object, $1, $2,
		result, operation_id) FROM log_entry WHERE number = $3`, before, after, number).Scan(&text)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:]), translate(err)
}

func (q queries) number(ctx context.Context, query string, args ...any) (int64, error) {
	var n int64
	err := q.db.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, translate(err)
}

func (q queries) Invitation(ctx context.Context, id string) (store.Invitation, error) {
	return scanInvitation(q.db.QueryRowContext(ctx, invitationColumns+`WHERE id = $1`, id))
}

func (c storeTx) SetPartner(p store.Partner) error {
	before, err := json.Marshal(p.ConsumedBefore)
	if err != nil {
		return err
	}
	former, err := json.Marshal(p.FormerConsumedBefore)
	if err != nil {
		return err
	}
	return c.exec(
		`INSERT INTO partner (account, invitation, activated_at, public_key, encryption_key, sealed_reset, sequence, hash, issued_at,
		lease_until, has, changed, report_sequence, report_hash, reported_at, report, warning, consumed_before,
		former_key, former_consumed_before)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (account) DO UPDATE SET invitation = excluded.invitation, activated_at = excluded.activated_at,
		public_key = excluded.public_key, encryption_key = excluded.encryption_key, sealed_reset = excluded.sealed_reset,
		sequence = excluded.sequence, hash = excluded.hash, issued_at = excluded.issued_at, lease_until = excluded.lease_until,
		has = excluded.has, changed = excluded.changed, report_sequence = excluded.report_sequence, report_hash = excluded.report_hash,
		reported_at = excluded.reported_at, report = excluded.report, warning = excluded.warning,
		consumed_before = excluded.consumed_before, former_key = excluded.former_key, former_consumed_before = excluded.former_consumed_before`,
		p.Account, p.Invitation, millis(p.ActivatedAt), []byte(p.PublicKey), p.EncryptionKey,
		p.SealedReset, p.Sequence, p.Hash, millisOrNil(p.IssuedAt), millisOrNil(p.LeaseUntil),
		p.Has, p.Changed, p.ReportSequence, p.ReportHash, millisOrNil(p.ReportedAt), p.Report,
		faultText(p.Warning), string(before), []byte(p.FormerKey), string(former),
	)
}

func (c storeTx) PartnersChanged(accountIDs []string) error {
	list, err := json.Marshal(accountIDs)
	if err != nil {
		return err
	}
	return c.exec(
		`UPDATE partner SET changed = 1 WHERE account IN (SELECT value FROM json_each($1))`,
		string(list),
	)
}

func (c storeTx) AllPartnersChanged() error { return c.exec(`UPDATE partner SET changed = 1`) }

func (c storeTx) SetUpstream(u store.Upstream) error {
	list, err := json.Marshal(append([]activation.PBX{}, u.Kept...))
	if err != nil {
		return err
	}
	return c.exec(
		`INSERT OR REPLACE INTO upstream (one, workspace, account, kept, signer, encryption_key, company, name, email, invitation, sealed_secret,
		activated_at, confirmed, sequence, hash, issued_at, lease_until, status, reason, until, last_reset, report_sequence, report_hash,
		reported_at, reported, seen_at)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
		u.Workspace, u.Account, string(list), []byte(u.Signer), u.EncryptionKey, u.Company, u.Name,
		u.Email, u.Invitation, u.SealedSecret, millis(u.ActivatedAt), u.Confirmed, u.Sequence,
		u.Hash, millis(u.IssuedAt), millis(u.LeaseUntil), u.Status, u.Reason, dayOrNil(u.Until),
		u.LastReset, u.ReportSequence, u.ReportHash, millisOrNil(u.ReportedAt), u.Reported,
		millis(u.SeenAt),
	)
}

func (c storeTx) AddMessage(m store.Message, file []byte) error {
	return c.exec(
		`INSERT INTO exchange (id, incoming, kind, account, sequence, hash, at, state, note, file)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.ID, m.Incoming, m.Kind, m.Account, m.Sequence, m.Hash, millis(m.At), m.State,
		faultText(m.Note), file,
	)
}

func (c storeTx) SetKeys(w store.Workspace) error {
	return c.execOne(
		`UPDATE workspace SET public_key = $1, sealed_seed = $2, encryption_key = $3, sealed_identity = $4, rotations = $5,
		recovery = $6, kit_key = $7, reset_lock = $8, sealed_reset = $9`,
		w.Public, w.SealedSeed, w.EncryptionKey, w.SealedIdentity, w.Rotations, w.Recovery,
		w.KitKey, w.ResetLock, w.SealedReset,
	)
}
