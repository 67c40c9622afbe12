// Package sqlite keeps a workspace in one SQLite file (docs/architecture.md, "The workspace file").
package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core"
)

// FileName is the name of the workspace file in its data folder.
const FileName = "workspace.desk"

const (
	applicationID = 1380216907 // "RDSK", as in the first migration.
	schemaVersion = 4          // user_version after the last migration.
	readers       = 3
)

// Workspace is an open workspace file. It is safe for concurrent use, also by several programs on the same file.
type Workspace struct {
	questions
	path    string
	writer  *sql.DB
	reader  *sql.DB
	shape   shape
	touched touched // By the transaction that is under way.
}

// Open opens the workspace file in a data folder, and makes both when they do not exist. It refuses files of other
// programs and of newer versions (Corrupt) without touching them.
func Open(ctx context.Context, dir string) (*Workspace, error) {
	path := filepath.Join(dir, FileName)
	version, err := prepareFile(dir, path)
	if err != nil {
		return nil, err
	}
	if version != schemaVersion {
		if err := migrate(ctx, path); err != nil {
			return nil, err
		}
	}
	w := &Workspace{path: path, touched: newTouched()}
	w.writer = pool(dataSource(path, "immediate", false), 1, w.touched.watch)
	w.reader = pool(dataSource(path, "deferred", true), readers)
	w.questions = questions{db: w.reader}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// start checks the settings of the connection that writes, and reads the schema.
func (w *Workspace) start(ctx context.Context) (err error) {
	if err := checkPragmas(ctx, w.writer); err != nil {
		return err
	}
	w.shape, err = readShape(ctx, w.reader)
	return err
}

// ForeignChanges asks the only connection that writes, since the number of a connection counts the commits of all others.
func (w *Workspace) ForeignChanges(ctx context.Context) (n int64, err error) {
	err = w.writer.QueryRowContext(ctx, "PRAGMA data_version").Scan(&n)
	return n, translate(err)
}

// Close closes the file. It may be called once.
func (w *Workspace) Close() error { return errors.Join(w.reader.Close(), w.writer.Close()) }

// prepareFile makes folder and file for this user's eyes only, and returns the schema version of a file that exists.
func prepareFile(dir, path string) (version uint32, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, unavailable(err)
	}
	file, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, unavailable(err)
	}
	header := make([]byte, 100)
	n, readErr := file.Read(header)
	if err := file.Close(); err != nil {
		return 0, unavailable(err)
	}
	if n == 0 {
		return 0, nil // New: SQLite writes the header with the first change.
	}
	if readErr != nil || n < len(header) || string(header[:16]) != "SQLite format 3\x00" {
		return 0, &core.Error{Code: core.Corrupt, Key: "workspace.not_ours", Args: core.Args{"Path": path}}
	}
	version = binary.BigEndian.Uint32(header[60:])
	id := binary.BigEndian.Uint32(header[68:])
	tables := 0
	if id == 0 { // A new workspace has its name in the log beside the file at first.
		if id, version, tables, err = ask(path); err != nil {
			return 0, translate(err)
		}
	}
	switch {
	case id == 0 && version == 0 && tables == 0:
		return 0, nil // Its making was interrupted.
	case id != applicationID:
		return 0, &core.Error{Code: core.Corrupt, Key: "workspace.not_ours", Args: core.Args{"Path": path}}
	case version > schemaVersion:
		return 0, &core.Error{Code: core.Corrupt, Key: "workspace.newer", Args: core.Args{"Path": path}}
	}
	return version, nil
}

// ask reads through SQLite, without changing a byte, whose file it is, its version, and how many tables it has besides the
// list of migrations.
func ask(path string) (id, version uint32, tables int, err error) {
	source := url.URL{Scheme: "file", OmitHost: true, Path: slashed(path), RawQuery: "mode=ro&_busy_timeout=5000"}
	db, err := sql.Open("sqlite3", source.String())
	if err != nil {
		return 0, 0, 0, err
	}
	defer db.Close()
	err = db.QueryRow(`SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master
		WHERE type = 'table' AND name NOT IN ('goose_db_version', 'sqlite_sequence')) FROM pragma_application_id, pragma_user_version`).
		Scan(&id, &version, &tables)
	return id, version, tables, err
}

func unavailable(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errReadOnlyFileSystem) {
		return &core.Error{Code: core.ReadOnly, Key: "workspace.read_only", Err: err}
	}
	return &core.Error{Code: core.Unavailable, Key: "workspace.unavailable", Err: err}
}

// dataSource names the file with the settings of its connections. url.URL keeps "#", "?" and "%" in a path what they are.
func dataSource(path, lock string, readOnly bool) string {
	q := url.Values{}
	q.Set("mode", "rw")
	q.Set("_txlock", lock)
	q.Set("_journal_mode", "WAL")
	q.Set("_synchronous", "FULL")
	q.Set("_foreign_keys", "1")
	q.Set("_recursive_triggers", "1")
	q.Set("_busy_timeout", "5000")
	q.Set("_stmt_cache_size", "100")
	if readOnly {
		q.Set("_query_only", "1")
	} else {
		// An import changes many pages; with the usual 2 MB each would be written again and again before the commit.
		q.Set("_cache_size", "-65536")
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: slashed(path), RawQuery: q.Encode()}).String()
}

// slashed is a path as it stands in a URL; a drive letter has a slash before it.
func slashed(path string) string {
	if runtime.GOOS == "windows" && filepath.IsAbs(path) {
		return "/" + filepath.ToSlash(path)
	}
	return filepath.ToSlash(path)
}

// connector opens connections with the settings that a data source name cannot carry.
type connector struct {
	driver *sqlite3.SQLiteDriver
	source string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.source) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// pool opens a pool of at most so many connections; hooks run on each new one.
func pool(source string, most int, hooks ...func(*sqlite3.SQLiteConn) error) *sql.DB {
	db := sql.OpenDB(connector{source: source, driver: &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		for _, hook := range append([]func(*sqlite3.SQLiteConn) error{harden}, hooks...) {
			if err := hook(c); err != nil {
				return err
			}
		}
		return nil
	}}})
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db
}

func harden(c *sqlite3.SQLiteConn) error {
	statements := []string{
		"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY",
		"PRAGMA mmap_size = 0", "PRAGMA journal_size_limit = 16777216",
	}
	if runtime.GOOS == "darwin" { // A plain fsync there does not reach the disk.
		statements = append(statements, "PRAGMA fullfsync = 1", "PRAGMA checkpoint_fullfsync = 1")
	}
	for _, s := range statements {
		if _, err := c.Exec(s, nil); err != nil {
			return err
		}
	}
	return nil
}

// checkPragmas reads the settings back: the driver passes over a misspelt one without a word.
func checkPragmas(ctx context.Context, db *sql.DB) error {
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1", "trusted_schema": "0",
	}
	for name, value := range want {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return translate(err)
		}
		if got != value {
			return &core.Error{Code: core.Internal, Key: "internal", Err: fmt.Errorf("pragma %s is %s, want %s", name, got, value)}
		}
	}
	return nil
}
