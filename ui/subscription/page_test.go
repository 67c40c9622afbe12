package subscription

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// TestTheWarningStaysInItsRow has the longest numbers that there can be, in windows down to the
// smallest.
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

// TestWhatHappenedIsNotCutInTheMovements shows every operation, also undone and done again, as wide
// as the movements are in a window of 1280.
func TestWhatHappenedIsNotCutInTheMovements(t *testing.T) {
	test.NewTempApp(t)
	const page1280 = 1280 - 184 - 2*16
	const width = page1280 - page1280*courseShare - 12
	for _, lang := range i18n.Languages {
		words, err := i18n.New(assets.Translations, lang)
		require.NoError(t, err)
		for _, operation := range desk.Operations() {
			verb := capacity.Verb(operation)
			for _, v := range []capacity.Verb{verb, verb.Reversed(), verb.Reversed().Reversed()} {
				p := &Page{env: &page.Env{Words: words}}
				p.buildTable()
				p.movements = []desk.Movement{{
					ID: "1", Verb: v, Company: "Kranich Telefonie und Netze GmbH",
					Moved:     capacity.Amounts{capacity.Extensions: 100},
					FreeAfter: capacity.Amounts{},
				}}
				window := test.NewTempWindow(t, p.table)
				window.SetPadded(false)
				window.Resize(fyne.NewSize(width, 300))
				p.table.SetCount(1)
				said := p.env.Verb(v, words.T("verb."+string(v.Root())))
				require.Contains(t, texts(p.table), said, "%s %s", lang, v)
			}
		}
	}
}

// texts are all words that are drawn of an object.
func texts(o fyne.CanvasObject) []string {
	switch o := o.(type) {
	case *canvas.Text:
		return []string{o.Text}
	case *fyne.Container:
		var all []string
		for _, child := range o.Objects {
			all = append(all, texts(child)...)
		}
		return all
	case fyne.Widget:
		return texts(container.NewWithoutLayout(test.WidgetRenderer(o).Objects()...))
	}
	return nil
}
