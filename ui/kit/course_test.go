package kit

import (
	"image/color"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

func TestLevelsAreRoundAndHoldEveryValue(t *testing.T) {
	for name, c := range map[string]struct {
		points          []CoursePoint
		low, high, step int64
	}{
		"nothing":    {nil, 0, 1, 1},
		"one thing":  {[]CoursePoint{{Value: 0, Limit: 0}}, 0, 1, 1},
		"from zero":  {[]CoursePoint{{Value: 0, Limit: 500}, {Value: 120, Limit: 500}}, 0, 500, 200},
		"far above":  {[]CoursePoint{{Value: 3050, Limit: 4000}, {Value: 3900, Limit: 4500}}, 3000, 4500, 500},
		"very large": {[]CoursePoint{{Value: 1, Limit: 1_000_000_000}}, 0, 1_000_000_000, 500_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			low, high, step := levels(c.points)
			for _, p := range c.points {
				require.LessOrEqual(t, low, min(p.Value, p.Limit))
				require.GreaterOrEqual(t, high, max(p.Value, p.Limit))
			}
			require.Less(t, low, high)
			require.LessOrEqual(t, (high-low)/step, int64(courseLevels))
			require.Zero(t, low%step)
		})
	}
}

func TestTheCourseDrawsValueAndLimit(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	c := NewCourse("assigned", "subscription", func(n int64) string { return strconv.FormatInt(n, 10) })
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(400, 240))
	c.Set([]CoursePoint{{"Nov", 0, 100}, {"Dec", 50, 100}, {"Jan", 50, 100}})
	picture := c.draw(int(c.drawing.Size().Width), 200)
	at := func(x, y int) color.Color { return picture.At(x, y) }
	same := func(want fyne.ThemeColorName, got color.Color) {
		r1, g1, b1, _ := theme.Color(want).RGBA()
		r2, g2, b2, a := got.RGBA()
		require.Equal(t, [3]uint32{r1 >> 8, g1 >> 8, b1 >> 8}, [3]uint32{r2 >> 8, g2 >> 8, b2 >> 8})
		require.NotZero(t, a)
	}
	same(ColorSoft, at(250, 150))
	same(ColorAccent, at(250, 100))
	_, _, _, above := at(250, 50).RGBA()
	require.Zero(t, above, "nothing is drawn above the value and below the limit")
	require.NotPanics(t, func() { c.Set(nil); c.draw(10, 10) })
}
