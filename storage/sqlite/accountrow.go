package sqlite

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
)

// textColumns are the columns of the texts of an account; a text has the name of its column.
var textColumns = func() []string {
	var names []string
	for _, f := range account.TextFields {
		names = append(names, f.Name)
	}
	return names
}()

// readColumns are the columns of an account that are read and written as they are.
var readColumns = strings.Join(textColumns, ", ") + `, valid_until, suspended_from, suspended_until,
	suspended_reason, suspended_by_end, binned_from, binned_until, preset`

// changedColumns are those that a change writes, with the values of accountValues.
var changedColumns = "state, email_key, company_key, name_key, search_key, " + readColumns

// Statements of an account. A new one has also its id, parent, kind, lock and time behind what a
// change writes, a changed one its id and version.
var (
	accountColumns = `SELECT id, coalesce(parent, ''), kind, state, ` + readColumns +
		`, lock, created_at, version FROM account `
	insertAccount = fmt.Sprintf(
		`INSERT INTO account (%s, id, parent, kind, lock, created_at, version)
		VALUES (%s?, nullif(?, ''), ?, ?, ?, 1)`,
		changedColumns,
		strings.Repeat("?, ", 1+strings.Count(changedColumns, ",")),
	)
	updateAccount = `UPDATE account SET ` + strings.ReplaceAll(changedColumns, ",", " = ?,") +
		` = ?, version = version + 1 WHERE id = ? AND version = ?`
)

// accountValues are the values of changedColumns, with room for those of a statement behind them.
func accountValues(a *account.Account) []any {
	k := a.Profile.Keys()
	values := make([]any, 0, 32)
	values = append(values, a.State, k.Email, k.Company, k.Name, k.Search)
	for _, f := range account.TextFields {
		values = append(values, *f.Of(&a.Profile))
	}
	s, b := suspensionColumns(a.Suspension), binColumns(a.Bin)
	return append(
		values, dayOrNil(a.Profile.ValidUntil), s.from, s.until, s.reason, s.byEnd, b.from,
		b.until, a.Preset,
	)
}

func (c storeTx) insertAccount(a account.Account) error {
	return c.exec(
		insertAccount,
		append(accountValues(&a), a.ID, a.Parent, a.Kind, a.Lock, millis(a.CreatedAt))...,
	)
}

func (c storeTx) ChangeAccount(a account.Account) error {
	if err := c.sealer.relieve(); err != nil {
		return err
	}
	err := c.execVersion(
		"changed_meanwhile", a.ID, updateAccount, append(accountValues(&a), a.ID, a.Version)...,
	)
	if err != nil {
		return err
	}
	return c.setHoldings(a)
}

func scanAccount(row scanner) (account.Account, error) {
	var a account.Account
	var created int64
	var until sql.NullInt64
	var suspension, bin stateColumns
	into := make([]any, 0, 32)
	into = append(into, &a.ID, &a.Parent, &a.Kind, &a.State)
	for _, f := range account.TextFields {
		into = append(into, f.Of(&a.Profile))
	}
	into = append(
		into, &until, &suspension.from, &suspension.until, &suspension.reason, &suspension.byEnd,
		&bin.from, &bin.until, &a.Preset, &a.Lock, &created, &a.Version,
	)
	err := row.Scan(into...)
	a.CreatedAt, a.Profile.ValidUntil = time.UnixMilli(created), dayOf(until)
	a.Permissions = permission.Set{}
	a.Suspension, a.Bin = suspension.suspension(), bin.bin()
	return a, translate(err)
}

// stateColumns is the stored form of a suspension or of a place in the bin.
type stateColumns struct {
	from   sql.NullString
	until  sql.NullInt64 // A day of a suspension, milliseconds of a place in the bin.
	reason string
	byEnd  bool
}

func suspensionColumns(s *account.Suspension) stateColumns {
	if s == nil {
		return stateColumns{}
	}
	c := stateColumns{
		from: sql.NullString{String: string(s.From), Valid: true}, reason: s.Reason, byEnd: s.ByEnd,
	}
	c.until = sql.NullInt64{Int64: int64(s.Until), Valid: s.Until != core.NoDay}
	return c
}

func binColumns(b *account.Bin) stateColumns {
	if b == nil {
		return stateColumns{}
	}
	return stateColumns{
		from:  sql.NullString{String: string(b.From), Valid: true},
		until: sql.NullInt64{Int64: millis(b.Until), Valid: true},
	}
}

// suspension and bin read what the columns hold.
func (c stateColumns) suspension() *account.Suspension {
	if !c.from.Valid {
		return nil
	}
	return &account.Suspension{
		From: account.State(c.from.String), Until: dayOf(c.until), Reason: c.reason,
		ByEnd: c.byEnd,
	}
}

func (c stateColumns) bin() *account.Bin {
	if !c.from.Valid {
		return nil
	}
	return &account.Bin{
		From: account.State(c.from.String), Until: time.UnixMilli(c.until.Int64).UTC(),
	}
}
