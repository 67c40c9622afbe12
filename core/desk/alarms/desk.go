// Package alarms is the part of the desk for what somebody should be warned of, and reminders of
// what ends.
package alarms

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
