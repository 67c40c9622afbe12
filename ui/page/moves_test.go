package page

import (
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/assets"
	"resellerdesk/core"
	"resellerdesk/core/capacity"
	"resellerdesk/core/i18n"
)

// TestWhatMovesIsSaidInWords compares two packages.
func TestWhatMovesIsSaidInWords(t *testing.T) {
	words, err := i18n.New(assets.Translations, "en")
	require.NoError(t, err)
	env := &Env{Words: words}
	before := capacity.Amounts{
		capacity.Extensions: 40, capacity.ConcurrentCalls: 8, capacity.RecordingMinutes: 500,
	}
	after := capacity.Amounts{
		capacity.Extensions: 45, capacity.ConcurrentCalls: 6, capacity.RecordingMinutes: 500,
	}
	moves := func(after capacity.Amounts) string {
		return MovesText(
			env, Difference(after, before), "pbx.takes_reseller", "pbx.returns_reseller",
			core.Args{"Company": "Kranich"},
		)
	}
	require.Equal(
		t, "Takes 5 extensions from the package of Kranich. "+
			"Returns 2 calls to the package of Kranich.", moves(after),
	)
	require.Empty(t, moves(before))
	require.Equal(
		t, "Returns 40 extensions, 8 calls, 500 recording minutes to the package of Kranich.",
		moves(nil),
	)
}
