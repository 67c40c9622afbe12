package page_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/page"
)

// TestOnlyTheNewestAnswerIsShown asks twice before either answer is there, and lets them arrive in
// both orders.
func TestOnlyTheNewestAnswerIsShown(t *testing.T) {
	for name, order := range map[string][]int{"in order": {0, 1}, "overtaken": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			run := &steps{}
			env := &page.Env{Run: run}
			var l page.Latest[int]
			var shown []int
			var asked []context.Context
			for n := range 2 {
				l.Read(env, func(ctx context.Context) (int, error) {
					asked = append(asked, ctx)
					return n, nil
				}, env.Fail, func(n int) { shown = append(shown, n) })
			}
			require.Error(t, asked[0].Err(), "the first one is given up")
			require.True(t, l.Waits())
			for _, n := range order {
				run.waiting[n]()
			}
			require.Equal(t, []int{1}, shown)
			require.False(t, l.Waits())
		})
	}
}

func TestADroppedQuestionIsNotAnswered(t *testing.T) {
	run := &steps{}
	var l page.Latest[int]
	l.Read(&page.Env{Run: run}, func(context.Context) (int, error) {
		return 1, errors.New("late")
	}, func(error) {
		require.Fail(t, "nobody waits for it")
	}, func(int) {})
	l.Drop()
	require.False(t, l.Waits())
	run.arrive()
}

// TestANewQuestionIsAskedInTheAnswer asks the next one when the first is answered, and when it
// failed.
func TestANewQuestionIsAskedInTheAnswer(t *testing.T) {
	for _, fault := range []error{nil, errors.New("gone")} {
		run := &steps{}
		env := &page.Env{Run: run}
		var l page.Latest[int]
		shown := 0
		next := func() {
			l.Read(env, func(context.Context) (int, error) {
				return 2, nil
			}, env.Fail, func(n int) { shown = n })
		}
		l.Read(env, func(context.Context) (int, error) {
			return 1, fault
		}, func(error) { next() }, func(int) { next() })
		run.arrive()
		run.arrive()
		require.Equal(t, 2, shown)
	}
}

// TestTheNewestAnswerOfPagesThatWereLeftIsNotShown leaves the pages before the answer is there.
func TestTheNewestAnswerOfPagesThatWereLeftIsNotShown(t *testing.T) {
	run := &steps{}
	ctx, leave := context.WithCancel(t.Context())
	var l page.Latest[int]
	l.Read((&page.Env{Run: run}).Within(ctx), func(context.Context) (int, error) {
		return 1, nil
	}, func(error) { require.Fail(t, "no failure") }, func(int) { require.Fail(t, "left") })
	leave()
	run.arrive()
}

func TestACheckSaysWhyNot(t *testing.T) {
	why := errors.New("not now")
	for _, refuses := range []error{nil, why} {
		run := &steps{}
		can := false
		var refused error
		page.Check(&page.Env{Run: run}, func(context.Context) error {
			return refuses
		}, func(err error) { refused = err }, func() { can = true })
		run.arrive()
		require.Equal(t, refuses == nil, can)
		require.Equal(t, refuses, refused)
	}
}
