// Package columns is what the columns of a table of resellers, PBXs or customers mean: which field
// each is, by whatever name, and how its cells are written and read.
package columns

import (
	"strings"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/sheet"
)

// Kind is what the rows of a table are.
type Kind string

// The kinds.
const (
	KindResellers Kind = "reseller"
	KindPBXs      Kind = "pbx"
	KindCustomers Kind = "customer"
)

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{KindResellers, KindPBXs, KindCustomers} }

// Verb is what importing such a file is called in the log.
func (k Kind) Verb() capacity.Verb {
	switch k {
	case KindPBXs:
		return capacity.PBXImported
	case KindCustomers:
		return capacity.CustomerImported
	}
	return capacity.ResellerImported
}

// UpdateBy are the fields by which a row of such a file can be about a record that is there.
func (k Kind) UpdateBy() []string {
	switch k {
	case KindPBXs:
		return []string{pbx.FieldSubDomain}
	case KindCustomers:
		return []string{pbx.FieldEmail}
	}
	return []string{account.FieldEmail, account.FieldExternalNumber}
}

// Column is a column of a table.
type Column struct {
	Key   string
	Title func(words *i18n.Printer) string
	Write func(e Exported) sheet.Value // Of resellers.
	// Read takes a cell over into the record of the row; nil for what is only written, such as the
	// state. It gets no empty cells.
	Read     func(r *Reader, text string)
	Required bool // Of a new record.
	// means is the number or the day that a cell is read as; nil of columns of other values.
	means func(r *Reader, text string) any
}

// Of are the columns that can be in a table of a kind.
func Of(kind Kind) []Column {
	switch kind {
	case KindPBXs:
		return pbxColumns()
	case KindCustomers:
		return customerColumns()
	}
	return append(
		Resellers(capacity.Resources()),
		fullNameColumn(func(r *Reader, first, last string) {
			r.Account.Profile.FirstName, r.Account.Profile.LastName = first, last
		}),
	)
}

// namesOf are the other names of the columns of a kind, by key.
func namesOf(kind Kind) map[string]otherNames {
	switch kind {
	case KindPBXs:
		return pbxNames
	case KindCustomers:
		return customerNames
	}
	return resellerNames
}

// fieldTitle is the title of a field in the form.
func fieldTitle(key string) func(*i18n.Printer) string {
	return func(words *i18n.Printer) string { return words.T("field." + key) }
}

// ownerColumn says whose a PBX or a customer is.
func ownerColumn() Column {
	return Column{
		Key: pbx.FieldOwner, Title: fieldTitle(pbx.FieldOwner),
		Read: func(r *Reader, text string) { r.Said.Owner = text },
	}
}

// exportedColumn is one that an export writes and no import reads.
func exportedColumn(title string) Column {
	return Column{Key: title, Title: func(words *i18n.Printer) string { return words.T(title) }}
}

// fullNameColumn is one in which the first and the last name stand together.
func fullNameColumn(set func(r *Reader, first, last string)) Column {
	return Column{
		Key: fieldFullName, Title: fieldTitle(fieldFullName),
		Read: func(r *Reader, text string) {
			first, last := splitName(text)
			set(r, first, last)
		},
	}
}

// splitName splits a name at its comma, before which the last name stands, or else at the last
// blank.
func splitName(name string) (first, last string) {
	if last, first, has := strings.Cut(name, ","); has {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return name, ""
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// longestWord is how many bytes a cell has at most that can be one of a few known words.
const longestWord = 100

// wordKey is the key of a cell that should hold a known word, "" for what is too long for one: to
// fold long texts takes its time.
func wordKey(text string) string {
	if len(text) > longestWord {
		return ""
	}
	return account.SearchKey(text)
}

// languagesIn are the codes of languages by what people call them, each in itself, and by their
// codes.
func languagesIn(all []*i18n.Printer) map[string]string {
	languages := map[string]string{}
	for _, words := range all {
		code := words.Language()
		languages[code] = code
		languages[account.SearchKey(words.T("language."+code))] = code
	}
	return languages
}

// answersIn are the words for yes and no in the languages, and what spreadsheet programs make of a
// tick.
func answersIn(all []*i18n.Printer) map[string]bool {
	answers := map[string]bool{
		"1": true, "true": true, "x": true, "0": false, "false": false,
		// What the vendor's documented interface reads and writes.
		"enabled": true, "subscribed": true, "disabled": false, "unsubscribed": false,
	}
	for _, words := range all {
		answers[account.SearchKey(words.T("yes"))] = true
		answers[account.SearchKey(words.T("no"))] = false
	}
	return answers
}
