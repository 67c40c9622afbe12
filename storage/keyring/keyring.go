// Package keyring keeps small secrets in the operating system's keyring: the Credential Manager of
// Windows, the Keychain of macOS, the Secret Service of Linux.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	osring "github.com/zalando/go-keyring"

	"resellerdesk/core"
)

const (
	service   = "Reseller Desk"
	limit     = 3 * time.Second
	patience  = 2 * time.Minute // For a person who knows that the keyring asks.
	longest   = 2000            // Bytes of a secret that every system takes.
	strayText = "failed to unlock correct collection"
)

// Keyring asks the operating system, and waits no longer than three seconds for it: a keyring that
// is locked answers only when a person unlocks it.
type Keyring struct {
	system          system
	asking          func() // nil when nobody is there to answer the keyring.
	limit, patience time.Duration
	turn            chan struct{} // Held while a question is open: there are never two prompts.
}

// system are the calls of the operating system; they block while a prompt is open and cannot be
// cancelled.
type system struct {
	get    func(service, name string) (string, error)
	set    func(service, name, value string) error
	delete func(service, name string) error
	// isClosed tells whether the keyring responds, and has no collection for this program.
	isClosed func() bool
}

// New returns the operating system's keyring. asking is called when it does not answer within three
// seconds, since it may ask something itself: then it is waited for up to two minutes more. With
// nil it is not.
func New(asking func()) *Keyring {
	k := newKeyring(system{
		get: osring.Get, set: osring.Set, delete: osring.Delete, isClosed: hasNoCollection,
	}, limit)
	k.asking = asking
	return k
}

func newKeyring(s system, limit time.Duration) *Keyring {
	return &Keyring{system: s, limit: limit, patience: patience, turn: make(chan struct{}, 1)}
}

// Get returns a secret: NotFound "keyring.not_found" when there is none, Unavailable when the
// keyring does not answer.
func (k *Keyring) Get(ctx context.Context, name string) (string, error) {
	return k.ask(ctx, func() (string, error) {
		value, err := k.system.get(service, name)
		if err != nil && strings.Contains(err.Error(), strayText) {
			// A signal of another program can end the wait for a prompt too early.
			value, err = k.system.get(service, name)
		}
		return value, err
	})
}

// Set keeps a secret of at most 2000 bytes, and reads it back.
func (k *Keyring) Set(ctx context.Context, name, value string) error {
	if len(value) > longest {
		return &core.Error{
			Code: core.Invalid, Key: "keyring.too_long", Args: core.Args{"Max": longest},
		}
	}
	_, err := k.ask(ctx, func() (string, error) {
		if err := k.system.set(service, name, value); err != nil {
			return "", err
		}
		kept, err := k.system.get(service, name)
		if err == nil && kept != value {
			err = errors.New("the keyring gave back another secret than it was given")
		}
		return "", err
	})
	return err
}

// Delete removes a secret; one that is not there is no error.
func (k *Keyring) Delete(ctx context.Context, name string) error {
	_, err := k.ask(ctx, func() (string, error) {
		err := k.system.delete(service, name)
		if errors.Is(err, osring.ErrNotFound) {
			err = nil
		}
		return "", err
	})
	return err
}

type reply struct {
	value string
	err   error
}

// ask runs one call beside the caller and waits for it as long as the limit. While a call hangs,
// others are refused at once.
func (k *Keyring) ask(ctx context.Context, call func() (string, error)) (string, error) {
	timer := time.NewTimer(k.limit)
	defer timer.Stop()
	select {
	case k.turn <- struct{}{}:
	case <-timer.C:
		return "", locked(errors.New("an earlier question is still open"))
	case <-ctx.Done():
		return "", ctx.Err()
	}
	answered := make(chan reply, 1)
	go func() {
		defer func() { <-k.turn }()
		value, err := call()
		answered <- reply{value, err}
	}()
	for waited := k.limit; ; waited += k.patience {
		select {
		case r := <-answered:
			return r.value, k.explain(r.err)
		case <-timer.C:
			if k.asking == nil || waited > k.limit {
				return "", locked(fmt.Errorf("no answer within %s", waited))
			}
			k.asking()
			timer.Reset(k.patience)
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func locked(err error) error {
	return &core.Error{Code: core.Unavailable, Key: "keyring.locked", Err: err}
}

// explain tells the ways apart in which a keyring fails.
func (k *Keyring) explain(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, osring.ErrNotFound) {
		return &core.Error{Code: core.NotFound, Key: "keyring.not_found", Err: err}
	}
	text := strings.ToLower(err.Error())
	for _, sign := range []string{
		"dbus-launch", "not provided by any .service", "unsupported platform", "dial unix",
		"autolaunch", "dbus_session_bus_address", "no such file",
	} {
		if strings.Contains(text, sign) {
			return &core.Error{Code: core.Unavailable, Key: "keyring.absent", Err: err}
		}
	}
	if strings.Contains(text, strayText) && k.system.isClosed != nil && k.system.isClosed() {
		return &core.Error{Code: core.Unavailable, Key: "keyring.no_collection", Err: err}
	}
	for _, sign := range []string{
		"unlock", "locked", "dismissed", "user interaction is not allowed",
	} {
		if strings.Contains(text, sign) {
			return locked(err)
		}
	}
	return &core.Error{Code: core.Unavailable, Key: "keyring.failed", Err: err}
}
