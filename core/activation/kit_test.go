package activation

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	agearmor "filippo.io/age/armor"
	"github.com/stretchr/testify/require"
)

const (
	code      = "6NMJ-FZGF-R3CM-QQF4-J7GZ-63KJ-D81E"
	otherCode = "0000-0000-0000-0000-0000-0000-0000"
	cheap     = 1 // Work factor of kits in tests that make many.
)

func kit() Kit {
	return Kit{
		Workspace: "workspace-1", Company: "Nordlicht", Email: "ida@nordlicht.example",
		SigningSeed:        key(0).Seed(),
		EncryptionIdentity: distributorIdentity,
		WorkspaceKey:       bytes.Repeat([]byte{7}, workspaceKeySize), CreatedAt: issued,
	}
}

func sealedKit(t testing.TB, plain string) string {
	to, err := age.NewScryptRecipient(code)
	require.NoError(t, err)
	to.SetWorkFactor(cheap)
	raw, err := encrypt(to, []byte(plain))
	require.NoError(t, err)
	return string(armor(ageTitle, raw))
}

func TestAKitComesBackAsItWas(t *testing.T) {
	text, err := kit().seal(code, cheap)
	require.NoError(t, err)
	got, err := OpenKit(
		[]byte("Keep this.\r\n> "+strings.ReplaceAll(string(text), "\n", "\r\n> ")),
		strings.ToLower(code),
	)
	require.NoError(t, err)
	require.Equal(t, kit(), got)
	_, err = OpenKit(text, otherCode)
	require.Equal(t, "kit.code", refusal(t, err))
}

// TestAgeOpensAKit reads a kit as the program age does: its armor, its format, and the code for a
// passphrase.
func TestAgeOpensAKit(t *testing.T) {
	text, err := kit().seal(" "+strings.ToLower(code), cheap)
	require.NoError(t, err)
	with, err := age.NewScryptIdentity(code)
	require.NoError(t, err)
	r, err := age.Decrypt(agearmor.NewReader(bytes.NewReader(text)), with)
	require.NoError(t, err)
	plain, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Contains(t, string(plain), distributorIdentity)
}

func TestWhatIsNoKit(t *testing.T) {
	good, err := kit().seal(code, cheap)
	require.NoError(t, err)
	tooDear := strings.Replace(string(bare(t, string(good))), " 1\n", " 18\n", 1)
	forKey := bare(t, sealFor(t, resellerIdentity, "x"))
	for name, c := range map[string]struct{ text, code, key string }{
		"a letter":       {"Dear Nina, …", code, "kit.none"},
		"an invitation":  {file(t, Activate), code, "kit.none"},
		"cut":            {string(good[:len(good)/2]), code, "kit.damaged"},
		"too big":        {strings.Repeat("x", MaxFile+1), code, "kit.too_big"},
		"too dear":       {string(armor(ageTitle, []byte(tooDear))), code, "kit.damaged"},
		"for a key":      {string(armor(ageTitle, forKey)), code, "kit.damaged"},
		"mistyped":       {string(good), "7" + code[1:], "code.mistyped"},
		"half a code":    {string(good), code[:12], "code.length"},
		"another code":   {string(good), otherCode, "kit.code"},
		"something else": {sealedKit(t, "Dear Nina"), code, "kit.damaged"},
		"an empty kit":   {sealedKit(t, "{}"), code, "kit.damaged"},
	} {
		_, err := OpenKit([]byte(c.text), c.code)
		require.Equal(t, c.key, refusal(t, err), name)
	}
	_, err = Kit{}.Seal(code)
	require.Error(t, err)
	_, err = kit().Seal("1234")
	require.Equal(t, "code.length", refusal(t, err))
}

// TestAKitTellsHowItsKeyFollowed refuses a chain that does not end at the key of the kit: its
// packages would be refused everywhere.
func TestAKitTellsHowItsKeyFollowed(t *testing.T) {
	said := func(chain any) Kit {
		text, err := json.Marshal(chain)
		require.NoError(t, err)
		k := kit()
		k.Rotations = string(text)
		return k
	}
	good := said(chain(2, 3, 0))
	text, err := good.seal(code, cheap)
	require.NoError(t, err)
	got, err := OpenKit(text, code)
	require.NoError(t, err)
	require.Equal(t, good, got)
	for name, chain := range map[string]any{
		"another key": chain(2, 3), "older keys": chain(0, 3),
		"broken": append(chain(2, 3), chain(4, 0)...), "no chain": "x", "halves": []Rotation{{}},
	} {
		bad, err := json.Marshal(said(chain))
		require.NoError(t, err)
		_, err = OpenKit([]byte(sealedKit(t, string(bad))), code)
		require.Equal(t, "kit.damaged", refusal(t, err), name)
		_, err = said(chain).Seal(code)
		require.ErrorContains(t, err, "rotations", name)
	}
}

func TestEveryChangedByteOfAKitIsRefused(t *testing.T) {
	good, err := kit().seal(code, cheap)
	require.NoError(t, err)
	raw := bare(t, string(good))
	for at := range raw {
		changed := append([]byte{}, raw...)
		changed[at] ^= 1
		_, err := OpenKit(armor(ageTitle, changed), code)
		require.Contains(t, []string{"kit.damaged", "kit.code"}, refusal(t, err), "byte %d", at)
	}
}

func BenchmarkOpenKit(b *testing.B) {
	text, err := kit().Seal(code)
	require.NoError(b, err)
	for b.Loop() {
		_, err := OpenKit(text, code)
		require.NoError(b, err)
	}
}
