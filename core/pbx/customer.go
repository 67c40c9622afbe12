package pbx

import (
	"bytes"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// CustomerDraft is what the Add and the Edit form of a customer hold.
type CustomerDraft struct {
	FirstName      string `json:"first_name"`
	LastName       string `json:"last_name"`
	Company        string `json:"company"`
	Email          string `json:"email"`
	BusinessNumber string `json:"business_number"`
	MobileNumber   string `json:"mobile_number"`
	HomeNumber     string `json:"home_number"`
	FaxNumber      string `json:"fax_number"`
	ZipCode        string `json:"zip_code"`
	Street         string `json:"street"`
	City           string `json:"city"`
	Province       string `json:"province"`
	Country        string `json:"country"`
	Remark         string `json:"remark"`
}

// Customer is the company for whom PBXs are made, and whom to speak to there.
type Customer struct {
	ID    string
	Owner Ref // The account that owns the PBXs.
	CustomerDraft
	Deleted   bool
	CreatedAt time.Time
	Version   int64 // Grows with each change; a save names the version it started from.
}

// Revision returns the id, and which version this is.
func (c Customer) Revision() (id string, version int64) { return c.ID, c.Version }

// Fields of a customer, as problems name them.
const (
	FieldFirstName      = account.FieldFirstName
	FieldLastName       = account.FieldLastName
	FieldCompany        = account.FieldCompany
	FieldEmail          = account.FieldEmail
	FieldBusinessNumber = "business_number"
	FieldMobileNumber   = "mobile_number"
	FieldHomeNumber     = "home_number"
	FieldFaxNumber      = "fax_number"
	FieldZipCode        = "zip_code"
	FieldStreet         = "street"
	FieldCity           = "city"
	FieldProvince       = "province"
	FieldCountry        = "country"
)

// Validate returns what is wrong with the customer, in the order of the form.
func (d CustomerDraft) Validate() core.Problems {
	var problems core.Problems
	line := func(field, text string, required bool, max int) {
		account.CheckText(&problems, field, text, required, max, false)
	}
	line(FieldFirstName, d.FirstName, true, maxName)
	line(FieldLastName, d.LastName, false, maxName)
	line(FieldCompany, d.Company, true, maxName)
	line(FieldEmail, d.Email, true, maxText)
	if problems.Of(FieldEmail) == nil {
		account.CheckEmail(&problems, FieldEmail, d.Email)
	}
	line(FieldBusinessNumber, d.BusinessNumber, false, maxLine)
	line(FieldMobileNumber, d.MobileNumber, false, maxLine)
	line(FieldHomeNumber, d.HomeNumber, false, maxLine)
	line(FieldFaxNumber, d.FaxNumber, false, maxLine)
	line(FieldZipCode, d.ZipCode, false, maxLine)
	line(FieldStreet, d.Street, false, maxName)
	line(FieldCity, d.City, false, maxName)
	line(FieldProvince, d.Province, false, maxName)
	line(FieldCountry, d.Country, false, maxName)
	account.CheckText(&problems, FieldRemark, d.Remark, false, maxText, true)
	return problems
}

// ValidateChange is Validate of a customer that is there already, empty for none: a text that stays
// as it is stays possible, whatever was possible when it was written.
func (d CustomerDraft) ValidateChange(before CustomerDraft) core.Problems {
	problems := d.Validate()
	if len(problems) == 0 {
		return nil
	}
	now, err := core.FieldsOf(d)
	was, errBefore := core.FieldsOf(before)
	if err != nil || errBefore != nil {
		return problems
	}
	return problems.Except(func(field string) bool {
		return string(now[field]) != `""` && bytes.Equal(now[field], was[field])
	})
}

// Trim returns the draft without spaces around its texts.
func (d CustomerDraft) Trim() CustomerDraft {
	for _, text := range []*string{
		&d.FirstName, &d.LastName, &d.Company, &d.Email, &d.BusinessNumber, &d.MobileNumber,
		&d.HomeNumber, &d.FaxNumber, &d.ZipCode,
		&d.Street, &d.City, &d.Province, &d.Country, &d.Remark,
	} {
		*text = strings.TrimSpace(*text)
	}
	return d
}

// Name is the first and the last name.
func (d CustomerDraft) Name() string { return strings.TrimSpace(d.FirstName + " " + d.LastName) }

// Title is what a customer is called in a sentence: "Praxis am Hafen (Ada Weber)".
func (d CustomerDraft) Title() string { return d.Company + " (" + d.Name() + ")" }

// customerFields is the stored form of a customer.
type customerFields struct {
	Owner Ref `json:"owner"`
	CustomerDraft
	Deleted bool `json:"deleted"`
}

// Fields returns what the customer looks like now, for the log and for undo.
func (c Customer) Fields() (core.Fields, error) {
	return core.FieldsOf(customerFields{c.Owner, c.CustomerDraft, c.Deleted})
}

// FieldsIn returns those of Fields that have some names.
func (c Customer) FieldsIn(names []string) (core.Fields, error) {
	return core.SomeFieldsOf(customerFields{c.Owner, c.CustomerDraft, c.Deleted}, names)
}

// With returns the customer with the named fields as they stand in f.
func (c Customer) With(f core.Fields, names []string) (Customer, error) {
	now, err := c.Fields()
	if err != nil {
		return c, err
	}
	for _, name := range names {
		now[name] = f[name]
	}
	var s customerFields
	if err := now.Into(&s); err != nil {
		return c, err
	}
	c.Owner, c.CustomerDraft, c.Deleted = s.Owner, s.CustomerDraft, s.Deleted
	return c, nil
}
