-- +goose Up
PRAGMA user_version = 13;

-- What the mail settings trust besides what the system trusts. Certificates are public.
CREATE TABLE mail_trust (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    authority   TEXT    NOT NULL, -- PEM, '' for none.
    server      TEXT    NOT NULL, -- Whose certificate it is, '' for none.
    certificate TEXT    NOT NULL  -- PEM of the only one that is taken from the server.
) STRICT;
