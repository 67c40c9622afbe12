-- +goose Up
PRAGMA user_version = 5;

-- The latest time that this workspace trusts: what cannot be taken back is done by a clock that agrees with it alone.
CREATE TABLE clock (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    trusted_at INTEGER NOT NULL
) STRICT;
