package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// content is everything that is in a folder, byte for byte, besides folders and the file that
// programs lock.
func content(t *testing.T, dir string) map[string][]byte {
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		if e.IsDir() || e.Name() == sqlite.FileName+"-use" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		files[e.Name()] = data
	}
	return files
}

// key is the sentence of an error.
func key(err error) string {
	var known *core.Error
	if !errors.As(err, &known) {
		return ""
	}
	return known.Key
}

// TestEachStateOfABadFileHasItsSentence opens files that cannot be opened, which leaves them and
// their folder as they are.
func TestEachStateOfABadFileHasItsSentence(t *testing.T) {
	whole := withEveryTable(t)
	file := func(dir string) string { return filepath.Join(dir, sqlite.FileName) }
	bytesOf := func() []byte {
		data, err := os.ReadFile(file(whole))
		require.NoError(t, err)
		return data
	}
	write := func(dir string, data []byte) {
		require.NoError(t, os.WriteFile(file(dir), data, 0o600))
	}
	for name, c := range map[string]struct {
		make func(dir string)
		code core.Code
		key  string
	}{
		"zero length": {func(dir string) { write(dir, nil) }, core.Corrupt, "workspace.empty"},
		"text": {
			func(dir string) { write(dir, []byte("Dear diary, this is not a database at all.")) },
			core.Corrupt, "workspace.not_ours",
		},
		"short": {
			func(dir string) { write(dir, bytesOf()[:60]) }, core.Corrupt, "workspace.cut_off",
		},
		"cut off": {
			func(dir string) { write(dir, bytesOf()[:len(bytesOf())-4096]) }, core.Corrupt,
			"workspace.cut_off",
		},
		"a folder": {
			func(dir string) { require.NoError(t, os.Mkdir(file(dir), 0o700)) }, core.Corrupt,
			"workspace.not_ours",
		},
		"foreign": {func(dir string) {
			run(t, second(t, dir), `PRAGMA application_id = 7; CREATE TABLE other (a)`)
		}, core.Corrupt, "workspace.not_ours"},
		"newer": {func(dir string) {
			write(dir, bytesOf())
			db := second(t, dir)
			run(t, db, `PRAGMA user_version = 99`)
			require.NoError(t, db.Close())
		}, core.Corrupt, "workspace.newer"},
		"written by another SQLite": {func(dir string) {
			data := bytesOf()
			data[18] = 3
			write(dir, data)
		}, core.Corrupt, "workspace.damaged"},
		"read by another SQLite": {func(dir string) {
			data := bytesOf()
			data[19] = 130
			write(dir, data)
		}, core.Corrupt, "workspace.damaged"},
		"the first page empty": {func(dir string) {
			write(dir, append(make([]byte, 4096), bytesOf()[4096:]...))
		}, core.Corrupt, "workspace.damaged"},
		"another state": {func(dir string) {
			write(dir, bytesOf())
			db := second(t, dir)
			run(t, db, `UPDATE proof_state SET writes = writes + 1`)
			require.NoError(t, db.Close())
		}, core.Corrupt, "workspace.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(dir)
			if name == "a folder" {
				_, err := sqlite.Open(t.Context(), dir)
				require.Equal(t, c.key, key(err))
				return
			}
			before := content(t, dir)
			_, err := sqlite.Open(t.Context(), dir)
			require.Equal(t, c.code, core.CodeOf(err))
			require.Equal(t, c.key, key(err), err)
			require.Equal(t, before, content(t, dir))
		})
	}
}

// TestNothingIsWrittenToADamagedFile changes random bytes of a file, and writes to it. What the
// change did to no stored value is no damage.
func TestNothingIsWrittenToADamagedFile(t *testing.T) {
	dir := withEveryTable(t)
	before := dump(t, dir)
	data := content(t, dir)[sqlite.FileName]
	noticed, harmless := 0, 0
	for range damagedCopies() {
		there := t.TempDir()
		damaged := damage(t, bytes.Clone(data))
		require.NoError(t, os.WriteFile(filepath.Join(there, sqlite.FileName), damaged, 0o600))
		w, err := sqlite.Open(context.Background(), there)
		if err == nil {
			err = w.Write(
				func(tx store.Tx) error {
					return tx.AddLogEntry(store.LogEntry{At: now, Operation: "x", Result: "ok"})
				},
			)
			// Nothing that is stored may differ from what was there, except what was just written.
			if err == nil {
				require.Equal(t, before, dumpOpen(t, w), "written to a damaged file")
				harmless++
				require.NoError(t, w.Close())
				continue
			}
			require.NoError(t, w.Close())
		}
		noticed++
		require.Contains(t, []core.Code{core.Corrupt}, core.CodeOf(err), err)
		require.Equal(
			t, map[string][]byte{sqlite.FileName: damaged}, content(t, there), "only looked at",
		)
	}
	t.Logf("%d noticed, %d changed no stored value", noticed, harmless)
}

// damagedCopies is how many files TestNothingIsWrittenToADamagedFile damages: DAMAGED_COPIES, else
// a few.
func damagedCopies() int {
	if n, err := strconv.Atoi(os.Getenv("DAMAGED_COPIES")); err == nil {
		return n
	}
	return 60
}

// damage does one of the things that disks do. DAMAGE is the seed of one that a failed test names.
func damage(t *testing.T, data []byte) []byte {
	const page = 4096
	seed, err := strconv.ParseUint(os.Getenv("DAMAGE"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("DAMAGE=%d", seed) // What failed is said first.
		}
	})
	chance := rand.New(rand.NewPCG(seed, 0))
	at := chance.IntN(len(data) / page)
	switch chance.IntN(4) {
	case 0: // One bit is another one.
		data[chance.IntN(len(data))] ^= 1 << chance.IntN(8)
	case 1: // A page is lost.
		clear(data[at*page : (at+1)*page])
	case 2: // The end is missing.
		data = data[:chance.IntN(len(data))]
	case 3: // Two pages are in the place of each other.
		other := chance.IntN(len(data) / page)
		one := bytes.Clone(data[at*page : (at+1)*page])
		copy(data[at*page:], data[other*page:(other+1)*page])
		copy(data[other*page:], one)
	}
	return data
}

// dump is everything that the tables of a workspace say, besides the log and what proves it.
func dump(t *testing.T, dir string) []string {
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	return dumpOpen(t, w)
}

// dumpOpen is all that a workspace holds and proves, but what a new entry of the log changes.
func dumpOpen(t *testing.T, w *sqlite.Workspace) []string {
	db := w.Raw()
	var said []string
	for _, table := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
		AND name NOT IN ('log_entry', 'proof_state') ORDER BY name`) {
		if slices.Contains(sqlite.Rebuilt(), table) {
			continue
		}
		columns := texts(t, db, `SELECT 'quote(' || name || ')' FROM pragma_table_info(?)`, table)
		said = append(
			said,
			texts(t, db, `SELECT '`+table+` ' || concat_ws(' ', `+strings.Join(columns, ", ")+
				`) FROM `+table+` ORDER BY 1`)...)
	}
	return append(
		said,
		texts(t, db, `SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY 1`)...)
}

// TestTheDigestSparesACheckUntilSomebodyWrites opens a workspace beside a window that wrote nothing
// yet, and then beside one that wrote.
func TestTheDigestSparesACheckUntilSomebodyWrites(t *testing.T) {
	window, dir := copied(t, withEveryTable(t))
	require.NoError(t, window.CheckFile(t.Context(), nil))
	require.NoError(t, window.Close())
	checksAll := func() (is bool) {
		w, err := sqlite.Open(t.Context(), dir)
		require.NoError(t, err)
		require.NoError(t, w.CheckFile(t.Context(), func(int, int) { is = true }))
		require.NoError(t, w.Close())
		return is
	}
	window, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, window.CheckFile(t.Context(), nil))
	require.False(t, checksAll())
	require.NoError(t, add(window, reseller(2)))
	require.True(t, checksAll())
	require.NoError(t, window.Close())
	require.False(t, checksAll(), "the last one that closes it leaves a digest")
}

// TestClosingEndsACheck closes a workspace while everything in it is checked.
func TestClosingEndsACheck(t *testing.T) {
	w, err := sqlite.Open(t.Context(), withEveryTable(t))
	require.NoError(t, err)
	require.NoError(t, os.Remove(w.Path()+".checked"))
	begun, result := make(chan struct{}), make(chan error, 1)
	go func() {
		result <- w.CheckFile(context.Background(), func(done, _ int) {
			if done == 1 {
				close(begun)
				<-w.Closing()
			}
		})
	}()
	<-begun
	require.NoError(t, w.Close())
	require.ErrorIs(t, <-result, context.Canceled)
}
