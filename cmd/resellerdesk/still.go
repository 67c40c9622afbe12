package main

import (
	"runtime"

	"fyne.io/fyne/v2"
)

// keepStill switches the animations of the toolkit off. fyne 2.8.1 fades the cursor of an entry,
// and each step draws the whole window: without a graphics card that is half of a core while nobody
// does anything. On macOS, which has one, the toolkit needs its own settings to follow the system.
func keepStill(a fyne.App) {
	if runtime.GOOS != "darwin" {
		fyne.SetCurrentApp(stillApp{a})
	}
}

// stillApp is an app without animations.
type stillApp struct{ fyne.App }

// Settings returns the settings of the app, with animations off.
func (a stillApp) Settings() fyne.Settings { return stillSettings{a.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations is asked by the widgets of the toolkit.
func (stillSettings) ShowAnimations() bool { return false }
