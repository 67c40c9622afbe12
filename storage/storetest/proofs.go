package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/store"
)

// pbxsAreProven changes by hand what only ledger and PBX together say: that a PBX holds what its
// form asks for.
func pbxsAreProven(t *testing.T, e Engine) {
	fault := func(name, resource string, want, have int64) core.Args {
		return core.Args{
			"Name": name, "Resource": core.Key("field." + resource), "Want": want, "Have": have,
		}
	}
	for name, c := range map[string]struct {
		statement, key string
		args           core.Args
	}{
		"whole": {},
		"another number": {
			`UPDATE pbx SET extensions = 21`, "proof.pbx",
			fault("Praxis praxis", "extensions", 21, 20),
		},
		"more minutes": {
			`UPDATE pbx SET recording = 1, recording_minutes = 501`, "proof.pbx",
			fault("Praxis praxis", "recording_minutes", 1, 0),
		},
		"another plan": {
			`UPDATE pbx SET plan = 'ultimate'`, "proof.pbx",
			fault("Praxis praxis", "ultimate_extensions", 20, 0),
		},
		"deleted": {
			`UPDATE pbx SET deleted = 1`, "proof.pbx", fault("Praxis praxis", "extensions", 0, 20),
		},
		"another owner": {
			`UPDATE pbx SET owner = 'owner'`, "proof.pbx", fault("praxis", "extensions", 0, 20),
		},
		"no row": {`DELETE FROM pbx`, "proof.pbx_missing", core.Args{"ID": "praxis"}},
	} {
		w, place := openPraxis(t, e)
		if c.statement != "" {
			e.Tamper(t, place, Change{Statements: []string{c.statement}})
		}
		proof, err := w.Prove(t.Context())
		require.NoError(t, err, name)
		if c.key == "" {
			require.Nil(t, proof.Fault(), name)
			continue
		}
		require.NotNil(t, proof.Fault(), name)
		require.Equal(t, c.key, proof.Fault().Key, name)
		require.Equal(t, c.args, proof.Fault().Args, name)
	}
}

// everyTableIsProven changes every column of the newest row of every table, deletes it, and adds
// one that is like it.
func everyTableIsProven(t *testing.T, e Engine) {
	whole := NewEveryTable(t, e)
	Supersede(t, e, whole)
	require.NoError(t, Changed(t, e, whole, func(tx store.Tx) error {
		return tx.SetFormDraft("a", []byte{1}, Now)
	}))
	draft := Change{Statements: []string{`UPDATE form_draft SET changed_at = changed_at + 1`}}
	require.Empty(t, tampered(t, e, whole, draft).Faults, "a draft is not proven")
	for table, columns := range e.Proven(t, whole) {
		t.Run(table, func(t *testing.T) {
			for _, column := range columns {
				var change Change
				change.Alter.Table, change.Alter.Column = table, column
				proof := tampered(t, e, whole, change)
				require.True(t, names(proof, table), "%s changed: %v", column, proof.Faults)
			}
			proof := tampered(t, e, whole, Change{Delete: table})
			require.True(t, names(proof, table), "a row deleted: %v", proof.Faults)
			proof = tampered(t, e, whole, Change{Add: table})
			require.True(t, names(proof, table), "a row added: %v", proof.Faults)
		})
	}
}

// Supersede gives a workspace a successor, after which it is only read.
func Supersede(t testing.TB, e Engine, place string) {
	require.NoError(t, Changed(t, e, place, func(tx store.Tx) error {
		return tx.SetSuccessor(&store.Successor{Epoch: 3, At: Now, Moved: true, Name: "the laptop"})
	}))
}

// Changed opens a workspace, changes it and closes it.
func Changed(t testing.TB, e Engine, place string, change func(tx store.Tx) error) error {
	w, err := e.Open(t.Context(), place)
	require.NoError(t, err)
	defer func() { require.NoError(t, w.Close()) }()
	return w.Write(change)
}

// tampered is the proof of a copy of a workspace that was tampered with.
func tampered(t testing.TB, e Engine, whole string, change Change) store.Proof {
	place := e.NewPlace(t)
	e.Copy(t, whole, place)
	defer e.RemovePlace(t, place)
	e.Tamper(t, place, change)
	w, err := e.Open(t.Context(), place)
	var damaged *store.Damaged
	if errors.As(err, &damaged) {
		return store.Proof{Faults: damaged.Faults}
	}
	require.NoError(t, err)
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return proof
}

// requireWhole opens a workspace and proves it.
func requireWhole(t testing.TB, e Engine, place string) {
	w, err := e.Open(t.Context(), place)
	require.NoError(t, err)
	proof, err := w.Prove(t.Context())
	require.NoError(t, err)
	require.Empty(t, proof.Faults)
	require.NoError(t, w.Close())
}

// names tells whether a fault names a table.
func names(proof store.Proof, table string) bool {
	others := map[string][]string{}
	for _, ledger := range []string{"operation", "transfer", "ledger_account"} {
		// The ledger's own checks say operation and number.
		others[ledger] = []string{
			"proof.chain", "proof.balance", "proof.stray", "proof.sum", "proof.pbx",
		}
	}
	others["proof_state"] = []string{"proof.state", "proof.file"}
	others["proof_total"] = []string{"proof.state", "proof.total"}
	// It is the row that its entry says.
	others["proof_entry"] = []string{"proof.row_added", "proof.row_changed", "proof.row_missing"}
	return slices.ContainsFunc(proof.Faults, func(e *core.Error) bool {
		return e.Args["Table"] == table || slices.Contains(others[table], e.Key)
	})
}

// aCopyWithASuccessorIsOnlyRead tries what changes it, and what is written all the same.
func aCopyWithASuccessorIsOnlyRead(t *testing.T, e Engine) {
	place := NewEveryTable(t, e)
	Supersede(t, e, place)
	for name, change := range changes() {
		err := Changed(t, e, place, change)
		require.Equal(t, "workspace.moved_to", key(err), "%s: %v", name, err)
	}
	for name, change := range map[string]func(tx store.Tx) error{
		"a wrong password": func(tx store.Tx) error {
			return tx.SetSignInFailures("p1@partner.example", 3)
		},
		"the time":       func(tx store.Tx) error { return tx.SetTrustedTime(Now.AddDate(0, 0, 1)) },
		"the log":        func(tx store.Tx) error { return tx.AddLogEntry(Entry("signin")) },
		"staying":        func(tx store.Tx) error { return tx.SetStay("owner") },
		"another lock":   func(tx store.Tx) error { return tx.SetLock("owner", account.Lock{}) },
		"a form's draft": func(tx store.Tx) error { return tx.SetFormDraft("a", []byte{1}, Now) },
	} {
		require.NoError(t, Changed(t, e, place, change), name)
	}
	requireWhole(t, e, place)
	require.NoError(t, Changed(t, e, place, func(tx store.Tx) error {
		if err := tx.SetSuccessor(nil); err != nil {
			return err
		}
		return tx.SetEpoch(4)
	}), "it is used again")
	require.NoError(t, Changed(t, e, place, func(tx store.Tx) error { return tx.SetEpoch(5) }))
}
