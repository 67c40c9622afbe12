package activation

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core/bounds"
	"resellerdesk/core/i18n"
)

// readable fails when an error has no sentence for a person, or is longer than one.
func readable(t *testing.T, p *i18n.Printer, err error) {
	refusal(t, err)
	if text := p.Error(err); strings.HasPrefix(text, "error.") || len(text) > 400 ||
		strings.ContainsAny(text, "<>\x1b") {
		t.Fatalf("nobody can read %q", text)
	}
}

// within holds a reader to the bounds of one file.
func within[T any](t *testing.T, read func() (T, error)) (got T, err error) {
	bounds.Check(t, func() { got, err = read() })
	return got, err
}

func english(t testing.TB) *i18n.Printer {
	p, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	return p
}

// FuzzOpen reads anything: what is accepted can be signed again and says the same, since a sender
// refuses what a reader would.
func FuzzOpen(f *testing.F) {
	for kind := range kinds(f) {
		f.Add([]byte(file(f, kind)))
	}
	f.Add([]byte(signed("RECEIPT", `{"kind":"receipt"}`)))
	f.Add(
		[]byte("-----BEGIN RESELLER DESK PACKAGE-----\nAQID\n-----END RESELLER DESK PACKAGE-----"),
	)
	f.Add([]byte(sealFor(f, resellerIdentity, file(f, KindReceipt))))
	p := english(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := within(t, func() (File, error) { return Open(text, nil) })
		if err != nil {
			readable(t, p, err)
			return
		}
		same(t, got)
	})
}

// FuzzPayload reads any payload that was signed well: the envelope keeps the fuzzer of FuzzOpen
// from it.
func FuzzPayload(f *testing.F) {
	for kind := range kinds(f) {
		f.Add(kind.label(), changed(f, kind, "kind", kind))
	}
	p := english(f)
	f.Fuzz(func(t *testing.T, label, payload string) {
		got, err := within(
			t, func() (File, error) { return Open([]byte(signed(label, payload)), nil) },
		)
		if err != nil {
			readable(t, p, err)
			return
		}
		same(t, got)
	})
}

// same signs again what was read, and reads it again.
func same(t *testing.T, got File) {
	require.Len(t, got.Signer, ed25519.PublicKeySize)
	text, _, err := said(t, got).Sign(key(0))
	require.NoError(t, err)
	again, err := Open(text, nil)
	require.NoError(t, err)
	twice, _, err := said(t, again).Sign(key(0))
	require.NoError(t, err)
	require.Equal(t, string(text), string(twice))
}

// FuzzOpenSealed reads anything as the bytes of a sealed file, and as what was sealed.
func FuzzOpenSealed(f *testing.F) {
	mine := identity(f, resellerIdentity)
	to, err := age.ParseX25519Recipient(mine.Recipient())
	require.NoError(f, err)
	for kind := range kinds(f) {
		raw, err := encrypt(to, []byte(file(f, kind)))
		require.NoError(f, err)
		f.Add(raw, []byte(file(f, kind)))
	}
	f.Add(
		[]byte("age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- AAAA\n"),
		[]byte("-----BEGIN RESELLER DESK SEALED-----\nAA==\n-----END RESELLER DESK SEALED-----"),
	)
	p := english(f)
	f.Fuzz(func(t *testing.T, raw, plain []byte) {
		inside, err := SealFor(mine.Recipient(), plain)
		require.NoError(t, err)
		for _, text := range [][]byte{armor(ours+sealed, raw), inside} {
			if _, err := within(t, func() (File, error) { return Open(text, mine) }); err != nil {
				readable(t, p, err)
			}
		}
	})
}

// FuzzOpenKit reads anything as a kit, as the bytes of its age file, and as what was sealed in one.
func FuzzOpenKit(f *testing.F) {
	good, err := kit().seal(code, cheap)
	require.NoError(f, err)
	f.Add(good, []byte(`{"workspace":"w"}`))
	f.Add(
		[]byte("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\nAAAA\n--- AAAA\n"),
		[]byte("{}"),
	)
	whole, err := json.Marshal(kit())
	require.NoError(f, err)
	f.Add(bare(f, string(good)), whole)
	p := english(f)
	f.Fuzz(func(t *testing.T, raw, plain []byte) {
		for _, text := range [][]byte{
			raw, armor(ageTitle, raw), []byte(sealedKit(t, string(plain))),
		} {
			if _, err := within(t, func() (Kit, error) { return OpenKit(text, code) }); err != nil {
				readable(t, p, err)
			}
		}
	})
}
