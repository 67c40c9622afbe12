package page

import "context"

// Source answers what a list asks. Count, Rows, IDs and Position run beside the UI.
type Source[T any] interface {
	// IDOf is the id of a row.
	IDOf(row T) string
	Count(ctx context.Context, q Query) (int, error)
	Rows(ctx context.Context, q Query) ([]T, error)
	// IDs are those of all rows that fit, in their order.
	IDs(ctx context.Context, q Query) ([]string, error)
	// Position tells where a row is; only Show asks. It fails with NotFound if the row does not
	// fit.
	Position(ctx context.Context, q Query, id string) (int, error)
	// Forget lets rows that are kept be read again.
	Forget()
}

// asked answers by functions of the desk, which take a question of their own kind.
type asked[T, Q any] struct {
	id       func(row T) string
	question func(q Query) Q
	count    func(ctx context.Context, q Q) (int, error)
	rows     func(ctx context.Context, q Q) ([]T, error)
	ids      func(ctx context.Context, q Q) ([]string, error)
	position func(ctx context.Context, q Q, id string) (int, error)
}

// Ask returns what answers a list by functions of the desk; question makes theirs out of the
// list's. position may be nil where nobody calls Show.
func Ask[T, Q any](
	id func(row T) string, question func(q Query) Q,
	count func(ctx context.Context, q Q) (int, error),
	rows func(ctx context.Context, q Q) ([]T, error),
	ids func(ctx context.Context, q Q) ([]string, error),
	position func(ctx context.Context, q Q, id string) (int, error),
) Source[T] {
	return asked[T, Q]{id, question, count, rows, ids, position}
}

func (a asked[T, Q]) IDOf(row T) string { return a.id(row) }

func (a asked[T, Q]) Count(ctx context.Context, q Query) (int, error) {
	return a.count(ctx, a.question(q))
}

func (a asked[T, Q]) Rows(ctx context.Context, q Query) ([]T, error) {
	return a.rows(ctx, a.question(q))
}

func (a asked[T, Q]) IDs(ctx context.Context, q Query) ([]string, error) {
	return a.ids(ctx, a.question(q))
}

func (a asked[T, Q]) Position(ctx context.Context, q Query, id string) (int, error) {
	return a.position(ctx, a.question(q), id)
}

func (a asked[T, Q]) Forget() {} // It keeps nothing.
