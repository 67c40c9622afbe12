package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// atOnce is a Runner that does everything at once.
type atOnce struct{}

func (atOnce) Go(work func())                            { work() }
func (atOnce) UI(do func())                              { do() }
func (atOnce) After(time.Duration, func()) (stop func()) { return func() {} }

// TestWhatNobodyWaitsForBeginsWhenTheWindowStands does so with what is read and what is counted.
func TestWhatNobodyWaitsForBeginsWhenTheWindowStands(t *testing.T) {
	var done []string
	does := func(what string) func() { return func() { done = append(done, what) } }
	env := &Env{Run: atOnce{}, Beginning: &Beginning{}}
	env.Afterwards().Run.Go(does("before it is held back"))
	env.Beginning.Hold()
	env.Afterwards().Run.Go(does("counts"))
	env.Afterwards().Run.Go(does("mails"))
	env.Run.Go(does("rows"))
	require.Equal(t, []string{"before it is held back", "rows"}, done)
	env.Beginning.End()
	env.Afterwards().Run.Go(does("later"))
	require.Equal(t, []string{"before it is held back", "rows", "counts", "mails", "later"}, done)
	(&Env{Run: atOnce{}}).Afterwards().Run.Go(does("without a beginning"))
	require.Len(t, done, 6)
}
