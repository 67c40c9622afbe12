package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"sync"

	"resellerdesk/core"
	"resellerdesk/core/proof"
)

// inOrder wants the rows of a table that is only appended to numbered without a hole.
func (p *prover) inOrder(table string, want, have int64) {
	switch {
	case have > want:
		p.fault("proof.row_missing", core.Args{"Table": table, "Row": strconv.FormatInt(want, 10)})
	case have < want:
		p.fault("proof.row_changed", core.Args{"Table": table, "Row": strconv.FormatInt(have, 10)})
	}
}

// cameTo compares how far a table that is only appended to has come with what the state says. head
// is nil where the rows are only counted.
func (p *prover) cameTo(table string, rows int64, head []byte) {
	at := slices.IndexFunc(p.chains, func(c proof.Chain) bool { return c.Name == table })
	if at < 0 { // The state is not to be trusted, which was said.
		return
	}
	want := p.chains[at]
	switch {
	case rows < want.Rows:
		p.fault(
			"proof.row_missing",
			core.Args{"Table": table, "Row": strconv.FormatInt(rows+1, 10)},
		)
	case rows > want.Rows:
		p.fault(
			"proof.row_added",
			core.Args{"Table": table, "Row": strconv.FormatInt(want.Rows+1, 10)},
		)
	case !bytes.Equal(head, want.Head):
		p.fault("proof.row_changed", core.Args{"Table": table, "Row": strconv.FormatInt(rows, 10)})
	}
}

// schemaObject is a table, view, index or trigger, and the statement that made it.
type schemaObject struct{ kind, name, table, sql string }

func schemaObjects(ctx context.Context, db querier) ([]schemaObject, error) {
	var list []schemaObject
	err := queries{
		db: db,
	}.each(
		ctx,
		`SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
		WHERE name <> 'goose_db_version' AND name NOT LIKE 'sqlite_stat%'
		AND name <> 'sqlite_sequence' ORDER BY type = 'table' DESC, type, name`,
		nil,
		func(rows *sql.Rows) error {
			var o schemaObject
			err := rows.Scan(&o.kind, &o.name, &o.table, &o.sql)
			list = append(list, o)
			return err
		},
	)
	return list, err
}

// expectedSchema is what the migrations make.
var expectedSchema = sync.OnceValues(func() ([]schemaObject, error) {
	db := pool("file::memory:", 1)
	defer db.Close()
	if err := migrateDB(context.Background(), db); err != nil {
		return nil, err
	}
	return schemaObjects(context.Background(), db)
})

// schema compares every table, view, index and trigger with what the program itself makes.
func (p *prover) schema(ctx context.Context) error {
	var version uint32
	if err := p.db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return translate(err)
	}
	if version != schemaVersion {
		p.fault("proof.schema", core.Args{"Name": "user_version"})
		return nil
	}
	want, err := expectedSchema()
	if err != nil {
		return err
	}
	have, err := schemaObjects(ctx, p.db)
	if err != nil {
		return err
	}
	for _, o := range want {
		if !slices.Contains(have, o) {
			p.fault("proof.schema", core.Args{"Name": o.name})
		}
	}
	for _, o := range have {
		if !slices.Contains(want, o) {
			p.fault("proof.schema", core.Args{"Name": o.name})
		}
	}
	return nil
}

// state checks the link of the newest state.
func (p *prover) state(ctx context.Context) error {
	state, stored, err := wholeState(ctx, p.db)
	if err != nil {
		return err
	}
	var rows int // A connection that only reads does not check the constraints of the schema.
	if err := p.db.QueryRowContext(ctx, `SELECT count(*) FROM proof_state`).
		Scan(&rows); err != nil {
		return translate(err)
	}
	if rows != 1 || !bytes.Equal(state.Hash(), stored) {
		p.fault("proof.state", nil)
		return nil
	}
	p.chains = state.Chains
	return nil
}

// wholeState is readState with the totals.
func wholeState(ctx context.Context, db querier) (s proof.State, hash []byte, err error) {
	if s, hash, err = readState(ctx, db); err == nil {
		s.Totals, err = readTotals(ctx, db)
	}
	return s, hash, err
}

// logEntries reads what is hashed of the log, and the hashes.
const logEntries = `SELECT number, at, actor, module, operation, object, result, operation_id,
	name, before, after, detail, search_key, salt, texts_hash, erasure, coalesce(hash, x'')
	FROM log_entry ORDER BY number`

// hashedLogEntry is an entry of the log with the hash that is stored with it.
type hashedLogEntry struct {
	proof.LogEntry
	stored []byte
	erased bool
	fits   bool // The texts fit their hash, or are erased.
}

func scanHashedEntry(rows *sql.Rows) (l hashedLogEntry, err error) {
	var texts [5]string
	var salt []byte
	var erasure sql.NullString
	err = rows.Scan(
		&l.Number, &l.At, &l.Actor, &l.Module, &l.Operation, &l.Object, &l.Result,
		&l.LedgerOperation, &texts[0], expanded{&texts[1]}, expanded{&texts[2]}, &texts[3],
		&texts[4], &salt, &l.Texts, &erasure, &l.stored,
	)
	l.erased = erasure.Valid
	l.fits = bytes.Equal(l.Texts, proof.Texts(salt, texts[:]...))
	if l.erased {
		l.fits = salt == nil && strings.Join(texts[:], "") == ""
	}
	return l, err
}

// log recomputes the chain of the log.
func (p *prover) log(ctx context.Context) error {
	var entries int64
	var head []byte
	err := p.each(ctx, logEntries, nil, func(rows *sql.Rows) error {
		l, err := scanHashedEntry(rows)
		if err != nil || p.found {
			return err
		}
		entries++
		p.inOrder("log_entry", entries, l.Number)
		if head = l.Hash(head); !l.fits || !bytes.Equal(head, l.stored) {
			p.fault(
				"proof.row_changed",
				core.Args{"Table": "log_entry", "Row": strconv.FormatInt(l.Number, 10)},
			)
		}
		return nil
	})
	p.cameTo("log_entry", entries, head)
	return err
}

// erasures compares how many entries of the log each erasure was to take the texts of with how many
// say so.
func (p *prover) erasures(ctx context.Context) error {
	var id sql.NullString
	err := p.db.QueryRowContext(ctx, `SELECT min(id) FROM erasure
		WHERE entries <> (SELECT count(*) FROM log_entry l WHERE l.erasure = erasure.id)`).
		Scan(&id)
	if id.Valid {
		p.fault("proof.row_changed", core.Args{"Table": "log_entry", "Row": id.String})
	}
	return translate(err)
}

// things compares the rows of every thing with its entry, and the entries with the totals.
func (p *prover) things(ctx context.Context) error {
	totals, err := readTotals(ctx, p.db)
	if err != nil {
		return err
	}
	shape, err := readShape(ctx, p.db)
	if err != nil {
		return err
	}
	for _, one := range things {
		for place := range one.parts {
			p.found = false // Each table has its own.
			if err := p.part(ctx, shape, one, place); err != nil {
				return err
			}
		}
		at := slices.IndexFunc(totals, func(t proof.Total) bool { return t.Table == one.name() })
		want := proof.Total{Table: one.name()}
		if at >= 0 {
			want = totals[at]
			totals = slices.Delete(totals, at, at+1)
		}
		if err := p.total(ctx, want); err != nil {
			return err
		}
	}
	for _, t := range totals {
		p.fault("proof.row_added", core.Args{"Table": "proof_total", "Row": t.Table})
	}
	return p.strayEntries(ctx)
}

// total compares the entries of a table with what they must come to.
func (p *prover) total(ctx context.Context, want proof.Total) error {
	have := proof.Total{Table: want.Table}
	err := p.each(
		ctx,
		`SELECT row, hash FROM proof_entry WHERE tab = $1`,
		[]any{want.Table},
		func(rows *sql.Rows) error {
			var key string
			var hash []byte
			err := rows.Scan(&key, &hash)
			have.Entries++
			have.Sum.Add(want.Table, key, hash)
			return err
		},
	)
	if have != want {
		p.fault(
			"proof.total",
			core.Args{"Table": want.Table, "Have": have.Entries, "Want": want.Entries},
		)
	}
	return err
}

// strayEntries looks for entries of tables that are not there.
func (p *prover) strayEntries(ctx context.Context) error {
	return p.each(ctx, `SELECT DISTINCT tab FROM proof_entry`, nil, func(rows *sql.Rows) error {
		var table string
		err := rows.Scan(&table)
		if !slices.ContainsFunc(things, func(t thing) bool { return t.name() == table }) {
			p.fault("proof.row_added", core.Args{"Table": "proof_entry", "Row": table})
		}
		return err
	})
}

// part goes through the rows of one part and the entries side by side, both by their keys.
func (p *prover) part(ctx context.Context, s shape, one thing, place int) error {
	if len(s[one.parts[place].table]) == 0 {
		p.fault("proof.schema", core.Args{"Name": one.parts[place].table})
		return nil
	}
	entries, err := p.db.QueryContext(
		ctx,
		`SELECT row, hash FROM proof_entry WHERE tab = $1 ORDER BY row`,
		one.name(),
	)
	if err != nil {
		return translate(err)
	}
	defer entries.Close()
	table := one.parts[place].table
	e := entryReader{rows: entries, place: place, parts: len(one.parts)}
	if err := e.next(); err != nil {
		return err
	}
	err = s.hashes(ctx, p.db, one.parts[place], "", nil, func(key string, hash []byte) error {
		for e.more && e.key < key {
			p.lacks(table, e)
			if err := e.next(); err != nil {
				return err
			}
		}
		switch {
		case !e.more || e.key > key || e.hash == nil:
			p.fault("proof.row_added", core.Args{"Table": table, "Row": key})
		case !bytes.Equal(e.hash, hash):
			p.fault("proof.row_changed", core.Args{"Table": table, "Row": key})
		}
		if e.more && e.key == key {
			return e.next()
		}
		return nil
	})
	for err == nil && e.more {
		p.lacks(table, e)
		err = e.next()
	}
	return err
}

// lacks says that an entry has no rows, if it is to have some.
func (p *prover) lacks(table string, e entryReader) {
	if e.hash != nil {
		p.fault("proof.row_missing", core.Args{"Table": table, "Row": e.key})
	}
}

// entryReader reads the hashes of one part of the entries; hash is nil where the thing has no rows
// in it.
type entryReader struct {
	rows         *sql.Rows
	place, parts int
	more         bool
	key          string
	hash         []byte
}

func (e *entryReader) next() error {
	if e.more = e.rows.Next(); !e.more {
		return translate(e.rows.Err())
	}
	var whole []byte
	if err := e.rows.Scan(&e.key, &whole); err != nil {
		return translate(err)
	}
	size := len(whole) / e.parts
	e.hash = whole[e.place*size : (e.place+1)*size]
	if !slices.ContainsFunc(e.hash, func(b byte) bool { return b != 0 }) {
		e.hash = nil
	}
	return nil
}

// counts works out again the columns that nothing proves.
func (p *prover) counts(ctx context.Context) error {
	var id sql.NullString
	err := p.db.QueryRowContext(ctx, `SELECT min(id) FROM customer WHERE pbxs <> (SELECT count(*)
		FROM pbx_customer t JOIN pbx p ON p.id = t.pbx
		WHERE t.customer = customer.id AND p.deleted = 0)`).
		Scan(&id)
	if id.Valid {
		p.fault("proof.row_changed", core.Args{"Table": "customer", "Row": id.String})
	}
	return translate(err)
}

// references asks SQLite for rows that name another one which is not there.
func (p *prover) references(ctx context.Context) error {
	return p.each(ctx, `PRAGMA foreign_key_check`, nil, func(rows *sql.Rows) error {
		var table, parent string
		var row, key sql.NullInt64 // A table without rowids has none.
		err := rows.Scan(&table, &row, &parent, &key)
		p.fault("proof.reference", core.Args{"Table": table, "Parent": parent})
		return err
	})
}
