package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// listing is the part of a list's SQL that says which rows there are, with its arguments.
type listing struct {
	from  string
	where []string
	args  []any
}

const (
	plainFrom = `account a`
	// The open invitation of a reseller, and the mail that carries it.
	statusFrom = `account a LEFT JOIN invitation i ON i.account = a.id AND i.voided_at IS NULL LEFT JOIN outbox o ON o.id = i.id`
	// What a reseller was given of one resource.
	totalOf = `(SELECT coalesce(sum(balance), 0) FROM ledger_account l WHERE l.owner = a.id
		AND l.kind IN ('reseller', 'pbx', 'held') AND l.resource = `
)

func newListing(q store.ResellerQuery) listing {
	l := listing{from: plainFrom, where: []string{`a.kind = 'reseller'`}}
	if q.Chip == store.ChipBin {
		l.and(`a.state = 'in_bin'`)
	} else {
		l.and(`a.state NOT IN ('in_bin', 'closed')`)
	}
	l.has(`a.search_key`, q.Search)
	switch q.Chip {
	case store.ChipNotInvited:
		l.status(store.StatusNotInvited, q.Now)
	case store.ChipInvited:
		l.and(`a.state = 'invited'`)
	case store.ChipSuspended:
		l.and(`a.state = 'suspended'`)
	case store.ChipAsleep:
		l.and(
			`a.state IN ('not_invited', 'invited') AND a.created_at < ?`,
			millis(q.Now.Add(-store.AsleepAfter)),
		)
	case store.ChipEnding:
		l.and(`a.valid_until <= ?`, millis(q.Now.Add(store.EndsSoon)))
	case store.ChipAttention:
		l.from = statusFrom
		l.and(
			`a.state IN ('not_invited', 'invited') AND (o.state IN ('failed', 'in_doubt') OR i.expires_at <= ?)`,
			millis(q.Now),
		)
	}
	for column, text := range q.Filters {
		l.filter(column, strings.TrimSpace(text), q.Now)
	}
	return l
}

func (l *listing) and(condition string, args ...any) {
	l.where = append(l.where, condition)
	l.args = append(l.args, args...)
}

// has restricts a list to rows that have a text in a folded column. Emails keep their accents
// there.
func (l *listing) has(column, text string) {
	key, email := account.SearchKey(text), account.EmailKey(text)
	switch {
	case key == "":
	case key == email:
		l.and(`instr(`+column+`, ?) > 0`, key)
	default:
		l.and(`(instr(`+column+`, ?) > 0 OR instr(`+column+`, ?) > 0)`, key, email)
	}
}

// between restricts a list to rows whose amount is in what a person wrote.
func (l *listing) between(column, text string) {
	low, high, ok := store.ParseRange(text)
	if !ok {
		l.and(`0`) // Not a number: nothing fits.
		return
	}
	l.and(column+` BETWEEN ? AND ?`, low, high)
}

func (l *listing) filter(column store.Column, text string, now time.Time) {
	if text == "" {
		return
	}
	switch column {
	case store.ByCompany, store.ByName, store.ByEmail:
		l.has(`a.`+keyColumn(column), text)
	case store.ByExtensions, store.ByCalls, store.ByMinutes:
		l.between(totalOf+`'`+string(column)+`')`, text)
	case store.ByStatus:
		l.status(store.Status(text), now)
	case store.ByTags, store.ByNumber:
		// The index of the list has it, so that only rows are read that may fit.
		l.has(`a.search_key`, text)
		l.has(keyPart(column), text)
	case store.ByPBXs:
		l.between(`(SELECT count(*) FROM pbx p WHERE p.owner = a.id AND p.deleted = 0)`, text)
	case store.ByValidUntil:
		l.upTo(`a.valid_until`, text)
	}
}

// upTo restricts a list to rows with a time that is not after a day.
func (l *listing) upTo(column, text string) {
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		l.and(`0`) // Not a day: nothing fits.
		return
	}
	l.and(column+` < ?`, millis(day.AddDate(0, 0, 1)))
}

// keyPart is the folded tags or external number of a reseller. Both stand in its search key only,
// which begins with three other texts and does not have the newlines at its end. LIMIT keeps SQLite
// from working the same out again and again.
func keyPart(c store.Column) string {
	after := func(text string) string {
		return `(SELECT substr(k, instr(k, char(10)) + 1) AS k FROM ` + text + ` LIMIT 1)`
	}
	rest := after(after(after(`(SELECT a.search_key || char(10, 10, 10) AS k LIMIT 1)`)))
	if c == store.ByNumber {
		return `(SELECT rtrim(k, char(10)) FROM ` + after(rest) + `)`
	}
	return `(SELECT substr(k, 1, instr(k, char(10)) - 1) FROM ` + rest + `)`
}

// status restricts the list to one status; the conditions are those of store.ResellerRow.Status.
func (l *listing) status(s store.Status, now time.Time) {
	l.from = statusFrom
	const open = `a.state IN ('not_invited', 'invited') AND `
	const noMail = `coalesce(o.state, '') NOT IN ('queued', 'sending', 'in_doubt', 'failed') AND `
	switch s {
	case store.StatusActive, store.StatusSuspended:
		l.and(`a.state = ?`, string(s))
	case store.StatusQueued, store.StatusSending, store.StatusFailed:
		l.and(open+`o.state = ?`, string(s))
	case store.StatusUnsure:
		l.and(open + `o.state = 'in_doubt'`)
	case store.StatusNotInvited:
		l.and(open + noMail + `i.expires_at IS NULL`)
	case store.StatusInvited:
		l.and(open+noMail+`i.expires_at > ?`, millis(now))
	case store.StatusExpired:
		l.and(open+noMail+`i.expires_at <= ?`, millis(now))
	default:
		l.and(`0`)
	}
}

func keyColumn(c store.Column) string {
	switch c {
	case store.ByName:
		return "name_key"
	case store.ByEmail:
		return "email_key"
	}
	return "company_key"
}

// order returns the ORDER BY of a query; the number of the account makes it complete. It may need
// another FROM.
func (l *listing) order(q store.ResellerQuery) string {
	direction := ""
	if q.Down {
		direction = " DESC"
	}
	key := "a." + keyColumn(q.Sort)
	switch q.Sort {
	case store.ByExtensions, store.ByCalls, store.ByMinutes:
		l.from += ` LEFT JOIN (SELECT owner, sum(balance) AS total FROM ledger_account WHERE resource = '` + string(q.Sort) +
			`' AND kind IN ('reseller', 'pbx', 'held') GROUP BY owner) sums ON sums.owner = a.id`
		key = `coalesce(sums.total, 0)`
	case store.ByStatus:
		l.from += statusJoins(l.from)
		key = statusRank(q.Now) + direction + ", a.company_key"
	case store.ByCreated:
		key = "a.created_at"
	case store.ByTags, store.ByNumber:
		key = keyPart(q.Sort) + direction + ", a.company_key"
	case store.ByValidUntil:
		key = "a.valid_until IS NULL" + direction + ", a.valid_until" // No end is the last one.
	case store.ByPBXs:
		l.from += ` LEFT JOIN (SELECT owner, count(*) AS pbxs FROM pbx WHERE deleted = 0 GROUP BY owner) owned ON owned.owner = a.id`
		key = "coalesce(owned.pbxs, 0)" + direction + ", a.company_key"
	}
	return key + direction + ", a.number" + direction
}

// statusJoins are the joins that the status needs, unless they are there.
func statusJoins(from string) string {
	if from == statusFrom {
		return ""
	}
	return strings.TrimPrefix(statusFrom, plainFrom)
}

// statusRank sorts by store.ResellerRow.Status, in the order in which a reseller goes through them.
func statusRank(now time.Time) string {
	at := strconv.FormatInt(millis(now), 10)
	return `CASE WHEN a.state = 'active' THEN 7 WHEN a.state = 'suspended' THEN 8 WHEN a.state = 'in_bin' THEN 9
		WHEN o.state = 'queued' THEN 1 WHEN o.state = 'sending' THEN 2 WHEN o.state = 'in_doubt' THEN 3 WHEN o.state = 'failed' THEN 4
		WHEN i.expires_at IS NULL THEN 0 WHEN i.expires_at <= ` + at + ` THEN 6 ELSE 5 END`
}

func (l *listing) conditions() string {
	if len(l.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(l.where, " AND ")
}

func (q queries) CountResellers(ctx context.Context, query store.ResellerQuery) (int, error) {
	l := newListing(query)
	var n int
	err := q.db.QueryRowContext(
		ctx, "SELECT count(*) FROM "+l.from+l.conditions(), l.args...,
	).Scan(&n)
	return n, translate(err)
}

// position is the place of a row among those of a list.
func (q queries) position(
	ctx context.Context, table string, l listing, order, id string,
) (int, error) {
	var n int
	err := q.db.QueryRowContext(ctx, "SELECT place - 1 FROM (SELECT "+table+".id, row_number() OVER (ORDER BY "+order+") AS place FROM "+
		l.from+l.conditions()+") WHERE id = ?", append(l.args, id)...).Scan(&n)
	return n, translate(err)
}

func (q queries) ResellerPosition(
	ctx context.Context, query store.ResellerQuery, id string,
) (int, error) {
	l := newListing(query)
	order := l.order(query)
	return q.position(ctx, "a", l, order, id)
}

func (q queries) Resellers(
	ctx context.Context, query store.ResellerQuery,
) ([]store.ResellerRow, error) {
	l := newListing(query)
	order := l.order(query)
	// The page is found by the index alone; only its rows are read.
	statement := "WITH page AS MATERIALIZED (SELECT a.number, row_number() OVER () AS place FROM (SELECT a.number FROM " + l.from + l.conditions() +
		" ORDER BY " + order + ` LIMIT ? OFFSET ?) a)
		` + rowColumns + `FROM page JOIN account a ON a.number = page.number ` + rowJoins + `ORDER BY page.place`
	var rows []store.ResellerRow
	do := func(r *sql.Rows) error {
		row, err := scanRow(r)
		rows = append(rows, row)
		return err
	}
	err := q.each(ctx, statement, append(l.args, query.Limit, query.Offset), do)
	if err != nil {
		return nil, err
	}
	return rows, q.fillAmounts(ctx, rows)
}

func (q queries) ResellerIDs(ctx context.Context, query store.ResellerQuery) ([]string, error) {
	l := newListing(query)
	order := l.order(query)
	return q.texts(ctx, "SELECT a.id FROM "+l.from+l.conditions()+" ORDER BY "+order, l.args...)
}

func (q queries) ResellersByID(ctx context.Context, ids []string) ([]store.ResellerRow, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, &core.Error{Code: core.Internal, Key: "internal", Err: err}
	}
	var rows []store.ResellerRow
	// The plus keeps SQLite from reading the whole list in its order to find a few ids in it.
	err = q.each(ctx, rowColumns+`FROM account a `+rowJoins+`WHERE +a.kind = 'reseller' AND a.id IN (SELECT value FROM json_each($1))
		ORDER BY a.company_key, a.number`, []any{string(list)}, func(r *sql.Rows) error {
		row, err := scanRow(r)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, q.fillAmounts(ctx, rows)
}

const (
	rowColumns = `SELECT a.id, a.company, trim(a.first_name || ' ' || a.last_name), a.email, a.state, coalesce(o.state, ''), coalesce(o.fault, ''),
		i.accepted_at, i.expires_at, a.valid_until, a.suspended_from, a.suspended_until, a.suspended_reason, a.suspended_by_end,
		a.binned_from, a.binned_until, a.created_at, d.account IS NOT NULL,
		i.kind IS 'activation' AND i.id IS NOT coalesce(d.invitation, ''), a.tags, a.external_number,
		(SELECT count(*) FROM pbx p WHERE p.owner = a.id AND p.deleted = 0) `
	rowJoins = `LEFT JOIN invitation i ON i.account = a.id AND i.voided_at IS NULL LEFT JOIN outbox o ON o.id = i.id
		LEFT JOIN partner d ON d.account = a.id `
)

func scanRow(r *sql.Rows) (store.ResellerRow, error) {
	var row store.ResellerRow
	var fault string
	var invited, expires, valid sql.NullInt64
	var suspension, bin stateColumns
	var created int64
	err := r.Scan(&row.ID, &row.Company, &row.Name, &row.Email, &row.State, &row.Mail, &fault, &invited, &expires, &valid,
		&suspension.from, &suspension.until, &suspension.reason, &suspension.byEnd, &bin.from,
		&bin.until, &created,
		&row.Desktop, &row.Confirmable, &row.Tags, &row.ExternalNumber, &row.PBXs)
	row.Fault, row.InvitedAt, row.ExpiresAt = faultOf(fault), timeOrNil(invited), timeOrNil(expires)
	row.ValidUntil = timeOrNil(valid)
	row.Suspension, row.Bin = suspension.suspension(), bin.bin()
	row.CreatedAt = time.UnixMilli(created)
	row.Used, row.Total = capacity.Amounts{}, capacity.Amounts{}
	return row, err
}

// fillAmounts reads what the resellers of a page were given and what of it is in PBXs.
func (q queries) fillAmounts(ctx context.Context, rows []store.ResellerRow) error {
	ids := make([]string, len(rows))
	place := make(map[string]int, len(rows))
	for i, row := range rows {
		ids[i], place[row.ID] = row.ID, i
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return &core.Error{Code: core.Internal, Key: "internal", Err: err}
	}
	return q.each(ctx, `SELECT owner, resource, kind, sum(balance) FROM ledger_account
		WHERE owner IN (SELECT value FROM json_each(?)) AND kind IN ('reseller', 'pbx', 'held') GROUP BY owner, resource, kind`, []any{string(list)},
		func(r *sql.Rows) error {
			var owner string
			var resource capacity.Resource
			var kind capacity.Kind
			var n int64
			if err := r.Scan(&owner, &resource, &kind, &n); err != nil {
				return err
			}
			row := rows[place[owner]]
			row.Total[resource] += n
			if kind == capacity.PBX {
				row.Used[resource] += n
			}
			return nil
		})
}
