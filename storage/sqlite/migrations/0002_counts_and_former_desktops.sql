-- +goose Up
PRAGMA user_version = 2;

-- Of the desktop that was there before, while of the one that is there only the confirmation code is known.
ALTER TABLE partner ADD COLUMN former_key BLOB CHECK (length(former_key) = 32);
ALTER TABLE partner ADD COLUMN former_consumed_before TEXT NOT NULL DEFAULT 'null';

-- Folded like the other keys whenever a PBX is saved; SQLite itself folds ASCII alone.
ALTER TABLE pbx ADD COLUMN region_key TEXT NOT NULL DEFAULT '';
UPDATE pbx SET region_key = lower(region);

-- How many PBXs there are for a customer: triggers keep it, so that a page of 100,000 sorted by it is found by an index.
ALTER TABLE customer ADD COLUMN pbxs INTEGER NOT NULL DEFAULT 0 CHECK (pbxs >= 0);
UPDATE customer SET pbxs = (SELECT count(*) FROM pbx_customer t JOIN pbx p ON p.id = t.pbx WHERE t.customer = customer.id AND p.deleted = 0);
CREATE INDEX customer_pbxs ON customer (pbxs, company_key, number) WHERE deleted = 0;
-- +goose StatementBegin
CREATE TRIGGER pbx_customer_added AFTER INSERT ON pbx_customer BEGIN
    UPDATE customer SET pbxs = pbxs + 1 WHERE id = NEW.customer AND (SELECT deleted FROM pbx WHERE id = NEW.pbx) = 0;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pbx_customer_taken_off AFTER DELETE ON pbx_customer BEGIN
    UPDATE customer SET pbxs = pbxs - 1 WHERE id = OLD.customer AND (SELECT deleted FROM pbx WHERE id = OLD.pbx) = 0;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pbx_deleted_or_back AFTER UPDATE OF deleted ON pbx WHEN NEW.deleted <> OLD.deleted BEGIN
    UPDATE customer SET pbxs = pbxs + iif(NEW.deleted = 0, 1, -1) WHERE id IN (SELECT customer FROM pbx_customer WHERE pbx = NEW.id);
END;
-- +goose StatementEnd
