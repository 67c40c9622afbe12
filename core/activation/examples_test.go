package activation

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// update rewrites the examples: go test ./core/activation -run Examples -update. Those that are
// out there must stay readable, so that is for a new kind or version only.
var update = flag.Bool("update", false, "rewrite the example files")

// examples are what a distributor and a reseller said to each other. The package names the
// activation, the report the receipt.
func examples(t *testing.T) (said map[string]signable, files map[string]string) {
	said, files = map[string]signable{}, map[string]string{}
	add := func(kind Kind, says signable, seed byte) string {
		text, hash, err := says.Sign(key(seed))
		require.NoError(t, err)
		said[string(kind)], files[string(kind)] = says, string(text)
		return hash
	}
	activated := add(Activate, invitation(t), 0)
	received := add(KindReceipt, receipt(t), 1)
	s, r := state(t), report()
	add(Reset, reset(t), 0)
	s.Previous = activated
	r.Previous, r.PackageHash = received, add(KindPackage, s, 0)
	add(KindReport, r, 1)
	return said, files
}

// exampleKeys is testdata/keys.json.
type exampleKeys struct {
	Distributor      exampleDesktop `json:"distributor"`
	Reseller         exampleDesktop `json:"reseller"`
	RecoveryCode     string         `json:"recovery_code"`
	ConfirmationCode string         `json:"confirmation_code"`
}

type exampleDesktop struct {
	SigningSeed        string `json:"signing_seed"`
	SigningKey         string `json:"signing_key"`
	Fingerprint        string `json:"fingerprint"`
	EncryptionIdentity string `json:"encryption_identity"`
	EncryptionKey      string `json:"encryption_key"`
}

func exampleKeyFile(t *testing.T) exampleKeys {
	desktop := func(seed byte, secret string) exampleDesktop {
		return exampleDesktop{
			hex.EncodeToString(key(seed).Seed()), hex.EncodeToString(public(seed)),
			Fingerprint(public(seed)),
			secret, identity(t, secret).Recipient(),
		}
	}
	return exampleKeys{
		desktop(0, distributorIdentity), desktop(1, resellerIdentity), code,
		ConfirmationCode(Hash(secret)),
	}
}

// TestExamples holds the example files against this version: what it made once it opens, and makes
// again.
func TestExamples(t *testing.T) {
	says, files := examples(t)
	if *update {
		writeExamples(t, files)
	}
	for kind, text := range files {
		require.Equal(t, string(example(t, kind+".txt")), text, kind)
		got, err := Open([]byte(text), nil)
		require.NoError(t, err, kind)
		require.Equal(t, says[kind], said(t, got))
	}
	got, err := Open(example(t, "sealed.txt"), identity(t, distributorIdentity))
	require.NoError(t, err)
	require.Equal(t, says["receipt"], said(t, got))
	opened, err := OpenKit(example(t, "kit.txt"), code)
	require.NoError(t, err)
	require.Equal(t, kit(), opened)
	var keys exampleKeys
	require.NoError(t, json.Unmarshal(example(t, "keys.json"), &keys))
	require.Equal(t, exampleKeyFile(t), keys)
}

// TestFilesOfTheFirstVersionAreRead: in them the last day of a suspension is a moment.
func TestFilesOfTheFirstVersionAreRead(t *testing.T) {
	here := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = here })
	says, _ := examples(t)
	for _, kind := range []Kind{Activate, Reset, KindPackage} {
		text := example(t, filepath.Join("version1", string(kind)+".txt"))
		require.EqualValues(t, 1, bare(t, string(text))[0], kind)
		got, err := Open(text, nil)
		require.NoError(t, err, kind)
		require.Equal(t, says[string(kind)], said(t, got), kind)
	}
}

func example(t *testing.T, name string) []byte {
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return text
}

func writeExamples(t *testing.T, files map[string]string) {
	all := map[string]string{"sealed": sealFor(t, distributorIdentity, files["receipt"])}
	for name, text := range files {
		all[name] = text
	}
	sealedKit, err := kit().Seal(code)
	require.NoError(t, err)
	all["kit"] = string(sealedKit)
	for name, text := range all {
		require.NoError(
			t, os.WriteFile(filepath.Join("testdata", name+".txt"), []byte(text), 0o644),
		)
	}
	keys, err := json.MarshalIndent(exampleKeyFile(t), "", "  ")
	require.NoError(t, err)
	require.NoError(
		t, os.WriteFile(filepath.Join("testdata", "keys.json"), append(keys, '\n'), 0o644),
	)
}
