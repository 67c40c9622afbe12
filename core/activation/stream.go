package activation

import (
	"errors"
	"io"

	"filippo.io/age"

	"resellerdesk/core"
)

// EncryptWithCode encrypts what is written with a recovery code, as Kit.Seal does, but for files of
// any size. It is complete once it is closed.
func EncryptWithCode(out io.Writer, code string) (io.WriteCloser, error) {
	passphrase, err := ParseCode(code)
	if err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(workFactor)
	return age.Encrypt(out, to)
}

// DecryptWithCode reads what EncryptWithCode wrote. It fails with "encrypted.code" for another
// code, and with "encrypted.damaged" for what is no such file. A later change or a missing end
// fails the reading.
func DecryptWithCode(in io.Reader, code string) (io.Reader, error) {
	passphrase, err := ParseCode(code)
	if err != nil {
		return nil, err
	}
	with, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	with.SetMaxWorkFactor(workFactor)
	return decryptFrom(in, with)
}

// EncryptFor encrypts what is written for some recipients ("age1…"): each of their identities opens
// it. It is complete once it is closed.
func EncryptFor(out io.Writer, recipients ...string) (io.WriteCloser, error) {
	var to []age.Recipient
	for _, text := range recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			// Without the cause, which quotes what may be a secret.
			return nil, errors.New("not a recipient")
		}
		to = append(to, r)
	}
	return age.Encrypt(out, to...)
}

// Decrypt reads what EncryptFor wrote for the identity. It fails as DecryptWithCode does.
func (i *Identity) Decrypt(in io.Reader) (io.Reader, error) { return decryptFrom(in, i) }

func decryptFrom(in io.Reader, with age.Identity) (io.Reader, error) {
	plain, err := age.Decrypt(in, with)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		return nil, &core.Error{Code: core.Invalid, Key: "encrypted.code", Err: err}
	}
	if err != nil {
		return nil, &core.Error{Code: core.Corrupt, Key: "encrypted.damaged", Err: err}
	}
	return plain, nil
}
