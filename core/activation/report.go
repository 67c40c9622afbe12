package activation

import (
	"crypto/ed25519"
	"time"
)

// MaxPBXs is the most cloud PBXs that a report lists.
const MaxPBXs = 20_000

// Report is what a reseller has made out of its package, all of it, so that a lost or late one does
// no harm. Only the one with the highest Sequence counts.
type Report struct {
	Kind      Kind   `json:"kind"`
	Workspace string `json:"workspace"` // The distributor's.
	Account   string `json:"account"`
	Sequence  int64  `json:"sequence"` // Counts the reports of this desktop.
	// Hash of the report before, of the receipt for the first.
	Previous string    `json:"previous"`
	IssuedAt time.Time `json:"issued_at"`
	// Of the newest file of the distributor that this desktop has,
	PackageSequence int64  `json:"package_sequence"`
	PackageHash     string `json:"package_hash"` // and its Hash.
	// ResetKey is what a password reset has to bring back, "" for none.
	ResetKey string `json:"reset_key,omitempty"`
	PBXs     []PBX  `json:"pbxs"`
	// What will never come back, per resource, since the activation.
	Consumed  map[string]int64 `json:"consumed"`
	Customers int64            `json:"customers"`
}

// MaxKept is the most cloud PBXs that a package lists.
const MaxKept = 100

// PBX is one cloud PBX and what it holds of the package.
type PBX struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Resources map[string]int64 `json:"resources"`
}

// Sign returns the file and the Hash of its payload. The kind is filled in. It refuses more than
// fits into MaxReport.
func (r Report) Sign(key ed25519.PrivateKey) (file []byte, hash string, err error) {
	r.Kind = KindReport
	return sign(key, &r)
}

func (r *Report) kind() Kind { return r.Kind }

func (r *Report) check() error {
	var c checks
	c.id("workspace", r.Workspace)
	c.id("account", r.Account)
	c.number("sequence", r.Sequence, 1)
	c.hash("previous", r.Previous)
	c.time("issued_at", r.IssuedAt)
	c.number("package_sequence", r.PackageSequence, 1)
	c.hash("package_hash", r.PackageHash)
	c.resetKey(r.ResetKey)
	c.pbxs(r.PBXs, MaxPBXs)
	c.amounts("consumed", r.Consumed)
	c.number("customers", r.Customers, 0)
	return c.err
}

// pbxs checks a list of cloud PBXs that has each once.
func (c *checks) pbxs(list []PBX, most int) {
	c.require(len(list) <= most, "pbxs")
	seen := make(map[string]bool, len(list))
	for _, p := range list {
		c.id("pbxs.id", p.ID)
		c.require(!seen[p.ID], "pbxs.id")
		seen[p.ID] = true
		c.text("pbxs.name", p.Name, true, false)
		c.amounts("pbxs.resources", p.Resources)
	}
}
