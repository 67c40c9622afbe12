-- +goose Up
PRAGMA user_version = 14;

-- How mails are sent, besides to which server.
CREATE TABLE mail_sending (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    text_inside INTEGER NOT NULL CHECK (text_inside IN (0, 1)) -- Files go as text in the mail, never attached.
) STRICT;

-- What is known of a mail besides its state; most mails have no row.
CREATE TABLE mail_note (
    mail        TEXT    NOT NULL PRIMARY KEY REFERENCES outbox (id),
    text_inside INTEGER NOT NULL CHECK (text_inside IN (0, 1)), -- It goes without its attachment, whose text is in it.
    spare       BLOB -- The sealed body of a mail that was refused and can go again without its attachment.
) STRICT, WITHOUT ROWID;
