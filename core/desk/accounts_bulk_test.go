package desk_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
)

// TestBulkMailsAndPresetsCanBeCancelled ends each while it is under way: nothing of it is done.
func TestBulkMailsAndPresetsCanBeCancelled(t *testing.T) {
	h := newDistributor(t)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions] = 1000
	}))
	require.NoError(t, h.Import(t.Context(), desk.NewID(), h.plan(many(60))))
	ids, err := h.store.ResellerList().IDs(t.Context(), desk.ResellerQuery{})
	require.NoError(t, err)
	preset := account.Preset{
		Kind: account.PackagePreset, Name: "Larger",
		Package: capacity.Package{
			Amounts: capacity.Amounts{capacity.Extensions: 3}, MinExtensions: 1,
		},
	}
	for _, share := range []int{1, 50} {
		h.cancelled(share, func(ctx context.Context) error { return h.SendActivation(ctx, ids) })
		require.Empty(t, h.mails())
		h.cancelled(share, func(ctx context.Context) error {
			return h.ApplyPreset(ctx, desk.NewID(), ids, preset)
		})
		require.EqualValues(t, 1000-60, h.free(capacity.Extensions))
	}
	require.NoError(t, h.SendActivation(t.Context(), ids))
	require.Len(t, h.mails(), 60)
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, preset))
	require.EqualValues(t, 1000-3*60, h.free(capacity.Extensions))
	h.proved()
}
