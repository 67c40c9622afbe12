package activation

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"time"
)

// maxRotations is how many changes of a signing key a package names: three a year for a working
// life.
const maxRotations = 100

// Rotation says that a signing key was replaced: the old one signs the new one.
type Rotation struct {
	OldKey    ed25519.PublicKey `json:"old_key"`
	NewKey    ed25519.PublicKey `json:"new_key"`
	At        time.Time         `json:"at"` // Whole seconds.
	Signature []byte            `json:"signature"`
}

// NewRotation replaces a signing key at a time, which is cut to whole seconds.
func NewRotation(old ed25519.PrivateKey, to ed25519.PublicKey, at time.Time) Rotation {
	r := Rotation{
		OldKey: old.Public().(ed25519.PublicKey), NewKey: to, At: at.UTC().Truncate(time.Second),
	}
	r.Signature = ed25519.Sign(old, r.message())
	return r
}

// message is what the old key signs.
func (r Rotation) message() []byte {
	m := append([]byte("reseller-desk/rotation/v1\x00"), r.OldKey...)
	m = append(m, r.NewKey...)
	return binary.BigEndian.AppendUint64(m, uint64(r.At.Unix()))
}

// Follow returns the newest key of a chain of rotations to which the pinned key belongs; it is the
// pinned key itself when there are none. The chain may start before the pinned key. It refuses a
// chain that is broken, that comes back to a key it had, or that the pinned key is no part of.
func Follow(pinned ed25519.PublicKey, rotations []Rotation) (ed25519.PublicKey, error) {
	if len(rotations) == 0 {
		return pinned, nil
	}
	newest := rotations[0].OldKey
	met := bytes.Equal(newest, pinned)
	seen := map[string]bool{string(newest): true}
	for _, r := range rotations {
		if !bytes.Equal(r.OldKey, newest) || seen[string(r.NewKey)] || !r.wellFormed() ||
			!ed25519.Verify(r.OldKey, r.message(), r.Signature) {
			return nil, refuse("activation.rotation", nil, nil)
		}
		newest = r.NewKey
		seen[string(newest)] = true
		met = met || bytes.Equal(newest, pinned)
	}
	if !met {
		return nil, refuse("activation.rotation", nil, nil)
	}
	return newest, nil
}

// wellFormed tells whether the parts have the lengths that the signature relies on.
func (r Rotation) wellFormed() bool {
	return len(r.OldKey) == ed25519.PublicKeySize && len(r.NewKey) == ed25519.PublicKeySize &&
		len(r.Signature) == ed25519.SignatureSize
}

// rotations checks the form of a chain; whether it is a true one, Follow knows.
func (c *checks) rotations(chain []Rotation) {
	c.require(len(chain) <= maxRotations, "rotations")
	for _, r := range chain {
		c.require(r.wellFormed(), "rotations")
		c.time("rotations.at", r.At)
		c.require(r.At.Nanosecond() == 0, "rotations.at")
	}
}
