package keys

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// RecoveryContext names the lock that the recovery code opens.
const RecoveryContext = "recovery"

// resetLockContext names the lock that the reset key opens.
const resetLockContext = "reset"

// LockWith seals the workspace key with a code, as the password does.
func LockWith(
	ctx context.Context, k *action.Kernel, code, what string, key []byte,
) (string, error) {
	lock, err := account.NewLock(ctx, k.Cost, code, what, key)
	return lock.String(), err
}

// NewResetKey makes the key that a password reset of the distributor has to bring back. It opens
// this workspace only together with its file, and is replaced after each reset.
func NewResetKey(ctx context.Context, k *action.Kernel, key []byte, w *store.Workspace) error {
	reset := activation.NewSecret()
	var err error
	if w.ResetLock, err = LockWith(ctx, k, reset, resetLockContext, key); err != nil {
		return err
	}
	w.SealedReset, err = account.Seal(key, ResetContext(w.ID), []byte(reset))
	return err
}

// CheckReset tells whether a password reset can be used in this workspace.
func CheckReset(ctx context.Context, k *action.Kernel, r store.Reader, f activation.File) error {
	u, owner, err := UpstreamAndOwner(ctx, r)
	if err != nil {
		return err
	}
	if err := InvitationFor(u, f, owner); err != nil {
		return err
	}
	if f.Invitation.ID == u.LastReset {
		return &core.Error{Code: core.Conflict, Key: "reset.used"}
	}
	return f.Invitation.Usable(k.TimeFor(f.Invitation.IssuedAt))
}

// ResetPassword lets the owner of a reseller's workspace choose another password with a reset of
// its distributor, once. Nobody is signed in afterwards.
func (d *Desk) ResetPassword(ctx context.Context, text []byte, password string) error {
	entry := store.LogEntry{Module: store.ModuleSignIn, Operation: "password.reset"}
	var f activation.File
	err := d.k.Attempt(&entry, func() (err error) {
		f, err = activation.Open(text, nil)
		if err == nil && f.Kind != activation.Reset {
			err = ErrOtherWorkspace()
		}
		if err == nil {
			err = CheckReset(ctx, d.k, d.k.Store, f)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := ValidateActivation(*f.Invitation, password).Err(); err != nil {
		return err
	}
	return d.k.Attempt(&entry, func() error { return d.resetPassword(ctx, f, password, &entry) })
}

// resetPassword locks the workspace with another password and another reset key.
func (d *Desk) resetPassword(
	ctx context.Context, f activation.File, password string, entry *store.LogEntry,
) error {
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return err
	}
	lock, err := account.ParseLock(w.ResetLock)
	if err != nil {
		return err
	}
	key, err := lock.Open(ctx, f.Invitation.ResetKey, resetLockContext)
	if err != nil {
		return &core.Error{Code: core.Conflict, Key: "reset.used", Err: err}
	}
	if err := NewResetKey(ctx, d.k, key, &w); err != nil {
		return err
	}
	owner, err := d.k.Store.Owner(ctx)
	if err != nil {
		return err
	}
	return d.newPassword(ctx, owner, key, password, entry, func(tx store.Tx) error {
		if err := CheckReset(ctx, d.k, tx, f); err != nil {
			return err
		}
		if err := noteReset(ctx, tx, f); err != nil {
			return err
		}
		return tx.SetKeys(w)
	})
}

// noteReset notes that a reset was used, and by whom it was signed.
func noteReset(ctx context.Context, tx store.Tx, f activation.File) error {
	u, err := tx.Upstream(ctx)
	if err != nil {
		return err
	}
	u.Signer, u.LastReset = f.Signer, f.Invitation.ID
	u.Reported = 0 // The next report carries the new reset key.
	return tx.SetUpstream(u)
}

// Recover lets the owner of the workspace choose another password with the recovery code. Wrong
// codes make it wait like wrong passwords. Nobody is signed in afterwards.
func (d *Desk) Recover(ctx context.Context, code, password string) error {
	typed, err := activation.ParseCode(code)
	if err != nil {
		return err
	}
	owner, err := d.k.Store.Owner(ctx)
	if err != nil {
		return err
	}
	var problems core.Problems
	account.CheckPassword(
		&problems, password, owner.Profile.Company, owner.Profile.FirstName, owner.Profile.LastName,
		owner.Profile.Email,
	)
	if err := problems.Err(); err != nil {
		return err
	}
	entry := store.LogEntry{Module: store.ModuleSignIn, Operation: "password.recovered"}
	return d.k.Attempt(&entry, func() error {
		return d.recover(ctx, owner, typed, password, &entry)
	})
}

// recover opens the workspace with a recovery code, and locks it with another password of the
// owner.
func (d *Desk) recover(
	ctx context.Context, owner account.Account, code, password string, entry *store.LogEntry,
) error {
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return err
	}
	if w.Recovery == "" {
		return &core.Error{Code: core.Conflict, Key: "recovery.none"}
	}
	lock, err := account.ParseLock(w.Recovery)
	if err != nil {
		return err
	}
	key, err := throttled(ctx, d.k, account.EmailKey(owner.Profile.Email), func() ([]byte, error) {
		key, err := lock.Open(ctx, code, RecoveryContext)
		if core.CodeOf(err) == core.Unauthenticated {
			err = &core.Error{Code: core.Unauthenticated, Key: "recovery.wrong"}
		}
		return key, err
	})
	if err != nil {
		return err
	}
	return d.newPassword(ctx, owner, key, password, entry, func(store.Tx) error { return nil })
}

// newPassword locks the workspace key with another password of the owner. more is done in the same
// transaction.
func (d *Desk) newPassword(
	ctx context.Context, owner account.Account, key []byte, password string,
	entry *store.LogEntry, more func(tx store.Tx) error,
) error {
	*entry = signInEntry(entry.Operation, owner)
	lock, err := account.NewLock(ctx, d.k.Cost, password, owner.ID, key)
	if err != nil {
		return err
	}
	return d.k.Store.Write(func(tx store.Tx) error {
		if err := more(tx); err != nil {
			return err
		}
		if err := tx.SetLock(owner.ID, lock); err != nil {
			return err
		}
		if err := tx.SetSignInFailures(account.EmailKey(owner.Profile.Email), 0); err != nil {
			return err
		}
		return d.k.LogResult(tx, owner.ID, *entry, store.ResultOK)
	})
}

// Fingerprint returns the words by which two people compare the key that signs for this workspace;
// in a reseller's workspace the key of its distributor.
func (d *Desk) Fingerprint(ctx context.Context) (string, error) {
	if _, err := d.k.SignedIn(); err != nil {
		return "", err
	}
	u, err := d.k.Store.Upstream(ctx)
	if err == nil {
		return activation.Fingerprint(u.Signer), nil
	}
	if !core.IsNotFound(err) {
		return "", err
	}
	w, err := d.k.Store.Workspace(ctx)
	return activation.Fingerprint(w.Public), err
}

// OwnFingerprint returns the words of the key that signs for this workspace, also in a reseller's;
// "" in a view on a reseller whose key is not known.
func (d *Desk) OwnFingerprint(ctx context.Context) (string, error) {
	if _, err := d.k.SignedIn(); err != nil {
		return "", err
	}
	w, err := d.k.Store.Workspace(ctx)
	if err != nil || w.Public == nil {
		return "", err
	}
	return activation.Fingerprint(w.Public), nil
}

// NewRecoveryCode makes a new recovery code; the one before does not work any more.
func (d *Desk) NewRecoveryCode(ctx context.Context) (string, error) {
	code, entry := activation.NewCode(), recoveryEntry()
	return code, d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) error {
		return d.useCode(ctx, s, &entry, code, nil)
	})
}

// recoveryEntry is what is logged of a new recovery code.
func recoveryEntry() store.LogEntry {
	return store.LogEntry{Module: store.ModuleSignIn, Operation: store.OperationRecovery}
}

// useCode replaces the recovery code of the workspace. For a code of a recovery kit, kit is the
// public part of the signing key in it, else nil.
func (d *Desk) useCode(
	ctx context.Context, s *action.Session, entry *store.LogEntry, code string,
	kit ed25519.PublicKey,
) error {
	entry.Object, entry.Name = s.Account.ID, s.Account.Profile.Email
	lock, err := LockWith(ctx, d.k, code, RecoveryContext, s.Key.Reveal())
	if err != nil {
		return err
	}
	return d.k.Store.Write(func(tx store.Tx) error {
		w, err := tx.Workspace(ctx)
		if err != nil {
			return err
		}
		if kit != nil && !SameKey(w.Public, kit) { // Another program was quicker.
			return &core.Error{Code: core.Conflict, Key: "exchange.key_replaced_already"}
		}
		w.Recovery = lock
		if kit != nil {
			w.KitKey = kit
		}
		if err := tx.SetKeys(w); err != nil {
			return err
		}
		return d.k.LogDone(tx, s, *entry)
	})
}

// RecoveryKit is what the distributor keeps outside of this computer.
type RecoveryKit struct {
	Code        string // Opens the file; belongs on paper.
	File        []byte // The keys, encrypted with the code.
	Name        string // What to call the file.
	Fingerprint string
	Company     string
	Email       string
	MadeAt      time.Time

	public ed25519.PublicKey // Of the signing key in it.
}

// KitMade returns "recovery.no_kit" while the owner of a distributor's workspace has made no
// recovery kit. It returns "recovery.old_kit" while the newest one holds a signing key that was
// replaced.
func (d *Desk) KitMade(ctx context.Context) error {
	s, err := d.k.SignedIn()
	if err != nil || s.Upstream || s.Account.Kind == account.Colleague {
		return err
	}
	w, err := d.k.Store.Workspace(ctx)
	switch {
	case err != nil || w.Example || SameKey(w.KitKey, w.Public):
		return err
	case w.KitKey != nil:
		return &core.Error{Code: core.Conflict, Key: "recovery.old_kit"}
	}
	return &core.Error{Code: core.Conflict, Key: "recovery.no_kit"}
}

// NewRecoveryKit makes a recovery kit: the keys of the workspace, encrypted with a new recovery
// code. That code is also meant to open the workspace when the password is lost. Nothing is changed
// before UseRecoveryKit.
func (d *Desk) NewRecoveryKit(ctx context.Context) (kit RecoveryKit, err error) {
	entry := recoveryEntry()
	err = d.k.Perform(d.keyOwner, &entry, func(s *action.Session) (err error) {
		kit, err = d.newRecoveryKit(ctx, s)
		return err
	})
	return kit, err
}

func (d *Desk) newRecoveryKit(ctx context.Context, s *action.Session) (RecoveryKit, error) {
	signing, err := ReadSigningKey(ctx, d.k, s)
	if err != nil {
		return RecoveryKit{}, err
	}
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return RecoveryKit{}, err
	}
	owner, now := s.Account.Profile, d.k.Now().UTC().Truncate(time.Second)
	k := RecoveryKit{
		Code: activation.NewCode(), Name: activation.FileName(owner.Company) + " recovery kit.age",
		Company: owner.Company, Email: owner.Email, MadeAt: now,
		public: signing.Public().(ed25519.PublicKey),
	}
	k.Fingerprint = activation.Fingerprint(k.public)
	k.File, err = activation.Kit{
		Workspace: w.ID, Company: owner.Company, Email: owner.Email, SigningSeed: signing.Seed(),
		EncryptionIdentity: s.Identity.Secret(), WorkspaceKey: s.Key.Reveal(),
		Rotations: w.Rotations, CreatedAt: now,
	}.Seal(k.Code)
	return k, err
}

// UseRecoveryKit lets the code of a kit open the workspace, once the kit is kept. One made before
// opens with its own code, but that code does not open the workspace any more.
func (d *Desk) UseRecoveryKit(ctx context.Context, k RecoveryKit) error {
	entry := recoveryEntry()
	return d.k.Perform(d.k.OwnerOnly, &entry, func(s *action.Session) error {
		return d.useCode(ctx, s, &entry, k.Code, k.public)
	}, action.ExchangeChanged, action.AlarmsChanged)
}

// TakeOver recreates the workspace of a distributor on another computer with the recovery kit, when
// the workspace file is lost. Keys and id are the same, so the resellers' desktops accept what it
// signs. What the file held is not in the kit. SetUp is as for a new workspace; it fails like it,
// and with what activation.OpenKit fails with.
func (d *Desk) TakeOver(ctx context.Context, kit []byte, code string, s SetUp) error {
	k, err := activation.OpenKit(kit, code)
	if err != nil {
		return err
	}
	if err := append(s.ValidateOwner(), s.ValidateSubscription(d.k.Today())...).Err(); err != nil {
		return err
	}
	identity, err := activation.ParseIdentity(k.EncryptionIdentity)
	if err != nil {
		return err
	}
	keys := workspaceKeys{
		id: k.Workspace, key: k.WorkspaceKey, signing: ed25519.NewKeyFromSeed(k.SigningSeed),
		identity: identity, rotations: k.Rotations,
	}
	// This computer may have seen the workspace that is lost: this one is newer.
	epoch := action.EpochOf(d.k.MarkOf(ctx, k.Workspace)) + 1
	if err := d.setUp(ctx, s, keys, strings.TrimSpace(code), epoch); err != nil {
		return err
	}
	d.k.WriteMark(ctx)
	return nil
}

// workspaceKeys are the keys that a workspace is made with.
type workspaceKeys struct {
	id        string
	key       []byte
	signing   ed25519.PrivateKey
	identity  *activation.Identity
	rotations string
}

// NewWorkspaceKeys makes the keys of a new workspace.
func NewWorkspaceKeys() (workspaceKeys, error) {
	k := workspaceKeys{id: action.NewID(), key: make([]byte, account.KeySize)}
	if _, err := rand.Read(k.key); err != nil {
		return k, err
	}
	var err error
	if _, k.signing, err = ed25519.GenerateKey(rand.Reader); err != nil {
		return k, err
	}
	k.identity, err = activation.NewIdentity()
	return k, err
}

// workspace is the workspace that has the keys, and the session that has them open.
func (k workspaceKeys) workspace() (*action.Session, store.Workspace, error) {
	w := store.Workspace{
		ID: k.id, Public: k.signing.Public().(ed25519.PublicKey),
		EncryptionKey: k.identity.Recipient(), Rotations: k.rotations,
	}
	var err error
	if w.SealedSeed, err = account.Seal(
		k.key, sealContext(w.ID, "signing"), k.signing.Seed(),
	); err != nil {
		return nil, w, err
	}
	w.SealedIdentity, err = account.Seal(
		k.key, sealContext(w.ID, "encryption"), []byte(k.identity.Secret()),
	)
	return &action.Session{
		Key: secret.Key(k.key), Signer: &action.Signer{Key: k.signing}, Identity: k.identity,
	}, w, err
}

// ResetContext is what the reset key of a reseller is sealed for.
func ResetContext(accountID string) []byte { return []byte("reset/" + accountID) }
