package kit

import (
	"image/color"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

func TestLevelsAreRoundAndHoldEveryValue(t *testing.T) {
	for name, c := range map[string]struct {
		points          []CoursePoint
		low, high, step int64
	}{
		"nothing":   {nil, 0, 1, 1},
		"one thing": {[]CoursePoint{{Value: 0, Limit: 0}}, 0, 1, 1},
		"from zero": {
			[]CoursePoint{{Value: 0, Limit: 500}, {Value: 120, Limit: 500}}, 0, 500, 200,
		},
		"far above": {
			[]CoursePoint{{Value: 3050, Limit: 4000}, {Value: 3900, Limit: 4500}}, 3000, 4500, 500,
		},
		"very large": {
			[]CoursePoint{{Value: 1, Limit: 1_000_000_000}}, 0, 1_000_000_000, 500_000_000,
		},
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
	c := NewCourse(
		"assigned", "subscription", func(n int64) string { return strconv.FormatInt(n, 10) },
	)
	w := test.NewTempWindow(t, c)
	w.Resize(fyne.NewSize(400, 240))
	c.Set([]CoursePoint{
		{At: day(1), Limit: 100},
		{At: day(31), Value: 50, Limit: 100},
		{At: day(61), Value: 50, Limit: 100},
	})
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

func day(n int) time.Time { return time.Date(2027, 1, n, 12, 0, 0, 0, time.UTC) }

func coursePoints() []CoursePoint {
	return []CoursePoint{
		{At: day(26), Label: "Jan", Name: "26 Jan 2027", Value: 3, Limit: 10},
		{At: day(31), Label: "", Name: "31 Jan 2027", Value: 5, Limit: 10},
		{At: day(59), Label: "Feb", Name: "28 Feb 2027", Value: 9, Limit: 12},
		{At: day(76), Label: "Mar", Name: "17 Mar 2027", Value: 9, Limit: 20},
	}
}

func newCourse(t *testing.T, width float32) (*Course, fyne.Canvas) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(ModeLight))
	c := NewCourse(
		"assigned", "subscription", func(n int64) string { return strconv.FormatInt(n, 10) },
	)
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 240))
	c.Set(coursePoints())
	return c, w.Canvas()
}

func TestPointsOfTheCourseStandAtTheirTime(t *testing.T) {
	c, _ := newCourse(t, 500)
	area := fyne.NewSize(100, 50)
	for i, want := range []float32{0, 10, 66, 100} { // Of 50 days.
		x, _ := c.at(i, 0, area)
		require.Equal(t, want, x, "point %d", i)
	}
	require.Equal(t, "Mar", c.below[0].Text, "the last point always has its name")
}

// said are the words of the box, nothing while it is hidden.
func (c *Course) said() []string {
	var words []string
	for _, text := range c.mark.texts {
		if text.Visible() {
			words = append(words, text.Text)
		}
	}
	return words
}

func TestTheCourseSaysTheNumbersUnderThePointer(t *testing.T) {
	c, on := newCourse(t, 500)
	require.Empty(t, c.said())
	place, area := c.area(c.Size())
	for i, p := range c.points {
		x, _ := c.at(i, 0, area)
		for _, beside := range []float32{-3, 0, 3} {
			test.MoveMouse(on, fyne.NewPos(place.X+x+beside, 100))
			require.Equal(t, []string{
				p.Name, "assigned: " + strconv.FormatInt(p.Value, 10),
				"subscription: " + strconv.FormatInt(p.Limit, 10),
			}, c.said())
			require.InDelta(t, place.X+x, c.mark.line.Position().X, 1)
			require.Equal(t, float32(1), c.mark.line.Size().Width)
		}
	}
	c.MouseOut()
	require.Empty(t, c.said())
}

func TestTheArrowsGoThroughTheCourse(t *testing.T) {
	c, on := newCourse(t, 500)
	on.Focus(c)
	at := func() string { return c.said()[0] }
	require.Equal(t, "17 Mar 2027", at(), "the newest first")
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyRight, "17 Mar 2027"},
		{fyne.KeyLeft, "28 Feb 2027"},
		{fyne.KeyHome, "26 Jan 2027"},
		{fyne.KeyLeft, "26 Jan 2027"},
		{fyne.KeyRight, "31 Jan 2027"},
		{fyne.KeyEnd, "17 Mar 2027"},
	} {
		c.TypedKey(&fyne.KeyEvent{Name: step.key})
		require.Equal(t, step.want, at(), step.key)
	}
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	c.Set(c.points[:1])
	require.Equal(t, "26 Jan 2027", at(), "fewer points")
	c.Set(nil)
	require.Empty(t, c.said())
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	on.Unfocus()
	require.Empty(t, c.said())
}

// TestTheBoxOfTheCourseStaysInside marks every point at every width that the course has.
func TestTheBoxOfTheCourseStaysInside(t *testing.T) {
	c, _ := newCourse(t, 500)
	for width := float32(220); width < 900; width += 20 {
		c.Resize(fyne.NewSize(width, 140))
		for i := range c.points {
			c.markPoint(i)
			box := c.mark.ground
			require.GreaterOrEqual(t, box.Position().X, float32(0))
			require.LessOrEqual(t, box.Position().X+box.Size().Width, width)
			require.LessOrEqual(t, box.Position().Y+box.Size().Height, float32(140))
			for _, text := range c.mark.texts {
				require.LessOrEqual(
					t, text.Position().X+text.MinSize().Width, box.Position().X+box.Size().Width,
				)
			}
		}
	}
}

// TestTheNamesBelowTheCourseStandInEvenSteps draws a year that ends on each day of a month, in many
// widths, with names of different lengths: between two that are written as many are left out.
func TestTheNamesBelowTheCourseStandInEvenSteps(t *testing.T) {
	c, _ := newCourse(t, 700)
	months := strings.Fields("Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez")
	for _, today := range []int{1, 5, 10, 15, 20, 25, 31} {
		var points []CoursePoint
		at := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
		for m := range 12 {
			points = append(points, CoursePoint{At: at, Label: months[m], Limit: 10})
			at = time.Date(2026, time.Month(m+3), 0, 12, 0, 0, 0, time.UTC)
		}
		points[11].At = time.Date(2026, 12, today, 12, 0, 0, 0, time.UTC)
		c.Set(points)
		for width := float32(220); width < 1000; width += 7 {
			c.Resize(fyne.NewSize(width, 240))
			var shown []int
			for i, p := range points {
				named := func(n *canvas.Text) bool { return n.Visible() && n.Text == p.Label }
				if slices.ContainsFunc(c.below, named) {
					shown = append(shown, i)
				}
			}
			require.GreaterOrEqual(t, len(shown), 2, "%v", width)
			for i := 2; i < len(shown); i++ {
				require.Equal(
					t, shown[1]-shown[0], shown[i]-shown[i-1], "%v %v %v", today, width, shown,
				)
			}
		}
	}
}
