//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
)

// picturedResellers is how many resellers the workspace of the pictures has.
const picturedResellers = 200

// takePictures keeps the pictures of the README in a folder: the list of resellers, and the form
// that adds one.
func takePictures(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	e, err := newEnvironment(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	program, err := build(ctx, e.dir, "resellerdesk")
	if err != nil {
		return err
	}
	w := &window{
		environment: e, ctx: ctx, program: program, data: filepath.Join(e.dir, "nordlicht"),
		album: &album{out: e.dir},
	}
	if err := e.exampleWorkspace(ctx, w.data, picturedResellers); err != nil {
		return err
	}
	if err := w.open(); err != nil {
		return err
	}
	if err := w.waitTitle("User"); err != nil {
		return err
	}
	if err := w.keys("Down", "Down"); err != nil {
		return err
	}
	if err := w.picture(filepath.Join(folder, "list.png")); err != nil {
		return err
	}
	if err := w.keys("ctrl+n"); err != nil {
		return err
	}
	if err := w.waitDialog(true); err != nil {
		return err
	}
	err = w.fill(
		"Kranich Telefonie GmbH", "nina@kranich.example", "Nina", "Albrecht", "", "", "", "", "",
		"", "", "", "120", "5", "16", "2000",
	)
	if err != nil {
		return err
	}
	if err := w.picture(filepath.Join(folder, "add.png")); err != nil {
		return err
	}
	return w.keys("Escape")
}

// picture keeps a picture of the window in few colours, which is small.
func (w *window) picture(path string) error {
	_ = w.settle() // A blinking cursor never rests for long.
	_, err := w.output("import", "-window", w.id, "-strip", "-colors", "128", "png8:"+path)
	return err
}
