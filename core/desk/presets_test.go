package desk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/permission"
)

// three adds three resellers with 120 extensions each and returns their ids.
func (h *house) three() []string {
	ids := make([]string, 3)
	for i := range ids {
		d := h.kranich()
		d.Profile.Email, d.Profile.Company = fmt.Sprintf("p%d@partner.example", i), fmt.Sprintf("Partner %d", i)
		saved, err := h.AddReseller(h.t.Context(), desk.NewID(), d, false)
		require.NoError(h.t, err)
		ids[i] = saved.ID
	}
	return ids
}

func salesPartner() account.Preset {
	return account.Preset{Kind: account.PermissionPreset, Name: " Sales partner ", Permissions: permission.NewSet(permission.DashboardView, permission.PBXView, permission.PBXDelete)}
}

func TestAPermissionPreset(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.Equal(t, "permission.needs", key(h.SavePreset(t.Context(), account.Preset{
		Kind: account.PermissionPreset, Name: "x", Permissions: permission.NewSet(permission.PBXDelete),
	})))
	require.Equal(t, "field.required", key(h.SavePreset(t.Context(), account.Preset{Kind: account.PermissionPreset, Name: " "})))
	require.NoError(t, h.SavePreset(t.Context(), salesPartner()))
	presets, err := h.Presets(t.Context())
	require.NoError(t, err)
	require.Len(t, presets, 1)
	p := presets[0]
	require.Equal(t, "Sales partner", p.Name)

	effects, err := h.PreviewPreset(t.Context(), ids, p)
	require.NoError(t, err)
	require.Len(t, effects, 3)
	require.Equal(t, []permission.Key{permission.PBXDelete}, effects[0].Given)
	require.Contains(t, effects[0].Taken, permission.PBXAdd)
	require.Equal(t, permission.Default(), h.account(ids[0]).Permissions, "a preview changes nothing")

	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids[:2], p))
	require.Equal(t, p.Permissions, h.account(ids[0]).Permissions)
	require.Equal(t, "Sales partner", h.account(ids[1]).Preset)
	require.Equal(t, permission.Default(), h.account(ids[2]).Permissions)
	require.False(t, p.Differs(h.account(ids[0]).Draft()))
	require.True(t, p.Differs(h.account(ids[2]).Draft()))
	effects, err = h.PreviewPreset(t.Context(), ids, p)
	require.NoError(t, err)
	require.False(t, effects[0].Changes())

	require.NoError(t, h.Undo(t.Context(), desk.NewID(), h.past()[0].ID), "one undo for all")
	require.Equal(t, permission.Default(), h.account(ids[1]).Permissions)
	require.Empty(t, h.account(ids[1]).Preset)

	same := salesPartner()
	same.Name, same.Permissions = "SALES PARTNER", permission.NewSet(permission.DashboardView)
	require.NoError(t, h.SavePreset(t.Context(), same))
	presets, err = h.Presets(t.Context())
	require.NoError(t, err)
	require.Len(t, presets, 1, "the name is unique whatever its case")
	require.NoError(t, h.DeletePreset(t.Context(), same))
	require.Equal(t, core.Conflict, core.CodeOf(h.DeletePreset(t.Context(), same)))
}

func TestAPackagePresetIsAllOrNothing(t *testing.T) {
	h := newDistributor(t)
	ids := h.three() // 360 of 500 extensions are given.
	limit := int64(10)
	p := account.Preset{Kind: account.PackagePreset, Name: "Small", Package: capacity.Package{
		Amounts: capacity.Amounts{capacity.Extensions: 170}, MinExtensions: 10, PBXLimit: &limit, HighAvailability: true,
	}}
	require.NoError(t, h.SavePreset(t.Context(), p))
	effects, err := h.PreviewPreset(t.Context(), ids, p)
	require.NoError(t, err)
	require.NoError(t, effects[1].Err)
	require.Equal(t, "capacity.not_enough", key(effects[2].Err), "140 are free: enough for two")
	err = h.ApplyPreset(t.Context(), desk.NewID(), ids, p)
	var refusals desk.Refusals
	require.ErrorAs(t, err, &refusals)
	require.Len(t, refusals, 1)
	require.EqualValues(t, 140, h.free(capacity.Extensions))

	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids[:2], p))
	require.EqualValues(t, 40, h.free(capacity.Extensions))
	a := h.account(ids[0])
	require.Equal(t, capacity.Amounts{capacity.Extensions: 170, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000}, a.Package.Amounts, "what it does not name stays")
	require.True(t, a.Package.HighAvailability)
	require.EqualValues(t, 10, *a.Package.PBXLimit)
	h.proved()
}

func TestAPresetGivesOutNothingWhileTheSubscriptionIsShort(t *testing.T) {
	h := newDistributor(t)
	big := h.add(false).ID
	draft := h.kranich()
	draft.Profile.Email, draft.Package.Amounts[capacity.Extensions] = "small@partner.example", 40
	small, err := h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.NoError(t, err)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 130 }))
	p := account.Preset{Kind: account.PackagePreset, Name: "80", Package: capacity.Package{Amounts: capacity.Amounts{capacity.Extensions: 80}, MinExtensions: 1}}
	ids := []string{big, small.ID}
	require.Error(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, p), "40 come back, of which the vendor cut 30")
	require.EqualValues(t, 30, h.usage().Shortfall)
	p.Package.Amounts[capacity.Extensions] = 50
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, p), "70 come back, of which 40 can be given out")
	require.Equal(t, capacity.Usage{Free: 30, Unused: 100}, h.usage())
	h.proved()
}
