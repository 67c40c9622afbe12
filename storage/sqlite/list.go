package sqlite

import (
	"context"
	"encoding/json"

	"resellerdesk/core"
)

// list is a store.List of the rows of a table.
type list[Q, R any] struct {
	queries
	table, as string // The table, and how its columns are prefixed.
	columns   string // SELECT of what read scans, from the table and the joins.
	joins     string
	there     string // The condition of being in any list.
	usual     string // The key by which the list is sorted when no other is asked for.
	rows      func(q Q) listing
	order     func(l *listing, q Q) string // It may add joins, which only the order needs.
	page      func(q Q) (limit, offset int)
	read      func(ctx context.Context, statement string, args ...any) ([]R, error)
	// A count that is kept; nil where none ever is.
	kept func(ctx context.Context, q Q) (n int, is bool, err error)
}

// Page finds the page by an index alone; only its rows are read.
func (l list[Q, R]) Page(ctx context.Context, q Q) ([]R, error) {
	rows := l.rows(q)
	order := l.order(&rows, q)
	limit, offset := l.page(q)
	number := l.as + ".number"
	return l.read(ctx, "WITH page AS MATERIALIZED (SELECT "+number+", row_number() OVER () AS place"+
		" FROM (SELECT "+number+" FROM "+rows.from+rows.conditions()+" ORDER BY "+order+
		" LIMIT ? OFFSET ?) "+l.as+") "+l.columns+"FROM page JOIN "+l.table+" "+l.as+
		" ON "+number+" = page.number "+l.joins+"ORDER BY page.place",
		append(rows.args, limit, offset)...)
}

// IDs returns the ids of the whole list.
func (l list[Q, R]) IDs(ctx context.Context, q Q) ([]string, error) {
	rows := l.rows(q)
	order := l.order(&rows, q)
	return l.texts(ctx, "SELECT "+l.as+".id FROM "+rows.from+rows.conditions()+" ORDER BY "+order,
		rows.args...)
}

// ByID returns some rows. A plus in front of a column keeps SQLite from reading the whole list in
// its order to find a few ids in it.
func (l list[Q, R]) ByID(ctx context.Context, ids []string) ([]R, error) {
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, &core.Error{Code: core.Internal, Key: "internal", Err: err}
	}
	return l.read(ctx, l.columns+"FROM "+l.table+" "+l.as+" "+l.joins+"WHERE "+l.there+" AND "+
		l.as+".id IN (SELECT value FROM json_each(?)) ORDER BY "+l.usual+", "+l.as+".number",
		string(text))
}

// Count returns how many rows the list has.
func (l list[Q, R]) Count(ctx context.Context, q Q) (n int, err error) {
	if l.kept != nil {
		if n, is, err := l.kept(ctx, q); is || err != nil {
			return n, err
		}
	}
	rows := l.rows(q)
	err = l.db.QueryRowContext(
		ctx, "SELECT count(*) FROM "+rows.from+rows.conditions(), rows.args...,
	).Scan(&n)
	return n, translate(err)
}

// Position returns the place of a row in the list.
func (l list[Q, R]) Position(ctx context.Context, q Q, id string) (n int, err error) {
	rows := l.rows(q)
	order := l.order(&rows, q)
	err = l.db.QueryRowContext(ctx, "SELECT place - 1 FROM (SELECT "+l.as+
		".id, row_number() OVER (ORDER BY "+order+") AS place FROM "+rows.from+rows.conditions()+
		") WHERE id = ?", append(rows.args, id)...).Scan(&n)
	return n, translate(err)
}
