package page

import (
	"context"
	"os"
	"path/filepath"

	"resellerdesk/core"
)

// SaveFile asks where a file goes, and only then makes and writes it, all beside the UI: what is made may count as sent. name is
// what is offered, without the ending of its kind.
func SaveFile(env *Env, title, name string, kind FileKind, content func(ctx context.Context) ([]byte, error)) {
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
			err = writeWhole(path, file)
		}
		env.Run.UI(func() {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toasts.Say(env.T("toast.file_saved", core.Args{"Path": path}), "", nil)
		})
	})
}

// writeWhole writes a file that stands there complete, or not at all.
func writeWhole(path string, content []byte) error {
	unwritable := func(err error) error { return &core.Error{Code: core.Unavailable, Key: "sheet.unwritable", Err: err} }
	file, err := os.CreateTemp(filepath.Dir(path), ".save-*")
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // It is not there any more when all went well.
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}
