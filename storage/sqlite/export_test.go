package sqlite

import (
	"context"
	"database/sql"
	"path/filepath"

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
