package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

// TestABadgeIsSeenOnASelectedRow draws a badge of each tone as a selected row does.
func TestABadgeIsSeenOnASelectedRow(t *testing.T) {
	for _, mode := range []Mode{ModeLight, ModeDark} {
		test.NewTempApp(t).Settings().SetTheme(NewTheme(mode))
		for _, tone := range []Tone{Neutral, OK, Info, Warn, Bad, Held} {
			c := newCellView()
			badge := (&BadgeValue{Tone: tone, Text: "invited"}).on(true)
			c.draw(Cell{Badge: badge}, fyne.NewPos(0, 0), 120, false, -1, -1)
			require.NotEqual(t, theme.Color(ColorSoft), c.badge.FillColor, "tone %d", tone)
			require.False(t, c.badge.Hidden)
		}
	}
}
