package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
)

const page = 4096

// rowsOf are the rows of all tables of a workspace by their tables, but what is made from them or
// by chance.
func rowsOf(t *testing.T, file string) map[string][]string {
	db, err := sql.Open("sqlite3", file)
	require.NoError(t, err)
	defer db.Close()
	rows := map[string][]string{}
	for _, table := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'proof_%' AND name <> 'goose_db_version'`) {
		columns := texts(t, db, `SELECT 'quote(' || name || ')' FROM pragma_table_info(?)
			WHERE name NOT IN ('salt', 'texts_hash', 'hash', 'balance', 'last', 'pbxs', 'epoch')`, table)
		rows[table] = texts(t, db, `SELECT concat_ws(' ', `+strings.Join(columns, ", ")+`)
			FROM `+table+` ORDER BY 1`)
	}
	return rows
}

// listPages are the pages without which SQLite cannot read the list of the tables.
func listPages(t *testing.T, data []byte) (pages []int) {
	file := filepath.Join(t.TempDir(), sqlite.FileName)
	for at := range len(data) / page {
		damaged := bytes.Clone(data)
		clear(damaged[at*page : (at+1)*page])
		require.NoError(t, os.WriteFile(file, damaged, 0o600))
		db, err := sql.Open("sqlite3", file)
		require.NoError(t, err)
		if db.QueryRow(`SELECT max(length(sql)) FROM sqlite_schema`).Scan(new(int)) != nil {
			pages = append(pages, at)
		}
		require.NoError(t, db.Close())
	}
	return pages
}

// salvagedFile salvages a file.
func salvagedFile(t *testing.T, data []byte) store.Salvaged {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, sqlite.FileName), data, 0o600))
	s, err := sqlite.Salvage(t.Context(), dir, now)
	require.NoError(t, err)
	return s
}

// migrated is a workspace of an earlier schema that was brought up to date while it held something,
// so that its tables are at other places than in a new one.
func migrated(t *testing.T) string {
	dir := unpacked(t, "testdata/schema-5.desk.gz")
	requireWhole(t, dir)
	return dir
}

// TestWithoutTheListOfTablesNothingIsLost takes away each page that holds a part of the list.
func TestWithoutTheListOfTablesNothingIsLost(t *testing.T) {
	for name, dir := range map[string]string{"new": withResellers(t), "migrated": migrated(t)} {
		t.Run(name, func(t *testing.T) {
			data := content(t, dir)[sqlite.FileName]
			want := rowsOf(t, salvagedFile(t, data).Path)
			pages := listPages(t, data)
			require.Greater(t, len(pages), 3)
			for _, at := range pages {
				damaged := bytes.Clone(data)
				clear(damaged[at*page : (at+1)*page])
				s := salvagedFile(t, damaged)
				require.True(t, s.Workspace, "page %d", at)
				require.Empty(t, lost(s), "page %d", at)
				requireWhole(t, filepath.Dir(s.Path))
				require.Equal(t, want, rowsOf(t, s.Path), "page %d", at)
			}
		})
	}
}

// TestWhatIsInTheLogOfAFileWithoutItsListOfTablesIsSalvaged damages the first page while the newest
// rows are in the write-ahead log alone.
func TestWhatIsInTheLogOfAFileWithoutItsListOfTablesIsSalvaged(t *testing.T) {
	w, dir := copied(t, withResellers(t))
	before, accounts := content(t, dir)[sqlite.FileName], rowCounts(t, dir)["account"]
	require.NoError(t, add(w, reseller(7)))
	files := content(t, dir)
	require.NotEmpty(t, files[sqlite.FileName+"-wal"])
	require.Equal(t, before, files[sqlite.FileName], "it is in the log alone")
	there := t.TempDir()
	file := filepath.Join(there, sqlite.FileName)
	require.NoError(t, os.WriteFile(file, append(make([]byte, page), before[page:]...), 0o600))
	require.NoError(t, os.WriteFile(file+"-wal", files[sqlite.FileName+"-wal"], 0o600))
	s, err := sqlite.Salvage(t.Context(), there, now)
	require.NoError(t, err)
	require.True(t, s.Workspace)
	require.Empty(t, lost(s))
	require.Equal(t, accounts, strconv.FormatInt(saved(s, "account")-1, 10), "but the new one")
}

// TestWithoutTheListOfTablesWhatNoEntryProvesIsLeftOut takes the entry of one of two regions away.
func TestWithoutTheListOfTablesWhatNoEntryProvesIsLeftOut(t *testing.T) {
	w, dir := copied(t, withResellers(t))
	require.NoError(t, w.Close())
	db := second(t, dir)
	run(t, db, `DELETE FROM proof_entry WHERE tab = 'region' AND row = 'South'`)
	require.NoError(t, db.Close())
	data := content(t, dir)[sqlite.FileName]
	clear(data[:page])
	s := salvagedFile(t, data)
	require.True(t, s.Workspace)
	require.Equal(t, map[string]int64{"region": 1}, lost(s))
	require.Equal(t, []string{"1 'North' 'null'"}, rowsOf(t, s.Path)["region"])
}

// TestWithoutListAndEntriesTablesAreSalvaged cuts a file off before what proves its rows.
func TestWithoutListAndEntriesTablesAreSalvaged(t *testing.T) {
	dir := withResellers(t)
	data := content(t, dir)[sqlite.FileName]
	s := salvagedFile(t, data[:(rootOf(t, dir, "proof_entry")-1)*page])
	require.False(t, s.Workspace)
	requireTablesOf(t, dir, s)
	for table, rows := range map[string]int64{"account": 8, "pbx": 1, "customer": 1, "transfer": 9} {
		require.Equal(t, rows, saved(s, table), table)
	}
}

// rootOf is the place of a table in a file.
func rootOf(t *testing.T, dir, table string) (root int) {
	db := second(t, dir)
	err := db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = ?`, table).Scan(&root)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return root
}

// TestNoRowsAreTakenFromAnotherTable lets a file without its list of tables have a table like each
// of its own in its place, with rows that nobody wrote.
func TestNoRowsAreTakenFromAnotherTable(t *testing.T) {
	dir := withResellers(t)
	want := rowsOf(t, salvagedFile(t, content(t, dir)[sqlite.FileName]).Path)
	for table, alter := range map[string]string{
		"region":         `domains = '["invented"]'`,
		"customer":       `company = 'invented'`,
		"account":        `company = 'invented'`,
		"package":        `min_extensions = 77`,
		"permission":     `feature = 'invented'`,
		"workspace":      `stay = 'invented'`,
		"mail_settings":  `host = 'invented'`,
		"operation":      `reason = 'invented'`,
		"transfer":       `amount = 7`,
		"ledger_account": `owner = owner || 'invented'`,
		"log_entry":      `name = 'invented'`,
		"proof_entry":    `hash = randomblob(length(hash))`,
	} {
		t.Run(table, func(t *testing.T) {
			w, there := copied(t, dir)
			require.NoError(t, w.Close())
			db := second(t, there)
			var made string
			err := db.QueryRow(`SELECT sql FROM sqlite_schema WHERE name = ?`, table).Scan(&made)
			require.NoError(t, err)
			run(t, db, strings.Replace(made, "CREATE TABLE "+table, `CREATE TABLE other`, 1))
			run(t, db, `PRAGMA foreign_keys = OFF`)
			run(t, db, `INSERT OR IGNORE INTO other SELECT * FROM `+table)
			run(t, db, `UPDATE OR IGNORE other SET `+alter)
			require.NoError(t, db.Close())
			data := content(t, there)[sqlite.FileName]
			for _, at := range []int{1, rootOf(t, there, table)} {
				clear(data[(at-1)*page : at*page])
			}
			folder := t.TempDir()
			file := filepath.Join(folder, sqlite.FileName)
			require.NoError(t, os.WriteFile(file, data, 0o600))
			s, err := sqlite.Salvage(t.Context(), folder, now)
			if err != nil {
				require.Equal(t, "salvage.nothing", key(err))
				return
			}
			require.True(t, table == "proof_entry" || lost(s)[table] > 0)
			if s.Workspace {
				requireNoOthers(t, want, rowsOf(t, s.Path))
				return
			}
			requireTablesOf(t, dir, s)
		})
	}
}

// requireTablesOf wants no row in the .csv files that is not in the tables of a workspace, unless
// that is said.
func requireTablesOf(t *testing.T, dir string, s store.Salvaged) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(s.Path, "*.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	altered := map[string]bool{}
	for _, table := range s.Tables {
		for _, part := range append(parts[table.Name], table.Name) {
			altered[part] = altered[part] || table.Altered > 0
		}
	}
	for _, file := range tables {
		if !altered[strings.TrimSuffix(filepath.Base(file), ".csv")] {
			requireTableOf(t, dir, file)
		}
	}
}

// requireTableOf wants no row in a .csv file that is not in the table of a workspace.
func requireTableOf(t *testing.T, dir, file string) {
	t.Helper()
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	require.NoError(t, err)
	table := strings.TrimSuffix(filepath.Base(file), ".csv")
	var columns []string
	var places []int
	for place, name := range rows[0] {
		if !slices.Contains([]string{"salt", "texts_hash", "hash", "balance", "last"}, name) {
			places = append(places, place)
			columns = append(
				columns,
				"CASE typeof("+name+") WHEN 'blob' THEN hex("+name+") ELSE coalesce("+name+", '') END",
			)
		}
	}
	db := second(t, dir)
	were := texts(t, db, `SELECT `+strings.Join(columns, ` || char(10) || `)+` FROM `+table)
	require.NoError(t, db.Close())
	for _, row := range rows[1:] {
		var values []string
		for _, place := range places {
			values = append(values, storedForm(table, rows[0][place], row[place]))
		}
		if !slices.Contains(values, "log.lost") {
			require.Contains(t, were, strings.Join(values, "\n"), table)
		}
	}
}

// storedForm is the form in which a file has the value of a column.
func storedForm(table, column, value string) string {
	switch {
	case table == "log_entry" && (column == "before" || column == "after"):
		return sqlite.Shorten(value)
	case table == "permission" && column == "feature":
		return strings.Join(sqlite.ShortFeatures(strings.Fields(value)), "\n")
	}
	return value
}

// requireNoOthers wants no row that is not among those that there were.
func requireNoOthers(t *testing.T, were, are map[string][]string) {
	t.Helper()
	for table, rows := range are {
		for _, row := range rows {
			said := strings.Contains(row, "log.lost") || strings.Contains(row, "backup.restored")
			if table == "log_entry" && said {
				continue // It says that one is missing, or that the workspace was salvaged.
			}
			require.True(t, slices.Contains(were[table], row), "%s: %s", table, row)
		}
	}
}
