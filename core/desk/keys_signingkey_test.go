package desk_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// keyringSigning are the entries of signing keys in the keyring.
func (h *house) keyringSigning() []string {
	var names []string
	for name := range h.keyring.secrets {
		if strings.Contains(name, "/signing-") {
			names = append(names, name)
		}
	}
	return names
}

func TestTheSigningKeyIsInTheKeyring(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	ws, err := h.Workspace(t.Context())
	require.NoError(t, err)
	require.Empty(t, ws.SealedSeed, "not in the file")
	require.Len(t, h.keyringSigning(), 1)
	before := h.keyringSigning()[0]
	require.NoError(t, h.ReplaceSigningKey(t.Context()))
	require.Len(t, h.keyringSigning(), 1, "the old key is gone")
	require.NotEqual(t, before, h.keyringSigning()[0])
	partner, err := w.partner.Workspace(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, partner.SealedSeed, "a reseller has no kit to bring it back with")
	require.Empty(t, w.partner.keyringSigning())
}

func TestWithoutTheSigningKeyNothingIsSignedUntilTheKitBringsItBack(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	old, err := h.makeKit()
	require.NoError(t, err)
	require.NoError(t, h.ReplaceSigningKey(t.Context()))
	kit, err := h.makeKit()
	require.NoError(t, err)
	h.keyring.secrets = map[string]string{}
	require.NoError(t, h.store.Close())
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword), "everything else goes on")
	require.Equal(t, "signing.missing", key(h.SigningKeyHere(t.Context())))
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 121 })
	_, _, err = h.SaveWaiting(t.Context(), w.id)
	require.Equal(t, "signing.missing", key(err))
	_, err = h.makeKit()
	require.Equal(t, "signing.missing", key(err))

	require.Equal(t, "kit.code", key(h.RestoreSigningKey(t.Context(), kit.File, old.Code)))
	require.Equal(t, "kit.older", key(h.RestoreSigningKey(t.Context(), old.File, old.Code)))
	other := newDistributor(t)
	require.Equal(
		t, "kit.other_workspace", key(other.RestoreSigningKey(t.Context(), kit.File, kit.Code)),
	)
	require.Equal(
		t, "exchange.other_workspace",
		key(w.partner.RestoreSigningKey(t.Context(), kit.File, kit.Code)),
	)
	require.NoError(t, h.RestoreSigningKey(t.Context(), kit.File, kit.Code))
	require.NoError(t, w.toPartner(w.due(h, w.id)))
	require.Len(t, h.keyringSigning(), 1)
}

func TestAKitThatHoldsAReplacedKeyIsSaidToBeOld(t *testing.T) {
	h := newDistributor(t)
	require.Equal(t, "recovery.no_kit", key(h.KitMade(t.Context())))
	_, err := h.makeKit()
	require.NoError(t, err)
	require.NoError(t, h.KitMade(t.Context()))
	require.NoError(t, h.ReplaceSigningKey(t.Context()))
	require.Equal(t, "recovery.old_kit", key(h.KitMade(t.Context())))
	_, err = h.NewRecoveryCode(t.Context())
	require.NoError(t, err)
	require.Equal(t, "recovery.old_kit", key(h.KitMade(t.Context())), "a code is no kit")
	kit, err := h.makeKit()
	require.NoError(t, err)
	require.NoError(t, h.KitMade(t.Context()))
	other := newHouse(t)
	require.NoError(t, other.TakeOver(t.Context(), kit.File, kit.Code, setUp()))
	require.NoError(t, other.KitMade(t.Context()), "it is in their hands")
}

func TestANewerKitBringsAnOlderCopyToTheKeyThatCounts(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	older := h.copyOf()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(t, h.ReplaceSigningKey(t.Context()))
	kit, err := h.makeKit()
	require.NoError(t, err)
	require.NoError(t, w.toPartner(w.due(h, w.id)))
	newest, err := h.Fingerprint(t.Context())
	require.NoError(t, err)

	h.putBack(older, ownerEmail, ownerPassword)
	require.Equal(
		t, "signing.missing", key(h.SigningKeyHere(t.Context())),
		"the key that was replaced does not sign any more",
	)
	require.Equal(
		t, "workspace.newer_copy", key(h.RestoreSigningKey(t.Context(), kit.File, kit.Code)),
	)
	require.NoError(t, h.Continue(t.Context()))
	require.NoError(t, h.RestoreSigningKey(t.Context(), kit.File, kit.Code))
	now, err := h.Fingerprint(t.Context())
	require.NoError(t, err)
	require.Equal(t, newest, now)
}

func TestAComputerWithoutKeyringSignsWithTheFileAndMovesTheKeyLater(t *testing.T) {
	h := newHouse(t)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.absent"}
	require.NoError(t, h.SetUp(t.Context(), setUp()))
	ws, err := h.Workspace(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, ws.SealedSeed)
	require.NoError(t, h.SigningKeyHere(t.Context()))

	h.keyring.fail = nil
	require.NoError(t, h.store.Close())
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	ws, err = h.Workspace(t.Context())
	require.NoError(t, err)
	require.Empty(t, ws.SealedSeed)
	require.Len(t, h.keyringSigning(), 1)
	require.NoError(t, h.SigningKeyHere(t.Context()))
}

func TestALockedKeyringKeepsMailsWaitingThatHaveToBeSigned(t *testing.T) {
	h := newDistributor(t)
	h.add(true)
	require.NoError(t, h.store.Close())
	h.open()
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	require.NoError(t, h.UsePasswordOnce("mail secret"))
	h.clock.Add(time.Hour)
	h.keyring.fail = &core.Error{Code: core.Unavailable, Key: "keyring.locked"}
	_, err := h.SendDue(t.Context())
	require.Equal(t, "keyring.locked", key(err))
	state, err := h.OutboxState(t.Context())
	require.NoError(t, err)
	require.Equal(t, "keyring.locked", key(state.Blocked))
	require.Empty(t, h.server.raw)

	h.keyring.fail = nil
	h.sendDue()
	require.Len(t, h.server.raw, 1)
}

// TestAKitThatIsNotKeptVoidsNothing makes a kit whose file is not written: the code before goes on
// opening the workspace.
func TestAKitThatIsNotKeptVoidsNothing(t *testing.T) {
	h := newDistributor(t)
	old, err := h.makeKit()
	require.NoError(t, err)
	entries := len(h.operations(desk.LogQuery{Limit: 100}))
	_, err = h.NewRecoveryKit(t.Context())
	require.NoError(t, err)
	require.Len(t, h.operations(desk.LogQuery{Limit: 100}), entries)
	require.NoError(t, h.Recover(t.Context(), old.Code, "nine quiet herons at dawn"))
}

// writing is a store that knows whether a transaction is under way.
type writing struct {
	desk.Store
	now atomic.Bool
}

func (w *writing) Write(fn func(tx desk.Tx) error) error {
	return w.Store.Write(func(tx desk.Tx) error {
		w.now.Store(true)
		defer w.now.Store(false)
		return fn(tx)
	})
}

// other is a reseller with a name that takes little.
func other(h *house, name string) account.Draft {
	d := h.kranich()
	d.Profile.Company, d.Profile.Email = name, name+"@example.org"
	d.Package.Amounts = capacity.Amounts{
		capacity.Extensions: 5, capacity.ConcurrentCalls: 1, capacity.RecordingMinutes: 0,
	}
	return d
}

// TestTheKeyringIsNotAskedInATransaction signs in each way, each time as a program that has just
// started, with a keyring that answers and with one that does not.
func TestTheKeyringIsNotAskedInATransaction(t *testing.T) {
	ways := map[string]func(h *house, id string) error{
		"add": func(h *house, _ string) error {
			_, err := h.AddReseller(t.Context(), desk.NewID(), other(h, "new"), true)
			return err
		},
		"send": func(h *house, id string) error {
			return h.SendForNewDesktop(t.Context(), id)
		},
		"save the package": func(h *house, id string) error {
			_, _, err := h.SaveWaiting(t.Context(), id)
			return err
		},
		"send the package": func(h *house, id string) error {
			_, err := h.SendWaiting(t.Context(), []string{id})
			return err
		},
		"replace the key": func(h *house, _ string) error {
			return h.ReplaceSigningKey(t.Context())
		},
		"a mail that waited": func(h *house, _ string) error {
			h.clock.Add(time.Hour)
			_, err := h.SendDue(t.Context())
			return err
		},
	}
	for name, sign := range ways {
		for _, fail := range []error{nil, &core.Error{
			Code: core.Unavailable, Key: "keyring.locked",
		}} {
			w := newActiveTwo(t)
			h := w.distributor
			_, err := h.AddReseller(t.Context(), desk.NewID(), other(h, "waits"), true)
			require.NoError(t, err)
			require.NoError(t, h.store.Close())
			h.open()
			watched := &writing{Store: h.store}
			h.Desk = desk.New(desk.Options{
				Store: watched, Keyring: h.keyring, Deliverer: h.server, Printer: printer,
				Now: h.clock.Now, Cost: quick,
			})
			require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
			require.NoError(t, h.UsePasswordOnce("mail secret"))
			asked := 0
			h.keyring.asked = func() {
				asked++
				require.False(t, watched.now.Load(), name)
			}
			h.keyring.fail = fail
			err = sign(h, w.id)
			require.Equal(t, key(fail), key(err), name)
			require.NotZero(t, asked, name)
			h.keyring.fail = nil
			require.NoError(t, h.SigningKeyHere(t.Context()), "a keyring is unlocked meanwhile")
		}
	}
}
