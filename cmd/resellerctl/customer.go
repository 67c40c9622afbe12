package main

import (
	"math"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/pbx"
)

// customer is a customer as JSON, to be read and to be written: what "customer show" says, "add"
// and "edit" take. An edit that names the version is refused when there is a newer one.
type customer struct {
	ID      string  `json:"id"`
	Version int64   `json:"version"`
	Owner   pbx.Ref `json:"owner"`
	pbx.CustomerDraft
	PBXs      []pbx.Ref `json:"pbxs"` // Made for it; empty for who may not see PBXs.
	CreatedAt time.Time `json:"created_at"`
}

func customerOf(c pbx.Customer, pbxs []pbx.Ref) customer {
	return customer{
		c.ID, c.Version, c.Owner, c.CustomerDraft, append([]pbx.Ref{}, pbxs...), utc(c.CreatedAt),
	}
}

// textField is a text that a flag of its name sets.
type textField struct {
	name string
	text *string
}

// customerFields are the texts of a customer, each with a flag.
func customerFields(d *pbx.CustomerDraft) []textField {
	return []textField{
		{pbx.FieldCompany, &d.Company},
		{pbx.FieldFirstName, &d.FirstName},
		{pbx.FieldLastName, &d.LastName},
		{pbx.FieldEmail, &d.Email},
		{pbx.FieldBusinessNumber, &d.BusinessNumber},
		{pbx.FieldMobileNumber, &d.MobileNumber},
		{pbx.FieldHomeNumber, &d.HomeNumber},
		{pbx.FieldFaxNumber, &d.FaxNumber},
		{pbx.FieldStreet, &d.Street},
		{pbx.FieldZipCode, &d.ZipCode},
		{pbx.FieldCity, &d.City},
		{pbx.FieldProvince, &d.Province},
		{pbx.FieldCountry, &d.Country},
		{pbx.FieldRemark, &d.Remark},
	}
}

// customerAnswer is everything about a customer.
type customerAnswer struct{ customer }

func (a customerAnswer) text(p *page) {
	p.line(a.Title())
	p.blank()
	rows := [][]cell{{word(p.t("field.owner")), word(a.Owner.Name)}}
	for _, f := range customerFields(&a.CustomerDraft) {
		if *f.text != "" {
			rows = append(rows, []cell{word(p.t("field." + f.name)), word(*f.text)})
		}
	}
	for _, one := range a.PBXs {
		rows = append(rows, []cell{word(p.t("ctl.pbxs")), word(one.Name)})
	}
	p.table(
		nil,
		append(
			rows, []cell{word(p.t("column.created")), p.when(a.CreatedAt)},
			[]cell{word(p.t("ctl.id")), word(a.ID)},
		),
	)
}

func customerShow(flags) action {
	return withDesk(func(c *call) (answer, error) {
		id, err := c.findCustomer(c.args[0], "", "")
		if err != nil {
			return nil, err
		}
		one, made, err := c.desk.Customer(c.ctx, id)
		return whole(customerAnswer{customerOf(one, made)}, err)
	})
}

// isCustomer tells whether a customer with an id and an email is meant.
func isCustomer(asked, id, email string) bool {
	return asked == id || account.EmailKey(asked) == account.EmailKey(email)
}

// findCustomer returns the id of a customer that is named by its id or its email. owner, which may
// be "", is the account whose customers are meant by emails; operation is the id of an earlier try,
// as for findPBX.
func (c *call) findCustomer(name, owner, operation string) (string, error) {
	if !strings.Contains(name, "@") {
		return name, nil
	}
	rows, err := c.desk.Customers(c.ctx, desk.CustomerQuery{
		Sort: desk.ByEmail, Limit: math.MaxInt32, Owner: owner,
		Filters: map[desk.Column]string{desk.ByEmail: name},
	})
	if err != nil {
		return "", err
	}
	var found []desk.CustomerRow
	for _, r := range rows { // The filter finds any part of an email.
		if isCustomer(name, r.ID, r.Email) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		if owner != "" { // The desk says whose customer it is instead.
			return c.findCustomer(name, "", operation)
		}
		return c.elsewhere(
			name, operation, "ctl.no_customer",
			func(as logged) bool { return isCustomer(name, "", as.Email) },
		)
	case 1:
		return found[0].ID, nil
	}
	var list []string
	for _, r := range found[:min(len(found), namesShown)] {
		list = append(list, r.ID+" ("+r.Title()+", "+r.Owner.Name+")")
	}
	return "", &core.Error{
		Code: core.Conflict, Key: "ctl.customer_ambiguous",
		Args: core.Args{"Name": name, "Count": len(found), "Customers": list},
	}
}

// customerSavedAnswer says what was done to a customer.
type customerSavedAnswer struct {
	OperationID string   `json:"operation_id"`
	Repeated    bool     `json:"repeated"`
	Customer    customer `json:"customer"` // As it is now.
	said        string   // Key of the sentence.
}

func (a customerSavedAnswer) text(p *page) {
	p.line(p.t(a.said, core.Args{"Company": a.Customer.Title()}) + " (" + a.Customer.ID + ")")
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

// savedCustomer completes an answer with what a customer is now.
func (c *call) savedCustomer(a customerSavedAnswer, id string) (answer, error) {
	one, made, err := c.desk.Customer(c.ctx, id)
	a.Customer = customerOf(one, made)
	return whole(a, err)
}

// customerFlags makes the flags of what a customer consists of, and returns what changes one to
// what they and the document say.
func customerFlags(f flags) func(c *call, to *customer) error {
	file := f.textAs("from-json", "customer_from_json")
	for _, field := range customerFields(&pbx.CustomerDraft{}) {
		f.textAs(flagOf(field.name), "customer_"+field.name)
	}
	return func(c *call, to *customer) error {
		id := to.ID
		if err := c.readJSON(*file, to); err != nil {
			return err
		}
		if id != "" && to.ID != id {
			return core.Problems{{
				Code: core.Invalid, Field: "from_json", Key: "ctl.other_customer",
			}}
		}
		for _, field := range customerFields(&to.CustomerDraft) {
			c.setText(field.text, field.name)
		}
		return nil
	}
}

func customerAdd(f flags) action {
	apply, owner, operation := customerFlags(f), f.textAs(
		"owner", "customer_owner",
	), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		id, before, err := c.operation(
			*operation,
			func(op capacity.Operation) bool { return op.Verb == capacity.CustomerAdded },
		)
		if err != nil {
			return nil, err
		}
		var to customer
		if err := apply(c, &to); err != nil {
			return nil, err
		}
		whose, err := c.owner(*owner)
		if err != nil {
			return nil, err
		}
		if whose == "" {
			whose = to.Owner.ID
		}
		if _, err := c.desk.AddCustomer(c.ctx, id, whose, to.CustomerDraft); err != nil {
			return nil, err
		}
		return c.savedCustomer(
			customerSavedAnswer{id, before != nil, customer{}, "toast.added"}, id,
		)
	})
}

func customerEdit(f flags) action {
	apply, operation := customerFlags(f), f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		customerID, err := c.findCustomer(c.args[0], "", *operation)
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(
			*operation, c.didTo([]string{customerID}, capacity.CustomerChanged),
		)
		if err != nil {
			return nil, err
		}
		now, made, err := c.desk.Customer(c.ctx, customerID)
		if err != nil {
			return nil, err
		}
		to := customerOf(now, made)
		if err := apply(c, &to); err != nil {
			return nil, err
		}
		if err := c.desk.EditCustomer(
			c.ctx, id, customerID, to.Version, to.CustomerDraft,
		); err != nil {
			return nil, err
		}
		return c.savedCustomer(
			customerSavedAnswer{id, before != nil, customer{}, "toast.changed"}, customerID,
		)
	})
}

// customersDeletedAnswer says which customers were deleted.
type customersDeletedAnswer struct {
	OperationID string    `json:"operation_id"`
	Repeated    bool      `json:"repeated"`
	Customers   []pbx.Ref `json:"customers"`
}

func (a customersDeletedAnswer) text(p *page) {
	p.line(p.t(
		"toast.customer_deleted",
		core.Args{"Count": len(a.Customers), "Customer": a.Customers[0].Name},
	))
	if a.Repeated {
		p.line(p.t("ctl.repeated"))
	}
}

func customerDelete(f flags) action {
	operation := f.text("operation-id")
	return withDesk(func(c *call) (answer, error) {
		c.kind = ofCustomers
		ids, err := each(
			c.args,
			func(name string) (string, error) { return c.findCustomer(name, "", *operation) },
		)
		if err != nil {
			return nil, err
		}
		id, before, err := c.operation(*operation, c.didTo(ids, capacity.CustomerDeleted))
		if err != nil {
			return nil, err
		}
		if err := c.secureEach(before, ids); err != nil {
			return nil, err
		}
		if err := c.desk.DeleteCustomers(c.ctx, id, ids); err != nil {
			return nil, err
		}
		refs, err := c.desk.CustomerRefs(c.ctx, ids)
		return whole(customersDeletedAnswer{id, before != nil, refs}, err)
	})
}
