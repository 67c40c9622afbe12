//go:build linux

package powerloss_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/powerloss"
)

// folder is the environment variable that makes this test binary a program that writes there.
const folder = "POWERLOSS_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(folder); dir != "" {
		program(dir)
	}
	os.Exit(m.Run())
}

var page = strings.Repeat("p", 2048)

// program writes a file as it is to be, and two that are not.
func program(dir string) {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	put := func(name, content string, synced bool) {
		file, err := os.Create(filepath.Join(dir, name+".new"))
		must(err)
		_, err = file.WriteString(content)
		must(err)
		if synced {
			must(file.Sync())
		}
		must(file.Close())
		must(os.Rename(filepath.Join(dir, name+".new"), filepath.Join(dir, name)))
	}
	put("kept", page, true)
	parent, err := os.Open(dir)
	must(err)
	must(parent.Sync())
	put("content", page, false)
	must(parent.Sync())
	put("name", page, true)
	_, err = os.Stdout.WriteString("done")
	must(err)
	must(os.Remove(filepath.Join(dir, "old")))
	os.Exit(0)
}

// TestWhatWasNotSyncedMayBeLost records a program that forgets to sync, and finds each way in which
// that can end.
func TestWhatWasNotSyncedMayBeLost(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "old"), []byte("old"), 0o600))
	r, err := powerloss.New(dir)
	require.NoError(t, err)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), folder+"="+dir)
	require.NoError(t, r.Run(c))
	require.Len(t, r.Said(), 1)
	require.Equal(t, "done", r.Said()[0].Text)
	said := r.Said()[0].Changes
	require.Equal(t, r.Changes()-1, said, "the file was removed after it")
	found := map[string]map[string]bool{}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		crashed := t.TempDir()
		require.NoError(t, r.CrashInto(crashed, said, random))
		for _, name := range []string{"kept", "content", "name", "old"} {
			is := "missing"
			if text, err := os.ReadFile(filepath.Join(crashed, name)); err == nil {
				is = shape(string(text))
			}
			if found[name] == nil {
				found[name] = map[string]bool{}
			}
			found[name][is] = true
		}
	}
	require.Equal(t, map[string]map[string]bool{
		"kept":    {"whole": true},
		"content": {"whole": true, "empty": true, "torn": true},
		"name":    {"whole": true, "missing": true},
		"old":     {"other": true},
	}, found)
}

func shape(text string) string {
	switch {
	case text == page:
		return "whole"
	case text == "":
		return "empty"
	case strings.Trim(text, "p\x00") == "" && len(text) == len(page):
		return "torn"
	}
	return "other"
}
