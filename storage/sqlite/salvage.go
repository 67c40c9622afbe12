package sqlite

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// salvagedOrder are the tables in the order in which they can be filled: what is named before what
// names it.
var salvagedOrder = []string{
	"workspace",
	"account",
	"package",
	"permission",
	"pbx",
	"customer",
	"pbx_customer",
	"subscribed",
	"region",
	"preset",
	"invitation",
	"mail_settings",
	"mail_sign_in",
	"mail_trust",
	"mail_sending",
	"mail_template",
	"mail_brand",
	"alarm_settings",
	"alarm",
	"reminder",
	"outbox",
	"mail_note",
	"partner",
	"upstream",
	"exchange",
	"sign_in_failure",
	"erasure",
	"clock",
	"successor",
	"personal_retention",
	"handover",
	"deviation",
	"form_draft",
	"ledger_account",
	"operation",
	"transfer",
	"log_entry",
}

// droppable are the tables of which a row can be missing without another one that does not fit any
// more. The rest decides who has what.
var droppable = map[string]bool{
	"customer":           true,
	"region":             true,
	"preset":             true,
	"invitation":         true,
	"mail_settings":      true,
	"mail_sign_in":       true,
	"mail_trust":         true,
	"mail_sending":       true,
	"mail_template":      true,
	"mail_brand":         true,
	"alarm_settings":     true,
	"alarm":              true,
	"reminder":           true,
	"outbox":             true,
	"mail_note":          true,
	"exchange":           true,
	"sign_in_failure":    true,
	"clock":              true,
	"successor":          true,
	"personal_retention": true,
	"handover":           true,
	"deviation":          true,
}

// Salvage makes a new workspace of everything that is whole in the damaged one of a data folder, in
// a folder of its own there, and checks it. Where what is whole does not make a workspace, the
// folder holds each table as a .csv file. The damaged file is only copied.
func Salvage(ctx context.Context, data string, now time.Time) (store.Salvaged, error) {
	work, err := besideFile(data, salvagingPrefix)
	if err != nil {
		return store.Salvaged{}, err
	}
	result, err := salvage(ctx, data, work, now)
	if err == nil {
		err = nameSalvaged(work, now, &result)
	}
	if err != nil {
		return result, errors.Join(err, os.RemoveAll(work))
	}
	return result, nil
}

// WhatIsWhole says what Salvage would save of a damaged workspace, by table. Of what it makes for
// that, beside the damaged file, nothing stays.
func WhatIsWhole(
	ctx context.Context,
	data string,
	now time.Time,
) (tables []store.SalvagedTable, err error) {
	work, err := besideFile(data, salvagingPrefix)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	result, err := salvage(ctx, data, work, now)
	return result.Tables, err
}

// nameSalvaged gives the folder in which everything was made the name by which a person finds it:
// one that has it is complete, whenever the program is killed.
func nameSalvaged(work string, now time.Time, result *store.Salvaged) error {
	home := filepath.Dir(work)
	if err := syncFolder(work); err != nil {
		return err
	}
	name := filepath.Join(home, salvagedPrefix+now.Local().Format("2006-01-02 15.04.05"))
	for n := 1; ; n++ {
		folder := name
		if n > 1 {
			folder += fmt.Sprint(" ", n)
		}
		if _, err := os.Lstat(folder); err == nil {
			continue
		} else if !errors.Is(err, os.ErrNotExist) {
			return unavailable(err)
		}
		if err := os.Rename(work, folder); err != nil {
			return unavailable(err)
		}
		if result.Path = folder; result.Workspace {
			result.Path = filepath.Join(folder, FileName)
		}
		return syncFolder(home)
	}
}

func salvage(
	ctx context.Context,
	data, folder string,
	now time.Time,
) (result store.Salvaged, err error) {
	work, err := os.MkdirTemp(folder, makingPrefix)
	if err != nil {
		return result, unavailable(err)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	path, err := FileOf(data)
	if err != nil {
		return result, err
	}
	made := &Workspace{path: filepath.Join(folder, FileName), place: fileSystemOf(folder)}
	s := salvager{ctx: ctx}
	proof, err := s.copyInto(made, path, work)
	if err != nil {
		return result, err
	}
	result = store.Salvaged{Path: made.path, Workspace: true, Tables: s.tables}
	if !slices.ContainsFunc(s.tables, func(t store.SalvagedTable) bool { return t.Rows > 0 }) {
		return result, &core.Error{
			Code: core.Corrupt, Key: "salvage.nothing", Args: core.Args{"Path": path},
		}
	}
	if !s.guessed && proof.Fault() == nil && s.rows("workspace") == 1 && s.rows("account") > 0 {
		return result, NewBackups(data).markRestored(ctx, folder, FileName, now)
	}
	result.Path, result.Workspace = folder, false
	return result, errors.Join(
		s.tablesAsFiles(folder), unavailable(os.Remove(made.path)),
		removeIfThere(made.path+useSuffix),
	)
}

// copyInto makes a workspace of what is whole in the damaged file at path, and proves it.
func (s *salvager) copyInto(made *Workspace, path, work string) (proof store.Proof, err error) {
	if err := create(s.ctx, made.path, made.place); err != nil {
		return proof, err
	}
	if err := s.openCopy(path, work, made); err != nil {
		return proof, err
	}
	defer func() { err = errors.Join(err, translate(s.from.Close())) }()
	s.to = pool(made.dataSource("rw"), 1)
	proof, err = s.fill()
	if err == nil {
		err = s.judgeLedger(proof)
	}
	return proof, errors.Join(err, translate(s.to.Close()))
}

// judgeLedger says that an operation of the ledger is altered when the hash of one does not fit, or
// takes it out where its table was found without the list.
func (s *salvager) judgeLedger(p store.Proof) error {
	switch {
	case !slices.ContainsFunc(p.Faults, isOfChain):
		return nil
	case s.relisted:
		return s.dropUnprovenOperations(int64(p.Operations) - 1)
	}
	s.table("operation").Altered++ // With its transfers; those after it may fit or not.
	return nil
}

// openCopy copies a damaged file into a folder, and opens the copy as it can be read; made is a
// new workspace.
func (s *salvager) openCopy(path, folder string, made *Workspace) error {
	copied := &Workspace{path: filepath.Join(folder, FileName), place: unknown}
	mode, err := copyWorkspace(path, copied.path)
	if err != nil {
		return err
	}
	if err := lengthen(copied.path); err != nil {
		return err
	}
	s.bytes = size(copied.path) + size(copied.path+"-wal")
	isListed, err := listed(s.ctx, copied, mode)
	if err != nil {
		return err
	}
	if !isListed {
		s.relisted, mode = true, "ro"
		hasEntries, err := relist(s.ctx, copied, made)
		if err != nil {
			return err
		}
		s.guessed = !hasEntries
	}
	s.from = pool(copied.dataSource(mode), 1)
	return nil
}

// lengthen makes a file as long as its header says, so that SQLite reads what is there of one that
// was cut off. A page of which only a part is there is emptied: its rows would end in zeros.
func lengthen(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return unavailable(err)
	}
	header := make([]byte, headerSize)
	const most = 1 << 40 // The header can be damaged, too.
	if _, err := io.ReadFull(file, header); err == nil {
		there := size(path)
		n := pages(header)
		if whole := there - there%pageSize; whole < there {
			err, there = file.Truncate(whole), whole
		}
		if err == nil && n > there && n < most {
			err = file.Truncate(n)
		}
		return unavailable(errors.Join(err, file.Close()))
	}
	return unavailable(file.Close())
}

// rows is how many rows of a table are whole.
func (s *salvager) rows(table string) int64 { return s.table(table).Rows }

func (s *salvager) table(name string) *store.SalvagedTable {
	at := slices.IndexFunc(s.tables, func(t store.SalvagedTable) bool { return t.Name == name })
	return &s.tables[at]
}

// salvager copies what is whole from a damaged file into an empty workspace.
type salvager struct {
	ctx      context.Context
	from, to *sql.DB
	bytes    int64 // Of the damaged file.
	relisted bool  // The tables were found without its own list: what is not proven is not taken.
	guessed  bool  // And what proves them is not there: they make no workspace.
	shape    shape // Of the new workspace.
	tables   []store.SalvagedTable
}

// fill copies all tables, and proves the copy.
func (s *salvager) fill() (p store.Proof, err error) {
	if s.shape, err = readShape(s.ctx, s.to); err != nil {
		return p, err
	}
	tx, err := s.to.BeginTx(s.ctx, nil)
	if err != nil {
		return p, translate(err)
	}
	defer func() { _ = tx.Rollback() }() // After a commit it does nothing.
	triggers, err := dropTriggers(s.ctx, tx)
	if err != nil {
		return p, err
	}
	for _, table := range salvagedOrder {
		if err := s.copyTable(tx, table); err != nil {
			return p, err
		}
	}
	if err := s.dropUnfit(tx); err != nil {
		return p, err
	}
	for _, statement := range append(
		[]string{balances, customerCounts, lostLogEntries}, triggers...,
	) {
		err := translate(exec(tx, statement))
		if err != nil && core.CodeOf(err) != core.Conflict { // Balances below zero the proof finds.
			return p, err
		}
	}
	if err := s.hash(tx); err != nil {
		return p, err
	}
	for _, statement := range recount() {
		if err := exec(tx, statement); err != nil {
			return p, translate(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return p, translate(err)
	}
	return proveSnapshot(s.ctx, s.to, nil)
}

// hash hashes what was copied, without what does not fit the entry that the damaged file has for
// it.
func (s *salvager) hash(tx *sql.Tx) error {
	if err := hashAll(s.ctx, tx); err != nil {
		return translate(err)
	}
	if err := s.dropChanged(tx); err != nil {
		return err
	}
	// A file of an earlier schema holds moments in the place of days.
	return translate(newSealer(s.ctx, tx, s.shape, newTouched()).toDays())
}

// dropUnfit takes out rows that could be read, but cannot be what was written.
func (s *salvager) dropUnfit(tx *sql.Tx) error {
	if err := s.dropStrangeResources(tx); err != nil {
		return err
	}
	if s.relisted {
		if err := s.dropUnprovenLogEntries(tx); err != nil {
			return err
		}
	}
	return s.dropFarLogEntries(tx)
}

func exec(tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.Exec(statement, args...)
	return err
}

// What the triggers keep, worked out at once.
const (
	balances = `UPDATE ledger_account SET
		balance = coalesce((SELECT sum(amount) FROM transfer WHERE credit = ledger_account.id), 0)
			- coalesce((SELECT sum(amount) FROM transfer WHERE debit = ledger_account.id), 0),
		last = coalesce((SELECT max(number) FROM transfer WHERE ledger_account.id IN (debit,
		credit)), 0)`
	customerCounts = `UPDATE customer SET pbxs = (SELECT count(*) FROM pbx_customer t JOIN pbx p
		ON p.id = t.pbx
		WHERE t.customer = customer.id AND p.deleted = 0)`
	// The numbers of the log have no holes: an entry that is lost leaves one that says so.
	lostLogEntries = `WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n
			WHERE number < (SELECT max(number) FROM log_entry))
		INSERT INTO log_entry (number, at, actor, module, operation, object, name, before, after,
		result, detail, operation_id, search_key)
		SELECT number, (SELECT coalesce(max(at), 0) FROM log_entry l WHERE l.number < n.number),
		'', 'logs', 'log.lost', '', '', '', '', 'ok', '', '', ''
		FROM n WHERE number NOT IN (SELECT number FROM log_entry) AND EXISTS (SELECT 1
		FROM log_entry)`
)

// dropTriggers takes all triggers away, and returns the statements that make them again, besides
// the one that hashAll makes.
func dropTriggers(ctx context.Context, tx *sql.Tx) (statements []string, err error) {
	var names []string
	err = queries{
		db: tx,
	}.each(
		ctx,
		`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`,
		nil,
		func(rows *sql.Rows) error {
			var name, statement string
			err := rows.Scan(&name, &statement)
			names = append(names, name)
			if name != "log_entry_frozen" {
				statements = append(statements, statement)
			}
			return err
		},
	)
	for _, name := range names {
		if err == nil {
			_, err = tx.Exec(`DROP TRIGGER ` + name)
		}
	}
	return statements, translate(err)
}

// columnsOf are the columns that a table has in the damaged file as well as in the new one.
func (s *salvager) columnsOf(table string) (columns, key []string, err error) {
	var there []string
	err = queries{
		db: s.from,
	}.each(
		s.ctx,
		`SELECT name, pk FROM pragma_table_info($1)`,
		[]any{table},
		func(rows *sql.Rows) error {
			var name string
			var pk int
			err := rows.Scan(&name, &pk)
			there = append(there, name)
			if pk > 0 {
				key = append(key, name)
			}
			return err
		},
	)
	for _, c := range append(slices.Clone(s.shape[table]), unproven[table]...) {
		// The hash of an entry of the log is needed to prove it.
		proving := s.relisted && c == "hash"
		if slices.Contains(there, c) && (proving || !workedOut[table+"."+c]) {
			columns = append(columns, c)
		}
	}
	return columns, key, err
}

// workedOut are the columns that the triggers and the new proof fill.
var workedOut = map[string]bool{
	"customer.pbxs":          true,
	"ledger_account.balance": true,
	"ledger_account.last":    true,
	"log_entry.hash":         true,
}

// copyTable reads a table from its beginning as far as it can be read, and the rest from its end.
func (s *salvager) copyTable(tx *sql.Tx, table string) error {
	result := store.SalvagedTable{Name: table}
	columns, key, err := s.columnsOf(table)
	if err != nil || len(columns) == 0 || len(key) == 0 {
		return errors.Join(s.ctx.Err(), s.keepResult(tx, result)) // The table is not there.
	}
	insert := fmt.Sprintf(
		`INSERT INTO %s (%s) VALUES (%s)`,
		table,
		strings.Join(columns, ", "),
		placeholders(len(columns)),
	)
	c := copying{tx: tx, table: table, columns: columns, key: key, insert: insert}
	broken, err := s.pass(c, "ORDER BY "+strings.Join(key, ", "), &result)
	if err == nil && broken {
		c.back = true
		_, err = s.pass(c, "ORDER BY "+strings.Join(key, " DESC, ")+" DESC", &result)
		result.Lost = max(result.Lost, 1) // Nobody knows how many were in what cannot be read.
	}
	return errors.Join(err, s.keepResult(tx, result))
}

// keepResult keeps what became of a table.
func (s *salvager) keepResult(tx *sql.Tx, result store.SalvagedTable) (err error) {
	if s.relisted {
		err = s.countLost(tx, &result)
	}
	s.tables = append(s.tables, result)
	return err
}

func placeholders(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint("$", i+1)
	}
	return strings.Join(list, ", ")
}

// copying is how a table is copied.
type copying struct {
	tx           *sql.Tx
	table        string
	columns, key []string
	insert       string
	back         bool // From the end, after the rows from the beginning.
}

// pass copies rows in one direction until one cannot be read, which broken says, or until it meets
// those of the other direction.
func (s *salvager) pass(
	c copying, order string, result *store.SalvagedTable,
) (broken bool, err error) {
	columns := c.columns
	rows, err := s.from.QueryContext(
		s.ctx,
		fmt.Sprintf(
			`SELECT %s FROM %s NOT INDEXED %s`, strings.Join(columns, ", "), c.table, order,
		),
	)
	if err != nil {
		return true, s.ctx.Err()
	}
	defer rows.Close()
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if rows.Scan(into...) != nil {
			result.Lost++
			continue
		}
		met, err := s.copyRow(c, values, result)
		if met || err != nil {
			return false, err
		}
	}
	return rows.Err() != nil, s.ctx.Err()
}

// copyRow copies one row, and tells whether the other direction came as far as this.
func (s *salvager) copyRow(
	c copying, values []any, result *store.SalvagedTable,
) (met bool, err error) {
	_, err = c.tx.ExecContext(s.ctx, c.insert, values...)
	switch {
	case s.ctx.Err() != nil:
		return false, s.ctx.Err()
	case err == nil:
		result.Rows++
		return false, nil
	case core.CodeOf(translate(err)) == core.Full,
		core.CodeOf(translate(err)) == core.Unavailable:
		return false, translate(err)
	}
	if c.back {
		if met, err := c.isThere(values); met || err != nil {
			return met, err
		}
	}
	// What it names is missing, it holds what it must not, or another row has what only one may.
	result.Lost++
	return false, nil
}

// isThere tells whether the new workspace has the row with the key that is among values.
func (c copying) isThere(values []any) (is bool, err error) {
	var where []string
	var args []any
	for i, column := range c.columns {
		if slices.Contains(c.key, column) {
			where, args = append(where, column+" = ?"), append(args, values[i])
		}
	}
	query := `SELECT EXISTS (SELECT 1 FROM ` + c.table + ` WHERE ` + strings.Join(
		where, " AND ",
	) + `)`
	err = c.tx.QueryRow(query, args...).Scan(&is)
	return is, translate(err)
}

// tablesAsFiles writes each table of the new workspace that has rows as a .csv file.
func (s *salvager) tablesAsFiles(folder string) error {
	made := &Workspace{path: filepath.Join(folder, FileName), place: unknown}
	db := pool(made.dataSource("ro"), 1)
	var err error
	for _, t := range s.tables {
		if t.Rows > 0 && err == nil {
			err = s.tableAsFile(db, t.Name, filepath.Join(folder, t.Name+".csv"))
		}
	}
	return errors.Join(err, translate(db.Close()))
}

func (s *salvager) tableAsFile(db *sql.DB, table, path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	columns := s.shape[table]
	w := csv.NewWriter(file)
	err = w.Write(columns)
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = "CASE typeof(" + c + ") WHEN 'blob' THEN hex(" + c + ") ELSE coalesce(" + c + ", '') END"
	}
	values, into := make([]string, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	read := queries{
		db: db,
	}.each(
		s.ctx,
		`SELECT `+strings.Join(quoted, ", ")+` FROM `+table,
		nil,
		func(rows *sql.Rows) error {
			err := rows.Scan(into...)
			for i, c := range columns {
				values[i] = written(table, c, values[i])
			}
			return errors.Join(err, w.Write(values))
		},
	)
	w.Flush()
	return errors.Join(unavailable(errors.Join(err, w.Error(), file.Sync(), file.Close())), read)
}

// UseSalvaged puts a workspace that was salvaged in the place of the damaged one of a data folder,
// which steps aside.
func UseSalvaged(data string, s store.Salvaged, now time.Time) (aside string, err error) {
	release, err := takeAlone(data)
	if err != nil {
		return "", err
	}
	defer release()
	return putInPlace(data, s.Path, now)
}
