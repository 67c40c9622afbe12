package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

// lost are the tables that lack rows.
func lost(s store.Salvaged) map[string]int64 {
	tables := map[string]int64{}
	for _, t := range s.Tables {
		if t.Lost > 0 {
			tables[t.Name] = t.Lost
		}
	}
	return tables
}

// salvaged damages a copy of a workspace with SQL, and salvages it.
func salvaged(t *testing.T, dir, change string) (store.Salvaged, string) {
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

// withResellers is a workspace with every table and several resellers.
func withResellers(t *testing.T) string {
	w, dir := copied(t, withEveryTable(t))
	for n := 2; n <= 6; n++ {
		require.NoError(t, add(w, reseller(n)))
	}
	require.NoError(t, w.Close())
	return dir
}

// saved is how many rows of a table were saved.
func saved(s store.Salvaged, table string) (rows int64) {
	for _, t := range s.Tables {
		if t.Name == table {
			rows = t.Rows
		}
	}
	return rows
}

// TestARowThatHoldsWhatAnotherOneHasIsTheOnlyOneLost lets rows in the middle of their tables, at the
// beginning and at the end hold what only one may.
func TestARowThatHoldsWhatAnotherOneHasIsTheOnlyOneLost(t *testing.T) {
	dir := withResellers(t)
	whole, _ := salvaged(t, dir, `SELECT 1`)
	require.Empty(t, lost(whole))
	for _, c := range []struct {
		name, like, row string
	}{{"the second", "r2", "r3"}, {"the first of all", "r1", "r4"}, {"the last", "r6", "r5"}} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := salvaged(t, dir, `DROP INDEX account_email; UPDATE account
				SET email_key = (SELECT email_key FROM account WHERE id = '`+c.like+`')
				WHERE id = '`+c.row+`'`)
			require.True(t, s.Workspace)
			require.EqualValues(t, 1, lost(s)["account"])
			require.Equal(t, saved(whole, "account")-1, saved(s, "account"))
			require.Equal(t, saved(whole, "package")-1, saved(s, "package"), "but of its own")
			requireWhole(t, filepath.Dir(s.Path))
		})
	}
}

// TestANumberThatNoEntryOfTheLogHasIsNotFilledUpTo alters the number of an entry.
func TestANumberThatNoEntryOfTheLogHasIsNotFilledUpTo(t *testing.T) {
	dir := withResellers(t)
	whole, _ := salvaged(t, dir, `SELECT 1`)
	for name, change := range map[string]string{
		"more than the disk has room for": `number + 1000000000000`,
		"more than were written":          `number + 100`,
		"before the first one":            `-number`,
		"none":                            `0`,
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := salvaged(t, dir, `DROP TRIGGER log_entry_frozen; UPDATE log_entry SET
				number = `+change+` WHERE number = (SELECT max(number) FROM log_entry)`)
			require.True(t, s.Workspace)
			require.Equal(t, map[string]int64{"log_entry": 1}, lost(s))
			require.Equal(t, saved(whole, "log_entry")-1, saved(s, "log_entry"))
			requireWhole(t, filepath.Dir(s.Path))
		})
	}
	s, _ := salvaged(t, dir, `DROP TRIGGER log_entry_frozen; DELETE FROM proof_state; UPDATE log_entry
		SET number = number + 1000000000000 WHERE number = (SELECT max(number) FROM log_entry)`)
	require.Equal(t, map[string]int64{"log_entry": 1}, lost(s), "nobody knows how many there were")
}
