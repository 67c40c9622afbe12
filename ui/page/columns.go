package page

import (
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// Sorted is a column by which a list is sorted. title is the key of its words; the width, the least
// of it and the priority are those of kit.Column.
func Sorted[T any](
	env *Env, key desk.Column, title string, width, least float32, priority int,
	cell func(row T) kit.Cell,
) kit.Column[T] {
	return kit.Column[T]{
		Key: string(key), Title: env.T(title), Width: width, MinWidth: least,
		Priority: priority, Sortable: true, Cell: cell,
	}
}

// ByText lets a column be filtered by a part of its text.
func ByText[T any](env *Env, c kit.Column[T]) kit.Column[T] {
	c.Filterable, c.FilterHint = true, env.T("table.contains")
	return c
}

// ByChoice lets a column be filtered by some of its values.
func ByChoice[T any](c kit.Column[T], options []kit.Option) kit.Column[T] {
	c.Filterable, c.Options = true, options
	return c
}

// ByAmount lets a column of numbers be filtered by a range of them (docs/domain.md).
func ByAmount[T any](env *Env, c kit.Column[T]) kit.Column[T] {
	c.Right, c.Filterable = true, true
	c.FilterHint, c.ReadFilter = env.T("table.amount_hint"), ReadAmounts(env)
	return c
}

// ByDay lets a column of days be filtered by a day or a range of days.
func ByDay[T any](env *Env, c kit.Column[T]) kit.Column[T] {
	c.Filterable, c.Dates = true, Dates(env)
	c.FilterHint, c.ReadFilter = DayHint(env), ReadDay(env)
	return c
}

// Optional shows a column only to whom chose it.
func Optional[T any](c kit.Column[T]) kit.Column[T] {
	c.Optional = true
	return c
}

// Plain is a cell with a text of a row.
func Plain[T any](text func(row T) string) func(row T) kit.Cell {
	return func(row T) kit.Cell { return kit.Cell{Text: text(row)} }
}

// Secondary is a cell with a text of a row that is less important than those beside it.
func Secondary[T any](text func(row T) string) func(row T) kit.Cell {
	return func(row T) kit.Cell { return kit.Cell{Text: text(row), Secondary: true} }
}

// Badge is a cell with the state of a row.
func Badge[T any](badge func(row T) kit.BadgeValue) func(row T) kit.Cell {
	return func(row T) kit.Cell {
		b := badge(row)
		return kit.Cell{Badge: &b}
	}
}

// Choices are options whose words are those of a prefix and their keys.
func Choices(env *Env, prefix string, keys ...string) []kit.Option {
	options := make([]kit.Option, len(keys))
	for i, key := range keys {
		options[i] = kit.Option{Key: key, Text: env.T(prefix + key)}
	}
	return options
}

// Icons is the last column of a list: what can be done to a row, at most so many of them.
func Icons[T any](most int, cell func(row T) kit.Cell) kit.Column[T] {
	return kit.Column[T]{Key: "icons", Width: float32(most*28 + 16), Cell: cell}
}

// EditIcon opens the form of a row.
func EditIcon(env *Env) kit.CellIcon {
	return kit.CellIcon{Key: "edit", Icon: kit.IconEdit, Tip: env.T("command.edit")}
}

// MoreIcon opens the menu of a row.
func MoreIcon(env *Env) kit.CellIcon {
	return kit.CellIcon{Key: IconMore, Icon: kit.IconMore, Tip: env.T("command.more")}
}
