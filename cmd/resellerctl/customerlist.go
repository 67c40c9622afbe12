package main

import (
	"time"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// customerRow is a customer in a list.
type customerRow struct {
	ID    string  `json:"id"`
	Owner pbx.Ref `json:"owner"`
	pbx.CustomerDraft
	PBXs      int       `json:"pbxs"` // How many are made for it.
	CreatedAt time.Time `json:"created_at"`
}

// customersAnswer is a part of the list of customers.
type customersAnswer struct {
	Customers []customerRow `json:"customers"`
	Total     int           `json:"total"` // How many there are without limit and offset.
}

func (a customersAnswer) text(p *page) {
	if len(a.Customers) > 0 {
		rows := make([][]cell, len(a.Customers))
		for i, r := range a.Customers {
			rows[i] = []cell{
				word(r.Company), word(r.Name()), word(r.Email), word(r.BusinessNumber),
				word(r.City), word(r.Owner.Name), p.number(int64(r.PBXs)), word(r.ID),
			}
		}
		p.table([]string{
			p.t("column.company"), p.t("column.name"), p.t("column.email"),
			p.t("column.business_number"), p.t("column.city"), p.t("column.owner"),
			p.t("column.pbxs"), p.t("ctl.id"),
		}, rows)
		p.blank()
	}
	p.line(p.t("ctl.customers", core.Args{"Count": a.Total}))
}

func customerColumns() []desk.Column {
	return []desk.Column{
		desk.ByCompany, desk.ByName, desk.ByEmail, desk.ByPhone, desk.ByCity, desk.ByOwner,
		desk.ByPBXs, desk.ByCreated,
	}
}

// customerListFlags are the flags that restrict and sort a list of customers. query refuses words
// that the list does not know.
func customerListFlags(f flags) (query func(c *call) (desk.CustomerQuery, error)) {
	search, owner := f.text("search"), f.textAs("owner", "customers_of")
	sort, down := f.textAs("sort", "customer_sort"), f.onOff("descending")
	filters := map[desk.Column]*string{}
	for _, column := range []desk.Column{
		desk.ByCompany, desk.ByName, desk.ByEmail, desk.ByPhone, desk.ByCity,
	} {
		filters[column] = f.textAs(flagOf(string(column)), "part")
	}
	return func(c *call) (desk.CustomerQuery, error) {
		q := desk.CustomerQuery{
			Search: *search, Sort: desk.Column(*sort), Down: *down,
			Filters: map[desk.Column]string{},
		}
		for column, text := range filters {
			q.Filters[column] = *text
		}
		if q.Sort == "" {
			q.Sort = desk.ByCompany
		}
		err := oneOf("--sort", string(q.Sort), customerColumns())
		if err == nil {
			q.Owner, err = c.owner(*owner)
		}
		return q, err
	}
}

func customerList(f flags) action {
	query := customerListFlags(f)
	limit, offset := f.count("limit", 0), f.count("offset", 0)
	return withDesk(func(c *call) (answer, error) {
		q, err := query(c)
		if err != nil {
			return nil, err
		}
		q.Limit, q.Offset = atMost(*limit), max(*offset, 0)
		list, err := c.desk.Customers(c.ctx, q)
		if err != nil {
			return nil, err
		}
		a := customersAnswer{Customers: make([]customerRow, len(list))}
		for i, r := range list {
			a.Customers[i] = customerRow{r.ID, r.Owner, r.CustomerDraft, r.PBXs, utc(r.CreatedAt)}
		}
		a.Total, err = c.desk.CountCustomers(c.ctx, q)
		return whole(a, err)
	})
}
