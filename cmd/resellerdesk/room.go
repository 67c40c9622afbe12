package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// titleBar is how much the window manager puts above a window, in units.
const titleBar = 32

// room is how much room the screen has for a window, in units of a scale. The toolkit does not say,
// so what it is built on is asked; that works on the UI goroutine, once a window was made.
func room(scale float32) fyne.Size {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil || scale <= 0 {
		return fyne.Size{}
	}
	_, _, width, height := monitor.GetWorkarea()
	return fyne.NewSize(float32(width)/scale, float32(height)/scale-titleBar)
}
