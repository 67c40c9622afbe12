package account

import (
	"time"

	"resellerdesk/core"
)

// Suspension is why and until when a reseller may not work.
type Suspension struct {
	From   State    `json:"from"`   // The state before it.
	Until  core.Day `json:"until"`  // The last day; it lifts by itself behind it.
	Reason string   `json:"reason"` // In the words of the person who did it.
	ByEnd  bool     `json:"by_end"` // The package ran out; a later end lifts it.
}

// Bin is until when a deleted reseller can be restored.
type Bin struct {
	From  State     `json:"from"` // The state before it.
	Until time.Time `json:"until"`
}

// BinTime is how long a deleted reseller can be restored (docs/domain.md §2, the ledger).
const BinTime = 30 * 24 * time.Hour

// Working tells whether the account is neither suspended nor deleted.
func (a Account) Working() bool { return a.State.working() }

func (s State) working() bool { return s == NotInvited || s == Invited || s == Active }

// Activate returns the account active: its desktop is. One that is suspended stays so, and is
// active afterwards. It refuses one that is deleted.
func (a Account) Activate() (Account, error) {
	switch {
	case a.State.working():
		a.State = Active
	case a.State == Suspended && a.Suspension != nil:
		s := *a.Suspension
		s.From = Active
		a.Suspension = &s
	default:
		return a, a.refuse("reseller.gone")
	}
	return a, nil
}

// Suspend returns the account suspended from now on. It refuses one that is suspended or deleted.
func (a Account) Suspend(s Suspension) (Account, error) {
	if !a.State.working() {
		return a, a.refuse("reseller.cannot_suspend")
	}
	s.From = a.State
	a.State, a.Suspension = Suspended, &s
	return a, nil
}

// Resume returns the account in the state before its suspension. It refuses one that is not
// suspended.
func (a Account) Resume() (Account, error) {
	if a.State != Suspended || a.Suspension == nil {
		return a, a.refuse("reseller.not_suspended")
	}
	a.State, a.Suspension = a.Suspension.From, nil
	return a, nil
}

// Delete returns the account in the bin until a time. It refuses one that is deleted already.
func (a Account) Delete(until time.Time) (Account, error) {
	if !a.State.working() && a.State != Suspended {
		return a, a.refuse("reseller.gone")
	}
	a.Bin = &Bin{From: a.State, Until: *core.UTC(&until)}
	a.State = InBin
	return a, nil
}

// Restore returns the account out of the bin, in the state before it. A person who was invited is
// not any more: deleting voided the invitation.
func (a Account) Restore() (Account, error) {
	if a.State != InBin || a.Bin == nil {
		return a, a.refuse("reseller.not_in_bin")
	}
	a.State, a.Bin = a.Bin.From, nil
	if a.State == Invited {
		a.State = NotInvited
	}
	if a.Suspension != nil && a.Suspension.From == Invited {
		s := *a.Suspension
		s.From = NotInvited
		a.Suspension = &s
	}
	return a, nil
}

// Close returns the account closed for good. It refuses one that is closed already.
func (a Account) Close() (Account, error) {
	if a.State == Closed {
		return a, a.refuse("reseller.gone")
	}
	a.State, a.Bin, a.Suspension = Closed, nil, nil
	return a, nil
}

func (a Account) refuse(key string) error {
	return &core.Error{
		Code: core.Conflict, Key: key, Args: core.Args{"Company": a.Title(), "ID": a.ID},
	}
}
