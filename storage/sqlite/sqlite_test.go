package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

func TestFolderNamesOfEveryKind(t *testing.T) {
	for _, name := range []string{
		"plain", "with space", "hash#tag", "what?", "per%41cent", "é中", "a&b+c;d", "quote'\"",
	} {
		dir := filepath.Join(t.TempDir(), name)
		w, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err, name)
		require.NoError(t, w.Close())
		require.FileExists(t, filepath.Join(dir, sqlite.FileName), name)
	}
}

func TestOnlyTheUserReadsTheFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // Access there is a matter of the folder's own rules.
	}
	w, dir := open(t)
	require.NoError(t, add(w, reseller(1)))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2, "the file and its log")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestOtherFilesAreRefusedAndNotTouched(t *testing.T) {
	foreign := func(dir string) {
		db := second(t, dir)
		_, err := db.Exec(`PRAGMA application_id = 7; CREATE TABLE other (a)`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	nameless := func(dir string) {
		db := second(t, dir)
		_, err := db.Exec(`CREATE TABLE other (a)`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	newer := func(dir string) {
		w, err := sqlite.Open(context.Background(), dir)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		db := second(t, dir)
		_, err = db.Exec(`PRAGMA user_version = 99`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	text := func(dir string) {
		require.NoError(
			t,
			os.WriteFile(
				filepath.Join(dir, sqlite.FileName),
				[]byte("Dear diary, this is not a database at all."), 0o600,
			),
		)
	}
	for key, make := range map[string]func(dir string){"workspace.not_ours": foreign, "nameless": nameless, "workspace.newer": newer, "text": text} {
		dir := t.TempDir()
		make(dir)
		before, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
		require.NoError(t, err)
		_, err = sqlite.Open(t.Context(), dir)
		require.Equal(t, core.Corrupt, core.CodeOf(err), key)
		after, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
		require.NoError(t, err)
		require.Equal(t, before, after, key)
	}
}

func TestAnInterruptedFirstStartIsTakenUp(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, ".new-1")
	require.NoError(t, os.Mkdir(left, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(left, sqlite.FileName), []byte("SQLite"), 0o600))
	requireWhole(t, dir)
}

func TestALockedWorkspaceSaysBusy(t *testing.T) {
	w, dir := open(t)
	other := second(t, dir)
	other.SetMaxOpenConns(1)
	_, err := other.Exec(`BEGIN IMMEDIATE`)
	require.NoError(t, err)
	start := time.Now()
	require.Equal(t, core.Busy, core.CodeOf(add(w, reseller(1))))
	require.Less(t, time.Since(start), 15*time.Second)
	_, err = w.Account(t.Context(), "owner")
	require.NoError(t, err, "reading goes on")
	_, err = other.Exec(`ROLLBACK`)
	require.NoError(t, err)
	require.NoError(t, add(w, reseller(1)))
}

// TestAWorkspaceIsOpenedWhileAnotherProgramWrites: what is checked of it before the first row is of
// one moment, or a change in between would look like damage.
func TestAWorkspaceIsOpenedWhileAnotherProgramWrites(t *testing.T) {
	w, dir := open(t)
	stop, written := make(chan struct{}), make(chan error)
	go func() {
		for n := 1; ; n++ {
			select {
			case <-stop:
				written <- nil
				return
			default:
			}
			at := time.UnixMilli(int64(n))
			err := w.Write(func(tx store.Tx) error { return tx.SetTrustedTime(at) })
			if err != nil {
				written <- err
				return
			}
		}
	}()
	for range 150 {
		other, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err)
		require.NoError(t, other.Close())
	}
	close(stop)
	require.NoError(t, <-written)
}

// TestForgettingWritesTheFileOnce erases somebody: only then the file is written again.
func TestForgettingWritesTheFileOnce(t *testing.T) {
	w, dir := copied(t, withEveryTable(t))
	forget := func() (changed bool) {
		before := content(t, dir)
		require.NoError(t, w.Forget(t.Context()))
		after := content(t, dir)
		for _, name := range []string{sqlite.FileName, sqlite.FileName + "-wal"} {
			changed = changed || !bytes.Equal(before[name], after[name])
		}
		return changed
	}
	require.True(t, forget(), "somebody had been erased")
	require.False(t, forget(), "nobody was since")
	require.NoError(t, w.Write(func(tx store.Tx) error {
		_, err := tx.Erase(store.Erasure{ID: "e2", Object: "c1", At: now})
		return err
	}))
	require.True(t, forget())
	require.False(t, forget())
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.Empty(t, proof.Faults)
}

// TestPackagesThatEndAreFoundByTheirEnd asks SQLite how it looks for them: that costs the same
// however many resellers there are whose packages do not end.
func TestPackagesThatEndAreFoundByTheirEnd(t *testing.T) {
	w, _ := open(t)
	for _, statement := range sqlite.Ending() {
		require.Contains(t, plan(t, w, statement), "USING INDEX account_valid_until", statement)
	}
}

// TestWhatWasLoggedOfAThingIsFoundByIt asks SQLite how it looks for it: that costs the same however
// long the log is.
func TestWhatWasLoggedOfAThingIsFoundByIt(t *testing.T) {
	w, _ := open(t)
	require.Contains(t, plan(t, w, sqlite.ChangesLogged), "USING INDEX log_entry_object")
}

// plan is how SQLite finds what a statement with one argument asks for.
func plan(t *testing.T, w *sqlite.Workspace, statement string) string {
	t.Helper()
	rows, err := w.Reader().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	require.NoError(t, rows.Err())
	return strings.Join(steps, "; ")
}
