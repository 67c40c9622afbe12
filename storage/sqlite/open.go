// Package sqlite keeps a workspace in one SQLite file (docs/architecture.md, "The workspace file").
package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// FileName is the name of the workspace file in its data folder.
const FileName = "workspace.desk"

const (
	applicationID = 1380216907 // "RDSK", as in the first migration.
	schemaVersion = 16         // user_version after the last migration.
	readers       = 3
)

// Workspace is an open workspace file. It is safe for concurrent use, also by several programs on
// the same file.
type Workspace struct {
	queries
	data   string // The data folder; "" of a file that nobody else knows.
	path   string // Of the file, which may be elsewhere.
	place  fileSystem
	reader *sql.DB
	shape  shape
	gate   gate
	// release gives the file free for who puts another one in its place.
	release func() error
}

// Open opens the workspace file in a data folder, and makes both when they do not exist. What it
// cannot open it leaves as it is, to the byte, and says why: Corrupt for what is damaged, another
// program's or a newer version's, ReadOnly, Full, and Unavailable. Nothing is written before
// everything in the file was checked (CheckFile).
func Open(ctx context.Context, dir string) (*Workspace, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unavailable(err)
	}
	path, err := FileOf(dir)
	if err != nil {
		return nil, err
	}
	return open(ctx, dir, fileSystemOf(filepath.Dir(path)))
}

// open opens the workspace file of a data folder that is on a kind of file system.
func open(ctx context.Context, dir string, place fileSystem) (*Workspace, error) {
	if place == network {
		return nil, &core.Error{
			Code: core.Unavailable, Key: "place.network", Args: core.Args{"Path": dir},
		}
	}
	if err := finishAlone(dir); err != nil {
		return nil, err
	}
	path, err := FileOf(dir)
	if err != nil {
		return nil, err
	}
	w := &Workspace{data: dir, path: path, place: place}
	found, err := w.prepare(ctx)
	if err != nil {
		return nil, err
	}
	release, err := takeTogether(w.path)
	if err != nil {
		return nil, errors.Join(err, found.close())
	}
	w.release = release
	w.gate.init(found)
	w.reader = pool(w.dataSource("ro"), readers)
	w.queries = queries{db: w.reader}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// prepare makes a file that does not exist, and brings up to date one of an earlier schema, with
// another journal than its place needs, or with a journal that was left by a crash. It returns what
// is known of the file then.
func (w *Workspace) prepare(ctx context.Context) (file, error) {
	found, err := look(w.path)
	if err != nil {
		return found, err
	}
	work := w.bringUpToDate
	switch {
	case found.raw == nil:
		work = func(ctx context.Context, _ file) error { return create(ctx, w.path, w.place) }
	case found.version != schemaVersion || found.journal != w.place.journal(),
		found.interrupted && w.mustPlayBack(ctx):
	default:
		return found, nil
	}
	if err := errors.Join(unavailable(found.close()), work(ctx, found)); err != nil {
		return file{}, err
	}
	return look(w.path)
}

// mustPlayBack tells whether a journal was left by a crash: one of a transaction that is under way
// hinders nobody from reading.
func (w *Workspace) mustPlayBack(ctx context.Context) bool {
	db := pool(w.dataSource("ro"), 1)
	defer db.Close()
	_, err := db.ExecContext(ctx, `SELECT count(*) FROM sqlite_schema`)
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrReadonly || e.Code == sqlite3.ErrCantOpen)
}

// start reads what is to be right before the first row is shown: the schema, and the link of the
// newest state, as they are at one moment: another program may write meanwhile.
func (w *Workspace) start(ctx context.Context) error {
	tx, err := w.reader.BeginTx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }() // Nothing was written.
	p := &prover{queries: queries{db: tx}}
	err = p.run(ctx, func(ctx context.Context) (err error) {
		if w.shape, err = readShape(ctx, tx); err != nil {
			return err
		}
		return p.state(ctx)
	})
	return errors.Join(err, w.damage(p.proof))
}

// damage is what a proof found, as an error; nil when everything fits.
func (w *Workspace) damage(p store.Proof) error {
	if p.Fault() == nil {
		return nil
	}
	return &store.Damaged{Path: w.path, Faults: p.Faults}
}

// Notices are what a person should know of the place of the workspace.
func (w *Workspace) Notices() []*core.Error { return notices(filepath.Dir(w.path), w.place) }

// ForeignChanges asks the only connection that writes, since the number of a connection counts the
// commits of all others.
func (w *Workspace) ForeignChanges(ctx context.Context) (n int64, err error) {
	writer := w.gate.open()
	if writer == nil {
		return 0, nil // It is being checked.
	}
	err = writer.QueryRowContext(ctx, "PRAGMA data_version").Scan(&n)
	return n, translate(err)
}

// Close closes the file. It may be called once.
func (w *Workspace) Close() error {
	return errors.Join(w.reader.Close(), w.gate.close(w), w.release())
}

// file is what can be known of a workspace file without SQLite.
type file struct {
	// Open as long as SQLite is: closing it would drop the locks of the process. Nil when there is
	// no file.
	raw         *os.File
	version     uint32
	journal     string
	interrupted bool // A journal is left that SQLite plays back by writing.
	logged      bool // The write-ahead log is not empty.
}

func (f file) close() error {
	if f.raw == nil {
		return nil
	}
	return f.raw.Close()
}

// headerSize is the length of the header of a SQLite file (sqlite.org/fileformat2.html, 1.3).
const headerSize = 100

// look reads the header of a workspace file, and finds out whether folder and file can be written.
func look(path string) (found file, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return file{}, writable(filepath.Dir(path))
	}
	if err != nil {
		return file{}, unavailable(err)
	}
	if info.IsDir() {
		return file{}, unfit(path, "workspace.not_ours")
	}
	if info.Size() == 0 {
		return file{}, unfit(path, "workspace.empty")
	}
	if found.raw, err = os.Open(path); err != nil {
		return file{}, refused(err, "workspace.unreadable", path)
	}
	err = found.readHeader(path, info.Size())
	if err == nil {
		err = errors.Join(writable(filepath.Dir(path)), writableFile(path))
	}
	if err != nil {
		return file{}, errors.Join(err, found.close())
	}
	return found, nil
}

// unfit is what a file is refused with that is no workspace of this program.
func unfit(path, key string) error {
	return &core.Error{Code: core.Corrupt, Key: key, Args: core.Args{"Path": path}}
}

// unreadableHeader is what a file is refused with whose header SQLite cannot read.
func unreadableHeader(path, text string) error {
	fault := &core.Error{
		Code: core.Corrupt, Key: "proof.unreadable", Args: core.Args{"Text": text},
	}
	return &store.Damaged{Path: path, Faults: []*core.Error{fault}}
}

// readHeader reads what the header of an open file with a size says, and refuses one that SQLite
// must not open.
func (found *file) readHeader(path string, length int64) error {
	header := make([]byte, headerSize)
	n, err := io.ReadFull(found.raw, header)
	switch {
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return unavailable(err)
	case n == headerSize && bytes.Count(header, []byte{0}) == n: // A disk lost the first page.
		return unreadableHeader(path, "the first page is empty")
	case n < 16 || string(header[:16]) != "SQLite format 3\x00":
		return unfit(path, "workspace.not_ours")
	case n < headerSize:
		return unfit(path, "workspace.cut_off")
	}
	found.version = binary.BigEndian.Uint32(header[60:])
	found.journal = "delete"
	if header[18] == 2 {
		found.journal = "wal"
	}
	found.logged, found.interrupted = size(path+"-wal") > 0, size(path+"-journal") > 0
	switch {
	case binary.BigEndian.Uint32(header[68:]) != applicationID:
		return unfit(path, "workspace.not_ours")
	case found.version > schemaVersion:
		return unfit(path, "workspace.newer")
	case header[18] > 2 || header[19] > 2: // SQLite would call it read-only, or of another format.
		return unreadableHeader(path, "unsupported file format")
	case !found.logged && !found.interrupted && length < pages(header):
		return unfit(path, "workspace.cut_off")
	}
	return nil
}

// pages is how long a file is to be by its header, 0 when an old program wrote it last.
func pages(header []byte) int64 {
	if binary.BigEndian.Uint32(header[24:]) != binary.BigEndian.Uint32(header[92:]) {
		return 0
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65536
	}
	return page * int64(binary.BigEndian.Uint32(header[28:]))
}

// size is the length of a file, 0 when it is not there.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// writable finds out whether files can be made in a folder, as SQLite does even to read.
func writable(dir string) error {
	probe, err := os.CreateTemp(dir, ".probe-")
	if err != nil {
		return refused(err, "workspace.folder_read_only", dir)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func writableFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return refused(err, "workspace.file_read_only", path)
	}
	return unavailable(file.Close())
}

// refused says with key that something is not permitted.
func refused(err error, key, path string) error {
	if errors.Is(err, fs.ErrPermission) {
		return &core.Error{Code: core.ReadOnly, Key: key, Args: core.Args{"Path": path}, Err: err}
	}
	return unavailable(err)
}

func unavailable(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errReadOnlyFileSystem):
		return &core.Error{Code: core.ReadOnly, Key: "workspace.medium_read_only", Err: err}
	case errors.Is(err, errNoSpace):
		return &core.Error{Code: core.Full, Key: "workspace.full", Err: err}
	case errors.Is(err, fs.ErrPermission):
		return &core.Error{Code: core.ReadOnly, Key: "workspace.no_access", Err: err}
	}
	return &core.Error{Code: core.Unavailable, Key: "workspace.unavailable", Err: err}
}

// create makes a workspace file whole before it gets its name.
func create(ctx context.Context, path string, place fileSystem) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return unavailable(err)
	}
	defer os.RemoveAll(dir)
	made := &Workspace{path: filepath.Join(dir, FileName), place: place}
	file, err := os.OpenFile(made.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	if err := file.Close(); err != nil {
		return unavailable(err)
	}
	if err := made.migrate(ctx); err != nil {
		return err
	}
	err = os.Link(made.path, path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // Not every file system has links.
		err = os.Rename(made.path, path)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil // Another program made it meanwhile.
	}
	return errors.Join(unavailable(err), syncFolder(filepath.Dir(path)))
}

// syncFolder makes a new name in a folder last over a loss of power.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // A folder cannot be synced there.
		return nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return unavailable(err)
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil // The file system has no such thing, as some of USB disks and networks.
	}
	return errors.Join(unavailable(err), folder.Close())
}

// dataSource names the file with the settings of its connections; mode is ro or rw. url.URL keeps
// "#", "?" and "%" in a path what they are.
func (w *Workspace) dataSource(mode string) string {
	q := url.Values{}
	q.Set("mode", mode)
	q.Set("_foreign_keys", "1")
	q.Set("_recursive_triggers", "1")
	q.Set("_busy_timeout", "5000")
	q.Set("_stmt_cache_size", "100")
	if mode == "ro" {
		q.Set("_txlock", "deferred")
		q.Set("_query_only", "1")
	} else {
		q.Set("_txlock", "immediate")
		q.Set("_journal_mode", w.place.journal())
		q.Set("_synchronous", w.synchronous())
		// An import changes many pages; with the usual 2 MB each would be written again and again
		// before the commit.
		q.Set("_cache_size", "-65536")
	}
	return (&url.URL{
		Scheme: "file", OmitHost: true, Path: slashed(w.path), RawQuery: q.Encode(),
	}).String()
}

// synchronous is what makes a commit last over a loss of power: a rollback journal's folder is to
// be synced, too.
func (w *Workspace) synchronous() string {
	if w.place == local {
		return "2"
	}
	return "3"
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
	db := sql.OpenDB(
		connector{
			source: source,
			driver: &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
				for _, hook := range append([]func(*sqlite3.SQLiteConn) error{harden}, hooks...) {
					if err := hook(c); err != nil {
						return err
					}
				}
				return nil
			}},
		},
	)
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db
}

func harden(c *sqlite3.SQLiteConn) error {
	statements := []string{
		"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY",
		"PRAGMA mmap_size = 0", "PRAGMA journal_size_limit = 16777216",
		// The log is copied into the file when it has as many pages as the limit holds, not a
		// quarter of them: a Save writes many of the same pages as the one before.
		"PRAGMA wal_autocheckpoint = 4000",
		// What is deleted is overwritten: personal data that was erased is not left in a free page.
		"PRAGMA secure_delete = ON",
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

// checkPragmas reads the settings of the connection that writes back: the driver passes over a
// misspelt one without a word.
func (w *Workspace) checkPragmas(ctx context.Context, db *sql.DB) error {
	want := map[string]string{
		"journal_mode": w.place.journal(), "synchronous": w.synchronous(), "foreign_keys": "1",
		"recursive_triggers": "1", "trusted_schema": "0",
	}
	for name, value := range want {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return translate(err)
		}
		if got != value {
			return &core.Error{
				Code: core.Internal, Key: "internal",
				Err: fmt.Errorf("pragma %s is %s, want %s", name, got, value),
			}
		}
	}
	return nil
}
