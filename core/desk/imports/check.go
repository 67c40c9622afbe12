package imports

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"resellerdesk/core/desk/columns"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/accounts"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/i18n"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/sheet"
	"resellerdesk/core/store"
)

// item is what a row of a file is about: a record as it is, without an id for a new one, and as the
// row wants it. A kind of file fills one change of it.
type item struct {
	cells    []string
	account  action.AccountChange
	pbx      action.PBXChange
	customer action.CustomerChange
	owner    *ownerOf         // Of a PBX or a customer.
	theirs   pbx.Ref          // Another owner of a PBX that the file names, when it is compared.
	moved    capacity.Amounts // What it takes from the pool, or gives back.
}

// subject is what the rows of a file are about, and how they are found, checked and written. It is
// used for one pass over the file.
type subject interface {
	// find looks up the records that the rows are about already. What makes that impossible is a
	// problem of the row.
	find(ctx context.Context, r store.Reader, rows []Row) error
	// begin sets the record of the reader to what the row starts from.
	begin(r *columns.Reader, i *item)
	// end takes the record of the reader over, and names the row.
	end(r *columns.Reader, row *Row)
	// check adds what is wrong with rows, as if those before them were written already.
	check(ctx context.Context, r store.Reader, rows []Row) error
	// change is the change of the row in words of the log.
	change(i *item) recordChange
	// given is what the row moves in the ledger, once its record has an id.
	given(i *item, id string) action.Given
	// write adds the change of the row to an effect.
	write(
		ctx context.Context, tx store.Tx, op capacity.Operation, i *item, id string,
		e *action.Effect,
	) error
}

// recordChange is the change of any record.
type recordChange interface {
	IsNew() bool
	Revision() (id string, version int64)
	Difference() (before, after string, err error)
	DifferenceIn(names []string) (before, after core.Fields, err error)
}

// importReader reads the rows of a file, however often.
type importReader struct {
	columns.Reader
	how      columns.Options
	file     *sheet.Reader
	mapping  columns.Mapping
	language string // Of a row that names none.
	presets  map[string]account.Preset
	usual    account.Preset // Of a row that names no permissions.
	packages *account.Preset
	compares bool          // Rows are only compared with what they are about.
	taken    map[int]Taken // The only lines that are imported, nil for all.
}

// newImportReader finds out what a file holds. It returns the reader as well when the columns are
// the reason why it cannot be imported.
func (d *Desk) newImportReader(
	ctx context.Context, file *sheet.Reader, how columns.Options, language string,
) (*importReader, error) {
	in := &importReader{how: how, file: file, language: language}
	if err := d.choosePresets(ctx, in); err != nil {
		return nil, err
	}
	words, kind := d.allWords(), kindOf(how.Kind)
	m, err := columns.NewCatalogue(kind.Kind, words).Map(file.Header, how.Columns)
	file.ReadAsTexts(m.Texts())
	in.mapping, in.Reader = m, columns.NewReader(file, m, how, language, words, in.presets)
	if err == nil {
		err = m.Missing(in.required(kind))
	}
	return in, err
}

// allWords are the words of every language.
func (d *Desk) allWords() (words []*i18n.Printer) {
	for _, l := range i18n.Languages {
		words = append(words, d.k.Printer(l))
	}
	return words
}

// choosePresets finds the presets that new resellers get.
func (d *Desk) choosePresets(ctx context.Context, in *importReader) error {
	presets, err := accounts.PresetsByName(ctx, d.k, account.PermissionPreset)
	if err != nil {
		return err
	}
	in.presets, in.usual = presets, presets[permission.ReadySells]
	if name := in.how.Preset; name != "" {
		usual, known := presets[account.SearchKey(strings.TrimSpace(name))]
		if !known {
			return errNoPreset(name)
		}
		in.usual = usual
	}
	if name := in.how.PackagePreset; name != "" {
		packages, err := accounts.PresetsByName(ctx, d.k, account.PackagePreset)
		if err != nil {
			return err
		}
		chosen, known := packages[account.SearchKey(strings.TrimSpace(name))]
		if !known {
			return errNoPreset(name)
		}
		in.packages = &chosen
	}
	return nil
}

func errNoPreset(name string) error {
	return &core.Error{Code: core.Invalid, Key: "import.no_preset", Args: core.Args{"Name": name}}
}

// required are the fields that the file must have: to update, only the one by which records are
// found.
func (in *importReader) required(kind importKind) (fields []string) {
	if in.how.Update != "" {
		return []string{in.how.Update}
	}
	for _, c := range columns.Of(kind.Kind) {
		given := false
		if in.packages != nil {
			given = in.packages.Package.Amounts.Has(capacity.Resource(c.Key))
		}
		if c.Required && !given {
			fields = append(fields, c.Key)
		}
	}
	return fields
}

// cell is the cell of a field in a row, "" where the file has none.
func (in *importReader) cell(i *item, field string) string {
	return in.mapping.Cell(i.cells, field)
}

// count returns how many rows the file has, at least one.
func (in *importReader) count(ctx context.Context) (n int, err error) {
	for _, problem := range in.lines() {
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
func (in *importReader) rows(
	ctx context.Context, r store.Reader, s subject,
) iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		part, items := make([]Row, 0, action.BatchSize), make([]item, action.BatchSize)
		flush := func() bool {
			err := ctx.Err()
			if err == nil {
				err = in.fill(ctx, r, s, part)
			}
			if err != nil {
				yield(nil, err)
				return false
			}
			return yield(part, nil)
		}
		for line, problem := range in.lines() {
			if ofFile(problem) {
				yield(nil, problem)
				return
			}
			part = append(part, in.take(line, problem, &items[len(part)]))
			if len(part) < action.BatchSize {
				continue
			}
			if !flush() {
				return
			}
			part = part[:0]
		}
		if len(part) > 0 {
			flush()
		}
	}
}

// lines yields what sheet.Reader.Rows yields, without empty rows.
func (in *importReader) lines() iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for line, problem := range in.file.Rows() {
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

// take makes a row of a line of the file. What cannot be read is a problem of the row.
func (in *importReader) take(line sheet.Row, problem error, i *item) Row {
	row := Row{Line: line.Line}
	if in.leavesOut(line.Line) {
		row.Does = LeavesOut
		return row
	}
	var e *core.Error
	if errors.As(problem, &e) {
		row.Problems = core.Problems{e}
		return row
	}
	*i = item{cells: append(i.cells[:0], line.Cells...)}
	row.item = i
	return row
}

// fill finds the records of rows, and reads their cells into them.
func (in *importReader) fill(
	ctx context.Context, r store.Reader, s subject, rows []Row,
) error {
	if err := s.find(ctx, r, rows); err != nil {
		return err
	}
	for i := range rows {
		if rows[i].item != nil {
			in.restrict(&rows[i])
			in.read(s, &rows[i])
		}
	}
	return nil
}

// read reads the cells of a row into its record.
func (in *importReader) read(s subject, row *Row) {
	in.Begin()
	s.begin(&in.Reader, row.item)
	in.Read(row.item.cells)
	s.end(&in.Reader, row)
	if len(in.Problems) > 0 {
		row.Problems = append(slices.Clone(in.Problems), row.Problems...)
	}
}
