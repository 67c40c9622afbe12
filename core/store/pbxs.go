package store

import (
	"time"

	"resellerdesk/core/capacity"
	"resellerdesk/core/pbx"
)

// PBXHolding is a cloud PBX and what it takes from a package.
type PBXHolding struct {
	ID               string
	Name             string
	Reported         bool // The desktop of its owner keeps it.
	HighAvailability bool
	Amounts          capacity.Amounts
}

// The columns of the list of PBXs, besides those that it shares with the list of resellers: ByName, ByExtensions, ByCalls, ByMinutes,
// ByStatus and ByCreated.
const (
	ByOwner         Column = "owner"
	ByPlan          Column = "plan"
	ByTranscription Column = "transcription_minutes"
	ByRegion        Column = "region"
	ByHost          Column = "host" // Sub-domain and domain.
	ByType          Column = "type"
	ByExpiry        Column = "expiry"
	ByActivated     Column = "activated"
)

// PBXChip is a quick filter above the list of PBXs.
type PBXChip string

// The chips.
const (
	PBXChipAll          PBXChip = ""
	PBXChipRunning      PBXChip = "running"
	PBXChipStopped      PBXChip = "stopped"
	PBXChipNotActivated PBXChip = "not_activated"
	PBXChipTrial        PBXChip = "trial"
	PBXChipExpiring     PBXChip = "expiring" // The last day is within EndsSoon, or over.
	PBXChipReported     PBXChip = "reported" // Kept by the desktops of resellers.
)

// PBXQuery says which PBXs a list shows, in which order, and which part of it.
type PBXQuery struct {
	Search string // Any part of name, address or the owner's company; case and accents do not matter.
	// Filters are a part of a text column, a value of plan, type, status or activated ("yes", "no"), for amounts what ParseRange reads,
	// for the expiry the last day of those that are shown (2026-12-31).
	Filters  map[Column]string
	Chip     PBXChip
	Owner    string // Account id; "" for everybody's.
	Customer string // Only PBXs that are made for it.
	Sort     Column
	Down     bool
	Offset   int
	Limit    int
	Now      time.Time
}

// PBXStatus is the state of a PBX, in one word.
type PBXStatus string

// The statuses of a PBX in the list.
const (
	PBXRunning  PBXStatus = "running"
	PBXStopped  PBXStatus = "stopped"
	PBXOver     PBXStatus = "over"     // Its last day is over, and it does not run on.
	PBXReported PBXStatus = "reported" // The desktop of its owner keeps it; its state is not known here.
)

// PBXRow is a PBX in the list. Of one that is reported, only name, owner and what it takes are known.
type PBXRow struct {
	ID    string
	Owner pbx.Ref
	Name  string
	pbx.Size
	pbx.Address
	pbx.Term
	State            pbx.State
	Activated        bool
	HighAvailability bool
	Customers        []string // Their titles.
	Reported         bool
	CreatedAt        time.Time
}

// Status returns the state of the PBX at the time now.
func (r PBXRow) Status(now time.Time) PBXStatus {
	switch {
	case r.Reported:
		return PBXReported
	case r.Over(now):
		return PBXOver
	case r.State == pbx.Running:
		return PBXRunning
	}
	return PBXStopped
}

// Ends tells whether the last day is within EndsSoon, or over.
func (r PBXRow) Ends(now time.Time) bool { return r.Expiry != nil && r.Expiry.Sub(now) < EndsSoon }

// MinutesKnown tells whether it is known how many recording minutes were asked for: a report says only what is above the free ones.
func (r PBXRow) MinutesKnown() bool {
	return !r.Reported || r.RecordingMinutes > capacity.FreeRecordingMinutes
}

// CustomerQuery says which customers a list shows, in which order, and which part of it. The columns are ByCompany, ByName, ByEmail,
// ByPhone, ByCity, ByOwner, ByPBXs and ByCreated; the last two are not filtered.
type CustomerQuery struct {
	Search  string            // Any part of company, name, email, city or the owner's company; case and accents do not matter.
	Filters map[Column]string // A part of a text column.
	Owner   string            // Account id; "" for everybody's.
	Sort    Column
	Down    bool
	Offset  int
	Limit   int
}

// The columns of the list of customers besides those that other lists have.
const (
	ByPhone Column = "business_number"
	ByCity  Column = "city"
	ByPBXs  Column = "pbxs"
)

// CustomerRow is a customer in the list.
type CustomerRow struct {
	ID    string
	Owner pbx.Ref
	pbx.CustomerDraft
	PBXs      int // How many are made for it.
	CreatedAt time.Time
}

// PBXOwner is an account out of whose package a PBX can be made.
type PBXOwner struct {
	pbx.Ref
	Own  bool // The owner of the workspace himself.
	Kept bool // His own desktop makes PBXs, too: what he has left is as he reported it last.
}
