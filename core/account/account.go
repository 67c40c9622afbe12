// Package account knows who works with the program: the distributor's staff and the resellers, with
// their profile, state and password (docs/domain.md §1 and §3).
package account

import (
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// Kind is the place of an account: who owns the workspace, who works beside it, who sells for it. A
// workspace has a Distributor or an Owner, never both.
type Kind string

// The kinds of account.
const (
	Distributor Kind = "distributor" // The owner of the workspace; holds every feature.
	// The reseller in the workspace of its own; holds what its distributor signed.
	Owner     Kind = "owner"
	Colleague Kind = "colleague"
	Reseller  Kind = "reseller"
)

// State is where an account is in its life (docs/domain.md §3).
type State string

// The states. That an invitation ran out is known by its time, not by a state of its own.
const (
	NotInvited State = "not_invited"
	Invited    State = "invited"
	Active     State = "active"
	Suspended  State = "suspended"
	InBin      State = "in_bin"
	Closed     State = "closed"
)

// Profile is the User Information of an account.
type Profile struct {
	Company        string
	FirstName      string
	LastName       string
	Email          string // The name for signing in.
	Phone          string
	Mobile         string
	Address        string
	Remark         string
	Language       string // Of the mails, for example "de".
	Tags           string // Separated by commas.
	ExternalNumber string
	ValidUntil     core.Day // The last day of the package.
}

// Fields of a profile, as problems name them.
const (
	FieldCompany        = "company"
	FieldFirstName      = "first_name"
	FieldLastName       = "last_name"
	FieldEmail          = "email"
	FieldPhone          = "phone"
	FieldMobile         = "mobile"
	FieldAddress        = "address"
	FieldRemark         = "remark"
	FieldLanguage       = "language"
	FieldTags           = "tags"
	FieldExternalNumber = "external_number"
	FieldValidUntil     = "valid_until"
	FieldPassword       = "password"
)

// Longest texts, in characters.
const (
	maxName = 120
	maxLine = 60
	maxTags = 500
	maxText = 2000
)

// Name is the first and the last name.
func (p Profile) Name() string { return strings.TrimSpace(p.FirstName + " " + p.LastName) }

// Draft is what the Add and the Edit form of a reseller hold.
type Draft struct {
	Profile     Profile
	Package     capacity.Package
	Permissions permission.Set
	Preset      string // Name of the permission preset that was applied last, "" for none.
}

// Limits is what a draft is checked against.
type Limits struct {
	Pool      capacity.Pool
	Profile   Profile          // The present one: what it has stays possible.
	Before    capacity.Amounts // The present package; nil for a new reseller.
	Granter   permission.Set   // What the person holds who gives the permissions.
	Present   permission.Set   // Kept by the person who edits an account; nil for a new reseller.
	Languages []string         // That mails can be written in.
	Today     core.Day
}

// Validate returns what is wrong with the draft, in the order of the form. It alone decides whether
// a draft may be saved.
func (d Draft) Validate(limits Limits) core.Problems {
	problems := d.Profile.ValidateChange(limits.Languages, limits.Profile)
	until, before := d.Profile.ValidUntil, limits.Profile.ValidUntil
	if until != core.NoDay && until != before && until < limits.Today {
		problems.Add(FieldValidUntil, "field.past", nil)
	}
	problems = append(problems, d.Package.Validate(limits.Pool, limits.Before)...)
	return append(problems, d.Permissions.Validate(limits.Granter, limits.Present)...)
}

// Account is a person or company that works with the workspace.
type Account struct {
	ID          string
	Parent      string // Account above this one; "" for the distributor.
	Kind        Kind
	State       State
	Profile     Profile
	Package     capacity.Package // Of a reseller.
	Permissions permission.Set   // nil for the distributor, who holds everything.
	// Name of the permission preset that was applied last, "" for none.
	Preset     string
	Suspension *Suspension // nil unless suspended, or deleted while suspended.
	Bin        *Bin        // nil unless in the bin.
	Lock       string      // Text form of the Lock; "" while no password was set here.
	CreatedAt  time.Time
	Version    int64 // Grows with each change; a save names the version it started from.
}

// Revision returns the id, and which version this is.
func (a Account) Revision() (id string, version int64) { return a.ID, a.Version }

// Draft returns a copy of what the Edit form shows.
func (a Account) Draft() Draft {
	p := a.Package
	p.Amounts = p.Amounts.Clone()
	return Draft{
		Profile: a.Profile, Package: p, Permissions: a.Permissions.Clone(), Preset: a.Preset,
	}
}

// Title is what an account is called in a sentence: a colleague by name, everybody else by the
// company.
func (a Account) Title() string {
	if a.Kind == Colleague {
		return a.Profile.Name()
	}
	return a.Profile.Company
}

// Holds returns the features that the account holds. A person who owns a workspace may always
// exchange files with the other side.
func (a Account) Holds() permission.Set {
	switch a.Kind {
	case Distributor:
		return permission.All()
	case Owner:
		held := a.Permissions.Clone()
		held[permission.UserExchange] = true
		return held
	}
	return a.Permissions
}

// HasPackage tells whether the account has rules of a package.
func (a Account) HasPackage() bool { return a.Kind == Reseller || a.Kind == Owner }
