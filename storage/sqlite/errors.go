package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"syscall"

	sqlite3 "github.com/mattn/go-sqlite3"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/pbx"
)

const (
	errReadOnlyFileSystem = syscall.EROFS
	errNoSpace            = syscall.ENOSPC
)

// translate turns a driver's error into one that a person may read. Only damage counts as Corrupt:
// a full disk, a lock or a missing folder must never be mistaken for it.
func translate(err error) error {
	var known *core.Error
	var problems core.Problems
	if err == nil || errors.As(err, &known) || errors.As(err, &problems) || errors.Is(
		err, context.Canceled,
	) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &core.Error{Code: core.NotFound, Key: "not_found", Err: err}
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return &core.Error{Code: core.Internal, Key: "internal", Err: err}
	}
	if e.SystemErrno == errNoSpace {
		return &core.Error{Code: core.Full, Key: "workspace.full", Err: err}
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &core.Error{Code: core.Busy, Key: "workspace.busy", Err: err}
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return &core.Error{Code: core.ReadOnly, Key: "workspace.read_only", Err: err}
	case sqlite3.ErrFull:
		return &core.Error{Code: core.Full, Key: "workspace.full", Err: err}
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return &core.Error{Code: core.Corrupt, Key: "workspace.malformed", Err: err}
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen:
		return &core.Error{Code: core.Unavailable, Key: "workspace.unavailable", Err: err}
	case sqlite3.ErrConstraint:
		return constraint(e)
	}
	return &core.Error{Code: core.Internal, Key: "internal", Err: err}
}

// constraint names the field behind a constraint of the schema.
func constraint(e sqlite3.Error) error {
	text := e.Error()
	switch {
	case strings.Contains(text, "account.email_key"):
		return &core.Error{
			Code: core.Conflict, Field: account.FieldEmail, Key: "account.email_in_use",
			Args: core.Args{"Company": "", "ID": ""}, Err: e,
		}
	case strings.Contains(text, "pbx.sub_domain"):
		return &core.Error{
			Code: core.Conflict, Field: pbx.FieldSubDomain, Key: "pbx.address_in_use",
			Args: core.Args{"Name": "", "ID": ""}, Err: e,
		}
	case strings.Contains(text, "ledger_balance"):
		return &core.Error{
			Code: core.Conflict, Key: "capacity.not_enough", Args: core.Args{"Free": int64(0)},
			Err: e,
		}
	}
	return &core.Error{Code: core.Internal, Key: "internal", Err: e}
}
