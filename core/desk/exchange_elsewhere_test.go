package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// lastFile is the file in the newest mail that a server took.
func (h *house) lastFile() []byte {
	_, _, file := parts(h.t, h.server.raw[len(h.server.raw)-1])
	return []byte(file)
}

// TestAFileOfAnotherKindIsRefusedEverywhere uses each kind of file where another one is used.
func TestAFileOfAnotherKindIsRefusedEverywhere(t *testing.T) {
	w := newActiveTwo(t)
	ctx, h, partner := t.Context(), w.distributor, w.partner
	const password = "eleven boats under a bridge"
	require.NoError(t, w.pbx("harbour", 5))
	report, pack := w.due(partner, ""), w.due(h, w.id)
	require.NoError(t, h.SendPasswordReset(ctx, []string{w.id}))
	h.sendDue()
	reset := h.lastFile()

	wrong := map[string]error{}
	_, wrong["a password reset at the distributor"] = h.OpenFile(ctx, reset)
	wrong["an activation as a password reset"] = partner.ResetPassword(
		ctx, []byte(w.activation), password,
	)
	_, wrong["a password reset as an activation"] = newHouse(t).Activate(ctx, reset, password)
	wrong["a password reset as a newer activation"] = partner.AcceptInvitation(
		ctx, desk.NewID(), reset,
	)
	for name, err := range wrong {
		require.Equal(t, "exchange.other_workspace", key(err), name)
	}
	// Nobody but the receiver can open them.
	require.Error(t, w.toPartner(report))
	require.Error(t, w.toDistributor(pack))
	require.NoError(t, w.toDistributor(report))
	require.NoError(t, w.toPartner(pack))
}

// TestAFileOfAnotherWorkspaceIsRefused forges files that are signed as they must be, and open to
// everybody.
func TestAFileOfAnotherWorkspaceIsRefused(t *testing.T) {
	g := newForger(t)
	now := g.distributor.clock.Now()
	signed := func(file []byte, _ string, err error) []byte {
		t.Helper()
		require.NoError(t, err)
		return file
	}
	report := activation.Report{
		Workspace: desk.NewID(), Account: g.id, Sequence: 1, Previous: g.hash, IssuedAt: now,
		PBXs: []activation.PBX{}, Consumed: map[string]int64{},
		PackageSequence: g.known.Sequence, PackageHash: g.hash,
	}
	state := activation.State{
		Workspace: desk.NewID(), Account: g.known.Account, Issuer: g.known.Issuer,
		Package: g.known.Package, Status: activation.StatusActive, Sequence: 2,
		Previous: g.stateOf, IssuedAt: now, LeaseUntil: now.Add(activation.Lease),
	}
	receipt := activation.Receipt{
		Workspace: desk.NewID(), Account: g.id, Invitation: g.known.ID, Secret: g.known.Secret,
		ActivatedAt: now, EncryptionKey: g.known.Issuer.EncryptionKey,
	}
	const elsewhere = "exchange.other_workspace"
	require.Equal(t, elsewhere, key(g.toDistributor(signed(report.Sign(g.key)))))
	require.Equal(t, elsewhere, key(g.toDistributor(signed(receipt.Sign(g.key)))))
	require.Equal(t, elsewhere, key(g.toPartner(signed(state.Sign(g.key)))))
	require.Equal(t, elsewhere, key(g.toDistributor(signed(state.Sign(g.key)))))
	require.Equal(t, elsewhere, key(g.toPartner(signed(receipt.Sign(g.key)))))
	require.Equal(t, elsewhere, key(g.toPartner(signed(report.Sign(g.key)))))

	report.Workspace, report.PackageSequence = g.known.Workspace, 1_000_000_000
	require.Equal(
		t, "exchange.unknown_number", key(g.toDistributor(signed(report.Sign(g.key)))),
		"no restored copy is that far ahead",
	)
	invitation := g.known
	invitation.ID, invitation.Sequence = desk.NewID(), g.known.Sequence+1
	invitation.IssuedAt = g.known.IssuedAt.Add(time.Minute)
	_, err := g.partner.OpenFile(t.Context(), signed(invitation.Sign(strangersKey(t))))
	require.Equal(t, "exchange.other_distributor", key(err))
}

func TestAWorkspaceIsActivatedOnce(t *testing.T) {
	w := newTwo(t)
	w.activate()
	_, err := w.partner.Activate(t.Context(), []byte(w.activation), partnerPassword)
	require.Equal(t, "setup.exists", key(err))
	terms, err := w.partner.Terms(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 120, terms.Total[capacity.Extensions])
}

// TestTwoProgramsDoNotActivateTheSameFolder lets another program be quicker.
func TestTwoProgramsDoNotActivateTheSameFolder(t *testing.T) {
	w := newTwo(t)
	slow, late := w.partner.second()
	late.before = w.activate
	_, err := slow.Activate(t.Context(), []byte(w.activation), partnerPassword)
	require.Equal(t, "setup.exists", key(err))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")), "the other one goes on")
}

func TestWhoIsNotThereIsSentNothing(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	_, _, err := h.SaveWaiting(t.Context(), ids[0])
	require.Equal(t, "exchange.not_activated", key(err))
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids[:1], false))
	require.Equal(t, "reseller.gone", key(h.SendActivation(t.Context(), ids[:1])))
	require.Empty(t, h.mails())
}

func TestACodeConfirmsOnce(t *testing.T) {
	w := newTwo(t)
	w.activate()
	h, code := w.distributor, w.told.Confirmation
	require.NoError(t, h.Confirm(t.Context(), desk.NewID(), w.id, code))
	require.Equal(
		t, "reseller.already_active", key(h.Confirm(t.Context(), desk.NewID(), w.id, code)),
	)
}

// TestWhatWasConsumedDoesNotComeBack reports less than before.
func TestWhatWasConsumedDoesNotComeBack(t *testing.T) {
	g := newForger(t)
	require.NoError(t, g.distributor.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.TranscriptionMinutes] = 1000
	}))
	g.grant(func(d *account.Draft) { d.Package.Amounts[capacity.TranscriptionMinutes] = 500 })
	used := func(n int64) activation.Report {
		return activation.Report{
			PBXs:     []activation.PBX{},
			Consumed: map[string]int64{string(capacity.TranscriptionMinutes): n},
		}
	}
	require.NoError(t, g.reports(t, used(100)))
	require.NoError(t, g.reports(t, used(40)))
	page, err := g.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, page.Warnings, 1)
	require.Equal(t, "exchange.consumed_less", page.Warnings[0].What.Key)
	require.EqualValues(t, 40, page.Warnings[0].What.Args["Reported"])
	require.EqualValues(t, 100, page.Warnings[0].What.Args["Known"])
	usage, err := g.distributor.store.Usage(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 100, usage[capacity.TranscriptionMinutes].Consumed)
}

// late is a store before whose next transaction something else is done.
type late struct {
	desk.Store
	before func()
}

func (l *late) Write(fn func(tx desk.Tx) error) error {
	if before := l.before; before != nil {
		l.before = nil
		before()
	}
	return l.Store.Write(fn)
}

// second is another program on the same workspace and keyring, with its store.
func (h *house) second() (*desk.Desk, *late) {
	store := &late{Store: h.store}
	return desk.New(desk.Options{
		Store: store, Keyring: h.keyring, Deliverer: h.server, Printer: printer, Now: h.clock.Now,
		Cost: quick,
	}), store
}

// TestTwoProgramsDoNotReplaceOneKey lets another program replace the signing key meanwhile.
func TestTwoProgramsDoNotReplaceOneKey(t *testing.T) {
	ways := map[string]func(d *desk.Desk, kit desk.RecoveryKit) error{
		"replace": func(d *desk.Desk, _ desk.RecoveryKit) error {
			return d.ReplaceSigningKey(t.Context())
		},
		"restore": func(d *desk.Desk, kit desk.RecoveryKit) error {
			return d.RestoreSigningKey(t.Context(), kit.File, kit.Code)
		},
		"use a kit": func(d *desk.Desk, kit desk.RecoveryKit) error {
			return d.UseRecoveryKit(t.Context(), kit)
		},
	}
	for name, way := range ways {
		h := newDistributor(t)
		kit, err := h.NewRecoveryKit(t.Context())
		require.NoError(t, err)
		slow, store := h.second()
		require.NoError(t, slow.SignIn(t.Context(), ownerEmail, ownerPassword))
		store.before = func() { require.NoError(t, h.ReplaceSigningKey(t.Context())) }
		require.Equal(t, "exchange.key_replaced_already", key(way(slow, kit)), name)
		logged := h.lastLogged()
		require.Equal(t, string(core.Conflict), logged.Result, name)
		require.NoError(t, h.SigningKeyHere(t.Context()), name)
	}
}
