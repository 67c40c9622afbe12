package sqlite_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/sqlite/sqlitetest"
	"resellerdesk/storage/storetest"
)

var (
	engine = sqlitetest.Engine{}
	now    = storetest.Now
)

// TestSuite is what every engine passes.
func TestSuite(t *testing.T) { storetest.Run(t, engine) }

// open opens a workspace that has an owner and 500 extensions.
func open(t *testing.T) (*sqlite.Workspace, string) {
	dir := t.TempDir()
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.Close() })
	storetest.SetUp(t, w)
	return w, dir
}

func reseller(n int) account.Account { return storetest.Reseller(n) }

func add(w *sqlite.Workspace, a account.Account) error { return storetest.Add(w, a) }

// withEveryTable returns the folder of a closed workspace that has a row in every table that is
// proven.
func withEveryTable(t *testing.T) string { return storetest.NewEveryTable(t, engine) }

// changed opens a workspace and changes it.
func changed(t *testing.T, dir string, change func(tx store.Tx) error) error {
	return storetest.Changed(t, engine, dir, change)
}

// second is another program on the same file, without any of our settings.
func second(t *testing.T, dir string) *sql.DB { return sqlitetest.Open(t, dir) }
