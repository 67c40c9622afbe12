package page

import "resellerdesk/ui/kit"

// NewTable returns a table of rows that are all there, and can be copied. id names a row, so that
// it stays selected when others come or go.
func NewTable[T any](
	env *Env, columns []kit.Column[T], rows func() []T, id func(row T) string,
) *kit.Table[T] {
	row := func(i int) (T, bool) {
		if all := rows(); i >= 0 && i < len(all) {
			return all[i], true
		}
		var none T
		return none, false
	}
	t := kit.NewTable(columns, kit.Source[T]{Row: row, ID: id}, TableWords(env))
	Copying(env, t)
	return t
}
