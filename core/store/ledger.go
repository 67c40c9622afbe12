package store

import (
	"context"
	"iter"
	"time"

	"resellerdesk/core/capacity"
)

// StatementQuery says whose statement it is, of which resource, and of which time.
type StatementQuery struct {
	Reseller string // Account id; "" for the pool of the subscription.
	Resource capacity.Resource
	From     time.Time // The zero time is the beginning.
	// To is not included; the zero time is now. A balance "as of" a moment is the closing of a
	// statement to it.
	To time.Time
}

// StatementLine is one operation that moved capacity.
type StatementLine struct {
	Operation string
	Transfer  int64 // Number of the first transfer in it.
	At        time.Time
	Actor     string // Name of the person, "" for the program.
	Verb      capacity.Verb
	// Company is of the reseller that the operation was about, or the name of a PBX; "" for the
	// subscription or several.
	Company string
	Reason  string
	Amount  int64
	Balance int64 // Afterwards.
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
	ID    string
	At    time.Time
	Actor string // Name of the person.
	Verb  capacity.Verb
	// Of the reseller, or the name of a PBX of the workspace's own; "" for the subscription, or
	// several.
	Company string
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

// LedgerReader answers where capacity is and how it came there.
type LedgerReader interface {
	// Free returns what the pool has of each resource of the subscription.
	Free(ctx context.Context) (capacity.Amounts, error)
	// Shortfall returns what the subscription is short of, per resource that is.
	Shortfall(ctx context.Context) (capacity.Amounts, error)
	// Usage returns where the capacity is, per resource of the subscription.
	Usage(ctx context.Context) (map[capacity.Resource]capacity.Usage, error)
	// Movements returns the newest operations that moved capacity, newest first.
	Movements(ctx context.Context, most int) ([]Movement, error)
	// CourseChanges returns by how much each day since a time changed one resource, oldest first;
	// days without a change are missing.
	CourseChanges(ctx context.Context, r capacity.Resource, since time.Time) ([]CourseChange, error)
	OperationExists(ctx context.Context, id string) (bool, error)
	// Operation returns an operation of the ledger with its transfers, or NotFound.
	Operation(ctx context.Context, id string) (capacity.Operation, error)
	// BareOperation is Operation without the transfers.
	BareOperation(ctx context.Context, id string) (capacity.Operation, error)
	// OperationSize returns how many entries of the log and how many transfers an operation has.
	OperationSize(ctx context.Context, id string) (entries, transfers int, err error)
	// OperationSums adds up the transfers of an operation by the kinds of both accounts and the
	// resource, leaving out whose they are.
	OperationSums(ctx context.Context, id string) ([]capacity.Transfer, error)
	// OperationMoved returns by how much an operation changed what each of some owners has; whom it
	// gave and took nothing is missing.
	OperationMoved(
		ctx context.Context, id string, owners []string,
	) (map[string]capacity.Amounts, error)
	// LastTransfers returns the newest transfers of an operation, newest first: those below a
	// number, 0 for all. number is that of the last one.
	LastTransfers(
		ctx context.Context, id string, below int64, most int,
	) (list []capacity.Transfer, number int64, err error)
	// ReversedBy returns the id of the operation that undid another one, "" for none.
	ReversedBy(ctx context.Context, id string) (string, error)
	// StatementLines returns what moved the amount of a statement from the beginning until its end,
	// oldest first, without the balances.
	StatementLines(ctx context.Context, q StatementQuery) ([]StatementLine, error)
	// LastOperation and LastLogEntry return the numbers of the newest, 0 while there is none.
	LastOperation(ctx context.Context) (int64, error)
}

// LedgerWriter moves capacity, and changes what there is of it.
type LedgerWriter interface {
	// SetSubscribed says whether the subscription has a resource, which is not the same as having 0
	// of it.
	SetSubscribed(r capacity.Resource, has bool) error
	// SetSwitches writes what the subscription has besides capacity: the switches, and when it
	// ends.
	SetSwitches(s capacity.Subscription) error
	// Post writes an operation with its transfers. A balance that would go below zero is refused
	// with Conflict, "capacity.not_enough" and the resource as field.
	Post(op capacity.Operation) error
	// PostMany is Post for many transfers, which it reads twice. After some of them step is called
	// with how many were written since; its error ends it. Those that op holds itself are not
	// looked at.
	PostMany(op capacity.Operation, transfers Transfers, step func(more int) error) error
}
