package sqlite

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
)

// leastLogEntry is less than an entry of the log takes in a file.
const leastLogEntry = 64

// dropFarLogEntries takes out the entries of the log whose numbers are damaged: as many as one of
// those says are in no file of this size, and each that is lost would leave one that says so.
func (s *salvager) dropFarLogEntries(tx *sql.Tx) error {
	const among = ` FROM log_entry WHERE number NOT BETWEEN 1 AND $1`
	last := s.bytes / leastLogEntry
	var far, said int64
	if err := tx.QueryRow(`SELECT count(*)`+among, last).Scan(&far); err != nil {
		return translate(err)
	}
	// The state knows how many there were. When it is damaged as well, the size has to do.
	err := s.from.QueryRowContext(s.ctx, `SELECT log_entries FROM proof_state`).Scan(&said)
	if err == nil && said >= s.rows("log_entry")-far {
		last = min(last, said)
	}
	dropped, err := tx.Exec(`DELETE`+among, last)
	if err != nil {
		return translate(err)
	}
	n, err := dropped.RowsAffected()
	s.table("log_entry").Rows -= n
	s.table("log_entry").Lost += n
	return err
}

// dropStrangeResources takes out what is subscribed and no resource. A row of any table that begins
// with a text looks like one that says what is subscribed.
func (s *salvager) dropStrangeResources(tx *sql.Tx) error {
	names, err := json.Marshal(capacity.Resources())
	if err != nil {
		return err
	}
	dropped, err := tx.Exec(`DELETE FROM subscribed
		WHERE resource NOT IN (SELECT value FROM json_each($1))`, string(names))
	if err != nil {
		return translate(err)
	}
	n, err := dropped.RowsAffected()
	t := s.table("subscribed")
	t.Rows, t.Lost = t.Rows-n, t.Lost+n
	return err
}

// dropUnprovenLogEntries takes out the entries of the log that do not fit their own hashes, and
// those whose texts were erased when the entry before, which their hash holds, is not there.
func (s *salvager) dropUnprovenLogEntries(tx *sql.Tx) error {
	var bad []int64
	var last logLink
	err := queries{db: tx}.each(s.ctx, logEntries, nil, func(rows *sql.Rows) error {
		l, err := scanHashedEntry(rows)
		if err != nil {
			return err
		}
		follows := l.Number == last.number+1
		if !l.fits || follows && !bytes.Equal(l.Hash(last.hash), l.stored) ||
			l.erased && !follows {
			bad = append(bad, l.Number)
		}
		last = logLink{number: l.Number, hash: l.stored}
		return nil
	})
	if err != nil {
		return err
	}
	for _, number := range bad {
		if err := exec(tx, `DELETE FROM log_entry WHERE number = $1`, number); err != nil {
			return translate(err)
		}
	}
	t := s.table("log_entry")
	t.Rows -= int64(len(bad))
	t.Lost += int64(len(bad))
	return nil
}

// dropUnprovenOperations takes the operations of the ledger behind the proven ones out of what is
// written as tables, and what only they name. It leaves no workspace.
func (s *salvager) dropUnprovenOperations(proven int64) error {
	tx, err := s.to.BeginTx(s.ctx, nil)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }() // After a commit it does nothing.
	if _, err := dropTriggers(s.ctx, tx); err != nil {
		return err
	}
	for _, drop := range []struct{ table, where string }{
		{"transfer", `operation NOT IN (SELECT id FROM operation ORDER BY number LIMIT $1)`},
		{"operation", `number NOT IN (SELECT number FROM operation ORDER BY number LIMIT $1)`},
		{"ledger_account", `$1 >= 0 AND id NOT IN (SELECT debit FROM transfer
			UNION SELECT credit FROM transfer)`},
	} {
		dropped, err := tx.Exec(`DELETE FROM `+drop.table+` WHERE `+drop.where, proven)
		if err != nil {
			return translate(err)
		}
		n, err := dropped.RowsAffected()
		if err != nil {
			return err
		}
		t := s.table(drop.table)
		t.Rows, t.Lost = t.Rows-n, t.Lost+n
	}
	return errors.Join(translate(exec(tx, balances)), translate(tx.Commit()))
}

// isOfChain tells whether a fault is one of the operations of the ledger.
func isOfChain(fault *core.Error) bool {
	table := fault.Args["Table"]
	return fault.Key == "proof.chain" || table == "operation" || table == "transfer"
}

// dropChanged takes out what does not fit the entry that the damaged file has for it, where it can
// be missing, and what has no entry although all of them are there.
func (s *salvager) dropChanged(tx *sql.Tx) error {
	seal := newSealer(s.ctx, tx, s.shape, newTouched())
	for place, one := range things {
		changed, added, err := s.unproven(tx, one)
		if err != nil {
			return err
		}
		t := s.table(one.name())
		for _, key := range append(changed, added...) {
			isDropped := false
			if droppable[one.name()] || slices.Contains(added, key) {
				if isDropped, err = s.drop(tx, seal, one, key); err != nil {
					return err
				}
			}
			if !isDropped {
				t.Altered++
				continue
			}
			t.Lost, t.Rows = t.Lost+1, t.Rows-1
			seal.touched[place][key] = true
		}
	}
	return seal.finish()
}

// drop deletes a thing, if nothing that stays names it.
func (s *salvager) drop(tx *sql.Tx, seal *sealer, one thing, key string) (is bool, err error) {
	if one.name() == "customer" {
		if err := dropLinks(tx, seal, key); err != nil {
			return false, err
		}
	}
	err = dropThing(tx, one, key)
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrConstraint {
		return false, nil
	}
	return err == nil, err
}

// dropLinks takes a customer off its PBXs.
func dropLinks(tx *sql.Tx, seal *sealer, customer string) error {
	pbx := slices.IndexFunc(things, func(t thing) bool { return t.name() == "pbx" })
	err := seal.everyKey(
		`SELECT pbx FROM pbx_customer WHERE customer = $1`,
		[]any{customer},
		func(key string) error {
			seal.touched[pbx][key] = true
			return nil
		},
	)
	return errors.Join(
		err,
		translate(exec(tx, `DELETE FROM pbx_customer WHERE customer = $1`, customer)),
	)
}

// dropThing deletes a thing.
func dropThing(tx *sql.Tx, one thing, key string) error {
	where, args := "", []any(nil)
	if k := one.parts[0].key; k != "" {
		where, args = " WHERE "+k+" = $1", []any{key}
	}
	return translate(exec(tx, `DELETE FROM `+one.name()+where, args...))
}

// unproven returns the keys of the things whose hash is another one than the damaged file says, and
// of those that were added: of which it says nothing, although all of its entries can be read. When
// they cannot, what no entry speaks of counts as changed if the tables were found by the others.
func (s *salvager) unproven(tx *sql.Tx, one thing) (changed, added []string, err error) {
	is := map[string]string{}
	err = queries{db: tx}.each(
		s.ctx, `SELECT row, hex(hash) FROM proof_entry WHERE tab = $1`, []any{one.name()},
		func(rows *sql.Rows) error {
			var key, hash string
			err := rows.Scan(&key, &hash)
			is[key] = hash
			return err
		},
	)
	if err != nil {
		return nil, nil, err
	}
	fits, whole := s.compareEntries(one, is)
	for key := range is {
		fit, said := fits[key]
		switch {
		case !said && whole:
			added = append(added, key)
		case said && !fit, !said && s.relisted && !s.guessed:
			changed = append(changed, key)
		}
	}
	slices.Sort(changed)
	slices.Sort(added)
	return changed, added, s.ctx.Err()
}

// compareEntries tells of the things that the damaged file has a hash of whether it is the one that
// is given, and whether all of these entries could be read. They are read from both ends, as far as
// they go.
func (s *salvager) compareEntries(
	one thing, is map[string]string,
) (fits map[string]bool, whole bool) {
	fits = map[string]bool{}
	entries := int64(0)
	for _, order := range []string{"", " DESC"} {
		if whole {
			break
		}
		entries = 0
		err := queries{db: s.from}.each(
			s.ctx,
			`SELECT row, hex(hash) FROM proof_entry WHERE tab = $1 ORDER BY row`+order,
			[]any{one.name()},
			func(rows *sql.Rows) error {
				var key, hash string
				entries++
				if rows.Scan(&key, &hash) == nil && is[key] != "" && !fits[key] {
					fits[key] = is[key] == hash
				}
				return nil
			},
		)
		whole = err == nil
	}
	var want int64
	err := s.from.QueryRowContext(
		s.ctx, `SELECT entries FROM proof_total WHERE tab = $1`, one.name(),
	).Scan(&want)
	return fits, whole && err == nil && entries == want
}
