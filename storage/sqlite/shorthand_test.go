package sqlite_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/permission"
	"resellerdesk/storage/sqlite"
)

// TestATextOfTheLogIsReadAsItWasWritten stores texts that are made of the parts which are stored as
// letters, halves of them, and anything else.
func TestATextOfTheLogIsReadAsItWasWritten(t *testing.T) {
	pieces := []string{"\x01", "\x01!", "\x01a", "\x01ä", `\"`, "{", "}", "ß", "\n"}
	for _, text := range sqlite.ShortParts() {
		pieces = append(pieces, text, text[:len(text)/2], text[len(text)/2:])
	}
	slices.Sort(pieces)
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(t, "of")
		text := strings.Join(list, "")
		require.Equal(t, text, sqlite.Expand(sqlite.Shorten(text)))
	})
}

// TestALetterKeepsItsText: entries of the log in everybody's files are stored by these letters.
func TestALetterKeepsItsText(t *testing.T) {
	list := sqlite.ShortParts()
	hash := sha256.New()
	for _, letter := range strings.Split("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "") {
		hash.Write([]byte(letter + list[letter]))
		require.NotEmpty(t, list[letter], letter)
	}
	require.Equal(
		t, "33d541e9854fa989e2a3836c40b51c20b914fe94491349ffd91fddac0fbfb121",
		hex.EncodeToString(hash.Sum(nil)),
	)
}

// TestFeaturesAreReadAsTheyWereWritten also loses each of the rows that hold them, which never
// gives more than there was.
func TestFeaturesAreReadAsTheyWereWritten(t *testing.T) {
	var known []string
	for key := range permission.All() {
		known = append(known, string(key))
	}
	slices.Sort(known)
	known = append(known, "later.feature")
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.SampledFrom(known), rapid.ID[string]).Draw(t, "keys")
		want := permission.Set{}
		for _, k := range keys {
			want[permission.Key(k)] = true
		}
		rows := sqlite.ShortFeatures(slices.Clone(keys))
		require.Equal(t, want, featuresIn(rows))
		for i := range rows {
			left := featuresIn(slices.Delete(slices.Clone(rows), i, i+1))
			for key := range left {
				require.True(t, want[key], "%s without row %d of %q", key, i, rows)
			}
		}
	})
}

func featuresIn(rows []string) permission.Set {
	set := permission.Set{}
	for _, row := range rows {
		sqlite.AddFeatures(set, row)
	}
	return set
}

// TestWhatNewResellersGetTakesOneRow: a default that changes needs a usual list of its own, or each
// new reseller takes many.
func TestWhatNewResellersGetTakesOneRow(t *testing.T) {
	var keys []string
	for key := range permission.Default() {
		keys = append(keys, string(key))
	}
	require.Equal(t, []string{"@1"}, sqlite.ShortFeatures(keys))
}
