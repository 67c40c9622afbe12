-- +goose Up
PRAGMA user_version = 14;

-- The texts of mails that differ from those of the program.
CREATE TABLE mail_template (
    name       TEXT    NOT NULL PRIMARY KEY, -- Kind and language, with a dot between them.
    subject    TEXT    NOT NULL, -- '' for a text that is no mail of its own.
    body       TEXT    NOT NULL, -- With the keys of its variables in braces.
    changed_at INTEGER NOT NULL,
    changed_by TEXT    NOT NULL -- The account, which may be gone.
) STRICT, WITHOUT ROWID;

-- How the mails of the sender look.
CREATE TABLE mail_brand (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    logo  BLOB    NOT NULL, -- A picture, empty for none.
    color TEXT    NOT NULL  -- #rrggbb, '' for none.
) STRICT;
