-- +goose Up
PRAGMA user_version = 12;

-- Where the user of the mail settings signs in, if not with a password. Tokens and secrets are in the keyring alone.
CREATE TABLE mail_sign_in (
    one       INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    provider  TEXT    NOT NULL, -- '' for a password.
    tenant    TEXT    NOT NULL,
    client_id TEXT    NOT NULL,
    auth_url  TEXT    NOT NULL,
    token_url TEXT    NOT NULL,
    scopes    TEXT    NOT NULL
) STRICT;
