package activation

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

const (
	// Lifetime is how long an invitation lives after the mail server accepted it (docs/domain.md
	// §5).
	Lifetime = 7 * 24 * time.Hour
	// ResetLifetime is how long a password reset lives after the mail server accepted it
	// (docs/domain.md §5).
	ResetLifetime = time.Hour
	// Lease is how long a package counts without news from the distributor: a month, and some days
	// for the mail.
	Lease = 35 * 24 * time.Hour
	// Extension is the ending of an activation file's name.
	Extension = ".activation"

	secretSize = 16
)

// Lives is how long a file of the kind lives after the mail server accepted it.
func (k Kind) Lives() time.Duration {
	if k == Reset {
		return ResetLifetime
	}
	return Lifetime
}

// Invitation is what an activation file says: who invites whom, with which package and features,
// and until when.
type Invitation struct {
	Kind      Kind   `json:"kind"`
	ID        string `json:"id"`
	Workspace string `json:"workspace"`
	// Counts the files signed for this account; only the newest counts.
	Sequence int64 `json:"sequence"`
	// Known to the receiver of the mail only; the sender keeps its Hash.
	Secret    string    `json:"secret"`
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// LeaseUntil is until when the package counts without news from the distributor.
	LeaseUntil time.Time `json:"lease_until"`
	Issuer     Issuer    `json:"issuer"`
	Account    Account   `json:"account"`
	Package    Package   `json:"package"`
	Features   []string  `json:"features"`
	// Rotations are how the distributor's signing key became the one that signs; see Follow.
	Rotations []Rotation `json:"rotations,omitempty"`
	// ResetKey, of the kind Reset alone, is what the reseller's desktop sent last in a Receipt or
	// Report.
	ResetKey string `json:"reset_key,omitempty"`
}

// Issuer is the distributor who invites.
type Issuer struct {
	Company string `json:"company"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	// EncryptionKey is the recipient to which files for the distributor are sealed ("age1…"), ""
	// for none.
	EncryptionKey string `json:"encryption_key"`
}

// Account is the reseller who is invited.
type Account struct {
	ID        string `json:"id"`
	Company   string `json:"company"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Language  string `json:"language"`
}

// Package is the capacity that the reseller was given.
type Package struct {
	Resources        map[string]int64 `json:"resources"`
	MinExtensions    int64            `json:"min_extensions_per_pbx"`
	MaxExtensions    int64            `json:"max_extensions_per_pbx"`
	PBXLimit         *int64           `json:"pbx_limit"`
	HighAvailability bool             `json:"high_availability"`
	WhiteLabel       bool             `json:"white_label"`
	ValidUntil       core.Day         `json:"valid_until"`
}

// NewInvitation fills a file of a kind for the account. ID, Secret, Sequence, ResetKey, Rotations,
// the issuer's encryption key and the times are the caller's.
func NewInvitation(kind Kind, workspace string, issuer, to account.Account) Invitation {
	return Invitation{
		Kind: kind, Workspace: workspace,
		Issuer: issuerOf(issuer), Account: accountOf(to), Package: packageOf(to),
		Features: featuresOf(to),
	}
}

func issuerOf(a account.Account) Issuer {
	return Issuer{Company: a.Profile.Company, Name: a.Profile.Name(), Email: a.Profile.Email}
}

func accountOf(a account.Account) Account {
	return Account{
		ID: a.ID, Company: a.Profile.Company, FirstName: a.Profile.FirstName,
		LastName: a.Profile.LastName,
		Email:    a.Profile.Email, Language: a.Profile.Language,
	}
}

func packageOf(a account.Account) Package {
	p := Package{
		Resources:        map[string]int64{},
		MinExtensions:    a.Package.MinExtensions,
		MaxExtensions:    capacity.MaxExtensionsPerPBX,
		PBXLimit:         a.Package.PBXLimit,
		HighAvailability: a.Package.HighAvailability,
		WhiteLabel:       a.Package.WhiteLabel,
		ValidUntil:       a.Profile.ValidUntil,
	}
	for r, n := range a.Package.Amounts {
		p.Resources[string(r)] = n
	}
	return p
}

func featuresOf(a account.Account) []string {
	features := []string{}
	for _, k := range a.Permissions.Keys() {
		features = append(features, string(k))
	}
	return features
}

// Sign returns the file and the Hash of its payload.
func (i Invitation) Sign(key ed25519.PrivateKey) (file []byte, hash string, err error) {
	return sign(key, &i)
}

func (i *Invitation) kind() Kind { return i.Kind }

func (i *Invitation) check() error {
	var c checks
	c.require(i.Kind.label() == Activate.label(), "kind")
	c.id("id", i.ID)
	c.id("workspace", i.Workspace)
	c.number("sequence", i.Sequence, 1)
	c.id("secret", i.Secret)
	c.time("issued_at", i.IssuedAt)
	c.time("expires_at", i.ExpiresAt)
	c.time("lease_until", i.LeaseUntil)
	c.issuer(i.Issuer)
	c.account(i.Account)
	c.grant(i.Package, i.Features)
	c.rotations(i.Rotations)
	c.resetKey(i.ResetKey)
	c.require(i.ResetKey == "" || i.Kind == Reset, "reset_key")
	return c.err
}

// Usable refuses an invitation that ran out at the time now, and one that was issued more than a
// day after it: the clock of this computer is wrong then.
func (i Invitation) Usable(now time.Time) error {
	if !now.Before(i.ExpiresAt) {
		return refuse(
			"activation.expired", core.Args{"Until": i.ExpiresAt, "Issuer": i.Issuer.Company}, nil,
		)
	}
	return notAhead(i.IssuedAt, now)
}

// Granted returns the features and values that this version of the program knows.
func (i Invitation) Granted() permission.Set { return granted(i.Features) }

func granted(features []string) permission.Set {
	set := permission.Set{}
	for _, f := range features {
		if permission.Known(permission.Key(f)) {
			set[permission.Key(f)] = true
		}
	}
	return set
}

// NewSecret returns 128 random bits as 26 letters and digits.
func NewSecret() string {
	raw := make([]byte, secretSize)
	rand.Read(raw) // Never fails: crypto/rand ends the program itself.
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// Hash is the form in which the sender keeps a secret. A fast hash is enough for 128 random bits.
func Hash(secret string) []byte {
	sum := sha256.Sum256([]byte("reseller-desk/secret/v1\x00" + secret))
	return sum[:]
}
