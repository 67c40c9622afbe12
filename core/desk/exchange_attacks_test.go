package desk_test

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

func strangersKey(t *testing.T) ed25519.PrivateKey {
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return key
}

// note is what a desktop remarks about a file that it takes over.
func note(t *testing.T, h *house, file []byte) string {
	r, err := h.Receive(t.Context(), desk.NewID(), file)
	require.NoError(t, err)
	if r.Note == nil {
		return ""
	}
	return r.Note.Key
}

func TestAPackageOfAnotherSignerIsRefused(t *testing.T) {
	w := newActiveTwo(t)
	owner, err := w.distributor.Actor()
	require.NoError(t, err)
	ws, err := w.distributor.Workspace(t.Context())
	require.NoError(t, err)
	a := w.distributor.account(w.id)
	a.Package.Amounts[capacity.Extensions] = 100_000
	state := activation.NewState(ws.ID, owner, a)
	now := w.distributor.clock.Now()
	state.Sequence, state.Previous, state.IssuedAt, state.LeaseUntil = 99, strings.Repeat(
		"0", 64,
	), now, now.Add(activation.Lease)
	file, _, err := state.Sign(strangersKey(t))
	require.NoError(t, err)
	require.Equal(t, "exchange.other_distributor", key(w.toPartner(file)))
	require.EqualValues(t, 120, w.partner.free(capacity.Extensions))
}

func TestTwoPackagesOfOneNumberAreNoticed(t *testing.T) {
	w := newActiveTwo(t)
	before := w.distributor.copyOf()
	require.NoError(t, w.distributor.SignIn(t.Context(), ownerEmail, ownerPassword))
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 130 })
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	w.distributor.putElsewhere(before, ownerEmail, ownerPassword)
	w.grant(func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 140 })
	require.Equal(t, "exchange.same_number", key(w.toPartner(w.due(w.distributor, w.id))))
	require.EqualValues(t, 130, w.partner.free(capacity.Extensions))
}

func TestALostReportIsAGap(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("harbour", 10))
	_ = w.due(w.partner, "") // It is lost.
	require.NoError(t, w.pbx("harbour", 12))
	require.Equal(t, "exchange.gap", note(t, w.distributor, w.due(w.partner, "")))
	require.EqualValues(t, 12, w.distributor.usage().InPBX, "all the same the newest counts")
}

func TestAReportOfARestoredWorkspaceIsNoticed(t *testing.T) {
	w := newActiveTwo(t)
	before := w.partner.copyOf()
	require.NoError(t, w.partner.SignIn(t.Context(), "nina@kranichtel.example", partnerPassword))
	require.NoError(t, w.pbx("harbour", 10))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	w.partner.putElsewhere(before, "nina@kranichtel.example", partnerPassword)
	require.NoError(t, w.pbx("bridge", 7))
	_ = w.due(w.partner, "") // The same number again; it is lost.
	require.NoError(t, w.pbx("bridge", 8))
	require.Equal(t, "exchange.other_history", note(t, w.distributor, w.due(w.partner, "")))
	require.EqualValues(t, 8, w.distributor.usage().InPBX)
}

func TestAReceiptHasToKnowTheSecret(t *testing.T) {
	w := newTwo(t)
	f, err := activation.Open([]byte(w.activation), nil)
	require.NoError(t, err)
	i := f.Invitation
	identity, err := activation.NewIdentity()
	require.NoError(t, err)
	receipt := activation.Receipt{
		Workspace: i.Workspace, Account: i.Account.ID, Invitation: i.ID,
		Secret:      activation.NewSecret(),
		ActivatedAt: w.distributor.clock.Now().UTC(), EncryptionKey: identity.Recipient(),
	}
	forged := func(change func(r *activation.Receipt)) []byte {
		r := receipt
		change(&r)
		file, _, err := r.Sign(strangersKey(t))
		require.NoError(t, err)
		return file
	}
	require.Equal(t, "exchange.secret", key(w.toDistributor(forged(func(*activation.Receipt) {}))))
	require.Equal(
		t, "exchange.unknown_invitation",
		key(w.toDistributor(forged(func(r *activation.Receipt) { r.Invitation = desk.NewID() }))),
	)
	require.Equal(
		t,
		"exchange.activated_late",
		key(w.toDistributor(forged(func(r *activation.Receipt) {
			r.Secret, r.ActivatedAt = i.Secret, i.ExpiresAt.Add(25*time.Hour)
		}))),
	)
	require.Equal(t, account.Invited, w.state())
}

// TestAReceiptAfterACodeHasToBeCompared lets somebody who read the mail be quicker than the desktop
// whose code was read out.
func TestAReceiptAfterACodeHasToBeCompared(t *testing.T) {
	w := newTwo(t)
	w.activate()
	require.NoError(t, w.distributor.Confirm(t.Context(), desk.NewID(), w.id, w.told.Confirmation))
	file := w.due(w.partner, "")
	require.Equal(t, "exchange.compare", note(t, w.distributor, file))
	own, err := w.partner.OwnFingerprint(t.Context())
	require.NoError(t, err)
	e, err := w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Warnings, 1)
	require.Equal(t, own, e.Warnings[0].What.Args["Words"], "what the reseller reads on his page")
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	e, err = w.distributor.Exchange(t.Context())
	require.NoError(t, err)
	require.Len(t, e.Warnings, 1, "a report does not settle it")
	require.NoError(t, w.distributor.ResolveWarning(t.Context(), w.id))
}

func TestMorePBXsThanAllowedAreAWarning(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("harbour", 5))
	require.NoError(t, w.pbx("bridge", 5))
	w.grant(func(d *account.Draft) { d.Package.PBXLimit = new(int64(1)) })
	require.Equal(t, "exchange.too_many_pbxs", note(t, w.distributor, w.due(w.partner, "")))
	require.EqualValues(t, 10, w.distributor.usage().InPBX)
}

func TestADeletedResellerIsClosedAndItsReportsCountForNothing(t *testing.T) {
	w := newActiveTwo(t)
	require.NoError(t, w.pbx("harbour", 5))
	require.NoError(
		t, w.distributor.DeleteResellers(t.Context(), desk.NewID(), []string{w.id}, false),
	)
	require.Equal(t, "exchange.deleted_here", note(t, w.distributor, w.due(w.partner, "")))
	require.NoError(t, w.toPartner(w.due(w.distributor, w.id)))
	standing, err := w.partner.WorkspaceStatus(t.Context())
	require.Equal(t, desk.WorkspaceClosed, standing)
	require.Equal(t, "standing.closed", key(err))
	w.distributor.proved()
}

func TestWhoStaysSignedInIsNotDecidedByTheFile(t *testing.T) {
	h := newDistributor(t)
	owner, err := h.Actor()
	require.NoError(t, err)
	id, password := h.addMax()
	require.NoError(t, h.SignIn(t.Context(), colleagueEmail, password))
	require.NoError(t, h.ChangePassword(t.Context(), password, ownPassword))
	require.NoError(t, h.StaySignedIn(t.Context()))
	require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.SetStay(owner.ID) }))
	h.open()
	require.Equal(t, core.Unauthenticated, core.CodeOf(h.ResumeSession(t.Context())))
	require.NoError(t, h.store.Write(func(tx desk.Tx) error { return tx.SetStay(id) }))
	require.NoError(t, h.ResumeSession(t.Context()))
}
