// Package exchange handles the files that go between a distributor and a reseller: invitations,
// packages, receipts and reports, on both sides.
package exchange

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
