package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
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
	statusFrom = `account a LEFT JOIN invitation i ON i.account = a.id AND i.voided_at IS NULL
		LEFT JOIN outbox o ON o.id = i.id`
	// What a reseller was given of one resource.
	totalOf = `(SELECT coalesce(sum(balance), 0) FROM ledger_account l WHERE l.owner = a.id
		AND l.kind IN ('reseller', 'pbx', 'held') AND l.resource = `
)

func newListing(q store.ResellerQuery) listing {
	l := allResellers(q)
	l.shows(q.Chip.Rule(), q.Now)
	return l
}

// allResellers are those among which quick filters choose, also the deleted ones.
func allResellers(q store.ResellerQuery) listing {
	l := listing{from: plainFrom, where: []string{`a.kind = 'reseller'`}}
	if q.Chip.Rule().Ends {
		// Few packages end: those are found by their end, and a plus keeps SQLite from reading all
		// resellers instead.
		l.where = []string{`+a.kind = 'reseller'`}
	}
	l.has(`a.search_key`, store.SearchParts(q.Search))
	for _, c := range q.Conditions() {
		l.filter(c, q.Now)
	}
	return l
}

// shows restricts the list to the resellers that a quick filter shows.
func (l *listing) shows(rule store.ChipRule, now time.Time) {
	if rule.Ends {
		l.and(`a.valid_until < ?`, store.EndsBefore(now))
		l.and(`+a.state NOT IN ('in_bin', 'closed')`)
		return
	}
	if rule.InBin {
		l.and(`a.state = 'in_bin'`)
	} else {
		l.and(`a.state NOT IN ('in_bin', 'closed')`)
	}
	if rule.AnyOf != nil {
		l.anyOf(rule.AnyOf, now)
	}
	if rule.MadeLong {
		l.and(`a.created_at < ?`, millis(store.NeverActivatedSince(now)))
	}
}

// anyOf restricts the list to resellers to whom one of some rules applies. What several rules have
// in common, the states, stands before them as well, where the index of states is seen.
func (l *listing) anyOf(rules []store.StatusRule, now time.Time) {
	conditions := make([]string, len(rules))
	var states []string
	for i, rule := range rules {
		conditions[i] = statusCondition(rule, now)
		if rule.Mails != nil || rule.Ending != store.EndsOrNot {
			l.from = statusFrom
		}
		for _, s := range rule.States {
			states = append(states, string(s))
		}
	}
	if len(rules) > 1 {
		slices.Sort(states)
		l.in(`a.state`, slices.Compact(states))
	}
	l.and(`(` + strings.Join(conditions, ` OR `) + `)`)
}

func (l *listing) and(condition string, args ...any) {
	l.where = append(l.where, condition)
	l.args = append(l.args, args...)
}

// in restricts a list to rows with one of some values.
func (l *listing) in(column string, values []string) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	l.and(column+` IN (?`+strings.Repeat(`, ?`, len(values)-1)+`)`, args...)
}

// has restricts a list to rows that have a text in a folded column.
func (l *listing) has(column string, parts store.Parts) {
	var args []any
	for _, p := range parts {
		args = append(args, p)
	}
	if len(parts) > 0 {
		some := strings.Repeat(` OR instr(`+column+`, ?) > 0`, len(parts))
		l.and(`(`+strings.TrimPrefix(some, ` OR `)+`)`, args...)
	}
}

// matches restricts a list to rows whose column is as a condition wants it, which is not about a
// status.
func (l *listing) matches(column string, m store.Match) {
	switch m := m.(type) {
	case store.Parts:
		l.has(column, m)
	case store.Literal:
		l.and(`instr(`+column+`, ?) > 0`, string(m))
	case store.Range:
		l.and(column+` BETWEEN ? AND ?`, m.Low, m.High)
	case store.UpTo:
		l.and(column+` <= ?`, m)
	case store.Exactly:
		l.and(column+` = ?`, string(m))
	case store.Yes:
		l.and(column+` = ?`, bool(m))
	default: // Nothing fits.
		l.and(`0`)
	}
}

func (l *listing) filter(c store.Condition, now time.Time) {
	column := `a.valid_until`
	switch c.Column {
	case store.ByCompany, store.ByName, store.ByEmail:
		column = `a.` + keyColumn(c.Column)
	case store.ByExtensions, store.ByCalls, store.ByMinutes:
		column = totalOf + `'` + string(c.Column) + `')`
	case store.ByTags, store.ByNumber:
		// The index of the list has it, so that only rows are read that may fit.
		l.matches(`a.search_key`, c.Match)
		column = keyPart(c.Column)
	case store.ByPBXs:
		column = `(SELECT count(*) FROM pbx p WHERE p.owner = a.id AND p.deleted = 0)`
	}
	if rule, is := c.Match.(store.StatusRule); is {
		l.anyOf([]store.StatusRule{rule}, now)
		return
	}
	l.matches(column, c.Match)
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

// statusCondition is the condition under which a rule of a status applies.
func statusCondition(rule store.StatusRule, now time.Time) string {
	at := strconv.FormatInt(millis(now), 10)
	condition := oneOf(`a.state`, rule.States)
	if rule.Mails != nil {
		condition += ` AND ` + oneOf(`o.state`, rule.Mails)
	}
	switch rule.Ending {
	case store.NoEnd:
		condition += ` AND i.expires_at IS NULL`
	case store.EndAhead:
		condition += ` AND i.expires_at > ` + at
	case store.EndPast:
		condition += ` AND i.expires_at <= ` + at
	}
	return condition
}

// oneOf is the condition that a column has one of some values of the program, which have no quotes;
// NULL is the value "". In the order of a list this is quicker than IN.
func oneOf[T ~string](column string, values []T) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = column + ` = '` + string(v) + `'`
		if v == "" {
			list[i] = column + ` IS NULL`
		}
	}
	return `(` + strings.Join(list, ` OR `) + `)`
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
		l.from += ` LEFT JOIN (SELECT owner, sum(balance) AS total FROM ledger_account WHERE resource = '` + string(
			q.Sort,
		) +
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

// statusRank is the place of the status in the order of the rules.
func statusRank(now time.Time) string {
	rank := `CASE`
	for i, rule := range store.StatusRules() {
		rank += ` WHEN ` + statusCondition(rule, now) + ` THEN ` + strconv.Itoa(i)
	}
	return rank + ` END`
}

func (l *listing) conditions() string {
	if len(l.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(l.where, " AND ")
}

// ResellerList is the list of resellers (store.ResellerLister).
func (q queries) ResellerList() store.List[store.ResellerQuery, store.ResellerRow] {
	return list[store.ResellerQuery, store.ResellerRow]{
		queries: q, table: "account", as: "a", columns: rowColumns, joins: rowJoins,
		there: "+a.kind = 'reseller' AND +a.state <> 'closed'", usual: "a.company_key",
		rows: newListing, order: (*listing).order, kept: q.keptResellers,
		page: func(q store.ResellerQuery) (limit, offset int) { return q.Limit, q.Offset },
		read: q.resellerRows,
	}
}

// ResellerChips has kept counts of all resellers. Of those who are searched it counts all that the
// state alone decides in one scan of an index, and in another one those who are not activated yet,
// of whom mail, invitation and age are asked.
func (q queries) ResellerChips(
	ctx context.Context, query store.ResellerQuery,
) (map[store.Chip]int, error) {
	if areAllResellers(query) {
		return q.keptResellerChips(ctx, query.Now)
	}
	counts := map[store.Chip]int{}
	query.Chip = store.ChipAll
	byState, waiting := newTally(allResellers(query)), newTally(allResellers(query))
	var states []string
	for _, chip := range store.Chips() {
		rule, fits := chip.Rule(), listing{from: plainFrom}
		fits.shows(rule, query.Now)
		switch {
		case rule.Ends:
			query.Chip = chip
			n, err := q.ResellerList().Count(ctx, query)
			if err != nil {
				return nil, err
			}
			counts[chip] = n
		case fits.from == plainFrom && !rule.MadeLong:
			byState.count(fits, func(n int) { counts[chip] = n })
		default:
			waiting.all.from = statusFrom
			waiting.count(fits, func(n int) { counts[chip] = n })
			for _, of := range rule.AnyOf {
				for _, s := range of.States {
					states = append(states, string(s))
				}
			}
		}
	}
	slices.Sort(states)
	waiting.all.in(`a.state`, slices.Compact(states))
	if err := byState.read(ctx, q); err != nil {
		return nil, err
	}
	return counts, waiting.read(ctx, q)
}

func (q queries) resellerRows(
	ctx context.Context, statement string, args ...any,
) ([]store.ResellerRow, error) {
	var rows []store.ResellerRow
	err := q.each(ctx, statement, args, func(r *sql.Rows) error {
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
	err := r.Scan(
		&row.ID, &row.Company, &row.Name, &row.Email, &row.State, &row.Mail, &fault, &invited,
		&expires, &valid, &suspension.from, &suspension.until, &suspension.reason,
		&suspension.byEnd, &bin.from, &bin.until, &created, &row.Desktop, &row.Confirmable,
		&row.Tags, &row.ExternalNumber, &row.PBXs,
	)
	row.Fault, row.InvitedAt, row.ExpiresAt = faultOf(fault), timeOrNil(invited), timeOrNil(expires)
	row.ValidUntil = dayOf(valid)
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
