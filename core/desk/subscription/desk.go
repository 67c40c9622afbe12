// Package subscription handles the subscription and its terms, the statement of a package, the
// history of its use, and the proof of the ledger.
package subscription

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
