package sqlite

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/backup"
	"resellerdesk/core/copies"
	"resellerdesk/core/store"
)

// WriteMove writes a copy of the workspace, as edits change it, into a file that is encrypted with
// a recovery code (store.Store): a file of age that holds a compressed workspace file. Everything
// in it was checked, and it was read back, before it gets its name.
func (w *Workspace) WriteMove(
	ctx context.Context, path, code string, edits ...func(tx store.Tx) error,
) (err error) {
	if inside, err := isInside(path, w.data); err != nil || inside {
		return errors.Join(err, &core.Error{
			Code: core.Invalid, Key: "move.in_data_folder", Args: core.Args{"Path": path},
		})
	}
	if err := w.CheckFile(ctx, nil); err != nil {
		return err
	}
	work, err := os.MkdirTemp(w.data, makingPrefix)
	if err != nil {
		return unavailable(err)
	}
	defer func() { err = errors.Join(err, unavailable(os.RemoveAll(work))) }()
	plain := filepath.Join(work, FileName)
	if err := w.vacuumInto(ctx, plain); err != nil {
		return err
	}
	for _, edit := range edits {
		if err := editFile(ctx, work, edit); err != nil {
			return err
		}
	}
	packed, back := filepath.Join(work, "packed"), filepath.Join(work, FileName+".back")
	if err := pack(plain, packed); err != nil {
		return err
	}
	if _, err := unpack(ctx, packed, back); err != nil {
		return err
	}
	if err := proveWhole(ctx, back); err != nil {
		return err
	}
	return writeOutside(ctx, packed, path, code, "")
}

// isInside tells whether a file is to be in a folder, or in one that is in it.
func isInside(path, dir string) (bool, error) {
	parent, err := realPath(filepath.Dir(path))
	if err != nil {
		return false, &core.Error{Code: core.Unavailable, Key: "sheet.unwritable", Err: err}
	}
	if dir, err = realPath(dir); err != nil {
		return false, unavailable(err)
	}
	inside, err := filepath.Rel(dir, parent)
	outside := err != nil || inside == ".." || strings.HasPrefix(
		inside, ".."+string(filepath.Separator),
	)
	return !outside, nil
}

// editFile opens the workspace of a folder that nobody else knows, and changes it.
func editFile(ctx context.Context, dir string, edit func(tx store.Tx) error) error {
	w, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	return errors.Join(w.Write(edit), w.Close())
}

// proveWhole fails with the first fault of a file that nobody else knows.
func proveWhole(ctx context.Context, path string) error {
	var holds backup.Holds
	faults, err := proveFile(ctx, path, &holds)
	if err == nil && len(faults) > 0 {
		err = faults[0]
	}
	return err
}

// unzipTo takes a compressed file out into a new one. What is no such file fails as Corrupt with a
// key.
func unzipTo(ctx context.Context, in io.Reader, to, key string) error {
	damaged := func(err error) error { return &core.Error{Code: core.Corrupt, Key: key, Err: err} }
	zip, err := gzip.NewReader(in)
	if err != nil {
		return damaged(err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(err)
	}
	_, err = io.Copy(out, reader{ctx, zip})
	switch closed := errors.Join(out.Sync(), out.Close()); {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errNoSpace) || closed != nil:
		return unavailable(errors.Join(err, closed))
	case err != nil:
		return damaged(err)
	}
	return nil
}

// Arrive puts the workspace of a file that WriteMove wrote into a data folder that has none, or an
// older copy of it that is only read, once everything in it was checked. free closes what the
// program itself has open there, before that. It fails with Conflict where there is another one,
// and as copies.Arrived and activation.DecryptWithCode do.
func Arrive(
	ctx context.Context, data, path, code string, now time.Time, free func() error,
) (err error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return unavailable(err)
	}
	work, err := besideFile(data, restoringPrefix)
	if err != nil {
		return err
	}
	defer func() {
		if !Replacing(data) {
			err = errors.Join(err, unavailable(os.RemoveAll(work)))
		}
	}()
	arrived := filepath.Join(work, FileName)
	if err := unpackMove(ctx, path, code, arrived); err != nil {
		return err
	}
	err = editFile(ctx, work, func(tx store.Tx) error { return copies.Arrived(ctx, tx, now) })
	if err != nil {
		return err
	}
	if err := free(); err != nil {
		return err
	}
	if err := mayGiveWay(ctx, data, work); err != nil {
		return err
	}
	release, err := takeAlone(data)
	if err != nil {
		return err
	}
	defer release()
	aside, err := putInPlace(data, arrived, now)
	if err != nil || aside == "" {
		return err
	}
	return forgetEmpty(ctx, aside)
}

// unpackMove writes the workspace of a file that WriteMove wrote to a path, and checks everything
// in it.
func unpackMove(ctx context.Context, path, code, to string) error {
	plain, closeFile, err := openOutside(path, code)
	if err != nil {
		return err
	}
	err = unzipTo(ctx, plain, to, "encrypted.damaged")
	if err = errors.Join(err, closeFile()); err != nil {
		return err
	}
	return proveWhole(ctx, to)
}

// mayGiveWay fails with Conflict where there is a workspace in a data folder that was set up,
// unless it is a copy of the next one that has a successor.
func mayGiveWay(ctx context.Context, data, next string) error {
	if _, err := os.Lstat(filepath.Join(data, FileName)); err != nil && !Replacing(data) {
		return nil
	}
	present, by, err := copyIn(ctx, data)
	if core.CodeOf(err) == core.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	arrives, _, err := copyIn(ctx, next)
	if err != nil {
		return err
	}
	key := "move.not_empty"
	if by != nil && arrives.ID == present.ID {
		if arrives.Epoch >= by.Epoch {
			return nil
		}
		key = "move.older"
	}
	return &core.Error{Code: core.Conflict, Key: key, Args: core.Args{"Path": data}}
}

// copyIn returns the workspace in a folder, and its successor where it has one; NotFound when it
// was not set up.
func copyIn(ctx context.Context, dir string) (of store.Workspace, by *store.Successor, err error) {
	w, err := Open(ctx, dir)
	if err != nil {
		return of, nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if of, err = w.Workspace(ctx); err != nil {
		return of, nil, err
	}
	successor, err := w.Successor(ctx)
	if core.CodeOf(err) == core.NotFound {
		return of, nil, nil
	}
	return of, &successor, err
}

// forgetEmpty removes a workspace that stepped aside and was not set up.
func forgetEmpty(ctx context.Context, aside string) (err error) {
	w := &Workspace{path: aside, place: unknown}
	db := pool(w.dataSource("ro"), 1)
	var rows int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM workspace`).Scan(&rows)
	if err = errors.Join(translate(err), translate(db.Close())); err != nil || rows > 0 {
		return nil // What cannot be looked into is kept.
	}
	for _, suffix := range append(belonging, "") {
		err = errors.Join(err, removeIfThere(aside+suffix))
	}
	return unavailable(err)
}
