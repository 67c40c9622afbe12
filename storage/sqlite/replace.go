package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"resellerdesk/core"
)

// replacingSuffix names the file beside a workspace that says which other one takes its place. As
// long as it is there, that is to be finished: a program that was killed meanwhile leaves neither
// two halves nor none.
const replacingSuffix = ".replacing"

// belonging are the endings of the files of SQLite that belong to a workspace.
var belonging = []string{"-wal", "-shm", "-journal"}

// putInPlace puts a workspace in the place of the one of a data folder, of which a copy is kept:
// aside is its name, "" when there was none. Whoever calls it holds the workspace alone.
func putInPlace(data, next string, now time.Time) (aside string, err error) {
	path := filepath.Join(data, FileName)
	if aside, err = keepAside(path, now); err != nil {
		return "", err
	}
	relative, err := filepath.Rel(data, next)
	if err != nil {
		return "", err
	}
	if err := errors.Join(replaceFile(path+replacingSuffix, []byte(relative)), syncFolder(data)); err != nil {
		return "", err
	}
	return aside, finishReplacing(data)
}

// finishReplacing does what a file with replacingSuffix says, if there is one.
func finishReplacing(data string) error {
	path := filepath.Join(data, FileName)
	relative, err := os.ReadFile(path + replacingSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable(err)
	}
	next := filepath.Join(data, strings.TrimSpace(string(relative)))
	if _, err := os.Stat(next); err == nil { // Else it is done but for the end.
		for _, suffix := range append(belonging, digestSuffix) {
			if err := removeIfThere(path + suffix); err != nil {
				return unavailable(err)
			}
		}
		if err := os.Rename(next, path); err != nil {
			return unavailable(err)
		}
	}
	if err := syncFolder(data); err != nil {
		return err
	}
	return errors.Join(unavailable(os.Remove(path+replacingSuffix)), unavailable(os.RemoveAll(filepath.Dir(next))))
}

// Replacing tells whether a program was killed while it put another workspace in place: the next
// Open finishes that.
func Replacing(data string) bool {
	_, err := os.Lstat(filepath.Join(data, FileName+replacingSuffix))
	return err == nil
}

// finishAlone finishes what a program that was killed began, before anything is opened.
func finishAlone(data string) error {
	if !Replacing(data) {
		return nil
	}
	release, err := takeAlone(data)
	if core.CodeOf(err) == core.Busy {
		return &core.Error{Code: core.Busy, Key: "backup.restoring"}
	}
	if err != nil {
		return err
	}
	defer release()
	return finishReplacing(data)
}

// keepAside gives the present file and what belongs to it a second name.
func keepAside(path string, now time.Time) (aside string, err error) {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	name := "workspace before " + now.Local().Format("2006-01-02 15.04.05")
	for n := 1; ; n++ {
		aside = filepath.Join(filepath.Dir(path), name+".desk")
		if n > 1 {
			aside = filepath.Join(filepath.Dir(path), fmt.Sprint(name, " ", n, ".desk"))
		}
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	for _, suffix := range append([]string{"-wal", "-journal"}, "") {
		if err := copyFile(path+suffix, aside+suffix); err != nil {
			return "", err
		}
	}
	return aside, syncFolder(filepath.Dir(path))
}
