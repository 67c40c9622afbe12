package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// FieldEraseAfter is after how many months personal data is erased by itself, MaxRetention at most.
const (
	FieldEraseAfter = "erase_after"
	MaxRetention    = 120
)

// erasedAtOnce is how many people are erased by themselves each time that what is due is done.
const erasedAtOnce = 100

// PersonalData returns everything that the workspace holds about a reseller, a colleague or a
// customer, by table, as JSON (docs/domain.md §14). It takes the owner of the workspace.
func (d *Desk) PersonalData(ctx context.Context, id string) (text []byte, err error) {
	entry := store.LogEntry{
		Module: store.ModuleUser, Operation: store.OperationGivenOut, Object: id,
	}
	err = d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) error {
		tables, err := d.k.Store.PersonalData(ctx, id)
		if err != nil {
			return err
		}
		if text, err = json.MarshalIndent(tables, "", "  "); err != nil {
			return err
		}
		return d.k.Store.Write(func(tx store.Tx) error { return d.k.LogDone(tx, s, entry) })
	})
	if err != nil {
		return nil, err
	}
	return text, nil
}

// ErasePersonal erases what names a closed reseller, a deleted colleague or a deleted customer,
// everywhere in the workspace. That is in its row, in the log, in mails and in files of the
// exchange; of a reseller also in its PBXs and customers. That something was there stays, and every
// check fits (docs/proof.md). It cannot be undone. It takes the owner of the workspace.
func (d *Desk) ErasePersonal(ctx context.Context, id string) (store.Erasure, error) {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: store.OperationErased, Object: id}
	var e store.Erasure
	do := func(s *action.Session, tx store.Tx) (err error) {
		e, err = erase(ctx, d.k, tx, id, s.Account.ID)
		return err
	}
	err := d.k.PerformWrite(
		d.k.OwnerOnly, &entry, do, action.ResellersChanged, action.ColleaguesChanged,
		action.PBXsChanged, action.CustomersChanged,
	)
	if err != nil {
		return store.Erasure{}, err
	}
	forget(ctx, d.k)
	return e, nil
}

// forget takes away what is left of what was erased. When that fails, EraseOver goes on with it.
func forget(ctx context.Context, k *action.Kernel) {
	if err := k.Store.Forget(ctx); err != nil {
		k.Logger.Warn("what was erased is not yet gone from the file", "error", err)
	}
}

// erase takes away what names somebody, and logs it; the actor is "" for the program.
func erase(
	ctx context.Context, k *action.Kernel, tx store.Tx, id, actor string,
) (e store.Erasure, err error) {
	e = store.Erasure{ID: action.NewID(), Object: id, At: k.Now(), Actor: actor}
	if err := mayErase(ctx, tx, id); err != nil {
		return e, err
	}
	if err := dropStandIns(ctx, tx, id); err != nil {
		return e, err
	}
	if e.Entries, err = tx.Erase(e); err != nil {
		return e, err
	}
	return e, k.LogResult(tx, actor, store.LogEntry{
		Module: store.ModuleUser, Operation: store.OperationErased, Object: id,
	}, store.ResultOK)
}

// dropStandIns takes away what was decided of a reseller or a PBX while only the vendor had it: by
// what a list names it now, and by what one named it earlier.
func dropStandIns(ctx context.Context, tx store.Tx, id string) error {
	a, err := tx.Account(ctx, id)
	if err != nil && !core.IsNotFound(err) { // It is a customer.
		return err
	}
	objects, keys := []string{id}, resellerKeys(a.Profile)
	list, err := tx.PBXsOf(ctx, id)
	for _, p := range list {
		objects, keys = append(objects, p.ID), append(keys, p.Key())
	}
	if err != nil {
		return err
	}
	logged, err := tx.ChangesLogged(ctx, objects)
	for _, c := range logged {
		if err == nil {
			keys, err = appendEarlier(keys, c)
		}
	}
	keys = slices.DeleteFunc(keys, func(key string) bool { return key == "" })
	for _, key := range action.UniqueIDs(keys) {
		for _, kind := range []store.HandoverKind{store.HandoverReseller, store.HandoverPBX} {
			if err == nil {
				err = tx.DropDeviation(kind, store.StandIn(key), store.FieldOnlyThere)
			}
		}
	}
	return err
}

// resellerKeys are by what a list of the vendor's system may name a reseller.
func resellerKeys(p account.Profile) []string {
	return []string{account.EmailKey(p.Email), p.ExternalNumber}
}

// appendEarlier adds by what a list named a reseller or a PBX before a change.
func appendEarlier(keys []string, c store.LoggedChange) ([]string, error) {
	if c.Before == "" {
		return keys, nil
	}
	var was struct {
		Email          string `json:"email"`
		ExternalNumber string `json:"external_number"`
		Region         string `json:"region"`
		SubDomain      string `json:"sub_domain"`
		Domain         string `json:"domain"`
	}
	err := json.Unmarshal([]byte(c.Before), &was)
	keys = append(keys, resellerKeys(account.Profile{
		Email: was.Email, ExternalNumber: was.ExternalNumber,
	})...)
	at := pbx.Address{Region: was.Region, SubDomain: was.SubDomain, Domain: was.Domain}
	return append(keys, at.Key()), err
}

// MayErase tells why ErasePersonal would refuse, nil when it would not.
func (d *Desk) MayErase(ctx context.Context, id string) error {
	if _, err := d.k.OwnerOnly(); err != nil {
		return err
	}
	return mayErase(ctx, d.k.Store, id)
}

// mayErase refuses to erase the person who is still worked with.
func mayErase(ctx context.Context, r store.Reader, id string) error {
	a, err := r.Account(ctx, id)
	if core.IsNotFound(err) {
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

// Retention returns after how many months personal data is erased by itself, 0 for never. It takes
// the owner of the workspace.
func (d *Desk) Retention(ctx context.Context) (months int, err error) {
	if _, err := d.k.OwnerOnly(); err != nil {
		return 0, err
	}
	return d.k.Store.PersonalRetention(ctx)
}

// SetRetention sets after how many months the personal data of closed resellers, deleted colleagues
// and deleted customers is erased by itself (docs/domain.md §14). months is 1 to MaxRetention, or 0
// for never. It takes the owner of the workspace.
func (d *Desk) SetRetention(ctx context.Context, months int) error {
	entry := store.LogEntry{Module: store.ModuleUser, Operation: store.OperationRetention}
	return d.k.PerformWrite(d.k.OwnerOnly, &entry, func(s *action.Session, tx store.Tx) error {
		if err := ValidateRetention(months).Err(); err != nil {
			return err
		}
		before, err := tx.PersonalRetention(ctx)
		if err != nil || before == months {
			return err
		}
		if err := tx.SetPersonalRetention(months); err != nil {
			return err
		}
		entry.Before, entry.After = retentionFields(before), retentionFields(months)
		return d.k.LogDone(tx, s, entry)
	})
}

// retentionFields is the setting as the log keeps it.
func retentionFields(months int) string {
	if months == 0 {
		return action.AsJSON(map[string]any{FieldEraseAfter: nil})
	}
	return action.AsJSON(map[string]any{FieldEraseAfter: months})
}

// ValidateRetention returns what is wrong with a number of months.
func ValidateRetention(months int) core.Problems {
	var problems core.Problems
	if months < 0 || months > MaxRetention {
		args := core.Args{"Min": 1, "Max": MaxRetention}
		problems.Add(FieldEraseAfter, "field.range", args)
	}
	return problems
}

// EraseOver erases the personal data of those who are gone for as long as SetRetention says.
func EraseOver(ctx context.Context, k *action.Kernel) error {
	defer forget(ctx, k)
	months, err := k.Store.PersonalRetention(ctx)
	if err != nil || months == 0 {
		return err
	}
	now := k.Time()
	end := monthsBefore(now, months)
	erased := 0
	eraseOne := func(id string) error {
		done, err := eraseIfOver(ctx, k, id, end, now)
		if done {
			erased++
		}
		return err
	}
	// Whom it fails for stays in front, and must not keep those behind waiting.
	var failed error
	for tried := 0; erased == 0; {
		over, err := k.Store.PersonalOver(ctx, "", end, now, tried+erasedAtOnce)
		if err != nil || len(over) <= tried {
			failed = errors.Join(failed, err)
			break
		}
		failed = errors.Join(failed, action.Each(ctx, over[tried:], eraseOne))
		tried = len(over)
	}
	if erased == 0 {
		return failed
	}
	k.Publish(
		action.ResellersChanged, action.ColleaguesChanged, action.PBXsChanged,
		action.CustomersChanged,
	)
	return failed
}

// eraseIfOver erases the personal data of one who is still gone for that long.
func eraseIfOver(
	ctx context.Context, k *action.Kernel, id string, end, now time.Time,
) (done bool, err error) {
	err = k.Store.Write(func(tx store.Tx) error {
		done = false
		still, err := tx.PersonalOver(ctx, id, end, now, 1)
		if err != nil || len(still) == 0 { // Somebody else did it meanwhile, or it is back.
			return err
		}
		_, err = erase(ctx, k, tx, id, "")
		done = err == nil
		return err
	})
	return done && err == nil, err
}

// monthsBefore is the same day so many months before, or the last day of a month that is shorter.
func monthsBefore(t time.Time, months int) time.Time {
	before := t.AddDate(0, -months, 0)
	if before.Day() != t.Day() {
		before = before.AddDate(0, 0, -before.Day())
	}
	return before
}
