package store

import (
	"context"
	"time"

	"resellerdesk/core"
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

// The columns of the list of PBXs, besides those that it shares with the list of resellers: ByName,
// ByExtensions, ByCalls, ByMinutes, ByStatus and ByCreated.
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
	// Any part of name, address or the owner's company; case and accents do not matter.
	Search string
	// Filters are a part of a text column, or a value of plan, type, status or activated ("yes",
	// "no"). For amounts they are what ParseRange reads, for the expiry the last day that fits
	// (2026-12-31).
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

// PBXRow is a PBX in the list. Of one that is reported, only name, owner and what it takes are
// known.
type PBXRow struct {
	ID    string
	Owner pbx.Ref
	Name  string
	pbx.Size
	pbx.Address
	pbx.Term
	State            pbx.State
	Activated        bool
	MadeAt           core.Day // When it was made at the vendor, as far as somebody said so.
	HighAvailability bool
	Customers        []string // Their titles.
	Reported         bool
	CreatedAt        time.Time
}

// Ends tells whether the last day is within EndsSoon, or over.
func (r PBXRow) Ends(now time.Time) bool { return endsSoon(r.Expiry, now) }

// MinutesKnown tells whether it is known how many recording minutes were asked for: a report says
// only what is above the free ones.
func (r PBXRow) MinutesKnown() bool {
	return !r.Reported || r.RecordingMinutes > capacity.FreeRecordingMinutes
}

// CustomerQuery says which customers a list shows, in which order, and which part of it. The
// columns are ByCompany, ByName, ByEmail, ByPhone, ByCity, ByOwner, ByPBXs and ByCreated; the last
// two are not filtered.
type CustomerQuery struct {
	// Search finds any part of company, name, email, city or the owner's company; case and
	// accents do not matter.
	Search  string
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
	Own  bool // The owner of the workspace.
	Kept bool // Its own desktop makes PBXs, too: what it has left is as it reported last.
}

// PBXReader answers about cloud PBXs, and what they are made out of.
type PBXReader interface {
	// Holdings returns the cloud PBXs that are made out of the package of an account, "" for the
	// workspace's own, by name.
	Holdings(ctx context.Context, owner string) ([]PBXHolding, error)
	// Unused returns what a reseller was given and has in no PBX, per resource of its package.
	Unused(ctx context.Context, owner string) (capacity.Amounts, error)
	// PBX returns a cloud PBX, also one that is deleted, or NotFound.
	PBX(ctx context.Context, id string) (pbx.PBX, error)
	// PBXsByID returns many PBXs by their ids, also deleted ones; one that does not exist is
	// missing.
	PBXsByID(ctx context.Context, ids []string) (map[string]pbx.PBX, error)
	// PBXsOf returns the PBXs of an account, or those that are made for a customer, also deleted
	// ones.
	PBXsOf(ctx context.Context, person string) ([]pbx.PBX, error)
	// PBXAt returns the PBX that has an address, whatever the case of its sub-domain, or NotFound.
	PBXAt(ctx context.Context, a pbx.Address) (pbx.Ref, error)
	// CountPBXsOf returns how many PBXs an account has.
	CountPBXsOf(ctx context.Context, owner string) (int64, error)
	// PBXsWithHA returns the PBXs that have High Availability; when lacking is set, only those
	// whose owner does not have it.
	PBXsWithHA(ctx context.Context, lacking bool) ([]pbx.PBX, error)
	// PBXsOver returns the running PBXs whose last day is over at the time now, and which do not
	// run on.
	PBXsOver(ctx context.Context, now time.Time) (ids []string, err error)
	// PBXOwners returns who can have PBXs here and has a text in the name: the owner of the
	// workspace first, then resellers by name.
	PBXOwners(ctx context.Context, search string, most int) ([]PBXOwner, error)
	// Regions returns the list of the workspace, nil while it has none of its own.
	Regions(ctx context.Context) ([]pbx.Region, error)
	// Consumed returns what the desktops of an account reported as consumed for good, per resource.
	Consumed(ctx context.Context, owner string) (capacity.Amounts, error)
}

// PBXLister answers what the list of PBXs shows.
type PBXLister interface {
	PBXList() List[PBXQuery, PBXRow]
	// PBXChips counts what each quick filter leaves of a list, whose own is passed over.
	PBXChips(ctx context.Context, q PBXQuery) (map[PBXChip]int, error)
	// PBXSums adds up what some PBXs take.
	PBXSums(ctx context.Context, ids []string) (Sums, error)
}

// CustomerReader answers about customers and what their list shows.
type CustomerReader interface {
	// Customer returns a customer, also one that is deleted, or NotFound.
	Customer(ctx context.Context, id string) (pbx.Customer, error)
	// CustomersByID returns many customers by their ids, also deleted ones; one that does not exist
	// is missing.
	CustomersByID(ctx context.Context, ids []string) (map[string]pbx.Customer, error)
	// PBXsOfCustomers returns the PBXs that are made for each of some customers, by name; who has
	// none is missing.
	PBXsOfCustomers(ctx context.Context, ids []string) (map[string][]pbx.Ref, error)
	CustomerList() List[CustomerQuery, CustomerRow]
}

// PBXWriter writes PBXs, customers and regions.
type PBXWriter interface {
	// AddPBX and ChangePBX write a PBX with its customers. ChangePBX fails with Conflict,
	// "pbx.changed_meanwhile", when the stored version is not p.Version any more; an address that
	// another PBX has is refused with "pbx.address_in_use".
	AddPBX(p pbx.PBX) error
	ChangePBX(p pbx.PBX) error
	// AddCustomer and ChangeCustomer write a customer; ChangeCustomer fails with Conflict,
	// "customer.changed_meanwhile".
	AddCustomer(c pbx.Customer) error
	ChangeCustomer(c pbx.Customer) error
	// SetRegions replaces the list of the workspace.
	SetRegions(list []pbx.Region) error
}
