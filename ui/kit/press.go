package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// longestPress is how long what is shown late waits at most for the release of a button.
const longestPress = 2 * time.Second

// press is the button of the pointer, which there is once. It is used on the UI goroutine.
var press struct {
	since   time.Time // Zero while no button is down on a widget.
	waiting []func()
	timer   *time.Timer // Ends the wait.
}

// WhenReleased runs a function once no button of the pointer is down, in the order of the calls.
// What comes late, such as a banner, would move what was pressed, and the release would go to
// something else.
func WhenReleased(do func()) {
	down := !press.since.IsZero() && time.Since(press.since) < longestPress
	if !down && len(press.waiting) == 0 {
		do()
		return
	}
	if press.waiting = append(press.waiting, do); len(press.waiting) == 1 {
		press.timer = time.AfterFunc(longestPress, func() { fyne.Do(runWaiting) })
	}
}

func runWaiting() {
	if len(press.waiting) == 0 {
		return // It ran already.
	}
	list := press.waiting
	press.waiting = nil
	press.timer.Stop()
	for _, do := range list {
		do()
	}
}

// buttonDown notes that a button went down on a widget.
func buttonDown() { press.since = time.Now() }

// buttonUp notes its release. Fyne calls Tapped after it, so what waits runs one turn later.
func buttonUp() {
	if press.since = (time.Time{}); len(press.waiting) > 0 {
		fyne.Do(runWaiting)
	}
}

// pressable is embedded by the widgets that are clicked. Fyne tells only what is under the pointer
// of its buttons.
type pressable struct{}

// MouseDown is called by Fyne.
func (pressable) MouseDown(*desktop.MouseEvent) { buttonDown() }

// MouseUp is called by Fyne.
func (pressable) MouseUp(*desktop.MouseEvent) { buttonUp() }
