package page_test

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/ui/page"
)

type boat struct {
	id, name, harbour, state string
	length                   int
}

// boats are read all at once, as often as reads tells.
type boats struct {
	page.Whole[boat]
	reads atomic.Int32
	fail  error
}

func newBoats() *boats {
	b := &boats{}
	rows := []boat{
		{"1", "Möwe", "Åhus", "sails", 9},
		{"2", "albatros", "Kiel", "lies", 20},
		{"3", "Zander", "Kiel", "sails", 9},
		{"4", "MOWGLI", "Moers", "sunk", 4},
	}
	b.Whole = page.Whole[boat]{
		ID: func(b boat) string { return b.id },
		Read: func(context.Context) ([]boat, error) {
			b.reads.Add(1)
			return rows, b.fail
		},
		Columns: map[desk.Column]page.WholeColumn[boat]{
			"name":    {Text: func(b boat) string { return b.name }},
			"harbour": {Text: func(b boat) string { return b.harbour }},
			"state":   {Option: func(b boat) string { return b.state }},
			"length":  {Compare: func(a, b boat) int { return cmp.Compare(a.length, b.length) }},
		},
		Chips: map[string]func(boat) bool{"afloat": func(b boat) bool { return b.state != "sunk" }},
	}
	return b
}

func TestWholeSearchesFiltersAndSorts(t *testing.T) {
	filter := func(key desk.Column, text string) map[desk.Column]string {
		return map[desk.Column]string{key: text}
	}
	for name, c := range map[string]struct {
		q    page.Query
		want []string
	}{
		"as it was read":        {page.Query{}, []string{"1", "2", "3", "4"}},
		"the other way round":   {page.Query{Down: true}, []string{"4", "3", "2", "1"}},
		"search folds umlauts":  {page.Query{Search: " MÖW "}, []string{"1", "4"}},
		"search in each column": {page.Query{Search: "ahus"}, []string{"1"}},
		"not what is no text":   {page.Query{Search: "sunk"}, nil},
		"a part of a column":    {page.Query{Filters: filter("harbour", "oe")}, []string{"4"}},
		"an option": {
			page.Query{Filters: filter("state", "sails")}, []string{"1", "3"},
		},
		"not a part of one": {page.Query{Filters: filter("state", "sail")}, nil},
		"blanks are no filter": {
			page.Query{Filters: filter("name", "  ")}, []string{"1", "2", "3", "4"},
		},
		"an unknown filter": {
			page.Query{Filters: filter("colour", "red")}, []string{"1", "2", "3", "4"},
		},
		"a chip": {page.Query{Chip: "afloat"}, []string{"1", "2", "3"}},
		"all at once": {
			page.Query{Chip: "afloat", Search: "kiel", Filters: filter("state", "lies")},
			[]string{"2"},
		},
		"sorted as people read":  {page.Query{Sort: "name"}, []string{"2", "1", "4", "3"}},
		"sorted, and equal ones": {page.Query{Sort: "length"}, []string{"4", "1", "3", "2"}},
		"sorted down": {
			page.Query{Sort: "length", Down: true}, []string{"2", "3", "1", "4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBoats()
			ids, err := b.IDs(t.Context(), c.q)
			require.NoError(t, err)
			require.Equal(t, append([]string{}, c.want...), ids)
			n, err := b.Count(t.Context(), c.q)
			require.NoError(t, err)
			require.Equal(t, len(c.want), n)
			for i, id := range c.want {
				at, err := b.Position(t.Context(), c.q, id)
				require.NoError(t, err)
				require.Equal(t, i, at)
			}
		})
	}
}

func TestWholeReturnsThePartThatIsAskedFor(t *testing.T) {
	b := newBoats()
	for _, c := range []struct {
		offset, limit int
		want          []string
	}{{0, 2, []string{"2", "1"}}, {3, 2, []string{"3"}}, {9, 2, []string{}}} {
		rows, err := b.Rows(t.Context(), page.Query{Sort: "name", Offset: c.offset, Limit: c.limit})
		require.NoError(t, err)
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = row.id
		}
		require.Equal(t, c.want, ids)
	}
	_, err := b.Position(t.Context(), page.Query{Search: "kiel"}, "4")
	require.Equal(t, core.NotFound, core.CodeOf(err))
}

func TestWholeReadsOnceUntilItForgets(t *testing.T) {
	b := newBoats()
	require.Empty(t, b.Known([]string{"1"}))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { _, _ = b.Count(t.Context(), page.Query{Chip: "afloat"}) })
	}
	all.Wait()
	require.EqualValues(t, 1, b.reads.Load())
	b.Forget()
	b.fail = errors.New("disk on fire")
	_, err := b.Rows(t.Context(), page.Query{Limit: 9})
	require.Equal(t, b.fail, err)
	b.fail = nil
	left, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = b.IDs(left, page.Query{})
	require.NoError(t, err, "what could not be read is read again, also for one who left")
	require.EqualValues(t, 3, b.reads.Load())
	b.Forget()
	known := b.Known([]string{"4", "7", "1"})
	require.Len(t, known, 2, "what was read last is known without reading")
	require.Equal(t, "1", known[0].id)
	require.EqualValues(t, 3, b.reads.Load())
}

// TestAForgottenReadingIsGivenUp asks for rows that take long, and forgets them again and again, as
// who goes from page to page does. Nobody is left without an answer.
func TestAForgottenReadingIsGivenUp(t *testing.T) {
	b := newBoats()
	rows, err := b.Read(t.Context())
	require.NoError(t, err)
	begun, last := make(chan struct{}), make(chan struct{})
	var beside atomic.Int32
	b.Read = func(ctx context.Context) ([]boat, error) {
		beside.Add(1)
		defer beside.Add(-1)
		begun <- struct{}{}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-last:
			return rows, nil
		}
	}
	counted := make(chan int)
	count := func() {
		n, err := b.Count(t.Context(), page.Query{})
		if err != nil {
			n = -1
		}
		counted <- n
	}
	const askers = 3
	go count()
	<-begun
	for range askers - 1 {
		b.Forget()
		go count()
		<-begun // By the new one, or by one who waited for what was given up.
	}
	close(last)
	for range askers {
		require.Equal(t, len(rows), <-counted)
	}
	require.Zero(t, beside.Load())
}
