package main

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/ui"
)

// runner is the page.Runner of a real window. It recovers panics in background work, logs them, and
// reports them in the window.
type runner struct {
	logger *slog.Logger
	failed func(error) // Called on the UI goroutine.
	ended  atomic.Bool // Nothing is shown any more.
	early  earlyUI
}

// show shows a window with its rows, if they come in time.
func (r *runner) show(window *ui.Window) {
	r.failed = window.Fail
	window.Prepare()
	r.early.run(firstPicture)
	window.Show()
	time.AfterFunc(startOver, debug.FreeOSMemory)
}

// endingApp tells the runner when the program ends. fyne 2.8.1: what is handed to the UI goroutine
// once that has ended runs beside it, while everything is taken down.
//
// It may also wait for ever then: what its lifecycle hands to the UI goroutine between the last
// look at the queue and the end of it is never run, and its Run waits for that.
type endingApp struct {
	fyne.App
	run    *runner
	within time.Duration // How long the toolkit may take to end.
	late   func()        // Ends the program when it takes longer.
}

// endingTime is enough for a toolkit that ends at all.
const endingTime = 3 * time.Second

// Quit ends the program.
func (a endingApp) Quit() {
	a.run.ended.Store(true)
	time.AfterFunc(a.within, a.late)
	a.App.Quit()
}

// Go runs work beside the UI.
func (r *runner) Go(work func()) {
	r.early.works(1)
	go func() {
		defer r.early.works(-1)
		defer func() {
			if fault := recover(); fault != nil {
				r.say(fault)
			}
		}()
		work()
	}()
}

// say logs a panic with where it happened, and says in the window that there was one.
func (r *runner) say(fault any) {
	err := &core.Error{Code: core.Internal, Key: "internal", Err: fmt.Errorf("panic: %v", fault)}
	r.logger.Error("work beside the window panicked", "error", err, "stack", string(debug.Stack()))
	r.UI(func() { r.failed(err) })
}

// UI runs a function on the UI goroutine, as long as the program does not end.
func (r *runner) UI(do func()) {
	if r.early.take(do) {
		return
	}
	fyne.Do(func() {
		if !r.ended.Load() {
			do()
		}
	})
}

// After runs a function on the UI goroutine later.
func (r *runner) After(d time.Duration, do func()) (stop func()) {
	timer := time.AfterFunc(d, func() { r.UI(do) })
	return func() { timer.Stop() }
}
