package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

func (q queries) AlarmSettings(ctx context.Context) (store.AlarmSettings, error) {
	var s store.AlarmSettings
	var thresholds string
	err := q.db.QueryRowContext(
		ctx, `SELECT thresholds, mail_to, remind_customers, remind_resellers FROM alarm_settings`,
	).
		Scan(&thresholds, &s.MailTo, &s.RemindCustomers, &s.RemindResellers)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, translate(err)
	}
	return s, json.Unmarshal([]byte(thresholds), &s.Thresholds)
}

func (q queries) Snoozed(ctx context.Context, now time.Time) (map[string]time.Time, error) {
	snoozed := map[string]time.Time{}
	do := func(rows *sql.Rows) error {
		var id string
		var until int64
		err := rows.Scan(&id, &until)
		snoozed[id] = time.UnixMilli(until)
		return err
	}
	err := q.each(ctx, `SELECT id, snoozed FROM alarm WHERE snoozed > $1`, []any{millis(now)}, do)
	return snoozed, err
}

func (q queries) AlarmsMailed(ctx context.Context) (map[string]bool, time.Time, error) {
	ids := map[string]bool{}
	var last int64
	do := func(rows *sql.Rows) error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		ids[id], last = true, max(last, at)
		return err
	}
	err := q.each(ctx, `SELECT id, mailed FROM alarm WHERE mailed IS NOT NULL`, nil, do)
	return ids, time.UnixMilli(last), err
}

// all is how many rows of a question there are when the first ones of them fill a list; else those
// of the list are all.
func (q queries) all(ctx context.Context, list, most int, from string, args ...any) (int, error) {
	if list < most {
		return list, nil
	}
	err := q.db.QueryRowContext(ctx, "SELECT count(*) FROM "+from, args...).Scan(&list)
	return list, translate(err)
}

func (q queries) PackagesNear(
	ctx context.Context, least map[capacity.Resource]int64, most int,
) ([]store.PackageNear, int, error) {
	limits, err := json.Marshal(least)
	if err != nil {
		return nil, 0, err
	}
	const near = `(WITH used AS MATERIALIZED (SELECT owner, resource, sum(balance) AS n
		FROM ledger_account
			WHERE resource IN (SELECT key FROM json_each($1)) AND kind IN ('pbx', 'consumed')
			AND owner <> '' AND balance > 0 GROUP BY resource, owner),
			near AS (SELECT u.owner, u.resource, u.n, u.n + coalesce((SELECT balance FROM ledger_account f
				WHERE f.owner = u.owner AND f.kind = 'reseller' AND f.pbx = '' AND f.resource = u.resource), 0) AS total, l.value AS least
				FROM used u JOIN json_each($1) l ON l.key = u.resource)
		SELECT n.owner, a.company, n.resource, n.n, n.total, a.company_key FROM near n
		JOIN account a ON a.id = n.owner
		WHERE n.n * 100 >= n.total * n.least AND a.kind = 'reseller' AND a.state NOT IN ('closed',
		'in_bin')) `
	var list []store.PackageNear
	err = q.each(ctx, `SELECT owner, company, resource, n, total FROM `+near+`
		ORDER BY n * 1.0 / total DESC, company_key, resource LIMIT $2`,
		[]any{string(limits), most}, func(rows *sql.Rows) error {
			var p store.PackageNear
			err := rows.Scan(&p.Account, &p.Company, &p.Resource, &p.Used, &p.Total)
			list = append(list, p)
			return err
		})
	if err != nil {
		return nil, 0, err
	}
	all, err := q.all(ctx, len(list), most, near, string(limits))
	return list, all, err
}

// endsOrEnded are the resellers who work, or would if their package had not ended. They are found
// by the end of the package: a plus keeps SQLite from reading all resellers by their state instead.
const endsOrEnded = `+kind = 'reseller' AND (+state IN ('not_invited', 'invited', 'active')
	OR suspended_by_end = 1 AND +state = 'suspended') `

const packagesEnding = `account WHERE valid_until < $1 AND ` + endsOrEnded

func (q queries) PackagesEnding(
	ctx context.Context, today, before core.Day, most int,
) ([]store.PackageEnding, int, error) {
	var list []store.PackageEnding
	err := q.each(ctx, `SELECT id, company, valid_until
		FROM `+packagesEnding+`ORDER BY abs(valid_until - $2) LIMIT $3`,
		[]any{before, today, most}, func(rows *sql.Rows) error {
			var p store.PackageEnding
			err := rows.Scan(&p.Account, &p.Company, &p.LastDay)
			list = append(list, p)
			return err
		})
	if err != nil {
		return nil, 0, err
	}
	all, err := q.all(ctx, len(list), most, packagesEnding, before)
	return list, all, err
}

func (q queries) InvitationsEnding(
	ctx context.Context, before time.Time, most int,
) ([]store.InvitationEnding, int, error) {
	const ending = `invitation i JOIN account a ON a.id = i.account
		WHERE i.voided_at IS NULL AND i.expires_at < $1 AND i.kind = 'activation'
		AND a.state = 'invited' `
	var list []store.InvitationEnding
	err := q.each(ctx, `SELECT i.id, i.account, a.company, i.expires_at
		FROM `+ending+`ORDER BY i.expires_at LIMIT $2`,
		[]any{millis(before), most}, func(rows *sql.Rows) error {
			var i store.InvitationEnding
			var at int64
			err := rows.Scan(&i.ID, &i.Account, &i.Company, &at)
			i.ExpiresAt = time.UnixMilli(at)
			list = append(list, i)
			return err
		})
	if err != nil {
		return nil, 0, err
	}
	all, err := q.all(ctx, len(list), most, ending, millis(before))
	return list, all, err
}

func (q queries) NeverActivated(
	ctx context.Context, now time.Time,
) (store.NeverActivated, error) {
	a := store.NeverActivated{Amounts: capacity.Amounts{}}
	query := store.ResellerQuery{Chip: store.ChipNeverActivated, Now: now}
	var err error
	if a.Count, err = q.ResellerList().Count(ctx, query); err != nil || a.Count == 0 {
		return a, err
	}
	shown := newListing(query)
	never := `SELECT a.id FROM ` + shown.from + shown.conditions()
	err = q.each(
		ctx,
		`SELECT resource, sum(balance) FROM ledger_account
		WHERE kind = 'reseller' AND owner IN (`+never+`) GROUP BY resource`,
		shown.args,
		func(rows *sql.Rows) error {
			var r capacity.Resource
			var n int64
			err := rows.Scan(&r, &n)
			a.Amounts[r] = n
			return err
		},
	)
	return a, err
}

// MailsWrong leaves out what was sent again. The mails about PBXs all belong to the owner of the
// PBX: of these only one to the same customer, or about the same, perhaps to an address that was
// put right, was sent again.
func (q queries) MailsWrong(
	ctx context.Context, doubtBefore time.Time, most int,
) ([]store.OutgoingMail, int, error) {
	const wrong = `WHERE (state = 'in_doubt' AND changed_at < $1 OR state = 'failed'
		AND NOT EXISTS (SELECT 1 FROM outbox later
		WHERE later.account = outbox.account AND later.kind = outbox.kind AND later.created_at > outbox.created_at
			AND (later.kind NOT IN ('pbx', 'reminder') OR later.recipient = outbox.recipient
			OR later.subject = outbox.subject))) `
	list, err := q.mails(ctx, wrong+`ORDER BY created_at DESC LIMIT $2`, millis(doubtBefore), most)
	if err != nil {
		return nil, 0, err
	}
	all, err := q.all(ctx, len(list), most, "outbox "+wrong, millis(doubtBefore))
	return list, all, err
}

func (q queries) PBXsEnding(ctx context.Context, first, last core.Day) ([]string, error) {
	return q.texts(ctx, `SELECT id FROM pbx WHERE deleted = 0 AND expiry BETWEEN ? AND ?
		AND run_after_expiry = 0 ORDER BY expiry, number`, first, last)
}

// toRemind is the condition under which store.DueReminder has a reminder, of what has the id and
// ends at a time, that was not sent yet.
func toRemind(id, ends string, now time.Time) string {
	times := store.ReminderTimesAt(now)
	days, last := `CASE`, ``
	for _, until := range times.Until {
		last = ends + ` <= ` + strconv.Itoa(int(until.End))
		days += ` WHEN ` + last + ` THEN ` + strconv.Itoa(until.Days)
	}
	return ends + ` >= ` + strconv.Itoa(int(times.From)) + ` AND ` + last + `
		AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.object = ` + id + ` AND r.ends = ` + ends +
		` AND r.days <= ` + days + ` END) `
}

func (q queries) PBXsToRemind(ctx context.Context, now time.Time, most int) ([]string, error) {
	return q.texts(
		ctx,
		`SELECT p.id FROM pbx p WHERE p.deleted = 0 AND p.reported = 0 AND EXISTS (SELECT 1 FROM pbx_customer c WHERE c.pbx = p.id)
		AND `+toRemind(
			`p.id`,
			`p.expiry`,
			now,
		)+`ORDER BY p.expiry, p.number LIMIT $1`,
		most,
	)
}

func (q queries) ResellersToRemind(ctx context.Context, now time.Time, most int) ([]string, error) {
	return q.texts(
		ctx,
		`SELECT a.id FROM account a WHERE `+endsOrEnded+`AND `+toRemind(
			`a.id`,
			`a.valid_until`,
			now,
		)+
			`ORDER BY a.valid_until, a.number LIMIT $1`,
		most,
	)
}

func (q queries) Reminded(ctx context.Context, r store.Reminder) (bool, error) {
	var done bool
	err := q.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM reminder WHERE object = $1 AND ends = $2 AND days <= $3)`,
		r.Object, r.Ends, r.Days).
		Scan(&done)
	return done, translate(err)
}

func (c storeTx) SetReminded(r store.Reminder, at time.Time) error {
	return c.exec(
		`INSERT INTO reminder (object, ends, days, at) VALUES ($1, $2, $3, $4)`, r.Object,
		r.Ends, r.Days, millis(at),
	)
}

func (c storeTx) SetAlarmSettings(s store.AlarmSettings) error {
	thresholds, err := json.Marshal(s.Thresholds)
	if err != nil {
		return &core.Error{Code: core.Internal, Key: "internal", Err: err}
	}
	return c.exec(
		`INSERT INTO alarm_settings (one, thresholds, mail_to, remind_customers, remind_resellers) VALUES (1, $1, $2, $3, $4)
		ON CONFLICT (one) DO UPDATE SET thresholds = excluded.thresholds, mail_to = excluded.mail_to,
		remind_customers = excluded.remind_customers, remind_resellers = excluded.remind_resellers`,
		string(thresholds), s.MailTo, s.RemindCustomers, s.RemindResellers,
	)
}

func (c storeTx) SetSnoozed(id string, until *time.Time) error {
	return c.exec(
		`INSERT INTO alarm (id, snoozed) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET snoozed = excluded.snoozed`,
		id,
		millisOrNil(until),
	)
}

func (c storeTx) SetAlarmsMailed(ids []string, at time.Time) error {
	for _, id := range ids {
		err := c.exec(
			`INSERT INTO alarm (id, mailed) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET mailed = excluded.mailed`,
			id,
			millis(at),
		)
		if err != nil {
			return err
		}
	}
	return nil
}
