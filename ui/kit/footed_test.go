package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// TestTheFootOfACardStaysInSight shows a card in windows of all heights, and a banner in it later.
func TestTheFootOfACardStaysInSight(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	banner, fields := NewBanner(), NewStack(10)
	for range 6 {
		fields.Add(NewTextField("Company"))
	}
	foot := NewButton("Next", ButtonPrimary, func() {})
	card := NewFootedCard(560, 32, NewStack(10, banner, fields), foot)
	w := test.NewTempWindow(t, card)
	w.SetPadded(false)
	low := func() float32 {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(foot).Y + foot.Size().Height
	}
	for height := float32(376); height < 1000; height += 31 {
		banner.Set(Bad, "", "", "")
		w.Resize(fyne.NewSize(640, height))
		card.Refresh()
		require.LessOrEqual(t, low(), height-footedEdge)
		before := low()
		banner.Set(Bad, "Not saved", "", "The disk is full.")
		card.Objects[1].Refresh()
		require.LessOrEqual(t, low(), height-footedEdge)
		require.GreaterOrEqual(t, low(), before)
	}
	require.Zero(t, card.Objects[0].Position().X-40)
}
