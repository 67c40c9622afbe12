package sqlite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// passing are how the folders and files begin that are made for a moment. A program that was killed
// leaves them.
var passing = []string{
	".new-", ".check-", makingPrefix, restoringPrefix, salvagingPrefix, writingPrefix, ".probe-",
}

// isPassing tells whether something is made for a moment, by its name.
func isPassing(name string) bool {
	return slices.ContainsFunc(passing, func(p string) bool { return strings.HasPrefix(name, p) })
}

// sweep removes what killed programs left in a data folder, and where a link in it leads, once
// nobody can be at it any more.
func sweep(data string, now time.Time) {
	if Replacing(data) {
		return
	}
	sweepFolder(data, true, now)
	sweepFolder(filepath.Join(data, BackupFolder), true, now)
	if path, err := FileOf(data); err == nil && filepath.Dir(path) != filepath.Clean(data) {
		sweepFolder(filepath.Dir(path), false, now)
	}
}

// sweepFolder removes the folders that killed programs left in one, and the files where it is alone
// ours.
func sweepFolder(dir string, alone bool, now time.Time) {
	const age = 24 * time.Hour
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		ours := isPassing(e.Name())
		if e.IsDir() {
			ours = ours && onlyOurs(filepath.Join(dir, e.Name()))
		} else {
			ours = ours && alone
		}
		if info, err := e.Info(); ours && err == nil && now.Sub(info.ModTime()) > age {
			_ = os.RemoveAll(filepath.Join(dir, e.Name())) // It is tried again at the next start.
		}
	}
}

// onlyOurs tells whether a folder holds nothing but files of a workspace and of a backup, what is
// made for a moment, and tables where a workspace is being salvaged.
func onlyOurs(dir string) bool {
	entries, err := os.ReadDir(dir)
	salvaging := strings.HasPrefix(filepath.Base(dir), salvagingPrefix)
	return err == nil && !slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		name := e.Name()
		if e.IsDir() {
			return !isPassing(name) || !onlyOurs(filepath.Join(dir, name))
		}
		table, isTable := strings.CutSuffix(name, ".csv")
		isTable = isTable && salvaging && slices.Contains(salvagedOrder, table)
		return name != "packed" && !strings.HasPrefix(
			name, FileName,
		) && !isPassing(name) && !isTable
	})
}
