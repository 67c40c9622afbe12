package i18n_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/inputs"
)

func TestParseNumber(t *testing.T) {
	for _, lang := range i18n.Languages {
		p := printer(t, lang)
		for _, in := range inputs.Numbers(lang) {
			n, err := p.ParseNumber(in.Text)
			if in.Key == "" {
				require.NoError(t, err, "%s %q", lang, in.Text)
				require.Equal(t, in.Value, n, "%s %q", lang, in.Text)
				continue
			}
			var e *core.Error
			require.ErrorAs(t, err, &e, "%s %q", lang, in.Text)
			require.Equal(t, in.Key, e.Key, "%s %q", lang, in.Text)
			require.NotContains(t, p.Error(err), "<no value>", "%s %q", lang, in.Text)
		}
		for _, n := range []int64{0, 7, 999, 1000, 12_345, 1_234_567, math.MaxInt64} {
			again, err := p.ParseNumber(p.Number(n))
			require.NoError(t, err)
			require.Equal(t, n, again, "as it is shown in %s", lang)
		}
		n, err := p.ParseNumber("92233720368547758070")
		require.NoError(t, err)
		require.Equal(t, int64(math.MaxInt64), n, "every rule refuses it as too large")
		_, err = p.ParseNumber(" ")
		require.Error(t, err)
	}
}

// FuzzParseNumber reads anything: what is a number is read the same once it is written in digits,
// or as it is shown.
func FuzzParseNumber(f *testing.F) {
	for _, lang := range i18n.Languages {
		for _, in := range inputs.Numbers(lang) {
			f.Add(in.Text)
		}
	}
	all := map[string]*i18n.Printer{}
	for _, lang := range i18n.Languages {
		all[lang] = printer(f, lang)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for lang, p := range all {
			n, err := p.ParseNumber(text)
			if err != nil {
				continue
			}
			require.GreaterOrEqual(t, n, int64(0))
			again, err := p.ParseNumber(p.Number(n))
			require.NoError(t, err)
			require.Equal(t, n, again, lang)
		}
	})
}
