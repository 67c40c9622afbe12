package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

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
		"nothing is damaged": {`SELECT 1`, map[string]int64{}},
		"an index":           {`DROP INDEX account_list`, map[string]int64{}},
		"a trigger":          {`DROP TRIGGER transfer_posts`, map[string]int64{}},
		"a balance": {
			`DROP TRIGGER ledger_account_guard; UPDATE ledger_account SET balance = 1`,
			map[string]int64{},
		},
		"a customer": {
			`UPDATE customer SET company = 'by hand'`, map[string]int64{"customer": 1},
		},
		"an entry of the log": {
			`DROP TRIGGER log_entry_stays; DELETE FROM log_entry WHERE number = 1`,
			map[string]int64{},
		},
		"all of what proves it": {
			`DELETE FROM proof_entry; DELETE FROM proof_total; DELETE FROM proof_state`,
			map[string]int64{},
		},
		"the settings of the mail": {
			`UPDATE mail_settings SET host = 'elsewhere'`, map[string]int64{"mail_settings": 1},
		},
		"a region that nobody added": {
			`INSERT INTO region VALUES (3, 'Nowhere', '[]')`, map[string]int64{"region": 1},
		},
		"what nobody subscribed": {
			`INSERT INTO subscribed VALUES ('transcription_minutes')`,
			map[string]int64{"subscribed": 1},
		},
		"what nobody can subscribe": {
			`DELETE FROM proof_total; INSERT INTO subscribed VALUES ('by hand')`,
			map[string]int64{"subscribed": 1},
		},
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

// parts are the tables whose rows are altered when the one that they belong to is.
var parts = map[string][]string{
	"account": {"package", "permission"}, "pbx": {"pbx_customer"},
	"operation": {"transfer", "ledger_account"},
}

// TestEveryDamagedFileIsSalvagedOrSaysWhy damages the bytes of files. What is salvaged is whole, no
// row of it is one that there was not, unless that is said, and the damaged file stays as it is.
func TestEveryDamagedFileIsSalvagedOrSaysWhy(t *testing.T) {
	dir := withEveryTable(t)
	data := content(t, dir)[sqlite.FileName]
	were := rowsOf(t, salvagedFile(t, data).Path)
	// What a restored workspace has otherwise is left as it is where nothing waits to be sent.
	for table, rows := range rowsOf(t, filepath.Join(dir, sqlite.FileName)) {
		were[table] = append(were[table], rows...)
	}
	results := map[string]int{}
	for range damagedCopies() / 3 {
		results[requireOnlyItsRows(t, dir, were, damage(t, bytes.Clone(data)))]++
	}
	t.Log(results)
}

// TestARowThatWasCutInTwoIsNotSalvaged ends a file in the middle of rows: the rest of their page is
// not there.
func TestARowThatWasCutInTwoIsNotSalvaged(t *testing.T) {
	dir := withEveryTable(t)
	data := content(t, dir)[sqlite.FileName]
	were := rowsOf(t, filepath.Join(dir, sqlite.FileName))
	cuts := 0
	for _, text := range []string{"Praxis", "praxis.a.example", "grosse 1", "@partner", "r10"} {
		for at, n := 0, 0; n < 6; n++ {
			next := bytes.Index(data[at:], []byte(text))
			if next < 0 {
				break
			}
			at += next + len(text)/2
			requireOnlyItsRows(t, dir, were, data[:at])
			at += 3 * len(data) / 40 // Somewhere else.
			cuts++
			if at >= len(data) {
				break
			}
		}
	}
	require.Greater(t, cuts, 8)
}

// requireOnlyItsRows salvages a file that was damaged. It wants no row that the workspace in a
// folder, or what can be made of it, did not have, unless that is said.
func requireOnlyItsRows(
	t *testing.T, dir string, were map[string][]string, damaged []byte,
) (result string) {
	t.Helper()
	there := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(there, sqlite.FileName), damaged, 0o600))
	s, err := sqlite.Salvage(t.Context(), there, now)
	require.Equal(t, damaged, content(t, there)[sqlite.FileName])
	switch {
	case err != nil:
		require.NotEmpty(t, key(err), err)
		require.Contains(
			t, []string{"salvage.nothing", "workspace.damaged", "workspace.malformed"}, key(err),
			err,
		)
		return "nothing"
	case !s.Workspace:
		requireTablesOf(t, dir, s)
		return "tables"
	}
	requireWhole(t, filepath.Dir(s.Path))
	are := rowsOf(t, s.Path)
	for _, table := range s.Tables {
		if table.Altered > 0 {
			for _, part := range parts[table.Name] {
				delete(are, part)
			}
			delete(are, table.Name)
		}
	}
	requireNoOthers(t, were, are)
	return "workspaces"
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

// TestARowThatHoldsWhatAnotherOneHasIsTheOnlyOneLost lets rows in the middle of their tables, at
// the beginning and at the end hold what only one may.
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

// deadly is a context that kills the program when it was asked so often whether it ended.
type deadly struct {
	context.Context
	left atomic.Int64
}

func (d *deadly) asked() {
	if d.left.Add(-1) == 0 {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		fmt.Println(err)
		select {} // It ends at any moment.
	}
}

func (d *deadly) Done() <-chan struct{} {
	d.asked()
	return d.Context.Done()
}

func (d *deadly) Err() error {
	d.asked()
	return d.Context.Err()
}

// salvageAndDie is a program of its own that salvages the workspace of a folder, and is killed when
// the context was asked SALVAGE_UNTIL times.
func salvageAndDie(dir string) {
	ctx := &deadly{Context: context.Background()}
	until, err := strconv.ParseInt(os.Getenv("SALVAGE_UNTIL"), 10, 64)
	if err == nil {
		ctx.left.Store(until)
		_, err = sqlite.Salvage(ctx, dir, now)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// beginning are the folders in dir whose names begin with one of some words.
func beginning(t *testing.T, dir string, words ...string) (folders []string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		for _, w := range words {
			if e.IsDir() && strings.HasPrefix(e.Name(), w) {
				folders = append(folders, filepath.Join(dir, e.Name()))
			}
		}
	}
	return folders
}

// TestASalvageThatIsKilledLooksLikeNone kills the program at moments from the begin to the end.
// What it leaves has no name that a person would take for a finished one, and goes a day later.
func TestASalvageThatIsKilledLooksLikeNone(t *testing.T) {
	whole := withEveryTable(t)
	dir := t.TempDir()
	file := filepath.Join(dir, sqlite.FileName)
	left := 0
	for name, change := range map[string]string{
		"a workspace": `SELECT 1`,
		"tables":      `DROP TRIGGER transfer_stays; DELETE FROM transfer WHERE number = 1`,
	} {
		w, there := copied(t, whole)
		require.NoError(t, w.Close())
		db, err := sql.Open("sqlite3", filepath.Join(there, sqlite.FileName))
		require.NoError(t, err)
		run(t, db, change)
		require.NoError(t, db.Close())
		require.NoError(t, os.WriteFile(file, content(t, there)[sqlite.FileName], 0o600))
		for until, ended := 1, false; !ended; until += until/3 + 1 {
			program := exec.Command(os.Args[0])
			program.Env = append(
				os.Environ(), "SALVAGE="+dir, "SALVAGE_UNTIL="+strconv.Itoa(until),
			)
			said, err := program.CombinedOutput()
			ended = err == nil
			require.Equal(t, ended, program.ProcessState.Exited(), "%s: %s", name, said)
			done := beginning(t, dir, "salvaged ")
			require.Equal(t, ended, len(done) > 0, "%s, killed after %d", name, until)
			for _, folder := range done {
				require.NoError(t, os.RemoveAll(folder))
			}
		}
		left += len(beginning(t, dir, ".salvaging-"))
	}
	require.Greater(t, left, 10)

	require.NoError(t, os.WriteFile(file, content(t, whole)[sqlite.FileName], 0o600))
	passed := time.Now().Add(-25 * time.Hour)
	leftovers := beginning(t, dir, ".")
	for _, folder := range leftovers[1:] {
		require.NoError(t, os.Chtimes(folder, passed, passed))
	}
	foreign := filepath.Join(leftovers[1], "notes.txt")
	require.NoError(t, os.WriteFile(foreign, nil, 0o600))
	require.NoError(t, os.Chtimes(leftovers[1], passed, passed))
	requireWhole(t, dir)
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.CheckFile(t.Context(), nil))
	require.Equal(t, leftovers[:2], beginning(t, dir, "."), "a new one, and one with another file")
}

// TestDaysOfAnEarlierFileAreSalvagedAsDays takes what is whole from a file in which days are
// moments.
func TestDaysOfAnEarlierFileAreSalvagedAsDays(t *testing.T) {
	here := time.Local
	t.Cleanup(func() { time.Local = here })
	zone, err := time.LoadLocation("Europe/Berlin") // Where it was written.
	require.NoError(t, err)
	time.Local = zone
	dir := unpacked(t, "testdata/schema-7.desk.gz")
	salvaged, err := sqlite.Salvage(t.Context(), dir, now)
	require.NoError(t, err)
	require.True(t, salvaged.Workspace)
	db, err := sql.Open("sqlite3", salvaged.Path)
	require.NoError(t, err)
	defer db.Close()
	require.Equal(
		t, []string{"2027-03-28"},
		texts(t, db, `SELECT date(valid_until * 86400, 'unixepoch') FROM account
			WHERE company = 'Alpenfon AS'`),
	)
	require.Equal(
		t, []string{"2026-12-06"},
		texts(t, db, `SELECT date(ends * 86400, 'unixepoch') FROM reminder`),
	)
}
