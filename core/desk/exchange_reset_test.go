package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/activation"
	"resellerdesk/core/desk"
)

// activate makes a reseller an active one, as its receipt will.
func (h *house) activate(id string) {
	require.NoError(h.t, h.store.Write(func(tx desk.Tx) error {
		a, err := tx.Account(h.t.Context(), id)
		if err != nil {
			return err
		}
		a.State = account.Active
		return tx.ChangeAccount(a)
	}))
}

func TestAPasswordResetLivesOneHour(t *testing.T) {
	w := newTwo(t)
	h, ids := w.distributor, []string{w.id}
	require.Equal(
		t, "reseller.not_active", key(h.SendPasswordReset(t.Context(), ids)),
		"it has no password yet",
	)
	w.activate()
	require.NoError(t, h.Confirm(t.Context(), desk.NewID(), w.id, w.told.Confirmation))
	require.Equal(
		t, "reset.no_receipt", key(h.SendPasswordReset(t.Context(), ids)),
		"its desktop told nothing yet",
	)
	require.NoError(t, w.toDistributor(w.due(w.partner, "")))
	require.Equal(t, "reseller.already_active", key(h.SendActivation(t.Context(), ids)))
	require.NoError(t, h.SendPasswordReset(t.Context(), ids))
	h.sendDue()
	header, byType, attachment := parts(t, h.server.raw[1])
	require.Contains(t, header.Get("Subject"), "Passwort", "in the reseller's language")
	require.Contains(t, byType["text/plain"], "Das geht einmal")
	i := h.invitation(attachment)
	require.Equal(t, activation.Reset, i.Kind)
	require.EqualValues(t, 2, i.Sequence, "newer than the activation")
	require.Equal(t, h.clock.Now().Add(time.Hour), i.ExpiresAt)
	require.Error(t, i.Usable(h.clock.Now().Add(time.Hour)))
	open, err := h.store.OpenInvitation(t.Context(), w.id)
	require.NoError(t, err)
	require.Equal(t, h.clock.Now().Add(time.Hour), open.ExpiresAt.UTC())
	require.Equal(t, desk.StatusActive, h.row().Status(h.clock.Now()))
}

func TestMailsToSeveralAreAllOrNone(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	h.activate(ids[1])
	var refusals desk.Refusals
	require.ErrorAs(t, h.SendActivation(t.Context(), ids), &refusals)
	require.Equal(t, ids[1], refusals[0].ID)
	require.Empty(t, h.mails())
	require.NoError(t, h.SendActivation(t.Context(), []string{ids[0], ids[2]}))
	require.Len(t, h.mails(), 2)
}

// TestAFileThatIsNotReceivedIsLoggedByName receives what activates, which another action takes.
func TestAFileThatIsNotReceivedIsLoggedByName(t *testing.T) {
	w := newActiveTwo(t)
	h := w.distributor
	require.NoError(t, h.SendForNewDesktop(t.Context(), w.id))
	h.sendDue()
	_, _, newer := parts(t, h.server.raw[len(h.server.raw)-1])
	_, err := w.partner.OpenFile(t.Context(), []byte(newer))
	require.NoError(t, err, "it can be used here")
	require.Equal(t, "exchange.other_workspace", key(w.toPartner([]byte(newer))))
	logged := w.partner.lastLogged()
	require.Equal(t, "exchange.received", logged.Operation)
	require.True(t, logged.Refused())
}
