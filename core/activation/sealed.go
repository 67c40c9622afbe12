package activation

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
)

// sealed is the label of a file that only one desktop can open.
const sealed = "SEALED"

// maxStanzas is how many recipients a sealed file may name. Ours name one; each costs the reader a
// computation.
const maxStanzas = 16

// Identity opens what was sealed for its Recipient. It is an X25519 identity of age
// (https://age-encryption.org/v1).
type Identity struct{ key *age.X25519Identity }

// NewIdentity makes an identity for a desktop.
func NewIdentity() (*Identity, error) {
	key, err := age.GenerateX25519Identity()
	return &Identity{key}, err
}

// ParseIdentity reads what Secret returned.
func ParseIdentity(secret string) (*Identity, error) {
	key, err := age.ParseX25519Identity(secret)
	if err != nil {
		// Without the cause, which may quote it.
		return nil, errors.New("not the secret of an identity")
	}
	return &Identity{key}, nil
}

// Recipient is the public form to which others seal ("age1…").
func (i *Identity) Recipient() string { return i.key.Recipient().String() }

// Secret is the private form ("AGE-SECRET-KEY-1…"). It is not called String, so that no log writes
// it.
func (i *Identity) Secret() string { return i.key.String() }

// Unwrap is for age alone: it limits the work that a hostile file can ask for.
func (i *Identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) > maxStanzas {
		return nil, errors.New("sealed for too many")
	}
	return i.key.Unwrap(stanzas)
}

// SealFor encrypts a signed file, so that only the identity of the recipient opens it.
func SealFor(recipient string, file []byte) ([]byte, error) {
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		// Without the cause, which quotes what may be a secret.
		return nil, errors.New("not a recipient")
	}
	raw, err := encrypt(to, file)
	if err != nil {
		return nil, err
	}
	return armor(ours+sealed, raw), nil
}

// unseal returns the text that was sealed for the identity.
func unseal(raw []byte, identity *Identity) ([]byte, error) {
	if identity == nil {
		return nil, refuse("activation.sealed", nil, nil)
	}
	text, err := decrypt(raw, identity)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return nil, refuse("activation.not_for_you", nil, err)
	}
	if err != nil {
		return nil, refuse("activation.damaged", nil, err)
	}
	return text, nil
}

func encrypt(to age.Recipient, plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

func decrypt(raw []byte, with age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(raw), with)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
