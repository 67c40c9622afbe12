package kit

import "time"

// typing is when a key was pressed last in a field, of which there is one keyboard. It is used on
// the UI goroutine.
var typing struct {
	last time.Time
}

func noteTyping() { typing.last = time.Now() }

// TypedWithin tells whether a key was pressed in a field within a time.
func TypedWithin(d time.Duration) bool { return time.Since(typing.last) < d }
