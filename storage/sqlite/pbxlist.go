package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

func newPBXListing(q desk.PBXQuery) listing {
	l := listing{from: `pbx p`, where: []string{`p.deleted = 0`}}
	if q.Owner != "" {
		l.and(`p.owner = ?`, q.Owner)
	}
	if q.Customer != "" {
		l.and(`p.id IN (SELECT pbx FROM pbx_customer WHERE customer = ?)`, q.Customer)
	}
	l.has(`p.search_key`, q.Search)
	switch q.Chip {
	case desk.PBXChipRunning:
		l.pbxStatus(desk.PBXRunning, q.Now)
	case desk.PBXChipStopped:
		l.pbxStatus(desk.PBXStopped, q.Now)
	case desk.PBXChipNotActivated:
		l.and(`p.activated = 0 AND p.reported = 0`)
	case desk.PBXChipTrial:
		l.and(`p.type = 'trial'`)
	case desk.PBXChipExpiring:
		l.and(`p.expiry < ?`, millis(q.Now.Add(desk.EndsSoon)))
	case desk.PBXChipReported:
		l.and(`p.reported = 1`)
	}
	for column, text := range q.Filters {
		if text = strings.TrimSpace(text); text != "" {
			l.pbxFilter(column, text, q.Now)
		}
	}
	return l
}

func (l *listing) pbxFilter(column desk.Column, text string, now time.Time) {
	switch column {
	case desk.ByName, desk.ByOwner, desk.ByHost:
		l.has(`p.search_key`, text) // The index of the list has it, so that only rows are read that may fit.
		l.has(`p.`+string(column)+`_key`, text)
	case desk.ByRegion:
		l.has(`p.region_key`, text)
	case desk.ByExtensions, desk.ByCalls, desk.ByMinutes, desk.ByTranscription:
		l.between(`p.`+string(column), text)
	case desk.ByPlan, desk.ByType:
		l.and(`p.`+string(column)+` = ?`, text)
	case desk.ByActivated:
		l.and(`p.reported = 0 AND p.activated = (? = 'yes')`, text)
	case desk.ByExpiry:
		l.upTo(`p.expiry`, text)
	case desk.ByStatus:
		l.pbxStatus(desk.PBXStatus(text), now)
	}
}

// over is the condition under which the last day of a PBX is over; it is that of pbx.Term.Over.
const over = `coalesce(p.expiry <= ? AND p.run_after_expiry = 0, 0)`

// pbxStatus restricts the list to one status; the conditions are those of desk.PBXRow.Status.
func (l *listing) pbxStatus(s desk.PBXStatus, now time.Time) {
	switch s {
	case desk.PBXReported:
		l.and(`p.reported = 1`)
	case desk.PBXOver:
		l.and(`p.reported = 0 AND `+over, millis(now))
	case desk.PBXRunning, desk.PBXStopped:
		l.and(`p.reported = 0 AND p.state = ? AND NOT `+over, string(s), millis(now))
	default:
		l.and(`0`)
	}
}

// pbxOrder returns the ORDER BY of a query; the number of the PBX makes it complete.
func pbxOrder(q desk.PBXQuery) string {
	direction := ""
	if q.Down {
		direction = " DESC"
	}
	keys := []string{"p.name_key"}
	switch q.Sort {
	case desk.ByOwner:
		keys = []string{"p.owner_key", "p.name_key"}
	case desk.ByExtensions, desk.ByCalls, desk.ByMinutes, desk.ByTranscription:
		keys = []string{"p." + string(q.Sort)}
	case desk.ByPlan, desk.ByType, desk.ByActivated:
		keys = []string{"p." + string(q.Sort), "p.name_key"}
	case desk.ByRegion:
		keys = []string{"p.region_key", "p.name_key"}
	case desk.ByHost:
		keys = []string{"p.host_key"}
	case desk.ByExpiry:
		keys = []string{"p.expiry"}
	case desk.ByStatus:
		keys = []string{"p.reported", "p.state", "p.name_key"}
	case desk.ByCreated:
		keys = []string{"p.created_at"}
	}
	return strings.Join(append(keys, "p.number"), direction+", ") + direction
}

func (q questions) CountPBXs(ctx context.Context, query desk.PBXQuery) (int, error) {
	l := newPBXListing(query)
	var n int
	err := q.db.QueryRowContext(ctx, "SELECT count(*) FROM "+l.from+l.conditions(), l.args...).Scan(&n)
	return n, translate(err)
}

func (q questions) PBXPosition(ctx context.Context, query desk.PBXQuery, id string) (int, error) {
	l := newPBXListing(query)
	return q.position(ctx, "p", l, pbxOrder(query), id)
}

func (q questions) PBXIDs(ctx context.Context, query desk.PBXQuery) ([]string, error) {
	l := newPBXListing(query)
	return q.texts(ctx, "SELECT p.id FROM "+l.from+l.conditions()+" ORDER BY "+pbxOrder(query), l.args...)
}

// pbxRowColumns reads rows of the list.
const pbxRowColumns = `SELECT p.id, p.owner, a.company, p.name, p.plan, p.extensions, p.concurrent_calls, p.recording, p.recording_minutes,
	p.transcription_minutes, p.region, p.sub_domain, p.domain, p.custom_domain, p.type, p.expiry, p.run_after_expiry, p.state, p.activated,
	p.high_availability, p.reported, p.created_at `

func (q questions) PBXRows(ctx context.Context, query desk.PBXQuery) ([]desk.PBXRow, error) {
	l := newPBXListing(query)
	// The page is found by the index alone; only its rows are read.
	return q.pbxRows(ctx, "WITH page AS MATERIALIZED (SELECT p.number, row_number() OVER () AS place FROM (SELECT p.number FROM "+l.from+l.conditions()+
		" ORDER BY "+pbxOrder(query)+" LIMIT ? OFFSET ?) p) "+
		pbxRowColumns+"FROM page JOIN pbx p ON p.number = page.number JOIN account a ON a.id = p.owner ORDER BY page.place",
		append(l.args, query.Limit, query.Offset)...)
}

func (q questions) PBXRowsByID(ctx context.Context, ids []string) ([]desk.PBXRow, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	return q.pbxRows(ctx, pbxRowColumns+`FROM pbx p JOIN account a ON a.id = p.owner
		WHERE p.id IN (SELECT value FROM json_each($1)) AND +p.deleted = 0`, string(list))
}

func (q questions) pbxRows(ctx context.Context, statement string, args ...any) ([]desk.PBXRow, error) {
	var list []desk.PBXRow
	place := map[string]int{}
	err := q.each(ctx, statement, args, func(rows *sql.Rows) error {
		var r desk.PBXRow
		var expiry sql.NullInt64
		var created int64
		err := rows.Scan(&r.ID, &r.Owner.ID, &r.Owner.Name, &r.Name, &r.Plan, &r.Extensions, &r.ConcurrentCalls, &r.Recording, &r.RecordingMinutes,
			&r.TranscriptionMinutes, &r.Region, &r.SubDomain, &r.Domain, &r.CustomDomain, &r.Type, &expiry, &r.RunAfterExpiry, &r.State,
			&r.Activated, &r.HighAvailability, &r.Reported, &created)
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

func newCustomerListing(q desk.CustomerQuery) listing {
	l := listing{from: `customer c`, where: []string{`c.deleted = 0`}}
	if q.Owner != "" {
		l.and(`c.owner = ?`, q.Owner)
	}
	l.has(`c.search_key`, q.Search)
	for column, text := range q.Filters {
		switch column {
		case desk.ByPhone:
			l.and(`instr(c.business_number, ?) > 0`, strings.TrimSpace(text))
		case desk.ByCompany, desk.ByName, desk.ByEmail, desk.ByCity, desk.ByOwner:
			l.has(`c.search_key`, text) // The index of the list has it, so that only rows are read that may fit.
			l.has(`c.`+string(column)+`_key`, text)
		}
	}
	return l
}

// customerOrder returns the ORDER BY of a query; the number of the customer makes it complete.
func customerOrder(q desk.CustomerQuery) string {
	direction := ""
	if q.Down {
		direction = " DESC"
	}
	keys := []string{"c.company_key"}
	switch q.Sort {
	case desk.ByName, desk.ByEmail:
		keys = []string{"c." + string(q.Sort) + "_key"}
	case desk.ByCity, desk.ByOwner:
		keys = []string{"c." + string(q.Sort) + "_key", "c.company_key"}
	case desk.ByPhone:
		keys = []string{"c.business_number", "c.company_key"}
	case desk.ByPBXs:
		keys = []string{"c.pbxs", "c.company_key"}
	case desk.ByCreated:
		keys = []string{"c.created_at"}
	}
	return strings.Join(append(keys, "c.number"), direction+", ") + direction
}

func (q questions) CountCustomers(ctx context.Context, query desk.CustomerQuery) (int, error) {
	l := newCustomerListing(query)
	var n int
	err := q.db.QueryRowContext(ctx, "SELECT count(*) FROM "+l.from+l.conditions(), l.args...).Scan(&n)
	return n, translate(err)
}

func (q questions) CustomerPosition(ctx context.Context, query desk.CustomerQuery, id string) (int, error) {
	l := newCustomerListing(query)
	order := customerOrder(query)
	return q.position(ctx, "c", l, order, id)
}

func (q questions) CustomerIDs(ctx context.Context, query desk.CustomerQuery) ([]string, error) {
	l := newCustomerListing(query)
	order := customerOrder(query)
	return q.texts(ctx, "SELECT c.id FROM "+l.from+l.conditions()+" ORDER BY "+order, l.args...)
}

func (q questions) CustomerRows(ctx context.Context, query desk.CustomerQuery) ([]desk.CustomerRow, error) {
	l := newCustomerListing(query)
	order := customerOrder(query)
	return q.customerRows(ctx, "WITH page AS MATERIALIZED (SELECT c.number, row_number() OVER () AS place FROM (SELECT c.number FROM "+l.from+
		l.conditions()+" ORDER BY "+order+" LIMIT ? OFFSET ?) c) "+
		customerColumns+", c.pbxs FROM page JOIN customer c ON c.number = page.number JOIN account a ON a.id = c.owner ORDER BY page.place",
		append(l.args, query.Limit, query.Offset)...)
}

func (q questions) CustomerRowsByID(ctx context.Context, ids []string) ([]desk.CustomerRow, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, translate(err)
	}
	return q.customerRows(ctx, customerColumns+", c.pbxs"+customerFrom+
		`WHERE c.id IN (SELECT value FROM json_each($1)) AND +c.deleted = 0`, string(list))
}

func (q questions) customerRows(ctx context.Context, statement string, args ...any) ([]desk.CustomerRow, error) {
	var list []desk.CustomerRow
	err := q.each(ctx, statement, args, func(rows *sql.Rows) error {
		var r desk.CustomerRow
		var created int64
		err := rows.Scan(append(customerPlaces(&r.Owner, &r.ID, &r.CustomerDraft, &created), &r.PBXs)...)
		r.CreatedAt = time.UnixMilli(created)
		list = append(list, r)
		return err
	})
	return list, err
}
