package page

import (
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
)

// OpenOutside lets the platform show a file or a folder in the program for it. The error is nil
// also where the desktop has no such program, but what asks it to.
func OpenOutside(app fyne.App, path string) error {
	link := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}
	return app.OpenURL(&link)
}

// SayPath says a sentence with the path of a file or a folder, which can be copied.
func (e *Env) SayPath(key, path string) {
	e.Toasts.Say(e.T(key, core.Args{"Path": path}), e.T("button.copy_path"), func() {
		fyne.CurrentApp().Clipboard().SetContent(path)
		e.Toasts.Say(e.T("toast.copied_path"), "", nil)
	})
}
