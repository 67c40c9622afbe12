package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core/proof"
)

// touched are the keys of the things that a transaction has changed so far, each list in the place
// of its thing in things.
type touched []map[string]bool

func newTouched() touched {
	t := make(touched, len(things))
	for i := range t {
		t[i] = map[string]bool{}
	}
	return t
}

func (t touched) clear() {
	for _, keys := range t {
		clear(keys)
	}
}

func (t touched) size() (n int) {
	for _, keys := range t {
		n += len(keys)
	}
	return n
}

// watch makes a connection note what its statements change, those of the schema's triggers
// included: by triggers that only it has. They watch the first part of each thing. Whoever writes
// another part writes the first one with it, before the next relieve: 100,000 new accounts have
// millions of permissions.
func (t touched) watch(c *sqlite3.SQLiteConn) error {
	note := func(place int64, key string) int64 {
		t[place][key] = true
		return 0
	}
	if err := c.RegisterFunc("touched", note, false); err != nil {
		return err
	}
	for place, one := range things {
		if err := watchTable(c, place, one.parts[0]); err != nil {
			return err
		}
	}
	return nil
}

func watchTable(c *sqlite3.SQLiteConn, place int, p part) error {
	key := func(row string) string {
		if p.key == "" {
			return "''"
		}
		return row + "." + p.key
	}
	for event, rows := range map[string][]string{
		"INSERT": {"NEW"}, "UPDATE": {"OLD", "NEW"}, "DELETE": {"OLD"},
	} {
		var calls strings.Builder
		for _, row := range rows {
			fmt.Fprintf(&calls, "SELECT touched(%d, %s); ", place, key(row))
		}
		_, err := c.Exec(
			fmt.Sprintf(
				`CREATE TEMP TRIGGER touched_%[1]s_%[2]s AFTER %[2]s ON main.%[1]s BEGIN %[3]s END`,
				p.table,
				event,
				calls.String(),
			),
			nil,
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// sealChunk is how many things are hashed at once, sealAt how many touched ones a transaction
// remembers before it hashes them.
const (
	sealChunk = 500
	sealAt    = 20_000
)

// sealer writes the proof of what a transaction changes.
type sealer struct {
	ctx     context.Context
	tx      writing
	shape   shape
	touched touched
	changed bool // Something was touched and is hashed already.
	// It began in a copy that has a successor.
	superseded bool
	signsIn    bool // It says who stays signed in, or changes a password.
	logEntry   *logLink
}

// logLink is the newest link of the log's chain.
type logLink struct {
	number int64
	hash   []byte
}

func newSealer(ctx context.Context, tx writing, s shape, t touched) *sealer {
	t.clear() // Of a transaction that was rolled back.
	return &sealer{ctx: ctx, tx: tx, shape: s, touched: t}
}

// finish proves everything that the transaction changed.
func (s *sealer) finish() error {
	if err := s.things(); err != nil {
		return err
	}
	return s.state()
}

// relieve hashes what was touched when it becomes too much to remember. All parts of it must be
// written.
func (s *sealer) relieve() error {
	if s.touched.size() < sealAt {
		return nil
	}
	return s.things()
}

// newestLogEntry is read once: what comes after it is of this transaction.
func (s *sealer) newestLogEntry() (*logLink, error) {
	if s.logEntry != nil {
		return s.logEntry, nil
	}
	var l logLink
	err := s.tx.QueryRow(`SELECT number, hash FROM log_entry ORDER BY number DESC LIMIT 1`).
		Scan(&l.number, &l.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, translate(err)
	}
	s.logEntry = &l
	return s.logEntry, nil
}

// things brings the entries of what was touched up to date, and the totals with them.
func (s *sealer) things() error {
	for place, keys := range s.touched {
		if len(keys) == 0 {
			continue
		}
		s.changed = true
		if err := s.requireCurrent(things[place].name()); err != nil {
			return err
		}
		total, err := s.total(things[place].name())
		if err != nil {
			return err
		}
		list := make([]string, 0, len(keys))
		for k := range keys {
			list = append(list, k)
		}
		slices.Sort(list)
		for part := range slices.Chunk(list, sealChunk) {
			if err := s.some(things[place], part, &total); err != nil {
				return err
			}
		}
		if err := s.setTotal(total); err != nil {
			return err
		}
	}
	s.touched.clear()
	return nil
}

func (s *sealer) total(table string) (proof.Total, error) {
	total := proof.Total{Table: table}
	var sum []byte
	err := s.tx.QueryRow(`SELECT entries, sum FROM proof_total WHERE tab = $1`, table).
		Scan(&total.Entries, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return total, nil
	}
	copy(total.Sum[:], sum)
	return total, translate(err)
}

func (s *sealer) setTotal(total proof.Total) error {
	_, err := s.tx.Exec(`INSERT INTO proof_total (tab, entries, sum) VALUES ($1, $2, $3)
		ON CONFLICT (tab) DO UPDATE SET entries = excluded.entries,
		sum = excluded.sum`, total.Table, total.Entries, total.Sum[:])
	return translate(err)
}

// some brings the entries of some things of a kind up to date.
func (s *sealer) some(one thing, keys []string, total *proof.Total) error {
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	was, err := s.entries(one.name(), string(list))
	if err != nil {
		return err
	}
	is := map[string][]byte{}
	for place, p := range one.parts {
		where, args := "", []any(nil)
		if p.key != "" {
			where, args = "WHERE "+p.key+" IN (SELECT value FROM json_each($1))", []any{
				string(list),
			}
		}
		err := s.shape.hashes(s.ctx, s.tx, p, where, args, func(key string, hash []byte) error {
			setPart(is, key, len(one.parts), place, hash)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := s.entry(one.name(), key, was[key], is[key], total); err != nil {
			return err
		}
	}
	return nil
}

// setPart puts the hash of one part of a thing into its entry.
func setPart(entries map[string][]byte, key string, parts, place int, hash []byte) {
	if entries[key] == nil {
		entries[key] = make([]byte, parts*len(hash))
	}
	copy(entries[key][place*len(hash):], hash)
}

func (s *sealer) entries(table, keys string) (map[string][]byte, error) {
	list := map[string][]byte{}
	err := queries{
		db: s.tx,
	}.each(
		s.ctx,
		`SELECT row, hash FROM proof_entry WHERE tab = $1 AND row IN (SELECT value
			FROM json_each($2))`,
		[]any{table, keys},
		func(rows *sql.Rows) error {
			var key string
			var hash []byte
			err := rows.Scan(&key, &hash)
			list[key] = hash
			return err
		},
	)
	return list, err
}

// entry writes one entry; was and is are nil where there is none.
func (s *sealer) entry(table, key string, was, is []byte, total *proof.Total) error {
	if bytes.Equal(was, is) {
		return nil
	}
	if was != nil {
		total.Entries--
		total.Sum.Remove(table, key, was)
	}
	if is == nil {
		_, err := s.tx.Exec(`DELETE FROM proof_entry WHERE tab = $1 AND row = $2`, table, key)
		return translate(err)
	}
	total.Entries++
	total.Sum.Add(table, key, is)
	_, err := s.tx.Exec(`INSERT INTO proof_entry (tab, row, hash) VALUES ($1, $2, $3)
		ON CONFLICT (tab, row) DO UPDATE SET hash = excluded.hash`, table, key, is)
	return translate(err)
}

// state writes the next state of the workspace, unless the transaction changed nothing that is
// proven.
func (s *sealer) state() error {
	was, hash, err := readState(s.ctx, s.tx)
	if err != nil {
		return err
	}
	is := proof.State{Writes: was.Writes + 1, Before: hash}
	if is.Chains, err = readChains(s.ctx, s.tx); err != nil {
		return err
	}
	if !s.changed && slices.EqualFunc(was.Chains, is.Chains, sameChain) {
		return nil
	}
	if is.Totals, err = readTotals(s.ctx, s.tx); err != nil {
		return err
	}
	c := is.Chains
	_, err = s.tx.Exec(
		`INSERT INTO proof_state (one, writes, before, operations, operation_head, transfers,
			ledger_accounts, log_entries, log_head, hash)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (one) DO UPDATE
		SET writes = excluded.writes, before = excluded.before,
		operations = excluded.operations, operation_head = excluded.operation_head,
		transfers = excluded.transfers,
		ledger_accounts = excluded.ledger_accounts, log_entries = excluded.log_entries,
		log_head = excluded.log_head, hash = excluded.hash`,
		is.Writes, notNil(is.Before), c[0].Rows, notNil(c[0].Head), c[1].Rows, c[2].Rows, c[3].Rows,
		notNil(c[3].Head), is.Hash(),
	)
	return translate(err)
}

func sameChain(a, b proof.Chain) bool {
	return a.Name == b.Name && a.Rows == b.Rows && bytes.Equal(a.Head, b.Head)
}

// notNil keeps the driver from taking no bytes for NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// readState reads the state as it was written last, without its totals, and its hash; a zero one
// when there is none.
func readState(ctx context.Context, db querier) (s proof.State, hash []byte, err error) {
	s.Chains = chains()
	c := s.Chains
	err = db.QueryRowContext(ctx, `SELECT writes, before, operations, operation_head, transfers,
		ledger_accounts, log_entries, log_head, hash
		FROM proof_state WHERE one = 1`).
		Scan(
			&s.Writes, &s.Before, &c[0].Rows, &c[0].Head, &c[1].Rows, &c[2].Rows, &c[3].Rows,
			&c[3].Head, &hash,
		)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil, nil
	}
	return s, hash, translate(err)
}

// chains are what is only appended to: the tables of the ledger and the log.
func chains() []proof.Chain {
	return []proof.Chain{
		{Name: "operation"},
		{Name: "transfer"},
		{Name: "ledger_account"},
		{Name: "log_entry"},
	}
}

// readChains reads how far they have come by the newest row of each: their numbers have no holes.
func readChains(ctx context.Context, db querier) ([]proof.Chain, error) {
	list := chains()
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(max(number), 0) FROM operation), (SELECT hash FROM operation
		ORDER BY number DESC LIMIT 1),
		(SELECT coalesce(max(number), 0) FROM transfer), (SELECT coalesce(max(id), 0)
		FROM ledger_account),
		(SELECT coalesce(max(number), 0) FROM log_entry), (SELECT hash FROM log_entry
		ORDER BY number DESC LIMIT 1)`).
		Scan(
			&list[0].Rows, &list[0].Head, &list[1].Rows, &list[2].Rows, &list[3].Rows,
			&list[3].Head,
		)
	return list, translate(err)
}

func readTotals(ctx context.Context, db querier) ([]proof.Total, error) {
	var list []proof.Total
	err := queries{
		db: db,
	}.each(
		ctx,
		`SELECT tab, entries, sum FROM proof_total ORDER BY tab`,
		nil,
		func(rows *sql.Rows) error {
			var t proof.Total
			var sum []byte
			err := rows.Scan(&t.Table, &t.Entries, &sum)
			copy(t.Sum[:], sum)
			list = append(list, t)
			return err
		},
	)
	return list, err
}
