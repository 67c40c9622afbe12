package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

func newPBXListing(q store.PBXQuery) listing {
	l := allPBXs(q)
	l.showsPBXs(q.Chip.Rule(), q.Now)
	return l
}

// allPBXs are those among which quick filters choose.
func allPBXs(q store.PBXQuery) listing {
	l := listing{from: `pbx p`, where: []string{`p.deleted = 0`}}
	if q.Owner != "" {
		l.and(`p.owner = ?`, q.Owner)
	}
	if q.Customer != "" {
		l.and(`p.id IN (SELECT pbx FROM pbx_customer WHERE customer = ?)`, q.Customer)
	}
	l.has(`p.search_key`, store.SearchParts(q.Search))
	for _, c := range q.Conditions() {
		l.pbxFilter(c, q.Now)
	}
	return l
}

// showsPBXs restricts the list to the PBXs that a quick filter shows.
func (l *listing) showsPBXs(rule store.PBXChipRule, now time.Time) {
	if rule.Status != "" {
		l.pbxFilter(rule.Status.Condition(), now)
	}
	if rule.NotActivated {
		l.and(`p.activated = 0 AND p.reported = 0`)
	}
	if rule.Type != "" {
		l.and(`p.type = ?`, string(rule.Type))
	}
	if rule.Ends {
		l.and(`p.expiry < ?`, store.EndsBefore(now))
	}
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

// over is the condition under which pbx.Term.Over is true on a day.
const over = `expiry < ? AND run_after_expiry = 0`

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
		l.and(over, core.DayOf(now))
	} else {
		l.and(`NOT coalesce(`+over+`, 0)`, core.DayOf(now))
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
	p.high_availability, p.reported, p.created_at, p.made_at `

// PBXChips has kept counts of all PBXs, and counts those that are searched in one scan of an index.
func (q queries) PBXChips(
	ctx context.Context, query store.PBXQuery,
) (map[store.PBXChip]int, error) {
	if areAllPBXs(query) {
		return q.keptPBXChips(ctx, query.Now)
	}
	return q.pbxTally(ctx, query.Now, newTally(allPBXs(query)))
}

// pbxTally counts what each quick filter leaves of some PBXs.
func (q queries) pbxTally(
	ctx context.Context, now time.Time, all *tally,
) (map[store.PBXChip]int, error) {
	counts := map[store.PBXChip]int{}
	for _, chip := range store.PBXChips() {
		var fits listing
		fits.showsPBXs(chip.Rule(), now)
		all.count(fits, func(n int) { counts[chip] = n })
	}
	return counts, all.read(ctx, q)
}

// PBXList is the list of PBXs (store.PBXLister).
func (q queries) PBXList() store.List[store.PBXQuery, store.PBXRow] {
	return list[store.PBXQuery, store.PBXRow]{
		queries: q, table: "pbx", as: "p", columns: pbxRowColumns,
		joins: "JOIN account a ON a.id = p.owner ", there: "+p.deleted = 0", usual: "+p.name_key",
		rows: newPBXListing, kept: q.keptPBXs,
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
		var expiry, made sql.NullInt64
		var created int64
		err := rows.Scan(
			&r.ID, &r.Owner.ID, &r.Owner.Name, &r.Name, &r.Plan, &r.Extensions, &r.ConcurrentCalls,
			&r.Recording, &r.RecordingMinutes, &r.TranscriptionMinutes, &r.Region, &r.SubDomain,
			&r.Domain, &r.CustomDomain, &r.Type, &expiry, &r.RunAfterExpiry, &r.State, &r.Activated,
			&r.HighAvailability, &r.Reported, &created, &made,
		)
		r.Expiry, r.MadeAt, r.CreatedAt = dayOf(expiry), dayOf(made), time.UnixMilli(created)
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
