package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func TestProse_KeepsEveryWordInsideItsWidth(t *testing.T) {
	test.NewTempApp(t)
	runs := []Run{
		{Text: "Press "},
		{Text: "Save and send", Bold: true},
		{Text: ". The package is deducted, and the email goes out at once."},
	}
	p := NewProse(Body, MarkRuns(runs, map[int]int{6: 4})...).SetBullet("1.")
	for _, width := range []float32{120, 200, 640} {
		p.Resize(fyne.NewSize(width, p.HeightFor(width)))
		var all []string
		marked := 0
		for _, o := range test.WidgetRenderer(p).Objects() {
			switch o := o.(type) {
			case *canvas.Text:
				all = append(all, o.Text)
				require.LessOrEqual(t, o.Position().X+o.MinSize().Width, width+1, o.Text)
				require.LessOrEqual(t, o.Position().Y+o.Size().Height, p.HeightFor(width)+1, o.Text)
			case *canvas.Rectangle:
				marked++
			}
		}
		require.Equal(t, 1, marked)
		require.Equal(
			t, "1."+strings.ReplaceAll(p.Text(), " ", ""),
			strings.ReplaceAll(strings.Join(all, ""), " ", ""),
		)
	}
	require.Equal(t, "Save", MarkRuns(runs, map[int]int{6: 4})[1].Text)
}
