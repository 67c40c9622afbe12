package subscription

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// TestTheWarningStaysInItsRow has the longest numbers that there can be, in windows down to the smallest.
func TestTheWarningStaysInItsRow(t *testing.T) {
	test.NewTempApp(t)
	words, err := i18n.New(assets.Translations, "de")
	require.NoError(t, err)
	v := newResourceView(&page.Env{Words: words}, capacity.RecordingMinutes)
	v.fill(capacity.Usage{Unused: capacity.MaxAmount * 9 / 10, Free: capacity.MaxAmount / 10})
	require.True(t, v.warning.Visible())
	window := test.NewTempWindow(t, kit.NewStack(0, v.object))
	window.SetPadded(false)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, width := range []float32{1100, 760, 640, 500} {
		window.Resize(fyne.NewSize(width, 400))
		left := at(v.warning).X
		require.Equal(t, v.warning.MinSize().Width, v.warning.Size().Width, "it is whole")
		require.Equal(t, width-16, left+v.warning.Size().Width)
		for _, n := range []*kit.Text{v.total, v.used, v.free} {
			require.LessOrEqual(t, at(n).X+n.Size().Width, left, width)
			require.Less(t, at(n).Y, at(v.bar).Y, width)
		}
	}
}
