package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/sqlite"
)

// lost are the tables that lack rows.
func lost(s desk.Salvaged) map[string]int64 {
	tables := map[string]int64{}
	for _, t := range s.Tables {
		if t.Lost > 0 {
			tables[t.Name] = t.Lost
		}
	}
	return tables
}

// salvaged damages a copy of a workspace with SQL, and salvages it.
func salvaged(t *testing.T, dir, change string) (desk.Salvaged, string) {
	w, there := copied(t, dir)
	require.NoError(t, w.Close())
	db, err := sql.Open("sqlite3", filepath.Join(there, sqlite.FileName))
	require.NoError(t, err)
	run(t, db, change)
	require.NoError(t, db.Close())
	s, err := sqlite.Salvage(t.Context(), there, now)
	require.NoError(t, err)
	return s, there
}

func TestWhatIsWholeIsSalvaged(t *testing.T) {
	dir := withEveryTable(t)
	for name, c := range map[string]struct {
		change string
		lost   map[string]int64
	}{
		"nothing is damaged":       {`SELECT 1`, map[string]int64{}},
		"an index":                 {`DROP INDEX account_list`, map[string]int64{}},
		"a trigger":                {`DROP TRIGGER transfer_posts`, map[string]int64{}},
		"a balance":                {`DROP TRIGGER ledger_account_guard; UPDATE ledger_account SET balance = 1`, map[string]int64{}},
		"a customer":               {`UPDATE customer SET company = 'by hand'`, map[string]int64{"customer": 1}},
		"an entry of the log":      {`DROP TRIGGER log_entry_stays; DELETE FROM log_entry WHERE number = 1`, map[string]int64{}},
		"all of what proves it":    {`DELETE FROM proof_entry; DELETE FROM proof_total; DELETE FROM proof_state`, map[string]int64{}},
		"the settings of the mail": {`UPDATE mail_settings SET host = 'elsewhere'`, map[string]int64{"mail_settings": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			s, there := salvaged(t, dir, c.change)
			require.True(t, s.Workspace)
			require.Equal(t, c.lost, lost(s))
			requireWhole(t, filepath.Dir(s.Path))
			aside, err := sqlite.UseSalvaged(there, s, now)
			require.NoError(t, err)
			require.FileExists(t, aside)
			requireWhole(t, there)
		})
	}
}

// TestWhatMakesNoWorkspaceIsSalvagedAsTables takes away what decides who has what.
func TestWhatMakesNoWorkspaceIsSalvagedAsTables(t *testing.T) {
	s, _ := salvaged(
		t,
		withEveryTable(t),
		`DROP TRIGGER transfer_stays; DELETE FROM transfer WHERE number = 1`,
	)
	require.False(t, s.Workspace)
	text, err := os.ReadFile(filepath.Join(s.Path, "account.csv"))
	require.NoError(t, err)
	require.Contains(t, string(text), "Größe 001")
	require.NoFileExists(t, filepath.Join(s.Path, sqlite.FileName))
}

// TestEveryDamagedFileIsSalvagedOrSaysWhy damages the bytes of files. What is salvaged is whole,
// and the damaged file stays as it is.
func TestEveryDamagedFileIsSalvagedOrSaysWhy(t *testing.T) {
	dir := withEveryTable(t)
	data := content(t, dir)[sqlite.FileName]
	workspaces, tables := 0, 0
	for range damagedCopies() / 3 {
		there := t.TempDir()
		damaged := damage(bytes.Clone(data))
		require.NoError(t, os.WriteFile(filepath.Join(there, sqlite.FileName), damaged, 0o600))
		s, err := sqlite.Salvage(t.Context(), there, now)
		require.Equal(t, damaged, content(t, there)[sqlite.FileName])
		switch {
		case err != nil:
			require.NotEmpty(t, key(err), err)
			require.Contains(
				t,
				[]string{"salvage.nothing", "workspace.damaged", "workspace.malformed"},
				key(err),
				err,
			)
		case s.Workspace:
			requireWhole(t, filepath.Dir(s.Path))
			workspaces++
		default:
			tables++
		}
	}
	t.Logf("%d workspaces, %d tables", workspaces, tables)
}
