package capacity_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/capacity"
)

// at is an account of extensions: of the reseller Kranich and its PBX where the kind has those.
func at(k capacity.Kind) capacity.Account {
	a := capacity.Account{Kind: k, Resource: capacity.Extensions}
	switch k {
	case capacity.PBX:
		a.Owner, a.PBX = "kranich", "pbx"
	case capacity.Reseller, capacity.Held, capacity.Consumed:
		a.Owner = "kranich"
	}
	return a
}

func move(from, to capacity.Kind, n int64) capacity.Transfer {
	return capacity.Transfer{Debit: at(from), Credit: at(to), Amount: n}
}

func TestUsage(t *testing.T) {
	u := capacity.Usage{
		Free: 1, Unused: 20, InPBX: 300, Held: 4_000, Consumed: 50_000, Shortfall: 600_000,
	}
	require.EqualValues(t, 54_320, u.Used(), "what was given out")
	require.EqualValues(t, 54_321-600_000, u.Total(), "and what is free, less what is short")
	require.Zero(t, capacity.Usage{}.Total())
	require.Zero(t, capacity.Usage{}.Used())
}

// TestSetTotal follows docs/ledger.md, "A subscription that was cut".
func TestSetTotal(t *testing.T) {
	out := capacity.Usage{Free: 30, Unused: 40, InPBX: 20, Held: 6, Consumed: 4} // 100 in all.
	short := capacity.Usage{Unused: 70, InPBX: 30, Shortfall: 25}                // 75 in all.
	for name, c := range map[string]struct {
		now   capacity.Usage
		total int64
		want  []capacity.Transfer
	}{
		"nothing there yet": {
			capacity.Usage{},
			500,
			[]capacity.Transfer{move(capacity.Vendor, capacity.Free, 500)},
		},
		"nothing, and stays nothing": {capacity.Usage{}, 0, nil},
		"as it is":                   {out, 100, nil},
		"one more": {
			out, 101, []capacity.Transfer{move(capacity.Vendor, capacity.Free, 1)},
		},
		"one less": {
			out, 99, []capacity.Transfer{move(capacity.Free, capacity.Vendor, 1)},
		},
		"all that is free": {
			out, 70, []capacity.Transfer{move(capacity.Free, capacity.Vendor, 30)},
		},
		"one below what was given out": {
			out, 69, []capacity.Transfer{
				move(capacity.Free, capacity.Vendor, 30),
				move(capacity.Vendor, capacity.Shortfall, 1),
			},
		},
		"down to nothing": {
			out, 0, []capacity.Transfer{
				move(capacity.Free, capacity.Vendor, 30),
				move(capacity.Vendor, capacity.Shortfall, 70),
			},
		},
		"short as it is": {short, 75, nil},
		"shorter": {
			short, 74, []capacity.Transfer{move(capacity.Vendor, capacity.Shortfall, 1)},
		},
		"a part of what is short": {
			short, 99, []capacity.Transfer{move(capacity.Shortfall, capacity.Vendor, 24)},
		},
		"all that is short": {
			short, 100, []capacity.Transfer{move(capacity.Shortfall, capacity.Vendor, 25)},
		},
		"one more than is short": {
			short, 101, []capacity.Transfer{
				move(capacity.Shortfall, capacity.Vendor, 25),
				move(capacity.Vendor, capacity.Free, 1),
			},
		},
	} {
		got := capacity.SetTotal(capacity.Extensions, c.now, c.total)
		require.Equal(t, c.want, got, name)
		for i := range c.want {
			c.want[i].Debit.Resource = capacity.CustomDomains
			c.want[i].Credit.Resource = capacity.CustomDomains
		}
		require.Equal(t, c.want, capacity.SetTotal(capacity.CustomDomains, c.now, c.total), name)
	}
}

func TestGrant(t *testing.T) {
	extensions := func(n int64) capacity.Amounts {
		return capacity.Amounts{capacity.Extensions: n}
	}
	given := []capacity.Transfer{move(capacity.Free, capacity.Reseller, 1)}
	back := []capacity.Transfer{move(capacity.Reseller, capacity.Free, 1)}
	for name, c := range map[string]struct {
		before, after capacity.Amounts
		want          []capacity.Transfer
	}{
		"nothing":             {nil, nil, nil},
		"nothing of it":       {nil, extensions(0), nil},
		"a new package":       {nil, extensions(1), given},
		"a larger one":        {extensions(9), extensions(10), given},
		"the same":            {extensions(9), extensions(9), nil},
		"a smaller one":       {extensions(10), extensions(9), back},
		"none of it any more": {extensions(1), extensions(0), back},
		"not included now":    {extensions(1), nil, back},
	} {
		require.Equal(t, c.want, capacity.Grant("kranich", c.before, c.after), name)
	}
}

// everything is some of every resource, another amount of each.
func everything() capacity.Amounts {
	amounts := capacity.Amounts{}
	for i, r := range capacity.Resources() {
		amounts[r] = int64(i + 1)
	}
	return amounts
}

// TestOneTransferForEachResource moves some of everything, in every way in which a whole package
// moves (docs/domain.md §2).
func TestOneTransferForEachResource(t *testing.T) {
	of := func(k capacity.Kind, owner, pbx string) capacity.Account {
		return capacity.Account{Kind: k, Owner: owner, PBX: pbx}
	}
	all := everything()
	for name, c := range map[string]struct {
		got      []capacity.Transfer
		from, to capacity.Account
	}{
		"reseller created": {
			capacity.Grant("kranich", nil, all),
			of("pool", "", ""), of("reseller", "kranich", ""),
		},
		"package emptied": {
			capacity.Grant("kranich", all, nil),
			of("reseller", "kranich", ""), of("pool", "", ""),
		},
		"reseller deleted": {
			capacity.Hold("kranich", all),
			of("reseller", "kranich", ""), of("held", "kranich", ""),
		},
		"reseller restored": {
			capacity.Release("kranich", all),
			of("held", "kranich", ""), of("reseller", "kranich", ""),
		},
		"30 days over": {
			capacity.Return("kranich", all), of("held", "kranich", ""), of("pool", "", ""),
		},
		"PBX created": {
			capacity.Use("kranich", "pbx", nil, all),
			of("reseller", "kranich", ""), of("pbx", "kranich", "pbx"),
		},
		"PBX deleted": {
			capacity.Use("kranich", "pbx", all, nil),
			of("pbx", "kranich", "pbx"), of("reseller", "kranich", ""),
		},
		"PBX of the workspace's own created": {
			capacity.Use("", "pbx", nil, all), of("pool", "", ""), of("pbx", "", "pbx"),
		},
		"PBX of the workspace's own deleted": {
			capacity.Use("", "pbx", all, nil), of("pbx", "", "pbx"), of("pool", "", ""),
		},
	} {
		var want []capacity.Transfer
		for _, r := range capacity.Resources() {
			c.from.Resource, c.to.Resource = r, r
			want = append(
				want, capacity.Transfer{Debit: c.from, Credit: c.to, Amount: all[r]},
			)
		}
		require.Equal(t, want, c.got, name)
	}
}

// TestNothingIsNoTransfer: a transfer moves an amount above zero.
func TestNothingIsNoTransfer(t *testing.T) {
	none := capacity.Amounts{}
	for _, r := range capacity.Resources() {
		none[r] = 0
	}
	for _, amounts := range []capacity.Amounts{nil, none} {
		require.Empty(t, capacity.Grant("kranich", amounts, amounts))
		require.Empty(t, capacity.Hold("kranich", amounts))
		require.Empty(t, capacity.Release("kranich", amounts))
		require.Empty(t, capacity.Return("kranich", amounts))
		require.Empty(t, capacity.Use("kranich", "pbx", amounts, amounts))
		require.Empty(t, capacity.Use("", "pbx", everything(), everything()))
	}
}

// TestUse_MovesTheDifference makes a PBX larger and smaller by one.
func TestUse_MovesTheDifference(t *testing.T) {
	ten := capacity.Amounts{capacity.Extensions: 10}
	eleven := capacity.Amounts{capacity.Extensions: 11}
	require.Equal(
		t, []capacity.Transfer{move(capacity.Reseller, capacity.PBX, 1)},
		capacity.Use("kranich", "pbx", ten, eleven),
	)
	require.Equal(
		t, []capacity.Transfer{move(capacity.PBX, capacity.Reseller, 1)},
		capacity.Use("kranich", "pbx", eleven, ten),
	)
}

func TestConsume(t *testing.T) {
	require.Equal(
		t, move(capacity.Reseller, capacity.Consumed, 7),
		capacity.Consume("kranich", capacity.Extensions, 7),
	)
	inPBX := move(capacity.PBX, capacity.Consumed, 7)
	inPBX.Credit.PBX = "pbx"
	require.Equal(t, inPBX, capacity.ConsumeIn("kranich", "pbx", capacity.Extensions, 7))
	inPBX.Debit.Owner, inPBX.Credit.Owner = "", ""
	require.Equal(t, inPBX, capacity.ConsumeIn("", "pbx", capacity.Extensions, 7))
}

func TestReverse(t *testing.T) {
	require.Equal(
		t, []capacity.Transfer{
			move(capacity.Vendor, capacity.Free, 1), move(capacity.Reseller, capacity.Held, 2),
			move(capacity.PBX, capacity.Reseller, 3),
		},
		capacity.Reverse([]capacity.Transfer{
			move(capacity.Reseller, capacity.PBX, 3), move(capacity.Held, capacity.Reseller, 2),
			move(capacity.Free, capacity.Vendor, 1),
		}),
	)
	require.Empty(t, capacity.Reverse(nil))
}

// workedOff is what follows n that come into a pool that is short.
func workedOff(n int64) []capacity.Transfer {
	return []capacity.Transfer{
		move(capacity.Free, capacity.Vendor, n), move(capacity.Shortfall, capacity.Vendor, n),
	}
}

func TestWorkOff(t *testing.T) {
	back := func(n int64) capacity.Transfer { return move(capacity.Reseller, capacity.Free, n) }
	out := func(n int64) capacity.Transfer { return move(capacity.Free, capacity.Reseller, n) }
	short := func(n int64) capacity.Transfer { return move(capacity.Vendor, capacity.Shortfall, n) }
	for name, c := range map[string]struct {
		transfers []capacity.Transfer
		usage     capacity.Usage
		want      []capacity.Transfer
	}{
		"nothing happens": {nil, capacity.Usage{Shortfall: 5}, nil},
		"not short":       {[]capacity.Transfer{back(5)}, capacity.Usage{Free: 7}, nil},
		"one comes back":  {[]capacity.Transfer{back(1)}, capacity.Usage{Shortfall: 5}, workedOff(1)},
		"one less than is short": {
			[]capacity.Transfer{back(4)}, capacity.Usage{Shortfall: 5}, workedOff(4),
		},
		"as much as is short": {
			[]capacity.Transfer{back(5)}, capacity.Usage{Shortfall: 5}, workedOff(5),
		},
		"one more than is short": {
			[]capacity.Transfer{back(6)}, capacity.Usage{Shortfall: 5}, workedOff(5),
		},
		"several come back": {
			[]capacity.Transfer{back(2), back(2)}, capacity.Usage{Shortfall: 5}, workedOff(4),
		},
		"comes back and is given again": {
			[]capacity.Transfer{back(4), out(3)}, capacity.Usage{Shortfall: 5}, workedOff(1),
		},
		"comes back and is all given again": {
			[]capacity.Transfer{back(4), out(4)}, capacity.Usage{Shortfall: 5}, nil,
		},
		"becomes short while some is free": {
			[]capacity.Transfer{short(3)}, capacity.Usage{Free: 2}, workedOff(2),
		},
		"was free already": {nil, capacity.Usage{Free: 2, Shortfall: 1}, workedOff(1)},
		"the subscription grows": {
			[]capacity.Transfer{
				move(capacity.Shortfall, capacity.Vendor, 5),
				move(capacity.Vendor, capacity.Free, 1),
			},
			capacity.Usage{Shortfall: 5},
			nil,
		},
		"beside the pool": {
			[]capacity.Transfer{
				move(capacity.PBX, capacity.Reseller, 9), move(capacity.Reseller, capacity.Held, 9),
			},
			capacity.Usage{Shortfall: 5},
			nil,
		},
	} {
		usage := map[capacity.Resource]capacity.Usage{capacity.Extensions: c.usage}
		require.Equal(t, c.want, capacity.WorkOff(c.transfers, usage), name)
	}
}

// TestWorkOff_KeepsResourcesApart: what comes back of one resource is not for another's shortfall.
func TestWorkOff_KeepsResourcesApart(t *testing.T) {
	back := capacity.Return("kranich", everything())
	usage := map[capacity.Resource]capacity.Usage{
		capacity.Extensions: {}, capacity.ConcurrentCalls: {Shortfall: 1},
		capacity.TranscriptionMinutes: {Shortfall: 100},
	}
	var want []capacity.Transfer
	for _, c := range []struct {
		r capacity.Resource
		n int64
	}{{capacity.ConcurrentCalls, 1}, {capacity.TranscriptionMinutes, 7}} {
		for _, transfer := range workedOff(c.n) {
			transfer.Debit.Resource, transfer.Credit.Resource = c.r, c.r
			want = append(want, transfer)
		}
	}
	require.Equal(t, want, capacity.WorkOff(back, usage))
}

// books are the balances of a ledger, kept by plain arithmetic.
type books map[capacity.Account]int64

func (b books) post(t require.TestingT, transfers []capacity.Transfer) {
	for _, transfer := range transfers {
		require.Positive(t, transfer.Amount)
		require.Equal(t, transfer.Debit.Resource, transfer.Credit.Resource)
		b[transfer.Debit] -= transfer.Amount
		b[transfer.Credit] += transfer.Amount
	}
}

// open is without the accounts that hold nothing.
func (b books) open() books {
	c := maps.Clone(b)
	maps.DeleteFunc(c, func(_ capacity.Account, n int64) bool { return n == 0 })
	return c
}

// amounts are some of any resources, others not included.
func amounts() *rapid.Generator[capacity.Amounts] {
	return rapid.Custom(func(t *rapid.T) capacity.Amounts {
		a := capacity.Amounts{}
		for _, r := range capacity.Resources() {
			if rapid.Bool().Draw(t, "included") {
				a[r] = rapid.Int64Range(0, capacity.MaxAmount).Draw(t, string(r))
			}
		}
		return a
	})
}

// TestTransfersConserve gives a package, makes a PBX out of it, changes both, and takes all of it
// back: each balance is what was asked for, and the pool is what it was.
func TestTransfersConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given, used := amounts().Draw(t, "given"), amounts().Draw(t, "used")
		again, less := amounts().Draw(t, "again"), amounts().Draw(t, "less")
		owner := rapid.SampledFrom([]string{"kranich", "möwe"}).Draw(t, "owner")
		b := books{}
		b.post(t, capacity.Grant(owner, nil, given))
		b.post(t, capacity.Grant(owner, given, again))
		b.post(t, capacity.Use(owner, "pbx", nil, used))
		b.post(t, capacity.Use(owner, "pbx", used, less))
		b.post(t, capacity.Use("", "own", nil, used))
		for _, r := range capacity.Resources() {
			of := func(k capacity.Kind, owner, pbx string) int64 {
				return b[capacity.Account{Kind: k, Owner: owner, PBX: pbx, Resource: r}]
			}
			require.Equal(t, -again[r]-used[r], of(capacity.Free, "", ""))
			require.Equal(t, again[r]-less[r], of(capacity.Reseller, owner, ""))
			require.Equal(t, less[r], of(capacity.PBX, owner, "pbx"))
			require.Equal(t, used[r], of(capacity.PBX, "", "own"))
		}
		b.post(t, capacity.Use("", "own", used, nil))
		b.post(t, capacity.Use(owner, "pbx", less, nil))
		b.post(t, capacity.Hold(owner, again))
		b.post(t, capacity.Release(owner, again))
		b.post(t, capacity.Hold(owner, again))
		b.post(t, capacity.Return(owner, again))
		require.Empty(t, b.open())
	})
}

// TestReverse_TakesEverythingBack posts anything and then its reverse.
func TestReverse_TakesEverythingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		transfers := slices.Concat(
			capacity.Grant("kranich", amounts().Draw(t, "a"), amounts().Draw(t, "b")),
			capacity.Use("kranich", "pbx", amounts().Draw(t, "c"), amounts().Draw(t, "d")),
			capacity.Return("kranich", amounts().Draw(t, "e")),
		)
		b := books{}
		b.post(t, transfers)
		b.post(t, capacity.Reverse(transfers))
		require.Empty(t, b.open())
		require.Equal(t, transfers, append(
			[]capacity.Transfer(nil), capacity.Reverse(capacity.Reverse(transfers))...,
		))
	})
}

// after is where the extensions are once transfers were posted.
func after(t require.TestingT, u capacity.Usage, transfers []capacity.Transfer) capacity.Usage {
	b := books{
		at(capacity.Free): u.Free, at(capacity.Reseller): u.Unused,
		at(capacity.Shortfall): u.Shortfall,
	}
	b.post(t, transfers)
	u.Free, u.Unused = b[at(capacity.Free)], b[at(capacity.Reseller)]
	u.Shortfall = b[at(capacity.Shortfall)]
	return u
}

// TestWorkOff_NeverMoreThanIsShort brings anything back into a pool that is short: the total stays,
// nothing is free while something is short, and no balance goes below zero.
func TestWorkOff_NeverMoreThanIsShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, capacity.MaxAmount)
		before := capacity.Usage{
			Unused: amount.Draw(t, "unused"), Shortfall: amount.Draw(t, "shortfall"),
		}
		n := rapid.Int64Range(0, before.Unused).Draw(t, "back")
		back := capacity.Grant(
			"kranich", capacity.Amounts{capacity.Extensions: before.Unused},
			capacity.Amounts{capacity.Extensions: before.Unused - n},
		)
		more := capacity.WorkOff(
			back, map[capacity.Resource]capacity.Usage{capacity.Extensions: before},
		)
		for _, transfer := range more {
			require.LessOrEqual(t, transfer.Amount, before.Shortfall)
		}
		now := after(t, before, append(back, more...))
		require.Equal(t, before.Total(), now.Total())
		require.Equal(t, before.Unused-n, now.Unused)
		require.Equal(t, max(before.Shortfall-n, 0), now.Shortfall)
		require.Equal(t, max(n-before.Shortfall, 0), now.Free)
	})
}

// TestSetTotal_IsTheNewTotal sets any total: it is what stands then, whatever was given out stays
// with whom it was given to, and nothing is free while something is short.
func TestSetTotal_IsTheNewTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, capacity.MaxAmount)
		before := capacity.Usage{
			Unused: amount.Draw(t, "unused"), InPBX: amount.Draw(t, "in PBXs"),
			Held: amount.Draw(t, "held"), Consumed: amount.Draw(t, "consumed"),
		}
		first, second := amount.Draw(t, "first"), amount.Draw(t, "second")
		before.Shortfall = before.Used() // Nothing was bought yet.
		for _, total := range []int64{first, second} {
			now := after(t, before, capacity.SetTotal(capacity.Extensions, before, total))
			require.Equal(t, total, now.Total())
			require.Equal(t, before.Used(), now.Used())
			require.Equal(t, max(total-now.Used(), 0), now.Free)
			require.Equal(t, max(now.Used()-total, 0), now.Shortfall)
			before = now
		}
	})
}
