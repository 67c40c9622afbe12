package action

import (
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Given is a record that is written, and what it has of a package before and after.
type Given struct {
	ID            string
	Object        string // What an operation on it alone is about.
	Before, After capacity.Amounts
	// Transfers are those that give a record this.
	Transfers func(g Given) []capacity.Transfer
}

// ObjectOf is what an operation on records is about, "" when that is several.
func ObjectOf(list []Given) string {
	for _, g := range list {
		if g.Object != list[0].Object {
			return ""
		}
	}
	return list[0].Object
}

// TransfersOf are the transfers that give records what they are given, and what they come to
// without whose they are. What comes back is booked before what is given out, so that nothing is
// short in between.
func TransfersOf(list []Given) (transfers store.Transfers, sums []capacity.Transfer) {
	total, order := map[capacity.Transfer]int64{}, []bool{false}
	for _, g := range list {
		for _, t := range g.Transfers(g) {
			transfers.Count++
			if givesBack(t) {
				order = []bool{true, false}
			}
			total[capacity.Transfer{
				Debit:  capacity.Account{Kind: t.Debit.Kind, Resource: t.Debit.Resource},
				Credit: capacity.Account{Kind: t.Credit.Kind, Resource: t.Credit.Resource},
			}] += t.Amount
		}
	}
	for t, amount := range total {
		t.Amount = amount
		sums = append(sums, t)
	}
	transfers.All = func(yield func(capacity.Transfer, error) bool) {
		for _, back := range order {
			for _, g := range list {
				for _, t := range g.Transfers(g) {
					if givesBack(t) == back && !yield(t, nil) {
						return
					}
				}
			}
		}
	}
	return transfers, sums
}

// givesBack tells whether a transfer brings back what a package or a PBX had.
func givesBack(t capacity.Transfer) bool {
	return t.Debit.Kind == capacity.PBX || t.Credit.Kind == capacity.Free
}
