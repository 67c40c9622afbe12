package activation

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

const (
	// Lifetime is how long an invitation lives after the mail server accepted it (docs/domain.md §5).
	Lifetime = 7 * 24 * time.Hour
	// ResetLifetime is how long a password reset lives after the mail server accepted it (docs/domain.md §5).
	ResetLifetime = time.Hour
	// Extension is the ending of an activation file's name.
	Extension = ".activation"

	secretSize = 16
)

// Kind is what a file is for.
type Kind string

// The kinds of file.
const (
	Activate Kind = "activation" // Opens a workspace for a reseller who has none.
	Reset    Kind = "reset"      // Lets a reseller whose workspace is open choose another password.
)

// Lives is how long a file of the kind lives after the mail server accepted it.
func (k Kind) Lives() time.Duration {
	if k == Reset {
		return ResetLifetime
	}
	return Lifetime
}

// Invitation is what an activation file says: who invites whom, with which package and features, and until when.
type Invitation struct {
	Kind      Kind      `json:"kind"`
	ID        string    `json:"id"`
	Workspace string    `json:"workspace"`
	Sequence  int64     `json:"sequence"` // Counts the files signed for this account; only the newest is valid.
	Secret    string    `json:"secret"`   // Known to the receiver of the mail only; the sender keeps its Hash.
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
	Issuer    Issuer    `json:"issuer"`
	Account   Account   `json:"account"`
	Package   Package   `json:"package"`
	Features  []string  `json:"features"`
}

// Issuer is the distributor who invites.
type Issuer struct {
	Company string `json:"company"`
	Name    string `json:"name"`
	Email   string `json:"email"`
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
	ValidUntil       *time.Time       `json:"valid_until"`
}

// New fills a file of a kind for the account. Secret, Sequence and the times are the caller's.
func New(kind Kind, workspace string, issuer, to account.Account) Invitation {
	p := Package{
		Resources:        map[string]int64{},
		MinExtensions:    to.Package.MinExtensions,
		MaxExtensions:    capacity.MaxExtensionsPerPBX,
		PBXLimit:         to.Package.PBXLimit,
		HighAvailability: to.Package.HighAvailability,
		WhiteLabel:       to.Package.WhiteLabel,
		ValidUntil:       to.Profile.ValidUntil,
	}
	for r, n := range to.Package.Amounts {
		p.Resources[string(r)] = n
	}
	features := []string{}
	for _, k := range to.Permissions.Keys() {
		features = append(features, string(k))
	}
	return Invitation{
		Kind:      kind,
		Workspace: workspace,
		Issuer:    Issuer{Company: issuer.Profile.Company, Name: issuer.Profile.Name(), Email: issuer.Profile.Email},
		Account: Account{
			ID: to.ID, Company: to.Profile.Company, FirstName: to.Profile.FirstName, LastName: to.Profile.LastName,
			Email: to.Profile.Email, Language: to.Profile.Language,
		},
		Package:  p,
		Features: features,
	}
}

// Sign returns the activation file.
func (i Invitation) Sign(key ed25519.PrivateKey) ([]byte, error) {
	payload, err := json.Marshal(i)
	if err != nil {
		return nil, err
	}
	return seal(key, payload), nil
}

// Open reads an activation file, or a text that holds one, and returns what it says and the key that signed it. It refuses
// a changed or damaged file, one of another kind or a newer version, and one that ran out at the time now. Opening
// consumes nothing.
func Open(text []byte, now time.Time) (Invitation, ed25519.PublicKey, error) {
	payload, signer, err := unseal(text)
	if err != nil {
		return Invitation{}, nil, err
	}
	var i Invitation
	if err := decode(payload, &i); err != nil {
		return Invitation{}, nil, refuse("activation.damaged", nil, err)
	}
	if i.Kind != Activate && i.Kind != Reset || i.ID == "" || i.Secret == "" || i.Account.ID == "" {
		return Invitation{}, nil, refuse("activation.kind", nil, nil)
	}
	if !now.Before(i.ExpiresAt) {
		return i, signer, refuse("activation.expired", core.Args{"Until": i.ExpiresAt, "Issuer": i.Issuer.Company}, nil)
	}
	return i, signer, nil
}

// Granted returns the features that this version of the program knows.
func (i Invitation) Granted() permission.Set {
	set, known := permission.Set{}, permission.All()
	for _, f := range i.Features {
		if known[permission.Key(f)] {
			set[permission.Key(f)] = true
		}
	}
	return set
}

// NewSecret returns 128 random bits as 26 letters and digits.
func NewSecret() string {
	raw := make([]byte, secretSize)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // Never happens: crypto/rand ends the program itself.
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// Hash is the form in which the sender keeps a secret. A fast hash is enough for 128 random bits.
func Hash(secret string) []byte {
	sum := sha256.Sum256([]byte("reseller-desk/secret/v1\x00" + secret))
	return sum[:]
}

// Fingerprint is a short form of a signing key that two people can compare by phone.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	text := strings.ToUpper(hex.EncodeToString(sum[:10]))
	groups := make([]string, 0, 5)
	for ; text != ""; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, " ")
}
