package page_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/page"
)

// steps is a Runner whose results arrive when the test lets them.
type steps struct{ waiting []func() }

func (s *steps) Go(work func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	<-done
}

func (s *steps) UI(do func()) { s.waiting = append(s.waiting, do) }

func (s *steps) After(time.Duration, func()) func() { return func() {} }

func (s *steps) arrive() {
	list := s.waiting
	s.waiting = nil
	for _, do := range list {
		do()
	}
}

// numbers is a list of n numbers, each plus the present base.
type numbers struct {
	steps
	*page.Paged[int]
	n, base, reads, changes int
	fail, failed            error
}

func newNumbers(n int) *numbers {
	l := &numbers{n: n}
	l.Paged = page.NewPaged(
		&page.Env{
			Run: &l.steps,
		},
		l.reading,
		func(bool) { l.changes++ },
		func(err error) { l.failed = err },
	)
	return l
}

func (l *numbers) reading() page.Reading[int] {
	n, base, fail := l.n, l.base, l.fail
	return page.Reading[int]{
		Count: func(context.Context) (int, error) { return n, nil },
		Rows: func(_ context.Context, offset, limit int) ([]int, error) {
			l.reads++
			var rows []int
			for i := offset; i < min(offset+limit, n); i++ {
				rows = append(rows, base+i)
			}
			return rows, fail
		},
	}
}

func (l *numbers) require(t *testing.T, i, want int) {
	got, loaded := l.Row(i)
	require.True(t, loaded)
	require.Equal(t, want, got)
}

func TestPagedReadsWhatIsSeen(t *testing.T) {
	l := newNumbers(1000)
	require.False(t, l.Loaded())
	then := 0
	l.Reload(0, 30, func() { then++ })
	l.arrive()
	require.Equal(t, []int{1000, 1, 1}, []int{l.Count(), l.changes, then})
	l.require(t, 99, 99)
	for _, i := range []int{-1, 100, 999, 5000} {
		_, loaded := l.Row(i)
		require.False(t, loaded, i)
	}
	l.Need(640, 710)
	l.Need(640, 710)
	require.Equal(t, 3, l.reads, "what was asked for is not asked for again")
	l.arrive()
	l.require(t, 705, 705)
	found, has := l.Find(func(n int) bool { return n == 650 })
	require.True(t, has)
	require.Equal(t, 650, found)
	_, has = l.Find(func(n int) bool { return n == 300 })
	require.False(t, has, "it is not loaded")
}

func TestPagedDropsAnswersToOlderQuestions(t *testing.T) {
	l := newNumbers(300)
	l.Reload(0, 99, nil)
	l.arrive()
	l.Need(150, 150)
	l.base = 5000
	l.Reload(150, 150, nil)
	l.require(t, 0, 0)
	l.arrive()
	l.require(t, 150, 5150)
	_, loaded := l.Row(0)
	require.False(t, loaded, "the old rows are gone")
}

func TestPagedKeepsWhatStoodWhenReadingFails(t *testing.T) {
	l := newNumbers(300)
	l.Reload(0, 99, nil)
	l.arrive()
	l.fail = errors.New("disk on fire")
	l.Reload(0, 99, nil)
	l.arrive()
	require.Equal(t, l.fail, l.failed)
	l.require(t, 0, 0)
	l.Need(200, 200)
	l.arrive()
	l.fail = nil
	l.Need(200, 200)
	l.arrive()
	l.require(t, 200, 200)
}

func TestPagedDoesNotKeepAllOfALongList(t *testing.T) {
	l := newNumbers(1_000_000)
	l.Reload(0, 99, nil)
	l.arrive()
	for i := range 100 {
		l.Need(i*page.PageSize, i*page.PageSize)
		l.arrive()
	}
	kept := 0
	for i := range 100 {
		if _, loaded := l.Row(i * page.PageSize); loaded {
			kept++
		}
	}
	require.LessOrEqual(t, kept, 30)
}

// beside is a Runner that works beside the test.
type beside struct{ results chan func() }

func (b beside) Go(work func())                            { go work() }
func (b beside) UI(do func())                              { b.results <- do }
func (b beside) After(time.Duration, func()) (stop func()) { return func() {} }

// TestOnlyTheNewestReadingGoesOn begins to read again while the list is being read: the reading
// before ends, and what it found is not shown.
func TestOnlyTheNewestReadingGoesOn(t *testing.T) {
	run := beside{make(chan func(), 9)}
	begun := make(chan context.Context)
	l := page.NewPaged(&page.Env{Run: run}, func() page.Reading[int] {
		return page.Reading[int]{
			Count: func(context.Context) (int, error) { return 300, nil },
			Rows: func(ctx context.Context, _, limit int) ([]int, error) {
				begun <- ctx
				<-ctx.Done()
				return nil, ctx.Err()
			},
		}
	}, func(bool) { t.Error("rows of a reading that was given up") }, func(err error) { t.Error(err) })
	l.Reload(0, 99, nil)
	first := <-begun
	l.Reload(0, 99, nil)
	second := <-begun
	require.ErrorIs(t, first.Err(), context.Canceled)
	require.NoError(t, second.Err())
	(<-run.results)()
}

// TestFewRowsAreShownBeforeTheyAreCounted has fewer rows than a page, which say how many there are:
// nothing waits for the count, which takes long among many records.
func TestFewRowsAreShownBeforeTheyAreCounted(t *testing.T) {
	run := beside{make(chan func(), 9)}
	counting := make(chan error, 1)
	l := page.NewPaged(&page.Env{Run: run}, func() page.Reading[int] {
		return page.Reading[int]{
			Count: func(ctx context.Context) (int, error) {
				<-ctx.Done()
				counting <- ctx.Err()
				return 0, ctx.Err()
			},
			Rows: func(context.Context, int, int) ([]int, error) { return []int{7, 8, 9}, nil },
		}
	}, func(bool) {}, func(err error) { t.Error(err) })
	l.Reload(0, 99, nil)
	(<-run.results)()
	require.Equal(t, 3, l.Count())
	require.ErrorIs(t, <-counting, context.Canceled)
}
