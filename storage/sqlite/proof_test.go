package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/sqlite/sqlitetest"
)

// tampered copies a workspace and changes the copy as somebody with another program can, who takes
// away what is in the way.
func tampered(t *testing.T, dir string, change func(db *sql.DB)) store.Proof {
	there := t.TempDir()
	data, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(there, sqlite.FileName), data, 0o600))
	db, err := sql.Open("sqlite3", filepath.Join(there, sqlite.FileName))
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	for _, trigger := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'trigger'`) {
		run(t, db, `DROP TRIGGER `+trigger)
	}
	run(t, db, `PRAGMA ignore_check_constraints = ON`)
	change(db)
	require.NoError(t, db.Close())
	w, err := sqlite.Open(t.Context(), there)
	var damaged *store.Damaged
	if errors.As(err, &damaged) {
		return store.Proof{Faults: damaged.Faults}
	}
	require.NoError(t, err)
	defer w.Close()
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	return proof
}

func run(t *testing.T, db *sql.DB, statement string, args ...any) {
	t.Helper()
	sqlitetest.Run(t, db, statement, args...)
}

func texts(t *testing.T, db *sql.DB, query string, args ...any) []string {
	return sqlitetest.Texts(t, db, query, args...)
}

// TestWhatIsMissingInTheSchemaIsNoticed takes every index and trigger away, and changes each table.
func TestWhatIsMissingInTheSchemaIsNoticed(t *testing.T) {
	dir := withEveryTable(t)
	for _, kind := range []string{"index", "trigger"} {
		for _, name := range texts(
			t, second(t, dir), `SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL`,
			kind,
		) {
			w, there := copied(t, dir)
			run(t, second(t, there), `DROP `+kind+` `+name)
			proof, err := w.Prove(t.Context())
			require.NoError(t, err)
			require.Len(t, proof.Faults, 1, name)
			require.Equal(t, "proof.schema", proof.Faults[0].Key)
			require.Equal(t, name, proof.Faults[0].Args["Name"])
		}
	}
}

// copied opens a copy of a workspace.
func copied(t *testing.T, dir string) (w *sqlite.Workspace, there string) {
	there = t.TempDir()
	data, err := os.ReadFile(filepath.Join(dir, sqlite.FileName))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(there, sqlite.FileName), data, 0o600))
	w, err = sqlite.Open(t.Context(), there)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.Close() })
	return w, there
}

func TestATableThatIsGoneIsNamed(t *testing.T) {
	dir := withEveryTable(t)
	for table := range engine.Proven(t, dir) {
		proof := tampered(t, dir, func(db *sql.DB) {
			run(t, db, `PRAGMA foreign_keys = OFF`)
			run(t, db, `DROP TABLE `+table)
		})
		require.True(t, slices.ContainsFunc(proof.Faults, func(e *core.Error) bool {
			return e.Key == "proof.schema" &&
				e.Args["Name"] == table || // Or SQLite names it when the file is opened.
				e.Args["Text"] == "no such table: "+table
		}), "%s: %v", table, proof.Faults)
		for _, fault := range proof.Faults {
			require.NotContains(t, fmt.Sprint(fault.Args), "syntax error", table)
		}
	}
}

// TestACheckLeavesTheMemoryOfItsConnectionsAsItWas looks at all connections that read.
func TestACheckLeavesTheMemoryOfItsConnectionsAsItWas(t *testing.T) {
	w, _ := copied(t, withEveryTable(t))
	caches := func() (sizes []int) {
		for range w.Reader().Stats().MaxOpenConnections {
			conn, err := w.Reader().Conn(t.Context())
			require.NoError(t, err)
			defer conn.Close()
			var size int
			require.NoError(t, conn.QueryRowContext(t.Context(), `PRAGMA cache_size`).Scan(&size))
			sizes = append(sizes, size)
		}
		return sizes
	}
	before := caches()
	_, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, caches())
}

func TestAListIsHashedInOrder(t *testing.T) {
	for _, c := range []struct{ list, want any }{
		{"", ""},
		{"a", "a"},
		{"a\nb", "a\nb"},
		{"b\na", "a\nb"},
		{"b\nA\nä\na", "A\na\nb\nä"},
		{"a\n\nb", "\na\nb"},
		{nil, nil},
		{int64(7), int64(7)},
	} {
		require.Equal(t, c.want, sqlite.Sorted(c.list), "%q", c.list)
	}
}
