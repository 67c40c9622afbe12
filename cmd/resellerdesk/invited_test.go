package main

import (
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
	"resellerdesk/ui/kit"
)

const partnerPassword = "nine quiet herons at dawn"

// sender is a distributor who signs files for one reseller.
type sender struct {
	t        *testing.T
	key      ed25519.PrivateKey
	identity *activation.Identity
	to       account.Account
	last     string // Hash of the newest file.
	number   int64
}

func newSender(t *testing.T) *sender {
	identity, err := activation.NewIdentity()
	require.NoError(t, err)
	return &sender{
		t: t, key: ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", ed25519.SeedSize))), identity: identity,
		to: account.Account{
			ID: "reseller-1", Permissions: permission.Default(),
			Profile: account.Profile{Company: "Kranich Telefonie GmbH", FirstName: "Nina", LastName: "Albrecht", Email: "nina@kranichtel.example", Language: "en"},
			Package: capacity.Package{MinExtensions: 5, HighAvailability: true, Amounts: capacity.Amounts{
				capacity.Extensions: 120, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
			}},
		},
	}
}

func (s *sender) issuer() account.Account {
	return account.Account{Profile: account.Profile{Company: "Nordlicht Distribution", FirstName: "Ida", LastName: "Brandt", Email: "ida@nordlicht.example"}}
}

// invites is an activation or reset file.
func (s *sender) invites(kind activation.Kind) string {
	i := activation.NewInvitation(kind, "workspace-1", s.issuer(), s.to)
	s.number++
	i.ID, i.Sequence, i.Secret, i.Issuer.EncryptionKey = "invitation-"+string(rune('0'+s.number)), s.number, activation.NewSecret(), s.identity.Recipient()
	i.IssuedAt = clock.UTC().Truncate(time.Second)
	i.ExpiresAt, i.LeaseUntil = i.IssuedAt.Add(activation.Lifetime), i.IssuedAt.Add(activation.Lease)
	file, hash, err := i.Sign(s.key)
	require.NoError(s.t, err)
	s.last = hash
	return string(file)
}

// sends is a package file, in a folder.
func (s *sender) sends(status activation.Status) string {
	state := activation.NewState("workspace-1", s.issuer(), s.to)
	s.number++
	state.Sequence, state.Previous, state.Status, state.Reason = s.number, s.last, status, "Not paid."
	state.IssuedAt = clock.UTC().Truncate(time.Second)
	state.LeaseUntil = state.IssuedAt.Add(activation.Lease)
	file, hash, err := state.Sign(s.key)
	require.NoError(s.t, err)
	s.last = hash
	path := filepath.Join(s.t.TempDir(), "package.resellerdesk")
	require.NoError(s.t, os.WriteFile(path, file, 0o600))
	return path
}

// TestAPartnersFirstMinutesByKeyboard goes from an empty window to the reseller's own pages.
func TestAPartnersFirstMinutesByKeyboard(t *testing.T) {
	for _, look := range []struct {
		name, lang    string
		mode          kit.Mode
		width, height float32
	}{{"light", "en", kit.ModeLight, 1280, 800}, {"dark", "de", kit.ModeDark, 1280, 800}, {"small", "de", kit.ModeLight, 900, 600}} {
		t.Run(look.name, func(t *testing.T) {
			s := newScreen(t, look.lang, look.mode, look.width, look.height, 1)
			s.window.Start()
			from := newSender(t)
			s.keep("60-welcome-" + look.name)
			s.key(fyne.KeyTab, fyne.KeyReturn) // I was invited.
			s.keep("61-open-" + look.name)
			s.key(fyne.KeyTab)
			s.typed("Dear Nina, nothing in here.")
			_, err := s.desk.Workspace(t.Context())
			require.Equal(t, core.NotFound, core.CodeOf(err))
			s.typed("\n> " + strings.ReplaceAll(from.invites(activation.Activate), "\n", "\n> "))
			s.keep("62-invited-" + look.name)
			s.typed("short")
			s.key(fyne.KeyReturn)
			s.typed("short")
			s.key(fyne.KeyReturn)
			s.keep("63-refused-" + look.name)
			_, err = s.desk.Workspace(t.Context())
			require.Equal(t, core.NotFound, core.CodeOf(err), "nothing was made")
			for range "short" {
				s.key(fyne.KeyBackspace)
			}
			s.typed(partnerPassword)
			s.key(fyne.KeyReturn)
			for range "short" {
				s.key(fyne.KeyBackspace)
			}
			s.typed(partnerPassword)
			s.key(fyne.KeyReturn)
			_, err = s.desk.Workspace(t.Context())
			require.NoError(t, err)
			s.keep("64-recovery-" + look.name)
			s.key(fyne.KeySpace, fyne.KeyTab, fyne.KeyReturn) // Kept; Next.
			s.keep("65-tell-" + look.name)
			s.files.path = filepath.Join(t.TempDir(), "receipt.resellerdesk")
			s.key(fyne.KeyReturn)
			receipt, err := os.ReadFile(s.files.path)
			require.NoError(t, err)
			f, err := activation.Open(receipt, from.identity)
			require.NoError(t, err)
			require.Equal(t, "reseller-1", f.Receipt.Account)
			s.key(fyne.KeyTab, fyne.KeyReturn) // Start working.
			s.keep("66-pages-" + look.name)
			actor, err := s.desk.Actor()
			require.NoError(t, err)
			require.Equal(t, account.Owner, actor.Kind)

			from.to.Package.Amounts[capacity.Extensions] = 200
			s.window.OpenPath(from.sends(activation.StatusActive))
			terms, err := s.desk.Terms(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, 200, terms.Total[capacity.Extensions])
			s.keep("67-package-" + look.name)
			s.window.OpenPath(from.sends(activation.StatusSuspended))
			s.keep("68-suspended-" + look.name)
			standing, _ := s.desk.Standing(t.Context())
			require.EqualValues(t, "suspended", standing)
		})
	}
}
