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
var passing = []string{".new-", ".check-", makingPrefix, restoringPrefix, writingPrefix, ".probe-"}

// sweep removes what killed programs left in a data folder, once nobody can be at it any more.
func sweep(data string, now time.Time) {
	const age = 24 * time.Hour
	for _, dir := range []string{data, filepath.Join(data, BackupFolder)} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			ours := slices.ContainsFunc(
				passing,
				func(p string) bool { return strings.HasPrefix(e.Name(), p) },
			)
			ours = ours && (!e.IsDir() || onlyOurs(filepath.Join(dir, e.Name())))
			info, err := e.Info()
			if ours && err == nil && now.Sub(info.ModTime()) > age && !Replacing(data) {
				_ = os.RemoveAll(
					filepath.Join(dir, e.Name()),
				) // It is tried again at the next start.
			}
		}
	}
}

// onlyOurs tells whether a folder holds nothing but files of a workspace and of a backup.
func onlyOurs(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && !slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return e.IsDir() ||
			e.Name() != "packed" && !strings.HasPrefix(e.Name(), FileName) &&
				!strings.HasPrefix(e.Name(), writingPrefix)
	})
}
