package activation

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// Fixed identities of age: the distributor's, the reseller's, and one of nobody here.
const (
	distributorIdentity = "AGE-SECRET-KEY-1C0NMS4UWDHPD0GLPYZKDZ8CDRKXT4CQAKLSPDGH0M0E7UEVNZTGSLY5N22"
	resellerIdentity    = "AGE-SECRET-KEY-142WULQ7GTSZ3HU3PZ4073L4SN0KPL9RGEY9ZWCAC3XVJ9HF3H7GQG5FQ7T"
	strangerIdentity    = "AGE-SECRET-KEY-1H0XYHHQVNV8SQZG9T8XTNEC9RQU0DVW3MWE96E4WNUCX8XNYVHXSN0W8C9"
	resetKey            = "AGE-SECRET-KEY-1H0XYHHQVNV8SQZG9T8XTNEC9RQU0DVW3MWE96E4WNUCX8XNYVHXSN0W8C9"
	secret              = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var issued = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// key returns a fixed signing key: 0 is the distributor's, 1 the reseller's, 2 and above replace
// the distributor's.
func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{'a' + seed}, ed25519.SeedSize))
}

func public(seed byte) ed25519.PublicKey { return key(seed).Public().(ed25519.PublicKey) }

func identity(t testing.TB, text string) *Identity {
	i, err := ParseIdentity(text)
	require.NoError(t, err)
	return i
}

func distributor() account.Account {
	return account.Account{Profile: account.Profile{
		Company: "Nordlicht", FirstName: "Ida", Email: "ida@nordlicht.example",
	}}
}

func reseller() account.Account {
	return account.Account{
		ID: "reseller-1",
		Profile: account.Profile{
			Company: "Kranich Telefonie GmbH", FirstName: "Nina", LastName: "Albrecht",
			Email: "nina@kranichtel.example", Language: "de",
		},
		Package: capacity.Package{
			Amounts: capacity.Amounts{capacity.Extensions: 120}, MinExtensions: 5,
			HighAvailability: true,
		},
		Permissions: permission.NewSet(permission.PBXView),
	}
}

func invitation(t testing.TB) Invitation {
	i := NewInvitation(Activate, "workspace-1", distributor(), reseller())
	i.ID, i.Sequence, i.Secret = "invitation-1", 1, secret
	i.IssuedAt, i.ExpiresAt, i.LeaseUntil = issued, issued.Add(Lifetime), issued.Add(Lease)
	i.Issuer.EncryptionKey = identity(t, distributorIdentity).Recipient()
	return i
}

func reset(t testing.TB) Invitation {
	i := invitation(t)
	i.Kind, i.ID, i.Sequence, i.ResetKey, i.ExpiresAt = Reset, "invitation-2", 2, resetKey, issued.Add(
		ResetLifetime,
	)
	return i
}

func receipt(t testing.TB) Receipt {
	return Receipt{
		Kind: KindReceipt, Workspace: "workspace-1", Account: "reseller-1",
		Invitation: "invitation-1", Secret: secret,
		ActivatedAt:   issued.Add(time.Hour),
		EncryptionKey: identity(t, resellerIdentity).Recipient(), ResetKey: resetKey,
	}
}

func state(t testing.TB) State {
	s := NewState("workspace-1", distributor(), reseller())
	s.Sequence, s.Previous, s.IssuedAt, s.LeaseUntil = 3, hashOf(
		[]byte("reset"),
	), issued, issued.Add(
		Lease,
	)
	s.Status, s.Reason, s.Until = StatusSuspended, "Not paid.\nCall us.", core.NewDay(2026, time.November, 26)
	s.Issuer.EncryptionKey = identity(t, distributorIdentity).Recipient()
	s.Rotations = []Rotation{
		NewRotation(key(2), public(3), issued),
		NewRotation(key(3), public(0), issued.Add(time.Hour)),
	}
	return s
}

func report() Report {
	return Report{
		Kind: KindReport, Workspace: "workspace-1", Account: "reseller-1", Sequence: 1,
		Previous: hashOf([]byte("receipt")),
		IssuedAt: issued, PackageSequence: 3, PackageHash: hashOf([]byte("package")),
		ResetKey: resetKey,
		PBXs: []PBX{{
			ID: "pbx-1", Name: "Bäckerei Möwe",
			Resources: map[string]int64{"extensions": 20, "recording_minutes": 0},
		}},
		Consumed: map[string]int64{"transcription_minutes": 12}, Customers: 1,
	}
}

type signable interface {
	Sign(ed25519.PrivateKey) ([]byte, string, error)
}

// kinds are one of each kind of file, and who signs it.
func kinds(t testing.TB) map[Kind]struct {
	says signable
	by   ed25519.PrivateKey
} {
	return map[Kind]struct {
		says signable
		by   ed25519.PrivateKey
	}{
		Activate:    {invitation(t), key(0)},
		Reset:       {reset(t), key(0)},
		KindReceipt: {receipt(t), key(1)},
		KindPackage: {state(t), key(0)},
		KindReport:  {report(), key(1)},
	}
}

// file is a signed file of a kind, as text.
func file(t testing.TB, kind Kind) string {
	k := kinds(t)[kind]
	text, _, err := k.says.Sign(k.by)
	require.NoError(t, err)
	return string(text)
}

// sealFor seals a text for the owner of an identity.
func sealFor(t testing.TB, owner, text string) string {
	out, err := SealFor(identity(t, owner).Recipient(), []byte(text))
	require.NoError(t, err)
	return string(out)
}

// inner is what stands between the two lines of a file, in one line.
func inner(file string) string {
	lines := strings.Split(strings.TrimSpace(file), "\n")
	return strings.Join(lines[1:len(lines)-1], "")
}

// bare are the bytes of a file between the two lines.
func bare(t testing.TB, file string) []byte {
	raw, err := base64.StdEncoding.DecodeString(inner(file))
	require.NoError(t, err)
	return raw
}

// refusal returns the key of the sentence that an error is.
func refusal(t testing.TB, err error) string {
	var e *core.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, core.Invalid, e.Code)
	return e.Key
}

// keyOf is refusal for a check of many values: "" for what is no refusal.
func keyOf(err error) string {
	var e *core.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// sigOf signs a payload under a label with the distributor's key.
func sigOf(label, payload string) []byte {
	return ed25519.Sign(key(0), []byte("reseller-desk/"+strings.ToLower(label)+"/v1\x00"+payload))
}
