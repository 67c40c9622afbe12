package permission_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/permission"
)

func TestTheCatalogueIsSound(t *testing.T) {
	seen := map[permission.Key]bool{}
	for _, f := range permission.Catalogue() {
		require.False(t, seen[f.Key], "%s stands once", f.Key)
		seen[f.Key] = true
		require.Contains(t, permission.Tabs(), f.Tab)
	}
	for _, f := range permission.Catalogue() {
		for _, n := range f.Needs {
			require.True(t, seen[n], "%s needs %s, which exists", f.Key, n)
		}
	}
	require.Empty(t, permission.All().Validate(permission.All(), nil))
	require.Empty(t, permission.Default().Validate(permission.All(), nil))
}

func TestGivingGivesWhatItNeeds(t *testing.T) {
	s := permission.Set{}
	require.Equal(
		t, []permission.Key{permission.PBXView, permission.PBXEdit}, s.Give(permission.PBXExpiry),
	)
	require.ElementsMatch(
		t, []permission.Key{permission.PBXEdit, permission.PBXExpiry}, s.Take(permission.PBXView),
	)
	require.Empty(t, s.Keys())
}

func TestNobodyGrantsWhatHeDoesNotHold(t *testing.T) {
	require.NotEmpty(
		t,
		permission.NewSet(permission.PBXView).Validate(
			permission.NewSet(permission.AlarmView), nil,
		),
	)
	require.NotEmpty(t, permission.NewSet("pbx.fly").Validate(permission.All(), nil))
}

// TestAnyClicksLeaveAValidSet clicks at random; whatever was clicked, the set can be saved.
func TestAnyClicksLeaveAValidSet(t *testing.T) {
	var keys []permission.Key
	for _, f := range permission.Catalogue() {
		keys = append(keys, f.Keys()...)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := permission.Set{}
		for range rapid.IntRange(0, 60).Draw(t, "clicks") {
			key := rapid.SampledFrom(keys).Draw(t, "feature")
			if rapid.Bool().Draw(t, "on") {
				s.Give(key)
				if !s[key] {
					t.Fatalf("%s was not given", key)
				}
			} else {
				s.Take(key)
				if s[key] {
					t.Fatalf("%s was not taken", key)
				}
			}
			if problems := s.Validate(permission.All(), nil); len(problems) > 0 {
				t.Fatal(problems)
			}
		}
	})
}

func TestAValueIsHeldWithItsFeatureAlone(t *testing.T) {
	s := permission.Set{}
	require.Equal(
		t, []permission.Key{permission.PBXView, permission.PBXType},
		s.Give(permission.PBXTypeTrial),
	)
	require.True(t, s[permission.PBXTypeTrial])
	require.Empty(t, s.Take(permission.PBXTypeTrial), "the feature stays")
	require.True(t, s[permission.PBXType])
	s.Give(permission.PBXTypeTrial)
	s.Take(permission.PBXType)
	require.Equal(t, []permission.Key{permission.PBXView}, s.Keys())

	require.NotEmpty(
		t, permission.NewSet(permission.PBXTypeTrial).Validate(permission.All(), nil),
		"alone it is of no use",
	)
	s.Give(permission.PBXTypeTrial)
	require.Empty(
		t, s.Validate(permission.All(), nil),
		"who may choose says what others start with; nobody holds that for himself",
	)
	require.NotEmpty(t, s.Validate(permission.NewSet(permission.PBXView), nil))
	view, plain := permission.NewSet(permission.PBXView), permission.NewSet(
		permission.PBXView, permission.PBXType,
	)
	require.Empty(t, s.Validate(view, s), "what others granted stays")
	require.Equal(
		t, []permission.Key{permission.PBXType}, s.NotHeld(view, plain),
		"and is not chosen otherwise",
	)
	require.Equal(t, []permission.Key{permission.PBXType}, plain.NotHeld(view, s))
	require.Empty(t, view.NotHeld(view, s), "taking it takes the value along")
	require.Equal(t, s, s.Within(permission.All()))
	require.Equal(t, s.Keys(), s.Clone().ForReseller().Keys())
	for _, f := range permission.Catalogue() {
		require.False(t, f.Value != "" && permission.All()[f.Value], "no value is chosen by itself")
	}
}

func TestTheTabsAreTheMenu(t *testing.T) {
	var tabs []permission.Tab
	var headings []permission.Heading
	seen := map[permission.Heading]bool{}
	for _, g := range permission.Groups(permission.Catalogue()) {
		if !slices.Contains(tabs, g.Tab) {
			tabs = append(tabs, g.Tab)
		}
		if g.Heading != permission.NoHeading {
			require.False(t, seen[g.Heading], "the features under %s are together", g.Heading)
			seen[g.Heading] = true
			headings = append(headings, g.Heading)
		}
	}
	require.Equal(t, permission.Tabs(), tabs)
	require.Equal(t, []permission.Heading{
		permission.HeadingUsage, permission.HeadingPBX, permission.HeadingCustomer,
		permission.HeadingHandover,
		permission.HeadingUser, permission.HeadingLogs, permission.HeadingEmail,
		permission.HeadingExchange,
	}, headings)
}

func TestReadyPresetsCanBeGiven(t *testing.T) {
	ready := permission.Ready()
	require.Equal(t, permission.ReadySells, ready[0].ID)
	require.Equal(t, permission.Default(), ready[0].Permissions)
	for _, p := range ready {
		require.Empty(t, p.Permissions.Validate(permission.All(), nil), p.ID)
		require.Equal(t, p.Permissions, p.Permissions.ForReseller(), p.ID)
	}
	for _, p := range ready {
		if p.ID != permission.ReadyOnlyLooks {
			continue
		}
		for _, key := range p.Permissions.Keys() {
			require.Regexp(t, `\.view$`, string(key))
		}
		require.NotEmpty(t, p.Permissions)
	}
}

func TestValuesAreNotCounted(t *testing.T) {
	s := permission.NewSet(permission.PBXView, permission.PBXType, permission.PBXTypeTrial)
	require.Equal(t, 2, s.Count(permission.Catalogue()))
}

func TestGivingBackAddsNothingThatMissesSomething(t *testing.T) {
	full := permission.All()
	full[permission.PBXTypeTrial] = true
	s := full.Clone()
	s.Take(permission.PBXView)
	dropped := full.Without(s)
	s.Take(permission.CustomerView)
	s.Give(permission.PBXView)
	s.GiveBack(dropped)
	require.True(t, s[permission.PBXExpiry] && s[permission.PBXEdit] && s[permission.PBXTypeTrial])
	require.False(t, s[permission.PBXSendActivation], "it needs the customers as well")
	require.Empty(t, s.Validate(permission.All(), nil))
}
