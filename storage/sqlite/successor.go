package sqlite

import (
	"context"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/store"
)

// writableWhenSuperseded are the tables that are also written in a copy which has a successor: they
// are about signing in and the clock.
var writableWhenSuperseded = []string{"sign_in_failure", "clock", "successor"}

// Successor returns the copy that took the place of this one, or NotFound.
func (q queries) Successor(ctx context.Context) (s store.Successor, err error) {
	var at int64
	err = q.db.QueryRowContext(ctx, `SELECT epoch, at, moved, name FROM successor`).
		Scan(&s.Epoch, &at, &s.Moved, &s.Name)
	s.At = time.UnixMilli(at)
	return s, translate(err)
}

// SetSuccessor says which copy took the place of this one; nil says that this one is used.
func (c storeTx) SetSuccessor(s *store.Successor) error {
	if s == nil {
		return c.exec(`DELETE FROM successor`)
	}
	return c.exec(`INSERT INTO successor (one, epoch, at, moved, name) VALUES (1, $1, $2, $3, $4)
		ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, at = excluded.at,
		moved = excluded.moved, name = excluded.name`, s.Epoch, millis(s.At), s.Moved, s.Name)
}

// lookForSuccessor finds out whether the transaction begins in a copy that has a successor.
func (s *sealer) lookForSuccessor() error {
	err := s.tx.QueryRowContext(
		s.ctx, `SELECT EXISTS (SELECT 1 FROM successor)`,
	).Scan(&s.superseded)
	return translate(err)
}

// requireCurrent refuses a change of a table in a copy that has a successor, unless the transaction
// takes it into use again.
func (s *sealer) requireCurrent(table string) error {
	if !s.superseded || slices.Contains(writableWhenSuperseded, table) ||
		s.signsIn && (table == "workspace" || table == "account") {
		return nil
	}
	by, err := queries{db: s.tx}.Successor(s.ctx)
	if core.CodeOf(err) == core.NotFound { // This transaction takes the copy into use again.
		return nil
	}
	if err != nil {
		return err
	}
	return by.Refusal()
}
