package capacity

import "time"

// Kind is the kind of a ledger account.
type Kind string

// The kinds of account (docs/domain.md §2, the ledger). Only the vendor's balance may be below zero.
const (
	Vendor    Kind = "vendor"
	Free      Kind = "pool"
	Reseller  Kind = "reseller"
	PBX       Kind = "pbx"
	Held      Kind = "held"
	Consumed  Kind = "consumed"
	Shortfall Kind = "shortfall"
)

// Account names one balance of the ledger. Owner is the id of the account whose package it belongs to, "" for the
// distributor's own; PBX is the id of a cloud PBX, "" for every kind but PBX.
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

// Verb says what an operation did.
type Verb string

// The verbs of the operations that move capacity.
const (
	SubscriptionSet Verb = "subscription.set"
	ResellerAdded   Verb = "reseller.added"
	PackageChanged  Verb = "reseller.package_changed"
)

// Operation is one action of a person on the ledger, with all its transfers. The id is made by the caller before the
// first try, so that a repeated try is told from a second action.
type Operation struct {
	ID        string
	At        time.Time
	Actor     string // Account id of the person.
	Verb      Verb
	Object    string // Account id of the reseller, "" for the subscription.
	Reason    string
	Reverses  string // Id of the operation that this one undoes, "" for none.
	Transfers []Transfer
}

// Buy returns the transfers that raise the subscription from before to after. Amounts that shrink are left out.
func Buy(before, after Amounts) []Transfer {
	return move(before, after, func(r Resource) (Account, Account) {
		return Account{Kind: Vendor, Resource: r}, Account{Kind: Free, Resource: r}
	}, nil)
}

// Grant returns the transfers that change the package of the reseller owner from before to after: out of the pool where
// it grows, back into the pool where it shrinks.
func Grant(owner string, before, after Amounts) []Transfer {
	out := func(r Resource) (Account, Account) {
		return Account{Kind: Free, Resource: r}, Account{Kind: Reseller, Owner: owner, Resource: r}
	}
	back := func(r Resource) (Account, Account) {
		pool, reseller := out(r)
		return reseller, pool
	}
	return move(before, after, out, back)
}

// move makes a transfer per resource whose amount differs, with the sides that up (grown) or down (shrunk) name.
func move(before, after Amounts, up, down func(Resource) (debit, credit Account)) []Transfer {
	var transfers []Transfer
	for _, r := range Resources() {
		difference, sides := after[r]-before[r], up
		if difference < 0 {
			difference, sides = -difference, down
		}
		if difference == 0 || sides == nil {
			continue
		}
		debit, credit := sides(r)
		transfers = append(transfers, Transfer{Debit: debit, Credit: credit, Amount: difference})
	}
	return transfers
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
