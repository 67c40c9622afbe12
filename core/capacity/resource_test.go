package capacity_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core/capacity"
)

// TestResources names the resources in the order in which forms ask for them (docs/domain.md §2).
func TestResources(t *testing.T) {
	always := []capacity.Resource{"extensions", "concurrent_calls", "recording_minutes"}
	optional := []capacity.Resource{
		"ultimate_extensions", "custom_domains", "remote_connections", "transcription_minutes",
	}
	require.Equal(t, always, capacity.Always())
	require.Equal(t, optional, capacity.Optional())
	require.Equal(t, append(always, optional...), capacity.Resources())
}

// TestResources_BelongToTheCaller changes a list, which must not change the next one.
func TestResources_BelongToTheCaller(t *testing.T) {
	for name, list := range map[string]func() []capacity.Resource{
		"always": capacity.Always, "optional": capacity.Optional, "all": capacity.Resources,
	} {
		first := list()[0]
		list()[0] = "changed"
		require.Equal(t, first, list()[0], name)
	}
}

func TestFixedNumbers(t *testing.T) {
	require.EqualValues(t, 500, capacity.MaxExtensionsPerPBX)
	require.EqualValues(t, 500, capacity.FreeRecordingMinutes)
	require.EqualValues(t, 1_000_000_000, capacity.MaxAmount)
}

// TestIsCountedInPBXs: no PBX has a field for remote connections.
func TestIsCountedInPBXs(t *testing.T) {
	for _, r := range capacity.Resources() {
		require.Equal(t, r != capacity.RemoteConnections, r.IsCountedInPBXs(), r)
	}
}

// TestAmounts_NotIncludedIsNotZero tells what is missing from what is there and 0.
func TestAmounts_NotIncludedIsNotZero(t *testing.T) {
	amounts := capacity.Amounts{capacity.Extensions: 0, capacity.ConcurrentCalls: 4}
	require.True(t, amounts.Has(capacity.Extensions))
	require.True(t, amounts.Has(capacity.ConcurrentCalls))
	require.False(t, amounts.Has(capacity.CustomDomains))
	require.False(t, capacity.Amounts(nil).Has(capacity.Extensions))
}

func TestAmounts_CloneIsACopy(t *testing.T) {
	amounts := capacity.Amounts{capacity.Extensions: 0, capacity.ConcurrentCalls: 4}
	c := amounts.Clone()
	require.Equal(t, amounts, c)
	c[capacity.ConcurrentCalls] = 5
	c[capacity.CustomDomains] = 1
	require.Equal(
		t, capacity.Amounts{capacity.Extensions: 0, capacity.ConcurrentCalls: 4}, amounts,
	)
	c = capacity.Amounts(nil).Clone()
	require.NotNil(t, c, "it can be written to")
	require.Empty(t, c)
}
