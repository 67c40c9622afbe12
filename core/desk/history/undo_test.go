package history

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/permission"
)

// TestEveryVerbSaysWhoUndoesIt compares the table with the code that declares the verbs.
func TestEveryVerbSaysWhoUndoesIt(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../capacity/verb.go", nil, 0)
	require.NoError(t, err)
	var declared []capacity.Verb
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, is := n.(*ast.ValueSpec); is && fmt.Sprint(spec.Type) == "Verb" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			declared = append(declared, capacity.Verb(name))
		}
		return true
	})
	var known []capacity.Verb
	for verb, feature := range undoFeatures {
		known = append(known, verb)
		require.True(t, permission.Known(feature), verb)
	}
	slices.Sort(declared)
	slices.Sort(known)
	require.Equal(t, declared, known)
}

// TestNobodyUndoesWhatIsNotKnown asks for the person who holds everything.
func TestNobodyUndoesWhatIsNotKnown(t *testing.T) {
	d := &Desk{}
	owner := &action.Session{Account: account.Account{Kind: account.Distributor}}
	for _, verb := range []capacity.Verb{"pbx.cloned", "undo.pbx.cloned", ""} {
		err := d.requireUndo(owner, verb)
		var refusal *core.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, "undo.unknown", refusal.Key)
	}
}
