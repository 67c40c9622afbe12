package desk_test

import (
	"strings"
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
