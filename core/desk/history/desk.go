// Package history is the part of the desk for what was done and why: the log, undo and redo, and
// the explanation of a refusal.
package history

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
