package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/throwaway"
	"resellerdesk/cmd/internal/wiring"
)

func testStarter(t *testing.T, dir string) starter {
	return newStarter(wiring.Wiring{Logger: slog.New(slog.DiscardHandler), Printer: printers}, dir)
}

// TestAnExampleRemovesNothingThatIsNotOurs has a person's folder where the example would be.
func TestAnExampleRemovesNothingThatIsNotOurs(t *testing.T) {
	dir := t.TempDir()
	w := testStarter(t, dir)
	theirs := filepath.Join(dir, "example", "workspace.desk")
	require.NoError(t, os.Mkdir(filepath.Dir(theirs), 0o700))
	require.NoError(t, os.WriteFile(theirs, []byte("theirs"), 0o600))
	_, made, err := w.example()
	require.NoError(t, err)
	kept, err := os.ReadFile(theirs)
	require.NoError(t, err)
	require.Equal(t, "theirs", string(kept))
	require.Equal(t, filepath.Join(dir, "example-2"), made)
	require.FileExists(t, filepath.Join(made, "workspace.desk"))
}

func TestAViewLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	w := testStarter(t, dir)
	_, end, err := w.scratch()
	require.NoError(t, err)
	crashed := filepath.Join(dir, "view-7")
	require.NoError(t, os.Mkdir(crashed, 0o700))
	for _, name := range []string{throwaway.Marker, "workspace.desk"} {
		require.NoError(t, os.WriteFile(filepath.Join(crashed, name), nil, 0o600))
	}
	w.sweep()
	require.NoDirExists(t, crashed)
	require.FileExists(t, filepath.Join(dir, "view", "workspace.desk"))
	end()
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
