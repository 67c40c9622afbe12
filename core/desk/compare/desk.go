// Package compare is the part of the desk that lays a list of the vendor's system beside what is
// here: what differs is taken over, goes to the hand-over list, or is marked as meant
// (docs/domain.md §17).
package compare

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
