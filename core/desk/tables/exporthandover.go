package tables

import (
	"context"

	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ExportHandover returns what is to be done and was done in the vendor's system, in a language: a
// row for each value that has to be entered there. The
// export is logged.
func (d *Desk) ExportHandover(
	ctx context.Context, q handover.Query, lang string,
) (Export, error) {
	entry := store.LogEntry{Module: store.ModulePBX, Operation: "handover.exported"}
	return d.export(ctx, entry, func(s *action.Session) (Export, error) {
		words := d.k.Printer(lang)
		var rows [][]sheet.Value
		for e, err := range handover.Entries(ctx, d.k, s, q) {
			if err != nil {
				return Export{}, err
			}
			rows = append(rows, handoverRows(words, e)...)
		}
		header := headerOf(
			words, "field.owner", "handover.column.entry", "handover.column.field",
			"handover.column.before", "handover.column.now", "handover.column.person",
			"handover.column.at", "handover.column.since", "ctl.id",
		)
		table := OfRows(words.T("menu.handover"), header, rows)
		return Export{Table: table, Count: len(rows)}, nil
	}, permission.HandoverExport, permission.HandoverView)
}

// handoverRows are the rows of an entry, one without values has one.
func handoverRows(words *i18n.Printer, e handover.Entry) [][]sheet.Value {
	values := e.Values(words)
	if len(values) == 0 {
		values = []handover.Value{{}}
	}
	var rows [][]sheet.Value
	for _, v := range values {
		row := []sheet.Value{
			sheet.Text(e.Owner.Name), sheet.Text(handover.Title(words, e)), sheet.Text(v.Field),
			sheet.Text(v.Before), sheet.Text(v.Plain),
			{},
			{},
			{},
			sheet.Text(e.ID),
		}
		if !e.Since.IsZero() {
			row[7] = sheet.Moment(e.Since.Local())
		}
		if e.Done {
			row[5], row[6] = sheet.Text(e.Person), sheet.Moment(e.At.Local())
		}
		rows = append(rows, row)
	}
	return rows
}
