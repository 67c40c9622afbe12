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

// How the folders begin in which a copy is made, and in which a workspace is made that takes the
// place of another one.
const (
	makingPrefix    = ".making-"
	writingPrefix   = ".writing-" // Of a file.
	restoringPrefix = ".restoring-"
	salvagingPrefix = ".salvaging-"
	salvagedPrefix  = "salvaged "
)

// belonging are the endings of the files of SQLite that belong to a workspace.
var belonging = []string{"-wal", "-shm", "-journal"}

// putInPlace puts a workspace in the place of the one of a data folder, of which a copy is kept:
// aside is its name, "" when there was none. Whoever calls it holds the workspace alone.
func putInPlace(data, next string, now time.Time) (aside string, err error) {
	path, err := FileOf(data)
	if err != nil {
		return "", err
	}
	if aside, err = keepAside(path, now); err != nil {
		return "", err
	}
	folder := []byte(filepath.Base(filepath.Dir(next)))
	err = errors.Join(replaceFile(path+replacingSuffix, folder), syncFolder(filepath.Dir(path)))
	if err != nil {
		return "", err
	}
	return aside, finishReplacing(path)
}

// nextFolder returns the folder of the workspace that the file with replacingSuffix beside another
// one names. It fails for a name that this program does not give to such a folder: what is in it is
// removed.
func nextFolder(path string) (string, error) {
	text, err := os.ReadFile(path + replacingSuffix)
	if err != nil {
		return "", unavailable(err)
	}
	name := string(text)
	ours := strings.HasPrefix(name, restoringPrefix) || strings.HasPrefix(name, salvagedPrefix)
	if !ours || name != filepath.Base(name) {
		return "", &core.Error{
			Code: core.Corrupt,
			Key:  "backup.replacing",
			Args: core.Args{"Path": filepath.Dir(path), "Name": name},
		}
	}
	return filepath.Join(filepath.Dir(path), name), nil
}

// finishReplacing does what the file with replacingSuffix beside a workspace says.
func finishReplacing(path string) error {
	folder, err := nextFolder(path)
	if err != nil {
		return err
	}
	home := filepath.Dir(path)
	next := filepath.Join(folder, FileName)
	if _, err := os.Stat(next); err == nil { // Otherwise only the end is left to do.
		for _, suffix := range append(belonging, digestSuffix) {
			if err := removeIfThere(path + suffix); err != nil {
				return unavailable(err)
			}
		}
		// A log that came back after a loss of power would be played into the other file.
		if err := syncFolder(home); err != nil {
			return err
		}
		if err := os.Rename(next, path); err != nil {
			return unavailable(err)
		}
	}
	if err := syncFolder(home); err != nil {
		return err
	}
	if err := os.Remove(path + replacingSuffix); err != nil {
		return unavailable(err)
	}
	if !onlyOurs(folder) {
		return nil
	}
	return unavailable(os.RemoveAll(folder))
}

// Replacing tells whether a program was killed while it put another workspace in place: the next
// Open finishes that.
func Replacing(data string) bool {
	path, err := FileOf(data)
	if err == nil {
		_, err = os.Lstat(path + replacingSuffix)
	}
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
	path, err := FileOf(data)
	if err != nil {
		return err
	}
	return finishReplacing(path)
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
