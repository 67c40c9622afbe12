-- +goose Up
PRAGMA user_version = 6;

-- The copy of this workspace that took its place: the one that was moved to another computer, or a newer one that was noticed.
-- As long as there is one, this copy is only read.
CREATE TABLE successor (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    epoch INTEGER NOT NULL CHECK (epoch > 0),
    at    INTEGER NOT NULL,
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    name  TEXT    NOT NULL -- Of the computer that it was moved to.
) STRICT;

-- After how many months personal data is erased by itself; no row is never.
CREATE TABLE personal_retention (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    months INTEGER NOT NULL CHECK (months BETWEEN 1 AND 120)
) STRICT;
