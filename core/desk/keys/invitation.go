package keys

import (
	"context"
	"crypto/ed25519"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/store"
)

// UpstreamAndOwner returns what a reseller's workspace knows of its distributor, and the owner of
// the workspace.
func UpstreamAndOwner(
	ctx context.Context, r store.Reader,
) (store.Upstream, account.Account, error) {
	u, err := r.Upstream(ctx)
	if core.IsNotFound(err) {
		err = ErrOtherWorkspace()
	}
	if err != nil {
		return u, account.Account{}, err
	}
	owner, err := r.Owner(ctx)
	return u, owner, err
}

// InvitationFor tells whether an invitation is one for this workspace: for its account at the
// distributor, or for a newer account of the same email. The distributor may have deleted the
// account before, or lost its workspace and entered the reseller again.
func InvitationFor(u store.Upstream, f activation.File, owner account.Account) error {
	i := f.Invitation
	again := i.Kind == activation.Activate &&
		account.EmailKey(i.Account.Email) == account.EmailKey(owner.Profile.Email)
	if i.Workspace != u.Workspace || i.Account.ID != u.Account && !again {
		return ErrOtherWorkspace()
	}
	signer, err := activation.Follow(u.Signer, i.Rotations)
	switch {
	case err != nil:
		return err
	case !SameKey(signer, f.Signer):
		return ErrOtherSigner(u)
	case i.Account.ID != u.Account && !i.IssuedAt.After(u.IssuedAt):
		return &core.Error{
			Code: core.Conflict, Key: "exchange.older_account",
			Args: core.Args{"Company": u.Company, "At": u.IssuedAt},
		}
	}
	return nil
}

// ErrOtherSigner is the refusal of a file that another distributor signed.
func ErrOtherSigner(u store.Upstream) error {
	return &core.Error{
		Code: core.Invalid, Key: "exchange.other_distributor",
		Args: core.Args{"Company": u.Company},
	}
}

// ValidateActivation returns what is wrong with the password for an invitation.
func ValidateActivation(i activation.Invitation, password string) core.Problems {
	var problems core.Problems
	account.CheckPassword(
		&problems, password, i.Account.Company, i.Account.FirstName, i.Account.LastName,
		i.Account.Email, i.Issuer.Company,
	)
	return problems
}

// ErrOtherWorkspace is the refusal of a file for another workspace.
func ErrOtherWorkspace() error {
	return &core.Error{Code: core.Conflict, Key: "exchange.other_workspace"}
}

// SameKey tells whether two public keys are one.
func SameKey(a, b ed25519.PublicKey) bool { return len(a) == ed25519.PublicKeySize && a.Equal(b) }
