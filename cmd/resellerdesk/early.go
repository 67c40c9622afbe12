package main

import (
	"sync"
	"time"
)

// firstPicture is how long the first picture of the window waits for its rows.
const firstPicture = 500 * time.Millisecond

// startOver is when the start is over: memory that only it needed is given back then.
const startOver = 3 * time.Second

// earlyUI is the UI goroutine before the toolkit runs: that of main. The zero value is over.
type earlyUI struct {
	mu       sync.Mutex
	on       bool
	working  int           // How much is being done beside the UI.
	waiting  []func()      // For the UI.
	progress chan struct{} // Signals that one of both changed.
}

func (e *earlyUI) start() { e.on, e.progress = true, make(chan struct{}, 1) }

// works counts work beside the UI: 1 when some begins, -1 when it ends.
func (e *earlyUI) works(more int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.working += more
	e.signal()
}

// take takes a function for the UI, unless the toolkit runs.
func (e *earlyUI) take(do func()) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.on {
		e.waiting = append(e.waiting, do)
		e.signal()
	}
	return e.on
}

func (e *earlyUI) signal() {
	select {
	case e.progress <- struct{}{}:
	default: // A signal is pending, or run has ended.
	}
}

// run does what comes for the UI, until nothing is done beside the UI any more, or a time is over.
func (e *earlyUI) run(within time.Duration) {
	late := time.After(within)
	for over := false; ; {
		waiting, on := e.next(over)
		if !on {
			return
		}
		for _, do := range waiting {
			do()
		}
		if len(waiting) > 0 {
			continue
		}
		select {
		case <-e.progress:
		case <-late:
			over = true
		}
	}
}

// next returns what waits; with nothing more to come it ends.
func (e *earlyUI) next(over bool) (waiting []func(), on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	waiting, e.waiting = e.waiting, nil
	if len(waiting) == 0 && (over || e.working == 0) {
		e.on = false
	}
	return waiting, e.on
}
