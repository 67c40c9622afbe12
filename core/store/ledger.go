package store

import (
	"iter"
	"time"

	"resellerdesk/core/capacity"
)

// StatementQuery says whose statement it is, of which resource, and of which time.
type StatementQuery struct {
	Reseller string // Account id; "" for the pool of the subscription.
	Resource capacity.Resource
	From     time.Time // The zero time is the beginning.
	To       time.Time // Not included; the zero time is now. A balance "as of" a moment is the closing of a statement to it.
}

// StatementLine is one operation that moved capacity.
type StatementLine struct {
	Operation string
	At        time.Time
	Actor     string // Name of the person, "" for the program.
	Verb      capacity.Verb
	Company   string // Of the reseller that the operation was about, or the name of a PBX; "" for the subscription or several.
	Reason    string
	Amount    int64
	Balance   int64 // Afterwards.
}

// Transfers are the transfers of an operation, which need not be in memory at once. All can be gone
// through several times.
type Transfers struct {
	Count int
	All   iter.Seq2[capacity.Transfer, error]
}

// TransfersOf are transfers that are in memory.
func TransfersOf(list []capacity.Transfer) Transfers {
	return Transfers{len(list), func(yield func(capacity.Transfer, error) bool) {
		for _, t := range list {
			if !yield(t, nil) {
				return
			}
		}
	}}
}

// And adds transfers behind the others.
func (t Transfers) And(more []capacity.Transfer) Transfers {
	return Transfers{t.Count + len(more), func(yield func(capacity.Transfer, error) bool) {
		for _, all := range []iter.Seq2[capacity.Transfer, error]{t.All, TransfersOf(more).All} {
			for transfer, err := range all {
				if !yield(transfer, err) {
					return
				}
			}
		}
	}}
}

// Movement is an operation of the ledger as a list shows it.
type Movement struct {
	ID      string
	At      time.Time
	Actor   string // Name of the person.
	Verb    capacity.Verb
	Company string // Of the reseller, or the name of a PBX of the workspace's own; "" for the subscription, or several.
	// Moved is what was added to the pool (above zero) or taken from it, per resource.
	Moved capacity.Amounts
	// FreeAfter is what was free afterwards, per resource that moved.
	FreeAfter capacity.Amounts
}

// Sums is what several resellers were given, or several PBXs take.
type Sums struct {
	Extensions int64
	Calls      int64 // Concurrent ones.
	InPBXs     int64 // Of the extensions; all of those that PBXs take.
}

// CourseChange is by how much a day of the past changed what there is now.
type CourseChange struct {
	Day          time.Time // Its beginning in UTC.
	Total, Given int64
}
