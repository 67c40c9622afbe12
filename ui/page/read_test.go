package page_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/ui/page"
)

// TestNothingIsShownOnPagesThatWereLeft reads for pages that are left before the answer is there.
func TestNothingIsShownOnPagesThatWereLeft(t *testing.T) {
	for name, left := range map[string]bool{"there": false, "left": true} {
		t.Run(name, func(t *testing.T) {
			run := &steps{}
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			env := (&page.Env{Run: run}).Within(ctx)
			shown, ended := 0, false
			page.Read(env, func(ctx context.Context) (int, error) {
				if left {
					leave()
				}
				ended = ctx.Err() != nil
				return 7, ctx.Err()
			}, func(n int) { shown = n })
			run.arrive()
			require.Equal(t, left, ended, "who reads is told")
			require.Equal(t, !left, shown == 7)
		})
	}
}

// TestWhatIsDoneGoesOnWhenItsPagesAreLeft does something for pages that are left meanwhile.
func TestWhatIsDoneGoesOnWhenItsPagesAreLeft(t *testing.T) {
	run := &steps{}
	ctx, leave := context.WithCancel(t.Context())
	said := false
	page.Try((&page.Env{Run: run}).Within(ctx), func(ctx context.Context) error {
		leave()
		return ctx.Err()
	}, func() { said = true })
	run.arrive()
	require.True(t, said)
}
