package keys

import (
	"context"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/clock"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/subscription"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/store"
)

// SetUp is what a distributor says in the first minutes.
type SetUp struct {
	Company      string
	FirstName    string
	LastName     string
	Email        string
	Password     string
	Language     string
	Subscription capacity.Subscription
	Example      bool // Mark the workspace as a throw-away one.
}

func (s SetUp) owner() account.Profile {
	return account.Profile{
		Company: s.Company, FirstName: s.FirstName, LastName: s.LastName, Email: s.Email,
		Language: s.Language,
	}.Trim()
}

// ValidateOwner returns what is wrong with the part about the person and the password.
func (s SetUp) ValidateOwner() core.Problems {
	problems := s.owner().Validate(i18n.Languages)
	account.CheckPassword(&problems, s.Password, s.Company, s.FirstName, s.LastName, s.Email)
	return problems
}

// ValidateSubscription returns what is wrong with the subscription, which is not over yet.
func (s SetUp) ValidateSubscription(today core.Day) core.Problems {
	problems := s.Subscription.Validate()
	if until := s.Subscription.Expiry; until != core.NoDay && until < today {
		problems.Add("expires_at", "field.past", nil)
	}
	return problems
}

// SetUp makes the workspace of a distributor and signs its owner in. It fails with Conflict when
// there is one already.
func (d *Desk) SetUp(ctx context.Context, s SetUp) error {
	problems := append(s.ValidateOwner(), s.ValidateSubscription(d.k.Today())...)
	if err := problems.Err(); err != nil {
		return err
	}
	keys, err := NewWorkspaceKeys()
	if err != nil {
		return err
	}
	return d.setUp(ctx, s, keys, "", 0)
}

// setUp makes a workspace with keys, and locks them with the recovery code when there is one; epoch
// says how often it was made before.
func (d *Desk) setUp(
	ctx context.Context, s SetUp, keys workspaceKeys, recovery string, epoch int64,
) error {
	now := d.k.Now()
	owner := account.Account{
		ID: action.NewID(), Kind: account.Distributor, State: account.Active, Profile: s.owner(),
		Permissions: permission.Set{}, CreatedAt: now,
	}
	opened, workspace, err := LockKeys(ctx, d.k, keys, &owner, s.Password)
	if err != nil {
		return err
	}
	if recovery != "" {
		if workspace.Recovery, err = LockWith(
			ctx, d.k, recovery, RecoveryContext, keys.key,
		); err != nil {
			return err
		}
		workspace.KitKey = workspace.Public
	}
	workspace.CreatedAt, workspace.Example = now, s.Example
	if workspace.SealedSeed, err = d.keepSigningKey(
		ctx, workspace, keys.key, keys.signing,
	); err != nil {
		return err
	}
	op := capacity.Operation{
		ID: action.NewID(), At: now, Actor: owner.ID, Verb: capacity.SubscriptionSet,
	}
	// Its resellers were made over a year, and could not have been given anything before this.
	if s.Example {
		op.At = ExampleAge(now, 0, 1).Add(-24 * time.Hour)
	}
	err = d.k.Store.Write(func(tx store.Tx) error {
		if _, err := tx.Workspace(ctx); !core.IsNotFound(err) {
			return &core.Error{Code: core.Conflict, Key: "setup.exists", Err: err}
		}
		if err := d.writeSetUp(tx, workspace, owner, s.Subscription, op); err != nil {
			return err
		}
		return tx.SetEpoch(epoch)
	})
	if err != nil {
		return err
	}
	opened.Account = owner
	Open(d.k, opened)
	return nil
}

func (d *Desk) writeSetUp(
	tx store.Tx, w store.Workspace, owner account.Account, s capacity.Subscription,
	op capacity.Operation,
) error {
	if err := tx.CreateWorkspace(w); err != nil {
		return err
	}
	if err := tx.SetKeys(w); err != nil {
		return err
	}
	if err := tx.AddAccount(owner); err != nil {
		return err
	}
	if now := d.k.Wall(); !now.Before(clock.Floor) {
		if err := tx.SetTrustedTime(now); err != nil {
			return err
		}
	}
	return subscription.WriteSubscription(
		context.Background(), tx, op, capacity.Subscription{}, s,
	)
}

// LockKeys locks the workspace key with the owner's password.
func LockKeys(
	ctx context.Context, k *action.Kernel, keys workspaceKeys, owner *account.Account,
	password string,
) (*action.Session, store.Workspace, error) {
	lock, err := account.NewLock(ctx, k.Cost, password, owner.ID, keys.key)
	if err != nil {
		return nil, store.Workspace{}, err
	}
	owner.Lock = lock.String()
	return keys.workspace()
}

// sealContext names what is sealed, so that one sealed secret cannot stand in for another.
func sealContext(workspaceID, what string) []byte { return []byte(workspaceID + "/" + what) }

// ExampleAge is when example i of n was made: one after the other, over a year.
func ExampleAge(now time.Time, i, n int) time.Time {
	return now.Add(-time.Duration(n-i) * 365 * 24 * time.Hour / time.Duration(n))
}
