package action

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/permission"
)

// Actor returns the person who is signed in, or an Unauthenticated error.
func (f *Face) Actor() (account.Account, error) {
	s, err := f.k.SignedIn()
	if err != nil {
		return account.Account{}, err
	}
	return s.Account, nil
}

// IsDistributor tells whether this is the workspace of a distributor, who alone has resellers;
// false while nobody is signed in.
func (f *Face) IsDistributor() bool {
	s, err := f.k.SignedIn()
	return err == nil && !s.Upstream
}

// SignedIn returns the session of the person who is signed in, whether they may work or not, or an
// Unauthenticated error.
func (k *Kernel) SignedIn() (*Session, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.session == nil {
		return nil, &core.Error{Code: core.Unauthenticated, Key: "signin.needed"}
	}
	return k.session, nil
}

// Working returns the session of the person who is signed in and may work. Their permissions are
// read again each time, since another program may take them away meanwhile; only the distributor's
// never change.
func (k *Kernel) Working() (*Session, error) {
	s, err := k.SignedIn()
	if err != nil || s.Account.Kind == account.Distributor {
		return s, err
	}
	a, err := k.Store.Account(context.Background(), s.Account.ID)
	if err != nil {
		return nil, err
	}
	if err := mayWork(a); err != nil {
		return nil, err
	}
	return s.As(a), nil
}

// mayWork returns nil when the account of somebody who is signed in lets them work.
func mayWork(a account.Account) error {
	switch a.State {
	case account.Active:
		return nil
	case account.Invited:
		return &core.Error{Code: core.Unauthenticated, Key: "signin.choose_password"}
	case account.InBin, account.Closed:
		return &core.Error{Code: core.Unauthenticated, Key: "signin.deleted"}
	}
	return &core.Error{Code: core.Unauthenticated, Key: "signin.suspended"}
}

// MayStay returns why the person who is signed in may not work any more, as far as ActorChanged
// noticed. It does not read the workspace.
func (f *Face) MayStay() error {
	s, err := f.k.SignedIn()
	if err != nil || s.Account.Kind == account.Distributor {
		return err
	}
	return mayWork(s.Account)
}

// Authorize returns the session of the person who is signed in, or Forbidden when they do not hold
// the feature.
func (k *Kernel) Authorize(feature permission.Key) (*Session, error) {
	s, err := k.Working()
	if err != nil {
		return nil, err
	}
	if err := k.RequireFeature(s, feature); err != nil {
		return nil, err
	}
	return s, nil
}

// RequireFeature returns nil when the person of a session may use a feature now.
func (k *Kernel) RequireFeature(s *Session, feature permission.Key) error {
	if !s.Account.Holds()[feature] {
		return &core.Error{
			Code: core.Forbidden, Key: "forbidden",
			Args: core.Args{"Feature": core.Key("feature." + feature)},
		}
	}
	if !isWriteFeature(feature) {
		return nil
	}
	if err := k.Superseded(context.Background()); err != nil || !s.Upstream {
		return err
	}
	return k.requireWritable(context.Background())
}

// OwnerOnly returns the session of the owner of the workspace, who alone handles its keys.
func (k *Kernel) OwnerOnly() (*Session, error) {
	s, err := k.Working()
	if err == nil && s.Account.Kind == account.Colleague {
		err = &core.Error{Code: core.Forbidden, Key: "recovery.owner_only"}
	}
	return s, err
}

// Superseded tells why this copy of the workspace is read-only: it was moved to another computer,
// or a newer copy is used. It returns nil when neither is so.
func (f *Face) Superseded(ctx context.Context) error {
	s, err := f.k.Store.Successor(ctx)
	if core.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Refusal()
}
