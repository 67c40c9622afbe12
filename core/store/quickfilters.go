package store

import (
	"slices"
	"time"

	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
)

// ChipRule says which resellers a quick filter shows: those to which all of it applies. An engine
// makes its condition of it.
type ChipRule struct {
	Chip     Chip
	InBin    bool         // Deleted ones alone; else all but these.
	AnyOf    []StatusRule // At least one of them applies; nil for any status.
	MadeLong bool         // Before NeverActivatedSince.
	Ends     bool         // As ResellerRow.Ends says.
}

var waiting = []account.State{account.NotInvited, account.Invited}

// chipRules are in the order in which the quick filters are shown.
var chipRules = []ChipRule{
	{Chip: ChipAll},
	{Chip: ChipNotInvited, AnyOf: []StatusRule{
		{States: notActivated, Mails: noMailOnWay, Ending: NoEnd},
	}},
	{Chip: ChipInvited, AnyOf: []StatusRule{{States: []account.State{account.Invited}}}},
	{Chip: ChipAttention, AnyOf: []StatusRule{
		{States: waiting, Mails: []MailState{MailFailed, MailInDoubt}},
		{States: waiting, Ending: EndPast},
	}},
	{Chip: ChipNeverActivated, AnyOf: []StatusRule{{States: waiting}}, MadeLong: true},
	{Chip: ChipEnding, Ends: true},
	{Chip: ChipSuspended, AnyOf: []StatusRule{{States: []account.State{account.Suspended}}}},
	{Chip: ChipBin, InBin: true},
}

// Chips are the quick filters of resellers in the order in which they are shown; the first is for
// all.
func Chips() []Chip {
	return ofEach(chipRules, func(r ChipRule) Chip { return r.Chip })
}

// Rule says which resellers the quick filter shows; one that is not known shows all.
func (c Chip) Rule() ChipRule {
	at := slices.IndexFunc(chipRules, func(r ChipRule) bool { return r.Chip == c })
	return chipRules[max(at, 0)]
}

// AppliesTo tells whether a list shows a reseller at the time now.
func (c ChipRule) AppliesTo(r ResellerRow, now time.Time) bool {
	if r.State == account.Closed || (r.State == account.InBin) != c.InBin {
		return false
	}
	one := func(s StatusRule) bool { return s.AppliesTo(r, now) }
	return (c.AnyOf == nil || slices.ContainsFunc(c.AnyOf, one)) &&
		(!c.MadeLong || r.CreatedAt.Before(NeverActivatedSince(now))) &&
		(!c.Ends || r.Ends(now))
}

// PBXChipRule says which PBXs a quick filter shows: those to which all of it applies.
type PBXChipRule struct {
	Chip         PBXChip
	Status       PBXStatus // "" for any.
	NotActivated bool      // Of those that are kept here; of others it is not known.
	Type         pbx.Type  // "" for any.
	Ends         bool      // As PBXRow.Ends says.
}

// pbxChipRules are in the order in which the quick filters are shown.
var pbxChipRules = []PBXChipRule{
	{Chip: PBXChipAll},
	{Chip: PBXChipRunning, Status: PBXRunning},
	{Chip: PBXChipStopped, Status: PBXStopped},
	{Chip: PBXChipNotActivated, NotActivated: true},
	{Chip: PBXChipTrial, Type: pbx.Trial},
	{Chip: PBXChipExpiring, Ends: true},
	{Chip: PBXChipReported, Status: PBXReported},
}

// PBXChips are the quick filters of PBXs in the order in which they are shown, first that for all.
func PBXChips() []PBXChip {
	return ofEach(pbxChipRules, func(r PBXChipRule) PBXChip { return r.Chip })
}

// Rule says which PBXs the quick filter shows; one that is not known shows all.
func (c PBXChip) Rule() PBXChipRule {
	at := slices.IndexFunc(pbxChipRules, func(r PBXChipRule) bool { return r.Chip == c })
	return pbxChipRules[max(at, 0)]
}

// AppliesTo tells whether a list shows a PBX at the time now.
func (c PBXChipRule) AppliesTo(r PBXRow, now time.Time) bool {
	return (c.Status == "" || c.Status == r.Status(now)) &&
		(!c.NotActivated || !r.Activated && !r.Reported) &&
		(c.Type == "" || c.Type == r.Type) &&
		(!c.Ends || r.Ends(now))
}
