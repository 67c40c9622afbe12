// Package keys decides who may open the workspace: set-up, sign-in, recovery, the signing key, and
// which copy of the workspace is the newest.
package keys

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
