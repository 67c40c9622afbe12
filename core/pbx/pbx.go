// Package pbx knows the cloud PBXs that are made out of a package, and the customers for whom they
// are made (docs/domain.md §6).
package pbx

import (
	"slices"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
)

// Plan is what a PBX can do, as the vendor sells it.
type Plan string

// The plans.
const (
	Enterprise Plan = "enterprise"
	Ultimate   Plan = "ultimate" // Takes Ultimate-plan extensions, too.
)

// Type is whether somebody pays for a PBX.
type Type string

// The types.
const (
	Trial      Type = "trial"
	Commercial Type = "commercial"
)

// State is whether a PBX is to run. This program plans, and hosts nothing.
type State string

// The planned states.
const (
	Stopped State = "stopped"
	Running State = "running"
)

// Ref names something by its id and what people call it.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Size is what decides how much a PBX takes from a package, besides a domain of its own.
type Size struct {
	Plan            Plan
	Extensions      int64
	ConcurrentCalls int64
	Recording       bool
	// 0 when recording is off; capacity.FreeRecordingMinutes of them are free.
	RecordingMinutes     int64
	TranscriptionMinutes int64 // All that were ever given, also those that were used up.
}

// Address is where a PBX is reached: sub-domain and domain.
type Address struct {
	Region       string
	SubDomain    string
	Domain       string
	CustomDomain bool // The domain is the customer's own, and takes one custom domain.
}

// Term is how long a PBX is meant to live.
type Term struct {
	Type           Type
	Expiry         core.Day // The last day.
	RunAfterExpiry bool
}

// Start is what a new PBX starts with, unless somebody may choose and chooses otherwise
// (docs/domain.md §4).
type Start struct {
	Recording      bool
	Type           Type
	RunAfterExpiry bool // Of a PBX with an expiry.
}

// Draft is what the Add and the Edit form of a PBX hold.
type Draft struct {
	Name string
	Size
	Address
	Term
	Activated        bool
	MadeAt           core.Day // When it was made at the vendor; NoDay while nobody said so.
	HighAvailability bool
	Customers        []Ref // Who get its activation mail.
	Remark           string
}

// PBX is a cloud PBX.
type PBX struct {
	ID    string
	Owner Ref // The account out of whose package it is: a reseller, or the owner of the workspace.
	Draft
	State     State
	Consumed  int64 // Transcription minutes that were used up for good, as the ledger has them.
	Reported  bool  // The desktop of its owner keeps it, and reports its name and what it takes.
	Deleted   bool
	CreatedAt time.Time
	Version   int64 // Grows with each change; a save names the version it started from.
}

// Revision returns the id, and which version this is.
func (p PBX) Revision() (id string, version int64) { return p.ID, p.Version }

// Title is how people call it.
func (p PBX) Title() string { return p.Name }

// Amounts is what the size and the domain take from a package (docs/domain.md §6).
func (d Draft) Amounts() capacity.Amounts {
	amounts := capacity.Amounts{
		capacity.Extensions: d.Extensions, capacity.ConcurrentCalls: d.ConcurrentCalls,
		capacity.RecordingMinutes: max(0, d.RecordingMinutes-capacity.FreeRecordingMinutes),
	}
	if d.Plan == Ultimate {
		amounts[capacity.UltimateExtensions] = d.Extensions
	}
	if d.TranscriptionMinutes > 0 {
		amounts[capacity.TranscriptionMinutes] = d.TranscriptionMinutes
	}
	if d.CustomDomain {
		amounts[capacity.CustomDomains] = 1
	}
	return amounts
}

// Takes is what the PBX holds of its owner's package now; nothing once it is deleted. What it used
// up is not held any more.
func (p PBX) Takes() capacity.Amounts {
	if p.Deleted || p.ID == "" {
		return nil
	}
	amounts := p.Amounts()
	if p.Consumed > 0 {
		amounts[capacity.TranscriptionMinutes] -= p.Consumed
	}
	return amounts
}

// Form returns a copy of what the Edit form shows.
func (p PBX) Form() Draft {
	d := p.Draft
	d.Customers = slices.Clone(p.Customers)
	return d
}

// SetRecording switches recording off, or on with the minutes that the PBX has, at least those that
// are free.
func (s *Size) SetRecording(on bool) {
	s.Recording = on
	if on {
		s.RecordingMinutes = max(s.RecordingMinutes, capacity.FreeRecordingMinutes)
	} else {
		s.RecordingMinutes = 0
	}
}

// Over tells whether the last day of the PBX is over, and it was not to run on.
func (t Term) Over(now time.Time) bool {
	return !t.RunAfterExpiry && t.Expiry.IsOver(now)
}

// Host is the whole name under which the PBX is reached, "" while it has none.
func (a Address) Host() string {
	if a.SubDomain == "" {
		return ""
	}
	return a.SubDomain + "." + a.Domain
}

// Key is the same for addresses that are one, whatever the case of their letters; "" for none.
func (a Address) Key() string {
	if a.SubDomain == "" {
		return ""
	}
	return a.Region + " " + strings.ToLower(a.Host())
}

// Trim returns the draft without spaces around its texts, and its domain as the domain name system
// has it, so that it is one however it was written.
func (d Draft) Trim() Draft {
	for _, text := range []*string{&d.Name, &d.Region, &d.SubDomain, &d.Domain, &d.Remark} {
		*text = strings.TrimSpace(*text)
	}
	d.SubDomain, d.Domain = inASCII(d.SubDomain), inASCII(d.Domain)
	return d
}

// Fields of a PBX, as problems name them; amounts are named after their resource.
const (
	FieldOwner            = "owner"
	FieldName             = "name"
	FieldPlan             = "plan"
	FieldRecording        = "recording"
	FieldRegion           = "region"
	FieldSubDomain        = "sub_domain"
	FieldDomain           = "domain"
	FieldCustomDomain     = "custom_domain"
	FieldType             = "type"
	FieldExpiry           = "expiry"
	FieldRunAfterExpiry   = "run_after_expiry"
	FieldHighAvailability = capacity.FieldHighAvailability
	FieldActivated        = "activated"
	FieldMadeAt           = "made_at"
	FieldCustomers        = "customers"
	FieldRemark           = account.FieldRemark
)

const (
	fieldExtensions = string(capacity.Extensions)
	fieldCalls      = string(capacity.ConcurrentCalls)
	fieldRecording  = string(capacity.RecordingMinutes)
)

// Longest texts, in characters.
const (
	maxName  = 120
	maxLine  = 60
	maxLabel = 63 // Of a part of a domain name (RFC 1035 §2.3.4), in bytes.
	maxHost  = 253
	maxText  = 2000
)

// Longest is how many characters the texts of PBXs and customers may have, by their field, besides
// those of accounts.
var Longest = map[string]int{
	FieldName: maxName, FieldSubDomain: maxLabel, FieldDomain: maxHost,
	FieldBusinessNumber: maxLine,
	FieldMobileNumber:   maxLine, FieldHomeNumber: maxLine, FieldFaxNumber: maxLine,
	FieldZipCode: maxLine,
	FieldStreet:  maxName, FieldCity: maxName, FieldProvince: maxName, FieldCountry: maxName,
}

// forbidden are the characters that the name of a PBX must not have.
const forbidden = ":!$\\/#;[]\"=<>^%{}`|"

// Limits is what a draft is checked against.
type Limits struct {
	// What the owner has of each resource that is in no PBX; what is missing is not included.
	Left capacity.Amounts
	// What the PBX takes out of the same package now; nil for a new one, or one that moves.
	Before capacity.Amounts
	// The present PBX: what stays as it is, is not asked again. nil for a new one.
	Now              *PBX
	MinExtensions    int64
	PBXs             int64  // How many the owner has besides this one.
	PBXLimit         *int64 // nil means no limit.
	HighAvailability bool   // The owner has it.
	Regions          []Region
	Start            Start // Of the owner's new PBXs.
	Today            core.Day
}

// Validate returns what is wrong with the draft, in the order of the form. It alone decides whether
// a draft may be saved. The argument "Free" of a problem is the largest number that fits.
func (d Draft) Validate(limits Limits) core.Problems {
	var problems core.Problems
	if limit := limits.PBXLimit; limit != nil && limits.PBXs >= *limit && limits.Before == nil {
		problems.Add(FieldOwner, "pbx.limit", core.Args{"Limit": *limit})
	}
	account.CheckText(&problems, FieldName, d.Name, true, maxName, false)
	if strings.ContainsAny(d.Name, forbidden) {
		problems.Add(
			FieldName, "pbx.name_characters",
			core.Args{"Characters": strings.Join(strings.Split(forbidden, ""), " ")},
		)
	}
	d.checkSize(&problems, limits)
	d.checkAddress(&problems, limits)
	d.checkTerm(&problems, limits)
	stands := limits.Now != nil && limits.Now.HighAvailability && limits.Before != nil
	if d.HighAvailability && !limits.HighAvailability && !stands {
		problems.Add(FieldHighAvailability, "pbx.no_high_availability", nil)
	}
	if d.MadeAt > limits.Today && (limits.Now == nil || d.MadeAt != limits.Now.MadeAt) {
		problems.Add(FieldMadeAt, "pbx.made_later", nil)
	}
	account.CheckText(&problems, FieldRemark, d.Remark, false, maxText, true)
	return problems
}

func (d Draft) checkTerm(problems *core.Problems, limits Limits) {
	if d.Type != Trial && d.Type != Commercial {
		problems.Add(FieldType, "field.choose", nil)
	}
	switch {
	case d.Expiry == core.NoDay:
		if d.RunAfterExpiry {
			problems.Add(FieldRunAfterExpiry, "pbx.run_without_expiry", nil)
		}
	case limits.Now != nil && d.Expiry == limits.Now.Expiry:
	case d.Expiry < limits.Today:
		problems.Add(FieldExpiry, "field.past", nil)
	}
}
