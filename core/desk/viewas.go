package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/desk/outbox"
	"resellerdesk/core/desk/pbxs"
	"resellerdesk/core/permission"
)

// readOnly is the workspace of a view: it takes no change. Of the exchange and the log it shows
// only what is known of the real one.
type readOnly struct {
	Store
	known *Partner // The desktop of the reseller as it is known, nil while there is none.
	key   ed25519.PublicKey
}

// Upstream has the key of the distributor and the newest package that was made for the real
// desktop. Number 0 means none.
func (r readOnly) Upstream(ctx context.Context) (Upstream, error) {
	u, err := r.Store.Upstream(ctx)
	u.Signer, u.Confirmed, u.Sequence = r.key, r.known != nil && r.known.PublicKey != nil, 0
	if r.known != nil && r.known.IssuedAt != nil {
		u.Sequence, u.IssuedAt = r.known.Sequence, *r.known.IssuedAt
		u.LeaseUntil = *r.known.LeaseUntil
	}
	return u, err
}

// Workspace has the key with which the real desktop signs, none while it is not known.
func (r readOnly) Workspace(ctx context.Context) (Workspace, error) {
	w, err := r.Store.Workspace(ctx)
	w.Public = nil
	if r.known != nil {
		w.Public = r.known.PublicKey
	}
	return w, err
}

// Exchanged, Logs, LogIDs, CountLogs, LogCounts, Movements and Past know nothing: what made the
// view never happened at the reseller.
func (readOnly) Exchanged(context.Context, int64, int) ([]Message, error) { return nil, nil }

// Logs returns nothing.
func (readOnly) Logs(context.Context, LogQuery) ([]LogRow, error) { return nil, nil }

// LogIDs returns nothing.
func (readOnly) LogIDs(context.Context, LogQuery) ([]string, error) { return nil, nil }

// CountLogs returns 0.
func (readOnly) CountLogs(context.Context, LogQuery) (int, error) { return 0, nil }

// LogCounts returns zeros.
func (readOnly) LogCounts(context.Context, LogQuery) (LogCounts, error) { return LogCounts{}, nil }

// Movements returns nothing.
func (readOnly) Movements(context.Context, int) ([]Movement, error) { return nil, nil }

// Past returns nothing.
func (readOnly) Past(context.Context, string, int) ([]PastOperation, error) { return nil, nil }

// Offers tells whether an action that takes a feature is offered to the person who is signed in. In
// a view only looking is.
func (d *Desk) Offers(feature permission.Key) bool {
	s, err := d.k.SignedIn()
	return err == nil && s.Account.Holds()[feature] && (!d.IsView() || onlyLooks(feature))
}

// onlyLooks tells whether a feature is good for looking and exporting, or opens a page that has
// that.
func onlyLooks(feature permission.Key) bool {
	switch feature {
	case permission.EmailSettings, permission.EmailOutbox, permission.UserExchange:
		return true
	}
	return strings.HasSuffix(
		string(feature), ".view",
	) || strings.HasSuffix(string(feature), ".export")
}

// Write refuses.
func (readOnly) Write(func(tx Tx) error) error { return viewOnly() }

// TakeOutbox refuses: nothing is sent from a view.
func (readOnly) TakeOutbox() (release func(), err error) { return nil, viewOnly() }

// TakeSignIn refuses.
func (readOnly) TakeSignIn() (release func(), err error) { return nil, viewOnly() }

func viewOnly() error { return &core.Error{Code: core.Forbidden, Key: "view_as.read_only"} }

// keepsNothing is the keyring of a view.
type keepsNothing struct{}

func (keepsNothing) Get(context.Context, string) (string, error) {
	return "", &core.Error{Code: core.NotFound, Key: "keyring.not_found"}
}

func (keepsNothing) Set(context.Context, string, string) error { return viewOnly() }

func (keepsNothing) Delete(context.Context, string) error { return nil }

// viewCost is the cost of a password that nobody has to guess: it is random, and lives as long as
// the view.
var viewCost = account.Cost{Time: 1, Memory: 64, Threads: 1}

// ViewAs fills scratch, an empty throw-away workspace, with what is known here of a reseller's
// desktop. That is its package, its permissions, and the PBXs that it reported. Somebody who may
// not see PBXs does not see these there. The desk that it returns is signed in as the reseller and
// changes nothing. What it is made of was signed with a key that is thrown away, so that nothing of
// it can be used elsewhere.
func (d *Desk) ViewAs(ctx context.Context, id string, scratch Store) (*Desk, error) {
	s, err := d.k.Authorize(permission.UserView)
	if err == nil {
		err = s.RequireDistributor()
	}
	if err != nil {
		return nil, err
	}
	a, err := action.Reseller(ctx, d.k.Store, id)
	if err == nil {
		err = action.RequireWorking(a)
	}
	if err != nil {
		return nil, err
	}
	return d.viewOf(ctx, a, s.Account.Holds()[permission.PBXView], scratch)
}

// viewOf makes the view of a reseller, with its PBXs when they may be seen.
func (d *Desk) viewOf(
	ctx context.Context, a account.Account, seesPBXs bool, scratch Store,
) (*Desk, error) {
	owner, err := d.k.Store.Owner(ctx)
	if err != nil {
		return nil, err
	}
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	// A view shows what is there by the time that is trusted here.
	off := d.k.Time().Sub(d.k.Wall())
	now := func() time.Time { return d.k.Now().Add(off) }
	view := New(Options{
		Store: scratch, Keyring: keepsNothing{}, Deliverer: d.k.Deliverer, Printer: d.k.Printer,
		Now: now, Logger: d.k.Logger, Cost: viewCost,
	})
	if err := d.fillView(ctx, view, w, owner, a, seesPBXs); err != nil {
		return nil, err
	}
	if seesPBXs {
		if err := d.copyReported(ctx, view, a.ID); err != nil {
			return nil, err
		}
	}
	known, err := d.k.Store.Partner(ctx, a.ID)
	switch {
	case core.IsNotFound(err):
		view.k.Store = readOnly{Store: scratch, key: w.Public}
	case err != nil:
		return nil, err
	default:
		view.k.Store = readOnly{Store: scratch, key: w.Public, known: &known}
	}
	view.k.View = true
	return view, nil
}

// fillView activates a view as the reseller's desktop would be, and gives it the newest package.
func (d *Desk) fillView(
	ctx context.Context, view *Desk, w Workspace, owner, a account.Account, seesPBXs bool,
) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	now := d.k.Time().UTC().Truncate(time.Second)
	named := 0
	if seesPBXs {
		named = activation.MaxKept
	}
	pack, kept, err := outbox.UsablePackage(ctx, d.k.Store, a, named)
	if err != nil {
		return err
	}
	a.Package = pack
	hash, err := activateView(ctx, view, key, w, owner, a, now)
	if err != nil {
		return err
	}
	state := activation.NewState(w.ID, owner, a)
	state.Issuer.EncryptionKey = w.EncryptionKey
	state.PBXs = kept
	state.Sequence, state.Previous, state.IssuedAt = 2, hash, now
	state.LeaseUntil = now.Add(activation.Lease)
	if a.State == account.Suspended {
		state.Status, state.Reason = activation.StatusSuspended, a.Suspension.Reason
		state.Until = a.Suspension.Until
	}
	file, _, err := state.Sign(key)
	if err != nil {
		return err
	}
	_, err = view.Receive(ctx, action.NewID(), file)
	return err
}

// activateView opens a view by an invitation that a key signs, and returns the hash of its file.
func activateView(
	ctx context.Context, view *Desk, key ed25519.PrivateKey, w Workspace,
	owner, a account.Account, now time.Time,
) (hash string, err error) {
	i := activation.NewInvitation(activation.Activate, w.ID, owner, a)
	i.ID, i.Sequence, i.Secret = action.NewID(), 1, activation.NewSecret()
	i.IssuedAt, i.ExpiresAt, i.LeaseUntil = now, now.Add(time.Hour), now.Add(activation.Lease)
	i.Issuer.EncryptionKey = w.EncryptionKey
	file, hash, err := i.Sign(key)
	if err != nil {
		return "", err
	}
	_, err = view.Activate(ctx, file, action.NewID()+action.NewID())
	return hash, err
}

// copyReported gives a view the PBXs that the reseller's own desktop reported.
func (d *Desk) copyReported(ctx context.Context, view *Desk, id string) error {
	holdings, err := d.k.Store.Holdings(ctx, id)
	if err != nil {
		return err
	}
	owner, err := view.Actor()
	if err != nil {
		return err
	}
	return view.k.Store.Write(func(tx Tx) error {
		op := capacity.Operation{
			ID: action.NewID(), At: d.k.Now(), Actor: owner.ID, Verb: capacity.PackageReceived,
		}
		for _, h := range holdings {
			if !h.Reported {
				continue
			}
			p, err := d.k.Store.PBX(ctx, h.ID)
			if err != nil {
				return err
			}
			p.Owner, p.Customers = pbxs.RefOf(owner), nil
			if err := tx.AddPBX(p); err != nil {
				return err
			}
			op.Transfers = append(op.Transfers, capacity.Use("", p.ID, nil, h.Amounts)...)
		}
		return tx.Post(op)
	})
}
