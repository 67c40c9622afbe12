// Package sqlitetest lets the suite of every engine run on SQLite.
package sqlitetest

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// Engine is a storetest.Engine whose places are folders.
type Engine struct{}

var _ storetest.Engine = Engine{}

// NewPlace returns an empty folder.
func (Engine) NewPlace(t testing.TB) string { return t.TempDir() }

// RemovePlace removes the folder.
func (Engine) RemovePlace(t testing.TB, place string) { require.NoError(t, os.RemoveAll(place)) }

// Open opens the workspace file of a folder.
func (Engine) Open(ctx context.Context, place string) (storetest.Workspace, error) {
	w, err := sqlite.Open(ctx, place)
	if err != nil {
		return nil, err // Not a nil *Workspace, which would be no nil Workspace.
	}
	return w, nil
}

// Copy writes the bytes of a workspace file over another one.
func (Engine) Copy(t testing.TB, from, to string) {
	data, err := os.ReadFile(filepath.Join(from, sqlite.FileName))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(to, sqlite.FileName), data, 0o600))
}

// Content is that of each file of the folder, besides what is in other folders there.
func (Engine) Content(t testing.TB, place string) []byte {
	var all bytes.Buffer
	files, err := os.ReadDir(place)
	require.NoError(t, err)
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(place, f.Name()))
		require.NoError(t, err)
		all.Write(content)
	}
	return all.Bytes()
}

// Open is another program on the file of a folder, without any of the settings of ours besides that
// foreign keys are checked.
func Open(t testing.TB, place string) *sql.DB {
	db, err := sql.Open(
		"sqlite3", filepath.Join(place, sqlite.FileName)+"?_foreign_keys=1&_busy_timeout=3000",
	)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// alone is Open with one connection, which is closed when use returns.
func alone(t testing.TB, place string, use func(db *sql.DB)) {
	db := Open(t, place)
	db.SetMaxOpenConns(1)
	use(db)
	require.NoError(t, db.Close())
}

// Exec runs a statement by a connection of its own.
func (Engine) Exec(t testing.TB, place, statement string) (err error) {
	alone(t, place, func(db *sql.DB) { _, err = db.Exec(statement) })
	return err
}

// Attacks replace rows, which SQLite does without the triggers that guard deletion, and make bytes.
func (Engine) Attacks() map[string]string {
	const operation = `INSERT OR REPLACE INTO operation
		(number, id, at, actor, verb, object, reason, reverses, hash) SELECT `
	return map[string]string{
		"replace a transfer": `INSERT OR REPLACE INTO transfer
			(number, operation, debit, credit, resource, amount)
			SELECT number, operation, debit, credit, resource, 1 FROM transfer WHERE number = 1`,
		"replace an operation": operation +
			`number, id, at, actor, 'x', object, reason, reverses, hash FROM operation
			WHERE number = 1`,
		"renumber an operation": operation +
			`99, id, at, actor, 'x', object, reason, reverses, hash FROM operation
			WHERE number = 1`,
		"operation of no one": `INSERT INTO operation (id, at, actor, verb, object, reason, hash)
			VALUES ('x', 1, 'nobody', 'v', '', '', randomblob(32))`,
		"replace an entry": `INSERT OR REPLACE INTO log_entry (number, at, actor, module, operation,
			object, name, before, after, result, detail, operation_id, search_key, salt, texts_hash,
			hash) SELECT number, at, 'x', module, operation, object, name, before, after, result,
			detail, operation_id, search_key, salt, texts_hash, hash FROM log_entry`,
	}
}

// Texts reads the first column of a query.
func (Engine) Texts(t testing.TB, place, query string) (list []string) {
	alone(t, place, func(db *sql.DB) { list = Texts(t, db, query) })
	return list
}

// Stick makes a trigger.
func (Engine) Stick(t testing.TB, place, table, column, value string) (release func()) {
	alone(t, place, func(db *sql.DB) {
		Run(t, db, `CREATE TRIGGER stuck BEFORE UPDATE ON `+table+` WHEN '`+value+
			`' IN (OLD.`+column+`, NEW.`+column+`) BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
	})
	return func() {
		alone(t, place, func(db *sql.DB) { Run(t, db, `DROP TRIGGER stuck`) })
	}
}

// FailAfter makes a table that counts, and triggers that count it down. FAIL takes nothing back
// that its statement did before, as the counting.
func (Engine) FailAfter(t testing.TB, place string, changes int) (left func() int) {
	alone(t, place, func(db *sql.DB) {
		if len(Texts(t, db, `SELECT name FROM sqlite_schema WHERE name = 'countdown'`)) == 0 {
			makeCountdown(t, db)
		}
		_, err := db.Exec(`UPDATE countdown SET left = ?`, changes)
		require.NoError(t, err)
	})
	return func() int {
		var n int
		alone(t, place, func(db *sql.DB) {
			require.NoError(t, db.QueryRow(`SELECT left FROM countdown`).Scan(&n))
		})
		return n
	}
}

func makeCountdown(t testing.TB, db *sql.DB) {
	Run(t, db, `CREATE TABLE countdown (left INTEGER NOT NULL)`)
	Run(t, db, `INSERT INTO countdown VALUES (0)`)
	for _, table := range Texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'proof_%'
		AND name NOT IN ('goose_db_version', 'countdown')`) {
		for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
			Run(t, db, `CREATE TRIGGER stuck_`+table+`_`+event+` BEFORE `+event+` ON `+table+
				` BEGIN UPDATE countdown SET left = left - 1;
				SELECT RAISE(FAIL, 'stuck') FROM countdown WHERE left = -1; END`)
		}
	}
}

// Proven are the tables of the schema besides those that nothing proves.
func (Engine) Proven(t testing.TB, place string) map[string][]string {
	proven := map[string][]string{}
	alone(t, place, func(db *sql.DB) {
		for _, table := range Texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'
			AND name NOT LIKE 'sqlite_%' AND name NOT IN ('form_draft', 'goose_db_version')`) {
			proven[table] = Texts(t, db, `SELECT name FROM pragma_table_info(?)`, table)
		}
	})
	return proven
}

// Tamper works without triggers, checks and foreign keys.
func (Engine) Tamper(t testing.TB, place string, change storetest.Change) {
	alone(t, place, func(db *sql.DB) {
		triggers := Texts(t, db, `SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
		for _, name := range Texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'trigger'`) {
			Run(t, db, `DROP TRIGGER `+name)
		}
		Run(t, db, `PRAGMA ignore_check_constraints = ON`)
		Run(t, db, `PRAGMA foreign_keys = OFF`)
		for _, statement := range change.Statements {
			Run(t, db, statement)
		}
		if change.Alter.Table != "" {
			alterOne(t, db, change.Alter.Table, change.Alter.Column)
		}
		if change.Delete != "" {
			deleteOne(t, db, change.Delete)
		}
		if change.Add != "" {
			addOne(t, db, change.Add)
		}
		for _, trigger := range triggers {
			Run(t, db, trigger)
		}
	})
}

// Run runs a statement that does not fail.
func Run(t testing.TB, db *sql.DB, statement string, args ...any) {
	t.Helper()
	_, err := db.Exec(statement, args...)
	require.NoError(t, err, statement)
}

// Texts returns the rows of a query for one text each.
func Texts(t testing.TB, db *sql.DB, query string, args ...any) (list []string) {
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
