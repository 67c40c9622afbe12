package page

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
)

// TestWhatIsTooLongToPrintIsSaidBeforeItIsRead opens the dialog for one row more than a document
// has.
func TestWhatIsTooLongToPrintIsSaidBeforeItIsRead(t *testing.T) {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.ModeLight))
	for count, off := range map[int]bool{desk.MaxPrinted: false, desk.MaxPrinted + 1: true} {
		w := test.NewTempWindow(t, container.NewStack())
		env := &Env{Words: words, Canvas: w.Canvas(), Modals: kit.NewModals(
			w.Canvas(), func(time.Duration, func()) func() { return func() {} },
		)}
		ExportDialog(env, "list", count, nil)
		last := printing(w.Canvas().Overlays().Top())
		require.NotNil(t, last)
		require.Equal(t, off, last.Disabled(), count)
	}
	text := words.T("export.pdf_too_long", core.Args{"Max": desk.MaxPrinted})
	require.Contains(t, text, "20,000")
}

// printing is the last choice of a dialog.
func printing(o fyne.CanvasObject) (last *kit.Choice) {
	inside := []fyne.CanvasObject{}
	switch o := o.(type) {
	case *kit.Choice:
		return o
	case *fyne.Container:
		inside = o.Objects
	case *container.Scroll:
		inside = append(inside, o.Content)
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, in := range inside {
		if c := printing(in); c != nil {
			last = c
		}
	}
	return last
}
