package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"resellerdesk/core/proof"
)

// thing is what one entry of proof_entry proves: the rows of one table that have the same key, and
// the rows of other tables that belong to them.
type thing struct{ parts []part }

// part is a table that holds rows of a thing.
type part struct {
	table string
	// key is the column that names the thing, "" where the table has one row alone.
	key string
	// order are the columns that tell rows of the same key apart.
	order string
	// list is the only other column where the rows of a key are hashed as one: how many there are,
	// and the list of their values.
	list string
}

// things are all tables that are proven by entries. A chain proves operation and transfer, another
// one log_entry; what the transfers say proves ledger_account. rebuilt is the rest.
var things = []thing{
	{
		[]part{
			{table: "account", key: "id"},
			{table: "package", key: "account"},
			{table: "permission", key: "account", list: "feature"},
		},
	},
	{[]part{{table: "pbx", key: "id"}, {table: "pbx_customer", key: "pbx", list: "customer"}}},
	{[]part{{table: "customer", key: "id"}}},
	{[]part{{table: "workspace"}}},
	{[]part{{table: "subscribed", key: "resource"}}},
	{[]part{{table: "region", key: "name"}}},
	{[]part{{table: "preset", key: "kind", order: "name_key"}}},
	{[]part{{table: "invitation", key: "id"}}},
	{[]part{{table: "mail_settings"}}},
	{[]part{{table: "alarm_settings"}}},
	{[]part{{table: "alarm", key: "id"}}},
	{[]part{{table: "reminder", key: "object", order: "ends, days"}}},
	{[]part{{table: "outbox", key: "id"}}},
	{[]part{{table: "partner", key: "account"}}},
	{[]part{{table: "upstream"}}},
	{[]part{{table: "exchange", key: "id"}}},
	{[]part{{table: "sign_in_failure", key: "email_key"}}},
	{[]part{{table: "erasure", key: "id"}}},
	{[]part{{table: "clock"}}},
	{[]part{{table: "successor"}}},
	{[]part{{table: "personal_retention"}}},
	{[]part{{table: "handover", key: "id"}}},
	{[]part{{table: "deviation", key: "id"}}},
	{[]part{{table: "mail_sign_in"}}},
	{[]part{{table: "mail_trust"}}},
	{[]part{{table: "mail_sending"}}},
	{[]part{{table: "mail_note", key: "mail"}}},
	{[]part{{table: "mail_template", key: "name"}}},
	{[]part{{table: "mail_brand"}}},
}

// rebuilt are the tables that nothing proves, since nobody would miss what is in them: what was
// typed and not saved, and the list of migrations, which user_version says, too.
var rebuilt = []string{"form_draft", "goose_db_version"}

// unproven are the columns that the check works out from other rows instead.
var unproven = map[string][]string{"customer": {"pbxs"}}

// name is the table that names a thing in proof_entry.
func (t thing) name() string { return t.parts[0].table }

// shape is what the statements about the proven tables need to know of the schema.
type shape map[string][]string

// readShape reads the columns of all tables, by name.
func readShape(ctx context.Context, db querier) (shape, error) {
	columns := shape{}
	q := queries{db: db}
	err := q.each(ctx, `SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name,
		c.name`, nil, func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		if !slices.Contains(unproven[table], column) {
			columns[table] = append(columns[table], column)
		}
		return err
	})
	return columns, err
}

// query reads the rows of a part by their keys; one where narrows it.
func (s shape) query(p part, where string) string {
	key := p.key
	if key == "" {
		key = "''"
	}
	if p.list != "" { // SQLite would sort each list beside the table: sorted does it faster.
		return fmt.Sprintf(
			`SELECT %[1]s, count(*), group_concat(%[2]s, char(10)) FROM %[3]s %[4]s
			GROUP BY %[1]s COLLATE BINARY ORDER BY %[1]s COLLATE BINARY`,
			key, p.list, p.table, where,
		)
	}
	order := key + " COLLATE BINARY"
	if p.order != "" {
		order += ", " + p.order
	}
	return fmt.Sprintf(
		`SELECT %s, %s FROM %s %s ORDER BY %s`,
		key, strings.Join(s[p.table], ", "), p.table, where, order,
	)
}

// hashes calls yield with the key and the hash of the rows of each thing in a part, in the order of
// the keys.
func (s shape) hashes(
	ctx context.Context,
	db querier,
	p part,
	where string,
	args []any,
	yield func(key string, hash []byte) error,
) error {
	var key string
	hash, open := proof.NewRows(p.table), false
	finish := func() error {
		if !open {
			return nil
		}
		return yield(key, hash.Hash())
	}
	columns := len(s[p.table])
	if p.list != "" {
		columns = 2
	}
	values := make([]any, columns)
	var next string
	into := append(make([]any, 0, columns+1), &next)
	for i := range values {
		into = append(into, &values[i])
	}
	q := queries{db: db}
	err := q.each(ctx, s.query(p, where), args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if p.list != "" {
			values[1] = sorted(values[1])
		}
		if !open || next != key {
			if err := finish(); err != nil {
				return err
			}
			key, open = next, true
			hash.Reset()
		}
		hash.Add(values...)
		return nil
	})
	if err != nil {
		return err
	}
	return finish()
}

// sorted sorts the lines of a list by their bytes, as proof has them. Most of the time they are:
// the key of the table begins with what they are lines of.
func sorted(list any) any {
	text, is := list.(string)
	if !is {
		return list // Nothing, or damaged.
	}
	for last, rest, more := "", text, true; more; {
		var line string
		if line, rest, more = strings.Cut(rest, "\n"); line < last {
			lines := strings.Split(text, "\n")
			slices.Sort(lines)
			return strings.Join(lines, "\n")
		}
		last = line
	}
	return text
}
