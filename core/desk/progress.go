package desk

import "context"

// Progress receives how many rows of how many are done, and how many of them were refused.
type Progress func(done, total, refused int)

type progressKey struct{}

// WithProgress returns a context with which an action on many rows tells how far it is. When the
// context ends before the action was done, nothing of it is.
func WithProgress(ctx context.Context, p Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

func report(ctx context.Context, done, total, refused int) {
	if p, told := ctx.Value(progressKey{}).(Progress); told {
		p(done, total, refused)
	}
}

// batchSize is how many rows are read or written between two looks at whether the person still
// wants it.
const batchSize = 500

// progress turns the steps of a large action into rows, and ends it when nobody wants it any more.
type progress struct {
	ctx         context.Context
	rows        int
	done, total int // Steps: a row takes several.
}

func (m *progress) step(more int) error {
	m.done += more
	report(m.ctx, min(m.done*m.rows/max(m.total, 1), m.rows), m.rows, 0)
	return m.ctx.Err()
}

// grow adds steps that were not foreseen. What is done already stays the same share of the whole.
func (m *progress) grow(more int) {
	m.done = m.done * (m.total + more) / max(m.total, 1)
	m.total += more
}
