-- +goose Up
PRAGMA application_id = 1380216907; -- "RDSK"
PRAGMA user_version = 1;

CREATE TABLE workspace (
    one               INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id                TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    example           INTEGER NOT NULL CHECK (example IN (0, 1)),
    public_key        BLOB    NOT NULL CHECK (length(public_key) = 32),
    sealed_seed       BLOB,                                          -- Its private part, NULL when that is in the keyring.
    encryption_key    TEXT    NOT NULL CHECK (encryption_key <> ''), -- For what others write to this workspace.
    sealed_identity   BLOB    NOT NULL,                              -- Its private part.
    rotations         TEXT    NOT NULL DEFAULT '',                   -- JSON of how the signing key followed earlier ones.
    recovery          TEXT    NOT NULL DEFAULT '',                   -- The workspace key, locked with the recovery code.
    kit_key           BLOB,                                          -- The public key whose private part the newest recovery kit holds.
    reset_lock        TEXT    NOT NULL DEFAULT '',                   -- The workspace key, locked with the reset key.
    sealed_reset      BLOB,                                          -- The reset key, which the distributor is told.
    high_availability INTEGER NOT NULL CHECK (high_availability IN (0, 1)),
    white_label       INTEGER NOT NULL CHECK (white_label IN (0, 1)),
    expires_at        INTEGER,
    stay              TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE account (
    number          INTEGER NOT NULL PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    parent          TEXT    REFERENCES account (id),
    kind            TEXT    NOT NULL CHECK (kind IN ('distributor', 'owner', 'colleague', 'reseller')),
    state           TEXT    NOT NULL CHECK (state IN ('not_invited', 'invited', 'active', 'suspended', 'in_bin', 'closed')),
    company         TEXT    NOT NULL CHECK (company <> ''),
    first_name      TEXT    NOT NULL CHECK (first_name <> ''),
    last_name       TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    mobile          TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    remark          TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    tags            TEXT    NOT NULL,
    external_number TEXT    NOT NULL,
    valid_until     INTEGER,
    lock            TEXT    NOT NULL,
    preset          TEXT    NOT NULL,
    -- Of a suspension: the state before it, until when, why, and whether the package's end is the reason.
    suspended_from  TEXT,
    suspended_until INTEGER,
    suspended_reason TEXT   NOT NULL,
    suspended_by_end INTEGER NOT NULL CHECK (suspended_by_end IN (0, 1)),
    -- Of the bin: the state before it, and until when it can be restored.
    binned_from     TEXT,
    binned_until    INTEGER,
    created_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL CHECK (version > 0),
    email_key       TEXT    NOT NULL CHECK (email_key <> ''),
    company_key     TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,
    search_key      TEXT    NOT NULL,
    CHECK ((kind IN ('distributor', 'owner')) = (parent IS NULL)),
    CHECK (state <> 'suspended' OR suspended_from IS NOT NULL),
    CHECK ((state = 'in_bin') = (binned_from IS NOT NULL)),
    CHECK ((binned_from IS NULL) = (binned_until IS NULL))
) STRICT;

-- The name for signing in is free again once an account is closed.
CREATE UNIQUE INDEX account_email ON account (email_key) WHERE state <> 'closed';
-- What falls due by itself: suspensions that lift, bins that empty, packages that end.
CREATE INDEX account_suspended_until ON account (suspended_until) WHERE suspended_until IS NOT NULL;
CREATE INDEX account_binned_until ON account (binned_until) WHERE binned_until IS NOT NULL;
CREATE INDEX account_valid_until ON account (valid_until) WHERE valid_until IS NOT NULL;
-- One scan of this index answers a search in the list's usual order.
CREATE INDEX account_list ON account (kind, company_key, number, state, search_key);
CREATE INDEX account_state ON account (kind, state, company_key, number);
CREATE INDEX account_created ON account (kind, created_at, number);
CREATE INDEX account_name ON account (kind, name_key, number);

CREATE TABLE package (
    account           TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
    min_extensions    INTEGER NOT NULL CONSTRAINT package_min_extensions CHECK (min_extensions BETWEEN 1 AND 500),
    pbx_limit         INTEGER CONSTRAINT package_pbx_limit CHECK (pbx_limit > 0),
    high_availability INTEGER NOT NULL CHECK (high_availability IN (0, 1)),
    white_label       INTEGER NOT NULL CHECK (white_label IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE permission (
    account TEXT NOT NULL REFERENCES account (id),
    feature TEXT NOT NULL CHECK (feature <> ''),
    PRIMARY KEY (account, feature)
) STRICT, WITHOUT ROWID;

-- Cloud PBXs and their customers. What is deleted stays, marked as such: the ledger and the log name it, and undo brings it back.
CREATE TABLE pbx (
    number            INTEGER NOT NULL PRIMARY KEY,
    id                TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    owner             TEXT    NOT NULL REFERENCES account (id),
    name              TEXT    NOT NULL CHECK (name <> ''),
    plan              TEXT    NOT NULL CONSTRAINT pbx_plan CHECK (plan IN ('enterprise', 'ultimate')),
    extensions        INTEGER NOT NULL CONSTRAINT pbx_extensions CHECK (extensions BETWEEN 0 AND 1000000000 AND (reported = 1 OR sub_domain = '' OR extensions BETWEEN 1 AND 500)),
    concurrent_calls  INTEGER NOT NULL CONSTRAINT pbx_concurrent_calls CHECK (concurrent_calls >= 0),
    recording         INTEGER NOT NULL CHECK (recording IN (0, 1)),
    recording_minutes INTEGER NOT NULL CONSTRAINT pbx_recording_minutes CHECK (recording_minutes >= 0 AND (recording = 1 OR recording_minutes = 0)),
    transcription_minutes INTEGER NOT NULL CONSTRAINT pbx_transcription_minutes CHECK (transcription_minutes >= 0),
    region            TEXT    NOT NULL,
    sub_domain        TEXT    NOT NULL COLLATE NOCASE,
    domain            TEXT    NOT NULL COLLATE NOCASE,
    custom_domain     INTEGER NOT NULL CHECK (custom_domain IN (0, 1)),
    type              TEXT    NOT NULL CONSTRAINT pbx_type CHECK (type IN ('trial', 'commercial') OR reported = 1 AND type = ''),
    expiry            INTEGER,
    run_after_expiry  INTEGER NOT NULL CONSTRAINT pbx_run_after_expiry CHECK (run_after_expiry = 0 OR run_after_expiry = 1 AND expiry IS NOT NULL),
    state             TEXT    NOT NULL CHECK (state IN ('stopped', 'running')),
    activated         INTEGER NOT NULL CHECK (activated IN (0, 1)),
    high_availability INTEGER NOT NULL CHECK (high_availability IN (0, 1)),
    remark            TEXT    NOT NULL,
    reported          INTEGER NOT NULL CHECK (reported IN (0, 1)), -- The desktop of its owner keeps it; one that did has no address until somebody says it.
    deleted           INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    created_at        INTEGER NOT NULL,
    version           INTEGER NOT NULL CHECK (version > 0),
    name_key          TEXT    NOT NULL,
    host_key          TEXT    NOT NULL,
    owner_key         TEXT    NOT NULL, -- Folded name of the owner, which the search finds, too; a trigger keeps both.
    search_key        TEXT    NOT NULL,
    CONSTRAINT pbx_has_address CHECK ((region = '') = (sub_domain = '') AND (region = '') = (domain = '')) -- The whole, or none that is known.
) STRICT;
CREATE UNIQUE INDEX pbx_address ON pbx (region, domain, sub_domain) WHERE deleted = 0 AND sub_domain <> '';
-- One scan of this index answers a search in the list's usual order.
CREATE INDEX pbx_list ON pbx (name_key, number, search_key, owner_key, state, activated, type, expiry, run_after_expiry, reported) WHERE deleted = 0;
CREATE INDEX pbx_owner ON pbx (owner, name_key, number) WHERE deleted = 0;
CREATE INDEX pbx_owner_name ON pbx (owner_key, name_key, number) WHERE deleted = 0;
CREATE INDEX pbx_extensions_order ON pbx (extensions, number) WHERE deleted = 0;
CREATE INDEX pbx_created ON pbx (created_at, number) WHERE deleted = 0;
CREATE INDEX pbx_expiry ON pbx (expiry, number) WHERE deleted = 0;
CREATE INDEX pbx_high_availability ON pbx (id) WHERE deleted = 0 AND high_availability = 1;
-- +goose StatementBegin
CREATE TRIGGER pbx_stays BEFORE DELETE ON pbx BEGIN SELECT RAISE(ABORT, 'pbx: one that is deleted is marked so'); END;
-- +goose StatementEnd

CREATE TABLE customer (
    number          INTEGER NOT NULL PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    owner           TEXT    NOT NULL REFERENCES account (id),
    first_name      TEXT    NOT NULL CHECK (first_name <> ''),
    last_name       TEXT    NOT NULL,
    company         TEXT    NOT NULL CHECK (company <> ''),
    email           TEXT    NOT NULL CHECK (email <> ''),
    business_number TEXT    NOT NULL,
    mobile_number   TEXT    NOT NULL,
    home_number     TEXT    NOT NULL,
    fax_number      TEXT    NOT NULL,
    zip_code        TEXT    NOT NULL,
    street          TEXT    NOT NULL,
    city            TEXT    NOT NULL,
    province        TEXT    NOT NULL,
    country         TEXT    NOT NULL,
    remark          TEXT    NOT NULL,
    deleted         INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    created_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL CHECK (version > 0),
    company_key     TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,
    email_key       TEXT    NOT NULL,
    city_key        TEXT    NOT NULL,
    owner_key       TEXT    NOT NULL, -- Folded name of the owner, which the search finds, too; a trigger keeps both.
    search_key      TEXT    NOT NULL
) STRICT;
-- One scan of this index answers a search in the list's usual order.
CREATE INDEX customer_list ON customer (company_key, number, search_key) WHERE deleted = 0;
CREATE INDEX customer_owner ON customer (owner, company_key, number) WHERE deleted = 0;
CREATE INDEX customer_owner_name ON customer (owner_key, company_key, number) WHERE deleted = 0;
CREATE INDEX customer_name ON customer (name_key, number) WHERE deleted = 0;
CREATE INDEX customer_created ON customer (created_at, number) WHERE deleted = 0;

CREATE TABLE pbx_customer (
    pbx      TEXT NOT NULL REFERENCES pbx (id),
    customer TEXT NOT NULL REFERENCES customer (id),
    PRIMARY KEY (pbx, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX pbx_customer_customer ON pbx_customer (customer);
-- +goose StatementBegin
CREATE TRIGGER account_renamed AFTER UPDATE OF company_key ON account WHEN NEW.company_key <> OLD.company_key BEGIN
    UPDATE pbx SET owner_key = NEW.company_key, search_key = name_key || char(10) || host_key || char(10) || NEW.company_key WHERE owner = NEW.id;
    UPDATE customer SET owner_key = NEW.company_key,
        search_key = company_key || char(10) || name_key || char(10) || email_key || char(10) || city_key || char(10) || NEW.company_key
        WHERE owner = NEW.id;
END;
-- +goose StatementEnd

-- Where PBXs can run, and the domains that they can have there. Empty means the built-in list.
CREATE TABLE region (
    place   INTEGER NOT NULL PRIMARY KEY, -- In the list.
    name    TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    domains TEXT    NOT NULL              -- JSON of the list.
) STRICT;

CREATE TABLE preset (
    kind     TEXT NOT NULL CHECK (kind IN ('permission', 'package')),
    name_key TEXT NOT NULL CHECK (name_key <> ''),
    name     TEXT NOT NULL,
    data     TEXT NOT NULL, -- JSON of what it holds.
    PRIMARY KEY (kind, name_key)
) STRICT, WITHOUT ROWID;

-- The ledger: double entry, append-only. A balance is the sum of its transfers; triggers keep it, and refuse everything else.
CREATE TABLE ledger_account (
    id       INTEGER NOT NULL PRIMARY KEY,
    kind     TEXT    NOT NULL CHECK (kind IN ('vendor', 'pool', 'reseller', 'pbx', 'held', 'consumed', 'shortfall')),
    owner    TEXT    NOT NULL,
    pbx      TEXT    NOT NULL,
    resource TEXT    NOT NULL CHECK (resource IN ('extensions', 'concurrent_calls', 'recording_minutes',
                     'ultimate_extensions', 'custom_domains', 'remote_connections', 'transcription_minutes')),
    balance  INTEGER NOT NULL DEFAULT 0
             CONSTRAINT ledger_balance CHECK (kind = 'vendor' OR balance >= 0)
             CONSTRAINT ledger_bound CHECK (balance BETWEEN -1000000000000 AND 1000000000000),
    last     INTEGER NOT NULL DEFAULT 0, -- The transfer that made the balance.
    UNIQUE (id, resource),
    CHECK (pbx <> '' OR kind <> 'pbx'),
    CHECK (pbx = '' OR kind IN ('pbx', 'consumed')),
    CHECK (kind NOT IN ('vendor', 'pool', 'shortfall') OR owner = ''),
    CHECK (kind NOT IN ('reseller', 'held') OR owner <> '')
) STRICT;
CREATE UNIQUE INDEX ledger_account_name ON ledger_account (owner, kind, pbx, resource);
CREATE INDEX ledger_account_sum ON ledger_account (resource, kind, owner, balance);
CREATE INDEX ledger_account_pbx ON ledger_account (pbx) WHERE pbx <> '';

CREATE TABLE operation (
    number   INTEGER NOT NULL PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    at       INTEGER NOT NULL,
    actor    TEXT    REFERENCES account (id), -- NULL for what the program does by itself when its time has come.
    verb     TEXT    NOT NULL,
    object   TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    reverses TEXT    UNIQUE REFERENCES operation (id),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32) -- Of the hash before and all of this operation (docs/ledger.md).
) STRICT;
CREATE INDEX operation_actor ON operation (actor, number);

CREATE TABLE transfer (
    number       INTEGER NOT NULL PRIMARY KEY,
    operation    TEXT    NOT NULL REFERENCES operation (id),
    debit        INTEGER NOT NULL,
    credit       INTEGER NOT NULL CHECK (credit <> debit),
    resource     TEXT    NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000000000),
    FOREIGN KEY (debit, resource) REFERENCES ledger_account (id, resource),
    FOREIGN KEY (credit, resource) REFERENCES ledger_account (id, resource)
) STRICT;
CREATE INDEX transfer_operation ON transfer (operation);
CREATE INDEX transfer_debit ON transfer (debit);
CREATE INDEX transfer_credit ON transfer (credit);
-- Which resources the subscription has, which is not the same as having 0 of one.
CREATE TABLE subscribed (
    resource TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER transfer_posts AFTER INSERT ON transfer BEGIN
    UPDATE ledger_account SET balance = balance - NEW.amount, last = NEW.number WHERE id = NEW.debit;
    UPDATE ledger_account SET balance = balance + NEW.amount, last = NEW.number WHERE id = NEW.credit;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfer_order BEFORE INSERT ON transfer
WHEN NEW.number > 0 AND NEW.number <= (SELECT coalesce(max(number), 0) FROM transfer) BEGIN
    SELECT RAISE(ABORT, 'ledger: a transfer can only be appended');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_account_guard BEFORE UPDATE ON ledger_account
WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner OR NEW.pbx <> OLD.pbx OR NEW.resource <> OLD.resource
    OR NEW.last <= OLD.last OR NOT EXISTS (
        SELECT 1 FROM transfer WHERE number = NEW.last AND (
            debit = OLD.id AND NEW.balance = OLD.balance - amount OR credit = OLD.id AND NEW.balance = OLD.balance + amount))
BEGIN
    SELECT RAISE(ABORT, 'ledger: a balance changes only by a transfer');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_account_opens_empty BEFORE INSERT ON ledger_account WHEN NEW.balance <> 0 OR NEW.last <> 0 BEGIN
    SELECT RAISE(ABORT, 'ledger: an account opens with nothing');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_account_has_pbx BEFORE INSERT ON ledger_account
WHEN NEW.pbx <> '' AND NOT EXISTS (SELECT 1 FROM pbx WHERE id = NEW.pbx) BEGIN
    SELECT RAISE(ABORT, 'ledger: there is no such PBX');
END;
-- +goose StatementEnd
-- INSERT OR REPLACE takes a row away without telling the triggers of deletion, in a program that does not ask for it.
-- +goose StatementBegin
CREATE TRIGGER ledger_account_once BEFORE INSERT ON ledger_account
WHEN EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM ledger_account WHERE owner = NEW.owner AND kind = NEW.kind AND pbx = NEW.pbx AND resource = NEW.resource) BEGIN
    SELECT RAISE(IGNORE);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER operation_once BEFORE INSERT ON operation
WHEN NEW.number > 0 AND NEW.number <= (SELECT coalesce(max(number), 0) FROM operation)
    OR EXISTS (SELECT 1 FROM operation WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM operation WHERE reverses = NEW.reverses) BEGIN
    SELECT RAISE(ABORT, 'ledger: an operation can only be appended');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_account_stays BEFORE DELETE ON ledger_account BEGIN
    SELECT RAISE(ABORT, 'ledger: nothing is ever deleted');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfer_stays BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'ledger: nothing is ever deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transfer_frozen BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'ledger: nothing is ever changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER operation_stays BEFORE DELETE ON operation BEGIN SELECT RAISE(ABORT, 'ledger: nothing is ever deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER operation_frozen BEFORE UPDATE ON operation BEGIN SELECT RAISE(ABORT, 'ledger: nothing is ever changed'); END;
-- +goose StatementEnd

CREATE TABLE invitation (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('activation', 'reset')),
    account     TEXT    NOT NULL REFERENCES account (id),
    sequence    INTEGER NOT NULL CHECK (sequence > 0),
    secret_hash BLOB    NOT NULL CHECK (length(secret_hash) = 32),
    hash        TEXT    NOT NULL DEFAULT '', -- Of the file as it was rendered last.
    created_at  INTEGER NOT NULL,
    accepted_at INTEGER,
    expires_at  INTEGER,
    voided_at   INTEGER,
    UNIQUE (account, sequence),
    CHECK ((accepted_at IS NULL) = (expires_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitation_open ON invitation (account) WHERE voided_at IS NULL;
CREATE INDEX invitation_expiry ON invitation (expires_at) WHERE voided_at IS NULL;

CREATE TABLE mail_settings (
    one            INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    host           TEXT    NOT NULL,
    port           INTEGER NOT NULL,
    security       TEXT    NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
    user           TEXT    NOT NULL,
    from_address   TEXT    NOT NULL,
    from_name      TEXT    NOT NULL,
    reply_to       TEXT    NOT NULL,
    program_source TEXT    NOT NULL,
    stopped        TEXT    NOT NULL -- JSON of the fault, '' for none.
) STRICT;

CREATE TABLE alarm_settings (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    thresholds TEXT    NOT NULL, -- JSON of the percentages per resource.
    mail_to    TEXT    NOT NULL,
    remind_customers INTEGER NOT NULL CHECK (remind_customers IN (0, 1)),
    remind_resellers INTEGER NOT NULL CHECK (remind_resellers IN (0, 1))
) STRICT;

-- The mails that went before something ended: so many days before, for that end.
CREATE TABLE reminder (
    object TEXT    NOT NULL, -- A PBX, or an account whose package ends.
    ends   INTEGER NOT NULL,
    days   INTEGER NOT NULL CHECK (days IN (0, 7, 30)),
    at     INTEGER NOT NULL,
    PRIMARY KEY (object, ends, days)
) STRICT, WITHOUT ROWID;

-- What was done about an alarm. Alarms themselves are worked out from what stands.
CREATE TABLE alarm (
    id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    snoozed INTEGER, -- Until when it is not shown.
    mailed  INTEGER  -- When somebody was told.
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('activation', 'reset', 'receipt', 'package', 'report', 'alarm', 'pbx', 'reminder')),
    account     TEXT    NOT NULL REFERENCES account (id),
    message_id  TEXT    NOT NULL UNIQUE,
    sender      TEXT    NOT NULL,
    recipient   TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    body        BLOB, -- Sealed; gone once nothing is to be sent any more.
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled')),
    frozen      INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    not_before  INTEGER NOT NULL,
    fault       TEXT    NOT NULL, -- JSON of the last try's fault, '' for none.
    code        INTEGER NOT NULL,
    answer      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    rendered_at INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    CONSTRAINT outbox_body CHECK ((body IS NULL) = (state IN ('sent', 'failed', 'cancelled')))
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (state, not_before);
CREATE INDEX outbox_created ON outbox (created_at);
CREATE INDEX outbox_account ON outbox (account, created_at);

-- In a distributor's workspace: the desktops of the resellers that activated.
CREATE TABLE partner (
    account         TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
    invitation      TEXT    NOT NULL,
    activated_at    INTEGER NOT NULL,
    public_key      BLOB    CHECK (length(public_key) = 32), -- NULL while only the confirmation code is known.
    encryption_key  TEXT    NOT NULL,
    sealed_reset    BLOB,
    consumed_before TEXT    NOT NULL, -- JSON of what earlier desktops consumed, per resource.
    sequence        INTEGER NOT NULL CHECK (sequence >= 0), -- Of the newest package.
    hash            TEXT    NOT NULL,
    issued_at       INTEGER,
    lease_until     INTEGER,
    has             INTEGER NOT NULL CHECK (has >= 0), -- The newest package that its desktop is known to have.
    changed         INTEGER NOT NULL CHECK (changed IN (0, 1)), -- The account changed since the newest package.
    report_sequence INTEGER NOT NULL CHECK (report_sequence >= 0),
    report_hash     TEXT    NOT NULL,
    reported_at     INTEGER,
    report          TEXT    NOT NULL, -- JSON of the newest report, '' for none.
    warning         TEXT    NOT NULL, -- JSON of what does not fit, '' for nothing.
    CHECK ((public_key IS NULL) = (encryption_key = '')),
    CHECK ((issued_at IS NULL) = (lease_until IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX partner_changed ON partner (account) WHERE changed = 1;
CREATE INDEX partner_lease ON partner (lease_until);
CREATE INDEX partner_warning ON partner (account) WHERE warning <> '';

-- In a reseller's workspace: the distributor, and the newest package that it signed.
CREATE TABLE upstream (
    one             INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    workspace       TEXT    NOT NULL,
    account         TEXT    NOT NULL CHECK (account <> ''), -- Of the reseller in that workspace.
    kept            TEXT    NOT NULL, -- JSON of the PBXs that the distributor keeps for it.
    signer          BLOB    NOT NULL CHECK (length(signer) = 32),
    encryption_key  TEXT    NOT NULL,
    company         TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    invitation      TEXT    NOT NULL,
    sealed_secret   BLOB    NOT NULL,
    activated_at    INTEGER NOT NULL,
    confirmed       INTEGER NOT NULL CHECK (confirmed IN (0, 1)), -- The distributor answered the receipt.
    sequence        INTEGER NOT NULL CHECK (sequence > 0),
    hash            TEXT    NOT NULL,
    issued_at       INTEGER NOT NULL,
    lease_until     INTEGER NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    reason          TEXT    NOT NULL,
    until           INTEGER,
    last_reset      TEXT    NOT NULL, -- The newest reset that was used.
    report_sequence INTEGER NOT NULL CHECK (report_sequence >= 0),
    report_hash     TEXT    NOT NULL,
    reported_at     INTEGER,
    reported        INTEGER NOT NULL, -- The newest operation that was reported.
    seen_at         INTEGER NOT NULL  -- The latest moment that this workspace knows of.
) STRICT;

-- What came from the other side, and what went there.
CREATE TABLE exchange (
    number   INTEGER NOT NULL PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    incoming INTEGER NOT NULL CHECK (incoming IN (0, 1)),
    kind     TEXT    NOT NULL,
    account  TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    state    TEXT    NOT NULL CHECK (state IN ('mailed', 'saved', 'taken', 'known', 'refused')),
    note     TEXT    NOT NULL, -- JSON of what is to be said about it, '' for nothing.
    file     BLOB              -- What went, as it went.
) STRICT;
CREATE INDEX exchange_account ON exchange (account, number);

CREATE TABLE form_draft (
    name       TEXT    NOT NULL PRIMARY KEY,
    data       BLOB    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_failure (
    email_key TEXT    NOT NULL PRIMARY KEY,
    failures  INTEGER NOT NULL CHECK (failures > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_entry (
    number       INTEGER NOT NULL PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    module       TEXT    NOT NULL,
    operation    TEXT    NOT NULL,
    object       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    before       TEXT    NOT NULL,
    after        TEXT    NOT NULL,
    result       TEXT    NOT NULL,
    detail       TEXT    NOT NULL,
    operation_id TEXT    NOT NULL, -- Of the ledger's operation that it belongs to, '' for none.
    search_key   TEXT    NOT NULL
) STRICT;
CREATE INDEX log_entry_operation ON log_entry (operation_id) WHERE operation_id <> '';
CREATE INDEX log_entry_object ON log_entry (object, number);
-- One scan of this index, the newest first, answers every question of the list; the entries themselves are ten times as long.
CREATE INDEX log_entry_list ON log_entry (number, at, actor, module, operation, result, search_key);
CREATE INDEX log_entry_module ON log_entry (module, number);
CREATE INDEX log_entry_refused ON log_entry (number) WHERE result <> 'ok';
-- +goose StatementBegin
CREATE TRIGGER log_entry_stays BEFORE DELETE ON log_entry BEGIN SELECT RAISE(ABORT, 'log: nothing is ever deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_entry_frozen BEFORE UPDATE ON log_entry BEGIN SELECT RAISE(ABORT, 'log: nothing is ever changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_entry_order BEFORE INSERT ON log_entry
WHEN NEW.number > 0 AND NEW.number <= (SELECT coalesce(max(number), 0) FROM log_entry) BEGIN
    SELECT RAISE(ABORT, 'log: an entry can only be appended');
END;
-- +goose StatementEnd
