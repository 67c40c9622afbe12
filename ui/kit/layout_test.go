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
			require.True(
				t, len(line) == 1 || fyne.MeasureText(line, size, style).Width <= width, line,
			)
		}
		require.Contains(t, strings.Join(lines, ""), path)
		require.Equal(t, float32(len(lines))*p.lineHeight(), p.HeightFor(width))
	}
	require.Equal(t, []string{""}, NewParagraph("", Body).wrap("", 100))
	require.Equal(
		t, "ÄÖ", strings.Join(NewParagraph("", Body).wrap("ÄÖ", 1), ""), "a character stays whole",
	)
}

func TestSidesGiveTheLeftOneWhatIsLeft(t *testing.T) {
	test.NewTempApp(t)
	badge := func() fyne.CanvasObject { return NewSized(100, 20, NewBar(8)) }
	left, right := NewFlow(8, badge(), badge(), badge()), NewSized(200, 44, NewBar(8))
	row := NewStack(0, NewSides(8, left, right))
	// One, two and three lines of badges.
	for width, height := range map[float32]float32{600: 44, 430: 48, 310: 76} {
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

func TestAGroupIsNotTornApart(t *testing.T) {
	test.NewTempApp(t)
	some := func(n int) (list []fyne.CanvasObject) {
		for range n {
			list = append(list, NewSized(100, 20, NewBar(8)))
		}
		return list
	}
	buttons, chips := some(2), some(3)
	flow := NewGroupedFlow(8, buttons, chips)
	at := func(width float32) (places []fyne.Position) {
		flow.Resize(fyne.NewSize(width, 100))
		for _, c := range chips {
			places = append(places, c.Position())
		}
		return places
	}
	wide := []fyne.Position{fyne.NewPos(216, 0), fyne.NewPos(324, 0), fyne.NewPos(432, 0)}
	require.Equal(t, wide, at(532))
	own := []fyne.Position{fyne.NewPos(0, 28), fyne.NewPos(108, 28), fyne.NewPos(216, 28)}
	require.Equal(t, own, at(531))
	require.Equal(t, own, at(330))
	require.Equal(t, []fyne.Position{own[0], own[1], fyne.NewPos(0, 56)}, at(300))
	chips[2].Hide()
	require.Equal(t, wide[:2], at(424)[:2])
}

func TestAHintGoesBeforeATextIsCut(t *testing.T) {
	test.NewTempApp(t)
	sums := "The 25 selected have 9,876 extensions, 7,204 of them in PBXs."
	text, hint := NewCutText("", Caption, 80), NewText("Shift+click: from here to there", Caption)
	line := NewHinted(8, text, hint)
	both := float32(0)
	for _, words := range []string{"", sums} {
		text.SetText(words)
		both = text.whole() + 8 + hint.whole()
		line.Resize(fyne.NewSize(both, 20))
		require.True(t, hint.Visible())
		require.Empty(t, text.Tip())
	}
	line.Resize(fyne.NewSize(both-1, 20))
	require.False(t, hint.Visible())
	require.Empty(t, text.Tip(), "it is not cut")
	text.SetText("")
	line.Refresh()
	require.True(t, hint.Visible())
}
