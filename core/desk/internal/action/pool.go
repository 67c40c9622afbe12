package action

import (
	"context"
	"maps"

	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Pool is what is free for a pass over a file, and what is given back meanwhile.
type Pool struct {
	Free    capacity.Amounts
	Missing capacity.Amounts // What comes back of it cannot be given out.
}

// NewPool returns the pool of an account, or of the workspace.
func NewPool(ctx context.Context, r store.Reader, free capacity.Amounts) (Pool, error) {
	missing, err := r.Shortfall(ctx)
	return Pool{free.Clone(), maps.Clone(missing)}, err
}

// MoveSure is Move for what may not come about: what it would bring back is nobody's then.
func (p Pool) MoveSure(isSure bool, before, after capacity.Amounts) capacity.Amounts {
	if !isSure && len(before) > 0 {
		after = after.Clone()
		for r, n := range before {
			after[r] = max(after[r], n)
		}
	}
	return p.Move(before, after)
}

// Move takes what a record has more than before out of the pool, and brings back what it has less.
// It returns what is free less now.
func (p Pool) Move(before, after capacity.Amounts) capacity.Amounts {
	if len(before) == 0 { // Nearly all are new.
		for r, n := range after {
			p.Free[r] -= n
		}
		return after
	}
	moved := capacity.Amounts{}
	for _, r := range capacity.Resources() {
		n := after[r] - before[r]
		if worked := min(-n, p.Missing[r]); worked > 0 {
			p.Missing[r] -= worked
			n += worked
		}
		if n != 0 {
			moved[r] = n
			p.Free[r] -= n
		}
	}
	return moved
}
