package capacity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
)

// TestVerb_UndoAndRedo follows an action that is undone, done again and undone once more: the log
// keeps these words for ever.
func TestVerb_UndoAndRedo(t *testing.T) {
	for _, c := range []struct {
		verb, reversed capacity.Verb
		undo, redo     bool
	}{
		{"reseller.added", "undo.reseller.added", false, false},
		{"undo.reseller.added", "redo.reseller.added", true, false},
		{"redo.reseller.added", "undo.reseller.added", false, true},
		{"subscription.set", "undo.subscription.set", false, false},
	} {
		require.Equal(t, c.reversed, c.verb.Reversed(), c.verb)
		require.Equal(t, c.undo, c.verb.IsUndo(), c.verb)
		require.Equal(t, c.redo, c.verb.IsRedo(), c.verb)
	}
}

func TestVerb_Root(t *testing.T) {
	for verb, root := range map[capacity.Verb]capacity.Verb{
		"pbx.moved": "pbx.moved", "undo.pbx.moved": "pbx.moved", "redo.pbx.moved": "pbx.moved",
		"": "",
	} {
		require.Equal(t, root, verb.Root(), verb)
	}
}

func TestVerb_Adds(t *testing.T) {
	for verb, adds := range map[capacity.Verb]bool{
		capacity.ResellerAdded: true, capacity.ResellerImported: true,
		"undo.reseller.added": true, "redo.reseller.added": true, "undo.reseller.imported": true,
		"redo.reseller.imported": true, capacity.ResellerTakenOver: true,
		capacity.PBXTakenOver:    false,
		capacity.ResellerChanged: false, "undo.reseller.changed": false, capacity.Deleted: false,
		capacity.ColleagueAdded: false, capacity.PBXAdded: false, capacity.CustomerAdded: false,
	} {
		require.Equal(t, adds, verb.Adds(), verb)
	}
}

// TestVerb_Signed: what the other side signed is undone by nobody here, what a person did can be.
func TestVerb_Signed(t *testing.T) {
	require.ElementsMatch(
		t, []capacity.Verb{"reseller.activated", "usage.reported", "package.received"},
		capacity.SignedVerbs(),
	)
	for verb, signed := range map[capacity.Verb]bool{
		capacity.Activated: true, capacity.UsageReported: true, capacity.PackageReceived: true,
		capacity.ResellerAdded: false, capacity.PBXsKept: false, capacity.PBXConsumed: false,
		"undo.usage.reported": false,
	} {
		require.Equal(t, signed, verb.Signed(), verb)
	}
}
