package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/desk"
)

// nearlyFull is a store that takes some writes more, and then says that the disk is full.
type nearlyFull struct {
	desk.Store
	left int
}

func (n *nearlyFull) Write(work func(tx desk.Tx) error) error {
	if n.left--; n.left < 0 {
		return &core.Error{Code: core.Full, Key: "workspace.full"}
	}
	return n.Store.Write(work)
}

// TestARightPasswordOnAFullDiskIsNoGuess writes down the failure before each try, and cannot take
// it back.
func TestARightPasswordOnAFullDiskIsNoGuess(t *testing.T) {
	h := newDistributor(t)
	disk := &nearlyFull{Store: h.store}
	h.Desk = desk.New(desk.Options{
		Store: disk, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	})
	tries := func(left int, password string) core.Code {
		disk.left = left
		return core.CodeOf(h.SignIn(t.Context(), ownerEmail, password))
	}
	const enough = 100
	require.Equal(t, core.Unauthenticated, tries(enough, "wrong"))
	for range 20 {
		require.Equal(t, core.Full, tries(1, ownerPassword))
		require.Equal(t, core.Full, tries(0, ownerPassword))
	}
	require.Equal(t, core.Full, tries(0, "wrong"), "it is not tried before it is counted")
	for range 3 {
		require.Equal(t, core.Unauthenticated, tries(1, "wrong"))
	}
	require.Equal(t, core.Throttled, tries(enough, "wrong"), "who guesses waits as ever")
	h.clock.Add(1100 * time.Millisecond)
	require.Equal(t, core.Full, tries(1, ownerPassword))
	require.Empty(t, tries(enough, ownerPassword))
	require.Equal(t, core.Unauthenticated, tries(enough, "wrong"))
	failures, err := h.store.SignInFailures(t.Context(), ownerEmail)
	require.NoError(t, err)
	require.Equal(t, 1, failures)
}

// TestANewPasswordOnAFullDisk fails at each of its writes: the present password stays valid, and
// the error says why.
func TestANewPasswordOnAFullDisk(t *testing.T) {
	h := newDistributor(t)
	disk := &nearlyFull{Store: h.store}
	h.Desk = desk.New(desk.Options{
		Store: disk, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	})
	const enough = 100
	signIn := func(password string) core.Code {
		disk.left = enough
		return core.CodeOf(h.SignIn(t.Context(), ownerEmail, password))
	}
	failures := 0
	for ; ; failures++ {
		require.Less(t, failures, enough)
		require.Empty(t, signIn(ownerPassword))
		disk.left = failures
		err := h.ChangePassword(t.Context(), ownerPassword, ownPassword)
		if err == nil {
			break
		}
		require.Equal(t, core.Full, core.CodeOf(err))
	}
	require.Positive(t, failures)
	require.Equal(t, core.Unauthenticated, signIn(ownerPassword))
	require.Empty(t, signIn(ownPassword))
}
