package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
)

// workspaceKey is the key of the workspace, as the keyring holds it for who stays signed in.
func (h *house) workspaceKey() []byte {
	require.NoError(h.t, h.StaySignedIn(h.t.Context()))
	w, err := h.Workspace(h.t.Context())
	require.NoError(h.t, err)
	text, err := h.keyring.Get(h.t.Context(), w.ID+"/stay-signed-in")
	require.NoError(h.t, err)
	_, sealed, found := strings.Cut(text, " ")
	require.True(h.t, found)
	key, err := base64.StdEncoding.DecodeString(sealed)
	require.NoError(h.t, err)
	return key
}

// TestASigningKeyThatIsDamagedSignsNothing puts something else into the keyring in its place.
func TestASigningKeyThatIsDamagedSignsNothing(t *testing.T) {
	h := newDistributor(t)
	w, err := h.Workspace(t.Context())
	require.NoError(t, err)
	sealed := func(seed []byte) string {
		text, err := account.Seal(h.workspaceKey(), []byte(w.ID+"/signing"), seed)
		require.NoError(t, err)
		return base64.StdEncoding.EncodeToString(text)
	}
	another := bytes.Repeat([]byte("a"), ed25519.SeedSize)
	for name, text := range map[string]string{
		"no base64":       "!",
		"not sealed":      base64.StdEncoding.EncodeToString(another),
		"no seed":         sealed([]byte("short")),
		"the key of none": sealed(another),
	} {
		require.NoError(t, h.keyring.Set(t.Context(), h.keyringSigning()[0], text))
		h.open()
		require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword), name)
		err := h.SigningKeyHere(t.Context())
		require.Equal(t, "signing.missing", key(err), name)
		require.Equal(t, core.Corrupt, core.CodeOf(err), name)
	}
}

// TestNobodyIsSignedInWithDamagedKeys damages what the password opens.
func TestNobodyIsSignedInWithDamagedKeys(t *testing.T) {
	h := newDistributor(t)
	w, err := h.Workspace(t.Context())
	require.NoError(t, err)
	nonsense, err := account.Seal(
		h.workspaceKey(), []byte(w.ID+"/encryption"), []byte("no identity"),
	)
	require.NoError(t, err)
	for name, sealed := range map[string][]byte{
		"not sealed": []byte("damaged"), "no identity": nonsense,
	} {
		w.SealedIdentity = sealed
		require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.SetKeys(w) }))
		h.open()
		err := h.SignIn(t.Context(), ownerEmail, ownerPassword)
		require.Equal(t, "signin.lock", key(err), name)
		require.Equal(t, core.Corrupt, core.CodeOf(err), name)
		_, err = h.Actor()
		require.Equal(t, core.Unauthenticated, core.CodeOf(err), name)
	}
}

func TestWithoutARecoveryCodeNoneOpens(t *testing.T) {
	h := newDistributor(t)
	require.Equal(
		t, "recovery.none",
		key(h.Recover(t.Context(), activation.NewCode(), "nine quiet herons at dawn")),
	)
	logged := h.lastLogged()
	require.Equal(t, "password.recovered", logged.Operation)
	require.Equal(t, string(core.Conflict), logged.Result)
	require.Error(t, h.SignIn(t.Context(), ownerEmail, "nine quiet herons at dawn"))
}
