package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"resellerdesk/core/store"
)

// A damaged file whose list of tables (sqlite_schema) cannot be read still has the tables. Each is
// a tree of pages, and nothing but that list says which tree is which table. Here the trees are
// found by going through all pages, and each is recognised by what is in it: by the kinds of its
// values, and where a table is proven by entries, by a row that fits its entry. Where the entries
// are gone, only tables with row numbers are taken: their trees are no index's, and no two of them
// hold the same kinds. No other file says where the trees are: SQLite gives them other places in a
// backup, and in each workspace that was migrated while it held something.

// entryTable holds what proves the rows of most tables.
const entryTable = "proof_entry"

// listed tells whether a file can be read by its own list of tables.
func listed(ctx context.Context, copied *Workspace, mode string) (bool, error) {
	db := pool(copied.dataSource(mode), 1)
	defer db.Close()
	var version uint32
	err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
	if err != nil {
		return false, ctx.Err()
	}
	columns, err := readShape(ctx, db)
	if err != nil {
		return false, ctx.Err()
	}
	tables := []string{"workspace", "account", "log_entry"} // An earlier schema has not all.
	if version == schemaVersion {
		tables = append(slices.Clone(salvagedOrder), entryTable)
	}
	for _, t := range tables {
		if columns[t] == nil {
			return false, nil
		}
	}
	return true, nil
}

// relister gives a private copy of a damaged file a new list of tables.
type relister struct {
	ctx   context.Context
	db    *sql.DB // The copy, on its only connection.
	shape shape
	trees []tree
	// hasEntries says that something can be proven.
	hasEntries bool
}

// tree is one that no page belongs above.
type tree struct {
	root  uint32
	keyed bool   // It is one of an index, or of a table without row numbers.
	inner bool   // It has more than one page.
	kinds []rows // Of the values of its first and last rows.
}

// rows are the kinds of the values of a row, a letter each: (n)ull, (i)nteger, (r)eal, (t)ext,
// (b)lob.
type rows string

const (
	// treeColumns is more than any table has.
	treeColumns = 64
	// treeRows is how many rows at each end of a tree are looked at to recognise it.
	treeRows = 20
	// mostTrees is how many trees are looked at. A workspace has about a hundred; damage can leave
	// many pages without the one above them.
	mostTrees = 2000
)

// relist gives the copy of a damaged file a list of the tables that are found in it; made is a
// whole file that this program made, which says how they are to be. Tables that are not found are
// not in the list. hasEntries tells whether those are there that prove what was found.
func relist(ctx context.Context, copied, made *Workspace) (hasEntries bool, err error) {
	model := pool(made.dataSource("ro"), 1)
	defer func() { err = errors.Join(err, translate(model.Close())) }()
	tables, err := readModel(ctx, model)
	if err != nil {
		return false, err
	}
	if err := settle(copied); err != nil {
		return false, err
	}
	trees, err := emptyList(copied.path, made.path)
	if err != nil {
		return false, err
	}
	db := pool(copied.dataSource("rw"), 1)
	defer func() { err = errors.Join(err, translate(db.Close())) }()
	r := relister{ctx: ctx, db: db, trees: trees}
	if r.shape, err = readShape(ctx, model); err != nil {
		return false, err
	}
	if err := r.lookAtTrees(); err != nil {
		return false, err
	}
	for _, t := range tables {
		if err := r.find(t); err != nil {
			return false, err
		}
	}
	return r.hasEntries, nil
}

// settle lets SQLite write what its journals hold into the copy, as far as it can be read.
func settle(copied *Workspace) error {
	db := pool(copied.dataSource("rw"), 1)
	_, _ = db.Exec(`SELECT count(*) FROM sqlite_schema`) // It opens the journals even when it fails.
	_ = db.Close()
	for _, suffix := range belonging {
		if err := removeIfThere(copied.path + suffix); err != nil {
			return unavailable(err)
		}
	}
	return nil
}

// model is a table as this program makes it.
type model struct {
	name  string
	sql   string // That makes it, without what only a writer needs.
	kinds []kind
	keyed bool   // Without row numbers.
	key   string // The first column of its key.
}

// kind is what a column may hold.
type kind struct {
	letter byte
	null   bool // Or nothing.
}

// readModel returns the tables that are salvaged, proof_entry first.
func readModel(ctx context.Context, db *sql.DB) ([]model, error) {
	var list []model
	for _, table := range append([]string{entryTable}, salvagedOrder...) {
		m, err := modelOf(ctx, db, table)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// modelOf returns one table.
func modelOf(ctx context.Context, db *sql.DB, table string) (model, error) {
	m := model{name: table}
	err := db.QueryRowContext(
		ctx, `SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = $1`, table,
	).Scan(&m.keyed)
	if err != nil {
		return m, translate(err)
	}
	var columns, key []string
	err = queries{db: db}.each(
		ctx,
		`SELECT name, type, "notnull", coalesce(' DEFAULT ' || dflt_value, ''), pk
		FROM pragma_table_info($1) ORDER BY cid`,
		[]any{table},
		func(rows *sql.Rows) error {
			var name, of, value string
			var required bool
			var pk int
			err := rows.Scan(&name, &of, &required, &value, &pk)
			columns = append(columns, name+" "+of+value)
			if pk > 0 {
				key = append(key, name)
			}
			// A row that was written before a column was added ends before it.
			k := kind{strings.ToLower(of + "?")[0], !required || value != ""}
			if pk > 0 && !m.keyed {
				k = kind{'n', true} // The number of the row, which is not among its values.
			}
			m.kinds = append(m.kinds, k)
			return err
		},
	)
	if err != nil {
		return m, err
	}
	m.key = key[0]
	m.sql = fmt.Sprintf(
		"CREATE TABLE %s (%s, PRIMARY KEY (%s))", table, strings.Join(columns, ", "),
		strings.Join(key, ", "),
	)
	if m.keyed {
		m.sql += " WITHOUT ROWID"
	}
	return m, nil
}

// fits tells whether a row can be one of the table.
func (m model) fits(row rows) bool {
	for i := range len(row) {
		switch {
		case i >= len(m.kinds):
			if row[i] != 'n' {
				return false
			}
		case row[i] == 'n' && m.kinds[i].null:
		case row[i] != m.kinds[i].letter:
			return false
		}
	}
	return true
}

// emptyList writes an empty list of tables into the copy of a damaged file, and returns its trees:
// those that have several pages first, then by their place. No page but the first is changed.
func emptyList(path, made string) ([]tree, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, unavailable(err)
	}
	trees, pages, err := findTrees(file)
	if err == nil {
		err = writeFirstPage(file, made, pages)
	}
	return trees, unavailable(errors.Join(err, file.Close()))
}

// pageSize is the length of a page of the files that this program makes, in bytes.
const pageSize = 4096

// writeFirstPage makes the first page one of a file of so many pages, without any table.
func writeFirstPage(file *os.File, made string, pages uint32) error {
	model, err := os.Open(made)
	if err != nil {
		return err
	}
	first := make([]byte, pageSize)
	_, err = io.ReadFull(model, first[:headerSize])
	if err := errors.Join(err, model.Close()); err != nil {
		return err
	}
	put := binary.BigEndian.PutUint32
	first[18], first[19] = 1, 1                       // The copy has a rollback journal.
	put(first[28:], pages)                            // How many there are,
	copy(first[92:96], first[24:28])                  // which holds as of this change.
	put(first[32:], 0)                                // No page is free:
	put(first[36:], 0)                                // whatever was may hold rows.
	first[headerSize] = tableLeaf                     // A list of tables
	binary.BigEndian.PutUint16(first[105:], pageSize) // without any.
	if _, err := file.WriteAt(first, 0); err != nil {
		return err
	}
	return file.Truncate(int64(pages) * pageSize)
}

// The kinds of pages of a tree (sqlite.org/fileformat2.html, 1.6).
const (
	keyedInner = 2
	tableInner = 5
	keyedLeaf  = 10
	tableLeaf  = 13
)

// findTrees reads all pages but the first. pages is how many there are to be, so that each place
// that a page names is in the file, and none that comes behind.
func findTrees(file *os.File) (trees []tree, pages uint32, err error) {
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	there := uint32(info.Size() / pageSize)
	pages = max(there, 1)
	below := map[uint32]bool{}
	page := make([]byte, pageSize)
	for n := uint32(2); n <= there; n++ {
		if _, err := file.ReadAt(page, int64(n-1)*pageSize); err != nil {
			return nil, 0, err
		}
		switch page[0] {
		case keyedLeaf, tableLeaf:
			trees = append(trees, tree{root: n, keyed: page[0] == keyedLeaf})
		case keyedInner, tableInner:
			trees = append(trees, tree{root: n, keyed: page[0] == keyedInner, inner: true})
			for _, child := range children(page) {
				below[child] = true
				if child <= 4*there { // Otherwise it is damaged.
					pages = max(pages, child)
				}
			}
		}
	}
	trees = slices.DeleteFunc(trees, func(t tree) bool { return below[t.root] })
	slices.SortStableFunc(trees, func(x, y tree) int { return cmp.Compare(order(x), order(y)) })
	return trees[:min(len(trees), mostTrees)], pages, nil
}

func order(t tree) int {
	if t.inner {
		return 0
	}
	return 1
}

// children are the places of the pages below an inner one.
func children(page []byte) []uint32 {
	list := []uint32{binary.BigEndian.Uint32(page[8:])}
	cells := int(binary.BigEndian.Uint16(page[3:]))
	for at := 12; at+2 <= len(page) && cells > 0; at, cells = at+2, cells-1 {
		cell := int(binary.BigEndian.Uint16(page[at:]))
		if cell+4 <= len(page) {
			list = append(list, binary.BigEndian.Uint32(page[cell:]))
		}
	}
	return list
}

// list replaces the entries of the list of tables whose names begin with a word.
func (r *relister) list(word string, entries []model, roots []uint32) error {
	statements := []string{`PRAGMA synchronous = OFF`, `PRAGMA writable_schema = ON`}
	for _, s := range statements {
		if _, err := r.db.ExecContext(r.ctx, s); err != nil {
			return translate(err)
		}
	}
	_, err := r.db.ExecContext(r.ctx, `DELETE FROM sqlite_schema WHERE name GLOB $1`, word)
	for i, m := range entries {
		if err == nil {
			_, err = r.db.ExecContext(
				r.ctx,
				`INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)
				VALUES ('table', $1, $1, $2, $3)`,
				m.name,
				roots[i],
				m.sql,
			)
		}
	}
	if err == nil {
		_, err = r.db.ExecContext(r.ctx, `PRAGMA writable_schema = RESET`)
	}
	return translate(err)
}

// lookAtTrees finds out the kinds of the values in each tree.
func (r *relister) lookAtTrees() error {
	columns := make([]string, treeColumns)
	for i := range columns {
		columns[i] = fmt.Sprint("c", i)
	}
	entries, roots := make([]model, len(r.trees)), make([]uint32, len(r.trees))
	for i, t := range r.trees {
		entries[i].name = fmt.Sprint("tree", t.root)
		entries[i].sql = "CREATE TABLE " + entries[i].name + " (" + strings.Join(columns, ", ")
		if t.keyed {
			entries[i].sql += ", PRIMARY KEY (c0)) WITHOUT ROWID"
		} else {
			entries[i].sql += ")"
		}
		roots[i] = t.root
	}
	if err := r.list("tree*", entries, roots); err != nil {
		return err
	}
	for i := range r.trees {
		r.lookAt(&r.trees[i], entries[i].name)
	}
	return errors.Join(r.ctx.Err(), r.list("tree*", nil, nil))
}

// lookAt finds out the kinds of the values in a tree, which is listed under a name, at both ends.
// What cannot be read of a tree does not tell what it is.
func (r *relister) lookAt(t *tree, name string) {
	kinds := make([]string, treeColumns)
	for i := range kinds {
		kinds[i] = fmt.Sprintf("substr(typeof(c%d), 1, 1)", i)
	}
	key := "rowid"
	if t.keyed {
		key = "c0"
	}
	for _, order := range []string{key, key + " DESC"} {
		_ = queries{db: r.db}.each(
			r.ctx,
			fmt.Sprintf(
				`SELECT %s FROM %s ORDER BY %s LIMIT %d`,
				strings.Join(kinds, " || "), name, order, treeRows,
			),
			nil,
			func(row *sql.Rows) error {
				var kinds rows
				err := row.Scan(&kinds)
				t.kinds = append(t.kinds, kinds)
				return err
			},
		)
	}
}

// find puts a table into the list when one of the trees is it.
func (r *relister) find(m model) error {
	isEntries := m.name == entryTable
	if !r.hasEntries && !isEntries && m.keyed {
		return nil // An index can look the same.
	}
	for _, t := range r.trees {
		fitting := 0
		for _, row := range t.kinds {
			if m.fits(row) {
				fitting++
			}
		}
		if t.keyed != m.keyed || 2*fitting <= len(t.kinds) {
			continue
		}
		if err := r.list(m.name, []model{m}, []uint32{t.root}); err != nil {
			return err
		}
		if is, err := r.isProven(m); is || err != nil {
			r.hasEntries = r.hasEntries || isEntries
			return err
		}
		if err := r.list(m.name, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// isProven tells whether a row of a table that is proven by entries fits its entry. What proves the
// others is looked at when they were copied.
func (r *relister) isProven(m model) (bool, error) {
	if !r.hasEntries {
		return true, nil
	}
	for _, one := range things {
		place := slices.IndexFunc(one.parts, func(p part) bool { return p.table == m.name })
		if place < 0 {
			continue
		}
		for _, key := range r.sample(m) {
			if r.fitsEntry(one, place, m, key) {
				return true, nil
			}
		}
		return false, r.ctx.Err()
	}
	return true, nil
}

// sample are the keys of the first and last rows of a table.
func (r *relister) sample(m model) (keys []any) {
	for _, order := range []string{"", " DESC"} {
		_ = queries{db: r.db}.each(
			r.ctx,
			fmt.Sprintf(
				`SELECT DISTINCT %[1]s FROM %[2]s ORDER BY %[1]s%[3]s LIMIT %[4]d`,
				m.key, m.name, order, treeRows,
			),
			nil,
			func(rows *sql.Rows) error {
				var key any
				err := rows.Scan(&key)
				keys = append(keys, key)
				return err
			},
		)
	}
	return keys
}

// fitsEntry tells whether the rows with a key are as the entry of their thing says.
func (r *relister) fitsEntry(one thing, place int, m model, key any) (fits bool) {
	var row string
	var is, entry []byte
	err := r.shape.hashes(
		r.ctx, r.db, one.parts[place], "WHERE "+m.key+" = $1", []any{key},
		func(k string, hash []byte) error {
			row, is = k, bytes.Clone(hash)
			return nil
		},
	)
	if err != nil || is == nil {
		return false // It cannot be read.
	}
	err = r.db.QueryRowContext(
		r.ctx, `SELECT hash FROM proof_entry WHERE tab = $1 AND row = $2`, one.name(), row,
	).Scan(&entry)
	size := len(entry) / len(one.parts)
	return err == nil && bytes.Equal(entry[place*size:(place+1)*size], is)
}

// countLost corrects how many rows of a table are lost: the entries of the file say how many things
// had some, and of those that no entry proves every workspace has some.
func (s *salvager) countLost(tx *sql.Tx, result *store.SalvagedTable) error {
	for _, one := range things {
		place := slices.IndexFunc(one.parts, func(p part) bool { return p.table == result.Name })
		if place < 0 {
			continue
		}
		var had, has int64
		err := s.from.QueryRowContext(
			s.ctx,
			`SELECT count(*) FROM proof_entry
			WHERE tab = $1 AND substr(hash, $2, 32) <> zeroblob(32)`,
			one.name(),
			place*32+1,
		).Scan(&had)
		if err != nil {
			had = 1
		}
		key := cmp.Or(one.parts[place].key, "''")
		err = tx.QueryRow(
			fmt.Sprintf(`SELECT count(DISTINCT %s) FROM %s`, key, result.Name),
		).Scan(&has)
		result.Lost = max(result.Lost, had-has)
		return errors.Join(s.ctx.Err(), translate(err))
	}
	if result.Rows == 0 && !slices.Contains(rebuilt, result.Name) {
		result.Lost = max(result.Lost, 1)
	}
	return nil
}
