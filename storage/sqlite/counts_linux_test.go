package sqlite_test

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
	"resellerdesk/storage/sqlite"
	"resellerdesk/storage/storetest"
)

// TestCountsCostTheSameHoweverManyThereAre counts the steps of SQLite's machine in a workspace and
// in one that is a hundred times as large.
func TestCountsCostTheSameHoweverManyThereAre(t *testing.T) {
	few, many := countingSteps(t, 100), countingSteps(t, 10_000)
	t.Log("steps with 100:", few, "with 10,000:", many)
	for name, steps := range many {
		require.Less(t, steps, 2*few[name], name)
	}
}

// countingSteps are the steps of SQLite's machine by which everything is counted, with so many
// resellers and PBXs.
func countingSteps(t *testing.T, n int) map[string]int {
	dir := t.TempDir()
	w, err := sqlite.Open(t.Context(), dir)
	require.NoError(t, err)
	storetest.SetUp(t, w)
	require.NoError(t, w.Write(func(tx store.Tx) error {
		for i := range n {
			if err := addCounted(tx, i); err != nil {
				return err
			}
		}
		return nil
	}))
	// In this hour nobody was made, and no invitation ends.
	statements, err := w.Counting(t.Context(), now.Truncate(2*time.Hour).Add(90*time.Minute))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	steps := map[string]int{}
	for name, list := range statements {
		for _, statement := range list {
			steps[name] += stepsOf(t, w.Path(), statement)
		}
	}
	return steps
}

// addCounted adds a reseller with a PBX; they are in about as many groups when there are 100 as
// when there are more.
func addCounted(tx store.Tx, n int) error {
	hour := now.Truncate(2 * time.Hour).Add(time.Duration(n%10-5) * 2 * time.Hour)
	a := reseller(n)
	a.State = []account.State{account.NotInvited, account.Invited, account.Active}[n%3]
	a.CreatedAt = hour.AddDate(0, 0, -30).Add(time.Duration(n) * time.Millisecond)
	a.Profile.ValidUntil = core.DayOf(now) + core.Day(n%7)
	a.Package.Amounts = nil
	if err := tx.AddAccount(a); err != nil {
		return err
	}
	i := store.Invitation{
		ID: fmt.Sprint("i", n), Kind: activation.Activate, Account: a.ID, Sequence: 1,
		SecretHash: make([]byte, 32), CreatedAt: hour,
	}
	if err := tx.AddInvitation(i); err != nil {
		return err
	}
	ends := hour.Add(time.Duration(n) * time.Millisecond)
	i.AcceptedAt, i.ExpiresAt = &hour, &ends
	if err := tx.ChangeInvitation(i); err != nil {
		return err
	}
	p := storetest.PBX(fmt.Sprint("p", n), 5)
	p.Owner, p.Expiry = pbx.Ref{ID: a.ID}, core.DayOf(now)+core.Day(n%7)
	return tx.AddPBX(p)
}

var vmSteps = regexp.MustCompile(`VM-steps: (\d+)`)

// stepsOf are the steps of SQLite's machine that a statement takes.
func stepsOf(t *testing.T, path, statement string) int {
	t.Helper()
	out, err := exec.Command(
		"sqlite3", "-readonly", "-cmd", ".stats vmstep", path, statement,
	).CombinedOutput()
	require.NoError(t, err, "%s: %s", statement, out)
	found := vmSteps.FindSubmatch(out)
	require.NotNil(t, found, "%s: %s", statement, out)
	n, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	return n
}
