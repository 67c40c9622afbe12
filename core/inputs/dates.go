package inputs

import "slices"

// Date is what somebody types for a day, and which day it means as 2006-01-02. Without one it stays
// with the sentence of Key.
type Date struct {
	Text, Day, Key string
	// In a file, of which nobody knows who wrote it: the other day that Text can mean, or the only
	// one where it means none elsewhere.
	Other, InFile string
}

const (
	notDate   = "field.date"
	noSuchDay = "field.no_such_day"
	noYear    = "field.year"
)

// Dates are texts and what each means in a language; only English and German are known.
func Dates(language string) []Date {
	own := []Date{
		{Text: "12/31/2027", Day: "2027-12-31"},
		{Text: "03/04/2027", Day: "2027-03-04", Other: "2027-04-03"},
		{Text: "3/4/27", Day: "2027-03-04", Other: "2027-04-03"},
		{Text: "Dec 31, 2027", Day: "2027-12-31"},
		{Text: "December 31 2027", Day: "2027-12-31"},
		{Text: "31 Dezember 2027", Key: notDate},
		{Text: "2/31/2027", Key: noSuchDay},
	}
	if language == "de" {
		own = []Date{
			{Text: "03/04/2027", Day: "2027-04-03", Other: "2027-03-04"},
			{Text: "31. Dezember 2027", Day: "2027-12-31"},
			{Text: "31. Dez. 2027", Day: "2027-12-31"},
			{Text: "1. märz 2028", Day: "2028-03-01"},
			{Text: "1 Mai 2028", Day: "2028-05-01"},
		}
	}
	return append(slices.Clone(anyDates), own...)
}

var anyDates = []Date{
	{Text: "2027-12-31", Day: "2027-12-31"},
	{Text: "2027/12/31", Day: "2027-12-31"},
	{Text: "31.12.2027", Day: "2027-12-31"},
	{Text: " 31.12.27 ", Day: "2027-12-31"},
	{Text: "1.2.2028", Day: "2028-02-01"},
	{Text: "31. 12. 2027", Day: "2027-12-31"},
	{Text: "31/12/2027", Day: "2027-12-31"},
	{Text: "3/28/2027", Day: "2027-03-28"},
	{Text: "31 Dec 2027", Day: "2027-12-31"},
	{Text: "31 december 2027", Day: "2027-12-31"},
	{Text: "1-Sept-2028", Day: "2028-09-01"},
	{Text: "２０２７-12-31", Day: "2027-12-31"},
	{Text: "29.2.2028", Day: "2028-02-29"},
	{Text: "29.2.2027", Key: noSuchDay},
	{Text: "31 Apr 2028", Key: noSuchDay},
	{Text: "2028-02-30", Key: noSuchDay},
	{Text: "31/2/27", Key: noSuchDay},
	{Text: "2/30/2028", Key: noSuchDay},
	{Text: "31.12.2999", Day: "2999-12-31"},
	{Text: "1970-01-01", Key: noYear},
	{Text: "1/1/1970", Key: noYear},
	{Text: "1 Jan 1970", Key: noYear},
	{Text: "0001-01-01", Key: noYear},
	{Text: "30.12.1899", Key: noYear},
	{Text: "31.12.1999", Key: noYear},
	{Text: "1.1.3000", Key: noYear},
	{Text: "9999-12-31", Key: noYear},
	{Text: "0000-00-00", Key: notDate},
	{Text: "31.2.1970", Key: notDate},
	{Text: "32.1.2028", Key: notDate},
	{Text: "12.31.2027", Key: notDate},
	{Text: "13/13/2027", Key: notDate},
	{Text: "1.1.", Key: notDate},
	{Text: "31.12", Key: notDate},
	{Text: "31122027", Key: notDate},
	{Text: "2027", Key: notDate},
	{Text: "1.1.202", Key: notDate},
	{Text: "1.1.20277", Key: notDate},
	{Text: "1.1/2027", Key: notDate},
	{Text: "1 J 2027", Key: notDate},
	{Text: "0.0.2027", Key: notDate},
	{Text: "tomorrow", Key: notDate},
	{Text: "1.1.2027 12:00", Key: notDate, InFile: "2027-01-01"},
	{Text: "2027-03-28 00:00:00", Key: notDate, InFile: "2027-03-28"},
	{Text: "2027-03-28T00:00", Key: notDate, InFile: "2027-03-28"},
	{Text: "2027-03-28 25 o'clock", Key: notDate},
}
