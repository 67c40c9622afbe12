package ui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/ncruces/zenity"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
	"resellerdesk/ui/resellers"
)

// nativeFiles asks with the platform's own dialog, or with the toolkit's where there is none.
type nativeFiles struct {
	window fyne.Window
	run    page.Runner
}

// Open asks for a file that exists (page.Files).
func (n nativeFiles) Open(title string, kind page.FileKind) (string, error) {
	if !zenity.IsAvailable() {
		return n.ask(func(answer func(path string, err error)) *dialog.FileDialog {
			return dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
				if file == nil {
					answer("", err)
					return
				}
				answer(file.URI().Path(), errors.Join(err, file.Close()))
			}, n.window)
		}, kind)
	}
	return answered(zenity.SelectFile(zenity.Title(title), zenity.Modal(), filter(kind)))
}

// Save asks where a file goes (page.Files). When the ending was left out and the file with it exists, it asks again.
func (n nativeFiles) Save(title, name string, kind page.FileKind) (string, error) {
	for {
		path, err := n.save(title, name, kind)
		if err != nil || path == "" || strings.EqualFold(filepath.Ext(path), kind.Ending) {
			return path, err
		}
		path += kind.Ending
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
		name = path
	}
}

func (n nativeFiles) save(title, name string, kind page.FileKind) (string, error) {
	if !zenity.IsAvailable() {
		return n.ask(func(answer func(path string, err error)) *dialog.FileDialog {
			d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
				if file == nil {
					answer("", err)
					return
				}
				// The toolkit has made an empty file; if nothing comes of the writing, none is to stay.
				path := file.URI().Path()
				answer(path, errors.Join(err, file.Close(), os.Remove(path)))
			}, n.window)
			d.SetFileName(filepath.Base(name))
			return d
		}, kind)
	}
	return answered(zenity.SelectFileSave(zenity.Title(title), zenity.Modal(), zenity.Filename(name), zenity.ConfirmOverwrite(), filter(kind)))
}

func filter(kind page.FileKind) zenity.FileFilter {
	var patterns []string
	for _, ending := range kind.Endings() {
		patterns = append(patterns, "*"+ending)
	}
	return zenity.FileFilter{Name: kind.Name, Patterns: patterns, CaseFold: true}
}

func answered(path string, err error) (string, error) {
	if errors.Is(err, zenity.ErrCanceled) {
		return "", nil
	}
	return path, unaskable(err)
}

func unaskable(err error) error {
	if err == nil {
		return nil
	}
	return &core.Error{Code: core.Unavailable, Key: "files.dialog", Err: err}
}

// ask shows a dialog of the toolkit and waits for its answer.
func (n nativeFiles) ask(build func(answer func(path string, err error)) *dialog.FileDialog, kind page.FileKind) (string, error) {
	type result struct {
		path string
		err  error
	}
	results := make(chan result, 1)
	n.run.UI(func() {
		d := build(func(path string, err error) { results <- result{path, err} })
		d.SetFilter(storage.NewExtensionFileFilter(kind.Endings()))
		d.Show()
		size := n.window.Canvas().Size()
		// fyne 2.8.1: panics before Show, and leaves the dialog where its smaller self was until it is shown again.
		d.Resize(fyne.NewSize(size.Width*0.85, size.Height*0.85))
		focused := n.window.Canvas().Focused()
		d.Hide()
		d.Show()
		if focused != nil {
			n.window.Canvas().Focus(focused)
		}
	})
	r := <-results
	return r.path, unaskable(r.err)
}

// dropped opens a file of the other side that somebody dropped on the window, and imports any other.
func (w *Window) dropped(files []fyne.URI) {
	if w.env.Desk == nil || w.env.Modals.Open() || len(files) == 0 {
		return
	}
	path := files[0].Path()
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case ending == activation.Extension || ending == desk.FileExtension || ending == recovery.KitExtension || w.frame == nil:
		w.incomingFile(path)
	default:
		w.frame.open("user")
		if list, may := w.frame.made("user").(*resellers.Page); may { // Else the person may not see the page.
			list.ImportFile(path)
		}
	}
}
