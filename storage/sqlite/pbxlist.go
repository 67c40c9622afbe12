package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

func newPBXListing(q store.PBXQuery) listing {
	l := listing{from: `pbx p`, where: []string{`p.deleted = 0`}}
	if q.Owner != "" {
		l.and(`p.owner = ?`, q.Owner)
	}
	if q.Customer != "" {
		l.and(`p.id IN (SELECT pbx FROM pbx_customer WHERE customer = ?)`, q.Customer)
	}
	l.has(`p.search_key`, store.SearchParts(q.Search))
	switch q.Chip {
	case store.PBXChipRunning:
		l.pbxFilter(store.PBXRunning.Condition(), q.Now)
	case store.PBXChipStopped:
		l.pbxFilter(store.PBXStopped.Condition(), q.Now)
	case store.PBXChipNotActivated:
		l.and(`p.activated = 0 AND p.reported = 0`)
	case store.PBXChipTrial:
		l.and(`p.type = 'trial'`)
	case store.PBXChipExpiring:
		l.and(`p.expiry < ?`, millis(store.EndsBefore(q.Now)))
	case store.PBXChipReported:
		l.and(`p.reported = 1`)
	}
	for _, c := range q.Conditions() {
		l.pbxFilter(c, q.Now)
	}
	return l
}

func (l *listing) pbxFilter(c store.Condition, now time.Time) {
	if rule, is := c.Match.(store.PBXStatusRule); is {
		l.pbxStatus(rule, now)
		return
	}
	column := `p.` + string(c.Column)
	switch c.Column {
	case store.ByName, store.ByOwner, store.ByHost:
		// The index of the list has it, so that only rows are read that may fit.
		l.matches(`p.search_key`, c.Match)
		column += `_key`
	case store.ByRegion:
		column += `_key`
	case store.ByActivated:
		l.and(`p.reported = 0`)
	}
	l.matches(column, c.Match)
}

// over is the condition under which pbx.Term.Over is true at a time.
const over = `expiry <= ? AND run_after_expiry = 0`

// pbxStatus restricts the list to the PBXs to which a rule applies.
func (l *listing) pbxStatus(rule store.PBXStatusRule, now time.Time) {
	l.and(`p.reported = ?`, rule.Reported)
	if rule.Reported {
		return
	}
	if rule.State != "" {
		l.and(`p.state = ?`, string(rule.State))
	}
	if rule.Over {
		l.and(over, millis(now))
	} else {
		l.and(`NOT coalesce(`+over+`, 0)`, millis(now))
	}
}

// pbxOrder returns the ORDER BY of a query; the number of the PBX makes it complete.
func pbxOrder(q store.PBXQuery) string {
	direction := ""
	if q.Down {
		direction = " DESC"
	}
	keys := []string{"p.name_key"}
	switch q.Sort {
	case store.ByOwner:
		keys = []string{"p.owner_key", "p.name_key"}
	case store.ByExtensions, store.ByCalls, store.ByMinutes, store.ByTranscription:
		keys = []string{"p." + string(q.Sort)}
	case store.ByPlan, store.ByType, store.ByActivated:
		keys = []string{"p." + string(q.Sort), "p.name_key"}
	case store.ByRegion:
		keys = []string{"p.region_key", "p.name_key"}
	case store.ByHost:
		keys = []string{"p.host_key"}
	case store.ByExpiry:
		keys = []string{"p.expiry"}
	case store.ByStatus:
		keys = []string{"p.reported", "p.state", "p.name_key"}
	case store.ByCreated:
		keys = []string{"p.created_at"}
	}
	return strings.Join(append(keys, "p.number"), direction+", ") + direction
}

// pbxRowColumns reads rows of the list.
const pbxRowColumns = `SELECT p.id, p.owner, a.company, p.name, p.plan, p.extensions, p.concurrent_calls, p.recording, p.recording_minutes,
	p.transcription_minutes, p.region, p.sub_domain, p.domain, p.custom_domain, p.type, p.expiry, p.run_after_expiry, p.state, p.activated,
	p.high_availability, p.reported, p.created_at `

// PBXList is the list of PBXs (store.PBXLister).
func (q queries) PBXList() store.List[store.PBXQuery, store.PBXRow] {
	return list[store.PBXQuery, store.PBXRow]{
		queries: q, table: "pbx", as: "p", columns: pbxRowColumns,
		joins: "JOIN account a ON a.id = p.owner ", there: "+p.deleted = 0", usual: "+p.name_key",
		rows:  newPBXListing,
		order: func(_ *listing, q store.PBXQuery) string { return pbxOrder(q) },
		page:  func(q store.PBXQuery) (limit, offset int) { return q.Limit, q.Offset },
		read:  q.pbxRows,
	}
}

func (q queries) pbxRows(
	ctx context.Context, statement string, args ...any,
) ([]store.PBXRow, error) {
	var list []store.PBXRow
	place := map[string]int{}
	err := q.each(ctx, statement, args, func(rows *sql.Rows) error {
		var r store.PBXRow
		var expiry sql.NullInt64
		var created int64
		err := rows.Scan(
			&r.ID,
			&r.Owner.ID,
			&r.Owner.Name,
			&r.Name,
			&r.Plan,
			&r.Extensions,
			&r.ConcurrentCalls,
			&r.Recording,
			&r.RecordingMinutes,
			&r.TranscriptionMinutes,
			&r.Region,
			&r.SubDomain,
			&r.Domain,
			&r.CustomDomain,
			&r.Type,
			&expiry,
			&r.RunAfterExpiry,
			&r.State,
			&r.Activated,
			&r.HighAvailability,
			&r.Reported,
			&created,
		)
		r.Expiry, r.CreatedAt = timeOrNil(expiry), time.UnixMilli(created)
		place[r.ID] = len(list)
		list = append(list, r)
		return err
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	return list, q.eachCustomerOf(ctx, ids, func(id string, c pbx.Ref) {
		r := &list[place[id]]
		r.Customers = append(r.Customers, c.Name)
	})
}

func newCustomerListing(q store.CustomerQuery) listing {
	l := listing{from: `customer c`, where: []string{`c.deleted = 0`}}
	if q.Owner != "" {
		l.and(`c.owner = ?`, q.Owner)
	}
	l.has(`c.search_key`, store.SearchParts(q.Search))
	for _, c := range q.Conditions() {
		if c.Column == store.ByPhone {
			l.matches(`c.business_number`, c.Match)
			continue
		}
		// The index of the list has it, so that only rows are read that may fit.
		l.matches(`c.search_key`, c.Match)
		l.matches(`c.`+string(c.Column)+`_key`, c.Match)
	}
	return l
}

// customerOrder returns the ORDER BY of a query; the number of the customer makes it complete.
func customerOrder(q store.CustomerQuery) string {
	direction := ""
	if q.Down {
		direction = " DESC"
	}
	keys := []string{"c.company_key"}
	switch q.Sort {
	case store.ByName, store.ByEmail:
		keys = []string{"c." + string(q.Sort) + "_key"}
	case store.ByCity, store.ByOwner:
		keys = []string{"c." + string(q.Sort) + "_key", "c.company_key"}
	case store.ByPhone:
		keys = []string{"c.business_number", "c.company_key"}
	case store.ByPBXs:
		keys = []string{"c.pbxs", "c.company_key"}
	case store.ByCreated:
		keys = []string{"c.created_at"}
	}
	return strings.Join(append(keys, "c.number"), direction+", ") + direction
}

// CustomerList is the list of customers (store.CustomerReader).
func (q queries) CustomerList() store.List[store.CustomerQuery, store.CustomerRow] {
	return list[store.CustomerQuery, store.CustomerRow]{
		queries: q, table: "customer", as: "c", columns: customerColumns + ", c.pbxs ",
		joins: "JOIN account a ON a.id = c.owner ", there: "+c.deleted = 0",
		usual: "+c.company_key",
		rows:  newCustomerListing,
		order: func(_ *listing, q store.CustomerQuery) string { return customerOrder(q) },
		page:  func(q store.CustomerQuery) (limit, offset int) { return q.Limit, q.Offset },
		read:  q.customerRows,
	}
}

func (q queries) customerRows(
	ctx context.Context, statement string, args ...any,
) ([]store.CustomerRow, error) {
	var list []store.CustomerRow
	err := q.each(ctx, statement, args, func(rows *sql.Rows) error {
		var r store.CustomerRow
		var created int64
		err := rows.Scan(append(
			customerPlaces(&r.Owner, &r.ID, &r.CustomerDraft, &created), &r.PBXs,
		)...)
		r.CreatedAt = time.UnixMilli(created)
		list = append(list, r)
		return err
	})
	return list, err
}
