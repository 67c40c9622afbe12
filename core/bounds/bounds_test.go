package bounds_test

import (
	"testing"

	"resellerdesk/core/bounds"
)

var kept []byte

// hold allocates so many MiB one after the other; each can be given back when the next is there.
func hold(pieces, size int) {
	for range pieces {
		kept = make([]byte, size<<20)
		for i := 0; i < len(kept); i += 4096 {
			kept[i] = 1
		}
	}
}

func TestWhatIsWithinBounds(t *testing.T) {
	bounds.Check(t, func() {})
	bounds.Check(t, func() { hold(1, 100) })
	bounds.Check(t, func() { hold(50, 20) }) // Much in all, and little at a time.
}
