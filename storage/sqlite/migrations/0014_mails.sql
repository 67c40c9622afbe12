-- +goose Up
PRAGMA user_version = 14;

-- How mails are sent, besides to which server.
CREATE TABLE mail_sending (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    text_inside INTEGER NOT NULL CHECK (text_inside IN (0, 1)), -- Files go as text in the mail, never attached.
    copy        INTEGER NOT NULL CHECK (copy IN (0, 1)), -- The sender gets a copy of each.
    per_minute  INTEGER NOT NULL CHECK (per_minute >= 0), -- How many may go, 0 for what is known of the provider.
    per_day     INTEGER NOT NULL CHECK (per_day >= 0),
    paused      INTEGER, -- Until when the server takes none.
    pause       TEXT    NOT NULL, -- JSON of why, '' for none.
    CHECK ((paused IS NULL) = (pause = ''))
) STRICT;

-- What is known of a mail besides its state; most mails have no row.
CREATE TABLE mail_note (
    mail        TEXT    NOT NULL PRIMARY KEY REFERENCES outbox (id),
    text_inside INTEGER NOT NULL CHECK (text_inside IN (0, 1)), -- It goes without its attachment, whose text is in it.
    spare       BLOB, -- The sealed body of a mail that was refused and can go again without its attachment.
    copy_fault  TEXT    NOT NULL -- JSON of why the sender got no copy, '' for none.
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_sent ON outbox (changed_at) WHERE state = 'sent';

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
