package tables

import (
	"context"
	"slices"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// Example is a table with the columns that an import of a kind reads and one record, in a language.
func Example(
	ctx context.Context, k *action.Kernel, kind columns.Kind, lang string,
) (sheet.Table, error) {
	words := k.Printer(lang)
	if kind != columns.KindResellers && kind != "" {
		return exampleOf(kind, words), nil
	}
	free, err := k.Store.Free(ctx)
	if err != nil {
		return sheet.Table{}, err
	}
	written := slices.DeleteFunc(
		columns.Resellers(
			OfferedOf(free),
		),
		func(c columns.Column) bool { return c.Read == nil },
	)
	e := columns.Exported{Words: words, Now: k.Now(), Account: account.Account{
		Profile: account.Profile{
			Company: "Kranich Telefonie GmbH", FirstName: "Nina", LastName: "Albrecht",
			Email: "nina@kranichtel.example",
			Phone: "+49 431 555 0142", Language: words.Language(), Tags: "north, pilot",
			ExternalNumber: "K-1042", ValidUntil: k.Today() + 365,
		},
		Package: capacity.Package{MinExtensions: 5, Amounts: capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		}},
		Permissions: permission.Default(),
	}}
	return OfResellers(written, All(e), words), nil
}

// exampleCells are the cells of an example of PBXs or customers, by field.
var exampleCells = map[string]sheet.Value{
	pbx.FieldName: sheet.Text("hafen"), pbx.FieldSubDomain: sheet.Text("hafen"),
	string(capacity.Extensions): sheet.Number(
		20,
	), string(capacity.ConcurrentCalls): sheet.Number(4),
	string(capacity.RecordingMinutes): sheet.Number(0),
	pbx.FieldCompany: sheet.Text(
		"Praxis am Hafen",
	), pbx.FieldFirstName: sheet.Text("Ada"),
	pbx.FieldLastName: sheet.Text("Weber"), pbx.FieldEmail: sheet.Text("ada@praxis.example"),
	pbx.FieldStreet: sheet.Text("Kaistraße 3"), pbx.FieldZipCode: sheet.Text("24103"),
	pbx.FieldCity: sheet.Text("Kiel"),
}

// exampleOf is a table of one PBX or customer. Columns that stand for others are left out.
func exampleOf(kind columns.Kind, words *i18n.Printer) sheet.Table {
	var header []string
	var cells []sheet.Value
	for _, c := range columns.Of(kind) {
		if c.Read != nil && columns.Parts(c.Key) == nil {
			header, cells = append(header, c.Title(words)), append(cells, exampleCells[c.Key])
		}
	}
	name := words.T("export.sheet_" + string(kind))
	return OfRows(name, header, [][]sheet.Value{cells})
}
