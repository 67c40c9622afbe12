package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// pbxColumns reads whole PBXs; what one used up is the ledger's to say.
const pbxColumns = `SELECT p.id, p.owner, a.company, p.name, p.plan, p.extensions, p.concurrent_calls, p.recording, p.recording_minutes,
	p.transcription_minutes, p.region, p.sub_domain, p.domain, p.custom_domain, p.type, p.expiry, p.run_after_expiry, p.state, p.activated,
	p.high_availability, p.remark, p.reported, p.deleted, p.created_at, p.version, p.made_at,
	coalesce((SELECT sum(balance) FROM ledger_account l WHERE l.pbx = p.id AND l.pbx <> '' AND l.kind = 'consumed'), 0)
	FROM pbx p JOIN account a ON a.id = p.owner `

func scanPBX(row scanner) (pbx.PBX, error) {
	var p pbx.PBX
	var expiry, made sql.NullInt64
	var created int64
	err := row.Scan(
		&p.ID, &p.Owner.ID, &p.Owner.Name, &p.Name, &p.Plan, &p.Extensions, &p.ConcurrentCalls,
		&p.Recording, &p.RecordingMinutes, &p.TranscriptionMinutes, &p.Region, &p.SubDomain,
		&p.Domain, &p.CustomDomain, &p.Type, &expiry, &p.RunAfterExpiry, &p.State, &p.Activated,
		&p.HighAvailability, &p.Remark, &p.Reported, &p.Deleted, &created, &p.Version, &made,
		&p.Consumed,
	)
	p.Expiry, p.MadeAt, p.CreatedAt = dayOf(expiry), dayOf(made), time.UnixMilli(created)
	return p, translate(err)
}

func (q queries) PBX(ctx context.Context, id string) (pbx.PBX, error) {
	known, err := q.PBXsByID(ctx, []string{id})
	p, has := known[id]
	if err == nil && !has {
		err = translate(sql.ErrNoRows)
	}
	return p, err
}

func (q queries) PBXsByID(ctx context.Context, ids []string) (map[string]pbx.PBX, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	pbxs, err := q.pbxs(ctx, `WHERE p.id IN (SELECT value FROM json_each($1))`, string(list))
	known := make(map[string]pbx.PBX, len(pbxs))
	for _, p := range pbxs {
		known[p.ID] = p
	}
	return known, err
}

// PBXsOf returns the PBXs of an account or for a customer (store.PBXReader).
func (q queries) PBXsOf(ctx context.Context, person string) ([]pbx.PBX, error) {
	return q.pbxs(ctx, `WHERE p.owner = $1
		OR p.id IN (SELECT pbx FROM pbx_customer WHERE customer = $1) ORDER BY p.number`, person)
}

// pbxs reads whole PBXs with their customers.
func (q queries) pbxs(ctx context.Context, where string, args ...any) ([]pbx.PBX, error) {
	var list []pbx.PBX
	place := map[string]int{}
	err := q.each(ctx, pbxColumns+where, args, func(rows *sql.Rows) error {
		p, err := scanPBX(rows)
		place[p.ID] = len(list)
		list = append(list, p)
		return err
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	return list, q.eachCustomerOf(ctx, ids, func(id string, c pbx.Ref) {
		p := &list[place[id]]
		p.Customers = append(p.Customers, c)
	})
}

// eachCustomerOf calls found for every customer of some PBXs, by name.
func (q queries) eachCustomerOf(
	ctx context.Context, ids []string, found func(id string, c pbx.Ref),
) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return translate(err)
	}
	return q.each(
		ctx,
		`SELECT t.pbx, c.id, c.company, c.first_name, c.last_name FROM pbx_customer t JOIN customer c ON c.id = t.customer
		WHERE t.pbx IN (SELECT value FROM json_each($1)) ORDER BY c.company_key, c.number`,
		[]any{string(list)},
		func(rows *sql.Rows) error {
			var id string
			var ref pbx.Ref
			var c pbx.CustomerDraft
			err := rows.Scan(&id, &ref.ID, &c.Company, &c.FirstName, &c.LastName)
			ref.Name = c.Title()
			found(id, ref)
			return err
		},
	)
}

func (q queries) PBXAt(ctx context.Context, a pbx.Address) (pbx.Ref, error) {
	var ref pbx.Ref
	err := q.db.QueryRowContext(ctx, `SELECT id, name FROM pbx
		WHERE region = $1 AND domain = $2 AND sub_domain = $3 AND deleted = 0 AND sub_domain <> ''`, a.Region, a.Domain, a.SubDomain).
		Scan(&ref.ID, &ref.Name)
	return ref, translate(err)
}

func (q queries) CountPBXsOf(ctx context.Context, owner string) (int64, error) {
	return q.number(ctx, `SELECT count(*) FROM pbx WHERE owner = $1 AND deleted = 0`, owner)
}

func (q queries) PBXsWithHA(ctx context.Context, lacking bool) ([]pbx.PBX, error) {
	where := `WHERE p.deleted = 0 AND p.high_availability = 1 `
	if lacking {
		where += `AND coalesce((SELECT high_availability FROM package WHERE account = p.owner), (SELECT high_availability FROM workspace)) = 0 `
	}
	return q.pbxs(ctx, where+`ORDER BY p.number`)
}

func (q queries) PBXsOver(ctx context.Context, now time.Time) ([]string, error) {
	return q.texts(ctx, `SELECT id FROM pbx WHERE deleted = 0 AND `+over+`
		AND state = 'running' AND reported = 0 ORDER BY expiry, number`, core.DayOf(now))
}

// ledgerOwner is how the ledger names the owner of a PBX: "" for the owner of the workspace, who
// takes from the pool.
const ledgerOwner = `CASE WHEN p.owner = (SELECT id FROM account WHERE parent IS NULL) THEN '' ELSE p.owner END`

func (q queries) Holdings(ctx context.Context, owner string) ([]store.PBXHolding, error) {
	var pbxs []store.PBXHolding
	err := q.each(
		ctx,
		`SELECT p.id, p.name, p.reported, p.high_availability, coalesce(l.resource, ''), coalesce(l.balance, 0)
		FROM pbx p LEFT JOIN ledger_account l ON l.owner = $1 AND l.kind = 'pbx' AND l.pbx = p.id AND l.balance > 0
		WHERE p.owner = CASE $1 WHEN '' THEN (SELECT id FROM account WHERE parent IS NULL) ELSE $1 END AND p.deleted = 0
		ORDER BY p.name_key, p.number, l.resource`,
		[]any{owner},
		func(rows *sql.Rows) error {
			var h store.PBXHolding
			var r capacity.Resource
			var n int64
			err := rows.Scan(&h.ID, &h.Name, &h.Reported, &h.HighAvailability, &r, &n)
			if err != nil {
				return err
			}
			if last := len(pbxs) - 1; last < 0 || pbxs[last].ID != h.ID {
				h.Amounts = capacity.Amounts{}
				pbxs = append(pbxs, h)
			}
			if n > 0 {
				pbxs[len(pbxs)-1].Amounts[r] = n
			}
			return nil
		},
	)
	return pbxs, err
}

func (q queries) Unused(ctx context.Context, owner string) (capacity.Amounts, error) {
	amounts, err := q.amounts(
		ctx, `SELECT resource, balance FROM ledger_account WHERE owner = $1 AND kind = 'reseller'`,
		owner,
	)
	for _, r := range capacity.Always() {
		amounts[r] += 0
	}
	return amounts, err
}

func (q queries) PBXOwners(ctx context.Context, search string, most int) ([]store.PBXOwner, error) {
	var owners []store.PBXOwner
	err := q.each(
		ctx,
		`SELECT id, company, parent IS NULL, EXISTS (SELECT 1 FROM partner p WHERE p.account = a.id) FROM (
			SELECT * FROM account WHERE parent IS NULL
			UNION ALL SELECT * FROM account WHERE kind = 'reseller' AND state NOT IN ('in_bin', 'closed')) a
		WHERE instr(company_key, $1) > 0 ORDER BY parent IS NOT NULL, company_key, number LIMIT $2`,
		[]any{account.SearchKey(search), most},
		func(rows *sql.Rows) error {
			var o store.PBXOwner
			err := rows.Scan(&o.ID, &o.Name, &o.Own, &o.Kept)
			owners = append(owners, o)
			return err
		},
	)
	return owners, err
}

// ownerKey is the folded company of an account, which its PBXs and customers carry.
func (c storeTx) ownerKey(id string) (key string, err error) {
	err = c.tx.QueryRow(`SELECT company_key FROM account WHERE id = $1`, id).Scan(&key)
	return key, translate(err)
}

func (c storeTx) AddPBX(p pbx.PBX) error {
	if err := c.sealer.relieve(); err != nil {
		return err
	}
	owner, err := c.ownerKey(p.Owner.ID)
	if err != nil {
		return err
	}
	err = c.exec(`INSERT INTO pbx (id, owner, name, plan, extensions, concurrent_calls, recording,
		recording_minutes, transcription_minutes, region, sub_domain, domain, custom_domain, type,
		expiry, run_after_expiry, state, activated, high_availability, remark, reported, deleted,
		name_key, host_key, region_key, search_key, owner_key, made_at, created_at, version)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
		?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, 1)`,
		append(pbxValues(p, owner), millis(p.CreatedAt))...)
	if err != nil || len(p.Customers) == 0 {
		return err
	}
	return c.setCustomersOf(p)
}

func pbxValues(p pbx.PBX, owner string) []any {
	k := p.Keys(owner)
	return []any{
		p.ID, p.Owner.ID, p.Name, p.Plan, p.Extensions, p.ConcurrentCalls, p.Recording,
		p.RecordingMinutes, p.TranscriptionMinutes, p.Region,
		p.SubDomain, p.Domain, p.CustomDomain, p.Type, dayOrNil(p.Expiry), p.RunAfterExpiry,
		p.State, p.Activated, p.HighAvailability,
		p.Remark, p.Reported, p.Deleted, k.Name, k.Host, k.Region, k.Search, owner,
		dayOrNil(p.MadeAt),
	}
}

func (c storeTx) ChangePBX(p pbx.PBX) error {
	if err := c.sealer.relieve(); err != nil {
		return err
	}
	owner, err := c.ownerKey(p.Owner.ID)
	if err != nil {
		return err
	}
	err = c.execVersion("pbx.changed_meanwhile", p.ID, `UPDATE pbx SET owner = ?2, name = ?3,
		plan = ?4, extensions = ?5, concurrent_calls = ?6, recording = ?7, recording_minutes = ?8,
		transcription_minutes = ?9, region = ?10, sub_domain = ?11, domain = ?12,
		custom_domain = ?13, type = ?14, expiry = ?15, run_after_expiry = ?16, state = ?17,
		activated = ?18, high_availability = ?19, remark = ?20, reported = ?21, deleted = ?22,
		name_key = ?23, host_key = ?24, region_key = ?25, search_key = ?26, owner_key = ?27,
		made_at = ?28, version = version + 1 WHERE id = ?1 AND version = ?29`,
		append(pbxValues(p, owner), p.Version)...)
	if err != nil {
		return err
	}
	return c.setCustomersOf(p)
}

func (c storeTx) setCustomersOf(p pbx.PBX) error {
	ids := []string{}
	for _, r := range p.Customers {
		ids = append(ids, r.ID)
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	if err := c.exec(
		`DELETE FROM pbx_customer WHERE pbx = $1 AND customer NOT IN (SELECT value FROM json_each($2))`,
		p.ID, string(list),
	); err != nil {
		return err
	}
	if len(ids) == 0 {
		return nil
	}
	return c.exec(
		`INSERT OR IGNORE INTO pbx_customer (pbx, customer) SELECT $1, value FROM json_each($2)`,
		p.ID, string(list),
	)
}

func (q queries) Regions(ctx context.Context) ([]pbx.Region, error) {
	var list []pbx.Region
	do := func(rows *sql.Rows) error {
		var r pbx.Region
		var domains string
		if err := rows.Scan(&r.Name, &domains); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(domains), &r.Domains)
		list = append(list, r)
		return err
	}
	err := q.each(ctx, `SELECT name, domains FROM region ORDER BY place`, nil, do)
	return list, err
}

func (c storeTx) SetRegions(list []pbx.Region) error {
	if err := c.exec(`DELETE FROM region`); err != nil {
		return err
	}
	for _, r := range list {
		domains, err := json.Marshal(r.Domains)
		if err != nil {
			return err
		}
		if err := c.exec(
			`INSERT INTO region (name, domains) VALUES ($1, $2)`, r.Name, string(domains),
		); err != nil {
			return err
		}
	}
	return nil
}

const customerColumns = `SELECT c.id, c.owner, a.company, c.first_name, c.last_name, c.company, c.email, c.business_number, c.mobile_number,
	c.home_number, c.fax_number, c.zip_code, c.street, c.city, c.province, c.country, c.remark, c.created_at`

const customerFrom = ` FROM customer c JOIN account a ON a.id = c.owner `

// customerPlaces are where the customerColumns are scanned to.
func customerPlaces(owner *pbx.Ref, id *string, d *pbx.CustomerDraft, created *int64) []any {
	return []any{
		id, &owner.ID, &owner.Name, &d.FirstName, &d.LastName, &d.Company, &d.Email,
		&d.BusinessNumber, &d.MobileNumber, &d.HomeNumber,
		&d.FaxNumber, &d.ZipCode, &d.Street, &d.City, &d.Province, &d.Country, &d.Remark, created,
	}
}

func (q queries) Customer(ctx context.Context, id string) (pbx.Customer, error) {
	known, err := q.CustomersByID(ctx, []string{id})
	c, has := known[id]
	if err == nil && !has {
		err = translate(sql.ErrNoRows)
	}
	return c, err
}

func (q queries) CustomersByID(ctx context.Context, ids []string) (map[string]pbx.Customer, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	known := map[string]pbx.Customer{}
	err = q.each(
		ctx,
		customerColumns+`, c.deleted, c.version`+customerFrom+`WHERE c.id IN (SELECT value FROM json_each($1))`,
		[]any{string(list)},
		func(rows *sql.Rows) error {
			var c pbx.Customer
			var created int64
			err := rows.Scan(append(
				customerPlaces(&c.Owner, &c.ID, &c.CustomerDraft, &created), &c.Deleted, &c.Version,
			)...)
			c.CreatedAt = time.UnixMilli(created)
			known[c.ID] = c
			return err
		},
	)
	return known, err
}

func (q queries) PBXsOfCustomers(ctx context.Context, ids []string) (map[string][]pbx.Ref, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	found := map[string][]pbx.Ref{}
	err = q.each(
		ctx,
		`SELECT t.customer, p.id, p.name FROM pbx_customer t JOIN pbx p ON p.id = t.pbx
		WHERE t.customer IN (SELECT value FROM json_each($1)) AND p.deleted = 0 ORDER BY p.name_key, p.number`,
		[]any{string(list)},
		func(rows *sql.Rows) error {
			var customer string
			var ref pbx.Ref
			err := rows.Scan(&customer, &ref.ID, &ref.Name)
			found[customer] = append(found[customer], ref)
			return err
		},
	)
	return found, err
}

func customerValues(c pbx.Customer, owner string) []any {
	k := c.Keys(owner)
	return []any{
		c.ID, c.Owner.ID, c.FirstName, c.LastName, c.Company, c.Email, c.BusinessNumber,
		c.MobileNumber, c.HomeNumber, c.FaxNumber, c.ZipCode,
		c.Street, c.City, c.Province, c.Country, c.Remark, c.Deleted, k.Company, k.Name, k.Email,
		k.City, k.Search, owner,
	}
}

func (c storeTx) AddCustomer(customer pbx.Customer) error {
	owner, err := c.ownerKey(customer.Owner.ID)
	if err != nil {
		return err
	}
	return c.exec(`INSERT INTO customer (id, owner, first_name, last_name, company, email,
		business_number, mobile_number, home_number, fax_number, zip_code, street, city, province,
		country, remark, deleted, company_key, name_key, email_key, city_key, search_key, owner_key,
		created_at, version)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
		?19, ?20, ?21, ?22, ?23, ?24, 1)`,
		append(customerValues(customer, owner), millis(customer.CreatedAt))...)
}

func (c storeTx) ChangeCustomer(customer pbx.Customer) error {
	owner, err := c.ownerKey(customer.Owner.ID)
	if err != nil {
		return err
	}
	return c.execVersion("customer.changed_meanwhile", customer.ID, `UPDATE customer SET
		owner = ?2, first_name = ?3, last_name = ?4, company = ?5, email = ?6,
		business_number = ?7, mobile_number = ?8, home_number = ?9, fax_number = ?10,
		zip_code = ?11, street = ?12, city = ?13, province = ?14, country = ?15, remark = ?16,
		deleted = ?17, company_key = ?18, name_key = ?19, email_key = ?20, city_key = ?21,
		search_key = ?22, owner_key = ?23, version = version + 1 WHERE id = ?1 AND version = ?24`,
		append(customerValues(customer, owner), customer.Version)...)
}
