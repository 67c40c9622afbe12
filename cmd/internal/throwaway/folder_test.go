package throwaway_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/cmd/internal/throwaway"
)

func write(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte("theirs"), 0o600))
}

// TestNothingIsRemovedThatIsNotOurs puts what a person may have there in the way, in every form.
func TestNothingIsRemovedThatIsNotOurs(t *testing.T) {
	for name, put := range map[string]func(t *testing.T, path string){
		"a file of that name": func(t *testing.T, path string) { write(t, path) },
		"an empty folder": func(t *testing.T, path string) {
			require.NoError(t, os.Mkdir(path, 0o700))
		},
		"a workspace": func(t *testing.T, path string) {
			write(t, filepath.Join(path, "workspace.desk"))
		},
		"a file in ours": func(t *testing.T, path string) {
			left(t, path)
			write(t, filepath.Join(path, "letter.odt"))
		},
		"a folder in ours": func(t *testing.T, path string) {
			left(t, path)
			write(t, filepath.Join(path, "workspace.desk-2", "x"))
		},
		"ours in use": func(t *testing.T, path string) {
			_, err := throwaway.Make(path, "workspace.desk*")
			require.NoError(t, err)
		},
		"a link to a folder": func(t *testing.T, path string) {
			other := path + " other"
			write(t, filepath.Join(other, "workspace.desk"))
			require.NoError(t, os.Symlink(other, path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "example")
			put(t, path)
			before := files(t, filepath.Dir(path))
			_, err := throwaway.MakeNamed(path, "workspace.desk*")
			require.ErrorIs(t, err, throwaway.ErrNotOurs)
			require.NoError(t, throwaway.Sweep(path+"*", "workspace.desk*"))
			require.Equal(t, before, files(t, filepath.Dir(path)))
			other, err := throwaway.Make(path, "workspace.desk*")
			require.NoError(t, err)
			require.Equal(t, path+"-2", other.Path)
			require.NoError(t, other.Remove())
			require.Equal(t, before, files(t, filepath.Dir(path)))
		})
	}
}

// left is what a program that crashed leaves behind.
func left(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.Mkdir(path, 0o700))
	write(t, filepath.Join(path, throwaway.Marker))
	write(t, filepath.Join(path, "workspace.desk"))
	write(t, filepath.Join(path, "workspace.desk-wal"))
}

func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		all = append(all, path)
		return err
	}))
	return all
}

func TestWhatWasLeftBehindIsSweptAway(t *testing.T) {
	dir := t.TempDir()
	left(t, filepath.Join(dir, "view-1"))
	left(t, filepath.Join(dir, "view-2"))
	used, err := throwaway.Make(filepath.Join(dir, "view-3"), "workspace.desk*")
	require.NoError(t, err)
	require.NoError(t, throwaway.Sweep(filepath.Join(dir, "view-*"), "workspace.desk*"))
	require.Equal(
		t, []string{dir, used.Path, filepath.Join(used.Path, throwaway.Marker)}, files(t, dir),
	)
	require.NoError(t, used.Remove())
	require.Equal(t, []string{dir}, files(t, dir))
}

func TestTheSameFolderIsMadeAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "example")
	left := func() {
		f, err := throwaway.MakeNamed(path, "*.png")
		require.NoError(t, err)
		write(t, filepath.Join(f.Path, "01.png"))
		require.NoError(t, f.Remove())
		require.NoDirExists(t, path)
	}
	left()
	left()
}
