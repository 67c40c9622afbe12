package activation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/sethvargo/go-diceware/diceware"
	"github.com/stretchr/testify/require"
)

// TestAFingerprint compares with what ten lines of Python made of the same keys by
// docs/activation-file.md.
func TestAFingerprint(t *testing.T) {
	require.Equal(t, "second confusion consult decorator antsy busily", Fingerprint(public(0)))
	require.Equal(t, "excursion crummy richness science figure nurture", Fingerprint(public(1)))
}

// TestTheWordsAreTheEFFs compares the list with the file eff_large_wordlist.txt by the hash that
// the documentation names.
func TestTheWordsAreTheEFFs(t *testing.T) {
	var list strings.Builder
	for place := range listLength {
		word := diceware.WordListEffLarge().WordAt(throw(place))
		require.NotEmpty(t, word)
		fmt.Fprintf(&list, "%d\t%s\n", throw(place), word)
	}
	sum := sha256.Sum256([]byte(list.String()))
	require.Equal(
		t, "addd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e",
		hex.EncodeToString(sum[:]),
	)
}
