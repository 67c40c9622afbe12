package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// HandoverAccounts returns whose entries a hand-over can have (store.HandoverReader).
func (q queries) HandoverAccounts(ctx context.Context) ([]string, error) {
	return q.texts(ctx, `SELECT id FROM account a WHERE parent IS NULL
		OR kind = 'reseller' AND (state <> 'closed' OR id IN (SELECT object FROM handover
			UNION SELECT p.owner FROM handover h JOIN pbx p ON p.id = h.object))
		ORDER BY parent IS NOT NULL, company_key, number`)
}

// PBXsToHandOver returns PBXs of some accounts (store.HandoverReader).
func (q queries) PBXsToHandOver(ctx context.Context, owners []string) ([]pbx.PBX, error) {
	list, err := json.Marshal(owners)
	if err != nil {
		return nil, translate(err)
	}
	// Each of the two finds its rows by an index.
	return q.pbxs(ctx, `WHERE p.reported = 0 AND p.id IN (
			SELECT id FROM pbx WHERE deleted = 0 AND owner IN (SELECT value FROM json_each($1))
			UNION SELECT d.id FROM handover h JOIN pbx d ON d.id = h.object
			WHERE d.deleted = 1 AND d.owner IN (SELECT value FROM json_each($1)))
		ORDER BY p.owner, p.name_key, p.number`, string(list))
}

// HandedOver returns what was ticked of some things (store.HandoverReader).
func (q queries) HandedOver(ctx context.Context, objects []string) ([]store.HandedOver, error) {
	list, err := json.Marshal(objects)
	if err != nil {
		return nil, translate(err)
	}
	return q.handedOver(
		ctx, `h.object IN (SELECT value FROM json_each($1)) ORDER BY h.number`, string(list),
	)
}

// HandedOverByID returns one tick (store.HandoverReader).
func (q queries) HandedOverByID(ctx context.Context, id string) (store.HandedOver, error) {
	list, err := q.handedOver(ctx, `h.id = $1`, id)
	if err == nil && len(list) == 0 {
		return store.HandedOver{}, translate(sql.ErrNoRows)
	}
	if err != nil {
		return store.HandedOver{}, err
	}
	return list[0], nil
}

func (q queries) handedOver(
	ctx context.Context, where string, args ...any,
) (list []store.HandedOver, err error) {
	err = q.each(
		ctx,
		`SELECT h.id, h.kind, h.object, h.entry, h.fields, h.actor, h.at,
			coalesce(trim(a.first_name || ' ' || a.last_name), '')
		FROM handover h LEFT JOIN account a ON a.id = h.actor WHERE `+where,
		args,
		func(rows *sql.Rows) error {
			var h store.HandedOver
			var fields string
			var at int64
			err := rows.Scan(
				&h.ID, &h.Kind, &h.Object, &h.Entry, &fields, &h.Actor, &at, &h.Person,
			)
			if err != nil {
				return err
			}
			h.At = time.UnixMilli(at)
			h.Fields, err = core.ParseFields(fields)
			list = append(list, h)
			return err
		},
	)
	return list, err
}

// changesLogged finds what was logged by what it is about. The plus keeps SQLite from the index of
// the modules, by which it reads the whole log.
const changesLogged = `SELECT object, at, before, erasure IS NOT NULL FROM log_entry
	WHERE object IN (SELECT value FROM json_each($1)) AND operation_id <> ''
		AND result = 'ok' AND +module IN ('user', 'pbx')
		AND (after <> '' OR erasure IS NOT NULL)
	ORDER BY number DESC`

// ChangesLogged returns what was changed of some things (store.HandoverReader).
func (q queries) ChangesLogged(
	ctx context.Context, objects []string,
) (list []store.LoggedChange, err error) {
	ids, err := json.Marshal(objects)
	if err != nil {
		return nil, translate(err)
	}
	err = q.each(ctx, changesLogged, []any{string(ids)}, func(rows *sql.Rows) error {
		var c store.LoggedChange
		var at int64
		if err := rows.Scan(&c.Object, &at, expanded{&c.Before}, &c.Erased); err != nil {
			return err
		}
		c.At = time.UnixMilli(at)
		list = append(list, c)
		return nil
	})
	return list, err
}

// AddHandedOver writes a tick (store.HandoverWriter).
func (c storeTx) AddHandedOver(h store.HandedOver) error {
	fields, err := h.Fields.Text()
	if err != nil {
		return err
	}
	return c.exec(`INSERT INTO handover (id, kind, object, entry, fields, actor, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		h.ID, h.Kind, h.Object, h.Entry, fields, h.Actor, millis(h.At))
}

// DropHandedOver takes a tick away (store.HandoverWriter).
func (c storeTx) DropHandedOver(id string) error {
	return c.exec(`DELETE FROM handover WHERE id = $1`, id)
}
