package i18n_test

import (
	"testing"
	"time"
	_ "time/tzdata" // A machine without zone files has Berlin as well.

	"github.com/stretchr/testify/require"

	"resellerdesk/core"
	"resellerdesk/core/i18n"
	"resellerdesk/core/inputs"
)

// inZone lets the computer stand in a time zone for a test.
func inZone(t testing.TB, name string) {
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	before := time.Local
	time.Local = zone
	t.Cleanup(func() { time.Local = before })
}

func TestADateIsItsWholeDay(t *testing.T) {
	inZone(t, "Europe/Berlin")
	p := printer(t, "en")
	for text, end := range map[string]string{
		"2026-12-31": "2026-12-31T23:59:59+01:00",
		"31.12.2026": "2026-12-31T23:59:59+01:00", // In every language.
		"1.1.2027":   "2027-01-01T23:59:59+01:00",
		"2027-03-28": "2027-03-28T23:59:59+02:00", // 23 hours.
		"2026-10-25": "2026-10-25T23:59:59+01:00", // 25 hours.
	} {
		got, err := p.ParseDate(text)
		require.NoError(t, err)
		require.Equal(t, end, got.End().Format(time.RFC3339))
	}
}

func TestParseDate(t *testing.T) {
	for _, lang := range i18n.Languages {
		p := printer(t, lang)
		for _, in := range inputs.Dates(lang) {
			day, err := p.ParseDate(in.Text)
			if in.Key == "" {
				require.NoError(t, err, "%s %q", lang, in.Text)
				require.Equal(t, in.Day, day.String(), "%s %q", lang, in.Text)
				again, err := p.ParseDate(p.Day(day))
				require.NoError(t, err)
				require.Equal(t, day, again, "as it is shown in %s", lang)
				continue
			}
			var e *core.Error
			require.ErrorAs(t, err, &e, "%s %q", lang, in.Text)
			require.Equal(t, in.Key, e.Key, "%s %q", lang, in.Text)
			require.NotContains(t, p.Error(err), "<no value>")
		}
		for m := time.January; m <= time.December; m++ {
			day, err := p.ParseDate("1 " + p.Month(m) + " 2028")
			require.NoError(t, err)
			require.Equal(t, core.NewDay(2028, m, 1), day)
		}
	}
}

// FuzzParseDate reads anything: what is a date is written again as the same one, in every language.
func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{
		"", "2026-12-31", "31.12.2026", "31 Dec 2026", " 1 Jan 0001 ", "2027-03-28", "32.13.2026",
		"24 Dez 2026",
	} {
		f.Add(seed)
	}
	inZone(f, "Europe/Berlin")
	var all []*i18n.Printer
	for _, lang := range i18n.Languages {
		all = append(all, printer(f, lang))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range all {
			day, err := p.ParseDate(text)
			if err != nil {
				continue
			}
			again, err := p.ParseDate(p.Day(day))
			require.NoError(t, err)
			require.Equal(t, day, again)
		}
	})
}
