// Package desk holds every action that a person can take, one function each: may he? is it valid?
// one transaction, one log entry. Screens, files and commands change a workspace only through it.
package desk

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/backup"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/secret"
)

// Options are what a Desk works with. All but Logger are required.
type Options struct {
	Store     Store
	Keyring   Keyring
	Deliverer Deliverer
	Printer   func(lang string) *i18n.Printer // Words for mails in a reseller's language.
	Now       func() time.Time
	Logger    *slog.Logger
	Cost      account.Cost // Of deriving a key from a password.
}

// Desk is the program without a screen. It is safe for concurrent use.
type Desk struct {
	Printer func(lang string) *i18n.Printer
	Now     func() time.Time
	Logger  *slog.Logger

	// What is behind the desk: nobody else reads or writes it.
	store     Store
	keyring   Keyring
	deliverer Deliverer
	cost      account.Cost

	events listeners
	outbox outbox
	guard  throttle
	clock  trust

	mu      sync.Mutex
	session *session
	view    bool   // It is a view as a reseller.
	foreign *int64 // What Store.ForeignChanges returned when it was last asked, nil before.
}

// session is the person who is signed in, with the opened workspace key.
type session struct {
	account account.Account
	key     secret.Bytes
	signer  *signer
	// identity opens what the other side sealed for this workspace.
	identity *activation.Identity
	upstream bool // It is the workspace of a reseller.
}

// as is the session with the account as it is now.
func (s *session) as(a account.Account) *session {
	now := *s
	now.account = a
	return &now
}

// New returns a desk on a workspace. Nobody is signed in.
func New(o Options) *Desk {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{
		Printer: o.Printer, Now: o.Now, Logger: o.Logger,
		store: o.Store, keyring: o.Keyring, deliverer: o.Deliverer, cost: o.Cost,
	}
	d.outbox.wake = make(chan struct{}, 1)
	d.guard.started = o.Now()
	d.guard.failedAt = map[string]time.Time{}
	d.guard.undone = map[string]int{}
	return d
}

// NewID returns the id of a new thing or of an operation before it is tried (UUID version 7,
// sortable by time).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Actor returns the person who is signed in, or an Unauthenticated error.
func (d *Desk) Actor() (account.Account, error) {
	s, err := d.signedIn()
	if err != nil {
		return account.Account{}, err
	}
	return s.account, nil
}

// IsDistributor tells whether this is the workspace of a distributor, who alone has resellers;
// false while nobody is signed in.
func (d *Desk) IsDistributor() bool {
	s, err := d.signedIn()
	return err == nil && !s.upstream
}

// IsView tells whether this is a view as a reseller, in which nothing can be changed.
func (d *Desk) IsView() bool { return d.view }

func (d *Desk) signedIn() (*session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == nil {
		return nil, &core.Error{Code: core.Unauthenticated, Key: "signin.needed"}
	}
	return d.session, nil
}

// working returns the session of the person who is signed in and may work. What he holds is read
// again each time, unless he is the distributor: it can be taken from him while he is signed in,
// also by another program.
func (d *Desk) working() (*session, error) {
	s, err := d.signedIn()
	if err != nil || s.account.Kind == account.Distributor {
		return s, err
	}
	a, err := d.store.Account(context.Background(), s.account.ID)
	if err != nil {
		return nil, err
	}
	if err := mayWork(a); err != nil {
		return nil, err
	}
	return s.as(a), nil
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

// MayStay returns why the person who is signed in may not work any more, as far as it was noticed
// (ActorChanged); it does not ask the workspace.
func (d *Desk) MayStay() error {
	s, err := d.signedIn()
	if err != nil || s.account.Kind == account.Distributor {
		return err
	}
	return mayWork(s.account)
}

// authorize returns the session of the person who is signed in, or Forbidden when he does not hold
// the feature.
func (d *Desk) authorize(feature permission.Key) (*session, error) {
	s, err := d.working()
	if err != nil {
		return nil, err
	}
	if err := d.requireFeature(s, feature); err != nil {
		return nil, err
	}
	return s, nil
}

// requireFeature returns nil when the person of a session may use a feature now.
func (d *Desk) requireFeature(s *session, feature permission.Key) error {
	if !s.account.Holds()[feature] {
		return &core.Error{
			Code: core.Forbidden, Key: "forbidden",
			Args: core.Args{"Feature": core.Key("feature." + feature)},
		}
	}
	if !isWriteFeature(feature) {
		return nil
	}
	if err := d.Superseded(context.Background()); err != nil || !s.upstream {
		return err
	}
	return d.requireWritable(context.Background())
}

// asJSON renders a value for the log.
func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// Workspace returns the workspace, or NotFound before SetUp.
func (d *Desk) Workspace(ctx context.Context) (Workspace, error) { return d.store.Workspace(ctx) }

// Party is one side of the business: the owner of a workspace, or a reseller.
type Party struct{ ID, Company, Email string }

func partyOf(a account.Account) Party { return Party{a.ID, a.Profile.Company, a.Profile.Email} }

// Owner returns who owns the workspace, which the sign-in shows.
func (d *Desk) Owner(ctx context.Context) (Party, error) {
	owner, err := d.store.Owner(ctx)
	return partyOf(owner), err
}

// Distributor returns the company of the distributor, also in a reseller's workspace.
func (d *Desk) Distributor(ctx context.Context) (string, error) {
	u, err := d.store.Upstream(ctx)
	if err == nil || !core.IsNotFound(err) {
		return u.Company, err
	}
	owner, err := d.Owner(ctx)
	return owner.Company, err
}

// Holds counts what the workspace holds.
func (d *Desk) Holds(ctx context.Context) (backup.Holds, error) { return d.store.Holds(ctx) }

// BackUp makes a backup and proves it. Of a damaged workspace it makes none (*Damaged).
func (d *Desk) BackUp(
	ctx context.Context, why backup.Reason, now time.Time,
) (backup.Backup, error) {
	return d.store.Backup(ctx, why, now)
}
