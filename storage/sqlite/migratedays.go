package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"resellerdesk/core"
)

// dayColumns are the columns that hold a day, with the tables and keys of their rows.
var dayColumns = []struct{ table, key, column string }{
	{"account", "id", "valid_until"},
	{"account", "id", "suspended_until"},
	{"pbx", "id", "expiry"},
	{"reminder", "object", "ends"},
	{"workspace", "''", "expires_at"},
	{"upstream", "''", "until"},
}

// toVersion8 is the eighth migration: a day is stored as a day. Before, it was the moment of its
// last second in the time zone of the computer that wrote it.
func toVersion8(ctx context.Context, tx *sql.Tx) error {
	shape, err := readShape(ctx, tx)
	if err != nil {
		return err
	}
	if err := newSealer(ctx, tx, shape, newTouched()).toDays(); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `PRAGMA user_version = 8`)
	return err
}

// firstMoment is above all days: 10 January 1970 in milliseconds, or a day in the year 3,000,000.
const firstMoment = 1_000_000_000

// toDays writes all moments in columns of days as days, and proves their rows.
func (s *sealer) toDays() error {
	for _, c := range dayColumns {
		if err := s.columnToDays(c.table, c.key, c.column); err != nil {
			return err
		}
	}
	return s.finish()
}

// columnToDays writes the moments of a column as days. One statement writes all rows of a moment.
// Two moments of a day become one: who was reminded of both was reminded of that day.
func (s *sealer) columnToDays(table, key, column string) error {
	place := slices.IndexFunc(things, func(t thing) bool { return t.name() == table })
	query := fmt.Sprintf(`SELECT %s, %s FROM %s WHERE %[2]s >= %[4]d`, key, column, table, firstMoment)
	moments := map[int64]bool{}
	err := queries{db: s.tx}.each(s.ctx, query, nil, func(rows *sql.Rows) error {
		var id string
		var moment int64
		err := rows.Scan(&id, &moment)
		s.touched[place][id], moments[moment] = true, true
		return err
	})
	update := fmt.Sprintf(`UPDATE OR REPLACE %s SET %s = $1 WHERE %[2]s = $2`, table, column)
	for moment := range moments {
		if err == nil {
			_, err = s.tx.Exec(update, core.DayThatEnded(time.UnixMilli(moment)), moment)
		}
	}
	return err
}
