// Package filedialog asks for a file in a dialog of the window, where the desktop has none of its
// own.
package filedialog

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"resellerdesk/core/account"
	"resellerdesk/ui/page"
)

// entry is a folder or a file in a folder.
type entry struct {
	name   string
	folder bool
	size   int64
	at     time.Time
}

// readFolder reads what is in a folder: folders first, then the files of a kind, all of them when
// it is nil, each by name.
func readFolder(folder string, kind *page.FileKind, hidden bool, lang string) ([]entry, error) {
	list, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, d := range list {
		if !hidden && strings.HasPrefix(d.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(folder, d.Name())) // Of what a link leads to.
		if err != nil {
			continue // It leads nowhere, or was just deleted.
		}
		e := entry{name: d.Name(), folder: info.IsDir(), size: info.Size(), at: info.ModTime()}
		if e.folder || info.Mode().IsRegular() && fits(e.name, kind) {
			entries = append(entries, e)
		}
	}
	order := collate.New(language.Make(lang), collate.IgnoreCase, collate.Numeric)
	slices.SortStableFunc(entries, func(a, b entry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		return order.CompareString(a.name, b.name)
	})
	return entries, nil
}

// fits tells whether a file is of a kind; nil takes all.
func fits(name string, kind *page.FileKind) bool {
	return kind == nil || slices.ContainsFunc(kind.Endings(), func(ending string) bool {
		return strings.HasSuffix(strings.ToLower(name), strings.ToLower(ending))
	})
}

// withEnding is a name that ends as its kind does.
func withEnding(path string, kind page.FileKind) string {
	if strings.EqualFold(filepath.Ext(path), kind.Ending) {
		return path
	}
	return path + kind.Ending
}

// resolve is the whole path of what was typed: from the root, from the home folder after "~", else
// from a folder.
func resolve(folder, typed string) string {
	typed = strings.TrimSpace(typed)
	if home, err := os.UserHomeDir(); err == nil && (typed == "~" || strings.HasPrefix(
		typed, "~"+string(filepath.Separator),
	)) {
		return filepath.Join(home, typed[1:])
	}
	if filepath.IsAbs(typed) {
		return filepath.Clean(typed)
	}
	return filepath.Join(folder, typed)
}

// starting is the place of the first name that begins with what was typed, -1 for none.
func starting(entries []entry, typed string) int {
	wanted := account.SearchKey(typed)
	return slices.IndexFunc(
		entries, func(e entry) bool { return strings.HasPrefix(account.SearchKey(e.name), wanted) },
	)
}

// place is a folder that people often go to.
type place struct{ key, folder string }

// places are the folders of a person that exist, and the root.
func places() []place {
	var list []place
	home, err := os.UserHomeDir()
	if err == nil {
		list = append(list, place{"home", home})
		for _, p := range []struct{ key, variable, name string }{
			{"desktop", "XDG_DESKTOP_DIR", "Desktop"},
			{"documents", "XDG_DOCUMENTS_DIR", "Documents"},
			{"downloads", "XDG_DOWNLOAD_DIR", "Downloads"},
		} {
			if folder := userFolder(home, p.variable, p.name); folder != home && isFolder(folder) {
				list = append(list, place{p.key, folder})
			}
		}
	}
	return append(list, place{"root", filepath.VolumeName(home) + string(filepath.Separator)})
}

// userFolder is a folder as user-dirs.dirs of a Linux desktop names it, in any language, else its
// usual name.
func userFolder(home, variable, name string) string {
	config, err := os.UserConfigDir()
	if err != nil {
		return filepath.Join(home, name)
	}
	text, err := os.ReadFile(filepath.Join(config, "user-dirs.dirs"))
	if err != nil {
		return filepath.Join(home, name)
	}
	for line := range strings.Lines(string(text)) {
		if value, is := strings.CutPrefix(strings.TrimSpace(line), variable+"="); is {
			return filepath.Clean(strings.ReplaceAll(strings.Trim(value, `"`), "$HOME", home))
		}
	}
	return filepath.Join(home, name)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// firstFolder is where the dialog starts: where it was left, else the home folder, else the root.
func firstFolder(last string) string {
	if last != "" && isFolder(last) {
		return last
	}
	if home, err := os.UserHomeDir(); err == nil && isFolder(home) {
		return home
	}
	return string(filepath.Separator)
}

// exists tells whether there is something at a path.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil || !os.IsNotExist(err)
}

// makeFolder makes a folder.
func makeFolder(path string) error { return os.Mkdir(path, fs.FileMode(0o777)) }
