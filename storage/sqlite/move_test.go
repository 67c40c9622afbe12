package sqlite_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/activation"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// TestACopyWithASuccessorIsOnlyRead tries to change every proven table of one by the statements of
// other programs.
func TestACopyWithASuccessorIsOnlyRead(t *testing.T) {
	dir := withEveryTable(t)
	storetest.Supersede(t, engine, dir)
	still := map[string]bool{
		"sign_in_failure": true, "clock": true, "successor": true,
		"operation": true, "transfer": true, "ledger_account": true, "log_entry": true,
		// They are written with the table that they belong to, and those of the proof by the
		// program.
		"package": true, "permission": true, "pbx_customer": true,
		"proof_entry": true, "proof_total": true, "proof_state": true,
		// They are written with what they count.
		"reseller_count": true, "pbx_count": true, "ledger_sum": true,
	}
	for table := range engine.Proven(t, dir) {
		if still[table] {
			continue
		}
		column := texts(t, second(t, dir), `SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'
			ORDER BY name DESC LIMIT 1`, table)
		if len(column) == 0 {
			continue
		}
		err := changed(t, dir, func(tx store.Tx) error {
			return sqlite.Exec(tx, `UPDATE `+table+` SET `+column[0]+` = `+column[0])
		})
		require.Equal(t, "workspace.moved_to", key(err), "%s: %v", table, err)
	}
	requireWhole(t, dir)
}

func TestAWorkspaceArrivesAsItWasWritten(t *testing.T) {
	dir, outside := withEveryTable(t), t.TempDir()
	path, code := filepath.Join(outside, "Nordlicht.deskmove"), activation.NewCode()
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	held, err := w.Holds(t.Context())
	require.NoError(t, err)
	for inside := range map[string]bool{sqlite.FileName: true, "a.deskmove": true} {
		require.Equal(t, "move.in_data_folder",
			key(w.WriteMove(t.Context(), filepath.Join(dir, inside), code)))
	}
	require.NoError(t, w.WriteMove(t.Context(), path, code,
		func(tx store.Tx) error { return tx.SetEpoch(7) }, leaves(7)))
	backup := filepath.Join(t.TempDir(), "no move")
	require.NoError(t, w.WriteMove(t.Context(), backup, code))
	require.NoError(t, w.Close())
	requireOnly(t, outside, "Nordlicht.deskmove")

	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "Praxis")
	require.NotContains(t, string(raw), "SQLite format")
	plain, err := activation.DecryptWithCode(bytes.NewReader(raw), code)
	require.NoError(t, err)
	_, err = gzip.NewReader(plain)
	require.NoError(t, err, "it is a compressed file in one of age")

	there := filepath.Join(t.TempDir(), "data")
	arrive := func(path, code string) string {
		return key(sqlite.Arrive(t.Context(), there, path, code, now, func() error { return nil }))
	}
	require.Equal(t, "encrypted.code", arrive(path, activation.NewCode()))
	require.Equal(t, "code.length", arrive(path, code[:9]))
	require.Equal(t, "sheet.unreadable", arrive(filepath.Join(outside, "none"), code))
	for name, damaged := range map[string][]byte{
		"changed.deskmove": append(
			append(append([]byte{}, raw[:len(raw)/2]...), raw[len(raw)/2]^1), raw[len(raw)/2+1:]...,
		),
		"cut.deskmove": raw[:len(raw)-1], "text.deskmove": []byte("a letter"),
		"empty.deskmove": nil,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(outside, name), damaged, 0o600))
		require.Equal(t, "encrypted.damaged", arrive(filepath.Join(outside, name), code), name)
	}
	require.Equal(t, "move.backup", arrive(backup, code), "another copy may be in use")
	left, err := os.ReadDir(there)
	require.NoError(t, err)
	require.Empty(t, left, "a refusal leaves nothing")

	require.Empty(t, arrive(path, code))
	requireWhole(t, there)
	w, err = sqlite.Open(t.Context(), there)
	require.NoError(t, err)
	arrived, err := w.Holds(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(7), arrived.Epoch)
	require.Equal(t, held.LogEntries+1, arrived.LogEntries, "that it arrived")
	held.Epoch, held.LogEntries, held.Writes = 7, arrived.LogEntries, arrived.Writes
	require.Equal(t, held, arrived)
	require.NoError(t, w.Close())
	require.Equal(t, "move.not_empty", arrive(path, code))

	require.NoError(t, changed(t, there, leaves(7)))
	require.Empty(t, arrive(path, code), "it comes back to a computer that it left")
	old, err := filepath.Glob(filepath.Join(there, "workspace before*.desk"))
	require.NoError(t, err)
	require.Len(t, old, 1)
}

// leaves lets another copy take the place of a workspace.
func leaves(epoch int64) func(tx store.Tx) error {
	return func(tx store.Tx) error {
		return tx.SetSuccessor(&store.Successor{Epoch: epoch, At: now, Moved: true})
	}
}

// requireOnly requires a folder to hold one file alone.
func requireOnly(t *testing.T, dir, name string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, name, entries[0].Name())
}

func TestAWorkspaceThatWasNotSetUpGivesWay(t *testing.T) {
	path, code := filepath.Join(t.TempDir(), "w.deskmove"), activation.NewCode()
	w, err := sqlite.Open(t.Context(), withEveryTable(t))
	require.NoError(t, err)
	require.NoError(t, w.WriteMove(t.Context(), path, code,
		func(tx store.Tx) error { return tx.SetEpoch(1) }, leaves(1)))
	require.NoError(t, w.Close())
	there := t.TempDir()
	requireWhole(t, there) // It makes an empty one, as the window does.
	require.NoError(
		t, sqlite.Arrive(t.Context(), there, path, code, now, func() error { return nil }),
	)
	old, err := filepath.Glob(filepath.Join(there, "workspace before*"))
	require.NoError(t, err)
	require.Empty(t, old)
	requireWhole(t, there)
}

// TestAFolderInTheDataFolderIsFoundByAnyName names the data folder from where the program is, and
// what is in it by links.
func TestAFolderInTheDataFolderIsFoundByAnyName(t *testing.T) {
	dir := withEveryTable(t)
	home := t.TempDir()
	t.Chdir(home)
	inner, link := filepath.Join(dir, "inner"), filepath.Join(home, "link")
	require.NoError(t, os.Mkdir(inner, 0o700))
	require.NoError(t, os.Symlink(dir, link))
	relative, err := filepath.Rel(home, dir)
	require.NoError(t, err)
	outside := t.TempDir()
	for _, data := range []string{dir, relative, link, "link"} {
		backups := sqlite.NewBackups(data)
		for _, in := range []string{dir, inner, link, filepath.Join(link, "inner")} {
			require.Equal(t, "backup.second_same", key(backups.CheckSecond(in)), "%s %s", data, in)
		}
		require.NoError(t, backups.CheckSecond(outside))
		w, err := sqlite.Open(t.Context(), data)
		require.NoError(t, err)
		for _, in := range []string{dir, inner, link, "link", relative} {
			err := w.WriteMove(t.Context(), filepath.Join(in, "file"), "code")
			require.Equal(t, "move.in_data_folder", key(err), "%s %s", data, in)
		}
		require.NoError(t, w.Close())
	}
}
