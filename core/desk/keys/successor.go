package keys

import (
	"context"
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/copies"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/store"
)

// Supersede lets this copy be only read, since another one is newer.
func Supersede(ctx context.Context, k *action.Kernel, s store.Successor) error {
	err := k.Store.Write(func(tx store.Tx) error {
		if _, err := tx.Successor(ctx); !core.IsNotFound(err) {
			return err
		}
		return tx.SetSuccessor(&s)
	})
	k.Publish(action.ExchangeChanged, action.OutboxChanged)
	return err
}

// NewerCopy is the refusal of a file that shows that a newer copy of this workspace is used.
type NewerCopy struct{ store.Successor }

// Error says what the newer copy is.
func (n NewerCopy) Error() string { return n.Refusal().Error() }

// Unwrap returns the refusal that a person reads.
func (n NewerCopy) Unwrap() error { return n.Refusal() }

// mostEpochsAhead is how much higher than its own a copy believes the epoch of another one to be.
// The other side only claims which file it has.
const mostEpochsAhead = 16

// CheckCopy fails with NewerCopy when the other side has a file of this workspace that this copy
// did not make. known is the number of the newest file that it made.
func CheckCopy(k *action.Kernel, w store.Workspace, sequence, known int64) error {
	if sequence <= max(known, SequenceBase(w)) {
		return nil
	}
	epoch := sequence / epochGap
	if epoch > w.Epoch+mostEpochsAhead {
		args := core.Args{"Sequence": sequence}
		return &core.Error{Code: core.Invalid, Key: "exchange.unknown_number", Args: args}
	}
	return NewerCopy{store.Successor{Epoch: max(epoch, 1), At: k.Now()}}
}

// lookForOlder lets this copy be only read when this computer saw a newer one of it.
func (d *Desk) lookForOlder(ctx context.Context) {
	if d.k.Restored(ctx) == nil {
		return
	}
	s := store.Successor{Epoch: max(action.EpochOf(d.k.ReadMark(ctx)), 1), At: d.k.Now()}
	if err := Supersede(ctx, d.k, s); err != nil {
		d.k.Logger.Warn("the copy is not marked as an older one", "error", err)
	}
}

// Continue takes this copy into use again, as the newest one: its epoch is higher than that of all
// copies that are known. All partners are due a package then, and mails wait for ReleaseOutbox.
func (d *Desk) Continue(ctx context.Context) error {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: store.OperationContinued}
	err := d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) error {
		marked := action.EpochOf(d.k.ReadMark(ctx))
		return d.k.Store.Write(func(tx store.Tx) error {
			w, err := tx.Workspace(ctx)
			if err != nil {
				return err
			}
			by, err := tx.Successor(ctx)
			if err != nil && !core.IsNotFound(err) {
				return err
			}
			if err := tx.SetSuccessor(nil); err != nil {
				return err
			}
			if err := copies.MakeNewest(ctx, tx, max(w.Epoch, by.Epoch, marked)+1); err != nil {
				return err
			}
			return d.k.LogDone(tx, s, entry)
		})
	}, action.ExchangeChanged, action.OutboxChanged)
	if err != nil {
		return err
	}
	d.k.WriteMark(ctx)
	return nil
}

// FieldComputer is the name of another computer, which has at most MaxComputer characters.
const (
	FieldComputer = "computer"
	MaxComputer   = 100
)

// Moved is a workspace that was written into a file for another computer.
type Moved struct {
	Path string
	Code string // Opens the file.
}

// MoveFileEnding is the ending of the name of a file that carries a workspace to another computer.
const MoveFileEnding = ".deskmove"

// MoveFileName is what to call the file that carries the workspace of a company to another
// computer.
func MoveFileName(company string, now time.Time) string {
	return activation.FileName(company) + " " + now.Format("2006-01-02") + MoveFileEnding
}

// Move writes the workspace with its signing key into a new file, encrypted with a new code, for
// another computer. name is what that computer is called, or "". From then on this copy is only
// read. What the keyring holds of mail servers is not in the file. When the file cannot be written
// nothing changes.
func (d *Desk) Move(ctx context.Context, path, name string) (Moved, error) {
	name = strings.TrimSpace(name)
	var problems core.Problems
	account.CheckText(&problems, FieldComputer, name, false, MaxComputer, false)
	if err := problems.Err(); err != nil {
		return Moved{}, err
	}
	entry := store.LogEntry{
		Module: store.ModuleExchange, Operation: store.OperationMoved, Name: name,
	}
	var moved Moved
	err := d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) (err error) {
		moved, err = d.move(ctx, s, path, entry)
		return err
	}, action.ExchangeChanged, action.OutboxChanged)
	return moved, err
}

func (d *Desk) move(
	ctx context.Context, s *action.Session, path string, entry store.LogEntry,
) (Moved, error) {
	d.k.Outbox.Sending.Lock() // No answer of a mail server may come after the copy was made.
	defer d.k.Outbox.Sending.Unlock()
	release, err := d.k.Store.TakeOutbox()
	if err != nil {
		return Moved{}, err
	}
	defer release()
	sealed, err := d.sealedSigningKey(ctx, s)
	if err != nil {
		return Moved{}, err
	}
	to, err := d.markMoved(ctx, entry.Name)
	if err != nil {
		return Moved{}, err
	}
	code := activation.NewCode()
	err = d.k.Store.WriteMove(ctx, path, code, func(tx store.Tx) error {
		w, err := tx.Workspace(ctx)
		if err != nil {
			return err
		}
		w.SealedSeed = sealed
		// Nobody stays signed in there: the key for that is in the keyring.
		return errors.Join(
			tx.SetSuccessor(nil), tx.SetEpoch(to.Epoch), tx.SetKeys(w), tx.SetStay(""))
	}, func(tx store.Tx) error { return tx.SetSuccessor(&to) }) // Until it arrives.
	if err != nil {
		return Moved{}, errors.Join(err, d.unmarkMoved())
	}
	// It is done: without its entry in the log the code must still be shown.
	err = d.k.Store.Write(func(tx store.Tx) error { return d.k.LogDone(tx, s, entry) })
	if err != nil {
		d.k.Logger.Error("the move was not logged", "error", err)
	}
	return Moved{Path: path, Code: code}, nil
}

// markMoved lets this copy be only read from now on, and returns the one that is moved to the
// computer with a name.
func (d *Desk) markMoved(ctx context.Context, name string) (to store.Successor, err error) {
	err = d.k.Store.Write(func(tx store.Tx) error {
		w, err := tx.Workspace(ctx)
		if err != nil {
			return err
		}
		by, err := tx.Successor(ctx)
		if err == nil {
			return by.Refusal()
		}
		if !core.IsNotFound(err) {
			return err
		}
		to = store.Successor{Epoch: w.Epoch + 1, At: d.k.Now(), Moved: true, Name: name}
		return tx.SetSuccessor(&to)
	})
	return to, err
}

// unmarkMoved takes back what markMoved did, when there is no file that could be opened elsewhere.
func (d *Desk) unmarkMoved() error {
	return d.k.Store.Write(func(tx store.Tx) error { return tx.SetSuccessor(nil) })
}

// sealedSigningKey returns the signing key as it is kept in a workspace file, nil in a reseller's
// workspace, where it is there already.
func (d *Desk) sealedSigningKey(ctx context.Context, s *action.Session) ([]byte, error) {
	w, err := d.k.Store.Workspace(ctx)
	if err != nil || len(w.SealedSeed) > 0 {
		return w.SealedSeed, err
	}
	key, err := ReadSigningKey(ctx, d.k, s)
	if err != nil {
		return nil, err
	}
	return account.Seal(s.Key.Reveal(), sealContext(w.ID, "signing"), key.Seed())
}
