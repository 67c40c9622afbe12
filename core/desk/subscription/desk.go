// Package subscription is the part of the desk for the subscription and its terms, the statement of
// a package, how the use went, and the proof that the ledger is whole.
package subscription

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
