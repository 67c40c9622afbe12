package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"resellerdesk/core/store"
)

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
