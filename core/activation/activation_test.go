package activation

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

var issued = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
}

func invitation() Invitation {
	to := account.Account{
		ID:      "reseller-1",
		Profile: account.Profile{Company: "Kranich Telefonie GmbH", FirstName: "Nina", Email: "nina@kranichtel.example", Language: "de"},
		Package: capacity.Package{Amounts: capacity.Amounts{capacity.Extensions: 120}, MinExtensions: 5}, Permissions: permission.NewSet(permission.PBXView),
	}
	i := New(Activate, "workspace-1", account.Account{Profile: account.Profile{Company: "Nordlicht", FirstName: "Ida"}}, to)
	i.ID, i.Sequence, i.Secret = "invitation-1", 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	i.IssuedAt, i.ExpiresAt = issued, issued.Add(Lifetime)
	return i
}

func file(t *testing.T) string {
	f, err := invitation().Sign(key(0))
	require.NoError(t, err)
	return string(f)
}

func TestAFileComesBackAsItWas(t *testing.T) {
	got, signer, err := Open([]byte(file(t)), issued)
	require.NoError(t, err)
	require.Equal(t, invitation(), got)
	require.Equal(t, key(0).Public(), signer)
	again, _, err := Open([]byte(file(t)), issued)
	require.NoError(t, err)
	require.Equal(t, got, again, "looking consumes nothing")
}

func TestHoweverAMailWrapsIt(t *testing.T) {
	f := file(t)
	lines := strings.Split(strings.TrimSpace(f), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	cases := map[string]string{
		"as it is":       f,
		"inside a text":  "Hello,\r\n\r\n" + f + "\r\nKind regards",
		"DOS lines":      strings.ReplaceAll(f, "\n", "\r\n"),
		"quoted":         "> " + strings.Join(lines, "\n> "),
		"quoted twice":   ">> " + strings.Join(lines, "\n>> "),
		"indented":       "    " + strings.Join(lines, "\n    "),
		"one long line":  lines[0] + "\n" + body + "\n" + lines[len(lines)-1],
		"other wrapping": lines[0] + "\n" + body[:10] + "\n" + body[10:37] + " \n" + body[37:] + "\n" + lines[len(lines)-1],
	}
	for name, text := range cases {
		_, _, err := Open([]byte(text), issued)
		require.NoError(t, err, name)
	}
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(file(t)), "\n")
	raw, err := base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-1], ""))
	require.NoError(t, err)
	for at := range raw {
		changed := append([]byte{}, raw...)
		changed[at] ^= 1
		text := begin + "\n" + base64.StdEncoding.EncodeToString(changed) + "\n" + end
		_, _, err := Open([]byte(text), issued)
		require.Equal(t, core.Invalid, core.CodeOf(err), "byte %d", at)
	}
}

func TestWhatIsRefused(t *testing.T) {
	sealed := func(payload string) string { return string(seal(key(0), []byte(payload))) }
	cut := strings.Split(file(t), "\n")
	cases := map[string]struct{ text, key string }{
		"nothing":       {"", "activation.none"},
		"a letter":      {"Dear Nina, …", "activation.none"},
		"no end":        {strings.Split(file(t), "-----END")[0], "activation.none"},
		"a line lost":   {strings.Join(append(append([]string{}, cut[:3]...), cut[4:]...), "\n"), "activation.damaged"},
		"too big":       {strings.Repeat("x", MaxFile+1), "activation.too_big"},
		"newer":         {begin + "\nAgICAg==\n" + end, "activation.newer"},
		"short":         {begin + "\nAQID\n" + end, "activation.damaged"},
		"other kind":    {sealed(`{"kind":"receipt"}`), "activation.kind"},
		"unknown name":  {sealed(`{"kind":"activation","surprise":1}`), "activation.damaged"},
		"name twice":    {sealed(`{"kind":"activation","kind":"activation"}`), "activation.damaged"},
		"more behind":   {sealed(`{"kind":"activation"} {}`), "activation.damaged"},
		"nested deeply": {sealed(strings.Repeat(`{"package":`, 20) + "1" + strings.Repeat("}", 20)), "activation.damaged"},
	}
	for name, c := range cases {
		_, _, err := Open([]byte(c.text), issued)
		var refusal *core.Error
		require.ErrorAs(t, err, &refusal, name)
		if name == "a line lost" { // Depending on where it is, the signature or the coding tells.
			require.Contains(t, []string{"activation.damaged", "activation.changed"}, refusal.Key)
			continue
		}
		require.Equal(t, c.key, refusal.Key, name)
	}
}

func TestItRunsOut(t *testing.T) {
	f := []byte(file(t))
	_, _, err := Open(f, issued.Add(Lifetime-time.Second))
	require.NoError(t, err)
	i, _, err := Open(f, issued.Add(Lifetime))
	require.Equal(t, core.Invalid, core.CodeOf(err))
	require.Equal(t, "Nordlicht", i.Issuer.Company, "the screen can still say whom to ask")
}

// TestTheFormat holds a file that was made once against this version: what is out there must stay readable.
func TestTheFormat(t *testing.T) {
	payload := `{"kind":"activation","id":"i","workspace":"w","sequence":1,"secret":"S","issued_at":"2026-11-24T09:00:00Z",` +
		`"expires_at":"2026-12-01T09:00:00Z","issuer":{"company":"N","name":"I","email":"i@n.example"},` +
		`"account":{"id":"a","company":"K","first_name":"N","last_name":"","email":"n@k.example","language":"de"},` +
		`"package":{"resources":{"extensions":120},"min_extensions_per_pbx":5,"max_extensions_per_pbx":500,"pbx_limit":null,` +
		`"high_availability":true,"white_label":false,"valid_until":null},"features":["pbx.view","of.a.later.version"]}`
	private := key(1)
	raw := append([]byte{1}, private.Public().(ed25519.PublicKey)...)
	raw = append(raw, ed25519.Sign(private, []byte("reseller-desk/activation/v1\x00"+payload))...)
	text := "-----BEGIN RESELLER DESK ACTIVATION-----\n" + base64.StdEncoding.EncodeToString(append(raw, payload...)) + "\n-----END RESELLER DESK ACTIVATION-----\n"
	i, _, err := Open([]byte(text), issued)
	require.NoError(t, err)
	require.EqualValues(t, 120, i.Package.Resources["extensions"])
	require.Nil(t, i.Package.PBXLimit)
	require.Equal(t, permission.NewSet(permission.PBXView), i.Granted(), "features of a later version are passed over")
}

func FuzzOpen(f *testing.F) {
	signed, err := invitation().Sign(key(0))
	require.NoError(f, err)
	f.Add(signed)
	f.Add([]byte(begin + "\nAQID\n" + end))
	f.Fuzz(func(t *testing.T, text []byte) {
		i, signer, err := Open(text, issued)
		if err == nil && (len(signer) != ed25519.PublicKeySize || i.ID == "") {
			t.Fatalf("accepted %+v", i)
		}
	})
}
