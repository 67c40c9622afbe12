package storetest

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// extensionsOf is an account of r100, or of its PBX praxis.
func extensionsOf(kind capacity.Kind, pbxID string) capacity.Account {
	return capacity.Account{Kind: kind, Owner: "r100", PBX: pbxID, Resource: capacity.Extensions}
}

// after is a time some days after everything else.
func after(days int) time.Time { return Now.AddDate(0, 0, days) }

// movePraxis makes praxis larger on two days, by a clock that was put back between them, lets it
// use something up, and returns the number of the first of the three transfers.
func movePraxis(t *testing.T, w store.Store) (first int64) {
	post := func(id string, at time.Time, transfers ...capacity.Transfer) {
		write(t, w, func(tx store.Tx) error {
			return tx.Post(capacity.Operation{
				ID: id, At: at, Actor: "owner", Verb: capacity.PBXResized, Transfers: transfers,
			})
		})
	}
	unused := extensionsOf(capacity.Reseller, "")
	praxis := extensionsOf(capacity.PBX, "praxis")
	post("moves nothing", after(1))
	post("later", after(2), capacity.Transfer{Debit: unused, Credit: praxis, Amount: 5})
	post("put back", after(1), capacity.Transfer{Debit: unused, Credit: praxis, Amount: 3})
	post("last", after(3), capacity.Transfer{
		Debit: praxis, Credit: extensionsOf(capacity.Consumed, "praxis"), Amount: 4,
	})
	_, first, err := w.LastTransfers(t.Context(), "later", 0, 1)
	require.NoError(t, err)
	return first
}

// moves are amounts that transfers moved, one after the other.
func moves(first int64, amounts ...int64) (list []store.UsageMove) {
	for i, n := range amounts {
		list = append(list, store.UsageMove{Transfer: first + int64(i), Amount: n})
	}
	return list
}

// movementsAddUp asks for movements around times.
func movementsAddUp(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	ctx := t.Context()
	first := movePraxis(t, w)
	want := []store.AccountMoves{
		{
			Account: extensionsOf(capacity.Reseller, ""), Balance: 72, Before: 80,
			Moves: moves(first, -5, -3),
		},
		{
			Account: extensionsOf(capacity.PBX, "praxis"), Balance: 24, Before: 20,
			Moves: moves(first, 5, 3, -4),
		},
		{
			Account: extensionsOf(capacity.Consumed, "praxis"), Balance: 4,
			Moves: moves(first+2, 4),
		},
	}
	got, err := w.UsageMoves(ctx, store.UsageByReseller, []string{"nobody", "r100"}, first)
	require.NoError(t, err)
	require.ElementsMatch(t, want, got)
	got, err = w.UsageMoves(ctx, store.UsageByPBX, []string{"praxis"}, first)
	require.NoError(t, err)
	require.ElementsMatch(t, want[1:], got)
	for transfer, amount := range map[int64]int64{1: 0, first: 100, math.MaxInt64: 100} {
		given, err := w.GivenBefore(ctx, transfer)
		require.NoError(t, err)
		require.Equal(t, amount, given[capacity.Extensions], "before %d", transfer)
	}
	lines, err := w.StatementLines(
		ctx, store.StatementQuery{Reseller: "r100", Resource: capacity.Extensions},
	)
	require.NoError(t, err)
	require.Len(t, lines, 2, "added, and consumed")
	require.Equal(t, first+2, lines[1].Transfer)
}

func firstTransfersOfTimes(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	later := movePraxis(t, w)
	first, err := w.FirstTransfers(t.Context(), []time.Time{
		{}, Now, after(1), after(2), after(3), after(3).Add(time.Millisecond), after(9),
	})
	require.NoError(t, err)
	require.Equal(
		t, []int64{1, 1, later, later, later + 2, math.MaxInt64, math.MaxInt64}, first,
		"what the clock put back came after it",
	)
	none, err := w.FirstTransfers(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, none)
}

// whoseUsageThereIs looks also for what is gone.
func whoseUsageThereIs(t *testing.T, e Engine) {
	w, _ := openPraxis(t, e)
	ctx := t.Context()
	require.NoError(t, Add(w, Reseller(3)))
	gone := PBX("gone", 7)
	gone.Name, gone.Deleted = "Archiv", true
	first, second := customer("c1", "r100", "Zeder"), customer("c2", "r100", "Ahorn")
	write(t, w, func(tx store.Tx) error {
		for _, c := range []pbx.Customer{first, second} {
			if err := tx.AddCustomer(c); err != nil {
				return err
			}
		}
		if err := tx.AddPBX(PBX("small", 6)); err != nil {
			return err
		}
		other := PBX("other", 6)
		other.Customers = []pbx.Ref{{ID: "c1"}, {ID: "c2"}}
		if err := tx.AddPBX(other); err != nil {
			return err
		}
		return tx.AddPBX(gone)
	})
	for by, want := range map[store.UsageBy][]string{
		store.UsageByReseller: {"r3", "r100"},
		store.UsageByPBX:      {"gone", "other", "praxis", "small"},
		store.UsageByCustomer: {"other", "gone", "praxis", "small"},
	} {
		ids, err := w.UsageIDs(ctx, by)
		require.NoError(t, err)
		require.Equal(t, want, ids, "by %s", by)
	}
	pbxs, err := w.UsageSubjects(ctx, store.UsageByPBX, []string{"other", "gone", "nothing"})
	require.NoError(t, err)
	require.Equal(t, map[string]store.UsageSubject{
		"other": {
			ID: "other", Name: "Praxis other", Customers: []string{"Ahorn", "Zeder"},
			CustomerIDs: []string{"c2", "c1"},
		},
		"gone": {
			ID: "gone", Name: "Archiv", Gone: true, Customers: []string{}, CustomerIDs: []string{},
		},
	}, pbxs)
	resellers, err := w.UsageSubjects(ctx, store.UsageByReseller, []string{"r3"})
	require.NoError(t, err)
	require.Equal(t, "Größe 003", resellers["r3"].Name)
	require.False(t, resellers["r3"].Gone)
}
