package sqlite

import (
	"context"
	"strings"
)

// tally counts in one scan how many of some rows fit each of several conditions.
type tally struct {
	all   listing
	sum   string // What is summed up.
	fits  []string
	args  []any
	found []func(n int)
}

func newTally(all listing) *tally { return &tally{all: all, sum: "sum(1)"} }

// newGroupTally counts rows that stand for n each.
func newGroupTally(all listing) *tally { return &tally{all: all, sum: "sum(n)"} }

// count counts the rows that fit the conditions of a listing.
func (t *tally) count(fits listing, found func(n int)) {
	condition := "1"
	if len(fits.where) > 0 {
		condition = strings.Join(fits.where, " AND ")
	}
	t.fits = append(t.fits, "coalesce("+t.sum+" FILTER (WHERE "+condition+"), 0)")
	t.args = append(t.args, fits.args...)
	t.found = append(t.found, found)
}

func (t *tally) read(ctx context.Context, q queries) error {
	counts := make([]int, len(t.fits))
	into := make([]any, len(counts))
	for i := range counts {
		into[i] = &counts[i]
	}
	err := q.db.QueryRowContext(
		ctx, "SELECT "+strings.Join(t.fits, ", ")+" FROM "+t.all.from+t.all.conditions(),
		append(t.args, t.all.args...)...,
	).Scan(into...)
	if err != nil {
		return translate(err)
	}
	for i, found := range t.found {
		found(counts[i])
	}
	return nil
}
