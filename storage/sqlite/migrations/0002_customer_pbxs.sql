-- How many PBXs there are for a customer, by which customers are sorted: triggers keep it, so that a page of 100,000 is found by an index.

-- +goose Up
PRAGMA user_version = 2;
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
