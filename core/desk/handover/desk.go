// Package handover is the part of the desk for what a person has to do in the vendor's system, as
// this program only plans: what is different there, and what was done (docs/domain.md §16).
package handover

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
