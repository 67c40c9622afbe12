package desk

import (
	"context"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/secret"
	"resellerdesk/core/store"
)

// stayName is the keyring entry of the workspace key.
const stayName = "stay-signed-in"

// throttle slows down guessing. The number of failures is stored, so that a restart does not reset
// it; the waiting time is measured from the last failure that this process saw, or from its start,
// so that setting the clock does not shorten it (time.Time keeps a monotonic reading).
type throttle struct {
	started  time.Time
	mu       sync.Mutex
	failedAt map[string]time.Time
	// undone are failures that are stored and are none: what was typed was right, and the disk was
	// full when they were to be forgotten.
	undone map[string]int
	trying sync.Mutex // One try at a time: deriving a key takes 64 MiB.
}

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

// SignIn opens the workspace with email and password. Repeated failures of one email make it wait;
// an email that is not known costs the same time and gets the same answer as a wrong password.
func (d *Desk) SignIn(ctx context.Context, email, password string) error {
	a, key, err := d.authenticate(ctx, account.EmailKey(email), password, "signin")
	if err != nil {
		return err
	}
	if err := maySignIn(a); err != nil {
		return d.refused(
			a.ID,
			LogEntry{
				Module: store.ModuleSignIn, Operation: "signin", Object: a.ID,
				Name: a.Profile.Email,
			},
			err,
		)
	}
	return d.openWith(ctx, a, key)
}

// authenticate returns the account and the workspace key, which the password opens. It fails with
// Throttled while the email has to wait after failures, and with Unauthenticated for a wrong
// password, which counts as a failure and is logged as a try of the operation; the right one
// forgets the failures.
func (d *Desk) authenticate(
	ctx context.Context, emailKey, password, operation string,
) (a account.Account, key []byte, err error) {
	key, err = d.throttled(ctx, emailKey, func() (key []byte, err error) {
		a, key, err = d.unlock(ctx, emailKey, password)
		return key, err
	})
	if err != nil && core.CodeOf(err) != core.Throttled {
		err = d.refused(
			a.ID,
			LogEntry{
				Module: store.ModuleSignIn, Operation: operation, Object: a.ID,
				Name: a.Profile.Email,
			},
			err,
		)
	}
	return a, key, err
}

// throttled tries to open a lock of the account with an email, unless it failed too often just now;
// then it returns Throttled.
func (d *Desk) throttled(
	ctx context.Context, emailKey string, try func() ([]byte, error),
) ([]byte, error) {
	d.guard.trying.Lock()
	defer d.guard.trying.Unlock()
	stored, err := d.store.SignInFailures(ctx, emailKey)
	if err != nil {
		return nil, err
	}
	failures := max(stored-d.guard.undone[emailKey], 0)
	if left := d.waitLeft(emailKey, failures); left > 0 {
		return nil, &core.Error{
			Code: core.Throttled, Key: "signin.wait",
			Args: core.Args{"Count": int((left + time.Second - 1) / time.Second)},
		}
	}
	// The failure is counted before the lock is tried, so that ending the program does not save a
	// guess.
	if err := d.countFailure(emailKey, failures+1); err != nil {
		return nil, err
	}
	delete(d.guard.undone, emailKey)
	key, err := try()
	if err != nil {
		return nil, err
	}
	if err := d.countFailure(emailKey, 0); err != nil {
		d.guard.undone[emailKey] = failures + 1
		return nil, err
	}
	return key, nil
}

// maySignIn refuses somebody who is suspended. Whoever is deleted is not found by his email.
func maySignIn(a account.Account) error {
	if a.State == account.Suspended || a.State == account.Closed {
		return &core.Error{Code: core.Unauthenticated, Key: "signin.suspended"}
	}
	return nil
}

func (d *Desk) waitLeft(emailKey string, failures int) time.Duration {
	d.guard.mu.Lock()
	defer d.guard.mu.Unlock()
	since, seen := d.guard.failedAt[emailKey]
	if !seen {
		since = d.guard.started
	}
	return wait(failures) - d.Now().Sub(since)
}

func (d *Desk) countFailure(emailKey string, failures int) error {
	err := d.store.Write(func(tx Tx) error { return tx.SetSignInFailures(emailKey, failures) })
	if err != nil {
		return err
	}
	d.guard.mu.Lock()
	defer d.guard.mu.Unlock()
	d.guard.failedAt[emailKey] = d.Now()
	return nil
}

// unlock returns the account and the workspace key. Without such an account it does the same work
// and refuses.
func (d *Desk) unlock(
	ctx context.Context, emailKey, password string,
) (account.Account, []byte, error) {
	wrong := &core.Error{Code: core.Unauthenticated, Key: "signin.wrong"}
	a, err := d.store.AccountByEmail(ctx, emailKey)
	if err != nil && !core.IsNotFound(err) {
		return a, nil, err
	}
	if err != nil || a.Lock == "" {
		if _, err := account.NewLock(
			ctx, d.cost, password, "", make([]byte, account.KeySize),
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
	w, err := d.store.Workspace(ctx)
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
	upstream, err := isUpstream(ctx, d.store)
	if err != nil {
		return err
	}
	s := &session{
		account: a, key: secret.Key(key), signer: &signer{}, identity: identity, upstream: upstream,
	}
	d.lookForOlder(ctx)
	d.moveSigningKey(ctx, w, s)
	d.open(s)
	return nil
}

func (d *Desk) open(s *session) {
	d.mu.Lock()
	d.session = s
	d.mu.Unlock()
	d.wakeOutbox()
}

// SignOut forgets the opened keys, and that somebody stays signed in on this computer.
func (d *Desk) SignOut(ctx context.Context) error {
	d.mu.Lock()
	d.session = nil
	d.mu.Unlock()
	err := d.store.Write(func(tx Tx) error { return tx.SetStay("") })
	if err != nil {
		return err
	}
	name, err := d.keyringName(ctx, stayName)
	if err != nil {
		return err
	}
	return d.keyring.Delete(ctx, name)
}

// StaySignedIn puts the workspace key into the operating system's keyring, so that ResumeSession
// works after a restart.
func (d *Desk) StaySignedIn(ctx context.Context) error {
	s, err := d.signedIn()
	if err != nil {
		return err
	}
	name, err := d.keyringName(ctx, stayName)
	if err != nil {
		return err
	}
	// Who it is stands beside the key, so that nobody makes himself somebody else in the file.
	if err := d.keyring.Set(
		ctx, name, s.account.ID+" "+base64.StdEncoding.EncodeToString(s.key.Reveal()),
	); err != nil {
		return err
	}
	return d.store.Write(func(tx Tx) error { return tx.SetStay(s.account.ID) })
}

// ResumeSession signs in the person who stays signed in on this computer, unless somebody is signed
// in already. It returns an Unauthenticated error when there is none, and an Unavailable one when
// the keyring does not give the key.
func (d *Desk) ResumeSession(ctx context.Context) error {
	if _, err := d.signedIn(); err == nil {
		return nil
	}
	id, err := d.store.Stay(ctx)
	if err != nil {
		return err
	}
	if id == "" {
		return &core.Error{Code: core.Unauthenticated, Key: "signin.needed"}
	}
	a, err := d.store.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := maySignIn(a); err != nil {
		return err
	}
	name, err := d.keyringName(ctx, stayName)
	if err != nil {
		return err
	}
	text, err := d.keyring.Get(ctx, name)
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

// keyringName is the entry of this workspace for a kind of secret.
func (d *Desk) keyringName(ctx context.Context, what string) (string, error) {
	w, err := d.store.Workspace(ctx)
	return w.ID + "/" + what, err
}
