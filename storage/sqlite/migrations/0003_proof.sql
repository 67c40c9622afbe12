-- +goose Up
PRAGMA user_version = 3;

-- The hash of each thing that is proven (docs/proof.md): 32 bytes for each table that holds a part of it, zero bytes for a
-- table that holds none.
CREATE TABLE proof_entry (
    tab  TEXT NOT NULL,
    row  TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) > 0 AND length(hash) % 32 = 0),
    PRIMARY KEY (tab, row)
) STRICT, WITHOUT ROWID;

-- The sum of the entries of each table.
CREATE TABLE proof_total (
    tab     TEXT    NOT NULL PRIMARY KEY,
    entries INTEGER NOT NULL CHECK (entries >= 0),
    sum     BLOB    NOT NULL CHECK (length(sum) = 64)
) STRICT, WITHOUT ROWID;

-- The state of the workspace after its newest transaction, and how far has come what is only appended to.
CREATE TABLE proof_state (
    one             INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    writes          INTEGER NOT NULL CHECK (writes >= 0),
    before          BLOB    NOT NULL CHECK (length(before) IN (0, 32)), -- The hash of the state before.
    operations      INTEGER NOT NULL CHECK (operations >= 0),
    operation_head  BLOB    NOT NULL CHECK (length(operation_head) IN (0, 32)),
    transfers       INTEGER NOT NULL CHECK (transfers >= 0),
    ledger_accounts INTEGER NOT NULL CHECK (ledger_accounts >= 0),
    log_entries     INTEGER NOT NULL CHECK (log_entries >= 0),
    log_head        BLOB    NOT NULL CHECK (length(log_head) IN (0, 32)),
    hash            BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- How often this workspace was restored or moved: of two copies, the one with the higher number goes on.
ALTER TABLE workspace ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0 CHECK (epoch >= 0);

-- What was erased of a person, when, by whom, and how many entries of the log it was in.
CREATE TABLE erasure (
    id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    object  TEXT    NOT NULL, -- The account or customer.
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    entries INTEGER NOT NULL CHECK (entries >= 0)
) STRICT, WITHOUT ROWID;

-- Each entry of the log is a link of a chain. What names people in it is hashed with a salt, so that it can be erased and the
-- link stays.
ALTER TABLE log_entry ADD COLUMN salt BLOB CHECK (length(salt) = 16);
ALTER TABLE log_entry ADD COLUMN texts_hash BLOB CHECK (length(texts_hash) = 32); -- Of name, before, after, detail and search_key.
ALTER TABLE log_entry ADD COLUMN hash BLOB CHECK (length(hash) = 32);
ALTER TABLE log_entry ADD COLUMN erasure TEXT REFERENCES erasure (id); -- Which took the texts and the salt away.
CREATE INDEX log_entry_erasure ON log_entry (erasure) WHERE erasure IS NOT NULL;
DROP TRIGGER log_entry_frozen; -- The next step hashes what is there, and makes it again.
