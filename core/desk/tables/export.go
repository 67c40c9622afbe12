package tables

import (
	"cmp"
	"context"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/columns"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pdf"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// Export is a list as a table, how many rows it has, and who made it when.
type Export struct {
	sheet.Table
	Title   string // Of a document, "" for the name of the table.
	Count   int
	Company string
	MadeAt  time.Time
}

// CheckName refuses a file whose ending WriteFile does not know, with Invalid "sheet.ending".
func CheckName(path string) error {
	if isPrinted(path) {
		return nil
	}
	return sheet.CheckName(path)
}

func isPrinted(path string) bool {
	return strings.EqualFold(filepath.Ext(path), pdf.Extension)
}

// MaxPrinted is how many rows a document has at most.
const MaxPrinted = pdf.MaxRows

// WriteFile writes the export to a file of the kind that its ending says: a table as
// sheet.WriteFile does, or for .pdf a document as pdf.Table does. Where replace is set, a
// document has question marks for what cannot be set. The file appears when it is complete.
func (e Export) WriteFile(
	ctx context.Context, path string, words *i18n.Printer, replace bool, progress sheet.Progress,
) error {
	if !isPrinted(path) {
		return sheet.WriteFile(ctx, path, e.Table, words.Language(), progress)
	}
	if e.Count > MaxPrinted { // To read them first would take its time.
		return pdf.TooLong()
	}
	about := words.T("print.about", core.Args{
		"Company": e.Company, "Count": e.Count, "At": words.DateTime(e.MadeAt),
	})
	d := pdf.Document{
		Title: cmp.Or(e.Title, e.Name), About: about, Words: words, Replace: replace,
	}
	return sheet.WriteWhole(path, func(w io.Writer) error {
		return pdf.Table(ctx, w, d, e.Table, progress)
	})
}

// exportPage is how many rows are read at once.
const exportPage = 500

// tableOf is a table with a row for each item; write returns its cells.
func tableOf[T any](
	name string, header []string, items iter.Seq2[T, error], write func(item T) []sheet.Value,
) sheet.Table {
	rows := func(yield func([]sheet.Value, error) bool) {
		for item, err := range items {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(write(item), nil) {
				return
			}
		}
	}
	return sheet.Table{Name: name, Header: header, Rows: rows}
}

// OfRows is a table whose cells are known.
func OfRows(name string, header []string, rows [][]sheet.Value) sheet.Table {
	return tableOf(
		name, header, All(rows...), func(cells []sheet.Value) []sheet.Value { return cells },
	)
}

// All yields the items of a list.
func All[T any](list ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, item := range list {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// pagesOf yields the items of a list whose first page was read; next reads the page after an item.
// What is added before the first page meanwhile is not in it.
func pagesOf[T any](first []T, next func(last T) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page := first; ; {
			for _, item := range page {
				if !yield(item, nil) {
					return
				}
			}
			if len(page) < exportPage {
				return
			}
			var err error
			if page, err = next(page[len(page)-1]); err != nil {
				var none T
				yield(none, err)
				return
			}
		}
	}
}

// export returns what read makes for who holds all of some features, and logs it.
func (d *Desk) export(
	ctx context.Context, entry store.LogEntry, read func(s *action.Session) (Export, error),
	features ...permission.Key,
) (made Export, err error) {
	permit := func() (s *action.Session, err error) {
		for _, f := range features {
			if s, err = d.k.Authorize(f); err != nil {
				return nil, err
			}
		}
		return s, nil
	}
	err = d.k.Perform(permit, &entry, func(s *action.Session) (err error) {
		if made, err = read(s); err != nil {
			return err
		}
		owner, err := d.k.Store.Owner(ctx)
		if err != nil {
			return err
		}
		made.Company, made.MadeAt = owner.Profile.Company, d.k.Now()
		entry.Detail = strconv.Itoa(made.Count)
		return d.k.Store.Write(func(tx store.Tx) error { return d.k.LogDone(tx, s, entry) })
	})
	return made, err
}

// ExportResellers returns the whole list as it is filtered and sorted, with every column, in a
// language. What import reads of it gives the same resellers again. The rows are read from the
// workspace while they are written; one that is deleted for good meanwhile is left out. The export
// is logged.
func (d *Desk) ExportResellers(
	ctx context.Context, q store.ResellerQuery, lang string,
) (Export, error) {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: "reseller.exported"}
	return d.export(ctx, entry, func(_ *action.Session) (Export, error) {
		q.Now = d.k.Time()
		ids, err := d.k.Store.ResellerList().IDs(ctx, q)
		if err != nil {
			return Export{}, err
		}
		free, err := d.k.Store.Free(ctx)
		if err != nil {
			return Export{}, err
		}
		words := d.k.Printer(lang)
		table := OfResellers(
			columns.Resellers(OfferedOf(free)), d.exportedResellers(ctx, ids, words), words,
		)
		return Export{Table: table, Count: len(ids)}, nil
	}, permission.UserExport, permission.UserView)
}

// OfferedOf are the resources that a package always has, and those of the subscription.
func OfferedOf(free capacity.Amounts) []capacity.Resource {
	return slices.DeleteFunc(capacity.Resources(), func(r capacity.Resource) bool {
		return !slices.Contains(capacity.Always(), r) && !free.Has(r)
	})
}

// OfResellers is a table of resellers.
func OfResellers(
	all []columns.Column, resellers iter.Seq2[columns.Exported, error], words *i18n.Printer,
) sheet.Table {
	header := make([]string, len(all))
	for i, c := range all {
		header[i] = c.Title(words)
	}
	values := make([]sheet.Value, len(all))
	return tableOf(
		words.T("export.sheet"),
		header,
		resellers,
		func(e columns.Exported) []sheet.Value {
			for i, c := range all {
				values[i] = c.Write(e)
			}
			return values
		},
	)
}

func (d *Desk) exportedResellers(
	ctx context.Context, ids []string, words *i18n.Printer,
) iter.Seq2[columns.Exported, error] {
	return rowsByID(
		ids,
		func(part []string) ([]columns.Exported, error) { return d.exportPart(ctx, part, words) },
		func(e columns.Exported) string { return e.Row.ID },
	)
}

// exportPart reads some resellers.
func (d *Desk) exportPart(
	ctx context.Context, ids []string, words *i18n.Printer,
) ([]columns.Exported, error) {
	rows, err := d.k.Store.ResellerList().ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	accounts, err := d.k.Store.AccountsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var page []columns.Exported
	for _, row := range rows {
		if a, stays := accounts[row.ID]; stays && a.State != account.Closed {
			page = append(page, columns.Exported{
				Row: row, Account: a, Words: words, Now: d.k.Now(),
			})
		}
	}
	return page, nil
}

// rowsByID yields the rows of a list in the order of its ids, as far as they are still there. read
// returns some of them in any order.
func rowsByID[T any](
	ids []string, read func(part []string) ([]T, error), idOf func(T) string,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for part := range slices.Chunk(ids, exportPage) {
			rows, err := read(part)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			place := make(map[string]int, len(part))
			for i, id := range part {
				place[id] = i
			}
			slices.SortFunc(rows, func(a, b T) int { return place[idOf(a)] - place[idOf(b)] })
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}
