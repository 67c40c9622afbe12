package pbx

import (
	"slices"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
)

// fieldsOf is the stored form of a PBX.
type fieldsOf struct {
	Owner                Ref      `json:"owner"`
	Name                 string   `json:"name"`
	Plan                 Plan     `json:"plan"`
	Extensions           int64    `json:"extensions"`
	ConcurrentCalls      int64    `json:"concurrent_calls"`
	Recording            bool     `json:"recording"`
	RecordingMinutes     int64    `json:"recording_minutes"`
	TranscriptionMinutes int64    `json:"transcription_minutes"`
	Consumed             int64    `json:"transcription_consumed"`
	Region               string   `json:"region"`
	SubDomain            string   `json:"sub_domain"`
	Domain               string   `json:"domain"`
	CustomDomain         bool     `json:"custom_domain"`
	Type                 Type     `json:"type"`
	Expiry               core.Day `json:"expiry"`
	RunAfterExpiry       bool     `json:"run_after_expiry"`
	State                State    `json:"state"`
	Activated            bool     `json:"activated"`
	MadeAt               core.Day `json:"made_at"`
	HighAvailability     bool     `json:"high_availability"`
	Customers            []Ref    `json:"customers"`
	Remark               string   `json:"remark"`
	Reported             bool     `json:"reported"`
	Deleted              bool     `json:"deleted"`
}

// Fields returns what the PBX looks like now, for the log and for undo.
func (p PBX) Fields() (core.Fields, error) { return core.FieldsOf(p.fields()) }

// FieldsIn returns those of Fields that have some names.
func (p PBX) FieldsIn(names []string) (core.Fields, error) {
	return core.SomeFieldsOf(p.fields(), names)
}

func (p PBX) fields() fieldsOf {
	return fieldsOf{
		p.Owner, p.Name, p.Plan, p.Extensions, p.ConcurrentCalls, p.Recording, p.RecordingMinutes,
		p.TranscriptionMinutes, p.Consumed,
		p.Region, p.SubDomain, p.Domain, p.CustomDomain, p.Type, p.Expiry,
		p.RunAfterExpiry, p.State, p.Activated, p.MadeAt,
		p.HighAvailability, append([]Ref{}, p.Customers...), p.Remark, p.Reported, p.Deleted,
	}
}

// With returns the PBX with the named fields as they stand in f. What it used up is left to the
// ledger.
func (p PBX) With(f core.Fields, names []string) (PBX, error) {
	now, err := p.Fields()
	if err != nil {
		return p, err
	}
	for _, name := range names {
		now[name] = f[name]
	}
	var s fieldsOf
	if err := now.Into(&s); err != nil {
		return p, err
	}
	p.Owner, p.State, p.Reported, p.Deleted = s.Owner, s.State, s.Reported, s.Deleted
	p.Draft = Draft{
		Name: s.Name,
		Size: Size{
			Plan: s.Plan, Extensions: s.Extensions, ConcurrentCalls: s.ConcurrentCalls,
			Recording:        s.Recording,
			RecordingMinutes: s.RecordingMinutes, TranscriptionMinutes: s.TranscriptionMinutes,
		},
		Address: Address{
			Region: s.Region, SubDomain: s.SubDomain, Domain: s.Domain,
			CustomDomain: s.CustomDomain,
		},
		Term:      Term{Type: s.Type, Expiry: s.Expiry, RunAfterExpiry: s.RunAfterExpiry},
		Activated: s.Activated, MadeAt: s.MadeAt, HighAvailability: s.HighAvailability,
		Customers: s.Customers, Remark: s.Remark,
	}
	return p, nil
}

// Fields of the life of a PBX.
const (
	FieldDeleted  = "deleted"
	FieldState    = "state"
	FieldConsumed = "transcription_consumed"
)

// SizeFields are the fields whose change moves capacity.
func SizeFields() []string {
	return []string{
		FieldPlan, string(capacity.Extensions), string(capacity.ConcurrentCalls),
		string(capacity.RecordingMinutes),
		string(capacity.TranscriptionMinutes), FieldConsumed, FieldCustomDomain,
	}
}

// SameField tells whether a field of two moments says the same. What only names something else may
// be called otherwise by now.
func SameField(name string, before, after core.Fields) bool {
	if name != FieldOwner && name != FieldCustomers {
		return string(before[name]) == string(after[name])
	}
	var was, is fieldsOf
	if before.Into(&was) != nil || after.Into(&is) != nil {
		return false
	}
	if name == FieldOwner {
		return was.Owner.ID == is.Owner.ID
	}
	return slices.EqualFunc(
		was.Customers, is.Customers, func(a, b Ref) bool { return a.ID == b.ID },
	)
}
