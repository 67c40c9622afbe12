package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/ncruces/zenity"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/filedialog"
	"resellerdesk/ui/importing"
	"resellerdesk/ui/page"
	"resellerdesk/ui/recovery"
)

// nativeFiles asks with the desktop's own dialog: on Linux through its portal, else with the
// platform's, and where there is neither with a dialog of the window.
type nativeFiles struct {
	env    *page.Env
	window fyne.Window
}

// Open asks for a file that exists (page.Files).
func (n nativeFiles) Open(title string, kind page.FileKind) (string, error) {
	return n.ask(filedialog.Options{Title: title, Kind: kind})
}

// Save asks where a file goes (page.Files). When the ending was left out and the file with it
// exists, it asks again.
func (n nativeFiles) Save(title, name string, kind page.FileKind) (string, error) {
	for {
		path, err := n.ask(filedialog.Options{Title: title, Kind: kind, Save: true, Name: name})
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

func (n nativeFiles) ask(o filedialog.Options) (string, error) {
	path, err := filedialog.AskPortal(o, n.parent())
	switch {
	case !errors.Is(err, filedialog.ErrNoPortal):
		return path, unaskable(err)
	case !zenity.IsAvailable():
		return filedialog.Ask(n.env, o), nil
	case o.Save:
		return answered(
			zenity.SelectFileSave(zenity.Title(o.Title), zenity.Modal(), zenity.Filename(o.Name),
				zenity.ConfirmOverwrite(), filter(o.Kind)),
		)
	}
	return answered(zenity.SelectFile(zenity.Title(o.Title), zenity.Modal(), filter(o.Kind)))
}

// parent names the window for the portal, so that its dialog stays over it; "" where that has no
// name.
func (n nativeFiles) parent() string {
	name := make(chan string, 1)
	n.env.Run.UI(func() {
		window, is := n.window.(driver.NativeWindow)
		if !is {
			name <- ""
			return
		}
		window.RunNative(func(context any) {
			if x11, is := context.(driver.X11WindowContext); is {
				name <- "x11:" + strconv.FormatUint(uint64(x11.WindowHandle), 16)
				return
			}
			name <- ""
		})
	})
	return <-name
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

// opened are the endings of the files that Incoming opens.
var opened = []string{
	activation.Extension, desk.FileExtension, recovery.KitExtension, desk.MoveFileEnding,
}

// dropped opens a file of the other side that somebody dropped on the window, and imports any other
// into the list that is open, or else as resellers.
func (w *Window) dropped(files []fyne.URI) {
	if w.env.Desk == nil || w.env.Modals.Open() || len(files) == 0 {
		return
	}
	path := files[0].Path()
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case w.frame == nil, slices.Contains(opened, ending):
		w.incomingFile(path)
	default:
		if list, imports := w.frame.page.(importing.Page); imports {
			list.ImportFile(path)
			return
		}
		w.frame.open(page.To(page.KeyUsers, page.PartWhole))
		// Else the person may not see the page.
		if list, may := w.frame.made(page.KeyUsers).(importing.Page); may {
			list.ImportFile(path)
		}
	}
}
