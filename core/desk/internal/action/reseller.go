package action

import (
	"context"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/store"
)

// Saved says what a save did.
type Saved struct {
	ID string
	// What the package got (above zero) or gave back, per resource that changed.
	Moved  capacity.Amounts
	Left   capacity.Amounts // What is free afterwards, per resource that the subscription has.
	Queued bool             // An activation mail was put into the outbox.
}

// Reseller returns an account that is a reseller, or NotFound.
func Reseller(ctx context.Context, r store.Reader, id string) (account.Account, error) {
	a, err := r.Account(ctx, id)
	if err == nil {
		err = MustBeReseller(a)
	}
	return a, err
}

// MustBeReseller refuses an account that is no reseller, as NotFound.
func MustBeReseller(a account.Account) error {
	if a.Kind != account.Reseller {
		return &core.Error{Code: core.NotFound, Key: "reseller.gone"}
	}
	return nil
}
