package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/account"
	"resellerdesk/core/capacity"
	"resellerdesk/core/permission"
)

// TestReadyPresets are those of docs/domain.md §4, in that order.
func TestReadyPresets(t *testing.T) {
	var ids []string
	for _, p := range account.ReadyPresets() {
		ids = append(ids, p.Name)
		require.Equal(t, account.PermissionPreset, p.Kind)
		require.NotEmpty(t, p.Permissions)
		require.True(t, account.IsReadyPreset(account.PermissionPreset, p.Name))
		require.False(t, account.IsReadyPreset(account.PackagePreset, p.Name))
	}
	require.Equal(t, []string{"sells-and-manages", "looks-after", "only-looks", "everything"}, ids)
	require.Equal(t, permission.Ready()[2].Permissions, account.ReadyPresets()[2].Permissions)
	require.False(t, account.IsReadyPreset(account.PermissionPreset, "Ours"))
	require.False(t, account.IsReadyPreset(account.PermissionPreset, ""))
}

func TestAPresetNeedsAName(t *testing.T) {
	for name, key := range map[string]string{
		"Gold": "", strings.Repeat("ö", 60): "", strings.Repeat("ö", 61): "field.too_long",
		"": "field.required", "  ": "field.required", "a\nb": "field.control",
	} {
		for _, kind := range []account.PresetKind{
			account.PermissionPreset, account.PackagePreset,
		} {
			p := account.Preset{
				Kind: kind, Name: name, Package: capacity.Package{MinExtensions: 1},
			}
			problems := p.Validate(permission.All())
			if key == "" {
				require.Empty(t, problems, name)
				continue
			}
			require.Len(t, problems, 1, name)
			require.Equal(t, "preset", problems[0].Field)
			require.Equal(t, key, problems[0].Key)
		}
	}
	require.Equal(t, "a b", account.Preset{Name: " a b\t"}.Trim().Name)
}

// TestAPresetIsCheckedByItsKind: a package preset has no permissions, nor the other way round.
func TestAPresetIsCheckedByItsKind(t *testing.T) {
	p := account.Preset{
		Name: "Gold", Permissions: permission.NewSet(permission.PBXView),
		Package: capacity.Package{MinExtensions: 501},
	}
	p.Kind = account.PermissionPreset
	require.Empty(t, p.Validate(permission.All()))
	problems := p.Validate(permission.NewSet(permission.AlarmView))
	require.Len(t, problems, 1)
	require.Equal(t, "permission.not_held", problems[0].Key)
	p.Kind = account.PackagePreset
	problems = p.Validate(permission.Set{})
	require.Len(t, problems, 1)
	require.Equal(t, "min_extensions", problems[0].Field)
	p.Package = capacity.Package{
		MinExtensions: 1, Amounts: capacity.Amounts{capacity.Extensions: 1_000_000_000},
	}
	require.Empty(t, p.Validate(permission.Set{}), "what is free is not known")
}

// TestApplyingAPermissionPreset changes nothing of the package, and leaves the preset its own.
func TestApplyingAPermissionPreset(t *testing.T) {
	p := account.Preset{
		Kind: account.PermissionPreset, Name: "Gold",
		Permissions: permission.NewSet(permission.PBXView),
		Package:     capacity.Package{MinExtensions: 77},
	}
	got := p.Apply(draft())
	want := draft()
	want.Permissions, want.Preset = permission.NewSet(permission.PBXView), "Gold"
	require.Equal(t, want, got)
	got.Permissions.Give(permission.AlarmView)
	require.Equal(t, permission.NewSet(permission.PBXView), p.Permissions)
}

// TestApplyingAPackagePreset leaves an amount as it is that the preset does not have.
func TestApplyingAPackagePreset(t *testing.T) {
	p := account.Preset{
		Kind: account.PackagePreset, Name: "Gold", Permissions: permission.Set{},
		Package: capacity.Package{
			MinExtensions: 7, PBXLimit: new(int64(3)), WhiteLabel: true,
			Amounts: capacity.Amounts{capacity.Extensions: 0, capacity.CustomDomains: 2},
		},
	}
	d := draft()
	d.Package.HighAvailability, d.Preset = true, "only-looks"
	got := p.Apply(d)
	require.Equal(t, capacity.Package{
		MinExtensions: 7, PBXLimit: new(int64(3)), WhiteLabel: true,
		Amounts: capacity.Amounts{
			capacity.Extensions: 0, capacity.ConcurrentCalls: 16, capacity.RecordingMinutes: 0,
			capacity.CustomDomains: 2,
		},
	}, got.Package)
	require.Equal(t, d.Permissions, got.Permissions)
	require.Equal(t, "only-looks", got.Preset)
	require.Equal(t, draft().Package.Amounts, d.Package.Amounts, "the draft before stays")
	require.Len(t, p.Package.Amounts, 2, "so does the preset")
}

func TestDiffers(t *testing.T) {
	held := func(keys ...permission.Key) permission.Set { return permission.NewSet(keys...) }
	pbx, alarm := permission.PBXView, permission.AlarmView
	for name, c := range map[string]struct {
		held, given permission.Set
		differs     bool
	}{
		"both nothing": {nil, held(), false},
		"the same":     {held(pbx, alarm), held(alarm, pbx), false},
		"one more":     {held(pbx, alarm), held(pbx), true},
		"one less":     {held(pbx), held(pbx, alarm), true},
		"another one":  {held(pbx), held(alarm), true},
		"another last": {held(pbx, alarm), held(pbx, permission.UserView), true},
	} {
		p := account.Preset{Permissions: c.given}
		require.Equal(t, c.differs, p.Differs(account.Draft{Permissions: c.held}), name)
	}
}

func TestLongestSaysTheLengthsOfTheForms(t *testing.T) {
	require.Equal(t, map[string]int{
		"company": 120, "first_name": 120, "last_name": 120, "email": 254, "phone": 60,
		"mobile": 60, "external_number": 60, "tags": 500, "address": 2000, "remark": 2000,
		"password": 256, "preset": 60,
	}, account.Longest)
}
