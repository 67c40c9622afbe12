package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// mode is how a closed workspace is written to, as its header says.
func mode(t *testing.T, dir string) string {
	db := second(t, dir)
	defer db.Close()
	return texts(t, db, `PRAGMA journal_mode`)[0]
}

func TestANetworkDriveIsRefused(t *testing.T) {
	dir := t.TempDir()
	_, err := sqlite.OpenOnNetwork(t.Context(), dir)
	require.Equal(t, "place.network", key(err))
	require.Empty(t, content(t, dir))
}

// TestAWorkspaceMovesBetweenKindsOfDisks opens one file as on a local disk, on a USB stick, and
// back.
func TestAWorkspaceMovesBetweenKindsOfDisks(t *testing.T) {
	dir := withEveryTable(t)
	require.Equal(t, "wal", mode(t, dir))
	for i, open := range []func(context.Context, string) (*sqlite.Workspace, error){
		sqlite.OpenElsewhere, sqlite.Open, sqlite.OpenElsewhere,
	} {
		w, err := open(t.Context(), dir)
		require.NoError(t, err)
		require.NoError(t, w.Write(logEntry))
		require.NoError(t, w.Close())
		require.Equal(t, []string{"delete", "wal", "delete"}[i], mode(t, dir))
		requireWhole(t, dir)
	}
}

// TestItIsNotMovedWhileItIsOpen changes how a file is written to only when nobody else has it open.
func TestItIsNotMovedWhileItIsOpen(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	_, err = sqlite.OpenElsewhere(t.Context(), dir)
	require.Equal(t, core.Busy, core.CodeOf(err))
	require.NoError(t, w.Close())
	w, err = sqlite.OpenElsewhere(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, w.Close())
}

// TestReadingGoesOnDuringATransactionElsewhere opens a workspace while another one writes with a
// rollback journal, which is no crash.
func TestReadingGoesOnDuringATransactionElsewhere(t *testing.T) {
	dir := withEveryTable(t)
	w, err := sqlite.OpenElsewhere(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.Write(func(tx store.Tx) error {
		if err := logEntry(tx); err != nil {
			return err
		}
		require.FileExists(t, filepath.Join(dir, sqlite.FileName+"-journal"))
		other, err := sqlite.OpenElsewhere(t.Context(), dir)
		require.NoError(t, err)
		_, err = other.Account(t.Context(), "r1")
		require.NoError(t, err)
		return other.Close()
	}))
}

// TestNothingIsLostElsewhereWhenTheProgramIsKilled kills programs that write with a rollback
// journal.
func TestNothingIsLostElsewhereWhenTheProgramIsKilled(t *testing.T) {
	dir := withEveryTable(t)
	left := 0
	for range kills() {
		program := exec.Command(os.Args[0])
		program.Env = append(os.Environ(), "WRITE_ELSEWHERE="+dir)
		out, err := program.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, program.Start())
		acknowledged := int64(0)
		for killAt := time.Now().Add(100 * time.Millisecond); time.Now().Before(killAt); {
			if _, err := fmt.Fscan(out, &acknowledged); err != nil {
				break
			}
		}
		require.NoError(t, program.Process.Kill())
		for { // What was said before the end counts, too.
			if _, err := fmt.Fscan(out, &acknowledged); err != nil {
				break
			}
		}
		_ = program.Wait()
		if _, err := os.Stat(filepath.Join(dir, sqlite.FileName+"-journal")); err == nil {
			left++
		}
		w, err := sqlite.OpenElsewhere(t.Context(), dir)
		require.NoError(t, err)
		proof, err := w.Prove(t.Context())
		require.NoError(t, err)
		require.Empty(t, proof.Faults)
		last, err := w.LastLogEntry(t.Context())
		require.NoError(t, err)
		require.GreaterOrEqual(t, last, acknowledged)
		require.NoError(t, w.Close())
	}
	t.Logf("%d journals were left", left)
}

// writeElsewhere writes until the program is killed, and says each entry of the log that is on the
// disk.
func writeElsewhere(dir string) {
	ctx := context.Background()
	w, err := sqlite.OpenElsewhere(ctx, dir)
	if err != nil {
		panic(err)
	}
	for {
		if err := w.Write(logEntry); err != nil {
			panic(err)
		}
		last, err := w.LastLogEntry(ctx)
		if err != nil {
			panic(err)
		}
		fmt.Println(last)
	}
}

// TestTheNoticesOfAPlace keeps workspaces where a person should know something.
func TestTheNoticesOfAPlace(t *testing.T) {
	keys := func(w *sqlite.Workspace) (list []string) {
		for _, n := range w.Notices() {
			list = append(list, n.Key)
		}
		return list
	}
	for _, c := range []struct {
		folder string
		mode   os.FileMode
		want   []string
	}{
		{"plain", 0o700, nil},
		{"plain", 0o755, []string{"place.wide"}},
		{"OneDrive", 0o700, []string{"place.synced"}},
		{"OneDrive - Nordlicht", 0o700, []string{"place.synced"}},
		{"Dropbox/work", 0o700, []string{"place.synced"}},
		{"onedriver", 0o700, nil},
	} {
		dir := filepath.Join(t.TempDir(), c.folder)
		require.NoError(t, os.MkdirAll(dir, 0o700))
		require.NoError(t, os.Chmod(dir, c.mode))
		w, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err)
		require.Equal(t, c.want, keys(w), c.folder)
		require.NoError(t, w.Close())
	}
	home, synced := t.TempDir(), filepath.Join(t.TempDir(), "Dropbox", "work")
	require.NoError(t, os.MkdirAll(synced, 0o700))
	require.NoError(t, os.Symlink(synced, filepath.Join(home, "link")))
	t.Chdir(synced)
	for _, name := range []string{".", filepath.Join(home, "link")} {
		w, err := sqlite.Open(t.Context(), name)
		require.NoError(t, err)
		require.Equal(t, []string{"place.synced"}, keys(w), name)
		require.NoError(t, w.Close())
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".stfolder"), 0o700))
	w, err := sqlite.OpenElsewhere(t.Context(), dir)
	require.NoError(t, err)
	require.Equal(t, []string{"place.unknown", "place.synced"}, keys(w))
	require.NoError(t, w.Close())
}

// TestANoteOfAnotherProgramRemovesNothing puts names into the note of what is put in place that
// this program does not give.
func TestANoteOfAnotherProgramRemovesNothing(t *testing.T) {
	for _, name := range []string{
		"", ".", "..", "../other", "backups", "salvaged 1/../..", "x", "/tmp",
	} {
		dir := withEveryTable(t)
		mine := filepath.Join(dir, "mine")
		require.NoError(t, os.WriteFile(mine, []byte("x"), 0o600))
		require.NoError(t, sqlite.Replaces(dir, name))
		before := content(t, dir)
		_, err := sqlite.Open(t.Context(), dir)
		require.Equal(t, "backup.replacing", key(err), name)
		require.Equal(t, before, content(t, dir), name)
	}
	dir := withEveryTable(t)
	folder := filepath.Join(dir, "salvaged 1")
	require.NoError(t, os.Mkdir(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "mine"), []byte("x"), 0o600))
	require.NoError(t, sqlite.Replaces(dir, "salvaged 1"))
	requireWhole(t, dir)
	require.FileExists(t, filepath.Join(folder, "mine"), "it holds more than this program made")
}
