package desk

import (
	"context"
	"iter"
	"slices"
	"strconv"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
)

// Export is a list as a table, and how many rows it has.
type Export struct {
	sheet.Table
	Count int
}

// exportPage is how many resellers are read at once.
const exportPage = 500

// ExportResellers returns the whole list as it is filtered and sorted, with every column, in a language. What import reads
// of it gives the same resellers again. The rows are read from the workspace while they are written; one that is deleted
// for good meanwhile is left out. The export is logged.
func (d *Desk) ExportResellers(ctx context.Context, q ResellerQuery, lang string) (Export, error) {
	entry := LogEntry{Module: moduleUser, Operation: "reseller.exported"}
	s, err := d.may(permission.UserExport)
	if err == nil {
		_, err = d.may(permission.UserView)
	}
	if err != nil {
		return Export{}, d.refused("", entry, err)
	}
	q.Now = d.Now()
	ids, err := d.Store.ResellerIDs(ctx, q)
	if err != nil {
		return Export{}, err
	}
	free, err := d.Store.Free(ctx)
	if err != nil {
		return Export{}, err
	}
	entry.At, entry.Actor, entry.Result, entry.Detail = d.Now(), s.account.ID, resultOK, strconv.Itoa(len(ids))
	if err := d.Store.Write(func(tx Tx) error { return tx.AddLogEntry(entry) }); err != nil {
		return Export{}, err
	}
	words := d.Printer(lang)
	columns := fileColumns(offeredOf(free))
	return Export{Count: len(ids), Table: sheet.Table{
		Name: words.T("export.sheet"), Header: titles(columns, words), Rows: d.exportRows(ctx, ids, columns, words),
	}}, nil
}

// offeredOf are the resources that a package always has, and those of the subscription.
func offeredOf(free capacity.Amounts) []capacity.Resource {
	return slices.DeleteFunc(capacity.Resources(), func(r capacity.Resource) bool {
		return !slices.Contains(capacity.Always(), r) && !free.Has(r)
	})
}

func titles(columns []fileColumn, words *i18n.Printer) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.title(words)
	}
	return list
}

func (d *Desk) exportRows(ctx context.Context, ids []string, columns []fileColumn, words *i18n.Printer) iter.Seq2[[]sheet.Value, error] {
	return func(yield func([]sheet.Value, error) bool) {
		values := make([]sheet.Value, len(columns))
		for part := range slices.Chunk(ids, exportPage) {
			page, err := d.exportPart(ctx, part, words)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range page {
				for i, c := range columns {
					values[i] = c.write(e)
				}
				if !yield(values, nil) {
					return
				}
			}
		}
	}
}

// exportPart reads some resellers, in the order of their ids.
func (d *Desk) exportPart(ctx context.Context, ids []string, words *i18n.Printer) ([]exported, error) {
	rows, err := d.Store.ResellersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := d.Store.AccountsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(a, b ResellerRow) int { return place[a.ID] - place[b.ID] })
	var page []exported
	for _, row := range rows {
		if a, stays := accounts[row.ID]; stays && a.State != account.Closed {
			page = append(page, exported{row: row, account: a, words: words, now: d.Now()})
		}
	}
	return page, nil
}

// ImportExample returns a table with the columns that an import reads and one reseller, in a language.
func (d *Desk) ImportExample(ctx context.Context, lang string) (sheet.Table, error) {
	if _, err := d.mayImport(); err != nil {
		return sheet.Table{}, err
	}
	free, err := d.Store.Free(ctx)
	if err != nil {
		return sheet.Table{}, err
	}
	words := d.Printer(lang)
	columns := slices.DeleteFunc(fileColumns(offeredOf(free)), func(c fileColumn) bool { return c.read == nil })
	end := d.Now().AddDate(1, 0, 0)
	e := exported{words: words, now: d.Now(), account: account.Account{
		Profile: account.Profile{
			Company: "Kranich Telefonie GmbH", FirstName: "Nina", LastName: "Albrecht", Email: "nina@kranichtel.example",
			Phone: "+49 431 555 0142", Language: words.Language(), Tags: "north, pilot", ExternalNumber: "K-1042", ValidUntil: &end,
		},
		Package: capacity.Package{MinExtensions: 5, Amounts: capacity.Amounts{
			capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		}},
		Permissions: permission.Default(),
	}}
	values := make([]sheet.Value, len(columns))
	for i, c := range columns {
		values[i] = c.write(e)
	}
	return sheet.Table{Name: words.T("export.sheet"), Header: titles(columns, words), Rows: func(yield func([]sheet.Value, error) bool) {
		yield(values, nil)
	}}, nil
}
