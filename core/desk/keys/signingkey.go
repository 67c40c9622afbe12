package keys

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk/internal/action"
	"resellerdesk/core/store"
)

// signingName is the keyring entry of a signing key. A new key has another entry, so that the one
// that counts is never overwritten.
func signingName(workspaceID string, public ed25519.PublicKey) string {
	return workspaceID + "/signing-" + hex.EncodeToString(public[:8])
}

// SigningKey returns the key that signs for the workspace now. A distributor's is in the keyring,
// sealed with the workspace key, so that it takes this computer and a password to sign. Without a
// keyring, and in a reseller's workspace, it is in the file. It fails with "signing.missing" when
// this computer does not have it, and with what the keyring fails with. A transaction that signs
// begins after ReadSigningKey.
func SigningKey(
	ctx context.Context, k *action.Kernel, r store.Reader, s *action.Session,
) (ed25519.PrivateKey, error) {
	w, err := r.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	s.Signer.Mu.Lock()
	defer s.Signer.Mu.Unlock()
	switch {
	case s.Signer.Key != nil && SameKey(w.Public, s.Signer.Key.Public().(ed25519.PublicKey)):
		return s.Signer.Key, nil
	case s.Signer.Fail != nil && len(w.SealedSeed) == 0:
		return nil, s.Signer.Fail
	}
	s.Signer.Key, err = readSigningKey(ctx, k, w, s)
	return s.Signer.Key, err
}

// ReadSigningKey is SigningKey outside of a transaction. It is called before one that may sign: a
// keyring can take seconds to answer, and other programs wait for the transaction. What it fails
// with SigningKey fails with in there, if something has to be signed.
func ReadSigningKey(
	ctx context.Context, k *action.Kernel, s *action.Session,
) (ed25519.PrivateKey, error) {
	s.Signer.Mu.Lock()
	s.Signer.Fail = nil
	s.Signer.Mu.Unlock()
	key, err := SigningKey(ctx, k, k.Store, s)
	s.Signer.Mu.Lock()
	s.Signer.Fail = err
	s.Signer.Mu.Unlock()
	return key, err
}

// Signing is a permit after which the signing key was read.
func Signing(ctx context.Context, k *action.Kernel, permit action.Permit) action.Permit {
	return func() (*action.Session, error) {
		s, err := permit()
		if err == nil {
			_, _ = ReadSigningKey(ctx, k, s)
		}
		return s, err
	}
}

// readSigningKey reads the key that belongs to the public one of a workspace.
func readSigningKey(
	ctx context.Context, k *action.Kernel, w store.Workspace, s *action.Session,
) (ed25519.PrivateKey, error) {
	sealed := w.SealedSeed
	if len(sealed) == 0 {
		text, err := k.Keyring.Get(ctx, signingName(w.ID, w.Public))
		if core.IsNotFound(err) {
			return nil, &core.Error{Code: core.Unavailable, Key: "signing.missing", Err: err}
		}
		if err != nil {
			return nil, err
		}
		if sealed, err = base64.StdEncoding.DecodeString(text); err != nil {
			return nil, &core.Error{Code: core.Corrupt, Key: "signing.missing", Err: err}
		}
	}
	seed, err := account.Unseal(s.Key.Reveal(), sealContext(w.ID, "signing"), sealed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, &core.Error{Code: core.Corrupt, Key: "signing.missing", Err: err}
	}
	key := ed25519.NewKeyFromSeed(seed)
	if !SameKey(w.Public, key.Public().(ed25519.PublicKey)) {
		return nil, &core.Error{Code: core.Corrupt, Key: "signing.missing"}
	}
	return key, nil
}

// keepSigningKey puts a signing key of a distributor into the keyring. inFile is what has to be in
// the workspace file: nil, or the sealed key in a throw-away workspace or when no keyring takes it.
func (d *Desk) keepSigningKey(
	ctx context.Context, w store.Workspace, key []byte, signing ed25519.PrivateKey,
) (inFile []byte, err error) {
	sealed, err := account.Seal(key, sealContext(w.ID, "signing"), signing.Seed())
	if err != nil || w.Example {
		return sealed, err
	}
	name := signingName(w.ID, signing.Public().(ed25519.PublicKey))
	if err := d.k.Keyring.Set(ctx, name, base64.StdEncoding.EncodeToString(sealed)); err != nil {
		d.k.Logger.Info(
			"the signing key is in the workspace file, since the keyring does not take it", "error",
			err,
		)
		return sealed, nil
	}
	return nil, nil
}

// dropSigningKey takes a signing key out of the keyring that does not count any more, or never did.
func (d *Desk) dropSigningKey(ctx context.Context, workspaceID string, public ed25519.PublicKey) {
	if err := d.k.Keyring.Delete(ctx, signingName(workspaceID, public)); err != nil {
		d.k.Logger.Info("a signing key that does not count is still in the keyring", "error", err)
	}
}

// moveSigningKey puts the signing key of a distributor into the keyring that had none when the
// workspace was made.
func (d *Desk) moveSigningKey(ctx context.Context, w store.Workspace, s *action.Session) {
	if s.Upstream || w.Example || len(w.SealedSeed) == 0 {
		return
	}
	signing, err := ReadSigningKey(ctx, d.k, s)
	if err != nil {
		return
	}
	inFile, err := d.keepSigningKey(ctx, w, s.Key.Reveal(), signing)
	if err != nil || inFile != nil {
		return
	}
	err = d.k.Store.Write(func(tx store.Tx) error {
		now, err := tx.Workspace(ctx)
		if err != nil || !SameKey(now.Public, w.Public) {
			return err
		}
		now.SealedSeed = nil
		return tx.SetKeys(now)
	})
	if err != nil {
		d.k.Logger.Info("the signing key is still in the workspace file", "error", err)
	}
}

// SigningKeyHere tells why this computer cannot sign for the workspace, nil when it can.
func (d *Desk) SigningKeyHere(ctx context.Context) error {
	s, err := d.k.SignedIn()
	if err == nil {
		_, err = ReadSigningKey(ctx, d.k, s)
	}
	return err
}

// RestoreSigningKey brings the signing key back to this computer with the recovery kit: the keyring
// was lost, or the workspace file came from another computer. It fails with what activation.OpenKit
// fails with, "kit.other_workspace" and "kit.older".
func (d *Desk) RestoreSigningKey(ctx context.Context, kit []byte, code string) error {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.key_restored"}
	err := d.k.Perform(d.keyOwner, &entry, func(s *action.Session) error {
		return d.restoreSigningKey(ctx, s, kit, code, entry)
	}, action.ExchangeChanged)
	if err != nil {
		return err
	}
	d.k.WakeOutbox()
	return nil
}

// keyOwner is the permit of who changes the key that signs for a distributor.
func (d *Desk) keyOwner() (*action.Session, error) {
	s, err := d.k.OwnerOnly()
	if err == nil && s.Upstream {
		err = ErrOtherWorkspace()
	}
	return s, err
}

func (d *Desk) restoreSigningKey(
	ctx context.Context, s *action.Session, kit []byte, code string, entry store.LogEntry,
) error {
	k, err := activation.OpenKit(kit, code)
	if err != nil {
		return err
	}
	before, err := d.k.Store.Workspace(ctx)
	if err != nil {
		return err
	}
	if k.Workspace != before.ID {
		return &core.Error{
			Code: core.Conflict, Key: "kit.other_workspace", Args: core.Args{"Company": k.Company},
		}
	}
	signing := ed25519.NewKeyFromSeed(k.SigningSeed)
	public := signing.Public().(ed25519.PublicKey)
	if err := checkFollows(k, before, public); err != nil {
		return err
	}
	sealed, err := d.keepSigningKey(ctx, before, s.Key.Reveal(), signing)
	if err != nil {
		return err
	}
	return d.k.Store.Write(func(tx store.Tx) error {
		if err := setRestoredKey(ctx, tx, before, public, k.Rotations, sealed); err != nil {
			return err
		}
		entry.After = action.AsJSON(map[string]any{"fingerprint": activation.Fingerprint(public)})
		return d.k.LogDone(tx, s, entry)
	})
}

// checkFollows refuses a kit whose key is older than that of the workspace.
func checkFollows(
	k activation.Kit, before store.Workspace, public ed25519.PublicKey,
) error {
	list, err := RotationsOf(store.Workspace{Rotations: k.Rotations})
	if err != nil {
		return err
	}
	followed, err := activation.Follow(before.Public, list)
	if err != nil || !SameKey(followed, public) {
		return &core.Error{
			Code: core.Conflict, Key: "kit.older", Args: core.Args{"At": k.CreatedAt}, Err: err,
		}
	}
	return nil
}

// setRestoredKey writes which signing key a kit brought back, unless another program replaced the
// one before.
func setRestoredKey(
	ctx context.Context, tx store.Tx, before store.Workspace, public ed25519.PublicKey,
	rotations string, sealed []byte,
) error {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	if !SameKey(w.Public, before.Public) {
		return &core.Error{Code: core.Conflict, Key: "exchange.key_replaced_already"}
	}
	w.SealedSeed, w.KitKey = sealed, public
	if !SameKey(w.Public, public) { // The file is older than the kit.
		w.Public, w.Rotations = public, rotations
	}
	return tx.SetKeys(w)
}

// RotationsOf is how the signing key followed earlier ones.
func RotationsOf(w store.Workspace) ([]activation.Rotation, error) {
	list := []activation.Rotation{}
	if w.Rotations == "" {
		return list, nil
	}
	err := json.Unmarshal([]byte(w.Rotations), &list)
	return list, err
}

// ReplaceSigningKey makes a new signing key, which the old one signs. Every reseller's desktop
// learns of it with its next package; the recovery kit has to be made again.
func (d *Desk) ReplaceSigningKey(ctx context.Context) error {
	entry := store.LogEntry{Module: store.ModuleExchange, Operation: "exchange.key_replaced"}
	return d.k.Perform(d.keyOwner, &entry, func(s *action.Session) error {
		before, err := d.k.Store.Workspace(ctx)
		if err != nil {
			return err
		}
		_, _ = ReadSigningKey(ctx, d.k, s)
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		sealed, err := d.keepSigningKey(ctx, before, s.Key.Reveal(), private)
		if err != nil {
			return err
		}
		entry.After = action.AsJSON(map[string]any{"fingerprint": activation.Fingerprint(public)})
		err = d.k.Store.Write(func(tx store.Tx) error {
			if err := d.replaceSigningKey(ctx, tx, s, before, public, sealed); err != nil {
				return err
			}
			return d.k.LogDone(tx, s, entry)
		})
		if err != nil {
			// Without an answer the new key may count all the same.
			w, readErr := d.k.Store.Workspace(ctx)
			if readErr == nil && !SameKey(w.Public, public) {
				d.dropSigningKey(ctx, before.ID, public)
			}
			return err
		}
		d.dropSigningKey(ctx, before.ID, before.Public)
		return nil
	}, action.ExchangeChanged)
}

func (d *Desk) replaceSigningKey(
	ctx context.Context, tx store.Tx, s *action.Session, before store.Workspace,
	public ed25519.PublicKey,
	sealed []byte,
) error {
	w, err := tx.Workspace(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(w.Public, before.Public) { // Another program was quicker.
		return &core.Error{Code: core.Conflict, Key: "exchange.key_replaced_already"}
	}
	old, err := SigningKey(ctx, d.k, tx, s)
	if err != nil {
		return err
	}
	list, err := RotationsOf(w)
	if err != nil {
		return err
	}
	text, err := json.Marshal(append(list, activation.NewRotation(old, public, d.k.Now())))
	if err != nil {
		return err
	}
	w.Public, w.Rotations, w.SealedSeed = public, string(text), sealed
	if err := tx.SetKeys(w); err != nil {
		return err
	}
	return tx.AllPartnersChanged()
}
