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
