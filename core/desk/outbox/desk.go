// Package outbox is the part of the desk for mails: what is in them, what became of them, and how
// they are sent.
package outbox

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
