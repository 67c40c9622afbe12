package store

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
)

// Invitation is one activation that was made for an account. Only the hash of its secret is kept.
type Invitation struct {
	ID         string
	Kind       activation.Kind
	Account    string
	Sequence   int64
	SecretHash []byte
	Hash       string // Of the file as it was rendered last.
	CreatedAt  time.Time
	// When the mail server took the mail; the clock starts then (docs/domain.md §5).
	AcceptedAt *time.Time
	ExpiresAt  *time.Time
	VoidedAt   *time.Time // When a newer one replaced it, or it was withdrawn.
}

// Column names a column of the reseller list that can be sorted or filtered.
type Column string

// The columns, besides ByPBXs.
const (
	ByCompany    Column = "company"
	ByName       Column = "name"
	ByEmail      Column = "email"
	ByExtensions Column = "extensions"
	ByCalls      Column = "concurrent_calls"
	ByMinutes    Column = "recording_minutes"
	ByStatus     Column = "status"
	ByCreated    Column = "created"
	ByTags       Column = "tags"
	ByValidUntil Column = "valid_until"
	ByNumber     Column = "external_number"
)

// Chip is a quick filter above the list.
type Chip string

// The chips.
const (
	ChipAll        Chip = ""
	ChipNotInvited Chip = "not_invited"
	ChipInvited    Chip = "invited"
	ChipAttention  Chip = "attention" // Mail failed or unsure, or invitation expired.
	ChipEnding     Chip = "ending"    // The package ends within EndsSoon, or has ended.
	// Made longer than NeverActivatedAfter ago, and never activated.
	ChipNeverActivated Chip = "asleep"
	ChipSuspended      Chip = "suspended"
	ChipBin            Chip = "bin" // Deleted, can be restored; in no other list.
)

// NeverActivatedAfter is how long after it was made a reseller that did not activate is an alarm.
const NeverActivatedAfter = 30 * 24 * time.Hour

// EndsSoon is how long before its end a package is shown as ending.
const EndsSoon = 30 * 24 * time.Hour

// ResellerQuery says which resellers a list shows, in which order, and which part of it.
type ResellerQuery struct {
	// Any part of company, name, email, tags or external number; case and accents do not matter.
	Search string
	// Filters are part of a text column, or the status; for amounts "120", "100-200", ">100",
	// "<100". For the end of the package it is the last day that fits, as 2027-03-31.
	Filters map[Column]string
	Chip    Chip
	Sort    Column
	Down    bool
	Offset  int
	Limit   int
	Now     time.Time
}

// ResellerRow is a reseller in the list.
type ResellerRow struct {
	ID         string
	Company    string
	Name       string
	Email      string
	State      account.State
	Mail       MailState // Of the newest activation mail; "" when there is none.
	Fault      *core.Error
	InvitedAt  *time.Time // When the mail server accepted the open invitation.
	ExpiresAt  *time.Time // Of the open invitation.
	ValidUntil core.Day   // The last day of the package.
	Suspension *account.Suspension
	Bin        *account.Bin
	Used       capacity.Amounts
	Total      capacity.Amounts
	CreatedAt  time.Time
	// Desktop tells whether its desktop is known here, so that packages can be sent to it.
	Desktop bool
	// Confirmable tells whether an activation is out whose confirmation code it can read out.
	Confirmable bool

	Tags           string // Separated by commas.
	ExternalNumber string
	PBXs           int // How many it has.
}

// EndsBefore is the first last day that is not soon, seen from a time.
func EndsBefore(now time.Time) core.Day { return core.DayOf(now.Add(EndsSoon)) }

// endsSoon tells whether a last day is within EndsSoon, or over.
func endsSoon(last core.Day, now time.Time) bool {
	return last != core.NoDay && last < EndsBefore(now)
}

// Ends tells whether the package ends within EndsSoon.
func (r ResellerRow) Ends(now time.Time) bool { return endsSoon(r.ValidUntil, now) }

// NeverActivatedSince is the time before which a reseller was made that should have activated.
func NeverActivatedSince(now time.Time) time.Time { return now.Add(-NeverActivatedAfter) }

// PackageNear is how much of one resource of a reseller's package is in its PBXs.
type PackageNear struct {
	Account, Company string
	Resource         capacity.Resource
	Used, Total      int64
}

// PackageEnding is when the package of a reseller ends.
type PackageEnding struct {
	Account, Company string
	LastDay          core.Day
}

// InvitationEnding is when an invitation runs out.
type InvitationEnding struct {
	ID, Account, Company string
	ExpiresAt            time.Time
}

// NeverActivated is what resellers hold that never activated.
type NeverActivated struct {
	Count   int
	Amounts capacity.Amounts
}

// EmailOwner is the account that signs in with an email.
type EmailOwner struct{ ID, Company string }

// AccountReader answers about people: the distributor, staff and resellers.
type AccountReader interface {
	Account(ctx context.Context, id string) (account.Account, error)
	// Owner returns the distributor who owns the workspace.
	Owner(ctx context.Context) (account.Account, error)
	// Colleagues returns the distributor's staff besides the owner, by name.
	Colleagues(ctx context.Context) ([]account.Account, error)
	AccountByEmail(ctx context.Context, emailKey string) (account.Account, error)
	// EmailOwners returns who signs in with each of many emails, by their keys; an email that
	// nobody has is missing.
	EmailOwners(ctx context.Context, emailKeys []string) (map[string]EmailOwner, error)
	// AccountsByID returns many accounts by their ids; one that does not exist is missing.
	AccountsByID(ctx context.Context, ids []string) (map[string]account.Account, error)
	// ResellersWith returns the resellers whose package has a switch, FieldHighAvailability or
	// FieldWhiteLabel of capacity.
	ResellersWith(ctx context.Context, field string) ([]account.Account, error)
	// Presets returns the presets of both kinds, by name.
	Presets(ctx context.Context) ([]account.Preset, error)
	// Due returns the accounts for which something has fallen due by itself at the time now.
	Due(ctx context.Context, now time.Time) (ids []string, err error)
}

// ResellerLister answers what the list of resellers shows.
type ResellerLister interface {
	ResellerList() List[ResellerQuery, ResellerRow]
	// ResellerChips counts what each quick filter leaves of a list, whose own is passed over.
	ResellerChips(ctx context.Context, q ResellerQuery) (map[Chip]int, error)
	// ResellerSums adds up what some resellers were given.
	ResellerSums(ctx context.Context, ids []string) (Sums, error)
}

// AccountWriter writes people and presets.
type AccountWriter interface {
	AddAccount(a account.Account) error
	// AddAccounts is AddAccount for many, quicker than one by one.
	AddAccounts(list []account.Account) error
	// ChangeAccount writes profile, package rules, permissions and state, if the stored version is
	// still a.Version.
	ChangeAccount(a account.Account) error
	// SavePreset keeps a preset in place of the one of its kind and name.
	SavePreset(p account.Preset) error
	// RenamePreset gives a preset another name, and resellers that carry its name too; Conflict
	// when it is not there.
	RenamePreset(kind account.PresetKind, from, to string) error
	// DeletePreset forgets a preset; NotFound when it is not there.
	DeletePreset(kind account.PresetKind, name string) error
	// SetLock seals the workspace key for an account with another password.
	SetLock(accountID string, lock account.Lock) error
	// SetInvited makes a reseller that is not invited yet an invited one, or the other way round.
	// It is no change that a form which is open has to know of.
	SetInvited(accountID string, invited bool) error
}
