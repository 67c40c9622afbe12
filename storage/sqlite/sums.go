package sqlite

import (
	"context"
	"encoding/json"

	"resellerdesk/core/store"
)

func (q queries) ResellerSums(ctx context.Context, ids []string) (store.Sums, error) {
	return q.sums(ctx, `SELECT
		coalesce(sum(balance) FILTER (WHERE resource = 'extensions'), 0),
		coalesce(sum(balance) FILTER (WHERE resource = 'concurrent_calls'), 0),
		coalesce(sum(balance) FILTER (WHERE resource = 'extensions' AND kind = 'pbx'), 0)
		FROM ledger_account
		WHERE kind IN ('reseller', 'pbx', 'held') AND owner IN (SELECT value
		FROM json_each($1))`, ids)
}

func (q queries) PBXSums(ctx context.Context, ids []string) (store.Sums, error) {
	return q.sums(ctx, `SELECT
		coalesce(sum(extensions), 0), coalesce(sum(concurrent_calls), 0), coalesce(sum(extensions), 0)
		FROM pbx WHERE id IN (SELECT value FROM json_each($1))`, ids)
}

// sums runs a query of three sums over some ids.
func (q queries) sums(ctx context.Context, query string, ids []string) (store.Sums, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return store.Sums{}, translate(err)
	}
	var s store.Sums
	row := q.db.QueryRowContext(ctx, query, string(list))
	return s, translate(row.Scan(&s.Extensions, &s.Calls, &s.InPBXs))
}
