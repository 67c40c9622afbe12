package activation

import (
	"crypto/ed25519"
	"time"
)

// Receipt is what a reseller's desktop answers when it used an invitation. The signer is the key of
// that desktop, by which the distributor knows its reports from then on.
type Receipt struct {
	Kind        Kind      `json:"kind"`
	Workspace   string    `json:"workspace"` // The distributor's.
	Account     string    `json:"account"`
	Invitation  string    `json:"invitation"`
	Secret      string    `json:"secret"` // Of the invitation; the distributor compares its Hash.
	ActivatedAt time.Time `json:"activated_at"`
	// EncryptionKey is the recipient to which files for this desktop are sealed ("age1…").
	EncryptionKey string `json:"encryption_key"`
	// ResetKey is what a password reset has to bring back, "" for none.
	ResetKey string `json:"reset_key,omitempty"`
}

// Sign returns the file and the Hash of its payload. The kind is filled in.
func (r Receipt) Sign(key ed25519.PrivateKey) (file []byte, hash string, err error) {
	r.Kind = KindReceipt
	return sign(key, &r)
}

func (r *Receipt) kind() Kind { return r.Kind }

func (r *Receipt) check() error {
	var c checks
	c.id("workspace", r.Workspace)
	c.id("account", r.Account)
	c.id("invitation", r.Invitation)
	c.id("secret", r.Secret)
	c.time("activated_at", r.ActivatedAt)
	c.recipient("encryption_key", r.EncryptionKey)
	c.resetKey(r.ResetKey)
	return c.err
}
