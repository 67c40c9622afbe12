package store

import (
	"slices"
	"time"

	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
)

// Status is the state of a reseller, of its account and its mail, in one word.
type Status string

// The statuses of a reseller in the list.
const (
	StatusNotInvited Status = "not_invited"
	StatusQueued     Status = "queued"
	StatusSending    Status = "sending"
	StatusUnsure     Status = "unsure" // The mail server did not say whether it took the mail.
	StatusFailed     Status = "failed"
	StatusInvited    Status = "invited"
	StatusExpired    Status = "expired"
	StatusActive     Status = "active"
	StatusSuspended  Status = "suspended"
	StatusInBin      Status = "in_bin"
)

// Ending is whether something ends, seen from a time.
type Ending string

// The kinds of ending. One that is at the time itself is past.
const (
	EndsOrNot Ending = ""
	NoEnd     Ending = "none"
	EndAhead  Ending = "ahead"
	EndPast   Ending = "past"
)

// of tells whether a time ends as e says, seen from now.
func (e Ending) of(at *time.Time, now time.Time) bool {
	switch e {
	case NoEnd:
		return at == nil
	case EndAhead:
		return at != nil && now.Before(*at)
	case EndPast:
		return at != nil && !now.Before(*at)
	}
	return true
}

// StatusRule says which resellers have a status: those to which all of it applies. An engine makes
// its condition of it.
type StatusRule struct {
	Status Status
	States []account.State
	Mails  []MailState // Of the newest activation mail, "" for none; nil for any.
	Ending Ending      // Of the open invitation.
}

var (
	notActivated = []account.State{account.NotInvited, account.Invited, account.Closed}
	noMailOnWay  = []MailState{"", MailSent, MailCancelled}
)

// statusRules are in the order in which a reseller goes through the statuses. Exactly one applies
// to each reseller.
var statusRules = []StatusRule{
	{StatusNotInvited, notActivated, noMailOnWay, NoEnd},
	{StatusQueued, notActivated, []MailState{MailQueued}, EndsOrNot},
	{StatusSending, notActivated, []MailState{MailSending}, EndsOrNot},
	{StatusUnsure, notActivated, []MailState{MailInDoubt}, EndsOrNot},
	{StatusFailed, notActivated, []MailState{MailFailed}, EndsOrNot},
	{StatusInvited, notActivated, noMailOnWay, EndAhead},
	{StatusExpired, notActivated, noMailOnWay, EndPast},
	{StatusActive, []account.State{account.Active}, nil, EndsOrNot},
	{StatusSuspended, []account.State{account.Suspended}, nil, EndsOrNot},
	{StatusInBin, []account.State{account.InBin}, nil, EndsOrNot},
}

// StatusRules are the rules of all statuses, in the order in which a list is sorted by them.
func StatusRules() []StatusRule { return slices.Clone(statusRules) }

// Statuses are the statuses of resellers, in the order in which a list is sorted by them.
func Statuses() []Status {
	return ofEach(statusRules, func(r StatusRule) Status { return r.Status })
}

// ofEach returns one thing of each rule, in their order.
func ofEach[R, T any](rules []R, of func(R) T) []T {
	list := make([]T, len(rules))
	for i, r := range rules {
		list[i] = of(r)
	}
	return list
}

// Condition restricts a list to the status; to nothing when there is none of that name.
func (s Status) Condition() Condition {
	at := slices.IndexFunc(statusRules, func(r StatusRule) bool { return r.Status == s })
	if at < 0 {
		return Condition{ByStatus, Nothing{}}
	}
	return Condition{ByStatus, statusRules[at]}
}

// AppliesTo tells whether a reseller has the status at the time now.
func (s StatusRule) AppliesTo(r ResellerRow, now time.Time) bool {
	return slices.Contains(s.States, r.State) &&
		(s.Mails == nil || slices.Contains(s.Mails, r.Mail)) && s.Ending.of(r.ExpiresAt, now)
}

// Status returns the state of the reseller at the time now.
func (r ResellerRow) Status(now time.Time) Status {
	for _, rule := range statusRules {
		if rule.AppliesTo(r, now) {
			return rule.Status
		}
	}
	return ""
}

// PBXStatus is the state of a PBX, in one word.
type PBXStatus string

// The statuses of a PBX in the list.
const (
	PBXRunning PBXStatus = "running"
	PBXStopped PBXStatus = "stopped"
	PBXOver    PBXStatus = "over" // Its last day is over, and it does not run on.
	// The desktop of its owner keeps it; its state is not known here.
	PBXReported PBXStatus = "reported"
)

// PBXStatusRule says which PBXs have a status. An engine makes its condition of it.
type PBXStatusRule struct {
	Status   PBXStatus
	Reported bool      // Nothing else is asked of one that is.
	Over     bool      // As pbx.Term.Over says.
	State    pbx.State // "" for any.
}

// pbxStatusRules are such that exactly one applies to each PBX.
var pbxStatusRules = []PBXStatusRule{
	{PBXReported, true, false, ""},
	{PBXOver, false, true, ""},
	{PBXRunning, false, false, pbx.Running},
	{PBXStopped, false, false, pbx.Stopped},
}

// PBXStatuses are the statuses of PBXs.
func PBXStatuses() []PBXStatus {
	return ofEach(pbxStatusRules, func(r PBXStatusRule) PBXStatus { return r.Status })
}

// Condition restricts a list to the status; to nothing when there is none of that name.
func (s PBXStatus) Condition() Condition {
	at := slices.IndexFunc(pbxStatusRules, func(r PBXStatusRule) bool { return r.Status == s })
	if at < 0 {
		return Condition{ByStatus, Nothing{}}
	}
	return Condition{ByStatus, pbxStatusRules[at]}
}

// AppliesTo tells whether a PBX has the status at the time now.
func (s PBXStatusRule) AppliesTo(r PBXRow, now time.Time) bool {
	if r.Reported || s.Reported {
		return r.Reported && s.Reported
	}
	return s.Over == r.Over(now) && (s.State == "" || s.State == r.State)
}

// Status returns the state of the PBX at the time now.
func (r PBXRow) Status(now time.Time) PBXStatus {
	for _, rule := range pbxStatusRules {
		if rule.AppliesTo(r, now) {
			return rule.Status
		}
	}
	return ""
}
