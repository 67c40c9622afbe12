//go:build !windows

package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/backup"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// linked puts the file of a workspace into another folder under another name, and returns a data
// folder with a link to it.
func linked(t *testing.T, from string) (dir, file string) {
	dir, file = t.TempDir(), filepath.Join(t.TempDir(), "my.desk")
	require.NoError(t, os.WriteFile(file, content(t, from)[sqlite.FileName], 0o600))
	require.NoError(t, os.Symlink(file, filepath.Join(dir, sqlite.FileName)))
	return dir, file
}

// killedWithLog leaves the write-ahead log that a killed program leaves.
func killedWithLog(t *testing.T, dir, file string, change func(tx store.Tx) error) {
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, w.CheckFile(t.Context(), nil))
	require.NoError(t, w.Write(change))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	log, err := os.ReadFile(file + "-wal")
	require.NoError(t, err)
	require.NotEmpty(t, log)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(file, data, 0o600))
	require.NoError(t, os.WriteFile(file+"-wal", log, 0o600))
}

// inFolder are the names of all that is in a folder.
func inFolder(t *testing.T, dir string) (names []string) {
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// entries is how many entries the log of a workspace has.
func entries(t *testing.T, dir string) int64 {
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, w.CheckFile(t.Context(), nil))
	held, err := w.Holds(t.Context())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return held.LogEntries
}

// TestALinkLeadsToTheFileAndItsLog works on a workspace whose file is elsewhere, after a program
// was killed: what it wrote last is in the log beside the file.
func TestALinkLeadsToTheFileAndItsLog(t *testing.T) {
	dir, file := linked(t, withEveryTable(t))
	before := entries(t, dir)
	require.FileExists(t, file+".checked")
	require.Equal(
		t, []string{sqlite.FileName}, inFolder(t, dir), "all that belongs to it is beside it",
	)

	killedWithLog(t, dir, file, logEntry)
	s, err := sqlite.Salvage(t.Context(), dir, now)
	require.NoError(t, err)
	require.True(t, s.Workspace)
	require.EqualValues(t, before+1, saved(s, "log_entry"))
	whole, log := content(
		t, filepath.Dir(file),
	)["my.desk"], content(t, filepath.Dir(file))["my.desk-wal"]
	aside, err := sqlite.UseSalvaged(dir, s, now)
	require.NoError(t, err)
	require.Equal(t, filepath.Dir(file), filepath.Dir(aside))
	for suffix, want := range map[string][]byte{"": whole, "-wal": log} {
		kept, err := os.ReadFile(aside + suffix)
		require.NoError(t, err)
		require.Equal(t, want, kept, "all of it steps aside")
	}
	requireWhole(t, dir)
	link, err := os.Readlink(filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	require.Equal(t, file, link)

	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	one, err := w.Backup(t.Context(), backup.ByHand, now)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.FileExists(
		t, filepath.Join(dir, sqlite.BackupFolder, one.Name), "backups stay in the data folder",
	)
	killedWithLog(t, dir, file, logEntry)
	_, err = sqlite.NewBackups(dir).Restore(t.Context(), one.Name, now.Add(time.Minute))
	require.NoError(t, err)
	require.NoFileExists(t, file+"-wal")
	requireWhole(t, dir)
}

// TestALinkedFileOfAnEarlierSchemaIsBroughtUpToDate migrates the file, not the link.
func TestALinkedFileOfAnEarlierSchemaIsBroughtUpToDate(t *testing.T) {
	for _, stored := range storedFiles(t) {
		dir, file := linked(t, unpacked(t, stored))
		requireWhole(t, dir)
		info, err := os.Lstat(filepath.Join(dir, sqlite.FileName))
		require.NoError(t, err)
		require.NotZero(t, info.Mode()&os.ModeSymlink)
		require.FileExists(t, file)
	}
}

// TestALinkThatLeadsNowhereIsNoNewWorkspace has the disk unplugged where the file is.
func TestALinkThatLeadsNowhereIsNoNewWorkspace(t *testing.T) {
	dir, file := linked(t, withEveryTable(t))
	require.NoError(t, os.Remove(file))
	_, err := sqlite.Open(t.Context(), dir)
	require.Equal(t, "workspace.unavailable", key(err))
	_, err = sqlite.Salvage(t.Context(), dir, now)
	require.Equal(t, "workspace.unavailable", key(err))
	require.NoFileExists(t, file)
	require.Equal(t, []string{sqlite.FileName}, inFolder(t, dir))
}
