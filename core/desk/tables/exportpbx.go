package tables

import (
	"context"
	"strings"
	"time"

	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// ExportPBXs returns the whole list as it is filtered and sorted, in a language. The rows are read
// from the workspace while they are written; a PBX that is deleted meanwhile is left out. Who may
// not see customers does not see who they are. The export is logged.
func (d *Desk) ExportPBXs(ctx context.Context, q store.PBXQuery, lang string) (Export, error) {
	entry := store.LogEntry{Module: store.ModulePBX, Operation: "pbx.exported"}
	return d.export(ctx, entry, func(s *action.Session) (Export, error) {
		if _, err := pbxs.MayList(d.k, q); err != nil {
			return Export{}, err
		}
		q.Now = d.k.Time()
		ids, err := d.k.Store.PBXList().IDs(ctx, q)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "field.owner", "field.name", "field.plan", "field.extensions",
			"field.concurrent_calls", "field.recording", "field.recording_minutes",
			"field.transcription_minutes", "field.transcription_consumed", "field.region",
			"field.sub_domain", "field.domain", "field.custom_domain", "field.type", "field.expiry",
			"field.run_after_expiry", "column.status", "field.activated", "field.made_at",
			"field.high_availability",
			"field.customers", "field.remark", "column.created",
		)
		rows := rowsByID(
			ids, func(part []string) ([]exportedPBX, error) { return d.exportedPBXs(ctx, s, part) },
			func(r exportedPBX) string { return r.ID },
		)
		do := func(r exportedPBX) []sheet.Value {
			return pbxCells(words, r, q.Now)
		}
		table := tableOf(words.T("export.sheet_pbx"), header, rows, do)
		return Export{Table: table, Count: len(ids)}, nil
	}, permission.PBXExport, permission.PBXView)
}

// exportedPBX is a PBX in an export, with what the list does not show.
type exportedPBX struct {
	store.PBXRow
	consumed int64
	remark   string
}

func (d *Desk) exportedPBXs(
	ctx context.Context, s *action.Session, ids []string,
) ([]exportedPBX, error) {
	rows, err := d.k.Store.PBXList().ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	known, err := d.k.Store.PBXsByID(ctx, ids)
	list := make([]exportedPBX, len(rows))
	for i, r := range s.WithoutCustomers(rows) {
		list[i] = exportedPBX{r, known[r.ID].Consumed, known[r.ID].Remark}
	}
	return list, err
}

// pbxCells are the cells of a PBX; what a report does not say stays empty.
func pbxCells(words *i18n.Printer, r exportedPBX, now time.Time) []sheet.Value {
	known := func(v sheet.Value) sheet.Value {
		if r.Reported {
			return sheet.Value{}
		}
		return v
	}
	minutes, recording := sheet.Value{}, sheet.Value{}
	if r.MinutesKnown() {
		minutes, recording = sheet.Number(r.RecordingMinutes), columns.YesOrNo(words, r.Recording)
	}
	expiry := sheet.Day(r.Expiry)
	return []sheet.Value{
		sheet.Text(r.Owner.Name), sheet.Text(r.Name),
		sheet.Text(words.T("pbx.plan." + string(r.Plan))), sheet.Number(r.Extensions),
		sheet.Number(r.ConcurrentCalls), recording, minutes, sheet.Number(r.TranscriptionMinutes),
		known(sheet.Number(r.consumed)),
		sheet.Text(r.Region), sheet.Text(r.SubDomain), sheet.Text(r.Domain),
		columns.YesOrNo(
			words,
			r.CustomDomain,
		), known(sheet.Text(words.T("pbx.type." + string(r.Type)))),
		expiry,
		known(columns.YesOrNo(words, r.RunAfterExpiry)),
		sheet.Text(
			words.T("status." + string(r.Status(now))),
		), known(columns.YesOrNo(words, r.Activated)),
		sheet.Day(r.MadeAt),
		known(
			columns.YesOrNo(words, r.HighAvailability),
		), sheet.Text(strings.Join(r.Customers, ", ")),
		sheet.Text(r.remark), sheet.Moment(r.CreatedAt.Local()),
	}
}

// ExportCustomers returns the whole list as it is filtered and sorted, in a language. The rows are
// read from the workspace while they are written; a customer that is deleted meanwhile is left out.
// The export is logged.
func (d *Desk) ExportCustomers(
	ctx context.Context, q store.CustomerQuery, lang string,
) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleCustomer, Operation: "customer.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		ids, err := d.k.Store.CustomerList().IDs(ctx, q)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		header := headerOf(
			words, "field.owner", "field.company", "field.first_name", "field.last_name",
			"field.email", "field.business_number", "field.mobile_number", "field.home_number",
			"field.fax_number", "field.street", "field.zip_code", "field.city", "field.province",
			"field.country", "field.remark", "column.pbxs", "column.created",
		)
		rows := rowsByID(
			ids,
			func(part []string) (
				[]store.CustomerRow, error,
			) {
				return d.k.Store.CustomerList().ByID(ctx, part)
			},
			func(r store.CustomerRow) string { return r.ID },
		)
		do := func(r store.CustomerRow) []sheet.Value {
			var cells []sheet.Value
			for _, text := range []string{
				r.Owner.Name, r.Company, r.FirstName, r.LastName, r.Email, r.BusinessNumber,
				r.MobileNumber, r.HomeNumber, r.FaxNumber, r.Street,
				r.ZipCode, r.City, r.Province, r.Country, r.Remark,
			} {
				cells = append(cells, sheet.Text(text))
			}
			return append(cells, sheet.Number(int64(r.PBXs)), sheet.Moment(r.CreatedAt.Local()))
		}
		table := tableOf(words.T("export.sheet_customer"), header, rows, do)
		return Export{Table: table, Count: len(ids)}, nil
	}, permission.CustomerExport, permission.CustomerView)
}
