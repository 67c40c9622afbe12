//go:build !windows

package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/storage/sqlite"
)

// become makes this program one of another user, who is named by a number.
func become(user string) error {
	id, err := strconv.Atoi(user)
	if err != nil {
		return err
	}
	return errors.Join(syscall.Setgid(id), syscall.Setuid(id))
}

// TestWhatMayNotBeOpenedSaysSo opens workspaces as a user who may not. The program that does is
// this one: root may everything.
func TestWhatMayNotBeOpenedSaysSo(t *testing.T) {
	whole := withEveryTable(t)
	for name, c := range map[string]struct {
		folder, file os.FileMode
		key          string
	}{
		"a folder without access":      {0o000, 0o600, "workspace.no_access"},
		"an unreadable file":           {0o700, 0o000, "workspace.unreadable"},
		"a write-protected file":       {0o700, 0o400, "workspace.file_read_only"},
		"a write-protected folder":     {0o500, 0o600, "workspace.folder_read_only"},
		"everything is as it is to be": {0o700, 0o600, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := openTemp(t)
			file := filepath.Join(dir, sqlite.FileName)
			data, err := os.ReadFile(filepath.Join(whole, sqlite.FileName))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(file, data, 0o600))
			require.NoError(t, os.Chmod(file, c.file))
			require.NoError(t, os.Chmod(dir, c.folder))
			program := exec.Command(os.Args[0])
			program.Env = append(os.Environ(), "OPEN_WORKSPACE="+dir)
			if os.Geteuid() == 0 {
				const nobody = 65534
				require.NoError(t, os.Chown(dir, nobody, nobody))
				require.NoError(t, os.Chown(file, nobody, nobody))
				program.Env = append(program.Env, "OPEN_AS="+strconv.Itoa(nobody))
			}
			said, err := program.CombinedOutput()
			require.NoError(t, os.Chmod(dir, 0o700))
			if c.key == "" {
				require.NoError(t, err, string(said))
				return
			}
			require.Error(t, err)
			require.Equal(t, c.key, strings.TrimSpace(string(said)))
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, data, after)
		})
	}
}

// TestBackupsThatMayNotBeReadAreNamed uses backups as a user who may not.
func TestBackupsThatMayNotBeReadAreNamed(t *testing.T) {
	from, one := backedUp(t)
	for name, c := range map[string]struct {
		folder, file os.FileMode
		key          string
	}{
		"a folder without access":      {0o000, 0o600, "backup.no_access"},
		"a folder to list only":        {0o400, 0o600, "backup.no_access"},
		"a write-protected folder":     {0o500, 0o600, "backup.no_access"},
		"an unreadable backup":         {0o700, 0o000, "backup.no_access"},
		"everything is as it is to be": {0o700, 0o600, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := openTemp(t)
			backups := filepath.Join(dir, sqlite.BackupFolder)
			require.NoError(t, os.Mkdir(backups, 0o700))
			names := []string{
				sqlite.FileName,
				filepath.Join(sqlite.BackupFolder, one.Name),
				filepath.Join(sqlite.BackupFolder, one.Name+".json"),
			}
			for _, name := range names {
				data, err := os.ReadFile(filepath.Join(from, name))
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
			}
			require.NoError(t, os.Chmod(filepath.Join(dir, names[1]), c.file))
			require.NoError(t, os.Chmod(backups, c.folder))
			program := exec.Command(os.Args[0])
			program.Env = append(os.Environ(), "OPEN_WORKSPACE="+dir, "USE_BACKUPS=1")
			if os.Geteuid() == 0 {
				const nobody = 65534
				for _, name := range append(names, ".", sqlite.BackupFolder) {
					require.NoError(t, os.Chown(filepath.Join(dir, name), nobody, nobody))
				}
				program.Env = append(program.Env, "OPEN_AS="+strconv.Itoa(nobody))
			}
			said, err := program.CombinedOutput()
			require.NoError(t, os.Chmod(backups, 0o700))
			require.Equal(t, c.key == "", err == nil, string(said))
			require.Equal(t, c.key, strings.TrimSpace(string(said)))
		})
	}
}

// openTemp is a new folder below one that everybody may enter.
func openTemp(t *testing.T) string {
	dir, err := os.MkdirTemp("", "states")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
