package page

import "resellerdesk/core/permission"

// Chosen are the rows of a list that commands are about.
type Chosen[T any] struct {
	list *List[T]
	ids  func() []string
}

// Chosen are rows by their ids.
func (l *List[T]) Chosen(ids func() []string) Chosen[T] { return Chosen[T]{l, ids} }

// Can tells whether the person holds a feature and every chosen row fits.
func (c Chosen[T]) Can(feature permission.Key, fits func(row T) bool) func() bool {
	return func() bool { return c.list.env.May(feature) && c.list.All(c.ids(), fits) }
}

// Single tells whether a single row is chosen, and a command may run for it.
func (c Chosen[T]) Single(may func() bool) func() bool {
	return func() bool { return len(c.ids()) == 1 && may() }
}

// Do does something to all chosen rows.
func (c Chosen[T]) Do(do func(ids []string)) func() { return func() { do(c.ids()) } }

// DoOne does something to the single chosen row.
func (c Chosen[T]) DoOne(do func(id string)) func() { return func() { do(c.ids()[0]) } }
