package sqlite

import (
	"context"
	"database/sql"
	"slices"
)

// version9 are the changes of the schema in the ninth migration. Their text is part of the schema,
// which is compared to the letter: it never changes.
var version9 = []string{
	`ALTER TABLE pbx ADD COLUMN made_at INTEGER`, // The day on which it was made at the vendor.
	`CREATE TABLE handover (
    number INTEGER NOT NULL PRIMARY KEY,
    id     TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    kind   TEXT    NOT NULL CHECK (kind IN ('reseller', 'pbx')),
    object TEXT    NOT NULL CHECK (object <> ''), -- Id of the reseller or the PBX.
    entry  TEXT    NOT NULL CHECK (entry <> ''),  -- What was to be done.
    fields TEXT    NOT NULL,                      -- What was handed over, field by field.
    actor  TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT`,
	`CREATE INDEX handover_object ON handover (object, number)`,
	`PRAGMA user_version = 9`,
}

// toVersion9 is the ninth migration: what was done in the vendor's system is written down. Rows of
// PBXs have another column, so that they are hashed again.
func toVersion9(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range version9 {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	shape, err := readShape(ctx, tx)
	if err != nil {
		return err
	}
	s := newSealer(ctx, tx, shape, newTouched())
	place := slices.IndexFunc(things, func(t thing) bool { return t.name() == "pbx" })
	err = s.everyKey(`SELECT id FROM pbx`, nil, func(id string) error {
		s.touched[place][id] = true
		return nil
	})
	if err != nil {
		return err
	}
	return s.finish()
}
