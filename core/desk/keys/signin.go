package keys

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// stayName is the keyring entry of the workspace key.
const stayName = "stay-signed-in"

const (
	freeFailures = 3
	longestWait  = 15 * time.Minute
)

// wait is how long to wait after a number of failures: 0, 0, 0, 1, 2, 4 … 900 seconds.
func wait(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	if failures-freeFailures >= 10 {
		return longestWait
	}
	return min(time.Second<<(failures-freeFailures), longestWait)
}

// SignIn opens the workspace with email and password. Repeated failures of one email make it wait.
// An unknown email costs the same time and gets the same answer as a wrong password.
func (d *Desk) SignIn(ctx context.Context, email, password string) error {
	a, key, err := Authenticate(ctx, d.k, account.EmailKey(email), password, "signin")
	if err != nil {
		return err
	}
	entry := signInEntry("signin", a)
	if err := d.k.Attempt(&entry, func() error { return maySignIn(a) }); err != nil {
		return err
	}
	return d.openWith(ctx, a, key)
}

// signInEntry is what is logged of something that an account did with its password.
func signInEntry(operation string, a account.Account) store.LogEntry {
	return store.LogEntry{
		Module: store.ModuleSignIn, Operation: operation, Actor: a.ID, Object: a.ID,
		Name: a.Profile.Email,
	}
}

// Authenticate returns the account and the workspace key, which the password opens. It fails with
// Throttled while the email has to wait after failures, and with Unauthenticated for a wrong
// password. That counts as a failure and is logged as a try of the operation; the right password
// forgets the failures.
func Authenticate(
	ctx context.Context, k *action.Kernel, emailKey, password, operation string,
) (a account.Account, key []byte, err error) {
	var entry store.LogEntry
	err = k.Attempt(&entry, func() (err error) {
		key, err = throttled(ctx, k, emailKey, func() (key []byte, err error) {
			a, key, err = unlock(ctx, k, emailKey, password)
			return key, err
		})
		entry = signInEntry(operation, a)
		return err
	})
	return a, key, err
}

// throttled tries to open a lock of the account with an email, unless it failed too often just now;
// then it returns Throttled.
func throttled(
	ctx context.Context, k *action.Kernel, emailKey string, try func() ([]byte, error),
) ([]byte, error) {
	k.Guard.Trying.Lock()
	defer k.Guard.Trying.Unlock()
	stored, err := k.Store.SignInFailures(ctx, emailKey)
	if err != nil {
		return nil, err
	}
	failures := max(stored-k.Guard.Undone[emailKey], 0)
	if left := waitLeft(k, emailKey, failures); left > 0 {
		return nil, &core.Error{
			Code: core.Throttled, Key: "signin.wait",
			Args: core.Args{"Count": int((left + time.Second - 1) / time.Second)},
		}
	}
	// The failure is counted before the lock is tried, so that ending the program does not save a
	// guess.
	if err := countFailure(k, emailKey, failures+1); err != nil {
		return nil, err
	}
	delete(k.Guard.Undone, emailKey)
	key, err := try()
	if err != nil {
		return nil, err
	}
	if err := countFailure(k, emailKey, 0); err != nil {
		k.Guard.Undone[emailKey] = failures + 1
		return nil, err
	}
	return key, nil
}

// maySignIn refuses somebody who is suspended. Who is deleted is not found by email.
func maySignIn(a account.Account) error {
	if a.State == account.Suspended || a.State == account.Closed {
		return &core.Error{Code: core.Unauthenticated, Key: "signin.suspended"}
	}
	return nil
}

func waitLeft(k *action.Kernel, emailKey string, failures int) time.Duration {
	k.Guard.Mu.Lock()
	defer k.Guard.Mu.Unlock()
	since, seen := k.Guard.FailedAt[emailKey]
	if !seen {
		since = k.Guard.Started
	}
	return wait(failures) - k.Now().Sub(since)
}

func countFailure(k *action.Kernel, emailKey string, failures int) error {
	err := k.Store.Write(func(tx store.Tx) error {
		return tx.SetSignInFailures(
			emailKey, failures,
		)
	})
	if err != nil {
		return err
	}
	k.Guard.Mu.Lock()
	defer k.Guard.Mu.Unlock()
	k.Guard.FailedAt[emailKey] = k.Now()
	return nil
}

// unlock returns the account and the workspace key. Without such an account it does the same work
// and refuses.
func unlock(
	ctx context.Context, k *action.Kernel, emailKey, password string,
) (account.Account, []byte, error) {
	wrong := &core.Error{Code: core.Unauthenticated, Key: "signin.wrong"}
	a, err := k.Store.AccountByEmail(ctx, emailKey)
	if err != nil && !core.IsNotFound(err) {
		return a, nil, err
	}
	if err != nil || a.Lock == "" {
		if _, err := account.NewLock(
			ctx, k.Cost, password, "", make([]byte, account.KeySize),
		); err != nil {
			return account.Account{}, nil, err
		}
		return account.Account{}, nil, wrong
	}
	lock, err := account.ParseLock(a.Lock)
	if err != nil {
		return a, nil, err
	}
	key, err := lock.Open(ctx, password, a.ID)
	return a, key, err
}

// openWith opens the keys of the workspace and signs the account in.
func (d *Desk) openWith(ctx context.Context, a account.Account, key []byte) error {
	w, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return err
	}
	plain, err := account.Unseal(key, sealContext(w.ID, "encryption"), w.SealedIdentity)
	if err != nil {
		return &core.Error{Code: core.Corrupt, Key: "signin.lock", Err: err}
	}
	identity, err := activation.ParseIdentity(string(plain))
	if err != nil {
		return &core.Error{Code: core.Corrupt, Key: "signin.lock", Err: err}
	}
	upstream, err := action.IsUpstream(ctx, d.k.Store)
	if err != nil {
		return err
	}
	s := &action.Session{
		Account: a, Key: secret.Key(key), Signer: &action.Signer{}, Identity: identity,
		Upstream: upstream,
	}
	d.lookForOlder(ctx)
	d.moveSigningKey(ctx, w, s)
	Open(d.k, s)
	return nil
}

// Open signs somebody in, and lets the mails go that waited for it.
func Open(k *action.Kernel, s *action.Session) {
	k.SetSession(s)
	k.WakeOutbox()
}

// SignOut forgets the opened keys, and that somebody stays signed in on this computer.
func (d *Desk) SignOut(ctx context.Context) error {
	d.k.SetSession(nil)
	// Either is enough to sign nobody in at the next start, so neither waits for the other.
	noted := d.k.Store.Write(func(tx store.Tx) error { return tx.SetStay("") })
	name, err := d.k.KeyringName(ctx, stayName)
	if err == nil {
		err = d.k.Keyring.Delete(ctx, name)
	}
	return errors.Join(noted, err)
}

// StaySignedIn puts the workspace key into the operating system's keyring, so that ResumeSession
// works after a restart.
func (d *Desk) StaySignedIn(ctx context.Context) error {
	s, err := d.k.SignedIn()
	if err != nil {
		return err
	}
	name, err := d.k.KeyringName(ctx, stayName)
	if err != nil {
		return err
	}
	// The account's id is kept beside the key, so that nobody becomes somebody else by changing the
	// file.
	if err := d.k.Keyring.Set(
		ctx, name, s.Account.ID+" "+base64.StdEncoding.EncodeToString(s.Key.Reveal()),
	); err != nil {
		return err
	}
	return d.k.Store.Write(func(tx store.Tx) error { return tx.SetStay(s.Account.ID) })
}

// ResumeSession signs in the person who stays signed in on this computer, unless somebody is signed
// in already. It returns an Unauthenticated error when there is none, and an Unavailable one when
// the keyring does not give the key.
func (d *Desk) ResumeSession(ctx context.Context) error {
	if _, err := d.k.SignedIn(); err == nil {
		return nil
	}
	id, err := d.k.Store.Stay(ctx)
	if err != nil {
		return err
	}
	if id == "" {
		return &core.Error{Code: core.Unauthenticated, Key: "signin.needed"}
	}
	a, err := d.k.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := maySignIn(a); err != nil {
		return err
	}
	name, err := d.k.KeyringName(ctx, stayName)
	if err != nil {
		return err
	}
	text, err := d.k.Keyring.Get(ctx, name)
	if err != nil {
		return err
	}
	who, sealed, _ := strings.Cut(text, " ")
	key, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || who != id {
		return &core.Error{Code: core.Unauthenticated, Key: "signin.needed", Err: err}
	}
	return d.openWith(ctx, a, key)
}
