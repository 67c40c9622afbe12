// Package accounts is the part of the desk for resellers and colleagues: their fields, packages and
// permissions, presets, states, and their personal data.
package accounts

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
