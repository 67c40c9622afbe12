package store

import (
	"context"
	"time"

	"resellerdesk/core/capacity"
)

// UsageBy is whose usage is listed.
type UsageBy string

// What usage is listed by.
const (
	UsageByReseller UsageBy = "reseller"
	UsageByPBX      UsageBy = "pbx"
	UsageByCustomer UsageBy = "customer"
)

// UsageSubject is what usage is of: a reseller, or a PBX as it is now.
type UsageSubject struct {
	ID          string
	Name        string   // Company of a reseller, name of a PBX.
	Gone        bool     // The reseller is closed, or the PBX deleted.
	Customers   []string // Companies for which a PBX is made now, by name.
	CustomerIDs []string // Theirs, in the same order.
}

// UsageMove is what a transfer added to an account of the ledger, or took from it.
type UsageMove struct {
	Transfer int64 // Its number; transfers are numbered in the order of the ledger.
	Amount   int64
}

// AccountMoves are the movements of one account of the ledger.
type AccountMoves struct {
	capacity.Account
	Balance int64       // Now.
	Before  int64       // Sum of the movements before those listed.
	Moves   []UsageMove // In the order of the ledger.
}

// UsageReader answers what was where over a time.
type UsageReader interface {
	// FirstTransfers returns for each of some rising times the number of the first transfer at or
	// after it; math.MaxInt64 where there is none. The order of the ledger counts: what came after
	// something did not happen before it, whatever the clock showed.
	FirstTransfers(ctx context.Context, times []time.Time) ([]int64, error)
	// UsageIDs returns whose usage there may ever have been, also of what is gone: resellers by
	// company, PBXs by owner and name, or PBXs by the company of their first customer and name,
	// those without one last.
	UsageIDs(ctx context.Context, by UsageBy) ([]string, error)
	// UsageSubjects returns some resellers, or PBXs, by their ids.
	UsageSubjects(ctx context.Context, by UsageBy, ids []string) (map[string]UsageSubject, error)
	// UsageMoves returns the movements of the accounts of some resellers, or PBXs, from a transfer
	// on; what was before is summed up. The reseller "" is who owns the workspace's own PBXs.
	UsageMoves(ctx context.Context, by UsageBy, ids []string, from int64) ([]AccountMoves, error)
	// GivenBefore returns how much of each resource was given out or consumed before a transfer, by
	// the accounts of the vendor, the pool and the shortfall alone.
	GivenBefore(ctx context.Context, transfer int64) (capacity.Amounts, error)
}
