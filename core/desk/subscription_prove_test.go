package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/desk"
	"resellerdesk/storage/storetest"
)

// TestARowThatWasChangedByHandIsFoundAndNamed takes the database's own guards away, as somebody
// with another program can, and changes the ledger behind the program's back.
func TestARowThatWasChangedByHandIsFoundAndNamed(t *testing.T) {
	const added = `INSERT INTO transfer (operation, debit, credit, resource, amount) SELECT `
	cases := map[string]struct {
		changes []string
		key     string
	}{
		"an amount": {
			[]string{`UPDATE transfer SET amount = amount - 1 WHERE number = 4`}, "proof.chain",
		},
		"a reason": {
			[]string{`UPDATE operation SET reason = 'x' WHERE number = 2`}, "proof.chain",
		},
		"who did it": {
			[]string{`UPDATE operation SET actor = NULL WHERE number = 2`}, "proof.chain",
		},
		"an operation is gone": {
			[]string{
				`DELETE FROM transfer
					WHERE operation = (SELECT id FROM operation WHERE number = 1)`,
				`DELETE FROM operation WHERE number = 1`,
			}, "proof.chain",
		},
		"a transfer is gone": {[]string{`DELETE FROM transfer WHERE number = 5`}, "proof.chain"},
		"a transfer was added": {
			[]string{added + `operation, debit, credit, resource, 1 FROM transfer
				WHERE number = 4`}, "proof.chain",
		},
		"a balance": {
			[]string{`UPDATE ledger_account SET balance = balance + 7
				WHERE kind = 'pool' AND resource = 'extensions'`}, "proof.balance",
		},
		"a transfer of nothing": {
			[]string{added + `'nobody', debit, credit, resource, 1 FROM transfer
				WHERE number = 4`}, "proof.stray",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := newDistributor(t)
			h.add(false)
			d := h.kranich()
			d.Profile.Email = "other@partner.example"
			_, err := h.AddReseller(t.Context(), desk.NewID(), d, false)
			require.NoError(t, err)
			h.proved()
			engine.Tamper(t, h.place, storetest.Change{Statements: c.changes})
			proof, err := h.Prove(t.Context())
			require.NoError(t, err)
			require.NotNil(t, proof.Fault())
			require.Equal(t, c.key, proof.Fault().Key)
			require.NotEmpty(t, proof.Fault().Args)
		})
	}
}
