package imports

import (
	"context"
	"errors"
	"slices"
	"strings"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/pbx"
	"resellerdesk/core/store"
)

// ownerOf is an account that owns PBXs or customers of a file.
type ownerOf struct {
	account account.Account
	err     *core.Error // Why it cannot own any.
	limits  *pbx.Limits // Of its new PBXs. What is left shrinks with each row that fits.
	pool    action.Pool
}

// owners are the accounts that own what is in a file, each looked up once.
type owners struct {
	desk   *Desk
	s      *action.Session
	byName map[string]*ownerOf // As a cell names them.
	byID   map[string]*ownerOf
}

func newOwners(d *Desk, s *action.Session) owners {
	return owners{d, s, map[string]*ownerOf{}, map[string]*ownerOf{}}
}

// named returns the owner that a cell names: by email, or a company whose name only one has; the
// owner of the workspace for an empty one.
func (o owners) named(ctx context.Context, r store.Reader, name string) (*ownerOf, error) {
	key := account.EmailKey(name)
	if known, is := o.byName[key]; is {
		return known, nil
	}
	id, err := o.idOf(ctx, r, name)
	if err == nil {
		o.byName[key], err = o.withID(ctx, r, id)
	}
	var e *core.Error
	if errors.As(err, &e) && core.CodeOf(err) != core.Internal {
		o.byName[key], err = &ownerOf{err: e}, nil
	}
	return o.byName[key], err
}

// idOf returns the id of the account that a cell names, "" for the owner of the workspace.
func (o owners) idOf(ctx context.Context, r store.Reader, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	a, err := r.AccountByEmail(ctx, account.EmailKey(name))
	if err == nil || !core.IsNotFound(err) || strings.Contains(name, "@") {
		if core.IsNotFound(err) {
			err = &core.Error{
				Code: core.NotFound,
				Key:  "import.no_owner",
				Args: core.Args{"Name": name},
			}
		}
		return a.ID, err
	}
	offered, err := r.PBXOwners(ctx, name, mostOwners)
	if err != nil {
		return "", err
	}
	offered = slices.DeleteFunc(offered, func(p store.PBXOwner) bool {
		return account.SearchKey(p.Name) != account.SearchKey(name)
	})
	switch len(offered) {
	case 0:
		return "", &core.Error{
			Code: core.NotFound, Key: "import.no_owner", Args: core.Args{"Name": name},
		}
	case 1:
		return offered[0].ID, nil
	}
	return "", &core.Error{
		Code: core.Conflict, Key: "import.several", Args: core.Args{"Count": len(offered)},
	}
}

// mostOwners is among how many companies with a name in theirs the one is looked for.
const mostOwners = 500

// withID returns the owner with an id, "" for the owner of the workspace.
func (o owners) withID(ctx context.Context, r store.Reader, id string) (*ownerOf, error) {
	if known, is := o.byID[id]; is {
		return known, nil
	}
	a, err := pbxs.OwnerOf(ctx, r, o.s, id)
	if err != nil {
		return nil, err
	}
	owner, is := o.byID[a.ID] // Named in another way before: there is one package to take from.
	if !is {
		owner = &ownerOf{account: a}
	}
	o.byID[id], o.byID[a.ID] = owner, owner
	return owner, nil
}

// capacityOf fills in what an owner has left for PBXs.
func (o owners) capacityOf(ctx context.Context, r store.Reader, owner *ownerOf) error {
	if owner.limits != nil || owner.err != nil {
		return nil
	}
	limits, err := pbxs.LimitsOf(ctx, o.desk.k, r, owner.account, nil)
	if err != nil {
		return err
	}
	if pbxs.LedgerOwner(owner.account) == "" {
		owner.pool, err = action.NewPool(ctx, r, limits.Left)
	} else {
		owner.pool = action.Pool{Free: limits.Left.Clone()}
	}
	limits.Left = owner.pool.Free
	owner.limits = &limits
	return err
}
