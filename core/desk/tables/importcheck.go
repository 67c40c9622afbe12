package tables

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// titled is which field each column of a file holds, nil where it is none that is read.
type titled struct {
	columns  []*fileColumn
	unknown  []string // Titles that mean nothing here.
	language string   // Of most of the titles, "" when they do not show it.
}

// readColumns finds out what the columns of a file hold. It refuses a file without a column that is
// required, and one that names a column twice.
func readColumns(header []string, words []*i18n.Printer) (t titled, err error) {
	known := fileColumns(capacity.Resources())
	byTitle := map[string]*fileColumn{}
	for i := range known {
		c := &known[i]
		byTitle[account.SearchKey(c.key)] = c
		for _, w := range words {
			byTitle[account.SearchKey(c.title(w))] = c
		}
	}
	t.columns = make([]*fileColumn, len(header))
	found := map[string]string{}
	for i, title := range header {
		c := byTitle[account.SearchKey(title)]
		if c == nil {
			if strings.TrimSpace(title) != "" {
				t.unknown = append(t.unknown, title)
			}
			continue
		}
		if other, twice := found[c.key]; twice {
			return t, &core.Error{
				Code: core.Invalid, Key: "import.column_twice",
				Args: core.Args{"Column": title, "Other": other},
			}
		}
		found[c.key] = title
		t.columns[i] = c
	}
	t.language = languageOf(header, t.columns, words)
	var missing []core.Key
	for _, c := range known {
		if _, has := found[c.key]; c.required && !has {
			missing = append(missing, core.Key("field."+c.key))
		}
	}
	if len(missing) > 0 {
		return t, &core.Error{
			Code: core.Invalid, Key: "import.columns_missing", Args: core.Args{"Columns": missing},
		}
	}
	return t, nil
}

// languageOf returns the language that more of the titles are in than in any other, "" for none.
func languageOf(header []string, columns []*fileColumn, words []*i18n.Printer) (language string) {
	most := 0
	for _, w := range words {
		count := 0
		for i, c := range columns {
			if c != nil && account.SearchKey(c.title(w)) == account.SearchKey(header[i]) {
				count++
			}
		}
		switch {
		case count > most:
			most, language = count, w.Language()
		case count == most:
			language = ""
		}
	}
	return language
}

// checker checks rows one after the other, as if those before them were imported already. It is
// used once.
type checker struct {
	desk   *Desk
	limits account.Limits // The pool shrinks with each row that fits.
	emails map[string]int // The line on which an email stood first, by its key.
}

func (d *Desk) newChecker(
	ctx context.Context, r store.Reader, s *action.Session,
) (*checker, error) {
	limits, _, err := accounts.Limits(ctx, d.k, r, s, account.Account{})
	if err != nil {
		return nil, err
	}
	limits.Pool.Free = limits.Pool.Free.Clone()
	return &checker{desk: d, limits: limits, emails: map[string]int{}}, nil
}

// check adds to some rows what is wrong with them. Emails are looked up for all at once.
func (c *checker) check(ctx context.Context, r store.Reader, rows []ImportRow) error {
	keys := make([]string, 0, len(rows))
	for i := range rows {
		if row := &rows[i]; row.draft != nil {
			c.checkRow(row)
			keys = append(keys, account.EmailKey(row.draft.Profile.Email))
		}
	}
	owners, err := r.EmailOwners(ctx, keys)
	if err != nil || len(owners) == 0 {
		return err
	}
	for i := range rows {
		owner, used := owners[account.EmailKey(rows[i].Email)]
		if used && rows[i].Problems.Of(account.FieldEmail) == nil {
			rows[i].Problems = append(rows[i].Problems, accounts.EmailInUse(owner))
		}
	}
	return nil
}

func (c *checker) checkRow(row *ImportRow) {
	unreadable := row.Problems
	for _, problem := range row.draft.Validate(c.limits) {
		// A cell that cannot be read is not missing as well.
		if unreadable.Of(problem.Field) == nil {
			row.Problems = append(row.Problems, problem)
		}
	}
	if row.Problems.Of(account.FieldEmail) == nil {
		key := account.EmailKey(row.draft.Profile.Email)
		if first, twice := c.emails[key]; twice {
			row.Problems.Add(account.FieldEmail, "import.email_twice", core.Args{"Line": first})
		} else {
			c.emails[key] = row.Line
		}
	}
	c.take(row)
}

// take takes the package of a row out of the pool, also when something else is wrong with it: it
// will need it once that is fixed. A row that does not fit takes nothing.
func (c *checker) take(row *ImportRow) {
	amounts := row.draft.Package.Amounts
	for r := range amounts {
		if row.Problems.Of(string(r)) != nil {
			return
		}
	}
	for r, n := range amounts {
		if n > 0 {
			c.limits.Pool.Free[r] -= n
		}
	}
}

// importReader reads the rows of a file, however often.
type importReader struct {
	rowReader
	file     *sheet.Reader
	columns  []*fileColumn
	language string         // Of a row that names none.
	usual    account.Preset // Of a row that names no permissions.
}

func (d *Desk) newImportReader(
	ctx context.Context, file *sheet.Reader, language string,
) (*importReader, []string, error) {
	presets, err := accounts.PresetsByName(ctx, d.k)
	if err != nil {
		return nil, nil, err
	}
	var words []*i18n.Printer
	for _, l := range i18n.Languages {
		words = append(words, d.k.Printer(l))
	}
	t, err := readColumns(file.Header, words)
	own := t.language
	if own == "" {
		own = language
	}
	return &importReader{
		rowReader: rowReader{
			words: words, own: d.k.Printer(own), answers: answersIn(words),
			languages: languagesIn(words),
			sets:      map[string]permission.Set{}, presets: presets, book: file.Workbook,
		},
		file: file, columns: t.columns, language: language, usual: presets[permission.ReadySells],
	}, t.unknown, err
}

// count returns how many rows the file has, at least one.
func (r *importReader) count(ctx context.Context) (n int, err error) {
	for _, problem := range r.lines() {
		if ofFile(problem) {
			return 0, problem
		}
		if n++; n%action.BatchSize == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	if n == 0 {
		return 0, &core.Error{Code: core.Invalid, Key: "import.no_rows"}
	}
	return n, nil
}

// rows yields the rows of the file, some at a time, until ctx ends. What it yields is written over
// by the next. An error is about the whole file.
func (r *importReader) rows(ctx context.Context) iter.Seq2[[]ImportRow, error] {
	return func(yield func([]ImportRow, error) bool) {
		part, drafts := make(
			[]ImportRow, 0, action.BatchSize,
		), make([]account.Draft, action.BatchSize)
		for line, problem := range r.lines() {
			if ofFile(problem) {
				yield(nil, problem)
				return
			}
			part = append(part, r.read(line, problem, &drafts[len(part)]))
			if len(part) < action.BatchSize {
				continue
			}
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(part, nil) {
				return
			}
			part = part[:0]
		}
		if len(part) > 0 {
			yield(part, nil)
		}
	}
}

// lines yields what sheet.Reader.Rows yields, without empty rows.
func (r *importReader) lines() iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for line, problem := range r.file.Rows() {
			if (problem != nil || !line.Empty()) && !yield(line, problem) {
				return
			}
		}
	}
}

// ofFile tells whether a problem that was met at a row is about the whole file.
func ofFile(problem error) bool {
	var e *core.Error
	return errors.As(problem, &e) && e.Key == "sheet.too_many_rows"
}

// read turns a row of the file into the draft. What cannot be read is a problem of the row.
func (r *importReader) read(line sheet.Row, problem error, draft *account.Draft) ImportRow {
	row := ImportRow{Line: line.Line}
	var e *core.Error
	if errors.As(problem, &e) {
		row.Problems = core.Problems{e}
		return row
	}
	r.problems = r.problems[:0]
	r.draft = account.Draft{
		Profile: account.Profile{Language: r.language},
		Package: capacity.Package{
			Amounts: make(capacity.Amounts, len(capacity.Always())), MinExtensions: 1,
		},
		Permissions: r.usual.Permissions, Preset: r.usual.Name,
	}
	for i, c := range r.columns {
		if c == nil || c.read == nil {
			continue
		}
		switch text := strings.TrimSpace(line.Cells[i]); {
		case text == "":
		case sheet.IsSpoiled(text):
			r.problems.Add(c.key, "import.spoiled", core.Args{"Cell": text})
		default:
			c.read(&r.rowReader, text)
		}
	}
	*draft = r.draft
	draft.Profile = draft.Profile.Trim()
	row.draft, row.Company, row.Email = draft, draft.Profile.Company, draft.Profile.Email
	if len(r.problems) > 0 {
		row.Problems = slices.Clone(r.problems)
	}
	return row
}
