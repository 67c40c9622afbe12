// Command emptywindow shows a window with nothing in it: what the program's start is measured
// against.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("desk.reseller.empty")
	w := a.NewWindow("Reseller Desk")
	w.SetContent(widget.NewLabel("empty"))
	w.Resize(fyne.NewSize(1280, 800))
	w.Show()
	// As in the program, the title says that the content is there.
	go fyne.Do(func() { w.SetTitle("Empty – Reseller Desk") })
	a.Run()
}
