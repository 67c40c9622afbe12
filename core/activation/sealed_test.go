package activation

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"
)

// crowd seals a text for the reseller a number of times.
func crowd(t *testing.T, times int, text string) []byte {
	to, err := age.ParseX25519Recipient(identity(t, resellerIdentity).Recipient())
	require.NoError(t, err)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, slices.Repeat([]age.Recipient{to}, times)...)
	require.NoError(t, err)
	_, err = w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestSeveralMayOpenASealedFile(t *testing.T) {
	_, err := Open(
		armor(ours+sealed, crowd(t, maxStanzas, file(t, KindReceipt))),
		identity(t, resellerIdentity),
	)
	require.NoError(t, err)
}

func TestAnIdentityComesBackAsItWas(t *testing.T) {
	made, err := NewIdentity()
	require.NoError(t, err)
	again, err := ParseIdentity(made.Secret())
	require.NoError(t, err)
	require.Equal(t, made.Recipient(), again.Recipient())
	for _, form := range []string{"%v", "%+v", "%s", "%#v"} {
		require.NotContains(t, fmt.Sprintf(form, made), made.Secret(), "no log tells it")
	}
}

func TestWhatIsNoIdentity(t *testing.T) {
	for _, text := range []string{
		"", "AGE-SECRET-KEY-1", identity(t, resellerIdentity).Recipient(), resellerIdentity + "A",
	} {
		_, err := ParseIdentity(text)
		require.EqualError(t, err, "not the secret of an identity")
	}
	for _, text := range []string{"", "age1", resellerIdentity} {
		_, err := SealFor(text, nil)
		require.ErrorContains(t, err, "not a recipient")
	}
}
