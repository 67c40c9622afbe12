package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// transaction is an immediate one on the connection that writes. A context that has ended is
// refused before a question, and interrupts no statement: what follows would run outside of the
// transaction. database/sql's own transaction, and a context that can end, start a goroutine for
// each query; that cost a Save a fifth of its time.
type transaction struct {
	db   *sql.DB
	conn *sql.Conn // nil when it has ended.
}

func begin(db *sql.DB) (*transaction, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	t := &transaction{db, conn}
	if _, err := t.Exec("BEGIN IMMEDIATE"); err != nil {
		t.end()
		return nil, err
	}
	return t, nil
}

// commit makes everything durable. When it fails, nothing is left of it.
func (t *transaction) commit() error {
	defer t.end()
	_, err := t.Exec("COMMIT")
	return err
}

// end takes back what was not committed. A connection that would stay in the transaction is closed.
func (t *transaction) end() {
	if t.conn == nil {
		return
	}
	_ = t.conn.Raw(func(of any) error {
		c, ours := of.(*sqlite3.SQLiteConn)
		if !ours {
			return driver.ErrBadConn
		}
		if !c.AutoCommit() {
			_, _ = c.Exec("ROLLBACK", nil) // Whether it did is looked at.
		}
		if !c.AutoCommit() {
			return driver.ErrBadConn
		}
		return nil
	})
	_ = t.conn.Close() // It goes back into the pool.
	t.conn = nil
}

func (t *transaction) Exec(query string, args ...any) (sql.Result, error) {
	return t.conn.ExecContext(context.Background(), query, args...)
}

func (t *transaction) QueryRow(query string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(context.Background(), query, args...)
}

func (t *transaction) QueryContext(
	ctx context.Context, query string, args ...any,
) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(context.Background(), query, args...)
}

func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if ctx.Err() != nil {
		return t.db.QueryRowContext(ctx, query) // A row of the error, without a connection.
	}
	return t.QueryRow(query, args...)
}

// writing is what writes a proof: a transaction, or one of database/sql.
type writing interface {
	querier
	Exec(query string, args ...any) (sql.Result, error)
	QueryRow(query string, args ...any) *sql.Row
}
