package main

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// shown calls visit for every text that a person sees below an object, and where it stands in the
// window, until visit says stop.
func shown(
	o fyne.CanvasObject, at fyne.Position,
	visit func(text *canvas.Text, at fyne.Position) (stop bool),
) bool {
	if o == nil || !o.Visible() {
		return false
	}
	at = at.Add(o.Position())
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		return visit(o, at)
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, in := range inside {
		if shown(in, at, visit) {
			return true
		}
	}
	return false
}

// layers are what can be seen in the window, the uppermost dialog first.
func (s *screen) layers() []fyne.CanvasObject {
	c := s.window.Fyne().Canvas()
	layers := []fyne.CanvasObject{c.Content()}
	for _, dialog := range c.Overlays().List() {
		layers = append([]fyne.CanvasObject{dialog}, layers...)
	}
	return layers
}

// reads is all that a person can read in the window, in one line.
func (s *screen) reads() string {
	var all []string
	for _, layer := range s.layers() {
		shown(layer, fyne.Position{}, func(text *canvas.Text, _ fyne.Position) bool {
			all = append(all, text.Text)
			return false
		})
	}
	return strings.Join(all, " ")
}

// says asserts what stands in the window.
func (s *screen) says(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		require.Contains(s.t, s.reads(), text)
	}
}

// tap presses what has these words on it, in the uppermost dialog if there is one.
func (s *screen) tap(words string) {
	s.t.Helper()
	s.tapWhere(words, func(text string) bool { return withoutKey(text) == words })
}

// withoutKey is an item of a menu without its key.
func withoutKey(text string) string {
	words, _, _ := strings.Cut(text, "    ")
	return words
}

// tapWhere presses what has words on it that fit; called says which that are.
func (s *screen) tapWhere(called string, fits func(text string) bool) {
	s.t.Helper()
	s.isDrawn()
	var where fyne.Position
	found := shown(s.layers()[0], fyne.Position{}, func(text *canvas.Text, at fyne.Position) bool {
		where = at.AddXY(min(text.Size().Width, text.MinSize().Width)/2, text.Size().Height/2)
		return fits(text.Text)
	})
	require.True(s.t, found, "there is no %q in %q", called, s.reads())
	test.TapCanvas(s.window.Fyne().Canvas(), where)
}

// waits lets the time pass for which something was to happen later.
func (s *screen) waits() {
	due := s.later
	s.later = nil
	for _, do := range due {
		do()
	}
}

// signsIn types email and password at the sign-in, and presses Enter. An address that is remembered
// is left, or typed over.
func (s *screen) signsIn(email, password string) {
	known := s.known.LastEmail("")
	if known != "" && known != email {
		s.window.Fyne().Canvas().FocusPrevious()
	}
	if known != email {
		s.typed(email)
		s.key(fyne.KeyTab)
	}
	s.typed(password)
	s.key(fyne.KeyReturn)
}

// opens pastes a text into the dialog of Ctrl+O.
func (s *screen) opens(text string) {
	s.press(fyne.KeyO)
	require.True(s.t, dialogOpen(s), "the dialog that asks for a file")
	s.paste(text)
}

// saves lets the next file be saved under a name, does something that saves it, and returns it.
func (s *screen) saves(do func()) []byte {
	s.files.path = filepath.Join(s.t.TempDir(), "saved")
	do()
	file, err := os.ReadFile(s.files.path)
	require.NoError(s.t, err)
	return file
}

// drops lets somebody drop files on the window.
func (s *screen) drops(paths ...string) {
	var files []fyne.URI
	for _, path := range paths {
		files = append(files, storage.NewFileURI(path))
	}
	s.drop(fyne.NewPos(100, 100), files)
}
