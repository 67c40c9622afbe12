package page

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk"
)

// Whole answers the questions of a List whose rows are read all at once: it searches, filters and
// sorts them here. Its fields are set before the list is made; then it may be asked beside the UI.
type Whole[T any] struct {
	Read    func(ctx context.Context) ([]T, error)
	ID      func(row T) string
	Columns map[desk.Column]WholeColumn[T] // Unknown ones neither filter nor sort.
	Chips   map[string]func(row T) bool    // Which rows a quick filter leaves; without one all.

	read atomic.Pointer[wholeRows[T]]
	last atomic.Pointer[[]T] // What was read last.
}

// WholeColumn says how the rows of a Whole are searched, filtered and sorted by a column.
type WholeColumn[T any] struct {
	Text   func(row T) string // Is searched, filtered and sorted without case and accents.
	Option func(row T) string // What the filter must equal; nil for a part of Text.
	// Fits tells whether a row fits a filter that ReadFilter made; nil for Option or Text.
	Fits    func(row T, filter string) bool
	Compare func(a, b T) int // Orders two rows; nil for the order of Text.
}

// wholeRows are the rows as they were read once, for everybody who asks meanwhile.
type wholeRows[T any] struct {
	ctx  context.Context // Ends when they are forgotten: nobody waits for these rows any more.
	stop func()
	once sync.Once
	rows []T
	err  error
}

// IDOf is the id of a row.
func (w *Whole[T]) IDOf(row T) string { return w.ID(row) }

// Forget lets the next question read the rows again. A reading that has not ended is given up, or
// each one that a person does not wait for would go on beside the next.
func (w *Whole[T]) Forget() {
	if forgotten := w.read.Swap(nil); forgotten != nil {
		forgotten.stop()
	}
}

// Known returns those rows that have some ids, in the order in which they were read last. It does
// not wait, and finds also rows that a list has not loaded.
func (w *Whole[T]) Known(ids []string) []T {
	last := w.last.Load()
	if last == nil {
		return nil
	}
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var rows []T
	for _, row := range *last {
		if wanted[w.ID(row)] {
			rows = append(rows, row)
		}
	}
	return rows
}

// Count tells how many rows fit.
func (w *Whole[T]) Count(ctx context.Context, q Query) (int, error) {
	rows, err := w.fitting(ctx, q)
	return len(rows), err
}

// Rows returns the part of the fitting rows that is asked for.
func (w *Whole[T]) Rows(ctx context.Context, q Query) ([]T, error) {
	rows, err := w.sorted(ctx, q)
	from := min(q.Offset, len(rows))
	return rows[from:min(from+q.Limit, len(rows))], err
}

// IDs returns the ids of all fitting rows in their order.
func (w *Whole[T]) IDs(ctx context.Context, q Query) ([]string, error) {
	rows, err := w.sorted(ctx, q)
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = w.ID(row)
	}
	return ids, err
}

// Position tells where a row is among the fitting ones. It fails with NotFound if it does not fit.
func (w *Whole[T]) Position(ctx context.Context, q Query, id string) (int, error) {
	rows, err := w.sorted(ctx, q)
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(rows, func(row T) bool { return w.ID(row) == id })
	if at < 0 {
		return 0, &core.Error{Code: core.NotFound, Key: "not_found"}
	}
	return at, nil
}

// all returns all rows, which are read once until they are forgotten. One who stops asking does not
// stop the reading, since others wait for it; who waits for one that is given up gets the next.
func (w *Whole[T]) all(ctx context.Context) ([]T, error) {
	own, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.read.CompareAndSwap(nil, &wholeRows[T]{ctx: own, stop: stop})
	read := w.read.Load()
	if read == nil { // Forgotten in between.
		return w.all(ctx)
	}
	read.once.Do(func() {
		read.rows, read.err = w.Read(read.ctx)
		if read.err == nil && w.read.Load() == read { // Else a newer one is on its way.
			w.last.Store(&read.rows)
		}
	})
	switch {
	case read.err == nil:
	case read.ctx.Err() != nil && ctx.Err() == nil:
		return w.all(ctx)
	default:
		w.read.CompareAndSwap(read, nil) // Rows that could not be read are read again.
	}
	return read.rows, read.err
}

// fitting are the rows that search, filters and chip leave, in the order in which they were read.
func (w *Whole[T]) fitting(ctx context.Context, q Query) ([]T, error) {
	all, err := w.all(ctx)
	if err != nil {
		return nil, err
	}
	fits := w.conditions(q)
	var rows []T
	for _, row := range all {
		if !slices.ContainsFunc(fits, func(fits func(T) bool) bool { return !fits(row) }) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// conditions are what a row must fulfil.
func (w *Whole[T]) conditions(q Query) []func(row T) bool {
	var list []func(row T) bool
	if chip := w.Chips[q.Chip]; chip != nil {
		list = append(list, chip)
	}
	for key, text := range q.Filters {
		if column, has := w.Columns[key]; has && strings.TrimSpace(text) != "" {
			list = append(list, column.filter(strings.TrimSpace(text)))
		}
	}
	if key := account.SearchKey(q.Search); key != "" {
		list = append(list, func(row T) bool {
			for _, column := range w.Columns {
				if column.Text != nil && holds(column.Text(row), key) {
					return true
				}
			}
			return false
		})
	}
	return list
}

func (c WholeColumn[T]) filter(text string) func(row T) bool {
	if c.Fits != nil {
		return func(row T) bool { return c.Fits(row, text) }
	}
	if c.Option != nil {
		return func(row T) bool { return c.Option(row) == text }
	}
	key := account.SearchKey(text)
	return func(row T) bool { return c.Text != nil && holds(c.Text(row), key) }
}

// holds tells whether a text has a part whose search key is known.
func holds(text, key string) bool { return strings.Contains(account.SearchKey(text), key) }

// sorted are the fitting rows in the order that is asked for. Equal ones stay as they were read.
func (w *Whole[T]) sorted(ctx context.Context, q Query) ([]T, error) {
	rows, err := w.fitting(ctx, q)
	column := w.Columns[q.Sort]
	switch {
	case column.Compare != nil:
		slices.SortStableFunc(rows, column.Compare)
	case column.Text != nil:
		sortByText(rows, column.Text)
	}
	if q.Down {
		slices.Reverse(rows)
	}
	return rows, err
}

// sortByText folds each text once, however often it is compared.
func sortByText[T any](rows []T, text func(row T) string) {
	type keyed struct {
		key string
		row T
	}
	list := make([]keyed, len(rows))
	for i, row := range rows {
		list[i] = keyed{account.SearchKey(text(row)), row}
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i, k := range list {
		rows[i] = k.row
	}
}
