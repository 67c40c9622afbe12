package usage

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

func day(n int) core.Day { return core.NewDay(2026, 10, n) }

// october is the month, each of whose days begins with the transfer of ten times its number.
func october() calendar {
	c := calendar{Period: Month(day(14))}
	for d := 1; d <= 32; d++ {
		c.first = append(c.first, int64(10*d))
	}
	return c
}

func courseOf(c calendar, before int64, moves ...store.UsageMove) Course {
	var t tally
	t.add(c, store.AccountMoves{Before: before, Moves: moves})
	return t.course(c.Period)
}

func TestAResizeInMidMonthMakesTwoLines(t *testing.T) {
	c := october()
	require.Equal(t, Period{day(1), day(31)}, c.Period)
	got := courseOf(c, 200, store.UsageMove{Transfer: 153, Amount: 50})
	require.Equal(t, Course{
		Lines:   []Line{{day(1), day(14), 200}, {day(15), day(31), 250}},
		Opening: 200, Closing: 250, UnitDays: 14*200 + 17*250,
	}, got)
	require.EqualValues(t, 2274, Mean(got.UnitDays, c.Days()), "227.4")
}

func TestWhatIsMadeAndGoesWithinADayIsInNoLine(t *testing.T) {
	c := october()
	got := courseOf(
		c, 0, store.UsageMove{Transfer: 90, Amount: 20},
		store.UsageMove{Transfer: 99, Amount: -20},
		store.UsageMove{Transfer: 310, Amount: 7}, store.UsageMove{Transfer: 320, Amount: 1},
	)
	require.Equal(t, Course{
		Lines: []Line{{day(31), day(31), 7}}, Closing: 7, UnitDays: 7,
	}, got, "the first transfer of the next month is not in it")
}

func TestADayWithoutTransfersHasNone(t *testing.T) {
	c := october()
	for i := 4; i < len(c.first); i++ {
		c.first[i] = math.MaxInt64
	}
	require.Equal(t, day(4), c.dayOf(45), "nothing came after it")
	require.Equal(t, day(4), c.dayOf(math.MaxInt64-1))
	c.first[2] = c.first[3]
	require.Equal(t, day(2), c.dayOf(39), "the third had none")
	require.Equal(t, day(4), c.dayOf(40))
}

func TestMeansAreRounded(t *testing.T) {
	for _, c := range []struct{ unitDays, days, tenths int64 }{
		{0, 31, 0}, {0, 0, 0}, {31, 31, 10}, {1, 31, 0}, {2, 31, 1}, {1, 20, 1}, {46, 31, 15},
	} {
		require.Equal(t, c.tenths, Mean(c.unitDays, c.days), "%d/%d", c.unitDays, c.days)
	}
}

// TestLinesSayWhatStoodOnEachDay adds up day by day what random transfers leave at the end of it.
func TestLinesSayWhatStoodOnEachDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := october()
		stands := rapid.Int64Range(0, 3).Draw(t, "before")
		before := stands
		var moves []store.UsageMove
		want := map[core.Day]int64{}
		var unitDays int64
		for n := int64(10); n < 330; n++ {
			if rapid.IntRange(0, 15).Draw(t, "moves") == 0 {
				amount := rapid.Int64Range(-stands, 3).Filter(func(n int64) bool { return n != 0 }).
					Draw(t, "amount")
				stands += amount
				moves = append(moves, store.UsageMove{Transfer: n, Amount: amount})
			}
			if n%10 == 9 && n < 320 {
				want[day(int(n/10))] = stands
				unitDays += stands
			}
		}
		got := courseOf(c, before, moves...)
		said := map[core.Day]int64{}
		for i, line := range got.Lines {
			if i > 0 && line.From <= got.Lines[i-1].To {
				t.Fatalf("%v overlaps the line before", line)
			}
			if i > 0 && line.From == got.Lines[i-1].To+1 && line.Amount == got.Lines[i-1].Amount {
				t.Fatalf("%v continues the line before", line)
			}
			for d := line.From; d <= line.To; d++ {
				said[d] = line.Amount
			}
		}
		for d := c.From; d <= c.To; d++ {
			if said[d] != want[d] {
				t.Fatalf("on %s %d stood, not %d", d, want[d], said[d])
			}
		}
		if got.UnitDays != unitDays || got.Closing != want[c.To] {
			t.Fatalf("%+v, not %d unit-days", got, unitDays)
		}
	})
}

func TestWhatCannotBeAskedFor(t *testing.T) {
	for key, q := range map[string]Query{
		"usage.no_day":    {},
		"log.days_turned": {Period: Period{day(2), day(1)}},
		"usage.too_long":  {Period: Period{day(1), day(1) + longestPeriod}},
		"usage.no_resource": {
			Period: Period{To: day(1)}, Resource: "gold",
		},
	} {
		var refused *core.Error
		require.ErrorAs(t, q.Validate(), &refused)
		require.Equal(t, key, refused.Key)
	}
	require.NoError(t, Query{Period: Period{To: day(1)}}.Validate())
	require.NoError(t, Query{Period: Period{day(1), day(1) + longestPeriod - 1}}.Validate())
	require.NoError(t, Query{
		Period: Period{To: day(1)}, Resource: capacity.Extensions,
	}.Validate())
}
