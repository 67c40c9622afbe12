// Package pbxs is the part of the desk for cloud PBXs, the customers who use them, and the regions
// they run in.
package pbxs

import "resellerdesk/core/desk/internal/action"

// Desk is what a person can do there.
type Desk struct{ k *action.Kernel }

// New returns the part of a desk that has the kernel.
func New(k *action.Kernel) *Desk { return &Desk{k} }
