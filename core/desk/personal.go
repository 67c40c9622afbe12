package desk

import (
	"context"
	"encoding/json"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
)

// Erasure says that the personal data of somebody was erased.
type Erasure struct {
	ID      string
	Object  string // The account or customer.
	At      time.Time
	Actor   string
	Entries int64 // How many entries of the log it was in.
}

// How the log names that personal data was erased, or written out.
const (
	operationErased   = "personal.erased"
	operationGivenOut = "personal.exported"
)

// PersonalData returns everything that the workspace holds about a reseller, a colleague or a
// customer, by table, as JSON (docs/domain.md §14). It takes the owner of the workspace.
func (d *Desk) PersonalData(ctx context.Context, id string) ([]byte, error) {
	s, err := d.ownerOnly()
	entry := LogEntry{Module: moduleUser, Operation: operationGivenOut, Object: id}
	if err != nil {
		return nil, d.refused("", entry, err)
	}
	tables, err := d.Store.PersonalData(ctx, id)
	if err != nil {
		return nil, err
	}
	entry.At, entry.Actor, entry.Result = d.Now(), s.account.ID, resultOK
	if err := d.Store.Write(func(tx Tx) error { return tx.AddLogEntry(entry) }); err != nil {
		return nil, err
	}
	return json.MarshalIndent(tables, "", "  ")
}

// ErasePersonal takes away what names a closed reseller, a deleted colleague or a deleted customer,
// everywhere in the workspace: in its row, in the log, in mails and in files of the exchange; of a
// reseller also in its PBXs and customers. That something was there stays, and every check fits
// (docs/proof.md). It cannot be undone. It takes the owner of the workspace.
func (d *Desk) ErasePersonal(ctx context.Context, id string) (Erasure, error) {
	s, err := d.ownerOnly()
	entry := LogEntry{Module: moduleUser, Operation: operationErased, Object: id}
	if err != nil {
		return Erasure{}, d.refused("", entry, err)
	}
	e := Erasure{ID: NewID(), Object: id, At: d.Now(), Actor: s.account.ID}
	err = d.Store.Write(func(tx Tx) (err error) {
		if err := mayErase(ctx, tx, id); err != nil {
			return err
		}
		if e.Entries, err = tx.Erase(e); err != nil {
			return err
		}
		entry.At, entry.Actor, entry.Result = e.At, e.Actor, resultOK
		return tx.AddLogEntry(entry)
	})
	if err != nil {
		return Erasure{}, d.refused(s.account.ID, entry, err)
	}
	d.publish(ResellersChanged, ColleaguesChanged, PBXsChanged, CustomersChanged)
	return e, nil
}

// mayErase refuses to erase the person who is still worked with.
func mayErase(ctx context.Context, r Reader, id string) error {
	a, err := r.Account(ctx, id)
	if notFound(err) {
		c, err := r.Customer(ctx, id)
		if err == nil && !c.Deleted {
			err = &core.Error{Code: core.Conflict, Key: "personal.in_use"}
		}
		return err
	}
	if err == nil && a.State != account.Closed {
		err = &core.Error{Code: core.Conflict, Key: "personal.in_use"}
	}
	return err
}
