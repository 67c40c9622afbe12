package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/proof"
	"resellerdesk/core/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema of the file up to date, and makes it in a new one.
func (w *Workspace) migrate(ctx context.Context) (err error) {
	db := pool(w.dataSource("rw"), 1)
	defer func() { err = errors.Join(err, translate(db.Close())) }()
	if err := w.checkPragmas(ctx, db); err != nil {
		return err
	}
	if err := migrateDB(ctx, db); err != nil {
		return err
	}
	return giveBack(ctx, db)
}

// giveBack gives the disk the pages back that a migration freed, if they are many and the disk has
// room to write the file again. What it needs for that is in a file, not in memory.
func giveBack(ctx context.Context, db *sql.DB) error {
	var free, pages int64
	err := db.QueryRowContext(
		ctx, `SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count`,
	).Scan(&free, &pages)
	if err != nil || free < pages/4 {
		return translate(err)
	}
	for _, statement := range []string{`PRAGMA temp_store = FILE`, `VACUUM`} {
		if _, err = db.ExecContext(ctx, statement); err != nil {
			break
		}
	}
	if err = translate(err); core.CodeOf(err) == core.Full {
		return nil
	}
	return err
}

// bringUpToDate lets SQLite and the migrations write to a file that no program checked yet, while
// no other program has it open. A private copy is checked before; before a migration it becomes a
// backup, of which a restored copy is migrated and passes the full check.
func (w *Workspace) bringUpToDate(ctx context.Context, found file) (err error) {
	release, err := takeAlone(w.data)
	if err != nil {
		return err
	}
	defer release()
	dir, err := os.MkdirTemp(w.data, ".check-")
	if err != nil {
		return unavailable(err)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(dir))) }()
	copied := &Workspace{path: filepath.Join(dir, FileName), place: w.place}
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if err := copyFile(w.path+suffix, copied.path+suffix); err != nil {
			return err
		}
	}
	faults, err := copied.checkAlone(ctx, found.version)
	if err == nil && faults == nil && found.version != schemaVersion {
		var made backup.Backup
		made, err = NewBackups(w.data).make(ctx, copied, backup.BeforeMigration, time.Now())
		faults = core.ParseErrors(made.Fault)
	}
	if len(faults) > 0 {
		return w.damage(store.Proof{Faults: faults})
	}
	if err != nil {
		return err
	}
	return w.migrate(ctx)
}

// checkAlone checks a file that nobody else knows: everything in it when it has the present schema.
func (w *Workspace) checkAlone(
	ctx context.Context,
	version uint32,
) (faults []*core.Error, err error) {
	db := pool(w.dataSource("rw"), 1)
	defer func() { err = errors.Join(err, translate(db.Close())) }()
	if version == schemaVersion {
		p, err := proveSnapshot(ctx, db, nil)
		return p.Faults, err
	}
	p := &prover{queries: queries{db: db}}
	for _, check := range []func(context.Context) error{p.file, p.references} {
		if err := p.run(ctx, check); err != nil {
			return nil, err
		}
	}
	return p.proof.Faults, nil
}

// copyFile copies a file that may not be there.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	_, err = io.Copy(out, in)
	return unavailable(errors.Join(err, out.Sync(), out.Close()))
}

func migrateDB(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithGoMigrations(
			goose.NewGoMigration(4, &goose.GoFunc{RunTx: toVersion4}, nil),
			goose.NewGoMigration(7, &goose.GoFunc{RunTx: toVersion7}, nil),
			goose.NewGoMigration(8, &goose.GoFunc{RunTx: toVersion8}, nil),
			goose.NewGoMigration(9, &goose.GoFunc{RunTx: toVersion9}, nil),
			goose.NewGoMigration(11, &goose.GoFunc{RunTx: toVersion11}, nil),
			goose.NewGoMigration(16, &goose.GoFunc{RunTx: toVersion16}, nil),
		))
	if err != nil {
		return translate(err)
	}
	_, err = provider.Up(ctx)
	return translate(err)
}

// toVersion4 is the fourth migration.
func toVersion4(ctx context.Context, tx *sql.Tx) error {
	if err := hashAll(ctx, tx); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `PRAGMA user_version = 4`)
	return err
}

// hashAll hashes everything that is in a file which has no proofs yet.
func hashAll(ctx context.Context, tx *sql.Tx) error {
	shape, err := readShape(ctx, tx)
	if err != nil {
		return err
	}
	if err := hashLog(ctx, tx); err != nil {
		return err
	}
	s := newSealer(ctx, tx, shape, newTouched())
	for place, one := range things {
		for _, p := range one.parts {
			if shape[p.table] == nil {
				continue // A later migration makes it, empty.
			}
			key := p.key
			if key == "" {
				key = "''"
			}
			err := s.everyKey(`SELECT DISTINCT `+key+` FROM `+p.table, nil, func(k string) error {
				s.touched[place][k] = true
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	s.changed = true // The first state is written even when there is nothing yet.
	if err := s.finish(); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, logEntryFrozen)
	return err
}

func (s *sealer) everyKey(query string, args []any, do func(key string) error) error {
	return queries{db: s.tx}.each(s.ctx, query, args, func(rows *sql.Rows) error {
		var key string
		if err := rows.Scan(&key); err != nil {
			return err
		}
		return do(key)
	})
}

// logEntryFrozen lets an entry change in one way alone: what names people is erased. Its text is
// part of the schema, which is compared to the letter: it never changes.
const logEntryFrozen = `CREATE TRIGGER log_entry_frozen BEFORE UPDATE ON log_entry
WHEN NOT (NEW.number = OLD.number AND NEW.at = OLD.at AND NEW.actor = OLD.actor AND NEW.module = OLD.module
    AND NEW.operation = OLD.operation AND NEW.object = OLD.object AND NEW.result = OLD.result
    AND NEW.operation_id = OLD.operation_id AND NEW.texts_hash = OLD.texts_hash AND NEW.hash = OLD.hash
    AND OLD.erasure IS NULL AND NEW.erasure IS NOT NULL AND NEW.salt IS NULL AND NEW.search_key = ''
    AND NEW.name = '' AND NEW.before = '' AND NEW.after = '' AND NEW.detail = '') BEGIN
    SELECT RAISE(ABORT, 'log: nothing is ever changed');
END`

// unhashed is an entry of a log that has no chain yet.
type unhashed struct {
	link   proof.LogEntry
	texts  [5]string
	erased bool
}

// hashLog makes the chain of the log.
func hashLog(ctx context.Context, tx *sql.Tx) error {
	var last logLink
	for {
		list, err := unhashedAfter(ctx, tx, last.number)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, f := range list {
			var salt []byte
			if !f.erased {
				salt = proof.NewSalt()
				f.link.Texts = proof.Texts(salt, f.texts[:]...)
			}
			last.number, last.hash = f.link.Number, f.link.Hash(last.hash)
			_, err := tx.ExecContext(
				ctx,
				`UPDATE log_entry SET salt = $1, texts_hash = $2, hash = $3 WHERE number = $4`,
				salt, f.link.Texts, last.hash, last.number,
			)
			if err != nil {
				return err
			}
		}
	}
}

// unhashedAfter reads some entries of the log after one with a number.
func unhashedAfter(ctx context.Context, tx *sql.Tx, number int64) (list []unhashed, err error) {
	err = queries{db: tx}.each(
		ctx,
		`SELECT number, at, actor, module, operation, object, result, operation_id,
		name, before, after, detail, search_key, erasure IS NOT NULL, coalesce(texts_hash,
		x'') FROM log_entry WHERE number > $1 ORDER BY number LIMIT 1000`,
		[]any{number},
		func(rows *sql.Rows) error {
			var f unhashed
			l, t := &f.link, &f.texts
			err := rows.Scan(
				&l.Number, &l.At, &l.Actor, &l.Module, &l.Operation, &l.Object, &l.Result,
				&l.LedgerOperation, &t[0], expanded{&t[1]}, expanded{&t[2]}, &t[3], &t[4],
				&f.erased, &l.Texts,
			)
			list = append(list, f)
			return err
		},
	)
	return list, err
}
