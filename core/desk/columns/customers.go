package columns

import (
	"strings"

	"resellerdesk/core/pbx"
)

// customerColumns are the columns that can be in a file of customers.
func customerColumns() []Column {
	type draft = pbx.CustomerDraft
	return []Column{
		ownerColumn(),
		customerText(pbx.FieldCompany, true, func(d *draft) *string { return &d.Company }),
		customerText(pbx.FieldFirstName, true, func(d *draft) *string { return &d.FirstName }),
		customerText(pbx.FieldLastName, false, func(d *draft) *string { return &d.LastName }),
		customerText(pbx.FieldEmail, true, func(d *draft) *string { return &d.Email }),
		customerText(
			pbx.FieldBusinessNumber,
			false,
			func(d *draft) *string { return &d.BusinessNumber },
		),
		customerText(
			pbx.FieldMobileNumber,
			false,
			func(d *draft) *string { return &d.MobileNumber },
		),
		customerText(pbx.FieldHomeNumber, false, func(d *draft) *string { return &d.HomeNumber }),
		customerText(pbx.FieldFaxNumber, false, func(d *draft) *string { return &d.FaxNumber }),
		customerText(pbx.FieldStreet, false, func(d *draft) *string { return &d.Street }),
		customerText(pbx.FieldZipCode, false, func(d *draft) *string { return &d.ZipCode }),
		customerText(pbx.FieldCity, false, func(d *draft) *string { return &d.City }),
		customerText(pbx.FieldProvince, false, func(d *draft) *string { return &d.Province }),
		customerText(pbx.FieldCountry, false, func(d *draft) *string { return &d.Country }),
		customerText(pbx.FieldRemark, false, func(d *draft) *string { return &d.Remark }),
		exportedColumn("column.pbxs"), exportedColumn("column.created"),
		fullNameColumn(func(r *Reader, first, last string) {
			r.Customer.FirstName, r.Customer.LastName = first, last
		}),
	}
}

func customerText(
	key string, required bool, of func(d *pbx.CustomerDraft) *string,
) Column {
	return Column{
		Key: key, Title: fieldTitle(key), Required: required,
		// Windows writes two characters for a line break inside a text.
		Read: func(r *Reader, text string) {
			*of(&r.Customer.CustomerDraft) = strings.ReplaceAll(text, "\r\n", "\n")
		},
	}
}
