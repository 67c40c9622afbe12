package dashboard

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/ui/kit"
)

// TestMoreRowsAreShownWhereThereIsRoom makes the page higher and lower again.
func TestMoreRowsAreShownWhereThereIsRoom(t *testing.T) {
	test.NewTempApp(t)
	row := func() fyne.CanvasObject {
		return kit.NewSized(50, 40, kit.NewText("an alarm", kit.Body))
	}
	more := &moreLayout{
		stack: kit.NewStack(10).Layout, rows: []fyne.CanvasObject{row(), row(), row()},
	}
	card := kit.NewStack(0, append([]fyne.CanvasObject{row()}, more.rows...)...)
	below := row()
	body := container.New(more, card, below)
	for _, c := range []struct {
		height float32
		shown  int
	}{{90, 0}, {129, 0}, {130, 1}, {169, 1}, {300, 3}, {170, 2}, {90, 0}} {
		body.Resize(fyne.NewSize(200, c.height))
		shown := 0
		for _, r := range more.rows {
			if r.Visible() {
				shown++
			}
		}
		require.Equal(t, c.shown, shown, c.height)
		require.Equal(t, float32(90), body.MinSize().Height, "the page need not be higher for them")
		require.Equal(t, float32(40*(1+shown)), card.Size().Height)
		require.LessOrEqual(t, below.Position().Y+below.Size().Height, c.height)
	}
}
