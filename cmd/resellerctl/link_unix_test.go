//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/storage/sqlite"
)

// TestALinkThatLeadsNowhereIsSaid has the disk unplugged where the workspace is.
func TestALinkThatLeadsNowhereIsSaid(t *testing.T) {
	h := newHouse(t)
	disk := t.TempDir()
	path, elsewhere := filepath.Join(h.dir, sqlite.FileName), filepath.Join(disk, "my.desk")
	require.NoError(t, os.Rename(path, elsewhere))
	require.NoError(t, os.Symlink(elsewhere, path))
	h.ok("reseller", "list", "--json")
	require.NoError(t, os.Rename(elsewhere, elsewhere+".gone"))
	for _, args := range [][]string{
		{"reseller", "list"},
		{"backup", "create"},
		{"backup", "salvage"},
		{"activate", h.file("none.txt", "")},
	} {
		h.run(append(args, "--json")...).fails(exitUnavailable, "workspace.unavailable")
	}
	require.NoFileExists(t, elsewhere)
}
