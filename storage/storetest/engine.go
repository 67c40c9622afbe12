// Package storetest has the suite that every engine passes. An engine brings an Engine for it in a
// package of its own, for tests only.
package storetest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/store"
)

// Workspace is a store that tests open and close.
type Workspace interface {
	store.Store
	Close() error
}

// Engine is one kind of store. A place is where one workspace is kept: a folder, or a database. It
// is a text that another process can be given.
//
// The statements of the suite are plain SQL, in which yes is 1 and no is 0, on the tables and
// columns that are proven (docs/proof.md). An engine that stores them otherwise translates them.
type Engine interface {
	// NewPlace returns a place without a workspace. It goes when the test ends.
	NewPlace(t testing.TB) string
	// RemovePlace removes a place, and what is in it, before the test ends.
	RemovePlace(t testing.TB, place string)
	// Open opens the workspace of a place, which it makes when there is none.
	Open(ctx context.Context, place string) (Workspace, error)
	// Copy replaces the workspace of a place by a copy of another one. Nobody has either open.
	Copy(t testing.TB, from, to string)
	// Content is every byte that is kept at a place, also what was deleted and is still there.
	Content(t testing.TB, place string) []byte

	// Exec runs a statement as another program can: what the schema forbids, fails.
	Exec(t testing.TB, place, statement string) error
	// Attacks are statements in the engine's own SQL that the schema has to forbid. There is a
	// reseller r100 with a PBX praxis, an operation and an entry of the log.
	Attacks() map[string]string
	// Texts reads the first column of a query as texts.
	Texts(t testing.TB, place, query string) []string
	// Stick lets every change of the rows of a table fail whose column has a value, until release
	// is called. The error of the store contains "stuck".
	Stick(t testing.TB, place, table, column, value string) (release func())

	// FailAfter lets one change of a row of any table fail, the one after so many others; those
	// that follow it pass again. The error of the store contains "stuck". left is how many are to come
	// before it; less than zero says that it failed, and its transaction was kept all the same.
	FailAfter(t testing.TB, place string, changes int) (left func() int)

	// FailQuestion returns a context with which one question to the store fails, the one after so
	// many others; those that follow it are answered again. The error of the store contains "stuck".
	// asked tells how many there were so far, and the functions that asked the one that failed.
	FailQuestion(
		ctx context.Context, questions int,
	) (failing context.Context, asked func() (count int, by []string))

	// Tamper changes a workspace as somebody can who takes away what guards it, and puts it back.
	Tamper(t testing.TB, place string, change Change)
	// Proven are the columns of each table that is proven.
	Proven(t testing.TB, place string) map[string][]string
}

// Change is what Tamper does: all of it that is set.
type Change struct {
	Statements []string
	// Alter changes a column of the newest row of a table to another value of its type.
	Alter struct{ Table, Column string }
	// Delete takes the newest row of a table away.
	Delete string
	// Add adds a row to a table that is like the newest one, except what must be unique.
	Add string
}

// EngineVariable is the variable of the environment that names the engine on which the tests of
// core/desk run; without it they run on SQLite.
const EngineVariable = "STORE_ENGINE"

// Chosen is that of some engines, by their names, that EngineVariable names. It panics for another.
func Chosen(engines map[string]Engine) Engine {
	name := os.Getenv(EngineVariable)
	if name == "" {
		name = "sqlite"
	}
	e, known := engines[name]
	if !known {
		panic(fmt.Sprintf("%s: no engine %q, only %v", EngineVariable, name,
			slices.Sorted(maps.Keys(engines))))
	}
	return e
}

// Open opens a new workspace of an engine, which is closed when the test ends.
func Open(t testing.TB, e Engine) Workspace { return OpenAt(t, e, e.NewPlace(t)) }

// OpenAt opens the workspace of a place, and closes it when the test ends.
func OpenAt(t testing.TB, e Engine, place string) Workspace {
	w, err := e.Open(t.Context(), place)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.Close() })
	return w
}
