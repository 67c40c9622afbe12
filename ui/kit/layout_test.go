package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func TestAWordLongerThanALineIsBroken(t *testing.T) {
	test.NewTempApp(t)
	size, style, _ := Body.look()
	path := "/home/ida/" + strings.Repeat("Ablage/", 40) + "liste.csv"
	p := NewParagraph("Exported to "+path+" today", Body)
	for _, width := range []float32{1, 60, 200} {
		lines := p.wrap(p.text, width)
		for _, line := range lines {
			require.NotEmpty(t, line)
			require.True(t, len(line) == 1 || fyne.MeasureText(line, size, style).Width <= width, line)
		}
		require.Contains(t, strings.Join(lines, ""), path)
		require.Equal(t, float32(len(lines))*p.lineHeight(), p.HeightFor(width))
	}
	require.Equal(t, []string{""}, NewParagraph("", Body).wrap("", 100))
	require.Equal(t, "ÄÖ", strings.Join(NewParagraph("", Body).wrap("ÄÖ", 1), ""), "a character stays whole")
}

func TestSidesGiveTheLeftOneWhatIsLeft(t *testing.T) {
	test.NewTempApp(t)
	badge := func() fyne.CanvasObject { return NewSized(100, 20, NewBar(8)) }
	left, right := NewFlow(8, badge(), badge(), badge()), NewSized(200, 44, NewBar(8))
	row := NewStack(0, NewSides(8, left, right))
	for width, height := range map[float32]float32{600: 44, 430: 48, 310: 76} { // One, two and three lines of badges.
		row.Resize(fyne.NewSize(width, 500))
		require.Equal(t, fyne.NewPos(width-200, (height-44)/2), right.Position())
		require.Equal(t, width-208, left.Size().Width)
		require.Equal(t, height, row.MinSize().Height, width)
	}
}

func TestThereIsNoSpaceAroundWhatIsHidden(t *testing.T) {
	test.NewTempApp(t)
	banner := NewSized(100, 20, NewBar(8))
	row := NewStack(0, NewPadded(12, 0, 4, 0, banner), NewSized(100, 30, NewBar(8)))
	row.Resize(fyne.NewSize(300, 500))
	require.EqualValues(t, 12+20+4+30, row.MinSize().Height)
	banner.Hide()
	require.EqualValues(t, 30, row.MinSize().Height)
	require.Zero(t, row.Objects[0].MinSize())
}
