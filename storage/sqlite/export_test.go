package sqlite

import (
	"context"
	"database/sql"

	"resellerdesk/core/desk"
)

// Raw is the only connection that can write, for tests.
func (w *Workspace) Raw() *sql.DB {
	writer, err := w.gate.pass(context.Background(), w, nil)
	if err != nil {
		panic(err)
	}
	return writer
}

// Exec runs a statement as a part of a transaction, for tests.
func Exec(tx desk.Tx, statement string) error { return tx.(changes).exec(statement) }

// Rebuilt are the tables that nothing proves.
func Rebuilt() []string { return rebuilt }
