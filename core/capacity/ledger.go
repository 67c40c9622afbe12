package capacity

import (
	"slices"
	"time"
)

// Kind is the kind of a ledger account.
type Kind string

// The kinds of account (docs/domain.md §2, the ledger). Only the vendor's balance may be below
// zero.
const (
	Vendor    Kind = "vendor"
	Free      Kind = "pool"
	Reseller  Kind = "reseller"
	PBX       Kind = "pbx"
	Held      Kind = "held"
	Consumed  Kind = "consumed"
	Shortfall Kind = "shortfall"
)

// Account names one balance of the ledger. Owner is the id of the account whose package it belongs
// to, "" for the workspace's own; PBX is the id of a cloud PBX, "" for every kind but PBX and
// Consumed.
type Account struct {
	Kind     Kind
	Owner    string
	PBX      string
	Resource Resource
}

// Transfer moves an amount above zero of one resource from the debited to the credited account.
type Transfer struct {
	Debit, Credit Account
	Amount        int64
}

// Operation is one action on the ledger, with all its transfers. The id is made by the caller
// before the first try, so that a retry differs from a second action.
type Operation struct {
	ID string
	At time.Time
	// Account id of the person, "" for what the program does by itself when its time has come.
	Actor string
	Verb  Verb
	// Id of the reseller it is about, or of a PBX of the workspace's own; "" for the subscription,
	// or when there are several.
	Object    string
	Reason    string
	Reverses  string // Id of the operation that this one undoes, "" for none.
	Transfers []Transfer
}

// SetTotal returns the transfers that change how much of one resource the subscription holds. What
// is missing is worked off first when it grows; when it shrinks, what is free leaves, and the rest
// stands as a shortfall.
func SetTotal(r Resource, now Usage, total int64) []Transfer {
	at := func(k Kind) Account { return Account{Kind: k, Resource: r} }
	switch change := total - now.Total(); {
	case change > 0:
		missing := min(change, now.Shortfall)
		return keep(
			Transfer{at(Shortfall), at(Vendor), missing},
			Transfer{at(Vendor), at(Free), change - missing},
		)
	case change < 0:
		leaves := min(-change, now.Free)
		return keep(
			Transfer{at(Free), at(Vendor), leaves},
			Transfer{at(Vendor), at(Shortfall), -change - leaves},
		)
	}
	return nil
}

// keep leaves out transfers of nothing.
func keep(transfers ...Transfer) []Transfer {
	var kept []Transfer
	for _, t := range transfers {
		if t.Amount > 0 {
			kept = append(kept, t)
		}
	}
	return kept
}

// Grant returns the transfers that change the package of the reseller owner from before to after:
// out of the pool where it grows, back into the pool where it shrinks.
func Grant(owner string, before, after Amounts) []Transfer {
	var transfers []Transfer
	for _, r := range Resources() {
		pool, reseller := Account{Kind: Free, Resource: r}, Account{
			Kind: Reseller, Owner: owner, Resource: r,
		}
		n := after[r] - before[r]
		transfers = append(
			transfers, keep(Transfer{pool, reseller, n}, Transfer{reseller, pool, -n})...,
		)
	}
	return transfers
}

// Hold returns the transfers that keep the package of a deleted reseller for the time that it can
// be restored.
func Hold(owner string, amounts Amounts) []Transfer {
	return between(owner, amounts, Reseller, Held)
}

// Release returns the transfers that give a restored reseller its package back.
func Release(owner string, amounts Amounts) []Transfer {
	return between(owner, amounts, Held, Reseller)
}

// Return returns the transfers that bring what is held for a deleted reseller back into the pool.
func Return(owner string, amounts Amounts) []Transfer { return between(owner, amounts, Held, Free) }

func between(owner string, amounts Amounts, from, to Kind) []Transfer {
	at := func(k Kind, r Resource) Account {
		if k == Free {
			return Account{Kind: k, Resource: r}
		}
		return Account{Kind: k, Owner: owner, Resource: r}
	}
	var transfers []Transfer
	for _, r := range Resources() {
		transfers = append(transfers, keep(Transfer{at(from, r), at(to, r), amounts[r]})...)
	}
	return transfers
}

// Use returns the transfers that change what a cloud PBX takes from the package of an owner, or
// from the pool when owner is "": what comes free goes back.
func Use(owner, pbx string, before, after Amounts) []Transfer {
	var transfers []Transfer
	for _, r := range Resources() {
		free, used := unusedAccount(owner, r), Account{
			Kind: PBX, Owner: owner, PBX: pbx, Resource: r,
		}
		n := after[r] - before[r]
		transfers = append(transfers, keep(Transfer{free, used, n}, Transfer{used, free, -n})...)
	}
	return transfers
}

// unusedAccount is where what an owner has not used is kept.
func unusedAccount(owner string, r Resource) Account {
	if owner == "" {
		return Account{Kind: Free, Resource: r}
	}
	return Account{Kind: Reseller, Owner: owner, Resource: r}
}

// Consume returns the transfer of what a reseller consumed for good.
func Consume(owner string, r Resource, n int64) Transfer {
	return Transfer{
		Account{Kind: Reseller, Owner: owner, Resource: r},
		Account{Kind: Consumed, Owner: owner, Resource: r},
		n,
	}
}

// ConsumeIn returns the transfer of what a cloud PBX consumed for good.
func ConsumeIn(owner, pbx string, r Resource, n int64) Transfer {
	return Transfer{
		Account{Kind: PBX, Owner: owner, PBX: pbx, Resource: r},
		Account{Kind: Consumed, Owner: owner, PBX: pbx, Resource: r},
		n,
	}
}

// Reverse returns the mirrored transfers, the last one first.
func Reverse(transfers []Transfer) []Transfer {
	mirrored := make([]Transfer, 0, len(transfers))
	for _, t := range slices.Backward(transfers) {
		mirrored = append(mirrored, t.Mirrored())
	}
	return mirrored
}

// Mirrored is the transfer that takes another one back.
func (t Transfer) Mirrored() Transfer {
	return Transfer{Debit: t.Credit, Credit: t.Debit, Amount: t.Amount}
}

// WorkOff returns the transfers that follow others when they bring something into a pool whose
// subscription is short: it goes back to the vendor, and the shortfall shrinks by as much. usage is
// what stood before them. Of the transfers only kinds, resources and amounts matter, so that they
// can come added up.
func WorkOff(transfers []Transfer, usage map[Resource]Usage) []Transfer {
	var more []Transfer
	for _, r := range Resources() {
		free, missing := usage[r].Free, usage[r].Shortfall
		for _, t := range transfers {
			if t.Debit.Resource == r {
				free += sign(t, Free) * t.Amount
				missing += sign(t, Shortfall) * t.Amount
			}
		}
		at := func(k Kind) Account { return Account{Kind: k, Resource: r} }
		n := min(free, missing)
		more = append(
			more,
			keep(Transfer{at(Free), at(Vendor), n}, Transfer{at(Shortfall), at(Vendor), n})...,
		)
	}
	return more
}

// sign is 1 when a transfer adds to accounts of a kind, -1 when it takes from them, else 0.
func sign(t Transfer, k Kind) int64 {
	switch k {
	case t.Credit.Kind:
		return 1
	case t.Debit.Kind:
		return -1
	}
	return 0
}

// Usage is where the amount of one resource is, read from the ledger. All numbers are 0 or more.
type Usage struct {
	Free      int64 // In the pool.
	Unused    int64 // Given to resellers, in no PBX.
	InPBX     int64 // In PBXs.
	Held      int64 // Of deleted accounts that can be restored.
	Consumed  int64 // Used up for good.
	Shortfall int64 // Given out above what the vendor left.
}

// Total is what the subscription holds.
func (u Usage) Total() int64 {
	return u.Free + u.Unused + u.InPBX + u.Held + u.Consumed - u.Shortfall
}

// Used is what is not available any more: the vendor's word for everything that was given out.
func (u Usage) Used() int64 { return u.Unused + u.InPBX + u.Held + u.Consumed }
