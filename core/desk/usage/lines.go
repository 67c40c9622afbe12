package usage

import (
	"cmp"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// Period is a time in whole days, both ends included, by the calendar of this computer.
type Period struct{ From, To core.Day }

// Month is the whole month in which a day is.
func Month(d core.Day) Period {
	year, month, _ := d.Date()
	return Period{core.NewDay(year, month, 1), core.NewDay(year, month+1, 1) - 1}
}

// Days is how many days the period has, 0 when it ends before it begins.
func (p Period) Days() int64 { return max(int64(p.To-p.From)+1, 0) }

// starts are the beginnings of all days, and the moment after the last one.
func (p Period) starts() []time.Time {
	starts := make([]time.Time, 0, p.Days()+1)
	for d := p.From; d <= p.To+1; d++ {
		starts = append(starts, d.Start())
	}
	return starts
}

// Line is an amount that stood from a day to a day, both included. What stood at the end of a day
// counts for the day.
type Line struct {
	From, To core.Day
	Amount   int64
}

// Days is how many days the amount stood.
func (l Line) Days() int64 { return Period{l.From, l.To}.Days() }

// Course is what stood over a period.
type Course struct {
	Lines    []Line // In the order of days; days on which nothing stood are in none.
	Opening  int64  // Before the first day.
	Closing  int64  // At the end of the last day.
	UnitDays int64  // Sum over the days of what stood at their ends.
}

// Mean is what stood on a day of a period on average, in tenths, halves rounded up.
func Mean(unitDays, days int64) (tenths int64) {
	if days == 0 {
		return 0
	}
	return (unitDays*20 + days) / (2 * days)
}

// calendar tells on which day of a period a transfer belongs.
type calendar struct {
	Period
	first []int64 // First transfer of each day and of the day after the last (store.UsageReader).
}

// before is the number of the first transfer that is not before the period.
func (c calendar) before() int64 { return c.first[0] }

// after is the number of the first transfer that is after the period.
func (c calendar) after() int64 { return c.first[len(c.first)-1] }

// dayOf is the day on which a transfer counts; the one after the period for all later ones.
func (c calendar) dayOf(transfer int64) core.Day {
	n, _ := slices.BinarySearchFunc(c.first, transfer, func(first, t int64) int {
		if first <= t {
			return -1
		}
		return 1
	})
	return c.From + core.Day(n-1)
}

// step is by how much a day changes what stands.
type step struct {
	day    core.Day
	amount int64
}

// tally adds up the movements of accounts.
type tally struct {
	opening int64
	steps   []step
}

func (t *tally) add(c calendar, a store.AccountMoves) {
	t.opening += a.Before
	for _, m := range a.Moves {
		if m.Transfer < c.after() {
			t.steps = append(t.steps, step{c.dayOf(m.Transfer), m.Amount})
		}
	}
}

// sum is what was added over the period.
func (t *tally) sum() (n int64) {
	for _, s := range t.steps {
		n += s.amount
	}
	return n
}

// course turns the movements into lines.
func (t *tally) course(p Period) Course {
	slices.SortStableFunc(t.steps, func(a, b step) int { return cmp.Compare(a.day, b.day) })
	c := Course{Opening: t.opening, Closing: t.opening}
	since := p.From
	stood := func(until core.Day) {
		if until < since || c.Closing == 0 {
			return
		}
		line := Line{since, until, c.Closing}
		c.UnitDays += line.Days() * line.Amount
		if last := len(c.Lines) - 1; last >= 0 && c.Lines[last].Amount == line.Amount &&
			c.Lines[last].To+1 == line.From {
			c.Lines[last].To = line.To
			return
		}
		c.Lines = append(c.Lines, line)
	}
	for _, s := range t.steps {
		if s.day > since {
			stood(s.day - 1)
			since = s.day
		}
		c.Closing += s.amount
	}
	stood(p.To)
	return c
}
