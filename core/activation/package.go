package activation

import (
	"crypto/ed25519"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
)

// Status is whether a reseller may work.
type Status string

// The states of a reseller that a package may say.
const (
	StatusActive    Status = "active"
	StatusSuspended Status = "suspended"
	StatusClosed    Status = "closed"
)

// State is a package file: all that a reseller has, so that a lost or late one does no harm. Only
// the one with the highest Sequence counts.
type State struct {
	Kind      Kind   `json:"kind"`
	Workspace string `json:"workspace"`
	Sequence  int64  `json:"sequence"` // Counts together with the invitations of the account.
	Previous  string `json:"previous"` // Hash of the file that was made for this account before.
	// LeaseUntil is until when the package counts without news from the distributor.
	IssuedAt   time.Time `json:"issued_at"`
	LeaseUntil time.Time `json:"lease_until"`
	Status     Status    `json:"status"`
	Reason     string    `json:"reason"` // Why it is suspended or closed; may have several lines.
	Until      core.Day  `json:"until"`  // The last day of a suspension.
	Issuer     Issuer    `json:"issuer"`
	Account    Account   `json:"account"`
	Package    Package   `json:"package"` // Without what is in the PBXs.
	Features   []string  `json:"features"`
	PBXs       []PBX     `json:"pbxs"` // Those that the distributor keeps for the account.
	// How the distributor's signing key became the one that signs; see Follow.
	Rotations []Rotation `json:"rotations"`
	// Of the newest report that the distributor has; 0 and "" for none. A desktop that was restored
	// goes on from there.
	ReportSequence int64  `json:"report_sequence"`
	ReportHash     string `json:"report_hash"`
}

// NewState fills a package file for an active account. Sequence, Previous, the times, the status,
// the issuer's encryption key and the rotations are the caller's.
func NewState(workspace string, issuer, to account.Account) State {
	return State{
		Kind: KindPackage, Workspace: workspace, Status: StatusActive, Rotations: []Rotation{},
		PBXs:   []PBX{},
		Issuer: issuerOf(issuer), Account: accountOf(to), Package: packageOf(to),
		Features: featuresOf(to),
	}
}

// Sign returns the file and the Hash of its payload. The kind is filled in.
func (s State) Sign(key ed25519.PrivateKey) (file []byte, hash string, err error) {
	s.Kind = KindPackage
	return sign(key, &s)
}

func (s *State) kind() Kind { return s.Kind }

func (s *State) check() error {
	var c checks
	c.id("workspace", s.Workspace)
	c.number("sequence", s.Sequence, 1)
	c.hash("previous", s.Previous)
	c.time("issued_at", s.IssuedAt)
	c.time("lease_until", s.LeaseUntil)
	c.require(
		slices.Contains([]Status{StatusActive, StatusSuspended, StatusClosed}, s.Status), "status",
	)
	c.text("reason", s.Reason, false, true)
	c.day("until", s.Until)
	c.issuer(s.Issuer)
	c.account(s.Account)
	c.grant(s.Package, s.Features)
	c.pbxs(s.PBXs, MaxKept)
	c.rotations(s.Rotations)
	c.number("report_sequence", s.ReportSequence, 0)
	c.require(s.ReportHash == "" || hashForm.MatchString(s.ReportHash), "report_hash")
	return c.err
}

// Usable refuses a package that was issued more than a day after now: the clock of this computer is
// wrong then.
func (s State) Usable(now time.Time) error { return notAhead(s.IssuedAt, now) }

// Granted returns the features that this version of the program knows.
func (s State) Granted() permission.Set { return granted(s.Features) }
