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
)

// withEveryTable returns the folder of a closed workspace that has a row in every table that is
// proven.
func withEveryTable(t *testing.T) string {
	w, dir := withPBX(t)
	require.NoError(t, add(w, reseller(1)))
	require.NoError(t, w.Write(func(tx store.Tx) error {
		for _, statement := range []string{
			`INSERT INTO customer VALUES (1, 'c1', 'owner', 'Ada', '', 'Praxis', 'a@a.example', '', '', '', '', '', '', '', '', '', '', 0, 1, 1, 'praxis', 'ada', 'a', '', 'o', 's', 0)`,
			`INSERT INTO pbx_customer VALUES ('praxis', 'c1')`,
			`UPDATE pbx SET version = version + 1`,
			`INSERT INTO region VALUES (1, 'North', '[]'), (2, 'South', '[]')`,
			`INSERT INTO preset VALUES ('package', 'a', 'A', '{}'), ('package', 'b', 'B', '{}')`,
			`INSERT INTO invitation VALUES ('i1', 'activation', 'r1', 1, zeroblob(32), '', 1, NULL, NULL, NULL)`,
			`INSERT INTO mail_settings VALUES (1, 'mail.example', 587, 'tls', 'u', 'a@a.example', 'A', '', '', '')`,
			`INSERT INTO alarm_settings VALUES (1, '{}', 'a@a.example', 0, 0)`,
			`INSERT INTO reminder VALUES ('praxis', 1, 7, 1), ('praxis', 2, 30, 1)`,
			`INSERT INTO alarm VALUES ('low/extensions', 5, NULL)`,
			`INSERT INTO outbox VALUES ('m1', 'activation', 'r1', 'mid', 's', 'r', 'Subject', x'01', 'queued', 0, 0, 0, '', 0, '', 1, 1, 1)`,
			`INSERT INTO partner VALUES ('r1', 'i1', 1, NULL, '', NULL, '{}', 0, '', NULL, NULL, 0, 0, 0, '', NULL, '', '', NULL, 'null')`,
			`INSERT INTO upstream VALUES (1, 'w', 'a', '[]', zeroblob(32), 'k', 'C', 'N', 'e', 'i', x'01', 1, 0, 1, 'h', 1, 2, 'active', '', NULL, '', 0, '', NULL, 0, 1)`,
			`INSERT INTO exchange VALUES (1, 'e1', 1, 'report', 'r1', 1, 'h', 1, 'taken', '', x'01')`,
			`INSERT INTO sign_in_failure VALUES ('a@a.example', 2)`,
			`INSERT INTO erasure VALUES ('e', 'r0', 1, 'owner', 0)`,
			`INSERT INTO clock VALUES (1, 1)`,
			`INSERT INTO personal_retention VALUES (1, 24)`,
		} {
			if err := sqlite.Exec(tx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return tx.AddLogEntry(
			store.LogEntry{
				At:        now,
				Actor:     "owner",
				Module:    "user",
				Operation: "reseller.added",
				Object:    "r1",
				Name:      "Größe",
				Result:    "ok",
			},
		)
	}))
	require.NoError(t, w.Write(func(tx store.Tx) error {
		return tx.AddLogEntry(
			store.LogEntry{
				At:        now,
				Actor:     "owner",
				Module:    "user",
				Operation: "reseller.changed",
				Object:    "r1",
				Result:    "ok",
			},
		)
	}))
	require.NoError(t, w.Close())
	return dir
}

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
	_, err := db.Exec(statement, args...)
	require.NoError(t, err, statement)
}

func texts(t *testing.T, db *sql.DB, query string, args ...any) (list []string) {
	rows, err := db.Query(query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		list = append(list, text)
	}
	require.NoError(t, rows.Err())
	return list
}

// provenTables are the tables of the schema besides those that nothing proves.
func provenTables(t *testing.T, dir string) []string {
	db := second(t, dir)
	tables := texts(
		t,
		db,
		`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
	)
	return slices.DeleteFunc(
		tables,
		func(name string) bool { return slices.Contains(sqlite.Rebuilt(), name) },
	)
}

// names tells whether the first fault of a table names it and one of its rows.
func names(proof store.Proof, table string) bool {
	ledger := []string{"operation", "transfer", "ledger_account"}
	return slices.ContainsFunc(proof.Faults, func(e *core.Error) bool {
		switch {
		case e.Args["Table"] == table:
			return true
		case slices.Contains(ledger, table): // The ledger's own checks say operation and number.
			return slices.Contains(
				[]string{"proof.chain", "proof.balance", "proof.stray", "proof.sum", "proof.pbx"},
				e.Key,
			)
		case table == "proof_state":
			return e.Key == "proof.state" || e.Key == "proof.file"
		case table == "proof_total":
			return e.Key == "proof.state" || e.Key == "proof.total"
		case table == "proof_entry": // It is the row that its entry says.
			return e.Key == "proof.row_added" || e.Key == "proof.row_changed" ||
				e.Key == "proof.row_missing"
		}
		return false
	})
}

// superseded gives a workspace a successor, after which it is only read.
func superseded(t *testing.T, dir string) {
	require.NoError(t, changed(t, dir, func(tx store.Tx) error {
		return tx.SetSuccessor(&store.Successor{Epoch: 3, At: now, Moved: true, Name: "the laptop"})
	}))
}

// changed opens a workspace and changes it.
func changed(t *testing.T, dir string, change func(tx store.Tx) error) error {
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	defer func() { require.NoError(t, w.Close()) }()
	return w.Write(change)
}

func TestEveryTableIsProven(t *testing.T) {
	dir := withEveryTable(t)
	superseded(t, dir)
	require.Empty(
		t,
		tampered(
			t, dir,
			func(db *sql.DB) { run(t, db, `INSERT INTO form_draft VALUES ('a', x'01', 1)`) },
		).Faults[1:],
		"a draft is not proven, and all triggers that are missing are one fault",
	)
	for _, table := range provenTables(t, dir) {
		t.Run(table, func(t *testing.T) {
			columns := texts(t, second(t, dir), `SELECT name FROM pragma_table_info(?)`, table)
			for _, column := range columns {
				proof := tampered(t, dir, func(db *sql.DB) { changeOne(t, db, table, column) })
				require.True(t, names(proof, table), "%s changed: %v", column, proof.Faults)
			}
			proof := tampered(t, dir, func(db *sql.DB) {
				run(
					t,
					db,
					`DELETE FROM `+table+` WHERE `+columns[0]+` = (SELECT max(`+columns[0]+`) FROM `+table+`)`,
				)
			})
			require.True(t, names(proof, table), "a row deleted: %v", proof.Faults)
			proof = tampered(t, dir, func(db *sql.DB) { addOne(t, db, table) })
			require.True(t, names(proof, table), "a row added: %v", proof.Faults)
		})
	}
}

// changeOne changes one column of the newest row to another value of the same type.
func changeOne(t *testing.T, db *sql.DB, table, column string) {
	key := texts(t, db, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, table)
	newest := fmt.Sprintf(
		`(%[1]s) = (SELECT %[1]s FROM %[2]s ORDER BY %[3]s LIMIT 1)`,
		list(key, ""),
		table,
		list(key, " DESC"),
	)
	result, err := db.Exec(
		fmt.Sprintf(
			`UPDATE %[1]s SET %[2]s = CASE (SELECT type FROM pragma_table_info('%[1]s') WHERE name = '%[2]s')
		WHEN 'INTEGER' THEN coalesce(%[2]s, 0) + 1 WHEN 'TEXT' THEN coalesce(%[2]s, '') || 'x'
		ELSE CASE WHEN coalesce(length(%[2]s), 0) = 0 THEN x'00' ELSE unhex(replace(hex(%[2]s), substr(hex(%[2]s), 1, 1),
			iif(substr(hex(%[2]s), 1, 1) = 'A', 'B', 'A'))) END END WHERE %[3]s`,
			table,
			column,
			newest,
		),
	)
	require.NoError(t, err)
	n, err := result.RowsAffected()
	require.NoError(t, err)
	require.Equal(t, int64(1), n)
}

func list(columns []string, suffix string) (text string) {
	for i, c := range columns {
		if i > 0 {
			text += ", "
		}
		text += c + suffix
	}
	return text
}

// addOne adds a row that is like the newest one, except what must be unique.
func addOne(t *testing.T, db *sql.DB, table string) {
	unique := texts(
		t,
		db,
		`SELECT DISTINCT c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i."unique"`,
		table,
	)
	unique = append(
		unique,
		texts(t, db, `SELECT name FROM pragma_table_info(?) WHERE pk > 0`, table)...)
	var values []string
	for _, c := range texts(t, db, `SELECT name FROM pragma_table_info(?)`, table) {
		if !slices.Contains(unique, c) {
			values = append(values, c)
			continue
		}
		values = append(
			values,
			fmt.Sprintf(
				`CASE typeof(%[1]s) WHEN 'text' THEN %[1]s || 'x' WHEN 'integer' THEN %[1]s + 1 END`,
				c,
			),
		)
	}
	run(
		t,
		db,
		fmt.Sprintf(
			`INSERT INTO %[1]s SELECT %[2]s FROM %[1]s ORDER BY 1 DESC LIMIT 1`,
			table,
			list(values, ""),
		),
	)
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
	for _, table := range provenTables(t, dir) {
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
