package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/store"
)

// newLogListing says which entries a query asks for.
func newLogListing(q store.LogQuery) (listing, error) {
	l := listing{from: "log_entry e"}
	if search := account.SearchKey(q.Search); search != "" {
		titled, err := json.Marshal(q.Titled)
		if err != nil {
			return l, &core.Error{Code: core.Internal, Key: "internal", Err: err}
		}
		l.and(
			`(instr(e.search_key, ?) > 0 OR e.operation IN (SELECT value FROM json_each(?)))`,
			search, string(titled),
		)
	}
	if q.Module != "" {
		l.and(moduleColumn(q)+` = ?`, q.Module)
	}
	if q.Operation != "" {
		l.in(`e.operation`, q.Operations())
	}
	switch q.Result {
	case store.LogOK:
		l.and(`e.result = 'ok'`)
	case store.LogRefused:
		l.and(`e.result <> 'ok'`)
	}
	if person := account.SearchKey(q.Actor); person != "" {
		l.and(
			`e.actor IN (SELECT id FROM account WHERE kind IN ('distributor', 'colleague') AND instr(name_key, ?) > 0)`,
			person,
		)
	}
	if q.Object != "" {
		l.and(`e.object = ?`, q.Object)
	}
	l.between(q)
	return l, nil
}

// moduleColumn is the column of the module, without its index where that would make a query read
// every entry of one; the scan of the list needs none.
func moduleColumn(q store.LogQuery) string {
	if q.Search != "" || q.Operation != "" || q.Actor != "" || !q.From.IsZero() || !q.To.IsZero() {
		return "+e.module"
	}
	return "e.module"
}

// between restricts the log to entries before one, and of a time.
func (l *listing) between(q store.LogQuery) {
	if q.Below != 0 {
		l.and(`e.number < ?`, q.Below)
	}
	if !q.From.IsZero() {
		l.and(`e.at >= ?`, millis(q.From))
	}
	if !q.To.IsZero() {
		l.and(`e.at < ?`, millis(q.To))
	}
}

func (q queries) CountLogs(ctx context.Context, query store.LogQuery) (int, error) {
	l, err := newLogListing(query)
	if err != nil {
		return 0, err
	}
	var n int
	err = q.db.QueryRowContext(
		ctx, "SELECT count(*) FROM "+l.from+l.conditions(), l.args...,
	).Scan(&n)
	return n, translate(err)
}

// LogCounts counts by one scan of the list's index. The plus prevents SQLite from using the module
// index, which lacks the results. For the whole log two small indexes are ten times quicker.
func (q queries) LogCounts(ctx context.Context, query store.LogQuery) (store.LogCounts, error) {
	counts := store.LogCounts{Modules: map[string]int{}}
	l, err := newLogListing(query)
	if err != nil {
		return counts, err
	}
	statement := "SELECT e.module, count(*), sum(e.result <> 'ok') FROM " + l.from + l.conditions() + " GROUP BY +e.module"
	if len(l.where) == 0 {
		statement = `SELECT module, count(*), 0 FROM log_entry GROUP BY module
			UNION ALL SELECT '', 0, count(*) FROM log_entry WHERE result <> 'ok'`
	}
	err = q.each(ctx, statement, l.args, func(r *sql.Rows) error {
		var module string
		var all, refused int
		err := r.Scan(&module, &all, &refused)
		if all > 0 {
			counts.Modules[module] += all
		}
		counts.All += all
		counts.Refused += refused
		return err
	})
	return counts, err
}

func (q queries) LogIDs(ctx context.Context, query store.LogQuery) ([]string, error) {
	l, err := newLogListing(query)
	if err != nil {
		return nil, err
	}
	return q.texts(
		ctx, "SELECT e.number FROM "+l.from+l.conditions()+" ORDER BY e.number DESC", l.args...,
	)
}

// Logs finds the page by an index alone; only its entries are read. What was logged without a name
// has that of the account it was about, or of the first account of the operation it was about.
func (q queries) Logs(ctx context.Context, query store.LogQuery) ([]store.LogRow, error) {
	l, err := newLogListing(query)
	if err != nil {
		return nil, err
	}
	var rows []store.LogRow
	err = q.each(
		ctx,
		`WITH page AS MATERIALIZED (SELECT e.number FROM `+l.from+l.conditions()+` ORDER BY e.number DESC LIMIT ? OFFSET ?)
		SELECT e.number, coalesce(trim(who.first_name || ' ' || who.last_name), ''), e.at, e.actor, e.module, e.operation, e.object,
			coalesce(nullif(e.name, ''), CASE what.kind WHEN 'colleague' THEN trim(what.first_name || ' ' || what.last_name) ELSE what.company END,
				(SELECT o.name FROM log_entry o WHERE o.operation_id = e.object AND o.operation_id <> '' ORDER BY o.number LIMIT 1), ''),
			e.before, e.after, e.result, e.detail, e.operation_id, e.erasure IS NOT NULL
		FROM page JOIN log_entry e ON e.number = page.number LEFT JOIN account who ON who.id = e.actor LEFT JOIN account what ON what.id = e.object
		ORDER BY e.number DESC`,
		append(l.args, query.Limit, query.Offset),
		func(r *sql.Rows) error {
			row, err := scanLogRow(r)
			rows = append(rows, row)
			return err
		},
	)
	return rows, err
}

func scanLogRow(r *sql.Rows) (store.LogRow, error) {
	var row store.LogRow
	var err error
	row.LogEntry, err = scanLogEntry(after{r, []any{&row.Number, &row.Person}})
	return row, err
}

// after scans the first columns of a row into places of its own, the others into the ones that are
// asked for.
type after struct {
	row   scanner
	first []any
}

// Scan scans one row.
func (a after) Scan(places ...any) error { return a.row.Scan(append(a.first, places...)...) }
