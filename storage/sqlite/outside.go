package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"resellerdesk/core"
	"resellerdesk/core/activation"
)

// writeOutside copies a file to a place outside of the data folder, encrypted with a code unless
// that is "". The copy gets its name once it was read back and is what was read. want is the digest
// that this must have, "" for any; another one is said by otherFile.
func writeOutside(ctx context.Context, from, to, code, want string) error {
	in, err := os.Open(from)
	if err != nil {
		return noAccess(err, from)
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), writingPrefix)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = removeIfThere(out.Name()) }()
	written, err := encryptTo(ctx, out, in, code)
	if err = errors.Join(err, unavailable(out.Sync()), unavailable(out.Close())); err != nil {
		return err
	}
	if want != "" && written != want {
		return otherFile(nil)
	}
	read, err := digestOutside(ctx, out.Name(), code)
	if err != nil {
		return err
	}
	if read != written {
		return &core.Error{Code: core.Unavailable, Key: "move.not_written"}
	}
	if err := os.Rename(out.Name(), to); err != nil {
		return unavailable(err)
	}
	if err := syncFolder(filepath.Dir(to)); err != nil {
		return errors.Join(err, unavailable(os.Remove(to))) // Nobody may rely on it.
	}
	return nil
}

// encryptTo writes everything of in, encrypted with a code unless that is "", and returns the
// digest of what it read.
func encryptTo(ctx context.Context, out io.Writer, in io.Reader, code string) (string, error) {
	h := sha256.New()
	in = io.TeeReader(reader{ctx, in}, h)
	var err error
	if code == "" {
		_, err = io.Copy(out, in)
	} else {
		var encrypted io.WriteCloser
		if encrypted, err = activation.EncryptWithCode(out, code); err != nil {
			return "", err
		}
		_, err = io.Copy(encrypted, in)
		err = errors.Join(err, encrypted.Close())
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	return hex.EncodeToString(h.Sum(nil)), unavailable(err)
}

// openOutside opens a file that writeOutside wrote. It fails as activation.DecryptWithCode does, as
// does reading what was changed or cut off.
func openOutside(path, code string) (plain io.Reader, closeFile func() error, err error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, nil, &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	if code == "" {
		return in, in.Close, nil
	}
	plain, err = activation.DecryptWithCode(in, code)
	if err != nil {
		return nil, nil, errors.Join(err, in.Close())
	}
	return plain, in.Close, nil
}

func digestOutside(ctx context.Context, path, code string) (string, error) {
	plain, closeFile, err := openOutside(path, code)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, reader{ctx, plain})
	return hex.EncodeToString(h.Sum(nil)), errors.Join(unavailable(err), closeFile())
}

// fetch copies a file that writeOutside wrote into a new one, decrypted.
func fetch(ctx context.Context, path, to, code string) error {
	plain, closeFile, err := openOutside(path, code)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Join(unavailable(err), closeFile())
	}
	_, err = io.Copy(out, reader{ctx, plain})
	switch closed := errors.Join(out.Sync(), out.Close(), closeFile()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case closed != nil || errors.Is(err, errNoSpace):
		return unavailable(errors.Join(err, closed))
	case err != nil:
		return &core.Error{Code: core.Corrupt, Key: "encrypted.damaged", Err: err}
	}
	return nil
}
