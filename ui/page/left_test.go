package page_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/i18n"
	"resellerdesk/ui/kit"
	"resellerdesk/ui/page"
)

// TestAListThatWasLeftReadsNothing until it is shown again.
func TestAListThatWasLeftReadsNothing(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.ModeLight))
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	window, run, reads := test.NewTempWindow(t, nil), &steps{}, 0
	env := (&page.Env{
		Words: words, Canvas: window.Canvas(), Run: run, Lists: page.NewLists(),
		Held: page.NewHeld(), Settings: page.NewSettings(app.Preferences()),
	}).Within(t.Context())
	list := page.NewList(env, page.ListOptions[string]{
		Name: "left", OnChanged: func() {}, Empty: kit.NewText("", kit.Body),
		Called: func(row string) string { return row },
		Columns: []kit.Column[string]{{
			Key: "name", Width: 90,
			Cell: func(row string) kit.Cell { return kit.Cell{Text: row} },
		}},
		Source: &page.Whole[string]{
			Read: func(context.Context) ([]string, error) {
				reads++
				return []string{"row"}, nil
			},
			ID: func(row string) string { return row },
		},
	})
	list.Changed()
	require.Zero(t, reads, "it was never shown")
	list.Shown()
	run.arrive()
	list.Changed()
	run.arrive()
	require.Equal(t, 2, reads, "it is in front")
	list.Left()
	list.Changed()
	list.Changed()
	require.Equal(t, 2, reads)
	list.Shown()
	require.Equal(t, 3, reads)
}
