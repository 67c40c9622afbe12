package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/wording"
)

// TestUndoTellsWhatItDoesNotUndo does one after the other what cannot be undone, behind what can.
func TestUndoTellsWhatItDoesNotUndo(t *testing.T) {
	for name, do := range map[string]func(h *house, id string) error{
		"email.settings": func(h *house, _ string) error {
			_, err := h.SetMailSettings(h.t.Context(), mailSettings(), "another mail secret")
			return err
		},
		"reseller.invited": func(h *house, id string) error {
			return h.SendActivation(h.t.Context(), []string{id})
		},
		"preset.saved": func(h *house, _ string) error {
			return h.SavePreset(
				h.t.Context(), account.Preset{Kind: account.PermissionPreset, Name: "Usual"},
			)
		},
		"alarm.settings": func(h *house, _ string) error {
			settings, err := h.AlarmSettings(h.t.Context())
			require.NoError(h.t, err)
			return h.SetAlarmSettings(h.t.Context(), settings)
		},
	} {
		h := newDistributor(t)
		saved := h.add(false)
		next, err := h.NextUndo(t.Context())
		require.NoError(t, err)
		require.Nil(t, next.Newer, "%s: nothing was done since", name)
		h.clock.Add(time.Minute)
		require.NoError(t, do(h, saved.ID), name)
		next, err = h.NextUndo(t.Context())
		require.NoError(t, err)
		require.Equal(t, capacity.ResellerAdded, next.Verb)
		require.NotNil(t, next.Newer, name)
		require.Equal(t, name, next.Newer.Operation)
		require.NotEmpty(t, wording.LogTitle(printer("en"), *next.Newer))

		h.clock.Add(time.Minute)
		require.NoError(
			t, h.SuspendResellers(t.Context(), desk.NewID(), []string{saved.ID}, "unpaid", core.NoDay),
		)
		next, err = h.NextUndo(t.Context())
		require.NoError(t, err)
		require.Nil(t, next.Newer, "%s: it was suspended since", name)
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
		next, err = h.NextUndo(t.Context())
		require.NoError(t, err)
		require.NotNil(t, next.Newer, "%s: what was done behind it is undone", name)
		require.Equal(t, name, next.Newer.Operation)
		next, err = h.NextRedo(t.Context())
		require.NoError(t, err)
		require.Nil(t, next.Newer, name)
	}
}

// TestUndoAsksForNoOlderActionInARow undoes and redoes several, one of which sent an email as well.
func TestUndoAsksForNoOlderActionInARow(t *testing.T) {
	h := newDistributor(t)
	saved := h.add(true)
	next, err := h.NextUndo(t.Context())
	require.NoError(t, err)
	require.Nil(t, next.Newer, "the invitation belongs to what added")
	h.clock.Add(time.Minute)
	require.NoError(
		t, h.SuspendResellers(t.Context(), desk.NewID(), []string{saved.ID}, "unpaid", core.NoDay),
	)
	require.NoError(t, h.ResumeResellers(t.Context(), desk.NewID(), []string{saved.ID}))
	require.NoError(t, h.SignIn(t.Context(), ownerEmail, ownerPassword))
	for range 3 {
		next, err := h.NextUndo(t.Context())
		require.NoError(t, err)
		require.Nil(t, next.Newer)
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
	}
	for range 3 {
		next, err := h.NextRedo(t.Context())
		require.NoError(t, err)
		require.Nil(t, next.Newer)
		require.NoError(t, h.Undo(t.Context(), desk.NewID(), next.ID))
	}
}
