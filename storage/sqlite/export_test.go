package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core/store"
)

// SchemaVersion is that of the files that this program writes.
const SchemaVersion = schemaVersion

// Raw is the only connection that can write, for tests.
func (w *Workspace) Raw() *sql.DB {
	writer, err := w.gate.pass(context.Background(), w, nil)
	if err != nil {
		panic(err)
	}
	return writer
}

// Reader are the connections that read, for tests.
func (w *Workspace) Reader() *sql.DB { return w.reader }

// Sorted is the list of a part as it is hashed, for tests.
func Sorted(list any) any { return sorted(list) }

// Exec runs a statement as a part of a transaction, for tests.
func Exec(tx store.Tx, statement string) error { return tx.(storeTx).exec(statement) }

// Rebuilt are the tables that nothing proves.
func Rebuilt() []string { return rebuilt }

// Ending are the statements that find packages by their end, each with one argument.
func Ending() []string {
	listed := newListing(store.ResellerQuery{Chip: store.ChipEnding})
	return []string{
		"SELECT id FROM account WHERE " + ended, "SELECT id FROM " + packagesEnding,
		"SELECT a.id FROM " + listed.from + listed.conditions(),
	}
}

// ChangesLogged is the statement that finds what was logged of some things, with one argument.
const ChangesLogged = changesLogged

// OpenElsewhere opens a workspace as on a file system that is neither known to be local nor a
// network's.
func OpenElsewhere(ctx context.Context, dir string) (*Workspace, error) {
	return open(ctx, dir, unknown)
}

// OpenOnNetwork opens a workspace as on a network drive.
func OpenOnNetwork(ctx context.Context, dir string) (*Workspace, error) {
	return open(ctx, dir, network)
}

// Replaces writes the note that a workspace in a folder is being put in place.
func Replaces(data, folder string) error {
	return replaceFile(filepath.Join(data, FileName+replacingSuffix), []byte(folder))
}

// Path is where the workspace file is.
func (w *Workspace) Path() string { return w.path }

// Closing ends when the workspace is being closed.
func (w *Workspace) Closing() <-chan struct{} { return w.gate.closing.Done() }

// How texts of the log are stored.
var (
	Shorten = shorten
	Expand  = expand
)

// ShortParts are the parts of a text that are stored as a letter, by the letter.
func ShortParts() map[string]string {
	list := map[string]string{}
	for _, p := range parts {
		list[p.letter] = p.text
	}
	return list
}

// How features are stored.
var (
	ShortFeatures = shortFeatures
	AddFeatures   = addFeatures
)

// recorder notes the statements that are asked, with their arguments in them.
type recorder struct {
	querier
	statements []string
}

func (r *recorder) note(query string, args []any) {
	for _, arg := range args {
		query = strings.Replace(query, "?", literal(arg), 1)
	}
	for i, arg := range args {
		query = strings.ReplaceAll(query, "$"+strconv.Itoa(i+1), literal(arg))
	}
	r.statements = append(r.statements, query)
}

// literal is a value in a statement.
func literal(value any) string {
	if text, is := value.(string); is {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return fmt.Sprint(value)
}

func (r *recorder) QueryContext(
	ctx context.Context, query string, args ...any,
) (*sql.Rows, error) {
	r.note(query, args)
	return r.querier.QueryContext(ctx, query, args...)
}

func (r *recorder) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	r.note(query, args)
	return r.querier.QueryRowContext(ctx, query, args...)
}

// Counting are the statements by which everything is counted that a person sees at once, by what it
// is.
func (w *Workspace) Counting(ctx context.Context, now time.Time) (map[string][]string, error) {
	statements := map[string][]string{}
	for name, ask := range map[string]func(q queries) error{
		"quick filters of resellers": func(q queries) error {
			_, err := q.ResellerChips(ctx, store.ResellerQuery{Now: now})
			return err
		},
		"quick filters of PBXs": func(q queries) error {
			_, err := q.PBXChips(ctx, store.PBXQuery{Now: now})
			return err
		},
		"resellers": func(q queries) error {
			_, err := q.ResellerList().Count(ctx, store.ResellerQuery{Now: now})
			return err
		},
		"PBXs": func(q queries) error {
			_, err := q.PBXList().Count(ctx, store.PBXQuery{Now: now})
			return err
		},
		"capacity": func(q queries) error { _, err := q.Usage(ctx); return err },
		"due":      func(q queries) error { _, err := q.Due(ctx, now); return err },
	} {
		r := &recorder{querier: w.reader}
		if err := ask(queries{db: r}); err != nil {
			return nil, err
		}
		statements[name] = r.statements
	}
	return statements, nil
}
