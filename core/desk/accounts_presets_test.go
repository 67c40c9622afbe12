package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/desk"
	"resellerdesk/core/i18n"
	"resellerdesk/core/permission"
	"resellerdesk/core/wording"
)

// three adds three resellers with 120 extensions each and returns their ids.
func (h *house) three() []string {
	ids := make([]string, 3)
	for i := range ids {
		d := h.kranich()
		d.Profile.Email, d.Profile.Company = fmt.Sprintf(
			"p%d@partner.example", i,
		), fmt.Sprintf("Partner %d", i)
		saved, err := h.AddReseller(h.t.Context(), desk.NewID(), d, false)
		require.NoError(h.t, err)
		ids[i] = saved.ID
	}
	return ids
}

// savedPresets are the presets that people saved.
func (h *house) savedPresets() []account.Preset {
	presets, err := h.Presets(h.t.Context())
	require.NoError(h.t, err)
	return presets[len(account.ReadyPresets()):]
}

func salesPartner() account.Preset {
	return account.Preset{
		Kind: account.PermissionPreset, Name: " Sales partner ",
		Permissions: permission.NewSet(
			permission.DashboardView, permission.PBXView, permission.PBXDelete,
		),
	}
}

func TestAPermissionPreset(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.Equal(t, "permission.needs", key(h.SavePreset(t.Context(), account.Preset{
		Kind: account.PermissionPreset, Name: "x",
		Permissions: permission.NewSet(permission.PBXDelete),
	})))
	require.Equal(
		t, "field.required",
		key(h.SavePreset(t.Context(), account.Preset{Kind: account.PermissionPreset, Name: " "})),
	)
	require.NoError(t, h.SavePreset(t.Context(), salesPartner()))
	presets := h.savedPresets()
	require.Len(t, presets, 1)
	p := presets[0]
	require.Equal(t, "Sales partner", p.Name)

	effects, err := h.PreviewPreset(t.Context(), ids, p)
	require.NoError(t, err)
	require.Len(t, effects, 3)
	require.Equal(t, []permission.Key{permission.PBXDelete}, effects[0].Given)
	require.Contains(t, effects[0].Taken, permission.PBXAdd)
	require.Equal(
		t, permission.Default(), h.account(ids[0]).Permissions, "a preview changes nothing",
	)

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
	require.Equal(t, permission.ReadySells, h.account(ids[1]).Preset)

	same := salesPartner()
	same.Name, same.Permissions = "SALES PARTNER", permission.NewSet(permission.DashboardView)
	require.NoError(t, h.SavePreset(t.Context(), same))
	require.Len(t, h.savedPresets(), 1, "the name is unique whatever its case")
	require.NoError(t, h.DeletePreset(t.Context(), same))
	require.Equal(t, core.NotFound, core.CodeOf(h.DeletePreset(t.Context(), same)))
}

// TestTheLogNamesAReadyPresetInTheReadersLanguage looks at one that could not be applied.
func TestTheLogNamesAReadyPresetInTheReadersLanguage(t *testing.T) {
	h := newDistributor(t)
	ready := account.Preset{
		Kind: account.PermissionPreset, Name: permission.ReadySells,
		Permissions: permission.Default(),
	}
	require.Error(t, h.ApplyPreset(t.Context(), desk.NewID(), []string{desk.NewID()}, ready))
	for _, language := range i18n.Languages {
		words := printer(language)
		require.Equal(
			t, words.T("preset.ready."+ready.Name), wording.LogTextOf(words, h.lastLogged()).Object,
		)
	}
	found, err := h.Logs(t.Context(), desk.LogQuery{Search: ready.Name, Limit: 1})
	require.NoError(t, err)
	require.Len(t, found, 1, "the search finds it by what it is known by in every language")
}

func TestARenamedPresetIsFollowed(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.NoError(t, h.SavePreset(t.Context(), salesPartner()))
	p := salesPartner().Trim()
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids[:2], p))
	other := account.Preset{
		Kind: account.PermissionPreset, Name: "Service",
		Permissions: permission.NewSet(permission.DashboardView),
	}
	require.NoError(t, h.SavePreset(t.Context(), other))
	require.NoError(t, h.SavePreset(t.Context(), account.Preset{
		Kind: account.PackagePreset, Name: "Dealer",
		Package: capacity.Package{
			Amounts: capacity.Amounts{capacity.Extensions: 5}, MinExtensions: 1,
		},
	}))
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids[2:], other))
	rename := func(from, to string) error {
		return h.RenamePreset(t.Context(), account.PermissionPreset, from, to)
	}
	names := func() (list []string) {
		for _, p := range h.savedPresets() {
			list = append(list, string(p.Kind)+" "+p.Name)
		}
		return list
	}

	stood := names()
	for name, c := range map[string]struct{ from, to, key string }{
		"in use, whatever its case": {"Sales partner", "SERVICE", "preset.in_use"},
		"no name":                   {"Sales partner", " ", "field.required"},
		"not there":                 {"Reseller", "Dealer", "changed_meanwhile"},
	} {
		require.Equal(t, c.key, key(rename(c.from, c.to)), name)
		require.Equal(t, stood, names(), name)
		require.Equal(t, "Sales partner", h.account(ids[0]).Preset, name)
		require.True(t, h.lastLogged().Refused(), name)
	}

	open, err := h.Reseller(t.Context(), ids[0])
	require.NoError(t, err)
	require.NoError(
		t, rename("sales PARTNER", " Dealer "), "a preset of the other kind may have the name",
	)
	require.Equal(t, []string{"package Dealer", "permission Dealer", "permission Service"}, names())
	require.Equal(
		t, []string{"Dealer", "Dealer", "Service"},
		[]string{h.account(ids[0]).Preset, h.account(ids[1]).Preset, h.account(ids[2]).Preset},
	)
	require.Equal(t, p.Permissions, h.account(ids[0]).Permissions)
	require.Equal(
		t, []string{"preset.renamed", "ok"},
		[]string{h.lastLogged().Operation, h.lastLogged().Result},
	)
	_, err = h.EditReseller(t.Context(), desk.NewID(), ids[0], open.Version, open.Draft, false)
	require.Equal(
		t, "changed_meanwhile", key(err), "a form that was open would put the old name back",
	)

	require.NoError(t, rename("Dealer", "DEALER"), "it is its own name")
	require.Equal(t, "DEALER", h.account(ids[1]).Preset)
	require.NoError(t, h.RenamePreset(t.Context(), account.PackagePreset, "Dealer", "Small"))
	require.Equal(t, "DEALER", h.account(ids[1]).Preset, "nobody carries the name of a package")
}

func TestAPackagePresetHoldsOnlyWhatAPackageCan(t *testing.T) {
	h := newDistributor(t)
	limit := func(n int64) *int64 { return &n }
	for name, c := range map[string]struct {
		change     func(p *capacity.Package)
		field, key string
	}{
		"a negative amount": {
			func(p *capacity.Package) { p.Amounts[capacity.ConcurrentCalls] = -1 },
			"concurrent_calls", "field.range",
		},
		"an amount out of range": {
			func(p *capacity.Package) { p.Amounts[capacity.CustomDomains] = 1_000_000_001 },
			"custom_domains", "field.range",
		},
		"share above the whole": {
			func(p *capacity.Package) { p.Amounts[capacity.UltimateExtensions] = 101 },
			"ultimate_extensions", "capacity.share",
		},
		"minimum 0": {
			func(p *capacity.Package) { p.MinExtensions = 0 }, "min_extensions", "field.range",
		},
		"minimum 501": {
			func(p *capacity.Package) {
				p.MinExtensions, p.Amounts[capacity.Extensions] = 501, 1000
			},
			"min_extensions", "field.range",
		},
		"minimum above the given": {
			func(p *capacity.Package) { p.MinExtensions = 101 }, "min_extensions",
			"capacity.min_above_extensions",
		},
		"limit 0": {
			func(p *capacity.Package) { p.PBXLimit = limit(0) }, "pbx_limit", "capacity.pbx_limit",
		},
	} {
		p := capacity.Package{Amounts: capacity.Amounts{capacity.Extensions: 100}, MinExtensions: 1}
		c.change(&p)
		err := h.SavePreset(
			t.Context(), account.Preset{Kind: account.PackagePreset, Name: "Large", Package: p},
		)
		var problems core.Problems
		require.ErrorAs(t, err, &problems, name)
		require.Len(t, problems, 1, name)
		require.Equal(
			t, []string{c.field, c.key}, []string{problems[0].Field, problems[0].Key}, name,
		)
	}
	require.Empty(t, h.savedPresets(), "nothing was saved")

	for name, p := range map[string]capacity.Package{
		"the most": {
			Amounts: capacity.Amounts{
				capacity.Extensions: 1_000_000_000, capacity.UltimateExtensions: 1_000_000_000,
			},
			MinExtensions: 500, PBXLimit: limit(1),
		},
		"no extensions, so they stay": {
			Amounts: capacity.Amounts{capacity.UltimateExtensions: 50}, MinExtensions: 500,
		},
	} {
		require.NoError(
			t,
			h.SavePreset(
				t.Context(), account.Preset{Kind: account.PackagePreset, Name: "Large", Package: p},
			),
			name,
		)
	}
}

func TestAPackagePresetIsAllOrNothing(t *testing.T) {
	h := newDistributor(t)
	ids := h.three() // 360 of 500 extensions are given.
	limit := int64(10)
	p := account.Preset{Kind: account.PackagePreset, Name: "Small", Package: capacity.Package{
		Amounts: capacity.Amounts{capacity.Extensions: 170}, MinExtensions: 10, PBXLimit: &limit,
		HighAvailability: true,
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
	short := p
	short.Package.Amounts = capacity.Amounts{capacity.Extensions: 167}
	effects, err = h.PreviewPreset(t.Context(), ids, short)
	require.NoError(t, err)
	require.Equal(t, "capacity.not_enough", key(effects[2].Err), "it takes 141, and 140 are free")

	var done []int
	ctx := desk.WithProgress(t.Context(), func(d, of, _ int) {
		require.Equal(t, 2, of)
		done = append(done, d)
	})
	require.NoError(t, h.ApplyPreset(ctx, desk.NewID(), ids[:2], p))
	require.Equal(t, len(done)-1, slices.Index(done, 2), "nothing is left once all are done")
	require.EqualValues(t, 40, h.free(capacity.Extensions))
	effects, err = h.PreviewPreset(t.Context(), ids[:1], p)
	require.NoError(t, err)
	require.False(t, effects[0].Changes(), "it has the limit of PBXs already")
	a := h.account(ids[0])
	require.Equal(
		t,
		capacity.Amounts{
			capacity.Extensions: 170, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 2000,
		},
		a.Package.Amounts, "what it does not name stays",
	)
	require.True(t, a.Package.HighAvailability)
	require.EqualValues(t, 10, *a.Package.PBXLimit)
	h.proved()
}

// TestAPresetThatChangesNothingIsNoOperation applies one a second time.
func TestAPresetThatChangesNothingIsNoOperation(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, salesPartner()))
	newest := h.past()[0].ID
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, salesPartner()))
	require.Equal(t, newest, h.past()[0].ID, "it would only stand in the way of undo")
}

// TestAPackagePresetGivesOutWhatItTakesBack applies one that makes the first package larger by what
// it takes from another one, while nothing else is free.
func TestAPackagePresetGivesOutWhatItTakesBack(t *testing.T) {
	h := newDistributor(t)
	ids := h.three() // 120 extensions each.
	h.change(ids[0], func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 110 }, false)
	h.change(ids[1], func(d *account.Draft) { d.Package.Amounts[capacity.Extensions] = 130 }, false)
	require.NoError(t, h.changeSubscription(func(s *capacity.Subscription) {
		s.Total[capacity.Extensions] = 360
	}))
	even := account.Preset{Kind: account.PackagePreset, Name: "Even", Package: h.kranich().Package}
	require.EqualValues(t, 120, even.Package.Amounts[capacity.Extensions])
	require.NoError(t, h.ApplyPreset(t.Context(), desk.NewID(), ids, even))
	for _, id := range ids {
		require.EqualValues(t, 120, h.account(id).Package.Amounts[capacity.Extensions])
	}
}

func TestAPresetGivesOutNothingWhileTheSubscriptionIsShort(t *testing.T) {
	h := newDistributor(t)
	big := h.add(false).ID
	draft := h.kranich()
	draft.Profile.Email, draft.Package.Amounts[capacity.Extensions] = "small@partner.example", 40
	small, err := h.AddReseller(t.Context(), desk.NewID(), draft, false)
	require.NoError(t, err)
	require.NoError(
		t,
		h.changeSubscription(func(s *capacity.Subscription) { s.Total[capacity.Extensions] = 130 }),
	)
	p := account.Preset{
		Kind: account.PackagePreset, Name: "80",
		Package: capacity.Package{
			Amounts: capacity.Amounts{capacity.Extensions: 80}, MinExtensions: 1,
		},
	}
	ids := []string{big, small.ID}
	require.Error(
		t, h.ApplyPreset(t.Context(), desk.NewID(), ids, p),
		"40 come back, of which the vendor cut 30",
	)
	require.EqualValues(t, 30, h.usage().Shortfall)
	p.Package.Amounts[capacity.Extensions] = 50
	require.NoError(
		t, h.ApplyPreset(t.Context(), desk.NewID(), ids, p),
		"70 come back, of which 40 can be given out",
	)
	require.Equal(t, capacity.Usage{Free: 30, Unused: 100}, h.usage())
	h.proved()
}

func TestReadyPresetsAreThereAndStay(t *testing.T) {
	h := newDistributor(t)
	presets, err := h.Presets(t.Context())
	require.NoError(t, err)
	require.Equal(t, account.ReadyPresets(), presets, "without anybody having made them")
	english, german := h.Printer("en"), h.Printer("de")
	for _, p := range presets {
		for _, words := range []*i18n.Printer{english, german} {
			name := desk.PresetName(words, p.Kind, p.Name)
			require.NotContains(t, name, p.Name)
			for _, taken := range []string{p.Name, strings.ToUpper(name), " " + name} {
				own := account.Preset{
					Kind: p.Kind, Name: taken, Permissions: permission.NewSet(permission.PBXView),
				}
				require.Equal(t, "preset.ready", key(h.SavePreset(t.Context(), own)), taken)
				require.Equal(t, "preset.ready", key(h.DeletePreset(t.Context(), own)), taken)
				require.Equal(
					t, "preset.ready", key(h.RenamePreset(t.Context(), p.Kind, taken, "Mine")),
				)
			}
		}
	}
	form, err := h.NewReseller(t.Context())
	require.NoError(t, err)
	require.Equal(t, permission.ReadySells, form.Draft.Preset)
	require.False(t, form.Presets[0].Differs(form.Draft), "a new reseller starts with it")
	require.EqualValues(t, 1, form.Draft.Package.MinExtensions)
}

func TestAPresetIsNotForADeletedReseller(t *testing.T) {
	h := newDistributor(t)
	ids := h.three()
	require.NoError(t, h.DeleteResellers(t.Context(), desk.NewID(), ids[:1], false))
	effects, err := h.PreviewPreset(t.Context(), ids, account.Preset{
		Kind: account.PermissionPreset, Name: "Usual", Permissions: permission.Default(),
	})
	require.NoError(t, err)
	require.Len(t, effects, 3)
	for i, want := range []string{"reseller.gone", "", ""} {
		got := ""
		if effects[i].Err != nil {
			got = key(effects[i].Err)
		}
		require.Equal(t, want, got, i)
	}
}
