package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

var states = []account.State{
	account.NotInvited, account.Invited, account.Active, account.Suspended, account.InBin,
	account.Closed,
}

// in is a reseller in a state, as the program makes it.
func in(state account.State) account.Account {
	a := account.Account{
		ID: "kranich", Kind: account.Reseller, State: state,
		Profile: account.Profile{Company: "Kranich"},
	}
	switch state {
	case account.Suspended:
		a.Suspension = &account.Suspension{From: account.Active, Reason: "unpaid"}
	case account.InBin:
		a.Bin = &account.Bin{From: account.Active, Until: at(2)}
	}
	return a
}

// at is the beginning of a day of December, and day that day.
func at(n int) time.Time { return time.Date(2026, 12, n, 0, 0, 0, 0, time.UTC) }

func day(n int) core.Day { return core.NewDay(2026, time.December, n) }

// TestWhatCanBeDoneInEachState follows the table of docs/domain.md §3: an action is refused, or
// leads into a state.
func TestWhatCanBeDoneInEachState(t *testing.T) {
	suspend := func(a account.Account) (account.Account, error) {
		return a.Suspend(account.Suspension{Reason: "unpaid"})
	}
	remove := func(a account.Account) (account.Account, error) { return a.Delete(at(31)) }
	for name, c := range map[string]struct {
		act     func(a account.Account) (account.Account, error)
		refusal string
		into    map[account.State]account.State
	}{
		"suspend": {suspend, "reseller.cannot_suspend", map[account.State]account.State{
			account.NotInvited: account.Suspended, account.Invited: account.Suspended,
			account.Active: account.Suspended,
		}},
		"resume": {account.Account.Resume, "reseller.not_suspended", map[account.State]account.State{
			account.Suspended: account.Active,
		}},
		"delete": {remove, "reseller.gone", map[account.State]account.State{
			account.NotInvited: account.InBin, account.Invited: account.InBin,
			account.Active: account.InBin, account.Suspended: account.InBin,
		}},
		"restore": {account.Account.Restore, "reseller.not_in_bin", map[account.State]account.State{
			account.InBin: account.Active,
		}},
		"close": {account.Account.Close, "reseller.gone", map[account.State]account.State{
			account.NotInvited: account.Closed, account.Invited: account.Closed,
			account.Active: account.Closed, account.Suspended: account.Closed,
			account.InBin: account.Closed,
		}},
		"activate": {account.Account.Activate, "reseller.gone", map[account.State]account.State{
			account.NotInvited: account.Active, account.Invited: account.Active,
			account.Active: account.Active, account.Suspended: account.Suspended,
		}},
	} {
		for _, state := range states {
			before := in(state)
			got, err := c.act(before)
			require.Equal(t, in(state), before, "%s %s: the one before stays as it was", name, state)
			into, can := c.into[state]
			if can {
				require.NoError(t, err, "%s %s", name, state)
				require.Equal(t, into, got.State, "%s %s", name, state)
				continue
			}
			require.Equal(t, before, got, "%s %s", name, state)
			require.Equal(t, &core.Error{
				Code: core.Conflict, Key: c.refusal,
				Args: core.Args{"Company": "Kranich", "ID": "kranich"},
			}, err, "%s %s", name, state)
		}
	}
}

func TestWorking(t *testing.T) {
	for _, state := range states {
		working := state == account.NotInvited || state == account.Invited ||
			state == account.Active
		require.Equal(t, working, account.Account{State: state}.Working(), state)
	}
}

func TestASuspensionLiftsIntoTheStateBefore(t *testing.T) {
	for _, state := range []account.State{account.NotInvited, account.Invited, account.Active} {
		a, err := in(state).Suspend(account.Suspension{
			From: account.Closed, Until: day(24), Reason: "unpaid", ByEnd: true,
		})
		require.NoError(t, err)
		require.Equal(t, &account.Suspension{
			From: state, Until: day(24), Reason: "unpaid", ByEnd: true,
		}, a.Suspension)
		a, err = a.Resume()
		require.NoError(t, err)
		require.Equal(t, in(state), a)
	}
	a, err := in(account.Active).Suspend(account.Suspension{})
	require.NoError(t, err)
	require.Equal(t, core.NoDay, a.Suspension.Until, "without end")
}

// TestActivatedWhileSuspended: it stays suspended, and is active afterwards.
func TestActivatedWhileSuspended(t *testing.T) {
	suspended, err := in(account.Invited).Suspend(account.Suspension{Reason: "unpaid"})
	require.NoError(t, err)
	a, err := suspended.Activate()
	require.NoError(t, err)
	require.Equal(t, &account.Suspension{From: account.Active, Reason: "unpaid"}, a.Suspension)
	require.Equal(t, account.Invited, suspended.Suspension.From, "the one before stays")
}

// TestOutOfTheBin comes back as it was; but an invitation was voided when it was deleted.
func TestOutOfTheBin(t *testing.T) {
	for state, back := range map[account.State]account.State{
		account.NotInvited: account.NotInvited, account.Invited: account.NotInvited,
		account.Active: account.Active,
	} {
		until := at(31).In(time.FixedZone("", 3600)).Add(time.Microsecond)
		a, err := in(state).Delete(until)
		require.NoError(t, err)
		require.Equal(t, &account.Bin{From: state, Until: at(31)}, a.Bin)
		a, err = a.Restore()
		require.NoError(t, err)
		require.Equal(t, in(back), a)

		a, err = in(state).Suspend(account.Suspension{Reason: "unpaid"})
		require.NoError(t, err)
		binned, err := a.Delete(until)
		require.NoError(t, err)
		a, err = binned.Restore()
		require.NoError(t, err)
		require.Equal(t, account.Suspended, a.State)
		require.Nil(t, a.Bin)
		require.Equal(t, &account.Suspension{From: back, Reason: "unpaid"}, a.Suspension)
		require.Equal(t, state, binned.Suspension.From, "the one before stays")
	}
}

func TestClosedForGoodKeepsNothing(t *testing.T) {
	a, err := in(account.Active).Suspend(account.Suspension{})
	require.NoError(t, err)
	a, err = a.Delete(at(31))
	require.NoError(t, err)
	a, err = a.Close()
	require.NoError(t, err)
	require.Nil(t, a.Suspension)
	require.Nil(t, a.Bin)
}

// TestStateWithoutItsReason is what only a damaged file holds.
func TestStateWithoutItsReason(t *testing.T) {
	for state, act := range map[account.State]func(a account.Account) (account.Account, error){
		account.Suspended: account.Account.Resume, account.InBin: account.Account.Restore,
	} {
		_, err := act(account.Account{State: state})
		require.Equal(t, core.Conflict, core.CodeOf(err), state)
	}
	_, err := account.Account{State: account.Suspended}.Activate()
	require.Equal(t, core.Conflict, core.CodeOf(err))
	_, err = account.Account{
		State: account.Active, Suspension: &account.Suspension{}, Bin: &account.Bin{},
	}.Resume()
	require.Equal(t, core.Conflict, core.CodeOf(err))
}

func TestTheBinKeeps30Days(t *testing.T) {
	require.Equal(t, at(31), at(1).Add(account.BinTime))
}
