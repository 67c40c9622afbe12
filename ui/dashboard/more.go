package dashboard

import (
	"fyne.io/fyne/v2"
)

// moreLayout is a layout that shows as many of some rows as it has height for; it needs none of
// them.
type moreLayout struct {
	stack fyne.Layout
	rows  []fyne.CanvasObject // Somewhere below its objects, from the top.
}

// MinSize is that without the rows.
func (l *moreLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown := 0
	for ; shown < len(l.rows) && l.rows[shown].Visible(); shown++ {
		l.rows[shown].Hide()
	}
	least := l.stack.MinSize(objects)
	for _, row := range l.rows[:shown] {
		row.Show()
	}
	return least
}

// Layout shows the rows for which there is room, the first ones.
func (l *moreLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, row := range l.rows {
		row.Hide()
	}
	l.stack.Layout(objects, size)
	for _, row := range l.rows {
		row.Show()
		if l.stack.MinSize(objects).Height > size.Height {
			row.Hide()
			break
		}
	}
	l.stack.Layout(objects, size)
}
