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
	unknown fileSystem = iota // A USB stick, FUSE, an overlay: locks and shared memory may not be what SQLite needs for WAL.
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
