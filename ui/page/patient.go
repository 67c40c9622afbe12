package page

import (
	"time"

	"resellerdesk/ui/kit"
)

// patient is a Runner that shows nothing while a button of the pointer is down.
type patient struct{ Runner }

// Patient returns a Runner whose results come to the UI once no button of the pointer is down.
func Patient(run Runner) Runner { return patient{run} }

// UI runs a function on the UI goroutine.
func (p patient) UI(do func()) { p.Runner.UI(func() { kit.WhenReleased(do) }) }

// After runs a function on the UI goroutine later, unless stop is called there before.
func (p patient) After(d time.Duration, do func()) (stop func()) {
	stopped := false
	end := p.Runner.After(d, func() {
		kit.WhenReleased(func() {
			if !stopped {
				do()
			}
		})
	})
	return func() {
		stopped = true
		end()
	}
}
