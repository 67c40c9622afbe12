package action

import (
	"crypto/ed25519"
	"errors"
	"slices"
	"sync"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/pbx"
	"resellerdesk/core/permission"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// Redact leaves customers, and the names of PBXs, out of a refusal to somebody who may not see them
// (docs/domain.md §6).
func (s *Session) Redact(err error) error {
	if !s.Account.Holds()[permission.PBXView] {
		for _, e := range Reasons(err) {
			delete(e.Args, "PBXs")
		}
	}
	var problems core.Problems
	if s.Account.Holds()[permission.CustomerView] || !errors.As(err, &problems) {
		return err
	}
	said := slices.DeleteFunc(
		slices.Clone(problems), func(p *core.Error) bool { return p.Field == pbx.FieldCustomers },
	)
	if len(said) < len(problems) {
		said.Add(pbx.FieldCustomers, "pbx.customers_unseen", nil)
	}
	return said
}

// WithoutCustomers leaves the customers out for who may not see them.
func (s *Session) WithoutCustomers(rows []store.PBXRow) []store.PBXRow {
	if !s.Account.Holds()[permission.CustomerView] {
		for i := range rows {
			rows[i].Customers = nil
		}
	}
	return rows
}

// RequireDistributor refuses in the workspace of a reseller: a package is not given on.
func (s *Session) RequireDistributor() error {
	if s.Upstream {
		return &core.Error{Code: core.Forbidden, Key: "reseller.none_here"}
	}
	return nil
}

// Session is the person who is signed in, with the opened workspace key.
type Session struct {
	Account account.Account
	Key     secret.Bytes
	Signer  *Signer
	// Identity opens what the other side sealed for this workspace.
	Identity *activation.Identity
	Upstream bool // It is the workspace of a reseller.
}

// As is the session with the account as it is now.
func (s *Session) As(a account.Account) *Session {
	now := *s
	now.Account = a
	return &now
}

// Signer is the signing key of a session, once it was needed.
type Signer struct {
	Mu   sync.Mutex
	Key  ed25519.PrivateKey
	Fail error // Why the keyring did not give the key when it was asked before a transaction.
}
