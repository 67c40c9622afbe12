-- +goose Up
PRAGMA user_version = 10;

-- Differences from the vendor's system that are meant, as long as the values on both sides stay.
CREATE TABLE deviation (
    number   INTEGER NOT NULL PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE CHECK (id <> ''), -- Kind, object and field.
    kind     TEXT    NOT NULL CHECK (kind IN ('reseller', 'pbx')),
    object   TEXT    NOT NULL CHECK (object <> ''), -- Its id, or what stands for one that is only there.
    field    TEXT    NOT NULL CHECK (field <> ''),
    compared TEXT    NOT NULL, -- Stands for the two values.
    actor    TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE INDEX deviation_object ON deviation (object);
