package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core/account"
	"resellerdesk/core/store"
)

// erased stands for a name that must not be empty.
const erased = "–"

// personsOf are the ids under which the person or company of an argument is known: a reseller also
// by its PBXs and customers.
func personsOf(argument string) string {
	return fmt.Sprintf(
		`(SELECT %[1]s UNION ALL SELECT id FROM pbx WHERE owner = %[1]s UNION ALL SELECT id
			FROM customer WHERE owner = %[1]s)`,
		argument,
	)
}

// Erase takes away what names an account or a customer, and returns in how many entries of the log
// it was (store.Tx).
func (c storeTx) Erase(e store.Erasure) (entries int64, err error) {
	err = c.tx.QueryRow(`SELECT count(*) FROM log_entry WHERE erasure IS NULL
		AND object IN `+personsOf("$1"), e.Object).
		Scan(&entries)
	if err != nil {
		return 0, translate(err)
	}
	for _, change := range erasures(e, entries) {
		if err := c.exec(change.statement, change.args...); err != nil {
			return 0, err
		}
	}
	return entries, nil
}

// change is a statement with its arguments.
type change struct {
	statement string
	args      []any
}

// erasures are the changes of an erasure, which is in so many entries of the log.
func erasures(e store.Erasure, entries int64) []change {
	return []change{
		{`INSERT INTO erasure (id, object, at, actor, entries) VALUES ($1, $2, $3, $4,
			$5)`, []any{e.ID, e.Object, millis(e.At), e.Actor, entries}},
		{`UPDATE log_entry SET name = '', before = '', after = '', detail = '', search_key = '',
			salt = NULL, erasure = $1
			WHERE erasure IS NULL AND object IN ` + personsOf("$2"), []any{e.ID, e.Object}},
		{`UPDATE account SET ` + erasedTexts() + `, lock = '', suspended_reason = '',
			email_key = id, company_key = '', name_key = '', search_key = '',
			version = version + 1 WHERE id = $2`, []any{erased, e.Object}},
		{`UPDATE pbx SET name = $1, remark = '', region = '', sub_domain = '', domain = '',
			region_key = '', name_key = '', host_key = '',
			search_key = '', version = version + 1 WHERE owner = $2
			AND deleted = 1`, []any{erased, e.Object}},
		{`UPDATE customer SET first_name = $1, last_name = '', company = $1, email = $1,
			business_number = '', mobile_number = '',
			home_number = '', fax_number = '', zip_code = '', street = '', city = '',
			province = '', country = '', remark = '', company_key = '',
			name_key = '', email_key = '', city_key = '', search_key = '', version = version + 1
			WHERE (id = $2 OR owner = $2) AND deleted = 1`, []any{erased, e.Object}},
		{`DELETE FROM mail_note WHERE mail IN (SELECT id FROM outbox WHERE account = $1
			AND body IS NULL)`, []any{e.Object}},
		{`UPDATE outbox SET recipient = '', subject = '', fault = '', answer = ''
			WHERE account = $1 AND body IS NULL`, []any{e.Object}},
		{`UPDATE exchange SET note = '', file = NULL WHERE account = $1`, []any{e.Object}},
		{`UPDATE partner SET report = '', warning = '' WHERE account = $1`, []any{e.Object}},
		{`UPDATE handover SET fields = '' WHERE object IN ` + personsOf("$1"), []any{e.Object}},
		{`DELETE FROM deviation WHERE object IN ` + personsOf("$1"), []any{e.Object}},
		// A PBX that went to somebody else was handed over as this one's.
		{`UPDATE handover SET fields = json_set(fields, '$.owner.name', '')
			WHERE fields <> '' AND json_extract(fields, '$.owner.id') = $1`, []any{e.Object}},
		{`DELETE FROM form_draft WHERE name LIKE '%' || $1`, []any{e.Object}},
		{`INSERT INTO form_draft (name, data, changed_at) VALUES ($1, x'01', $2)
			ON CONFLICT DO NOTHING`, []any{leftovers, millis(e.At)}},
	}
}

// erasedTexts sets the texts of an account that name somebody; $1 is put for company and first
// name, which lists show.
func erasedTexts() string {
	var set []string
	for _, f := range account.TextFields {
		switch {
		case f.Kind == account.TextLanguage:
		case f.Name == account.FieldCompany, f.Name == account.FieldFirstName:
			set = append(set, f.Name+" = $1")
		default:
			set = append(set, f.Name+" = ''")
		}
	}
	return strings.Join(set, ", ")
}

// PersonalRetention returns after how many months personal data is erased (store.Reader).
func (q queries) PersonalRetention(ctx context.Context) (months int, err error) {
	err = q.db.QueryRowContext(ctx, `SELECT coalesce(max(months), 0) FROM personal_retention`).
		Scan(&months)
	return months, translate(err)
}

// SetPersonalRetention says after how many months personal data is erased (store.Tx).
func (c storeTx) SetPersonalRetention(months int) error {
	if months == 0 {
		return c.exec(`DELETE FROM personal_retention`)
	}
	return c.exec(`INSERT INTO personal_retention (one, months) VALUES (1, $1)
		ON CONFLICT (one) DO UPDATE SET months = excluded.months`, months)
}

// PersonalOver returns who is gone since before a time, the first one first (store.Reader). When
// somebody went is the newest entry of the log about it that is not about the data itself. A clock
// that was wrong may have dated it: so no entry before it is of a later time either, and one of the
// future waits until then.
func (q queries) PersonalOver(
	ctx context.Context,
	object string,
	end, now time.Time,
	most int,
) ([]string, error) {
	return q.texts(ctx, `WITH gone AS (
			SELECT id FROM account WHERE kind IN ('reseller', 'colleague') AND state = 'closed'
			UNION ALL SELECT id FROM customer WHERE deleted = 1)
		SELECT g.id FROM gone g JOIN log_entry e ON e.number = (
			SELECT number FROM log_entry WHERE object = g.id AND result = 'ok' AND erasure IS NULL
				AND operation NOT LIKE 'personal.%' ORDER BY number DESC LIMIT 1)
		WHERE ($1 = '' OR g.id = $1) AND g.id NOT IN (SELECT object FROM erasure) AND e.at <= $2
			AND NOT coalesce(e.number > (SELECT number FROM log_entry
				WHERE at > $2 AND at <= $3 ORDER BY number LIMIT 1), 0)
		ORDER BY e.number LIMIT $4`, object, millis(end), millis(now), most)
}

// leftovers is the name of the draft that a file has between Erase and Forget. secure_delete
// overwrites what is deleted, but not the gaps of a page that SQLite put together from others.
const leftovers = "sqlite/leftovers"

// Forget writes the file and the write-ahead log again without what was erased (store.Store).
func (w *Workspace) Forget(ctx context.Context) error {
	if mark, err := w.FormDraft(ctx, leftovers); err != nil || mark == nil {
		return err
	}
	writer, err := w.gate.pass(ctx, w, nil)
	if err != nil {
		return err
	}
	if _, err := writer.ExecContext(ctx, `VACUUM`); err != nil {
		return translate(err)
	}
	var busy, pages, written int
	err = writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).
		Scan(&busy, &pages, &written)
	if err != nil || busy != 0 { // Somebody reads what was there before: the next time.
		return translate(err)
	}
	return w.Write(func(tx store.Tx) error { return tx.DropFormDraft(leftovers) })
}

// personal are the tables that hold what is known of an account or a customer, and how its rows are
// found.
var personal = []struct{ table, where string }{
	{"account", "id = $1"},
	{"package", "account = $1"},
	{"permission", "account = $1"},
	{"pbx", "owner = $1"},
	{"customer", "id = $1 OR owner = $1"},
	{"pbx_customer", "customer = $1"},
	{"invitation", "account = $1"},
	{"outbox", "account = $1"},
	{"mail_note", "mail IN (SELECT id FROM outbox WHERE account = $1)"},
	{"exchange", "account = $1"},
	{"partner", "account = $1"},
	{"handover", "object IN " + personsOf("$1")},
	{"deviation", "object IN " + personsOf("$1")},
	{"log_entry", "object IN " + personsOf("$1")},
	{"erasure", "object = $1"},
}

// hidden are the columns that are no data about a person but what protects the workspace.
var hidden = map[string]bool{
	"account.lock":           true,
	"invitation.secret_hash": true,
	"outbox.body":            true,
	"mail_note.spare":        true,
	"log_entry.salt":         true,
	"log_entry.texts_hash":   true,
	"log_entry.hash":         true,
	"partner.sealed_reset":   true,
}

// PersonalData returns what is known of an account or a customer, by table and column
// (store.Store).
func (w *Workspace) PersonalData(
	ctx context.Context,
	id string,
) (map[string][]map[string]any, error) {
	tables := map[string][]map[string]any{}
	for _, p := range personal {
		var columns []string
		for _, c := range w.shape[p.table] {
			if !hidden[p.table+"."+c] && !strings.HasSuffix(c, "_key") {
				columns = append(columns, c)
			}
		}
		query := fmt.Sprintf(
			`SELECT %s FROM %s WHERE %s`,
			strings.Join(columns, ", "),
			p.table,
			p.where,
		)
		err := w.each(ctx, query, []any{id}, func(rows *sql.Rows) error {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			err := rows.Scan(into...)
			row := map[string]any{}
			for i, c := range columns {
				row[c] = values[i]
				if stored, is := values[i].(string); is {
					row[c] = written(p.table, c, stored)
				}
			}
			tables[p.table] = append(tables[p.table], row)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return tables, nil
}
