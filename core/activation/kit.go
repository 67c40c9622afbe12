package activation

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"filippo.io/age"

	"resellerdesk/core"
)

const (
	// workFactor is the binary logarithm of scrypt's cost: a third of a second and 128 MiB. A kit
	// that asks for more is refused. It is the code that keeps a kit closed, which has 128 random
	// bits.
	workFactor = 17

	workspaceKeySize = 32
	ageTitle         = "AGE ENCRYPTED FILE"
)

var ageLine = regexp.MustCompile(`-----(BEGIN|END) (` + ageTitle + `)-----`)

// Kit is the recovery kit: what a distributor needs to go on with its workspace when the computer
// or the password is lost.
type Kit struct {
	Workspace   string `json:"workspace"`
	Company     string `json:"company"`
	Email       string `json:"email"`
	SigningSeed []byte `json:"signing_seed"` // Of the Ed25519 key that signs.
	// Secret of the Identity to which others seal.
	EncryptionIdentity string `json:"encryption_identity"`
	// Opens what is sealed in the workspace file.
	WorkspaceKey []byte `json:"workspace_key"`
	// JSON of how the signing key followed earlier ones, "" for not at all.
	Rotations string    `json:"rotations,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

// Seal encrypts the kit with a recovery code. The result is an ordinary file of age: the program of
// that name opens it with the code, as NewCode writes it, for a passphrase.
func (k Kit) Seal(code string) ([]byte, error) { return k.seal(code, workFactor) }

func (k Kit) seal(code string, cost int) ([]byte, error) {
	passphrase, err := ParseCode(code)
	if err != nil {
		return nil, err
	}
	if err := k.check(); err != nil {
		return nil, fmt.Errorf("the recovery kit was not made: %w", err)
	}
	plain, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(cost)
	raw, err := encrypt(to, plain)
	if err != nil {
		return nil, err
	}
	return armor(ageTitle, raw), nil
}

// OpenKit finds a recovery kit in a text of at most MaxFile bytes and opens it with the recovery
// code. It takes about a third of a second.
func OpenKit(text []byte, code string) (Kit, error) {
	if len(text) > MaxFile {
		return Kit{}, refuse("kit.too_big", core.Args{"Max": MaxFile / 1024}, nil)
	}
	passphrase, err := ParseCode(code)
	if err != nil {
		return Kit{}, err
	}
	title, body := find(text, ageLine)
	if title == "" {
		return Kit{}, refuse("kit.none", nil, nil)
	}
	raw, err := dearmor(body)
	if err != nil {
		return Kit{}, refuse("kit.damaged", nil, err)
	}
	with, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Kit{}, err
	}
	with.SetMaxWorkFactor(workFactor)
	plain, err := decrypt(raw, with)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) && slices.Contains(other.StanzaTypes, "scrypt") {
		return Kit{}, refuse("kit.code", nil, err)
	}
	if err != nil {
		return Kit{}, refuse("kit.damaged", nil, err)
	}
	var k Kit
	if err := decode(plain, &k); err != nil {
		return Kit{}, refuse("kit.damaged", nil, err)
	}
	if err := k.check(); err != nil {
		return Kit{}, refuse("kit.damaged", nil, err)
	}
	return k, nil
}

// HoldsKit tells whether a text holds a file like a recovery kit.
func HoldsKit(text []byte) bool {
	_, body := find(text, ageLine)
	return body != nil
}

func (k Kit) check() error {
	var c checks
	c.id("workspace", k.Workspace)
	c.text("company", k.Company, true, false)
	c.text("email", k.Email, true, false)
	c.require(len(k.SigningSeed) == ed25519.SeedSize, "signing_seed")
	_, err := ParseIdentity(k.EncryptionIdentity)
	c.require(err == nil, "encryption_identity")
	c.require(len(k.WorkspaceKey) == workspaceKeySize, "workspace_key")
	c.time("created_at", k.CreatedAt)
	if k.Rotations != "" && c.err == nil {
		c.chain(k.Rotations, ed25519.NewKeyFromSeed(k.SigningSeed).Public().(ed25519.PublicKey))
	}
	return c.err
}

// chain checks the JSON of a chain of rotations that ends at a key: a workspace that goes on with
// another one makes packages that nobody takes.
func (c *checks) chain(text string, key ed25519.PublicKey) {
	var list []Rotation
	c.require(decode([]byte(text), &list) == nil, "rotations")
	c.rotations(list)
	newest, err := Follow(key, list)
	c.require(err == nil && newest.Equal(key), "rotations")
}
