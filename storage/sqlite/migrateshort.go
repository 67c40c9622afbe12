package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// toVersion11 is the eleventh migration: what accounts may do and what the log says of them, half
// of a file, is stored shorter. Nothing is lost: the proofs of the log stay as they are.
func toVersion11(ctx context.Context, tx *sql.Tx) error {
	if err := shortenPermissions(ctx, tx); err != nil {
		return err
	}
	if err := shortenLog(ctx, tx); err != nil {
		return err
	}
	for _, statement := range []string{
		`DROP INDEX operation_actor`, // No query used it.
		`PRAGMA user_version = 11`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// shortenPermissions writes the rows of permissions again, and their hashes in the entries of the
// accounts. Where a hash did not fit it stays, so that the check still says so.
func shortenPermissions(ctx context.Context, tx *sql.Tx) error {
	shape, err := readShape(ctx, tx)
	if err != nil {
		return err
	}
	s := newSealer(ctx, tx, shape, newTouched())
	p, err := readPermissions(s)
	if err != nil || len(p.holders) == 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM permission`); err != nil {
		return err
	}
	for features, ids := range p.holders {
		rows := shortFeatures(strings.Split(features, "\n"))
		if err := insertPermissions(tx, ids, rows); err != nil {
			return err
		}
	}
	total, err := s.total(p.of.name())
	if err != nil {
		return err
	}
	err = p.hashes(s, func(id string, part, hash []byte) error {
		if !p.fits[id] {
			return nil
		}
		was := slices.Clone(p.entries[id])
		copy(part, hash)
		return s.entry(p.of.name(), id, was, p.entries[id], &total)
	})
	if err != nil {
		return err
	}
	s.changed = true
	return errors.Join(s.setTotal(total), s.finish())
}

// permissions are the features of all accounts, and what proves them.
type permissions struct {
	of      thing               // What the permissions are a part of.
	holders map[string][]string // Accounts with the same features, by these.
	entries map[string][]byte   // By account.
	fits    map[string]bool     // Whether an account's permissions are those that its entry proves.
}

func readPermissions(s *sealer) (p permissions, err error) {
	at := slices.IndexFunc(things, func(t thing) bool { return t.name() == "account" })
	p = permissions{things[at], map[string][]string{}, nil, map[string]bool{}}
	var ids []string
	err = queries{db: s.tx}.each(
		s.ctx, `SELECT account, group_concat(feature, char(10)) FROM permission GROUP BY account`,
		nil, func(rows *sql.Rows) error {
			var id, features string
			err := rows.Scan(&id, &features)
			p.holders[features] = append(p.holders[features], id)
			ids = append(ids, id)
			return err
		},
	)
	if err != nil {
		return p, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return p, err
	}
	if p.entries, err = s.entries(p.of.name(), string(list)); err != nil {
		return p, err
	}
	return p, p.hashes(s, func(id string, part, hash []byte) error {
		p.fits[id] = bytes.Equal(part, hash)
		return nil
	})
}

// hashes calls yield with the hash of each account's permissions, and the part of its entry that
// holds the one that was proven.
func (p permissions) hashes(s *sealer, yield func(id string, part, hash []byte) error) error {
	at := slices.IndexFunc(p.of.parts, func(p part) bool { return p.table == "permission" })
	return s.shape.hashes(
		s.ctx, s.tx, p.of.parts[at], "", nil, func(id string, hash []byte) error {
			entry := p.entries[id]
			if len(entry) != len(p.of.parts)*len(hash) {
				return nil // It has no entry, which the check says.
			}
			return yield(id, entry[at*len(hash):(at+1)*len(hash)], hash)
		},
	)
}

// insertPermissions gives each of some accounts the same rows.
func insertPermissions(tx writing, accounts, rows []string) error {
	who, err := json.Marshal(accounts)
	if err != nil {
		return err
	}
	what, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO permission (account, feature)
		SELECT a.value, f.value FROM json_each($1) a, json_each($2) f`, string(who), string(what))
	return translate(err)
}

// shortenLog writes the texts of the log again.
func shortenLog(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `DROP TRIGGER log_entry_frozen`); err != nil {
		return err
	}
	for last := int64(0); ; {
		list, err := textsAfter(ctx, tx, last)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		for _, t := range list {
			last = t.number
			before, after := shorten(t.before), shorten(t.after)
			if before == t.before && after == t.after {
				continue
			}
			_, err := tx.ExecContext(
				ctx, `UPDATE log_entry SET before = $1, after = $2 WHERE number = $3`,
				before, after, t.number,
			)
			if err != nil {
				return err
			}
		}
	}
	_, err := tx.ExecContext(ctx, logEntryFrozen)
	return err
}

// loggedTexts are the texts of an entry of the log that are stored shorter.
type loggedTexts struct {
	number        int64
	before, after string
}

// textsAfter reads some entries of the log after one with a number, as they are stored.
func textsAfter(ctx context.Context, tx *sql.Tx, number int64) (list []loggedTexts, err error) {
	err = queries{db: tx}.each(
		ctx, `SELECT number, before, after FROM log_entry WHERE number > $1
			ORDER BY number LIMIT 1000`,
		[]any{number}, func(rows *sql.Rows) error {
			var t loggedTexts
			err := rows.Scan(&t.number, &t.before, &t.after)
			list = append(list, t)
			return err
		},
	)
	return list, err
}
