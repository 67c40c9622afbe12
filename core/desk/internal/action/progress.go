package action

import (
	"context"
)

// Progress receives how many rows of how many are done, and how many of them were refused.
type Progress func(done, total, refused int)

type progressKey struct{}

// WithProgress returns a context with which an action on many rows tells how far it is. When the
// context ends before the action was done, nothing of it is.
func WithProgress(ctx context.Context, p Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// Report tells who waits for an action how many rows of how many are done, and were refused.
func Report(ctx context.Context, done, total, refused int) {
	if p, has := ctx.Value(progressKey{}).(Progress); has {
		p(done, total, refused)
	}
}

// BatchSize is how many rows are read or written between two looks at whether the person still
// wants it.
const BatchSize = 500

// Steps turns the steps of a large action into rows, and ends it when nobody wants it any more.
type Steps struct {
	Ctx         context.Context
	Rows        int
	done, Total int // Steps: a row takes several.
}

// Step counts more steps, and returns why the action is not wanted any more.
func (s *Steps) Step(more int) error {
	s.done += more
	Report(s.Ctx, min(s.done*s.Rows/max(s.Total, 1), s.Rows), s.Rows, 0)
	return s.Ctx.Err()
}

// Grow adds steps that were not foreseen. What is done already stays the same share of the whole.
func (s *Steps) Grow(more int) {
	s.done = s.done * (s.Total + more) / max(s.Total, 1)
	s.Total += more
}
