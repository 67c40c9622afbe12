package tables

import (
	"context"
	"iter"

	"resellerdesk/core/desk/handover"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ExportHandover returns what is to be done and was done in the vendor's system, in a language: a
// row for each value that has to be entered there. The rows are read from the workspace while they
// are written. The export is logged.
func (d *Desk) ExportHandover(
	ctx context.Context, q handover.Query, lang string,
) (Export, error) {
	entry := store.LogEntry{Module: store.ModulePBX, Operation: "handover.exported"}
	return d.export(ctx, entry, func(s *action.Session) (Export, error) {
		words := d.k.Printer(lang)
		count := 0
		for e, err := range handover.Undated(ctx, d.k, s, q) {
			if err != nil {
				return Export{}, err
			}
			count += max(e.CountValues(), 1) // One without values has a row too.
		}
		header := headerOf(
			words, "field.owner", "handover.column.entry", "handover.column.field",
			"handover.column.before", "handover.column.now", "handover.column.person",
			"handover.column.at", "handover.column.since", "ctl.id",
		)
		rows := handoverRows(words, handover.Entries(ctx, d.k, s, q))
		table := sheet.Table{Name: words.T("menu.handover"), Header: header, Rows: rows}
		return Export{Table: table, Count: count}, nil
	}, permission.HandoverExport, permission.HandoverView)
}

// handoverValues are the values of an entry, each of which has a row; an entry without any has one.
func handoverValues(words *i18n.Printer, e handover.Entry) []handover.Value {
	values := e.Values(words)
	if len(values) == 0 {
		return []handover.Value{{}}
	}
	return values
}

// handoverRows are the rows of some entries.
func handoverRows(
	words *i18n.Printer, entries iter.Seq2[handover.Entry, error],
) iter.Seq2[[]sheet.Value, error] {
	return func(yield func([]sheet.Value, error) bool) {
		for e, err := range entries {
			if err != nil {
				yield(nil, err)
				return
			}
			owner, title := sheet.Text(e.Owner.Name), sheet.Text(handover.Title(words, e))
			var person, at, since sheet.Value
			if !e.Since.IsZero() {
				since = sheet.Moment(e.Since.Local())
			}
			if e.Done {
				person, at = sheet.Text(e.Person), sheet.Moment(e.At.Local())
			}
			for _, v := range handoverValues(words, e) {
				row := []sheet.Value{
					owner, title, sheet.Text(v.Field), sheet.Text(v.Before), sheet.Text(v.Plain),
					person, at, since, sheet.Text(e.ID),
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}
