package activation

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	for _, typed := range []string{
		code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""),
		strings.ReplaceAll(code, "-", " "), " \t" + code + "\n",
		strings.ReplaceAll(code, "-", "\u2013"), strings.ReplaceAll(code, "-", "\u00a0"),
		strings.ReplaceAll(code, "1", "l"), strings.ReplaceAll(code, "1", "I"),
	} {
		got, err := ParseCode(typed)
		require.NoError(t, err, typed)
		require.Equal(t, code, got)
	}
	got, err := ParseCode(strings.Repeat("o", 28))
	require.NoError(t, err)
	require.Equal(t, otherCode, got)
	require.Regexp(t, `^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$`, NewCode())
	require.NotEqual(t, NewCode(), NewCode())
}

func TestWhatIsNoCode(t *testing.T) {
	for typed, want := range map[string]string{
		"": "code.length", code[:33]: "code.length", code + "0": "code.length",
		strings.Repeat("x", 1<<20): "code.length",
		"U" + code[1:]:             "code.mistyped", "é" + code[1:]: "code.mistyped",
		code[:33] + "é": "code.mistyped", strings.Repeat("é", 28): "code.mistyped",
	} {
		_, err := ParseCode(typed)
		require.Equal(t, want, refusal(t, err), "%.40q", typed)
	}
}

// secretOf draws the hash of a secret.
func secretOf(t *rapid.T) []byte {
	return Hash(rapid.StringMatching(`[A-Z2-7]{26}`).Draw(t, "secret"))
}

// TestEveryTypoIsNoticed changes one character of a code, or swaps two that the check does not
// belong to.
func TestEveryTypoIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hash := secretOf(t)
		for code, parse := range map[string]func(string) error{
			withCheck(hash[:codeSize], codeGroup): func(s string) error {
				_, err := ParseCode(s)
				return err
			},
			ConfirmationCode(hash): func(s string) error { return CheckConfirmation(hash, s) },
		} {
			require.NoError(t, parse(code))
			plain := []byte(strings.ReplaceAll(code, "-", ""))
			at := rapid.IntRange(0, len(plain)-1).Draw(t, "at")
			was := plain[at]
			for i := range letters {
				plain[at] = letters[i]
				if plain[at] != was {
					require.Equal(
						t, "code.mistyped", keyOf(parse(string(plain))), "%s for %s", plain, code,
					)
				}
			}
			plain[at] = was
			i := rapid.IntRange(0, len(plain)-3).Draw(t, "i")
			j := rapid.IntRange(0, len(plain)-3).Draw(t, "j")
			if plain[i] != plain[j] {
				plain[i], plain[j] = plain[j], plain[i]
				require.Equal(
					t, "code.mistyped", keyOf(parse(string(plain))), "swapped in %s", code,
				)
			}
		}
	})
}

func TestAConfirmationIsOfOneInvitation(t *testing.T) {
	hash, other := Hash(secret), Hash("ANOTHER")
	read := ConfirmationCode(hash)
	require.Equal(t, "880DK-XS6HR", read, "what a reseller's screen shows stays the same")
	require.NoError(t, CheckConfirmation(hash, "88 odk xs6hr"))
	require.Equal(t, "code.other", refusal(t, CheckConfirmation(other, read)))
	require.Equal(t, "code.length", refusal(t, CheckConfirmation(hash, "880DK")))
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{
		code, otherCode, "", "6NMJ", strings.ToLower(code), strings.Repeat("é", 28), "\xff" + code,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := within(t, func() (string, error) { return ParseCode(text) })
		if err != nil {
			require.Contains(t, []string{"code.length", "code.mistyped"}, refusal(t, err))
			return
		}
		again, err := ParseCode(got)
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
