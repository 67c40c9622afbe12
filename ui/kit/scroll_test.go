package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// TestWhatScrollsFollowsTheFocus goes by keyboard through more than can be seen, in a part of a
// window that scrolls by itself.
func TestWhatScrollsFollowsTheFocus(t *testing.T) {
	test.NewTempApp(t)
	var buttons []*Button
	list := NewStack(0)
	for range 20 {
		b := NewButton("Look", ButtonSecondary, func() {})
		buttons = append(buttons, b)
		list.Add(b)
	}
	search := NewSearch("Search", "", func(string) {})
	chip := NewChip("All", func() {})
	list.Add(search)
	list.Add(chip)
	scroll := container.NewVScroll(list)
	host, layer := NewWindowHost(func(*fyne.KeyEvent) bool { return false })
	content := container.NewStack(scroll, layer)
	window := test.NewTempWindow(t, content)
	window.Resize(fyne.NewSize(300, 200))
	host.Attach(content)
	host.Attach(content) // As for what is added later.

	seen := func(o fyne.CanvasObject) bool {
		top := o.Position().Y - scroll.Offset.Y
		return top >= 0 && top+o.Size().Height <= scroll.Size().Height
	}
	canvas := window.Canvas()
	require.False(t, seen(buttons[15]))
	canvas.Focus(buttons[15])
	require.True(t, seen(buttons[15]))
	canvas.Focus(buttons[0])
	require.True(t, seen(buttons[0]))
	canvas.Focus(search.Focusable())
	require.True(t, seen(search))
	canvas.Focus(buttons[0])
	canvas.Focus(chip)
	require.True(t, seen(chip))
}
