//go:build !race

package bounds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/bounds"
)

// said is a test that only remembers what it was failed for.
type said struct {
	testing.TB
	times int
}

func (s *said) Helper() {}

func (s *said) Errorf(string, ...any) { s.times++ }

// work keeps a processor busy.
func work(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
		continue
	}
}

func TestWhatIsBeyondBounds(t *testing.T) {
	for name, read := range map[string]func(){
		"memory": func() { hold(1, bounds.Memory>>20+1) },
		"time":   func() { work(2 * bounds.Limit()) },
	} {
		s := &said{TB: t}
		bounds.Check(s, read)
		require.Equal(t, 1, s.times, name)
	}
}
