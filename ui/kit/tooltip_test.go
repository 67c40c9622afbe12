package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTooltip(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	host, layer := NewWindowHost(nil)
	plain, disabled := NewIconButton(
		IconSend, "Send the activation email", func() {},
	), NewButton("Save", ButtonPrimary, func() {})
	content := NewRow(8, plain, nil, disabled)
	host.Attach(content)
	w := test.NewTempWindow(t, NewOver(NewPadded(4, 4, 160, 4, content), layer))
	w.Resize(fyne.NewSize(600, 200))
	tips := host.tips
	point := func(b *Button) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(5, 5)
		b.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}})
	}

	point(plain)
	require.NotNil(t, tips.timer)
	assert.False(t, tips.box.Visible(), "it waits")
	tips.show()
	assert.True(t, tips.box.Visible())
	assert.Equal(t, "Send the activation email", tips.label.Text())
	shoot(t, w, "tooltip-light")
	plain.MouseOut()
	assert.False(t, tips.box.Visible())

	point(disabled)
	assert.Nil(t, tips.timer, "no words, no tooltip")
	disabled.Disable(strings.Repeat("Company is missing. ", 8))
	point(disabled)
	tips.show()
	at, size := tips.box.Position(), tips.box.Size()
	assert.LessOrEqual(t, at.X+size.Width, w.Canvas().Size().Width, "it stays in the window")
	assert.LessOrEqual(t, size.Width, float32(tipWidth+16), "a long text goes over lines")
	fyne.CurrentApp().Settings().SetTheme(NewTheme(ModeDark))
	tips.show()
	shoot(t, w, "tooltip-dark")
	tips.leave()
	tips.show()
	assert.False(t, tips.box.Visible(), "a late timer shows nothing")
}

func TestTooltip_InDialog(t *testing.T) {
	p := newPage(t)
	icon := NewIconButton(IconSend, "Send", func() {})
	modal := p.modals.Show(ModalOptions{Title: "Add", Body: NewRow(0, icon), Width: 300})
	icon.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(
		500, 400,
	)}})
	modal.host.tips.show()
	assert.True(t, modal.host.tips.box.Visible())
	shoot(t, p.window, "tooltip-dialog")
	modal.Close()
	assert.False(t, modal.host.tips.box.Visible())
	assert.Nil(t, modal.host.tips.timer)
}

// TestTooltip_GoesWhenADialogOpens opens a question by key while the pointer rests on a button, of
// the window and of a dialog.
func TestTooltip_GoesWhenADialogOpens(t *testing.T) {
	p := newPage(t)
	host, layer := NewWindowHost(nil)
	p.modals.Window = host
	inWindow := NewIconButton(IconSend, "Send", func() {})
	inDialog := NewIconButton(IconSend, "Send", func() {})
	host.Attach(inWindow)
	p.window.SetContent(NewOver(inWindow, layer))
	point := func(b *Button, tips *tipLayer) {
		at := fyne.PointEvent{AbsolutePosition: fyne.NewPos(50, 40)}
		b.MouseIn(&desktop.MouseEvent{PointEvent: at})
		tips.show()
		require.True(t, tips.box.Visible())
	}
	point(inWindow, host.tips)
	modal := p.modals.Show(ModalOptions{Title: "Add", Body: NewRow(0, inDialog), Width: 300})
	assert.False(t, host.tips.box.Visible())
	point(inDialog, modal.host.tips)
	p.modals.Confirm(Confirmation{Title: "Discard?", OK: "Discard", Cancel: "Cancel"})
	assert.False(t, modal.host.tips.box.Visible())
	modal.host.tips.show()
	assert.False(t, modal.host.tips.box.Visible(), "a late timer shows nothing")
}
