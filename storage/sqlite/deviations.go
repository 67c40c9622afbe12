package sqlite

import (
	"context"
	"database/sql"
	"time"

	"resellerdesk/core/store"
)

// Deviations returns which differences are meant (store.HandoverReader).
func (q queries) Deviations(
	ctx context.Context, kind store.HandoverKind,
) (list []store.Deviation, err error) {
	err = q.each(
		ctx,
		`SELECT d.kind, d.object, d.field, d.compared, d.actor, d.at,
			coalesce(trim(a.first_name || ' ' || a.last_name), '')
		FROM deviation d LEFT JOIN account a ON a.id = d.actor
		WHERE d.kind = $1 ORDER BY d.number`,
		[]any{kind},
		func(rows *sql.Rows) error {
			var d store.Deviation
			var at int64
			err := rows.Scan(&d.Kind, &d.Object, &d.Field, &d.Values, &d.Actor, &at, &d.Person)
			d.At = time.UnixMilli(at)
			list = append(list, d)
			return err
		},
	)
	return list, err
}

// KeepDeviation writes that a difference is meant (store.HandoverWriter).
func (c storeTx) KeepDeviation(d store.Deviation) error {
	if err := c.DropDeviation(d.Kind, d.Object, d.Field); err != nil {
		return err
	}
	return c.exec(`INSERT INTO deviation (id, kind, object, field, compared, actor, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		deviationID(d.Kind, d.Object, d.Field), d.Kind, d.Object, d.Field, d.Values, d.Actor,
		millis(d.At))
}

// DropDeviation takes away that a difference is meant (store.HandoverWriter).
func (c storeTx) DropDeviation(kind store.HandoverKind, object, field string) error {
	return c.exec(`DELETE FROM deviation WHERE id = $1`, deviationID(kind, object, field))
}

func deviationID(kind store.HandoverKind, object, field string) string {
	return string(kind) + ":" + object + ":" + field
}
