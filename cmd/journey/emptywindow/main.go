// Command emptywindow shows a window with next to nothing in it, or a plain table below a search:
// what the program is measured against.
package main

import (
	"flag"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

func main() {
	rows := flag.Int("rows", 0, "how many rows the table has, 0 for no table")
	flag.Parse()
	a := app.NewWithID("desk.reseller.empty")
	w := a.NewWindow("Reseller Desk")
	w.SetContent(container.NewCenter(widget.NewLabel("This window has a label and nothing else.")))
	if *rows > 0 {
		w.SetContent(tableOf(w, *rows))
	}
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}

// tableOf is a table as Fyne has it, below a search that Ctrl+F goes to.
func tableOf(w fyne.Window, rows int) fyne.CanvasObject {
	const columns, width = 6, 200
	search := widget.NewEntry()
	w.Canvas().AddShortcut(
		&desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierControl},
		func(fyne.Shortcut) { w.Canvas().Focus(search) },
	)
	n := 0 // fyne 2.8.1: a table with a length before it has a size creates cells for every row.
	table := widget.NewTable(
		func() (int, int) { return n, columns },
		func() fyne.CanvasObject { return widget.NewLabel("") },
		func(at widget.TableCellID, cell fyne.CanvasObject) {
			cell.(*widget.Label).SetText(fmt.Sprintf("Row %d, column %d", at.Row, at.Col))
		},
	)
	for column := range columns {
		table.SetColumnWidth(column, width)
	}
	go fyne.Do(func() {
		n = rows
		table.Refresh()
	})
	return container.NewBorder(search, nil, nil, nil, table)
}
