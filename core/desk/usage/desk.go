// Package usage says what stood where over a time: the capacity of resellers and PBXs from day to
// day, and what was consumed, as the basis of a bill.
package usage

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
