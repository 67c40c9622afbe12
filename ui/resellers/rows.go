// Package resellers is the page System › User: the list of resellers, and the form that adds and edits them.
package resellers

import (
	"context"
	"maps"

	"resellerdesk/core/desk"
	"resellerdesk/ui/page"
)

// rows is the list as it was loaded, with the question that it answers and the rows that are ticked.
type rows struct {
	*page.Paged[desk.ResellerRow]
	env    *page.Env
	query  desk.ResellerQuery
	ticked map[string]bool
}

func newRows(env *page.Env, changed func()) *rows {
	r := &rows{env: env, query: desk.ResellerQuery{Sort: desk.ByCompany, Filters: map[desk.Column]string{}}, ticked: map[string]bool{}}
	r.Paged = page.NewPaged(env.Run, r.reading, changed, env.Fail)
	return r
}

func (r *rows) reading() page.Reading[desk.ResellerRow] {
	q := r.snapshot()
	return page.Reading[desk.ResellerRow]{
		Count: func(ctx context.Context) (int, error) { return r.env.Desk.CountResellers(ctx, q) },
		Rows: func(ctx context.Context, offset, limit int) ([]desk.ResellerRow, error) {
			q := q
			q.Offset, q.Limit = offset, limit
			return r.env.Desk.Resellers(ctx, q)
		},
	}
}

// find returns a loaded row by the id of its reseller.
func (r *rows) find(id string) (desk.ResellerRow, bool) {
	return r.Find(func(row desk.ResellerRow) bool { return row.ID == id })
}

// snapshot is a copy of the query that work beside the UI may read.
func (r *rows) snapshot() desk.ResellerQuery {
	q := r.query
	q.Filters = maps.Clone(r.query.Filters)
	return q
}

// filtered tells whether the list may leave resellers out.
func (r *rows) filtered() bool {
	for _, text := range r.query.Filters {
		if text != "" {
			return true
		}
	}
	return r.query.Search != "" || r.query.Chip != desk.ChipAll
}
