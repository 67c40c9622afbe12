package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
	"resellerdesk/core/store"
)

// totals are the proofs of all that is in a workspace but the log, signing in and the clock, and
// how many operations there are.
func (h *house) totals() (list []string) {
	for _, query := range []string{
		`SELECT tab FROM proof_total WHERE tab NOT IN ('sign_in_failure', 'clock') ORDER BY tab`,
		`SELECT CAST(sum AS TEXT) FROM proof_total
			WHERE tab NOT IN ('sign_in_failure', 'clock') ORDER BY tab`,
		`SELECT CAST(operations AS TEXT) FROM proof_state`,
	} {
		found := engine.Texts(h.t, h.place, query)
		require.NotEmpty(h.t, found)
		list = append(list, found...)
	}
	return list
}

// TestNothingIsDoneInACopyWithASuccessor tries everything that changes a workspace in a copy that
// was moved, with all rights.
func TestNothingIsDoneInACopyWithASuccessor(t *testing.T) {
	for name, walker := range map[string]func(*testing.T) *walk{
		"distributor": newDistributorWalk, "reseller": newResellerWalk,
	} {
		t.Run(name, func(t *testing.T) {
			w := walker(t)
			w.give(w.most)
			moved := store.Successor{Epoch: 1, At: w.owner.clock.Now(), Moved: true, Name: "laptop"}
			require.NoError(t, w.owner.store.Write(func(tx desk.Tx) error {
				return tx.SetSuccessor(&moved)
			}))
			before, refused := w.owner.totals(), 0
			for _, g := range append(w.undone(), w.changing()...) {
				if core.CodeOf(w.call(g)) == core.ReadOnly {
					refused++
				}
				assert.Equal(t, before, w.owner.totals(), g.method)
			}
			require.Greater(t, refused, 15, "the others have nothing to do")
			w.owner.clock.Add(31 * 24 * time.Hour) // Bins would be emptied.
			require.NoError(t, w.desk.RunDue(t.Context()))
			_, err := w.desk.SendDue(t.Context())
			require.NoError(t, err)
			require.Equal(t, before, w.owner.totals())
			w.owner.proved()
		})
	}
}
