package tables

import (
	"context"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/usage"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ExportUsage returns what stood over a time in a language: a row for each line, with its mean over
// the period. What counts for several lines of the same is in the first of them, so that columns
// can be added up. All of it is read before it is written, since nobody knows before how many lines
// there are. The export is logged.
func (d *Desk) ExportUsage(ctx context.Context, q usage.Query, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleSubscription, Operation: "usage.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		report, err := usage.New(d.k).Usage(ctx, q)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		var rows [][]sheet.Value
		for page, err := range report.Pages {
			if err == nil && !page.Agrees {
				err = &core.Error{Code: core.Conflict, Key: "usage.changed_meanwhile"}
			}
			if err != nil {
				return Export{}, err
			}
			for _, row := range page.Rows {
				rows = append(rows, usageCells(words, report, row)...)
			}
		}
		table := OfRows(words.T("menu.usage"), usageHeader(words, q), rows)
		return Export{Table: table, Count: len(rows)}, nil
	}, permission.UsageExport)
}

func usageHeader(words *i18n.Printer, q usage.Query) []string {
	keys := []string{"field.owner"}
	if q.By != store.UsageByReseller {
		keys = append(keys, "usage.pbx", "field.customers")
	}
	keys = append(
		keys, "statement.resource", "statement.from", "statement.to", "usage.days",
		"usage.quantity", "usage.mean", "usage.unit_days",
	)
	if q.By == store.UsageByReseller {
		keys = append(keys, "usage.mean_in_pbxs", "usage.unit_days_in_pbxs")
	}
	return headerOf(words, append(keys, "usage.period_days", "usage.consumed")...)
}

// usageCells are the rows of what was had of one resource.
func usageCells(words *i18n.Printer, report usage.Report, r usage.Row) [][]sheet.Value {
	var rows [][]sheet.Value
	days := report.Period.Days()
	for i, line := range r.Lines(report.Period) {
		once := func(v sheet.Value) sheet.Value {
			if i > 0 {
				return sheet.Value{}
			}
			return v
		}
		cells := []sheet.Value{sheet.Text(usage.OwnerName(words, r))}
		if report.Query.By != store.UsageByReseller {
			cells = append(
				cells, sheet.Text(r.PBX.Name), sheet.Text(strings.Join(r.PBX.Customers, ", ")),
			)
		}
		cells = append(
			cells, sheet.Text(words.T("field."+string(r.Resource))), sheet.Day(line.From),
			sheet.Day(line.To), sheet.Number(line.Days()), sheet.Number(line.Amount),
			once(sheet.Tenths(usage.Mean(r.Stock.UnitDays, days))),
			sheet.Number(line.Days()*line.Amount),
		)
		if report.Query.By == store.UsageByReseller {
			cells = append(
				cells, once(sheet.Tenths(usage.Mean(r.InPBXs, days))),
				once(sheet.Number(r.InPBXs)),
			)
		}
		rows = append(rows, append(
			cells, sheet.Number(days), once(sheet.Number(r.Consumed)),
		))
	}
	return rows
}
