-- +goose Up
PRAGMA user_version = 15;

-- How many resellers are alike in what the quick filters ask, so that their counts are sums of few rows. Triggers keep it; the
-- check counts again (reseller_counted). Of a moment the hour is kept: in milliseconds, divided by 3,600,000.
CREATE TABLE reseller_count (
    kind  TEXT    NOT NULL, -- 'made': each reseller; 'mail': those of them with an open invitation; 'end': those whose package ends.
    at    INTEGER NOT NULL, -- The hour in which one was made who did not activate yet, or in which the invitation ends; -1 for none. The last day.
    state TEXT    NOT NULL,
    mail  TEXT    NOT NULL, -- The state of the mail with the invitation, '' for none.
    n     INTEGER NOT NULL,
    PRIMARY KEY (kind, at, state, mail)
) STRICT, WITHOUT ROWID;

-- The open invitations of those who did not activate yet.
CREATE VIEW invitation_waiting (account, at, state, mail) AS
    SELECT a.id, coalesce(i.expires_at / 3600000, -1), a.state, coalesce(o.state, '')
    FROM account a JOIN invitation i ON i.account = a.id AND i.voided_at IS NULL LEFT JOIN outbox o ON o.id = i.id
    WHERE a.kind = 'reseller' AND a.state IN ('not_invited', 'invited');

CREATE VIEW reseller_counted (kind, at, state, mail, n) AS
    SELECT 'made', iif(state IN ('not_invited', 'invited'), created_at / 3600000, -1) AS made, state, '', count(*)
        FROM account WHERE kind = 'reseller' GROUP BY made, state
    UNION ALL SELECT 'mail', at, state, mail, count(*) FROM invitation_waiting GROUP BY at, state, mail
    UNION ALL SELECT 'end', valid_until, state, '', count(*)
        FROM account WHERE kind = 'reseller' AND valid_until IS NOT NULL GROUP BY valid_until, state;

INSERT INTO reseller_count SELECT * FROM reseller_counted;

-- +goose StatementBegin
CREATE TRIGGER reseller_count_none AFTER UPDATE OF n ON reseller_count WHEN NEW.n = 0 BEGIN
    DELETE FROM reseller_count WHERE kind = NEW.kind AND at = NEW.at AND state = NEW.state AND mail = NEW.mail;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_counted AFTER INSERT ON account WHEN NEW.kind = 'reseller' BEGIN
    INSERT INTO reseller_count VALUES ('made', iif(NEW.state IN ('not_invited', 'invited'), NEW.created_at / 3600000, -1), NEW.state, '', 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO reseller_count SELECT 'end', NEW.valid_until, NEW.state, '', 1 WHERE NEW.valid_until IS NOT NULL
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_uncounted BEFORE UPDATE OF state ON account WHEN NEW.state <> OLD.state BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, -1 FROM invitation_waiting WHERE account = OLD.id
        ON CONFLICT DO UPDATE SET n = n - 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_recounted AFTER UPDATE OF state, valid_until ON account
WHEN NEW.kind = 'reseller' AND (NEW.state <> OLD.state OR NEW.valid_until IS NOT OLD.valid_until) BEGIN
    UPDATE reseller_count SET n = n - 1 WHERE kind = 'made' AND state = OLD.state AND mail = ''
        AND at = iif(OLD.state IN ('not_invited', 'invited'), OLD.created_at / 3600000, -1);
    INSERT INTO reseller_count VALUES ('made', iif(NEW.state IN ('not_invited', 'invited'), NEW.created_at / 3600000, -1), NEW.state, '', 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    UPDATE reseller_count SET n = n - 1 WHERE kind = 'end' AND at = OLD.valid_until AND state = OLD.state AND mail = '';
    INSERT INTO reseller_count SELECT 'end', NEW.valid_until, NEW.state, '', 1 WHERE NEW.valid_until IS NOT NULL
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, 1 FROM invitation_waiting WHERE account = NEW.id AND NEW.state <> OLD.state
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER invitation_counted AFTER INSERT ON invitation WHEN NEW.voided_at IS NULL BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, 1 FROM invitation_waiting WHERE account = NEW.account
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER invitation_uncounted BEFORE UPDATE OF expires_at, voided_at ON invitation
WHEN NEW.expires_at IS NOT OLD.expires_at OR NEW.voided_at IS NOT OLD.voided_at BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, -1 FROM invitation_waiting WHERE account = OLD.account AND OLD.voided_at IS NULL
        ON CONFLICT DO UPDATE SET n = n - 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER invitation_recounted AFTER UPDATE OF expires_at, voided_at ON invitation
WHEN NEW.expires_at IS NOT OLD.expires_at OR NEW.voided_at IS NOT OLD.voided_at BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, 1 FROM invitation_waiting WHERE account = NEW.account AND NEW.voided_at IS NULL
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_uncounted BEFORE INSERT ON outbox WHEN NEW.id IN (SELECT id FROM invitation WHERE voided_at IS NULL) BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, -1 FROM invitation_waiting WHERE account = (SELECT account FROM invitation WHERE id = NEW.id)
        ON CONFLICT DO UPDATE SET n = n - 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_counted AFTER INSERT ON outbox WHEN NEW.id IN (SELECT id FROM invitation WHERE voided_at IS NULL) BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, 1 FROM invitation_waiting WHERE account = (SELECT account FROM invitation WHERE id = NEW.id)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_state_uncounted BEFORE UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state AND OLD.id IN (SELECT id FROM invitation WHERE voided_at IS NULL) BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, -1 FROM invitation_waiting WHERE account = (SELECT account FROM invitation WHERE id = OLD.id)
        ON CONFLICT DO UPDATE SET n = n - 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_state_recounted AFTER UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state AND NEW.id IN (SELECT id FROM invitation WHERE voided_at IS NULL) BEGIN
    INSERT INTO reseller_count SELECT 'mail', at, state, mail, 1 FROM invitation_waiting WHERE account = (SELECT account FROM invitation WHERE id = NEW.id)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- The same of PBXs that are not deleted.
CREATE TABLE pbx_count (
    expiry           INTEGER NOT NULL, -- The last day, 0 for none.
    state            TEXT    NOT NULL,
    type             TEXT    NOT NULL,
    activated        INTEGER NOT NULL,
    run_after_expiry INTEGER NOT NULL,
    reported         INTEGER NOT NULL,
    n                INTEGER NOT NULL,
    PRIMARY KEY (expiry, state, type, activated, run_after_expiry, reported)
) STRICT, WITHOUT ROWID;

CREATE VIEW pbx_counted (expiry, state, type, activated, run_after_expiry, reported, n) AS
    SELECT coalesce(expiry, 0) AS day, state, type, activated, run_after_expiry, reported, count(*)
    FROM pbx WHERE deleted = 0 GROUP BY day, state, type, activated, run_after_expiry, reported;

INSERT INTO pbx_count SELECT * FROM pbx_counted;

-- +goose StatementBegin
CREATE TRIGGER pbx_count_none AFTER UPDATE OF n ON pbx_count WHEN NEW.n = 0 BEGIN
    DELETE FROM pbx_count WHERE expiry = NEW.expiry AND state = NEW.state AND type = NEW.type AND activated = NEW.activated
        AND run_after_expiry = NEW.run_after_expiry AND reported = NEW.reported;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pbx_counted_in AFTER INSERT ON pbx WHEN NEW.deleted = 0 BEGIN
    INSERT INTO pbx_count VALUES (coalesce(NEW.expiry, 0), NEW.state, NEW.type, NEW.activated, NEW.run_after_expiry, NEW.reported, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pbx_recounted AFTER UPDATE OF expiry, state, type, activated, run_after_expiry, reported, deleted ON pbx
WHEN (NEW.expiry, NEW.state, NEW.type, NEW.activated, NEW.run_after_expiry, NEW.reported, NEW.deleted)
    IS NOT (OLD.expiry, OLD.state, OLD.type, OLD.activated, OLD.run_after_expiry, OLD.reported, OLD.deleted) BEGIN
    UPDATE pbx_count SET n = n - 1 WHERE OLD.deleted = 0 AND expiry = coalesce(OLD.expiry, 0) AND state = OLD.state AND type = OLD.type
        AND activated = OLD.activated AND run_after_expiry = OLD.run_after_expiry AND reported = OLD.reported;
    INSERT INTO pbx_count SELECT coalesce(NEW.expiry, 0), NEW.state, NEW.type, NEW.activated, NEW.run_after_expiry, NEW.reported, 1
        WHERE NEW.deleted = 0 ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- What all accounts of the ledger hold of each kind and resource. Each operation adds what it moves: a trigger for each transfer
-- would make an import slower by a tenth.
CREATE TABLE ledger_sum (
    resource TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    balance  INTEGER NOT NULL,
    PRIMARY KEY (resource, kind)
) STRICT, WITHOUT ROWID;

CREATE VIEW ledger_summed (resource, kind, balance) AS
    SELECT resource, kind, sum(balance) FROM ledger_account GROUP BY resource, kind;

INSERT INTO ledger_sum SELECT * FROM ledger_summed;
