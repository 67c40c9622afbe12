package store

import (
	"time"

	"resellerdesk/core"
)

// Successor is the copy of a workspace that took the place of this one. Nothing is granted, signed
// or sent here before the owner decides (docs/domain.md §13).
type Successor struct {
	Epoch int64
	At    time.Time // When it was moved, or noticed.
	Moved bool      // To another computer, by this program.
	Name  string    // Of that computer, "" when nobody said it.
}

// Refusal says why nothing is changed in a copy that has the successor.
func (s Successor) Refusal() error {
	key := "workspace.newer_copy"
	switch {
	case s.Moved && s.Name != "":
		key = "workspace.moved_to"
	case s.Moved:
		key = "workspace.moved"
	}
	return &core.Error{Code: core.ReadOnly, Key: key, Args: core.Args{"At": s.At, "Name": s.Name}}
}

// OperationRestored is how the log names that a backup was put back.
const OperationRestored = "backup.restored"

// How the log names that a copy with a successor is used again, and that a workspace was moved or
// arrived.
const (
	OperationContinued = "exchange.restored"
	OperationMoved     = "workspace.moved"
	OperationArrived   = "workspace.arrived"
)
