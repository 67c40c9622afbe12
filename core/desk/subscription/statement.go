package subscription

import (
	"context"
	"math"
	"time"

	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// FeatureOf is what seeing the statement takes.
func FeatureOf(q store.StatementQuery) permission.Key {
	if q.Reseller != "" {
		return permission.UserView
	}
	return permission.SubscriptionView
}

// Statement is how the amount of a resource came about: what a reseller has, in PBXs or not, or
// what is free in the pool.
type Statement struct {
	Opening int64
	Lines   []store.StatementLine
	Closing int64
}

// Rows is how many rows a file of it has: one for each line, the opening, and the closing.
func (s Statement) Rows() int { return len(s.Lines) + 2 }

// Statement returns the statement of a reseller or of the pool. It fails with NotFound for an
// unknown reseller.
func (d *Desk) Statement(ctx context.Context, q store.StatementQuery) (Statement, error) {
	if _, err := d.k.Authorize(FeatureOf(q)); err != nil {
		return Statement{}, err
	}
	if q.Reseller != "" {
		if _, err := action.Reseller(ctx, d.k.Store, q.Reseller); err != nil {
			return Statement{}, err
		}
	}
	// The order of the ledger counts: what came after something did not happen before it, whatever
	// the clock said.
	from, err := firstTransfer(ctx, d.k.Store, q.From)
	if err != nil {
		return Statement{}, err
	}
	to := int64(math.MaxInt64)
	if !q.To.IsZero() {
		if to, err = firstTransfer(ctx, d.k.Store, q.To); err != nil {
			return Statement{}, err
		}
	}
	lines, err := d.k.Store.StatementLines(ctx, q)
	if err != nil {
		return Statement{}, err
	}
	var s Statement
	for _, line := range lines {
		if line.Transfer >= to {
			break
		}
		s.Closing += line.Amount
		line.Balance = s.Closing
		if line.Transfer < from {
			s.Opening = s.Closing
			continue
		}
		s.Lines = append(s.Lines, line)
	}
	return s, nil
}

func firstTransfer(ctx context.Context, r store.Reader, at time.Time) (int64, error) {
	first, err := r.FirstTransfers(ctx, []time.Time{at})
	if err != nil {
		return 0, err
	}
	return first[0], nil
}
