package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
)

// secondFile is the file in a data folder that says where the second place is, copiedFile what
// became of the last copy there. They are of this computer, and no part of the workspace.
const (
	secondFile = "backups.json"
	copiedFile = "backups.copied.json"
)

// Second says where the second place is, and what became of the last copy. It fails with Corrupt
// when that cannot be read.
func (b Backups) Second() (s backup.Second, err error) {
	if err := b.readJSON(secondFile, &s); err != nil || s.Folder == "" {
		return s, err
	}
	var copied backup.Second
	if err := b.readJSON(copiedFile, &copied); err != nil {
		return s, err
	}
	if copied.Folder == s.Folder && copied.Encrypted == s.Encrypted {
		s = copied
	}
	return s, nil
}

// readJSON reads a file of the data folder; one that is not there leaves v as it is.
func (b Backups) readJSON(name string, v any) error {
	text, err := os.ReadFile(filepath.Join(b.data, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return &core.Error{Code: core.Corrupt, Key: "backup.second_damaged", Err: err}
	}
	return nil
}

func (b Backups) writeJSON(name string, s backup.Second) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(b.data, name), text)
}

// SecondIsSlow keeps for Second that the folder did not answer. What becomes of the copy replaces
// it.
func (b Backups) SecondIsSlow() error {
	s, err := b.Second()
	if err != nil || s.Folder == "" {
		return err
	}
	s.Fault = core.ErrorText(&core.Error{
		Code: core.Unavailable, Key: "backup.second_slow", Args: core.Args{"Path": s.Folder},
	})
	return b.writeJSON(copiedFile, s)
}

// SetSecond says where the second place is. It fails as CheckSecond does.
func (b Backups) SetSecond(s backup.Second) error {
	if s.Folder != "" {
		if err := b.CheckSecond(s.Folder); err != nil {
			return err
		}
	}
	err := removeIfThere(filepath.Join(b.data, copiedFile))
	return errors.Join(unavailable(err), b.writeJSON(secondFile, s))
}

// CheckSecond fails with Invalid for a folder that is not there or cannot be written, or that is in
// the data folder.
func (b Backups) CheckSecond(folder string) error {
	wrong := func(key string, err error) error {
		return &core.Error{
			Code: core.Invalid, Field: FieldSecond, Key: key, Args: core.Args{"Path": folder},
			Err: err,
		}
	}
	if !filepath.IsAbs(folder) {
		return wrong("backup.second_relative", nil)
	}
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return wrong("backup.second_missing", err)
	}
	inside, err := isInside(filepath.Join(folder, "copy"), b.data)
	if err != nil {
		return err
	}
	if inside {
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
// was checked, and with thin removes what is not kept any more. askCode returns the code that
// encrypts it, where that is wanted. What became of it is kept for Second.
func (b Backups) CopyToSecond(
	ctx context.Context,
	one backup.Backup,
	askCode func(context.Context) (string, error),
	now time.Time,
	thin bool,
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
		err = b.copyToSecond(ctx, s, one, code)
	}
	if err == nil && thin {
		err = thinSecond(secondFolder(s, one.Holds.Workspace), now)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.Fault = core.ErrorText(err)
	} else {
		s.Name, s.At, s.Fault = one.Name, now, ""
	}
	return errors.Join(err, b.writeJSON(copiedFile, s))
}

func (b Backups) copyToSecond(
	ctx context.Context, s backup.Second, one backup.Backup, code string,
) error {
	if err := b.CheckSecond(s.Folder); err != nil {
		return err
	}
	dir := secondFolder(s, one.Holds.Workspace)
	if _, err := os.Stat(dir); err != nil && s.Name != "" { // The disk is not there, its folder is.
		return &core.Error{
			Code: core.Invalid, Field: FieldSecond, Key: "backup.second_missing",
			Args: core.Args{"Path": dir}, Err: err,
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unavailable(err)
	}
	if !s.Encrypted {
		code = ""
	}
	to := filepath.Join(dir, s.NameOfCopy(one.Name))
	if err := writeOutside(ctx, b.path(one.Name), to, code, one.Digest); err != nil || code == "" {
		return err
	}
	return encryptCopies(ctx, s, dir, code)
}

// encryptCopies encrypts the copies that were made before encryption was wanted.
func encryptCopies(ctx context.Context, s backup.Second, dir, code string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unavailable(err)
	}
	for _, e := range entries {
		if _, _, ours := backup.Parse(e.Name()); !ours || !e.Type().IsRegular() {
			continue
		}
		plain := filepath.Join(dir, e.Name())
		to := filepath.Join(dir, s.NameOfCopy(e.Name()))
		if err := writeOutside(ctx, plain, to, code, ""); err != nil {
			return err
		}
		if err := removeIfThere(plain); err != nil {
			return unavailable(err)
		}
	}
	return nil
}

// secondFolder is where the copies of one workspace are: several may share a disk.
func secondFolder(s backup.Second, workspace string) string {
	return filepath.Join(s.Folder, "Reseller Desk "+workspace)
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
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), writingPrefix) &&
			now.Sub(info.ModTime()) > 24*time.Hour { // A program was killed.
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
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
	work, err := besideFile(b.data, restoringPrefix)
	if err != nil {
		return err
	}
	defer func() {
		if !Replacing(b.data) {
			err = errors.Join(err, unavailable(os.RemoveAll(work)))
		}
	}()
	packed := filepath.Join(work, "packed")
	if _, encrypted := backup.IsFile(path); !encrypted {
		code = ""
	}
	if err := fetch(ctx, path, packed, code); err != nil {
		return err
	}
	return do(work, packed)
}
