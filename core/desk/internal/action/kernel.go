package action

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/backup"
	"resellerdesk/core/i18n"
	"resellerdesk/core/store"
)

// Options are what a Desk works with. All but Logger are required.
type Options struct {
	Store     store.Store
	Keyring   Keyring
	Deliverer Deliverer
	Servers   ServerFinder                    // nil to ask nobody.
	Printer   func(lang string) *i18n.Printer // Words for mails in a reseller's language.
	Now       func() time.Time
	Logger    *slog.Logger
	Cost      account.Cost // Of deriving a key from a password.
}

// Kernel is what the rooms of a desk share. Nobody else reads or writes what is behind it.
type Kernel struct {
	Face
	Store     store.Store
	Keyring   Keyring
	Deliverer Deliverer
	Servers   ServerFinder // nil to ask nobody.
	Cost      account.Cost
	Outbox    Outbox
	Guard     Throttle
	Clock     Trust
	View      bool // It is a view as a reseller.

	events  listeners
	mu      sync.Mutex
	session *Session
	foreign *int64 // What Store.ForeignChanges returned when it was last asked, nil before.
}

// Face is what everybody who holds the desk may ask of the kernel.
type Face struct {
	Printer func(lang string) *i18n.Printer
	Now     func() time.Time
	Logger  *slog.Logger
	k       *Kernel
}

// New returns the kernel of a desk on a workspace. Nobody is signed in.
func New(o Options) *Kernel {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	k := &Kernel{
		Face:  Face{Printer: o.Printer, Now: o.Now, Logger: o.Logger},
		Store: o.Store, Keyring: o.Keyring, Deliverer: o.Deliverer, Cost: o.Cost,
		Servers: o.Servers,
		Outbox:  Outbox{Wake: make(chan struct{}, 1)},
		Guard: Throttle{
			Started: o.Now(), FailedAt: map[string]time.Time{}, Undone: map[string]int{},
		},
	}
	k.Face.k = k
	return k
}

// NewID returns the id of a new thing or of an operation before it is tried (UUID version 7,
// sortable by time).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IsView tells whether this is a view as a reseller, in which nothing can be changed.
func (f *Face) IsView() bool { return f.k.View }

// Trial returns a kernel with the same person that works on another store.
func (k *Kernel) Trial(on store.Store) *Kernel {
	trial := New(Options{
		Store: on, Keyring: k.Keyring, Deliverer: k.Deliverer, Printer: k.Printer,
		Servers: k.Servers,
		Now:     k.Now, Logger: k.Logger, Cost: k.Cost,
	})
	trial.Clock.Take(k.Trusted())
	k.mu.Lock()
	defer k.mu.Unlock()
	trial.session = k.session
	return trial
}

// SetSession says who is signed in, nil for nobody.
func (k *Kernel) SetSession(s *Session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.session = s
}

// AsJSON renders a value for the log.
func AsJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// Workspace returns the workspace, or NotFound before SetUp.
func (f *Face) Workspace(ctx context.Context) (store.Workspace, error) {
	return f.k.Store.Workspace(ctx)
}

// Party is one side of the business: the owner of a workspace, or a reseller.
type Party struct{ ID, Company, Email string }

// PartyOf is an account as one side of the business.
func PartyOf(a account.Account) Party { return Party{a.ID, a.Profile.Company, a.Profile.Email} }

// Owner returns who owns the workspace, which the sign-in shows.
func (f *Face) Owner(ctx context.Context) (Party, error) {
	owner, err := f.k.Store.Owner(ctx)
	return PartyOf(owner), err
}

// Distributor returns the company of the distributor, also in a reseller's workspace.
func (f *Face) Distributor(ctx context.Context) (string, error) {
	u, err := f.k.Store.Upstream(ctx)
	if err == nil || !core.IsNotFound(err) {
		return u.Company, err
	}
	owner, err := f.Owner(ctx)
	return owner.Company, err
}

// Holds counts what the workspace holds.
func (f *Face) Holds(ctx context.Context) (backup.Holds, error) { return f.k.Store.Holds(ctx) }

// BackUp makes a backup and proves it. Of a damaged workspace it makes none (*Damaged).
func (f *Face) BackUp(
	ctx context.Context, why backup.Reason, now time.Time,
) (backup.Backup, error) {
	return f.k.Store.Backup(ctx, why, now)
}
