package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/activation"
	"resellerdesk/core/backup"
)

// secondFile is the file in a data folder that says where the second place is. It is of this
// computer, and no part of the workspace.
const secondFile = "backups.json"

// Second says where the second place is, and what became of the last copy.
func (b Backups) Second() (s backup.Second, err error) {
	text, err := os.ReadFile(filepath.Join(b.data, secondFile))
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, unavailable(err)
	}
	if json.Unmarshal(text, &s) != nil { // It is damaged: nobody said where.
		return backup.Second{}, nil
	}
	return s, nil
}

// SetSecond says where the second place is. It fails with Invalid for a folder that is not there or
// cannot be written, or that is in the data folder.
func (b Backups) SetSecond(s backup.Second) error {
	if s.Folder != "" {
		if err := b.checkSecond(s.Folder); err != nil {
			return err
		}
	}
	return b.keepSecond(s)
}

func (b Backups) keepSecond(s backup.Second) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(b.data, secondFile), text)
}

func (b Backups) checkSecond(folder string) error {
	wrong := func(key string, err error) error {
		return &core.Error{
			Code: core.Invalid, Field: FieldSecond, Key: key, Args: core.Args{"Path": folder}, Err: err,
		}
	}
	if !filepath.IsAbs(folder) {
		return wrong("backup.second_relative", nil)
	}
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return wrong("backup.second_missing", err)
	}
	data, err := filepath.EvalSymlinks(b.data)
	if err != nil {
		return unavailable(err)
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return wrong("backup.second_missing", err)
	}
	if real == data || strings.HasPrefix(real, data+string(filepath.Separator)) {
		return wrong("backup.second_same", nil)
	}
	if err := writable(folder); err != nil {
		return wrong("backup.second_read_only", err)
	}
	return nil
}

// FieldSecond is the field of the second place.
const FieldSecond = "second_place"

// CopyToSecond copies a backup to the second place, reads the copy back and compares it with what
// was checked, and thins out what is there. askCode returns the code that encrypts it, where that is
// wanted. What became of it is kept for Second.
func (b Backups) CopyToSecond(
	ctx context.Context,
	one backup.Backup,
	askCode func(context.Context) (string, error),
	now time.Time,
) error {
	s, err := b.Second()
	if err != nil || s.Folder == "" {
		return err
	}
	var code string
	if s.Encrypted {
		code, err = askCode(ctx)
	}
	if err == nil {
		err = b.copyToSecond(ctx, s, one, code, now)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.Fault = core.ErrorText(err)
	} else {
		s.Name, s.At, s.Fault = one.Name, now, ""
	}
	return errors.Join(err, b.keepSecond(s))
}

func (b Backups) copyToSecond(
	ctx context.Context, s backup.Second, one backup.Backup, code string, now time.Time,
) error {
	if err := b.checkSecond(s.Folder); err != nil {
		return err
	}
	dir := secondFolder(s, one.Holds.Workspace)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unavailable(err)
	}
	out, err := os.CreateTemp(dir, ".writing-")
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = removeIfThere(out.Name()) }()
	err = b.writeCopy(ctx, one, out, s.Encrypted, code)
	if err = errors.Join(err, unavailable(out.Sync()), unavailable(out.Close())); err != nil {
		return err
	}
	digest, err := digestOfCopy(ctx, out.Name(), s.Encrypted, code)
	if err != nil {
		return err
	}
	if digest != one.Digest {
		return &core.Error{Code: core.Unavailable, Key: "move.not_written"}
	}
	if err := os.Rename(out.Name(), filepath.Join(dir, s.NameOfCopy(one.Name))); err != nil {
		return unavailable(err)
	}
	return errors.Join(syncFolder(dir), thinSecond(dir, now))
}

// secondFolder is where the copies of one workspace are: several may share a disk.
func secondFolder(s backup.Second, workspace string) string {
	return filepath.Join(s.Folder, "Reseller Desk "+workspace)
}

func (b Backups) writeCopy(
	ctx context.Context, one backup.Backup, out io.Writer, encrypted bool, code string,
) error {
	in, err := os.Open(b.path(one.Name))
	if err != nil {
		return unavailable(err)
	}
	defer in.Close()
	if !encrypted {
		_, err := io.Copy(out, reader{ctx, in})
		return unavailable(err)
	}
	sealed, err := activation.EncryptWithCode(out, code)
	if err != nil {
		return err
	}
	_, err = io.Copy(sealed, reader{ctx, in})
	return unavailable(errors.Join(err, sealed.Close()))
}

func digestOfCopy(ctx context.Context, path string, encrypted bool, code string) (string, error) {
	in, err := os.Open(path)
	if err != nil {
		return "", unavailable(err)
	}
	defer in.Close()
	var plain io.Reader = in
	if encrypted {
		if plain, err = activation.DecryptWithCode(in, code); err != nil {
			return "", err
		}
	}
	h := sha256.New()
	_, err = io.Copy(h, reader{ctx, plain})
	return hex.EncodeToString(h.Sum(nil)), unavailable(err)
}

// thinSecond removes the copies that are not kept any more, and nothing else.
func thinSecond(dir string, now time.Time) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unavailable(err)
	}
	var list []backup.Backup
	var used int64
	for _, e := range entries {
		made, why, ok := backup.ParseCopy(e.Name())
		if !ok || !e.Type().IsRegular() {
			continue
		}
		one := backup.Backup{
			Name: e.Name(), Made: made, Reason: why, Proved: made,
			Size: size(filepath.Join(dir, e.Name())),
		}
		used += one.Size
		list = append(list, one)
	}
	for _, one := range backup.Thin(list, now, (freeSpace(dir)+used)/10) {
		err = errors.Join(err, os.Remove(filepath.Join(dir, one.Name)))
	}
	return unavailable(err)
}

// VerifyFile is Verify for a file anywhere, as one in a second place; code opens one that is
// encrypted.
func (b Backups) VerifyFile(
	ctx context.Context, path, code string, now time.Time,
) (one backup.Backup, err error) {
	err = b.takeIn(ctx, path, code, func(work, packed string) error {
		one = copyNamed(path)
		return b.prove(ctx, &one, packed, filepath.Join(work, FileName), now)
	})
	return one, err
}

// RestoreFile is Restore for a file anywhere. free closes what the program itself has open, once
// everything in the file was checked.
func (b Backups) RestoreFile(
	ctx context.Context, path, code string, now time.Time, free func() error,
) (aside string, err error) {
	err = b.takeIn(ctx, path, code, func(work, packed string) error {
		one := copyNamed(path)
		aside, err = b.restoreFrom(ctx, work, packed, &one, now, free)
		return err
	})
	return aside, err
}

func copyNamed(path string) backup.Backup {
	one := backup.Backup{Name: filepath.Base(path)}
	one.Made, one.Reason, _ = backup.ParseCopy(one.Name)
	return one
}

// takeIn copies a backup from anywhere, decrypted, into a new folder of the data folder, and calls
// do with both.
func (b Backups) takeIn(
	ctx context.Context, path, code string, do func(work, packed string) error,
) (err error) {
	if err := os.MkdirAll(b.data, 0o700); err != nil {
		return unavailable(err)
	}
	work, err := os.MkdirTemp(b.data, restoringPrefix)
	if err != nil {
		return unavailable(err)
	}
	defer func() {
		if !Replacing(b.data) {
			err = errors.Join(err, unavailable(os.RemoveAll(work)))
		}
	}()
	packed := filepath.Join(work, "packed")
	if err := fetch(ctx, path, packed, code); err != nil {
		return err
	}
	return do(work, packed)
}

// fetch copies a backup from anywhere, decrypted.
func fetch(ctx context.Context, path, to, code string) error {
	in, err := os.Open(path)
	if err != nil {
		return &core.Error{Code: core.Unavailable, Key: "sheet.unreadable", Err: err}
	}
	defer in.Close()
	var plain io.Reader = in
	if _, encrypted := backup.IsFile(path); encrypted {
		if plain, err = activation.DecryptWithCode(in, code); err != nil {
			return err
		}
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	_, err = io.Copy(out, reader{ctx, plain})
	switch closed := errors.Join(out.Sync(), out.Close()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case closed != nil || errors.Is(err, errNoSpace):
		return unavailable(errors.Join(err, closed))
	case err != nil:
		return &core.Error{Code: core.Corrupt, Key: "encrypted.damaged", Err: err}
	}
	return nil
}
