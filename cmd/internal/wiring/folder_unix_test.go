//go:build !windows

package wiring

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/storage/sqlite"
)

// TestAWorkspaceThatCannotBeLookedAtIsThere has a file that nobody can ask about, as in a folder
// that the user may not enter.
func TestAWorkspaceThatCannotBeLookedAtIsThere(t *testing.T) {
	dir := t.TempDir()
	require.False(t, Chosen.Exists(dir))
	require.False(t, Chosen.Exists(filepath.Join(dir, "none")))
	path := filepath.Join(dir, sqlite.FileName)
	require.NoError(t, os.Symlink(path, path))
	require.True(t, Chosen.Exists(dir))
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.Symlink(filepath.Join(dir, "unplugged", "my.desk"), path))
	require.True(t, Chosen.Exists(dir), "a link leads nowhere at this moment")
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.True(t, Chosen.Exists(file), "it is no folder")
}
