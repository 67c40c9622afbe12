package sqlite

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/clock"
	"resellerdesk/core/copies"
	"resellerdesk/core/store"
)

// BackupFolder is the folder of the backups in a data folder.
const BackupFolder = "backups"

// Backup makes a backup: a copy that SQLite makes of one moment, compressed, taken out again and
// proven (store.Store). A damaged workspace is not backed up.
func (w *Workspace) Backup(
	ctx context.Context,
	why backup.Reason,
	now time.Time,
) (backup.Backup, error) {
	if err := w.CheckFile(ctx, nil); err != nil {
		return backup.Backup{}, err
	}
	backups := NewBackups(w.data)
	made, err := backups.make(ctx, w, why, now)
	if err != nil {
		return made, err
	}
	trusted, err := w.TrustedTime(ctx)
	if err != nil || !clock.Plausible(now, trusted) {
		return made, err // A clock that is wrong takes no backup away.
	}
	return made, backups.thin(now)
}

// Backups are the backups of a data folder. They need no open workspace.
type Backups struct {
	data string // The data folder.
	dir  string
}

// NewBackups returns the backups of a data folder.
func NewBackups(data string) Backups {
	return Backups{data: data, dir: filepath.Join(data, BackupFolder)}
}

// Folder is where the backups are.
func (b Backups) Folder() string { return b.dir }

// noAccess names the backup, or their folder, that the user may not open, read or write; otherwise
// it is as unavailable.
func noAccess(err error, path string) error {
	return refused(err, "backup.no_access", path)
}

// factsEnding is added to the name of a backup for the file of what was found out about it.
const factsEnding = ".json"

func (b Backups) make(
	ctx context.Context,
	w *Workspace,
	why backup.Reason,
	now time.Time,
) (made backup.Backup, err error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return made, noAccess(err, b.dir)
	}
	if err := syncFolder(b.data); err != nil {
		return made, err
	}
	work, err := os.MkdirTemp(b.dir, makingPrefix)
	if err != nil {
		return made, noAccess(err, b.dir)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	plain, packed := filepath.Join(work, FileName), filepath.Join(work, "packed")
	if err := w.packInto(ctx, plain, packed); err != nil {
		return made, err
	}
	made = backup.Backup{Name: backup.Name(now, why), Made: now, Reason: why}
	if err := b.prove(ctx, &made, packed, plain, now); err != nil {
		return made, err
	}
	if made.Fault != "" {
		return made, &core.Error{
			Code: core.Corrupt, Key: "backup.not_proved", Args: core.Args{"Path": w.path},
			Err: core.ParseErrors(made.Fault)[0],
		}
	}
	if err := b.name(&made, packed); err != nil {
		return made, err
	}
	return made, errors.Join(b.keepFacts(made), syncFolder(b.dir))
}

// packInto writes a compressed copy of the workspace; plain is where it is before.
func (w *Workspace) packInto(ctx context.Context, plain, packed string) error {
	if err := w.vacuumInto(ctx, plain); err != nil {
		return err
	}
	if err := pack(plain, packed); err != nil {
		return err
	}
	return unavailable(os.Remove(plain))
}

// name gives a backup its name, that of one of the next milliseconds when another one has it
// already: nothing is replaced.
func (b Backups) name(one *backup.Backup, packed string) error {
	for {
		err := os.Link(packed, b.path(one.Name))
		if err == nil {
			return nil
		}
		_, there := os.Lstat(b.path(one.Name))
		switch {
		case errors.Is(there, os.ErrNotExist): // Not every file system has links.
			return unavailable(os.Rename(packed, b.path(one.Name)))
		case there != nil:
			return unavailable(there)
		}
		one.Made = one.Made.Add(time.Millisecond)
		one.Name = backup.Name(one.Made, one.Reason)
	}
}

func (b Backups) path(name string) string { return filepath.Join(b.dir, name) }

// vacuumInto copies the workspace as it is at one moment. The copy is on the disk when it returns.
func (w *Workspace) vacuumInto(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	if err := file.Close(); err != nil {
		return unavailable(err)
	}
	db := pool(w.dataSource("rw"), 1)
	// It reads each page once: what a writer keeps in memory would be of no use.
	_, err = db.ExecContext(ctx, `PRAGMA cache_size = -2048`)
	if err == nil {
		_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path)
	}
	return errors.Join(translate(err), translate(db.Close()))
}

// pack compresses a file, and leaves the result on the disk.
func pack(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return unavailable(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	_, err = io.Copy(zip, in)
	return unavailable(errors.Join(err, zip.Close(), out.Sync(), out.Close()))
}

// unpack takes a backup out again, and returns the digest of the compressed file.
func unpack(ctx context.Context, from, to string) (digest string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", noAccess(err, from)
	}
	defer in.Close()
	h := sha256.New()
	whole := io.TeeReader(in, h)
	if err := unzipTo(ctx, whole, to, "backup.other_file"); err != nil {
		return "", err
	}
	if _, err := io.Copy(io.Discard, whole); err != nil {
		return "", unavailable(err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// reader ends with a context.
type reader struct {
	ctx context.Context
	in  io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}

// otherFile says that a backup is not the file any more that was made.
func otherFile(err error) error {
	return &core.Error{Code: core.Corrupt, Key: "backup.other_file", Err: err}
}

// prove takes a backup out into a file beside, checks everything in it, and writes down what that
// came to.
func (b Backups) prove(
	ctx context.Context,
	one *backup.Backup,
	packed, plain string,
	now time.Time,
) error {
	one.Proved, one.Fault, one.Size = now, "", size(packed)
	digest, err := unpack(ctx, packed, plain)
	var faults []*core.Error
	if err == nil && one.Digest != "" && digest != one.Digest {
		err = otherFile(nil)
	}
	if err == nil {
		one.Digest = digest
		faults, err = proveFile(ctx, plain, &one.Holds)
	}
	switch {
	case keyOf(err) == "workspace.newer":
		// Nothing is wrong with it, and what was found out about it still holds.
		return &core.Error{Code: core.Corrupt, Key: keyOf(err), Args: core.Args{"Path": packed}}
	case core.CodeOf(err) == core.Corrupt:
		one.Fault = core.ErrorText(asError(err))
	case err != nil:
		one.Proved = time.Time{}
		return err
	case len(faults) > 0:
		one.Fault = core.ErrorText(faults[0])
	}
	return nil
}

func asError(err error) *core.Error {
	var known *core.Error
	errors.As(err, &known)
	return known
}

func keyOf(err error) string {
	if known := asError(err); known != nil {
		return known.Key
	}
	return ""
}

// proveFile checks everything in a file that nobody else knows, and counts what it holds. A file of
// an earlier schema is migrated.
func proveFile(
	ctx context.Context,
	path string,
	holds *backup.Holds,
) (faults []*core.Error, err error) {
	restored := &Workspace{path: path, place: unknown}
	found, err := look(path)
	if err != nil {
		return nil, err
	}
	if err := found.close(); err != nil {
		return nil, unavailable(err)
	}
	if found.version != schemaVersion {
		if err := restored.migrate(ctx); isDamage(err) {
			return []*core.Error{unreadable(err)}, nil
		} else if err != nil {
			return nil, err
		}
	}
	db := pool(restored.dataSource("ro"), 2) // The check takes two.
	defer func() { err = errors.Join(err, translate(db.Close())) }()
	p, err := proveSnapshot(ctx, db, nil)
	if err == nil && p.Fault() == nil {
		*holds, err = holdsOf(ctx, db)
	}
	return p.Faults, err
}

// holdsOf counts what a workspace holds.
func holdsOf(ctx context.Context, db querier) (h backup.Holds, err error) {
	var id sql.NullString
	err = db.QueryRowContext(ctx, `SELECT (SELECT id FROM workspace), (SELECT count(*)
		FROM account WHERE kind = 'reseller' AND state <> 'closed'),
		(SELECT count(*) FROM pbx WHERE deleted = 0), (SELECT count(*) FROM customer
		WHERE deleted = 0), operations, writes, log_entries,
		(SELECT coalesce(max(epoch), 0) FROM (SELECT epoch FROM workspace
			UNION ALL SELECT epoch FROM successor)) FROM proof_state`).
		Scan(
			&id, &h.Resellers, &h.PBXs, &h.Customers, &h.Operations, &h.Writes, &h.LogEntries,
			&h.Epoch,
		)
	h.Workspace = id.String
	return h, translate(err)
}

// Holds counts what the workspace holds.
func (w *Workspace) Holds(
	ctx context.Context,
) (backup.Holds, error) {
	return holdsOf(ctx, w.reader)
}

func (b Backups) keepFacts(one backup.Backup) error {
	text, err := json.MarshalIndent(one, "", "\t")
	if err != nil {
		return err
	}
	return replaceFile(b.path(one.Name)+factsEnding, text)
}

// replaceFile writes a file whole before it gets its name.
func replaceFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), writingPrefix)
	if err != nil {
		return unavailable(err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return unavailable(errors.Join(err, os.Remove(file.Name())))
	}
	return unavailable(os.Rename(file.Name(), path))
}

// List returns the backups, the newest first. One about which nothing is written down is not
// proven.
func (b Backups) List() ([]backup.Backup, error) {
	entries, err := os.ReadDir(b.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, noAccess(err, b.dir)
	}
	var list []backup.Backup
	for _, e := range entries {
		one, err := b.one(e.Name())
		if err == nil {
			list = append(list, one)
		} else if core.CodeOf(err) != core.NotFound {
			return nil, err
		}
	}
	slices.SortFunc(list, func(x, y backup.Backup) int { return strings.Compare(y.Name, x.Name) })
	return list, nil
}

// one returns one backup, or NotFound.
func (b Backups) one(name string) (backup.Backup, error) {
	made, why, ok := backup.Parse(name)
	info, err := os.Lstat(b.path(name))
	if errors.Is(err, fs.ErrPermission) {
		return backup.Backup{}, noAccess(err, b.dir)
	}
	if !ok || err != nil || !info.Mode().IsRegular() {
		return backup.Backup{}, &core.Error{
			Code: core.NotFound,
			Key:  "backup.none",
			Args: core.Args{"Name": name},
		}
	}
	one := backup.Backup{Name: name, Made: made, Reason: why}
	text, err := os.ReadFile(b.path(name) + factsEnding)
	if err == nil && json.Unmarshal(text, &one) != nil {
		one = backup.Backup{} // What is written there is damaged, too.
	}
	one.Name, one.Made, one.Reason = name, made, why
	if info.Size() != one.Size {
		one.Proved, one.Fault = time.Time{}, ""
	}
	one.Size = info.Size()
	return one, nil
}

// Verify takes a backup out again and checks everything in it. What it found is part of the answer,
// not an error.
func (b Backups) Verify(
	ctx context.Context,
	name string,
	now time.Time,
) (one backup.Backup, err error) {
	if one, err = b.one(name); err != nil {
		return one, err
	}
	work, err := os.MkdirTemp(b.dir, makingPrefix)
	if err != nil {
		return one, noAccess(err, b.dir)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	if err := b.prove(ctx, &one, b.path(name), filepath.Join(work, FileName), now); err != nil {
		return one, err
	}
	return one, b.keepFacts(one)
}

// thin removes the backups that are not kept any more, and nothing else. Together they take at most
// a tenth of what is free.
func (b Backups) thin(now time.Time) error {
	list, err := b.List()
	if err != nil {
		return err
	}
	var used int64
	for _, one := range list {
		used += one.Size
	}
	room := (freeSpace(b.dir) + used) / 10
	for _, one := range backup.Thin(list, now, room) {
		err = errors.Join(
			err,
			os.Remove(b.path(one.Name)),
			removeIfThere(b.path(one.Name)+factsEnding),
		)
	}
	return unavailable(err)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Restore puts a backup in the place of the workspace of the data folder, which steps aside: aside
// is its new name. Nothing is overwritten. The outbox of what is restored waits for a person, and
// its files to partners continue the numbers of those that may have gone out since. It fails with
// Busy while a program has the workspace open.
func (b Backups) Restore(
	ctx context.Context,
	name string,
	now time.Time,
) (aside string, err error) {
	one, err := b.one(name)
	if err != nil {
		return "", err
	}
	work, err := besideFile(b.data, restoringPrefix)
	if err != nil {
		return "", err
	}
	defer func() {
		if !Replacing(b.data) {
			err = errors.Join(err, unavailable(os.RemoveAll(work)))
		}
	}()
	return b.restoreFrom(ctx, work, b.path(name), &one, now, func() error { return nil })
}

// restoreFrom takes a backup out into a folder, and puts it in the place of the workspace; free
// closes what the program itself has open, before that.
func (b Backups) restoreFrom(
	ctx context.Context, work, packed string, one *backup.Backup, now time.Time, free func() error,
) (aside string, err error) {
	restored := filepath.Join(work, FileName)
	if err := b.prove(ctx, one, packed, restored, now); err != nil {
		return "", err
	}
	if one.Fault != "" {
		err := &core.Error{
			Code: core.Corrupt,
			Key:  "backup.damaged",
			Err:  core.ParseErrors(one.Fault)[0],
		}
		if packed != b.path(one.Name) {
			return "", err
		}
		return "", errors.Join(err, b.keepFacts(*one))
	}
	if err := free(); err != nil {
		return "", err
	}
	if err := b.markRestored(ctx, work, one.Name, now); err != nil {
		return "", err
	}
	release, err := takeAlone(b.data)
	if err != nil {
		return "", err
	}
	defer release()
	return putInPlace(b.data, restored, now)
}

// markRestored writes into a restored copy what must be other than in the one that went on.
func (b Backups) markRestored(ctx context.Context, dir, name string, now time.Time) error {
	epoch, err := b.newestEpoch(ctx)
	if err != nil {
		return err
	}
	w, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	workspace, err := w.Workspace(ctx)
	if err == nil {
		epoch = max(epoch, workspace.Epoch) + 1
		err = w.Write(
			func(tx store.Tx) error { return copies.MarkRestored(ctx, tx, epoch, name, now) },
		)
	}
	return errors.Join(err, w.Close())
}

// newestEpoch is the highest epoch that is known of the workspace: of its backups, and of the
// present file where it can be read. That may be damaged: SQLite sees a copy of it only.
func (b Backups) newestEpoch(ctx context.Context) (epoch int64, err error) {
	list, err := b.List()
	if err != nil {
		return 0, err
	}
	for _, one := range list {
		epoch = max(epoch, one.Holds.Epoch)
	}
	path, err := FileOf(b.data)
	if err != nil || size(path) == 0 {
		return epoch, err
	}
	work, err := os.MkdirTemp(b.data, makingPrefix)
	if err != nil {
		return 0, unavailable(err)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	present := &Workspace{path: filepath.Join(work, FileName), place: unknown}
	mode, err := copyWorkspace(path, present.path)
	if err != nil {
		return 0, err
	}
	db := pool(present.dataSource(mode), 1)
	// A file that is damaged, or of an earlier schema, may lack one of them.
	for _, where := range []string{"workspace", "successor"} {
		var n int64
		if db.QueryRowContext(ctx, `SELECT epoch FROM `+where).Scan(&n) == nil {
			epoch = max(epoch, n)
		}
	}
	return epoch, translate(db.Close())
}

// copyWorkspace copies a workspace file that may be damaged, with what SQLite keeps beside it, and
// returns in which mode the copy can be read.
func copyWorkspace(from, to string) (mode string, err error) {
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if err := copyFile(from+suffix, to+suffix); err != nil {
			return "", err
		}
	}
	if size(to+"-journal") > 0 {
		return "rw", nil // SQLite plays it back.
	}
	return "ro", nil
}
