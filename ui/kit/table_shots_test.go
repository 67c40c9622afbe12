package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

// shoot writes a picture of a window, if KIT_SHOTS names a folder for pictures.
func shoot(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	folder := os.Getenv("KIT_SHOTS")
	picture := w.Canvas().Capture()
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
}

func TestTable_Picture(t *testing.T) {
	f := newFixture(t, 214)
	f.window.Resize(fyne.NewSize(1064, 642))
	f.table.Select(5)
	f.table.SetSort("company", false)
	f.table.SetFilters(map[string]string{"email": "blaue"})
	f.table.choose(3, fyne.KeyModifierShortcutDefault, true)
	shoot(t, f.window, "table-light")
	fyne.CurrentApp().Settings().SetTheme(NewTheme(ModeDark))
	f.window.Canvas().Focus(f.table)
	f.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	shoot(t, f.window, "table-dark")
	f.table.ScrollTo(213)
	f.window.Resize(fyne.NewSize(700, 400))
	shoot(t, f.window, "table-narrow")
}
