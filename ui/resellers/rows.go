// Package resellers is the page System › User: the list of resellers, and the form that adds and edits them.
package resellers

import (
	"context"
	"maps"

	"resellerdesk/core/desk"
	"resellerdesk/ui/page"
)

const (
	pageSize = 100
	// mostPages is how many pages of rows are kept; scrolling through a long list does not keep all of it.
	mostPages = 30
)

// rows is the list as it was loaded: which query, how many rows, and the pages of it that were seen.
type rows struct {
	env     *page.Env
	query   desk.ResellerQuery
	count   int
	pages   map[int][]desk.ResellerRow
	asked   map[int]bool
	ticked  map[string]bool
	version int // Of the query; what was asked for an older one is dropped.
	loaded  bool
	changed func()
	failed  func(error)
}

func newRows(env *page.Env) *rows {
	return &rows{
		env: env, query: desk.ResellerQuery{Sort: desk.ByCompany, Filters: map[desk.Column]string{}},
		pages: map[int][]desk.ResellerRow{}, asked: map[int]bool{}, ticked: map[string]bool{},
	}
}

// row returns a row if it is loaded; -1, which stands for none, never is.
func (r *rows) row(i int) (desk.ResellerRow, bool) {
	p := r.pages[i/pageSize]
	if i < 0 || i%pageSize >= len(p) {
		return desk.ResellerRow{}, false
	}
	return p[i%pageSize], true
}

// find returns a loaded row by the id of its reseller.
func (r *rows) find(id string) (desk.ResellerRow, bool) {
	for _, p := range r.pages {
		for _, row := range p {
			if row.ID == id {
				return row, true
			}
		}
	}
	return desk.ResellerRow{}, false
}

// need loads the pages of the rows first to last.
func (r *rows) need(first, last int) {
	for n := first / pageSize; n <= last/pageSize; n++ {
		if !r.asked[n] {
			r.asked[n] = true
			r.load(n, r.version)
		}
	}
}

func (r *rows) load(n, version int) {
	q := r.snapshot()
	q.Offset, q.Limit = n*pageSize, pageSize
	r.env.Run.Go(func() {
		list, err := r.env.Desk.Resellers(context.Background(), q)
		r.env.Run.UI(func() {
			if version != r.version {
				return
			}
			delete(r.asked, n)
			if err != nil {
				r.failed(err)
				return
			}
			if len(r.pages) >= mostPages {
				r.pages = map[int][]desk.ResellerRow{}
			}
			r.pages[n] = list
			r.changed()
		})
	})
}

// snapshot is a copy of the query that work beside the UI may read.
func (r *rows) snapshot() desk.ResellerQuery {
	q := r.query
	q.Filters = maps.Clone(r.query.Filters)
	return q
}

// reload counts and reads the list anew, the rows first to last at once. What stood stays until then.
func (r *rows) reload(first, last int, then func()) {
	r.version++
	version, q := r.version, r.snapshot()
	first = max(first, 0) / pageSize
	q.Offset, q.Limit = first*pageSize, (max(last, 0)/pageSize-first+1)*pageSize
	r.env.Run.Go(func() {
		counted := make(chan error, 1)
		count := 0
		r.env.Run.Go(func() {
			var err error
			count, err = r.env.Desk.CountResellers(context.Background(), q)
			counted <- err
		})
		list, err := r.env.Desk.Resellers(context.Background(), q)
		if countErr := <-counted; err == nil {
			err = countErr
		}
		r.env.Run.UI(func() {
			if version != r.version {
				return
			}
			if err != nil {
				r.failed(err)
				return
			}
			r.replace(first, count, list)
			r.changed()
			if then != nil {
				then()
			}
		})
	})
}

func (r *rows) replace(first, count int, list []desk.ResellerRow) {
	r.loaded, r.count = true, count
	r.pages, r.asked = map[int][]desk.ResellerRow{}, map[int]bool{}
	for n := 0; n*pageSize < len(list); n++ {
		r.pages[first+n] = list[n*pageSize : min((n+1)*pageSize, len(list))]
	}
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
