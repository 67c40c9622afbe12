package activation_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"resellerdesk/core/activation"
)

func TestFileName(t *testing.T) {
	for company, want := range map[string]string{
		"Kranich GmbH": "Kranich GmbH", "Müller & Söhne": "Müller & Söhne", "漢字": "漢字",
		`a<b>c:d"e/f\g|h?i*j`: "a-b-c-d-e-f-g-h-i-j", "A.B. Ltd.": "A-B- Ltd-", "..": "--",
		"a\nb\x7fc\u0085d": "a-b-c-d", " a\u00a0b ": "a b",
		"a\u202eb\u200b\ufeffc": "abc", // What turns the order of letters around, or is not seen.
		"NUL":                   "NUL-", "con": "con-", "Aux": "Aux-", "LPT1": "LPT1-", "com²": "com²-",
		" prn ": "prn-", "Conrad": "Conrad", "COM10": "COM10", "nul GmbH": "nul GmbH",
		"": "-", " \u200b ": "-",
	} {
		require.Equal(t, want, activation.FileName(company), "%q", company)
	}
}

// TestFileName_IsNotTooLong counts bytes, as file systems do.
func TestFileName_IsNotTooLong(t *testing.T) {
	require.Equal(t, strings.Repeat("x", 120), activation.FileName(strings.Repeat("x", 200)))
	require.Equal(t, strings.Repeat("🙂", 30), activation.FileName(strings.Repeat("🙂", 60)))
	require.Equal(t, "x"+strings.Repeat("漢", 39), activation.FileName("x"+strings.Repeat("漢", 60)))
	rapid.Check(t, func(rt *rapid.T) {
		name := activation.FileName(rapid.String().Draw(rt, "company"))
		require.LessOrEqual(rt, len(name), 121)
		require.NotEmpty(rt, name)
		require.True(rt, utf8.ValidString(name))
		require.Equal(rt, strings.TrimSpace(name), name)
		require.False(rt, strings.ContainsAny(name, "<>:\"/\\|?*.\x00\n\r\t"))
	})
}
