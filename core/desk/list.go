package desk

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
)

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
	ChipAsleep     Chip = "asleep"    // Made longer than AsleepAfter ago, and never activated.
	ChipSuspended  Chip = "suspended"
	ChipBin        Chip = "bin" // Deleted, can be restored; in no other list.
)

// AsleepAfter is how long after it was made a reseller that did not activate is an alarm.
const AsleepAfter = 30 * 24 * time.Hour

// EndsSoon is how long before its end a package is shown as ending.
const EndsSoon = 30 * 24 * time.Hour

// ResellerQuery says which resellers a list shows, in which order, and which part of it.
type ResellerQuery struct {
	Search string // Any part of company, name, email, tags or external number; case and accents do not matter.
	// Filters are part of a text column, or the status; for amounts "120", "100-200", ">100", "<100"; for the end of the package
	// the last day that fits, as 2027-03-31.
	Filters map[Column]string
	Chip    Chip
	Sort    Column
	Down    bool
	Offset  int
	Limit   int
	Now     time.Time
}

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

// ResellerRow is a reseller in the list.
type ResellerRow struct {
	ID        string
	Company   string
	Name      string
	Email     string
	State     account.State
	Mail      MailState // Of the newest activation mail; "" when there is none.
	Fault     *core.Error
	InvitedAt *time.Time // When the mail server accepted the open invitation.
	ExpiresAt *time.Time // Of the open invitation.
	// ValidUntil is the end of the package, nil for none.
	ValidUntil *time.Time
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

// Ends tells whether the package ends within EndsSoon.
func (r ResellerRow) Ends(now time.Time) bool {
	return r.ValidUntil != nil && r.ValidUntil.Sub(now) < EndsSoon
}

// Status returns the state of the reseller at the time now.
func (r ResellerRow) Status(now time.Time) Status {
	switch r.State {
	case account.Active:
		return StatusActive
	case account.Suspended:
		return StatusSuspended
	case account.InBin:
		return StatusInBin
	}
	switch r.Mail {
	case MailQueued:
		return StatusQueued
	case MailSending:
		return StatusSending
	case MailInDoubt:
		return StatusUnsure
	case MailFailed:
		return StatusFailed
	}
	switch {
	case r.ExpiresAt == nil:
		return StatusNotInvited
	case !now.Before(*r.ExpiresAt):
		return StatusExpired
	}
	return StatusInvited
}

// ReadRange turns the filter of an amount as a person types it, with numbers of their language, into what ParseRange
// reads; "" stays "". It refuses what is no range.
func ReadRange(words *i18n.Printer, text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", nil
	}
	refused := &core.Error{Code: core.Invalid, Key: "field.amounts"}
	sign := text[:len(text)-len(strings.TrimLeft(text, "<>="))]
	parts := strings.Split(strings.ReplaceAll(text[len(sign):], "–", "-"), "-")
	if len(parts) > 2 || len(parts) == 2 && sign != "" {
		return "", refused
	}
	for i, part := range parts {
		n, err := words.ParseNumber(part)
		if err != nil {
			var e *core.Error
			if errors.As(err, &e) && e.Key == "field.number" {
				return "", refused
			}
			return "", err
		}
		parts[i] = strconv.FormatInt(n, 10)
	}
	text = sign + strings.Join(parts, "-")
	if _, _, ok := ParseRange(text); !ok {
		return "", refused
	}
	return text, nil
}

// ParseRange reads the filter of an amount: "120", "100-200", ">100", ">=100", "<100" or "<=100". ok is false when the
// text is none of these.
func ParseRange(text string) (low, high int64, ok bool) {
	number := func(s string) int64 {
		n, err := strconv.ParseUint(s, 10, 63)
		ok = err == nil && n <= capacity.MaxAmount
		return int64(n)
	}
	low, high = 0, capacity.MaxAmount
	switch {
	case strings.HasPrefix(text, ">="):
		low = number(text[2:])
	case strings.HasPrefix(text, "<="):
		high = number(text[2:])
	case strings.HasPrefix(text, ">"):
		low = number(text[1:]) + 1
	case strings.HasPrefix(text, "<"):
		high = number(text[1:]) - 1
	default:
		from, to, both := strings.Cut(text, "-")
		if low = number(from); !both || !ok {
			return low, low, ok
		}
		high = number(to)
	}
	return low, high, ok && low <= high
}
