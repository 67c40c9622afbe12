package sheet

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Endings are the endings of the files that WriteFile knows.
var Endings = []string{".xlsx", ".csv"}

// CheckName refuses a file whose ending WriteFile does not know, with Invalid "sheet.ending".
func CheckName(path string) error {
	if !slices.Contains(Endings, endingOf(path)) {
		return refuse("sheet.ending", nil)
	}
	return nil
}

func endingOf(path string) string { return strings.ToLower(filepath.Ext(path)) }

// WriteFile writes a table to a file of the kind that its ending says, for a person who reads a
// language: the delimiter of a CSV file is the one that spreadsheet programs of that language
// expect. The file appears under its name when it is complete, or not at all; one that was there
// before is replaced. It fails as CheckName, WriteCSV and WriteXLSX do.
func WriteFile(
	ctx context.Context, path string, t Table, language string, progress Progress,
) error {
	if err := CheckName(path); err != nil {
		return err
	}
	ending := endingOf(path)
	return WriteWhole(
		path, func(w io.Writer) error { return write(ctx, w, t, ending, language, progress) },
	)
}

// WriteWhole lets content write a file, which appears under its name when it is complete, or not at
// all; one that was there before is replaced. It fails with Unavailable "sheet.unwritable", or as
// content does.
func WriteWhole(path string, content func(w io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*"+endingOf(path))
	if err != nil {
		return unwritable(err)
	}
	defer func() {
		if err != nil { // What is there is of no use.
			err = errors.Join(err, ignoreClosed(file.Close()), os.Remove(file.Name()))
		}
	}()
	if err := content(file); err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return unwritable(err)
	}
	return nil
}

// WriteBytes writes a file whose content is known, as WriteWhole does.
func WriteBytes(path string, file []byte) error {
	return WriteWhole(path, func(w io.Writer) error {
		_, err := w.Write(file)
		return unwritable(err)
	})
}

func write(
	ctx context.Context, w io.Writer, t Table, ending, language string, progress Progress,
) error {
	if ending == ".xlsx" {
		return WriteXLSX(ctx, w, t, progress)
	}
	return WriteCSV(ctx, w, t, delimiterOf(language), progress)
}

// delimiterOf is what spreadsheet programs of a language expect: where the comma is the decimal
// sign it is the semicolon.
func delimiterOf(language string) Delimiter {
	if language == "de" {
		return Semicolon
	}
	return Comma
}

func ignoreClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
