package activation_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// This file reads the examples by what docs/activation-file.md says, with the standard library
// alone, as a verifier in another language would. It shares nothing with the package.

type read struct {
	label   string
	signer  []byte
	hash    string
	members map[string]any
}

func open(t *testing.T, name string) read {
	t.Helper()
	text := must(os.ReadFile("testdata/" + name))(t)
	_, rest, _ := strings.Cut(string(text), "-----BEGIN RESELLER DESK ")
	label, rest, _ := strings.Cut(rest, "-----")
	body, _, _ := strings.Cut(rest, "-----END RESELLER DESK "+label+"-----")
	raw := must(base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), "")))(t)
	if want := map[string]byte{"ACTIVATION": 2, "PACKAGE": 2}[label]; raw[0] != max(want, 1) {
		t.Fatalf("%s: version %d", name, raw[0])
	}
	key, signature, payload := raw[1:33], raw[33:97], raw[97:]
	signed := "reseller-desk/" + strings.ToLower(label) + "/v1\x00" + string(payload)
	if !ed25519.Verify(key, []byte(signed), signature) {
		t.Fatalf("%s: the signature does not fit", name)
	}
	r := read{label: label, signer: key, hash: hex.EncodeToString(sum(string(payload)))}
	if err := json.Unmarshal(payload, &r.members); err != nil {
		t.Fatal(name, err)
	}
	return r
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func sum(text string) []byte {
	s := sha256.Sum256([]byte(text))
	return s[:]
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if want != got {
		t.Errorf("%s: want %v, got %v", what, want, got)
	}
}

func TestTheFormatAsItIsDocumented(t *testing.T) {
	var keys map[string]any
	if err := json.Unmarshal(must(os.ReadFile("testdata/keys.json"))(t), &keys); err != nil {
		t.Fatal(err)
	}
	files := map[string]read{}
	for _, kind := range []string{"activation", "reset", "receipt", "package", "report"} {
		f := open(t, kind+".txt")
		files[kind] = f
		label, by := strings.ToUpper(kind), "distributor"
		if kind == "reset" {
			label = "ACTIVATION"
		}
		if kind == "receipt" || kind == "report" {
			by = "reseller"
		}
		same(t, "label", label, f.label)
		same(t, "kind", any(kind), f.members["kind"])
		same(t, "workspace", any("workspace-1"), f.members["workspace"])
		same(
			t, "signer of "+kind, keys[by].(map[string]any)["signing_key"],
			any(hex.EncodeToString(f.signer)),
		)
		seed := must(hex.DecodeString(keys[by].(map[string]any)["signing_seed"].(string)))(t)
		same(
			t, "seed", true,
			bytes.Equal(f.signer, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)),
		)
	}
	same(
		t, "the first package names the activation", any(files["activation"].hash),
		files["package"].members["previous"],
	)
	same(
		t, "the first report names the receipt", any(files["receipt"].hash),
		files["report"].members["previous"],
	)
	same(
		t, "the report names the package", any(files["package"].hash),
		files["report"].members["package_hash"],
	)
	rotations(t, files["package"])

	secret := files["activation"].members["secret"].(string)
	same(t, "secret", any(secret), files["receipt"].members["secret"])
	hash := sum("reseller-desk/secret/v1\x00" + secret)
	confirmation := strings.ReplaceAll(keys["confirmation_code"].(string), "-", "")
	same(
		t, "confirmation", encode(sum("reseller-desk/confirmation/v1\x00" + string(hash))[:5]),
		confirmation[:8],
	)
	same(t, "check of the confirmation", check(confirmation[:8]), confirmation[8:])
	recovery := strings.ReplaceAll(keys["recovery_code"].(string), "-", "")
	same(t, "check of the recovery code", check(recovery[:26]), recovery[26:])
}

// rotations follows the keys up to the one that signed the package.
func rotations(t *testing.T, f read) {
	var newest []byte
	for _, r := range f.members["rotations"].([]any) {
		member := func(name string) []byte {
			return must(base64.StdEncoding.DecodeString(r.(map[string]any)[name].(string)))(t)
		}
		at := must(time.Parse(time.RFC3339, r.(map[string]any)["at"].(string)))(t)
		message := append([]byte("reseller-desk/rotation/v1\x00"), member("old_key")...)
		message = append(message, member("new_key")...)
		message = binary.BigEndian.AppendUint64(message, uint64(at.Unix()))
		same(t, "rotation", true, ed25519.Verify(member("old_key"), message, member("signature")))
		same(t, "chain of keys", true, newest == nil || bytes.Equal(newest, member("old_key")))
		newest = member("new_key")
	}
	same(t, "newest key", true, bytes.Equal(newest, f.signer))
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// encode writes bytes five bits at a time, from the highest.
func encode(raw []byte) string {
	var code []byte
	bits, held := 0, 0
	for _, b := range raw {
		bits, held = bits<<8|int(b), held+8
		for ; held >= 5; held -= 5 {
			code = append(code, alphabet[bits>>(held-5)&31])
		}
	}
	return string(code)
}

func check(body string) string {
	total := 0
	for i, c := range body {
		total += (i + 1) * strings.IndexRune(alphabet, c)
	}
	total %= 1021
	return string(alphabet[total/32]) + string(alphabet[total%32])
}
