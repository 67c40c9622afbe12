package action

import (
	"sync"
	"time"
)

// Throttle slows down guessing. The number of failures is stored, so that a restart does not reset
// it. The waiting time begins at the last failure that this process saw, or at its start. Setting
// the clock does not shorten it, since time.Time keeps a monotonic reading.
type Throttle struct {
	Started  time.Time
	Mu       sync.Mutex
	FailedAt map[string]time.Time
	// Undone are failures that are stored and are none: what was typed was right, and the disk was
	// full when they were to be forgotten.
	Undone map[string]int
	Trying sync.Mutex // One try at a time: deriving a key takes 64 MiB.
}
