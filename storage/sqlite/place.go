package sqlite

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"resellerdesk/core"
)

// fileSystem says what is known of where a folder is.
type fileSystem int

const (
	// A USB stick, FUSE, an overlay: locks and shared memory may not be what SQLite needs for WAL.
	unknown fileSystem = iota
	local
	network
)

// journal is the mode in which a workspace is written there. Both keep what was acknowledged over a
// loss of power.
func (f fileSystem) journal() string {
	if f == local {
		return "wal"
	}
	return "delete"
}

// syncing are parts of the paths of folders that a program copies elsewhere while they are written
// to.
var syncing = []string{
	"onedrive",
	"dropbox",
	"google drive",
	"googledrive",
	"my drive",
	"mobile documents",
	"iclouddrive",
	"icloud drive",
	"nextcloud",
	"owncloud",
	"pcloud",
	"mega",
	"box sync",
	"syncthing",
	"seafile",
	"creative cloud files",
}

// FileOf is where the workspace file of a data folder is: where a link with its name leads, since
// SQLite keeps beside that what belongs to it. It fails for a link that leads nowhere.
func FileOf(data string) (string, error) {
	path := filepath.Join(data, FileName)
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		return path, nil // What is wrong with it is said when it is opened.
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", unavailable(err)
	}
	return path, nil
}

// besideFile makes a folder for a moment where the workspace file of a data folder is, so that what
// is made in it can take the place of the file.
func besideFile(data, prefix string) (string, error) {
	path, err := FileOf(data)
	if err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(path), prefix)
	return work, unavailable(err)
}

// realPath is where a folder is, whatever links lead there.
func realPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// isSynced tells whether a folder is inside of one that some program synchronises, by its own name
// or by that of where it is.
func isSynced(dir string) bool {
	is := false
	for _, find := range []func(string) (string, error){filepath.Abs, realPath} {
		if at, err := find(dir); err == nil {
			is = is || isInSynced(at)
		}
	}
	return is
}

func isInSynced(dir string) bool {
	for at := dir; ; at = filepath.Dir(at) {
		name := strings.ToLower(filepath.Base(at))
		if slices.ContainsFunc(
			syncing,
			func(s string) bool { return name == s || strings.HasPrefix(name, s+" - ") },
		) {
			return true
		}
		for _, mark := range []string{".stfolder", ".dropbox", ".sync"} {
			if _, err := os.Stat(filepath.Join(at, mark)); err == nil {
				return true
			}
		}
		if filepath.Dir(at) == at {
			return false
		}
	}
}

// notices are what a person should know of a place where a workspace can be kept all the same.
func notices(dir string, f fileSystem) []*core.Error {
	var list []*core.Error
	add := func(key string) {
		list = append(list, &core.Error{Code: core.Invalid, Key: key, Args: core.Args{"Path": dir}})
	}
	if f == unknown {
		add("place.unknown")
	}
	if isSynced(dir) {
		add("place.synced")
	}
	if info, err := os.Stat(
		dir,
	); err == nil && runtime.GOOS != "windows" &&
		info.Mode().Perm()&0o077 != 0 {
		add("place.wide")
	}
	return list
}
