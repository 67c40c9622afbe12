package page

import (
	"io"
	"os"
	"path/filepath"
	"regexp"

	"fyne.io/fyne/v2"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
	"resellerdesk/ui/kit"
)

// AnyFile is a file of any kind.
func AnyFile(env *Env) FileKind { return FileKind{Name: env.T("files.any")} }

// ExchangeFile is a file for the other side.
func ExchangeFile(env *Env) FileKind {
	return FileKind{Name: env.T("files.exchange"), Ending: desk.FileExtension}
}

// endLine is the last line of a file of the other side.
var endLine = regexp.MustCompile(`-----END RESELLER DESK [A-Z]+-----`)

// Opener asks for a file of the other side: by choosing it, or by pasting the text of the mail.
type Opener struct {
	Object fyne.CanvasObject
	First  fyne.Focusable
	Paste  *kit.Field
}

// NewOpener returns an opener whose file goes to env.Incoming.
func NewOpener(env *Env) *Opener {
	o := &Opener{Paste: kit.NewMultilineField(env.T("invited.paste"), 6)}
	complete := false
	o.Paste.OnChanged = func(text string) {
		was := complete
		if complete = endLine.MatchString(text); complete && !was {
			env.Incoming([]byte(text))
		}
	}
	choose := kit.NewChoice(kit.IconFile, env.T("invited.file"), env.T("invited.file_text"), func() {
		env.Run.Go(func() {
			path, err := env.Files.Open(env.T("invited.file"), AnyFile(env))
			var text []byte
			if err == nil && path != "" {
				text, err = ReadFile(path)
			}
			env.Run.UI(func() {
				if err != nil {
					env.Fail(err)
				} else if path != "" {
					env.Incoming(text)
				}
			})
		})
	})
	o.Object, o.First = kit.NewStack(12, choose, o.Paste), choose
	return o
}

// ReadFile reads a file of the other side. Of one that is too large to be one it reads as much as is refused for it.
func ReadFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, activation.MaxText+1))
	if err != nil {
		return nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	return text, nil
}

// SaveFile asks where a file goes, and only then makes it: what is made counts as sent.
func SaveFile(env *Env, title, name string, kind FileKind, content func() ([]byte, error)) {
	env.Run.Go(func() {
		path, err := env.Files.Save(title, name+kind.Ending, kind)
		var file []byte
		if err == nil && path != "" {
			if file, err = content(); err == nil {
				if err = os.WriteFile(path, file, 0o600); err != nil {
					err = &core.Error{Code: core.Unavailable, Key: "sheet.unwritable", Err: err}
				}
			}
		}
		env.Run.UI(func() {
			if err != nil {
				env.Fail(err)
			} else if path != "" {
				env.Toasts.Say(env.T("toast.saved_file", core.Args{"Name": filepath.Base(path)}), "", nil)
			}
		})
	})
}
