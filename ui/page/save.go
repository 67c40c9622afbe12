package page

import (
	"context"
	"errors"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/sheet"
)

// SaveFile asks where a file goes, and only then makes and writes it, all beside the UI: what is
// made may count as sent. name is what is offered, without the ending of its kind. saved, which may
// be nil, is called on the UI goroutine with where the file is.
func SaveFile(
	env *Env, title, name string, kind FileKind, content func(ctx context.Context) ([]byte, error),
	saved func(path string),
) {
	env.Run.Go(func() {
		path, err := env.Files.Save(title, name+kind.Ending, kind)
		if err == nil && path == "" {
			return
		}
		var file []byte
		if err == nil {
			file, err = content(context.Background())
		}
		if err == nil {
			err = sheet.WriteBytes(path, file)
			var unwritable *core.Error
			// It counts as sent all the same.
			if errors.As(err, &unwritable) && kind.Ending == desk.FileExtension {
				err = &core.Error{
					Code: core.Unavailable, Key: "exchange.unwritable", Err: unwritable.Err,
				}
			}
		}
		env.Run.UI(func() {
			if err != nil {
				env.Fail(err)
				return
			}
			if saved != nil {
				saved(path)
			}
			env.Toasts.Say(env.T("toast.file_saved", core.Args{"Path": path}), "", nil)
		})
	})
}
