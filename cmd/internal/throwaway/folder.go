// Package throwaway makes folders for temporary content, such as a workspace with example data.
// Each has a marker file. Only folders with the marker are removed, and only with the files that
// belong there.
package throwaway

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gofrs/flock"
)

// Marker is the file that says that a folder was made here. It is locked while a program uses the
// folder.
const Marker = "made-by-reseller-desk"

const markerText = "Reseller Desk made this folder and may remove it, with the files that it put here.\n"

// mostNames is how many names are tried for a folder.
const mostNames = 100

// ErrNotOurs is returned for a folder that was not made here, holds something else, or is in use.
var ErrNotOurs = errors.New(
	"the folder was not made by this program, holds something else, or is in use",
)

// Folder is a folder in use.
type Folder struct {
	Path  string
	lock  *flock.Flock
	files []string
}

// Make makes an empty folder. A left-over folder of the same name is replaced. When something else
// has the name, a number is added. files are the filepath.Match patterns of what is put there.
func Make(path string, files ...string) (*Folder, error) {
	for n := 1; n <= mostNames; n++ {
		name := path
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		f, err := makeOne(name, files)
		if !errors.Is(err, ErrNotOurs) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s: %w", path, ErrNotOurs)
}

// MakeNamed is Make with this name or none: ErrNotOurs when something else is there.
func MakeNamed(path string, files ...string) (*Folder, error) {
	f, err := makeOne(path, files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func makeOne(path string, files []string) (*Folder, error) {
	if _, err := os.Lstat(path); err == nil {
		if err := remove(path, files); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, err
	}
	marker := filepath.Join(path, Marker)
	if err := os.WriteFile(marker, []byte(markerText), 0o600); err != nil {
		return nil, err
	}
	f := &Folder{Path: path, lock: flock.New(marker), files: files}
	if locked, err := f.lock.TryLock(); err != nil || !locked {
		return nil, errors.Join(ErrNotOurs, err)
	}
	return f, nil
}

// Remove removes the folder with its files. When it contains anything else, nothing is removed.
func (f *Folder) Remove() error {
	if err := f.lock.Close(); err != nil {
		return err
	}
	return remove(f.Path, f.files)
}

// Sweep removes what programs that ended left behind: folders whose paths match a pattern.
func Sweep(pattern string, files ...string) error {
	left, err := filepath.Glob(pattern)
	if err != nil {
		return err
	}
	for _, path := range left {
		if fault := remove(path, files); !errors.Is(fault, ErrNotOurs) {
			err = errors.Join(err, fault)
		}
	}
	return err
}

// remove removes a folder that nobody uses and that holds nothing but its marker and some files.
func remove(path string, files []string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil || !info.IsDir() {
		return errors.Join(ErrNotOurs, err)
	}
	marked := false
	for _, e := range entries {
		marked = marked || e.Name() == Marker
		if !e.Type().IsRegular() || e.Name() != Marker && !matches(e.Name(), files) {
			return ErrNotOurs
		}
	}
	if !marked || inUse(filepath.Join(path, Marker)) {
		return ErrNotOurs
	}
	for _, e := range entries {
		if e.Name() != Marker { // It goes last, so that what cannot be removed now can be later.
			err = errors.Join(err, os.Remove(filepath.Join(path, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	return errors.Join(os.Remove(filepath.Join(path, Marker)), os.Remove(path))
}

// inUse tells whether a program has locked a marker.
func inUse(marker string) bool {
	lock := flock.New(marker)
	locked, err := lock.TryLock()
	if err != nil || !locked {
		return true
	}
	return lock.Close() != nil
}

func matches(name string, files []string) bool {
	for _, pattern := range files {
		if fits, err := filepath.Match(pattern, name); err == nil && fits {
			return true
		}
	}
	return false
}
